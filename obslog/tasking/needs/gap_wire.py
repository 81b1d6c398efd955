"""The JSON shape of `gaps`; `docs/wire.md` documents it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from obslog.model.when import iso_z
from obslog.tasking.needs.gaps import SiteGaps, Unseen
from obslog.tasking.needs.questions import Question


def gaps_wire(one: SiteGaps) -> dict[str, Any]:
    """What is not known of one site."""
    names = dict(one.area_names)
    return {
        "site": one.site,
        "since": _z(one.since),
        "until": _z(one.until),
        "cadence_days": one.cadence_days,
        "looks": one.looks,
        "questions": [question_wire(asked, names) for asked in one.questions],
        "longest": [unseen_wire(gap) for gap in one.longest],
        "unseen": [unseen_wire(gap) for gap in one.unseen],
    }


def question_wire(asked: Question, area_names: dict[str, str]) -> dict[str, Any]:
    """One open question."""
    return {
        "kind": str(asked.kind),
        "sentence": asked.sentence,
        "why": asked.why,
        "since": _z(asked.since),
        "types": ["|".join(query) for query in asked.types],
        "areas": [area_names.get(part, part) for part in asked.areas],
        "looks": list(asked.looks),
        "images": list(asked.images),
        "statements": list(asked.statements),
    }


def unseen_wire(one: Unseen) -> dict[str, Any]:
    """A time in which nothing was seen of a ground."""
    gap = one.gap
    return {
        "area": one.area,
        "start": _z(gap.start),
        "end": _z(gap.end),
        "at_most_h": round(gap.at_most_h, 1),
        "at_least_h": round(gap.at_least_h, 1),
        "running": one.running,
        "after": gap.after,
        "before": gap.before,
        "evidence": list(one.evidence),
        "looks": list(one.looks),
        "statements": list(one.statements),
    }


def _z(instant: datetime | None) -> str | None:
    return None if instant is None else iso_z(instant)
