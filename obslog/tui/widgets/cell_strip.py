"""A row of picture cells as Textual takes rows: bytes that are cut by slicing, styled text only where it is asked for.

All that leans on the inside of Textual stands here, tested against it (textual >= 8.2, < 9): of its `Strip`, and of
the thread that writes to the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip

from obslog.tui.cells.encode import as_text, parts


def unsent(app: App[Any]) -> int:
    """How many writes wait for the terminal to take them; 0 where that cannot be told (a test, a browser)."""
    writer = getattr(getattr(app, "_driver", None), "_writer_thread", None)
    queue = getattr(writer, "_queue", None)
    return 0 if queue is None else int(queue.qsize())


def write_through(app: App[Any], text: str) -> None:
    """Send something to the terminal that is no text of a widget, in its turn among Textual's own bytes."""
    driver = getattr(app, "_driver", None)
    if driver is not None:
        driver.write(text)


class CellRow:
    """One row of cells: the bytes of each, and what they were made from. `merged` leaves out colours said already."""

    __slots__ = ("cells", "dots", "glyphs", "ink", "merged", "paper")

    def __init__(
        self, cells: NDArray[np.uint8], dots: NDArray[np.uint8], glyphs: NDArray[np.uint32],
        ink: NDArray[np.uint8], paper: NDArray[np.uint8], merged: bool = False,
    ) -> None:  # fmt: skip
        self.cells, self.dots, self.glyphs, self.ink, self.paper = cells, dots, glyphs, ink, paper
        self.merged = merged


class CellStrip(Strip):
    """Cells `start` to `end` of a `CellRow`."""

    __slots__ = ("_end", "_lazy", "_row", "_start")

    def __init__(self, row: CellRow, start: int = 0, end: int | None = None) -> None:
        self._row, self._start = row, start
        self._end = row.cells.shape[0] if end is None else end
        self._lazy: list[Segment] | None = None
        super().__init__((), self._end - start)
        self._lazy = None

    @property
    def _segments(self) -> list[Segment]:
        if self._lazy is None:
            self._lazy = list(self._styled())
        return self._lazy

    @_segments.setter
    def _segments(self, value: list[Segment]) -> None:
        self._lazy = value

    def _styled(self) -> Iterable[Segment]:
        row, part = self._row, slice(self._start, self._end)
        for text, ink, paper in parts(row.dots[:, part], row.glyphs[part], row.ink[part], row.paper[part]):
            yield Segment(text, Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*paper)))

    def render(self, console: Console) -> str:
        """The row as it goes to the terminal."""
        if self._render_cache is None:
            self._render_cache = as_text(self._row.cells[self._start : self._end], merged=self._row.merged)
        return self._render_cache

    def crop(self, start: int, end: int | None = None) -> Strip:
        """A part of the row."""
        start = max(0, start)
        end = self.cell_length if end is None else min(end, self.cell_length)
        if (start, end) == (0, self.cell_length):
            return self
        return CellStrip(self._row, self._start + start, self._start + max(start, end))

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The parts between cuts."""
        found: list[Strip] = []
        at = 0
        for cut in cuts:
            found.append(self.crop(at, cut))
            at = cut
        return found

    def apply_filter(self, filter: Any, background: Any) -> Strip:
        """By the styled text, where a theme dims or greys what is shown."""
        return Strip(list(self._segments), self.cell_length).apply_filter(filter, background)

    def simplify(self) -> Strip:
        """Nothing can be joined: each cell has its own colours."""
        return self

    def discard_meta(self) -> Strip:
        """There is none."""
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CellStrip):
            return (
                self.cell_length == other.cell_length
                and self._row.cells[self._start : self._end].tobytes()
                == other._row.cells[other._start : other._end].tobytes()
            )
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]
