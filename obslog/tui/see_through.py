"""Dialogs over a picture: what lies beneath is shown as it was drawn, without building it again piece by piece.

Textual lays a modal screen over another by turning every cell of that one into a styled segment and tinting it, which
takes a third of a second where a picture has a colour of its own in every cell, at each change of the dialog. Here the
drawn strips of the screen beneath are kept and cut. It leans on Textual's compositor and strips, as `cell_strip` does,
and is held by a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.screen import Screen

    _Base = Screen[Any]
else:
    _Base = object


class Row(Strip):
    """Strips side by side as one, each drawn its own way."""

    __slots__ = ("_lazy", "_parts")

    def __init__(self, parts: Sequence[Strip]) -> None:
        self._parts = tuple(parts)
        self._lazy: list[Segment] | None = None
        super().__init__((), sum(part.cell_length for part in parts))
        self._lazy = None

    @property
    def _segments(self) -> list[Segment]:
        if self._lazy is None:
            self._lazy = [segment for part in self._parts for segment in part]
        return self._lazy

    @_segments.setter
    def _segments(self, value: list[Segment]) -> None:
        self._lazy = value

    def render(self, console: Console) -> str:
        """The row as it goes to the terminal."""
        return "".join(part.render(console) for part in self._parts)

    def crop(self, start: int, end: int | None = None) -> Strip:
        """A part of the row."""
        end = self.cell_length if end is None else min(end, self.cell_length)
        at, kept = 0, []
        for part in self._parts:
            left, right = max(start - at, 0), min(end - at, part.cell_length)
            if left < right:
                kept.append(part.crop(left, right))
            at += part.cell_length
        return Row(kept)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The parts between cuts."""
        found, at = [], 0
        for cut in cuts:
            found.append(self.crop(at, cut))
            at = cut
        return found

    def apply_filter(self, filter: Any, background: Any) -> Strip:
        """By the styled text, where a theme dims or greys what is shown."""
        return Strip(list(self._segments), self.cell_length).apply_filter(filter, background)

    def simplify(self) -> Strip:
        """By the styled text, which only pictures of the screen for a file ask for."""
        return Strip(list(self._segments), self.cell_length).simplify()

    def discard_meta(self) -> Strip:
        """What lies beneath is not clicked."""
        return self


class SeeThrough(_Base):
    """Mixed in before `ModalScreen`."""

    _drawn: tuple[object, list[Row]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the screen beneath, as they were when this one first covered them at its present size."""
        rows = self._beneath()
        if rows is None:
            return super().render_lines(crop)
        return [
            rows[y].crop(crop.x, crop.right) if 0 <= y < len(rows) else Strip.blank(crop.width)
            for y in crop.line_range
        ]

    def _beneath(self) -> list[Row] | None:
        stack = self.app.screen_stack
        place = stack.index(self) if self in stack else 0
        if place < 1:
            return None
        base = stack[place - 1]
        # The screen beneath may be laid out at the new size after this one.
        state = (base, self.size, base._compositor.size)
        if self._drawn is None or self._drawn[0] != state:
            chops = base._compositor._render_chops(base.size.region, lambda y: True)
            rows = [Row([strip for strip in line.values() if strip is not None]) for line in chops]
            self._drawn = (state, rows)
        return self._drawn[1]
