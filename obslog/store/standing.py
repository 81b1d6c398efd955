"""Which entries of the journal still stand: who reverts whom, read from the newest back, no further than asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from obslog.model.errors import NotFoundError
from obslog.store.queries.history import entry_lines

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: So many entries are read at first, then twice as many each time.
_FIRST, _MOST = 100, 20_000


class Line(NamedTuple):
    """One entry without its payload. `reverts` is the entry that it undoes or takes the undo back of."""

    seq: int
    actor: str
    action: str
    reverts: int | None


class History:
    """The entries of a journal, or those that concern one look (an id), as far as they were asked for.

    Whoever reverts an entry comes after it and names the same look, so that what is read says what stands.
    """

    def __init__(self, ws: Workspace, look: str | None = None) -> None:
        self._ws, self._look = ws, look
        self._lines: dict[int, Line] = {}
        self._reverters: dict[int, list[int]] = {}
        self._standing: dict[int, bool] = {}
        self._below: int | None = None
        self._size, self._ended = _FIRST, False

    def line(self, seq: int) -> Line:
        """One entry. Raises `NotFoundError`."""
        if seq in self._lines:
            return self._lines[seq]
        rows = entry_lines(self._ws, 1, seq=seq)
        if not rows:
            raise NotFoundError("journal entry", str(seq), hint="obslog journal lists them")
        return Line(*rows[0])

    def stands(self, seq: int) -> bool:
        """True where nothing that stands reverts the entry."""
        if seq not in self._standing:
            later = entry_lines(self._ws, None, reverting=seq)
            self._standing[seq] = not any(self.stands(row[0]) for row in later)
        return self._standing[seq]

    def depth(self, line: Line) -> int:
        """0: a change; 1: an undo; 2: a redo (an undo of an undo); ..."""
        depth = 0
        while line.reverts is not None:
            line, depth = self.line(line.reverts), depth + 1
        return depth

    def newest_first(self) -> Iterator[Line]:
        """All entries, the newest first."""
        yield from list(self._lines.values())
        while not self._ended:
            yield from self._read_on()

    def _read_on(self) -> list[Line]:
        rows = entry_lines(self._ws, self._size, before=self._below, look=self._look)
        self._ended = len(rows) < self._size
        self._size = min(2 * self._size, _MOST)
        new = [Line(*row) for row in rows]
        for line in new:
            self._lines[line.seq] = line
            if line.reverts is not None:
                self._reverters.setdefault(line.reverts, []).append(line.seq)
            reverters = self._reverters.get(line.seq, ())
            self._standing[line.seq] = not any(self._standing[later] for later in reverters)
            self._below = line.seq
        return new
