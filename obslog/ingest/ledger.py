"""What the log already knows of the files under some paths, so that an unchanged file is not read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from obslog.imagery.opening import display
from obslog.ingest.decider import By
from obslog.ingest.outcomes import FileOutcome, Outcome
from obslog.ingest.walk import Found
from obslog.store import queries
from obslog.store.queries import Seen

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_KEPT = ("imported", "duplicate", "unchanged")


class Ledger:
    """The newest ledger row of each path under the roots of one import, and which images are live."""

    def __init__(self, workspace: Workspace, starts: Sequence[bytes]) -> None:
        self._workspace = workspace
        self._rows: dict[str, Seen] = {}
        for start in starts:
            self._rows.update(queries.ledger(workspace, display(start)))
        ids = {row.image_id for row in self._rows.values() if row.image_id is not None}
        self._live = {key for key, live in queries.known_images(workspace, ids).items() if live}

    def seen(self, found: Found) -> Seen | None:
        """What was last recorded of this path, or None."""
        return self._rows.get(found.shown)

    def untouched(self, found: Found) -> FileOutcome | None:
        """The outcome of a file that was not touched since it was recorded; None if it must be read.

        Evidence is then `unchanged`; a rejected file is rejected again, for the reason recorded; what a
        person skipped stays skipped, while what policy skipped is decided again.
        """
        row = self._rows.get(found.shown)
        if row is None or found.reason is not None:
            return None
        if (row.size, row.mtime_ns, row.device, row.inode) != found.stamp:
            return None
        if row.outcome in _KEPT and row.image_id in self._live:
            return FileOutcome(found.path, found.shown, Outcome.UNCHANGED, None, row.image_id, row.sha256)
        kept = self._item(found) if row.outcome == Outcome.REJECTED or row.sha256 else {}
        if row.outcome == Outcome.REJECTED or kept.get("decided_by") == By.PERSON:
            outcome = Outcome(row.outcome)
            return FileOutcome(found.path, found.shown, outcome, kept.get("reason"), None, row.sha256)
        return None

    def skipped_before(self, found: Found, sha256: str) -> bool:
        """True if the ledger says already that these bytes at this path were skipped."""
        row = self._rows.get(found.shown)
        if row is None or row.outcome != Outcome.SKIPPED or row.sha256 != sha256:
            return False
        return (row.size, row.mtime_ns, row.device, row.inode) == found.stamp

    def _item(self, found: Found) -> Mapping[str, Any]:
        return queries.item(self._workspace, found.shown) or {}

    def same_as_recorded(self, found: Found, outcome: str, reason: str | None) -> bool:
        """True for a file that is no evidence and of which the ledger says the very same already."""
        row = self._rows.get(found.shown)
        if row is None or row.outcome != outcome:
            return False
        if outcome == Outcome.SKIPPED:
            return row.sha256 is None
        return bool(self._item(found).get("reason") == reason)
