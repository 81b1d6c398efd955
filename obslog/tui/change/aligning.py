"""Laying two images on one another: two fixed points, each set on the earlier image and then on the later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.model.marks import Point

#: A point on the earlier image and the same on the later, twice.
STEPS = 4


@dataclass(frozen=True)
class Aligning:
    """The points set so far, (column, row): before, after, before, after."""

    points: tuple[Point, ...] = ()

    @property
    def on_after(self) -> bool:
        """Whether the next point is asked of the later image."""
        return len(self.points) % 2 == 1

    @property
    def is_done(self) -> bool:
        """Whether both pairs are set."""
        return len(self.points) == STEPS

    @property
    def asks(self) -> str:
        """What is to be done next, in a sentence."""
        number = "first" if len(self.points) < 2 else "second"
        if self.on_after:
            return f"Put the crosshair on the same thing on the LATER image and press Space ({number} point of two)."
        far = "" if number == "first" else ", far from the first"
        return (
            f"Put the crosshair on a fixed thing (a building's corner) on the EARLIER image{far} and press Space "
            f"({number} point of two)."
        )

    @property
    def pairs(self) -> tuple[tuple[Point, Point], ...]:
        """The pairs that are whole."""
        return tuple((self.points[n], self.points[n + 1]) for n in range(0, len(self.points) - 1, 2))

    def set(self, point: Point) -> Aligning:
        """With the next point."""
        return self if self.is_done else replace(self, points=(*self.points, point))

    def back(self) -> Aligning | None:
        """With the last point taken back; None where there was none."""
        return replace(self, points=self.points[:-1]) if self.points else None

    def marks(self) -> tuple[tuple[tuple[Point, str], ...], tuple[tuple[Point, str], ...]]:
        """(point, number) to be drawn on the earlier image, and on the later."""
        numbered = [(point, str(n // 2 + 1)) for n, point in enumerate(self.points)]
        return tuple(numbered[0::2]), tuple(numbered[1::2])
