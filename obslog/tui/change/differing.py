"""The differences between two dates as they are drawn: a sign for each state, on the image that has the mark or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from obslog.change.marks import ObjectState
from obslog.tui.cells.overlay import SIGNS, Overlay, Shape, Sign

if TYPE_CHECKING:
    from obslog.model.marks import Mark, Point
    from obslog.observing.object_words import ObjectLine
    from obslog.tui.cells.strokes import Colour
    from obslog.tui.change.aligning import Aligning
    from obslog.tui.change.pairing import Pair

#: What stands beside a mark for what became of it, and its ASCII twin; never two alike.
STATE_SIGNS: dict[ObjectState, tuple[str, str]] = {
    ObjectState.NEW: ("✚", "+"),
    ObjectState.GONE: ("−", "-"),
    ObjectState.MOVED: ("→", ">"),
    ObjectState.AMBIGUOUS: ("?", "?"),
    ObjectState.NOT_COMPARABLE: ("∅", "/"),
    ObjectState.STILL_OCCUPIED: ("=", "="),
}
STATE_INKS: dict[ObjectState, Colour] = {
    ObjectState.NEW: (126, 231, 135),
    ObjectState.GONE: (255, 123, 114),
    ObjectState.MOVED: (255, 221, 87),
    ObjectState.AMBIGUOUS: (216, 180, 255),
    ObjectState.NOT_COMPARABLE: (170, 176, 184),
    ObjectState.STILL_OCCUPIED: (126, 190, 255),
}
_PAPER: Colour = (12, 14, 18)
_POINTED: Colour = (255, 92, 92)
#: Half the side of the box about the difference that is pointed at, where nothing says how large the object is, pixels.
_HALF = 12.0


def overlays(
    pair: Pair, pointed: int | None, *, aligning: Aligning | None = None, plain: bool = False
) -> tuple[Overlay, Overlay]:
    """What is drawn over the earlier and over the later image; `pointed` is the index of a line of the pair."""
    signs: tuple[list[Sign], list[Sign]] = ([], [])
    shapes: tuple[list[Shape], list[Shape]] = ([], [])
    by_id = {mark.id: mark for mark in (*pair.before.marks, *pair.after.marks)}
    for number, line in enumerate(pair.lines):
        places = pair.places(line)
        for side, own in enumerate((line.before, line.after)):
            place = places[side]
            if place is not None:
                signs[side].append(_sign(place, by_id.get(own or ""), line, plain))
        if number == pointed:
            for side, corners in enumerate(_boxes(pair, line, places, by_id)):
                if corners:
                    shapes[side].append(Shape(corners, _POINTED))
    if aligning is not None:
        for side, points in enumerate(aligning.marks()):
            signs[side].extend(Sign(point, f"+{number}", _POINTED, _PAPER) for point, number in points)
    first, second = (
        Overlay(marks, None, tuple(shapes[side]), tuple(signs[side]), plain)
        for side, marks in enumerate((pair.before.marks, pair.after.marks))
    )
    return first, second


def _sign(place: Point, mark: Mark | None, line: ObjectLine, plain: bool) -> Sign:
    """The mark's own sign and the state's beside it; the state's alone where this image has no mark of the object."""
    state = STATE_SIGNS[line.state][plain]
    own = SIGNS[mark.confidence][plain] if mark is not None else ""
    return Sign(place, own + state, STATE_INKS[line.state], _PAPER)


def _boxes(
    pair: Pair, line: ObjectLine, places: tuple[Point | None, Point | None], by_id: Mapping[str, Mark]
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """A box about an object on either image, of the same ground on both."""
    side = 0 if line.after is None else 1
    place, mark = places[side], by_id.get((line.before if side == 0 else line.after) or "")
    if place is None:
        return (), ()
    half = _HALF
    if mark is not None and len(mark.points) > 1:
        columns, rows = zip(*mark.points, strict=True)
        half = max(_HALF, 0.75 * max(max(columns) - min(columns), max(rows) - min(rows)))
    own = tuple((place[0] + x * half, place[1] + y * half) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
    carry = pair.lock.to_after if side == 0 else pair.lock.to_before
    other = tuple(carried for corner in own if (carried := carry(corner)) is not None)
    there = places[1 - side]
    if there is not None and len(other) == len(own):
        # About the other mark, where there is one: it may lie a little beside.
        middle = sum(c for c, _ in other) / 4, sum(r for _, r in other) / 4
        other = tuple((c + there[0] - middle[0], r + there[1] - middle[1]) for c, r in other)
    return (own, other) if side == 0 else (other, own)


def key_of_signs(pair: Pair, *, plain: bool = False) -> str:
    """How many objects of each state there are, with the sign of each: the key to what is drawn."""
    if pair.objects is None:
        return ""
    found = []
    for state, signs in STATE_SIGNS.items():
        number = sum(line.state is state for line in pair.lines)
        if number:
            found.append(f"{signs[plain]} {number} {state}")
    return "   ".join(found)
