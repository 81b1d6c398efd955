"""Marks as spots: where each stands on the plane, how well that is known, what was measured of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from obslog.change.certainty import Reading, possible_types
from obslog.change.spots import Spot
from obslog.model.counts import Count
from obslog.model.looks import Confidence, Sighting
from obslog.model.marks import Mark, MarkKind, Point
from obslog.model.types import TypeTree
from obslog.places.plane import bearing_deg

#: How well the middle of an object is hit: in pixels, and in shares of its length (a click somewhere on an
#: aircraft, a box about it and its shadow, its four ends).
POINTING_PX = 1.5
SHARE_OF_LENGTH = {
    MarkKind.POINT: 0.06,
    MarkKind.BOX: 0.04,
    MarkKind.ORIENTED: 0.02,
    MarkKind.DIAMOND: 0.02,
}
#: The length in metres of an object of which none is known.
_SIZE_UNKNOWN_M = 20.0


def spots(
    tree: TypeTree, marks: Sequence[Mark], places: Sequence[Sequence[Point]], pixel_m: float
) -> list[Spot]:
    """The spots of marks whose points lie at `places` in metres, all of which could be told (`untold` is None).

    A heading is relative to the plane's y axis, be it north or not: that is enough to compare two dates on it.
    """
    found = []
    for mark, points in zip(marks, places, strict=True):
        heading, length = shape_of(mark.kind, points)
        size = length or size_m(tree, mark.types) or _SIZE_UNKNOWN_M
        sigma = hypot(POINTING_PX * pixel_m, SHARE_OF_LENGTH[mark.kind] * size)
        x = sum(p[0] for p in points) / len(points)
        y = sum(p[1] for p in points) / len(points)
        found.append(
            Spot(
                mark.id,
                x,
                y,
                mark.types,
                possible(tree, mark),
                heading,
                length,
                size_m(tree, mark.types),
                sigma,
            )
        )
    return found


def shape_of(kind: MarkKind, points: Sequence[Point]) -> tuple[float | None, float | None]:
    """(heading in degrees clockwise from y, length in metres) of a mark by its points; None what it does not tell.

    A four-click diamond tells both, an oriented box the length alone: it has no nose.
    """
    if kind is MarkKind.DIAMOND and len(points) == 4:
        (nx, ny), _, (tx, ty), _ = points
        length = hypot(nx - tx, ny - ty)
        return (bearing_deg(nx - tx, ny - ty), length) if length > 0 else (None, None)
    if kind is MarkKind.ORIENTED and len(points) == 4:
        sides = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points[:3])]
        return None, max(sides) or None
    return None, None


def possible(tree: TypeTree, mark: Mark) -> tuple[str, ...]:
    """The types of which a mark is certainly one, by how sure the analyst was."""
    if mark.confidence is Confidence.CONFIRMED:
        return ()
    one = Sighting(mark.types, Count(1, 1, "1"), confidence=mark.confidence)
    return possible_types(tree, one, Reading.STRICT)


def size_m(tree: TypeTree, types: Sequence[str]) -> float | None:
    """The published length of the smallest of some types; None where none is known."""
    known = [metres for name in types if (metres := tree.smallest_m(name)) is not None]
    return min(known, default=None)
