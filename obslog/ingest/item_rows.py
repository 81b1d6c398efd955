"""The rows that an import writes beside the images: its run, its ledger and where the files lie."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from obslog.imagery.identify import Identified
from obslog.ingest.decider import By
from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import FileOutcome, path_code
from obslog.ingest.walk import Found
from obslog.model.when import When
from obslog.store.canonical import canonical
from obslog.store.ids import new_id
from obslog.store.journal import Insert
from obslog.store.queries.acquisitions import (
    SAME_INSTANT,
    acquisition_at,
    exact_instant,
    new_acquisition,
)

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
    """The acquisitions of one batch: one platform at one instant, to the second, is one pass of one sensor."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._met: dict[tuple[str, int], tuple[datetime, str]] = {}

    def of(self, platform: str | None, when: When) -> tuple[str | None, list[Insert]]:
        """The id of the acquisition and its row where it is new; (None, []) where it cannot be told."""
        at = exact_instant(when)
        if platform is None or at is None:
            return None, []
        second = int(at.timestamp())
        for near in (second, second - 1, second + 1):
            met = self._met.get((platform, near))
            if met is not None and abs(met[0] - at) < SAME_INSTANT:
                return met[1], []
        found = acquisition_at(self._workspace, platform, at)
        made = [] if found is not None else [new_acquisition(platform, at)]
        known = found or str(made[0].row["id"])
        self._met[platform, second] = (at, known)
        return known, made
