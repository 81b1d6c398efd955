"""The hint jump: letters over the picture that put the crosshair anywhere in 3 to 5 keys, as a pure state machine.

Two letters choose a block of cells; Enter takes its middle, Space lays a finer grid over it, of which one letter
chooses. Marks carry two letters of their own. No label uses `f` (the key that opened them), and labels of the grid and
of marks never share a first letter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

#: First letters of the grid, first letters of marks, second letters and letters of the finer grid.
GRID_FIRST = "asdghjklqwertyui"
MARK_FIRST = "opzxcvbnm"
SECOND = "asdghjklqwertyuiopzxcvbnm"


@dataclass(frozen=True)
class Label:
    """Letters at a dot of the canvas (their middle)."""

    letters: str
    x: float
    y: float
    is_mark: bool = False


@dataclass(frozen=True)
class Hints:
    """Labels that are shown, and what was typed of them.

    `block` is the part of the canvas (left, top, width, height in dots) that two letters chose, None before; `at` the
    dot where the crosshair stands now; `mark` the mark that was chosen; `done` ends it.
    """

    width: int
    height: int
    marks: tuple[tuple[str, float, float], ...] = ()
    typed: str = ""
    block: tuple[float, float, float, float] | None = None
    finer: bool = False
    at: tuple[float, float] | None = None
    mark: str | None = None
    done: bool = False

    # -- the grid --

    def grid(self) -> tuple[int, int]:
        """How many columns and rows of blocks: as many as letters and room allow."""
        most = len(GRID_FIRST) * len(SECOND)
        # A label needs three cells with its gap; blocks are about as high in dots as they are wide.
        columns, rows = max(1, self.width // 5), max(1, self.height // 4)
        while columns * rows > most:
            if self.width / columns <= self.height / rows:
                columns -= 1
            else:
                rows -= 1
        return columns, rows

    def blocks(self) -> dict[str, tuple[float, float, float, float]]:
        """Letters -> (left, top, width, height) in dots."""
        columns, rows = self.grid()
        wide, high = self.width / columns, self.height / rows
        found = {}
        for n in range(columns * rows):
            first, second = divmod(n, len(SECOND))
            row, column = divmod(n, columns)
            found[GRID_FIRST[first] + SECOND[second]] = (column * wide, row * high, wide, high)
        return found

    def cells(self) -> dict[str, tuple[float, float]]:
        """Letter -> dot, of the finer grid over the chosen block."""
        assert self.block is not None
        left, top, wide, high = self.block
        columns = max(1, min(math.floor(wide), 5))
        # A letter takes a cell, which is two dots high.
        rows = max(1, min(math.floor(high / 2), len(SECOND) // columns))
        return {
            SECOND[row * columns + column]: (
                left + (column + 0.5) * wide / columns,
                top + (row + 0.5) * high / rows,
            )
            for row in range(rows)
            for column in range(columns)
        }

    def mark_labels(self) -> dict[str, tuple[str, float, float]]:
        """Letters -> (mark, x, y) for as many marks as there are letters."""
        names = [first + second for first in MARK_FIRST for second in SECOND]
        return dict(zip(names, self.marks, strict=False))

    def labels(self) -> tuple[Label, ...]:
        """What is to be drawn now: only labels that begin with what was typed, without that beginning."""
        if self.done:
            return ()
        if self.finer:
            return tuple(Label(letter, x, y) for letter, (x, y) in self.cells().items())
        if self.block is not None:
            return ()
        grid = [
            Label(name[len(self.typed) :], left + wide / 2, top + high / 2)
            for name, (left, top, wide, high) in self.blocks().items()
            if name.startswith(self.typed)
        ]
        marks = [
            Label(name[len(self.typed) :], x, y, True)
            for name, (_, x, y) in self.mark_labels().items()
            if name.startswith(self.typed)
        ]
        return (*grid, *marks)

    # -- keys --

    def pressed(self, key: str) -> Hints:
        """What a key makes of it: a letter, `enter`, `space`, `escape`, `backspace`; others end it."""
        if key == "escape":
            return replace(self, done=True, at=None)
        if key == "backspace":
            return replace(self, typed=self.typed[:-1], block=None, finer=False)
        if key == "enter":
            return replace(self, done=True)
        if key == "space" and self.block is not None:
            return replace(self, finer=True)
        if self.finer:
            chosen = self.cells().get(key)
            return self if chosen is None else replace(self, at=chosen, done=True)
        if self.block is not None:
            # Anything else takes the middle of the block and is then a key of the picture.
            return replace(self, done=True)
        if len(key) != 1 or key not in SECOND:
            return replace(self, done=True, at=None)
        return self._letter(self.typed + key)

    def _letter(self, typed: str) -> Hints:
        if len(typed) < 2:
            known = (*self.blocks(), *self.mark_labels())
            return replace(self, typed=typed) if any(name.startswith(typed) for name in known) else self
        if typed in self.mark_labels():
            mark, x, y = self.mark_labels()[typed]
            return replace(self, mark=mark, at=(x, y), done=True)
        block = self.blocks().get(typed)
        if block is None:
            return self
        left, top, wide, high = block
        return replace(self, typed="", block=block, at=(left + wide / 2, top + high / 2))
