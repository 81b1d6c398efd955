"""The part of `Log` that is about trust: who did what and when, undo and redo, verification, copies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk
    from obslog.observing.history import EntryLine


class TrustMethods:
    """What can be known of the log itself; `Log` is this and the rest."""

    _desk: Desk

    def head(self) -> str:
        """`sequence:hash` of the newest journal entry, as printed on everything that leaves the log."""
        return self._desk.ws.head()

    def now(self) -> datetime:
        """The present instant by the log's clock, UTC: what ages are counted from."""
        return self._desk.clock().astimezone(UTC)

    def analysts(self) -> tuple[str, ...]:
        """Who is at work: everyone named in the newest entries of the journal, as stated, by name."""
        from obslog.observing import history

        return history.analysts(self._desk)

    def journal(
        self, *, seq: int | None = None, limit: int = 50, whole: bool = True
    ) -> tuple[EntryLine, ...]:
        """Entries of the journal, newest first, or one of them; without `whole` their operations are left out."""
        from obslog.observing import history

        return history.journal(self._desk, seq, limit, whole)

    def undo(self, seq: int | None = None, *, look: str | None = None) -> EntryLine:
        """Undo an entry by a new one: `seq`, else the analyst's own newest, of one `look` where it is named.

        Of a look that is what it says, its marks and its closing. Raises `NotFoundError` where nothing is left to
        undo, `RefusedError` where a later entry depends on it. `took_back` of the answer says in words what.
        """
        from obslog.observing import history

        return history.undo(self._desk, seq, look)

    def redo(self, seq: int | None = None, *, look: str | None = None) -> EntryLine:
        """Take an undo back: `seq`, else the analyst's own newest, of one `look` where it is named.

        Raises `NotFoundError`, and `RefusedError` where that look was changed since it was undone.
        """
        from obslog.observing import history

        return history.redo(self._desk, seq, look)

    def verify(self, *, read_data: bool = True, heads: Sequence[str] = ()) -> tuple[str, ...]:
        """What disagrees with the journal, one line a finding; empty for a sound log."""
        from obslog.store.verify import verify

        return verify(self._desk.ws, read_data=read_data, heads=heads)

    def backup(self, path: str | Path) -> None:
        """Copy the whole log to a new file. Raises `StoreError`."""
        from obslog.store.backup import backup

        backup(self._desk.ws, path)
