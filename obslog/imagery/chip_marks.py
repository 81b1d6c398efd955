"""Marks burnt into a chip: the sign by how sure it is, as the screens draw it; its outline; its type where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from obslog.imagery.chip_text import drawable, font
from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind, Point
from obslog.model.text import safe

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from obslog.imagery.chip_frame import Frame

    Colour = tuple[int, int, int]
    Box = tuple[float, float, float, float]

#: The inks of the screens: yellow sure, blue probable, violet possible.
INKS: dict[Confidence, Colour] = {
    Confidence.CONFIRMED: (255, 221, 87),
    Confidence.PROBABLE: (126, 214, 255),
    Confidence.POSSIBLE: (216, 180, 255),
}
#: Dots on and off along an outline: sure is solid, the less sure the more open.
_DASH = {Confidence.CONFIRMED: (1, 0), Confidence.PROBABLE: (8, 5), Confidence.POSSIBLE: (3, 4)}
_DARK = (10, 12, 16)
_RADIUS = 5
#: With more marks than this types are not written beside them.
_MOST_LABELS = 40


def draw_marks(picture: Image, frame: Frame, marks: Sequence[Mark]) -> None:
    """Burn marks in, in the order given; those off the picture are left out."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    placed = [(mark, _laid(frame, _corners(mark))) for mark in marks]
    shown = [(mark, line) for mark, line in placed if line and _touches(line, picture.size)]
    for mark, line in shown:
        for start, end in _segments(mark, line):
            _stroke(draw, start, end, INKS[mark.confidence], _DASH[mark.confidence])
    signs: list[Box] = []
    for mark, line in shown:
        at = _anchor(mark, line)
        _sign(draw, at, mark.confidence)
        signs.append((at[0] - _RADIUS, at[1] - _RADIUS, at[0] + _RADIUS, at[1] + _RADIUS))
    if len(shown) <= _MOST_LABELS:
        # No word covers a sign, another word, or an object that is marked.
        taken = [*signs, *(_box_of(line) for _, line in shown)]
        for mark, line in shown:
            _label(draw, mark, line, picture.size, taken)


def _box_of(line: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs), min(ys), max(xs), max(ys)


def _corners(mark: Mark) -> tuple[Point, ...]:
    if mark.kind is MarkKind.BOX:
        (c0, r0), (c1, r1) = mark.points
        return (c0, r0), (c1, r0), (c1, r1), (c0, r1)
    return mark.points


def _laid(frame: Frame, points: Sequence[Point]) -> list[Point]:
    """The points on the chip; none where one of them lies nowhere."""
    import numpy as np

    across, down = frame.to_chip(
        np.array([p[0] for p in points], float), np.array([p[1] for p in points], float)
    )
    found = [(float(x), float(y)) for x, y in zip(across, down, strict=True)]
    return found if all(math.isfinite(v) for point in found for v in point) else []


def _touches(line: Sequence[Point], size: tuple[int, int]) -> bool:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return max(xs) >= 0 and max(ys) >= 0 and min(xs) < size[0] and min(ys) < size[1]


def _segments(mark: Mark, line: Sequence[Point]) -> list[tuple[Point, Point]]:
    if mark.kind is MarkKind.POINT:
        return []
    if mark.kind is MarkKind.DIAMOND:
        # The axis and the span cross: what is measured is what is drawn.
        return [(line[0], line[2]), (line[1], line[3])]
    return [(line[n], line[(n + 1) % len(line)]) for n in range(len(line))]


def _anchor(mark: Mark, line: Sequence[Point]) -> Point:
    """Where the sign stands: on a point, else at the upper left corner, so that it covers no part of the object."""
    if mark.kind is MarkKind.DIAMOND:
        return line[0]
    return min(line, key=lambda point: (round(point[0] + point[1], 3), round(point[0], 3)))


def _stroke(draw: ImageDraw, start: Point, end: Point, ink: Colour, dash: tuple[int, int]) -> None:
    length = math.dist(start, end)
    on, off = dash
    step = float(on + off) if off else max(length, 1.0)
    pieces = []
    at = 0.0
    while at < length:
        stop = min(length, at + on) if off else length
        pieces.append((_along(start, end, at / length), _along(start, end, stop / length)))
        at += step
    for one, other in pieces:
        draw.line((*one, *other), fill=_DARK, width=4)
    for one, other in pieces:
        draw.line((*one, *other), fill=ink, width=2)


def _along(start: Point, end: Point, share: float) -> tuple[int, int]:
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )


def _sign(draw: ImageDraw, at: Point, sure: Confidence) -> None:
    """A full disc, a half one or a ring: shape first, colour second."""
    x, y = round(at[0]), round(at[1])
    box = x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS
    draw.ellipse((box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2), fill=_DARK)
    ink = INKS[sure]
    if sure is Confidence.CONFIRMED:
        draw.ellipse(box, fill=ink)
    elif sure is Confidence.PROBABLE:
        draw.pieslice(box, 90, 270, fill=ink)
        draw.ellipse(box, outline=ink, width=1)
    else:
        draw.ellipse(box, outline=ink, width=2)


def _label(
    draw: ImageDraw, mark: Mark, line: Sequence[Point], size: tuple[int, int], taken: list[Box]
) -> None:
    """The type beside the mark: under it, over it, right or left; left out where it would cover something marked."""
    text = drawable(safe(" or ".join(mark.types)))
    wide, high = draw.textlength(text, font=font(12)), 14.0
    left, top, right, bottom = _box_of(line)
    reach = _RADIUS + 2 if mark.kind is MarkKind.POINT else 0
    middle = min(max((left + right) / 2 - wide / 2, 4.0), size[0] - wide - 4)
    beside = (top + bottom) / 2 - high / 2
    places = (
        (middle, bottom + reach + 3), (middle, top - reach - high - 5),
        (right + reach + 6, beside), (left - reach - wide - 8, beside),
    )  # fmt: skip
    for x, y in places:
        box = x - 3, y - 1, x + wide + 3, y + high + 1
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]
        if inside and not any(_overlap(box, other) for other in taken):
            draw.rectangle(box, fill=_DARK)
            draw.text((round(x), round(y) - 1), text, fill=INKS[mark.confidence], font=font(12))
            taken.append(box)
            return


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
