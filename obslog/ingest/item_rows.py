"""The rows that an import writes beside the images: its run, its ledger and where the files lie."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from obslog.imagery.identify import Identified
from obslog.ingest.decider import By
from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import FileOutcome, path_code
from obslog.ingest.walk import Found
from obslog.model.when import Precision, When
from obslog.store.canonical import canonical, instant_text
from obslog.store.ids import new_id
from obslog.store.journal import Insert

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def run_row(run_id: str, started_at: str, options: ImportOptions, roots: Sequence[str]) -> Insert:
    """The row of one run: when it began, what was asked, over which paths, in which process."""
    row = {
        "id": run_id,
        "started_at": started_at,
        "state": "running",
        "options": canonical(options.to_note()),
        "root": "\n".join(roots),
        "host": socket.gethostname(),
        "pid": os.getpid(),
    }
    return Insert("import_runs", row)


def item_row(run_id: str, found: Found, evidence: Identified | None, outcome: FileOutcome, by: By) -> Insert:
    """The ledger's line of one file: its stat, what became of it, why, and who decided."""
    row = {
        "id": new_id(),
        "run_id": run_id,
        **where(found, evidence),
        "sha256": outcome.sha256,
        "outcome": str(outcome.outcome),
        "reason": outcome.reason,
        "image_id": outcome.image,
        "when_json": None if outcome.when is None else canonical(outcome.when.to_wire()),
        "warnings": canonical(list(outcome.warnings)) if outcome.warnings else None,
        "decided_by": str(by),
    }
    return Insert("import_items", row)


def file_row(found: Found, evidence: Identified, role: str) -> Insert:
    """Where an image lies; `role` is `original` or `copy` (another file of the same bytes)."""
    row = {"id": new_id(), "image_id": evidence.sha256, "role": role, **where(found, evidence)}
    return Insert("image_files", row)


def where(found: Found, evidence: Identified | None) -> dict[str, Any]:
    """The columns that say which file it is: path, exact bytes, and the stat it was read under."""
    size, mtime_ns, device, inode = found.stamp
    if evidence is not None:
        size, mtime_ns, device, inode = evidence.size, evidence.mtime_ns, evidence.device, evidence.inode
    return {
        "path": found.shown,
        "path_bytes": path_code(found.path),
        "size": size,
        "mtime_ns": mtime_ns,
        "device": device,
        "inode": inode,
    }


class Acquisitions:
    """The acquisitions of one batch: one platform at one exact instant is one pass of one sensor."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._ids: dict[tuple[str, str], str] = {}

    def of(self, platform: str | None, when: When) -> tuple[str | None, list[Insert]]:
        """The id of the acquisition and its row where it is new; (None, []) where it cannot be told."""
        exact = when.precision is Precision.SECOND and when.earliest == when.latest
        if platform is None or when.earliest is None or not exact:
            return None, []
        at = instant_text(when.earliest)
        if (platform, at) in self._ids:
            return self._ids[platform, at], []
        there = self._workspace.fetch(
            "SELECT id FROM acquisitions WHERE platform = :platform AND earliest = :at AND latest = :at "
            "AND live = 1 ORDER BY id LIMIT 1",
            platform=platform,
            at=at,
        )
        found = str(there[0][0]) if there else new_id()
        self._ids[platform, at] = found
        row = {"id": found, "platform": platform, "earliest": at, "latest": at}
        return found, [] if there else [Insert("acquisitions", row)]
