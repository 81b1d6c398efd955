"""What the log already knows of the files on the walk, so that an unchanged file is not read again."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from obslog.imagery.opening import display
from obslog.ingest.decider import By
from obslog.ingest.outcomes import FileOutcome, Outcome, path_code
from obslog.ingest.passing import is_passing
from obslog.ingest.walk import Found, members_in
from obslog.store import queries
from obslog.store.queries import Seen

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_KEPT = frozenset(("imported", "duplicate", "unchanged"))


class Ledger:
    """The newest ledger row of each path of a walk: both go through the paths in one order, side by side."""

    def __init__(self, workspace: Workspace, retry: bool = False) -> None:
        self._workspace, self._retry = workspace, retry
        self._rows: Iterator[Seen] = iter(())
        self._next: Seen | None = None
        self._start = self._at = ""

    def begin(self, start: bytes) -> None:
        """Go to the beginning of what lies under `start`, as the walk does."""
        self._start = display(start)
        self._rows = queries.ledger(self._workspace, self._start)
        self._next = next(self._rows, None)
        self._at = ""

    def members(self, archive: Found) -> list[Found] | None:
        """The members of an archive that was not touched since it was recorded; None if it must be opened.

        All of them must have been recorded with it: an import may have been stopped, or undone, in between.
        """
        row = None if self._retry else queries.seen(self._workspace, archive.shown, path_code(archive.path))
        if row is None or (row.size, row.mtime_ns, row.device, row.inode) != archive.stamp:
            return None
        if row.outcome == Outcome.REJECTED:
            return None if is_passing(row.reason) else []
        count = members_in(row.reason)
        if count is None:
            return None
        found = []
        for each in queries.ledger(self._workspace, f"{archive.shown}!/"):
            path = each.path.encode() if each.path_bytes is None else base64.b64decode(each.path_bytes)
            stamp = (each.mtime_ns, each.device, each.inode)
            if stamp == archive[2:5] and path.startswith(archive.path + b"!/"):
                found.append(Found(path, each.size or 0, *archive[2:5]))
        return found if len(found) == count else None

    def seen(self, found: Found) -> Seen | None:
        """What was last recorded of this path, or None."""
        try:
            shown = found.path.decode("utf-8")
        except UnicodeDecodeError:
            # Rare, and the order of its text is not that of its bytes: asked for by itself.
            return queries.seen(self._workspace, found.shown, path_code(found.path))
        if shown < self._at:
            # Only members of a packed tar come in another order.
            return queries.seen(self._workspace, shown, None)
        self._at = shown
        row = self._next
        while row is not None and (row.path < shown or (row.path == shown and row.path_bytes is not None)):
            row = self._next = next(self._rows, None)
        return row if row is not None and row.path == shown else None

    def untouched(self, found: Found, row: Seen | None) -> Outcome | None:
        """The outcome of a file that was not touched since `row` was recorded; None if it must be read.

        Evidence is then `unchanged`; what was rejected or is no imagery is so again, for the reason recorded;
        what a person skipped stays skipped, while what policy skipped is decided again, and what was refused
        for a reason of the moment is read again.
        """
        if row is None or found.reason is not None:
            return None
        if (row.size, row.mtime_ns, row.device, row.inode) != found[1:5]:
            return None
        if row.outcome in _KEPT:
            return Outcome.UNCHANGED if row.live else None
        if self._retry or (row.outcome == Outcome.REJECTED and is_passing(row.reason)):
            return None
        if row.outcome == "rejected" or row.decided_by == By.PERSON or row.sha256 is None:
            return Outcome(row.outcome)
        return None

    def same_as_recorded(self, found: Found, row: Seen | None, outcome: str, reason: str | None) -> bool:
        """True for something that is no evidence and of which the ledger says the very same already."""
        if row is None or row.sha256 is not None or (row.outcome, row.reason) != (outcome, reason):
            return False
        return (row.size, row.mtime_ns, row.device, row.inode) == found.stamp


def skipped_before(row: Seen | None, found: Found, sha256: str) -> bool:
    """True if the ledger says already that these bytes at this path were skipped."""
    if row is None or row.outcome != Outcome.SKIPPED or row.sha256 != sha256:
        return False
    return (row.size, row.mtime_ns, row.device, row.inode) == found[1:5]


def known_outcome(found: Found, row: Seen, outcome: Outcome) -> FileOutcome:
    """The outcome of a file that is not read again, from its row."""
    unchanged = outcome is Outcome.UNCHANGED
    return FileOutcome(
        found.path,
        found.shown,
        outcome,
        None if unchanged else row.reason,
        row.image_id if unchanged else None,
        row.sha256,
        size=found.size,
    )
