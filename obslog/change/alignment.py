"""Two images laid on one another by two points each: the turn, scale and shift between their pixels."""

from __future__ import annotations

from cmath import phase
from collections.abc import Sequence
from math import cos, degrees, hypot, isfinite, radians, sin

from obslog.model.errors import WordError
from obslog.model.marks import Alignment, Point

#: Points nearer to one another than this many pixels fix neither turn nor scale.
CLOSEST_PX = 10.0
#: Two images of one ground differ in scale by no more than this factor (0.3 m against 10 m is 33).
_MOST_SCALE = 100.0

Pair = tuple[Point, Point]


def align(before: str, after: str, pairs: Sequence[Pair]) -> Alignment:
    """The alignment of image `before` to image `after` from two ((column, row), (column, row)), not stored yet.

    Raises `WordError` for other than two pairs, points that coincide or nearly do, and what is no number.
    """
    if len(pairs) != 2:
        raise WordError(
            "points", str(len(pairs)), "give two, each as it lies on the one image and on the other"
        )
    for point in (point for pair in pairs for point in pair):
        if len(point) != 2 or not all(isfinite(v) for v in point):
            raise WordError("point", str(point), "write COLUMN,ROW in pixels")
    (a1, b1), (a2, b2) = pairs
    step_before, step_after = complex(a2[0] - a1[0], a2[1] - a1[1]), complex(b2[0] - b1[0], b2[1] - b1[1])
    for step, which in ((step_before, "first"), (step_after, "second")):
        if abs(step) < CLOSEST_PX:
            told = f"lie {abs(step):.0f} pixels apart on the {which} image: take two far from one another"
            raise WordError("points", _told(pairs), told)
    turn = step_after / step_before
    if not 1 / _MOST_SCALE <= abs(turn) <= _MOST_SCALE:
        raise WordError(
            "points", _told(pairs), f"one image would be {abs(turn):.3g} times the other: check them"
        )
    shift = complex(*b1) - turn * complex(*a1)
    kept = tuple(((float(a[0]), float(a[1])), (float(b[0]), float(b[1]))) for a, b in pairs)
    return Alignment("", before, after, abs(turn), degrees(phase(turn)), shift.real, shift.imag, kept)


def apply(alignment: Alignment, point: Point) -> Point:
    """Where a pixel of the image `before` lies on the image `after`, as (column, row)."""
    angle = radians(alignment.angle_deg)
    across, down = alignment.scale * cos(angle), alignment.scale * sin(angle)
    column, row = point
    return (
        across * column - down * row + alignment.shift_column,
        down * column + across * row + alignment.shift_row,
    )


def reverse(alignment: Alignment) -> Alignment:
    """The same alignment from `after` to `before`."""
    angle = radians(-alignment.angle_deg)
    across, down = cos(angle) / alignment.scale, sin(angle) / alignment.scale
    x, y = alignment.shift_column, alignment.shift_row
    return Alignment(
        alignment.id, alignment.after, alignment.before, 1 / alignment.scale, -alignment.angle_deg,
        -(across * x - down * y), -(down * x + across * y), tuple((b, a) for a, b in alignment.pairs),
        alignment.reason, alignment.analyst,
    )  # fmt: skip


def error_px(alignment: Alignment, point: Point, pointing_px: float = 1.0) -> float:
    """The standard error, along one axis of the image `after`, of where a pixel of `before` lies on it, in pixels.

    Both points err by `pointing_px` on both images. Between them the errors average out; outside they grow with
    the distance, as a line through two points does.
    """
    if len(alignment.pairs) != 2:
        return pointing_px
    one, other = complex(*alignment.pairs[0][0]), complex(*alignment.pairs[1][0])
    base = other - one
    along = (complex(*point) - one) / base
    weight = hypot(abs(1 - along), abs(along))
    return pointing_px * hypot(1.0, alignment.scale) * weight


def _told(pairs: Sequence[Pair]) -> str:
    return " ".join(f"{a[0]:g},{a[1]:g}={b[0]:g},{b[1]:g}" for a, b in pairs)
