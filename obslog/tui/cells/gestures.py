"""Shapes drawn by keys or mouse, corner by corner: pure state machines that end in the points of a mark or a line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from obslog.model.marks import MarkKind, Point

#: How many points each shape is asked for, and what each of them is, in order.
STEPS: dict[str, tuple[str, ...]] = {
    "box": ("one corner", "the opposite corner"),
    "oriented": ("one end of the long side", "its other end", "the other side"),
    "diamond": ("nose", "left wing tip", "tail", "right wing tip"),
    "line": ("start", "end"),
}


@dataclass(frozen=True)
class Gesture:
    """A shape begun: its `shape` and the points (image pixels) set so far."""

    shape: str
    points: tuple[Point, ...] = ()

    @property
    def asks(self) -> str:
        """What the next point is; empty where all are set."""
        steps = STEPS[self.shape]
        return steps[len(self.points)] if len(self.points) < len(steps) else ""

    @property
    def is_done(self) -> bool:
        """Whether all points are set."""
        return len(self.points) == len(STEPS[self.shape])

    def set(self, point: Point) -> Gesture:
        """The next point set."""
        return self if self.is_done else replace(self, points=(*self.points, point))

    def back(self) -> Gesture | None:
        """The last point taken back; None where there was none."""
        return replace(self, points=self.points[:-1]) if self.points else None

    def result(self) -> tuple[Point, ...]:
        """The points as `model.marks.MarkKind` has them (a line: its two ends)."""
        return outline(self.shape, self.points)

    def sketch(self, at: Point) -> tuple[Point, ...]:
        """What would stand if the next point were `at`: to be drawn while it is sought."""
        points = (*self.points, at)
        if len(points) < 2:
            return points
        if self.shape == "box":
            (c0, r0), (c1, r1) = points[:2]
            return (c0, r0), (c1, r0), (c1, r1), (c0, r1)
        if self.shape == "oriented" and len(points) == 3:
            return outline("oriented", points)
        return points


def outline(shape: str, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points of a finished shape, in the order of its kind of mark."""
    if shape == "box":
        (c0, r0), (c1, r1) = points
        return (min(c0, c1), min(r0, r1)), (max(c0, c1), max(r0, r1))
    if shape == "oriented":
        (c0, r0), (c1, r1), (c2, r2) = points
        length = math.hypot(c1 - c0, r1 - r0) or 1.0
        # How far the third point lies to the side of the first two.
        nc, nr = -(r1 - r0) / length, (c1 - c0) / length
        side = (c2 - c0) * nc + (r2 - r0) * nr
        return (c0, r0), (c1, r1), (c1 + nc * side, r1 + nr * side), (c0 + nc * side, r0 + nr * side)
    return points


#: The kind of mark that a shape becomes.
KINDS = {"box": MarkKind.BOX, "oriented": MarkKind.ORIENTED, "diamond": MarkKind.DIAMOND}
