"""What one file met on the walk turned out to be: the answer of a worker, beside what the walk saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from obslog.imagery.answers import answer_of_wire
from obslog.imagery.identify import Identified
from obslog.imagery.probing import Answer
from obslog.imagery.workers import Lost
from obslog.ingest.walk import Found
from obslog.model.images import Identity
from obslog.store.queries import Seen


@dataclass(frozen=True)
class Probe:
    """One file: as the walk met it, its answer (see `imagery.probing.Answer`), what the ledger has of it."""

    found: Found
    evidence: Identified | None = None
    outcome: str = ""
    reason: str | None = None
    unread: Identity | None = None
    seen: Seen | None = None


def probe_of(found: Found, seen: Seen | None, answer: Any) -> Probe:
    """The probe of `found` from what a worker sent (JSON values), or from a `Lost`."""
    if isinstance(answer, Lost):
        return Probe(found, outcome="rejected", reason=answer.reason, seen=seen)
    try:
        known = answer_of_wire(answer, found.shown)
    except (KeyError, TypeError, ValueError):
        known = Answer(
            outcome="rejected", reason="reading it was stopped: its answer could not be understood"
        )
    return Probe(found, known.evidence, known.outcome, known.reason, known.unread, seen)


def probe_of_no_file(found: Found, seen: Seen | None = None) -> Probe:
    """The probe of something that the walk already knows not to be a file to read."""
    reason = found.reason or ""
    if found.outcome is not None:
        return Probe(found, outcome=found.outcome, reason=reason, seen=seen)
    rejected = found.folder or reason.startswith(("not readable", "no longer", "the "))
    return Probe(found, outcome="rejected" if rejected else "skipped", reason=found.reason, seen=seen)
