"""Which part of an image a canvas shows: image pixels to dots of the canvas and back, pan, zoom, rotation.

A dot is half a cell: a canvas of `columns` x `rows` cells has `columns` x 2 `rows` dots, about square on a terminal.
Image coordinates are (column, row) in pixels from the outer upper-left corner; dots are (x, y) from the canvas's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

#: Image pixels a dot, at most and at least: from a continent in a corner to a pixel of thirty-two dots.
COARSEST, FINEST = 2.0**24, 1 / 32


@dataclass(frozen=True)
class Viewport:
    """`column`, `row` is the image pixel in the middle; `scale` image pixels a dot; `turn_deg` how far the image is
    turned clockwise on the canvas (0 as in the file); the canvas is `columns` x `rows` cells."""

    column: float = 0.0
    row: float = 0.0
    scale: float = 1.0
    turn_deg: float = 0.0
    columns: int = 1
    rows: int = 1

    @property
    def dots(self) -> tuple[int, int]:
        """Width and height in dots."""
        return self.columns, 2 * self.rows

    def _turn(self) -> tuple[float, float]:
        if self.turn_deg == 0:
            return 1.0, 0.0
        angle = math.radians(self.turn_deg)
        return math.cos(angle), math.sin(angle)

    def to_image(self, x: Any, y: Any) -> tuple[Any, Any]:
        """(column, row) of the image at a dot; numbers or arrays."""
        width, height = self.dots
        dx, dy = (x - width / 2) * self.scale, (y - height / 2) * self.scale
        cos, sin = self._turn()
        return self.column + dx * cos + dy * sin, self.row - dx * sin + dy * cos

    def to_dot(self, column: Any, row: Any) -> tuple[Any, Any]:
        """(x, y) of the canvas in dots at an image pixel; numbers or arrays."""
        width, height = self.dots
        dc, dr = (column - self.column) / self.scale, (row - self.row) / self.scale
        cos, sin = self._turn()
        return width / 2 + dc * cos - dr * sin, height / 2 + dc * sin + dr * cos

    def window(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """(column, row, width, height) of the upright part of the image that covers the canvas, in pixels.

        `margin` adds that share of the size on every side.
        """
        width, height = self.dots
        corners = [self.to_image(x, y) for x in (0, width) for y in (0, height)]
        left, right = min(c for c, _ in corners), max(c for c, _ in corners)
        top, bottom = min(r for _, r in corners), max(r for _, r in corners)
        dx, dy = (right - left) * margin, (bottom - top) * margin
        return left - dx, top - dy, right - left + 2 * dx, bottom - top + 2 * dy

    def resized(self, columns: int, rows: int) -> Viewport:
        """The same middle and scale on a canvas of another size."""
        return replace(self, columns=max(1, columns), rows=max(1, rows))

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moved over the image by so many dots."""
        width, height = self.dots
        column, row = self.to_image(width / 2 + dx, height / 2 + dy)
        return replace(self, column=column, row=row)

    def centred(self, column: float, row: float) -> Viewport:
        """The same scale about another pixel."""
        return replace(self, column=column, row=row)

    def zoomed(self, factor: float, about: tuple[float, float] | None = None) -> Viewport:
        """`factor` times larger (2 halves the pixels a dot); the image pixel `about` stays where it is."""
        scale = min(max(self.scale / factor, FINEST), COARSEST)
        if about is None:
            return replace(self, scale=scale)
        share = scale / self.scale
        column = about[0] + (self.column - about[0]) * share
        row = about[1] + (self.row - about[1]) * share
        return replace(self, column=column, row=row, scale=scale)

    def at_scale(self, scale: float, about: tuple[float, float] | None = None) -> Viewport:
        """At so many pixels a dot, `about` staying where it is."""
        return self.zoomed(self.scale / scale, about)

    def fitted(self, width: float, height: float) -> Viewport:
        """The whole of an image of `width` x `height` pixels."""
        return self.on_box(0.0, 0.0, width, height, room=0.0)

    def on_box(self, left: float, top: float, right: float, bottom: float, room: float = 0.25) -> Viewport:
        """A part of the image, with `room` (a share of it) around."""
        dots_x, dots_y = self.dots
        cos, sin = (abs(part) for part in self._turn())
        wide, high = abs(right - left) * (1 + 2 * room), abs(bottom - top) * (1 + 2 * room)
        scale = max((wide * cos + high * sin) / dots_x, (wide * sin + high * cos) / dots_y, FINEST)
        return replace(self, column=(left + right) / 2, row=(top + bottom) / 2, scale=min(scale, COARSEST))

    def turned(self, turn_deg: float) -> Viewport:
        """The image turned clockwise by so much, about the middle."""
        return replace(self, turn_deg=turn_deg % 360.0)

    def holds(self, column: float, row: float, room: float = 0.0) -> bool:
        """Whether an image pixel is on the canvas, `room` dots from its edge at least."""
        width, height = self.dots
        x, y = self.to_dot(column, row)
        return bool(room <= x < width - room and room <= y < height - room)
