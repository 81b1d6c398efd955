"""Which changes of a report get pictures, of which image, and of which piece of ground: chosen from the data alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from obslog.change.passes import Pass
from obslog.model.errors import ObslogError
from obslog.model.images import Image
from obslog.model.marks import Mark, MarkStatus
from obslog.model.places import Geometry, Site
from obslog.model.types import TypeTree
from obslog.observing.chipping import Part, Square, corners, square_about
from obslog.observing.comparison import Comparison
from obslog.observing.verdicts import is_below
from obslog.places.plane import Plane
from obslog.report.parts import Claim, ClaimKind

#: Kinds of claims that say a change, the surest first.
SHOWN = (ClaimKind.STRICT, ClaimKind.POSSIBLE)
#: Marks of two dates so near one another are taken for one stand when a picture is framed, metres.
_SAME_STAND_M = 15.0
#: Changed marks further apart than this are not put into one picture: each would be too small to see.
_WIDEST_M = 900.0
#: Ground around a mark that belongs to it, metres: about half a large aircraft.
_REACH_M = 40.0
_LEAST_M = 240.0
#: The share of the ground wanted that an image must show to be taken before one that shows more but may not be shown.
_ENOUGH = 0.5

#: Whether the pixels of an image may be shown.
May = Callable[[Image], bool]


def _any(image: Image) -> bool:
    return True


@dataclass(frozen=True)
class Shot:
    """One side of a figure: the image, the marks to burn in, and what part of it is wanted.

    `image` is None where the pass has none; `wanted` is None where nothing of it can be framed.
    """

    image: Image | None
    marks: tuple[Mark, ...]
    wanted: Square | Part | None


@dataclass(frozen=True)
class Plan:
    """A figure to be made: which claims it stands by, and its two sides. `note` says what it leaves out, `rank` how
    sure the surest of its claims is: 0 certain, 1 possible."""

    group: int
    claims: tuple[str, ...]
    types: tuple[str, ...]
    before: Shot
    after: Shot
    note: str | None = None
    rank: int = 0


def chosen(plans: Sequence[Plan], most: int) -> list[Plan]:
    """The surest `most` of the plans, in the order of the report."""
    best = sorted(range(len(plans)), key=lambda number: (plans[number].rank, number))[:most]
    return [plans[number] for number in sorted(best)]


def plan(
    group: int,
    comparison: Comparison,
    claims: Sequence[Claim],
    marks: Mapping[str, Sequence[Mark]],
    images: Mapping[str, Image],
    tree: TypeTree | None,
    may: May = _any,
) -> list[Plan]:
    """The figures of one pair of passes; `marks` maps the id of a look to its marks, `may` says of which images pixels
    may be shown: of two images of a pass that show the ground, one that may be shown is taken.

    Claims that would be shown by the same pictures share one figure.
    """
    found: dict[tuple[object, ...], Plan] = {}
    wanted = [claim for kind in SHOWN for claim in claims if claim.kind is kind and claim.types]
    for claim in wanted:
        one = _one(group, comparison, claim, marks, images, tree, may)
        key = tuple((s.image.id if s.image else None, s.wanted) for s in (one.before, one.after))
        if key in found:
            old = found[key]
            found[key] = Plan(
                group, (*old.claims, claim.id), old.types, _joined(old.before, one.before),
                _joined(old.after, one.after), old.note, min(old.rank, one.rank),
            )  # fmt: skip
        else:
            found[key] = one
    return list(found.values())


def _joined(one: Shot, other: Shot) -> Shot:
    known = {mark.id for mark in one.marks}
    return Shot(one.image, (*one.marks, *(m for m in other.marks if m.id not in known)), one.wanted)


def _one(
    group: int,
    comparison: Comparison,
    claim: Claim,
    marks: Mapping[str, Sequence[Mark]],
    images: Mapping[str, Image],
    tree: TypeTree | None,
    may: May,
) -> Plan:
    passes = comparison.before.chosen, comparison.after.chosen
    sides = [_marks_of(one, claim.types, marks, tree) for one in passes]
    square, note = _square(comparison.site, passes, claim.types, sides, tree)
    shots = [_shot(one, mine, images, square, may) for one, mine in zip(passes, sides, strict=True)]
    return Plan(group, (claim.id,), claim.types, shots[0], shots[1], note, SHOWN.index(claim.kind))


def _marks_of(
    one: Pass, types: tuple[str, ...], marks: Mapping[str, Sequence[Mark]], tree: TypeTree | None
) -> list[Mark]:
    """The standing marks of a pass whose types lie at or below those asked."""
    return [
        mark
        for look in one.looks
        for mark in sorted(marks.get(look.id, ()), key=lambda m: m.id)
        if mark.status is MarkStatus.STANDING and _is_of(mark, types, tree)
    ]


def _is_of(mark: Mark, types: tuple[str, ...], tree: TypeTree | None) -> bool:
    if mark.types == types or set(mark.types) <= set(types):
        return True
    try:
        return tree is not None and is_below(tree, mark.types, types)
    except ObslogError:
        return False


def _square(
    site: Site,
    passes: Sequence[Pass],
    types: tuple[str, ...],
    sides: Sequence[Sequence[Mark]],
    tree: TypeTree | None,
) -> tuple[Square | None, str | None]:
    """The piece of ground to show, and what of the change lies outside it."""
    placed = [[m for m in side if m.lon is not None and m.lat is not None] for side in sides]
    changed = _unmatched(placed[0], placed[1]) + _unmatched(placed[1], placed[0])
    chosen = changed or placed[0] or placed[1]
    if chosen:
        return _about_marks(site, chosen, bool(changed))
    areas = [
        area.geometry
        for area in site.areas
        if area.geometry is not None and area.id in _areas_of(passes, types, tree)
    ]
    shapes: list[Geometry] = areas or ([site.geometry] if site.geometry is not None else [])
    if not shapes:
        return None, None
    return square_about([p for s in shapes for p in corners(s)], context=1.1, least_m=_LEAST_M), None


def _areas_of(passes: Sequence[Pass], types: tuple[str, ...], tree: TypeTree | None) -> set[str]:
    """The areas in which a look saw the type."""
    return {
        sighting.area
        for one in passes
        for look in one.looks
        for sighting in look.seen
        if sighting.area is not None
        and (set(sighting.types) & set(types) or (tree is not None and is_below(tree, sighting.types, types)))
    }


def _unmatched(here: Sequence[Mark], there: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in here if not any(_apart_m(mark, other) <= _SAME_STAND_M for other in there)]


def _apart_m(one: Mark, other: Mark) -> float:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return float("inf")
    east, north = Plane(one.lon, one.lat).to_metres(other.lon, other.lat)
    return float((east * east + north * north) ** 0.5)


def _about_marks(site: Site, marks: Sequence[Mark], changed: bool) -> tuple[Square, str | None]:
    kept, note = list(marks), None
    if _spread_m(kept) > _WIDEST_M:
        groups: dict[str, list[Mark]] = {}
        for mark in kept:
            groups.setdefault(mark.area or "", []).append(mark)
        best = min(groups, key=lambda area: (-len(groups[area]), area))
        kept = groups[best]
        if len(kept) < len(marks):
            word = "changed " if changed else ""
            note = f"Shown: {len(kept)} of {len(marks)} {word}marks; the others lie too far apart for one picture."
    return square_about(_around(kept), context=1.5, least_m=_LEAST_M), note


def _spread_m(marks: Sequence[Mark]) -> float:
    square = square_about(_places(marks), context=1.0, least_m=0.0)
    return square.size_m


def _places(marks: Sequence[Mark]) -> list[tuple[float, float]]:
    return [(m.lon, m.lat) for m in marks if m.lon is not None and m.lat is not None]


def _around(marks: Sequence[Mark]) -> list[tuple[float, float]]:
    """The places of marks and of what they reach."""
    found = []
    for lon, lat in _places(marks):
        plane = Plane(lon, lat)
        found += [plane.to_degrees(x, y) for x in (-_REACH_M, _REACH_M) for y in (-_REACH_M, _REACH_M)]
    return found


def _shot(
    one: Pass, marks: Sequence[Mark], images: Mapping[str, Image], square: Square | None, may: May
) -> Shot:
    """The image of a pass that may be shown and shows half of the square, then that which shows most of it, then that
    with most marks."""
    known = dict.fromkeys(look.image_id for look in one.looks if look.image_id in images)
    candidates = [images[key] for key in known if key is not None]
    if not candidates:
        return Shot(None, (), None)
    number = {image.id: sum(mark.image_id == image.id for mark in marks) for image in candidates}
    covered = {image.id: _covered(image, square) for image in candidates}
    best = max(
        candidates,
        key=lambda image: (
            may(image) and (square is None or covered[image.id] >= _ENOUGH),
            covered[image.id],
            number[image.id],
            image.id,
        ),
    )
    mine = tuple(mark for mark in marks if mark.image_id == best.id)
    placed = best.identity.georeference not in ("none", "local") and best.identity.footprint is not None
    if square is not None and placed:
        return Shot(best, mine, square)
    return Shot(best, mine, _part(best, mine))


def _covered(image: Image, square: Square | None) -> float:
    from obslog.places.ground import box, overlap_share

    ground = image.ground
    if square is None or ground is None:
        return 0.0
    plane, half = Plane(square.lon, square.lat), square.size_m / 2
    west, south = plane.to_degrees(-half, -half)
    east, north = plane.to_degrees(half, half)
    return round(overlap_share(ground, box(west, south, east, north)), 3)


def _part(image: Image, marks: Sequence[Mark]) -> Part | None:
    """The rectangle about the marks on an image without a place; the whole image where it has none."""
    wide, high = image.identity.width, image.identity.height
    if not wide or not high:
        return None
    if not marks:
        return Part((0.0, 0.0, float(wide), float(high)))
    columns = [c for mark in marks for c, _ in mark.points]
    rows = [r for mark in marks for _, r in mark.points]
    side = max(64.0, 1.6 * max(max(columns) - min(columns), max(rows) - min(rows)))
    side = min(side, float(max(wide, high)))
    left = round((min(columns) + max(columns)) / 2 - side / 2)
    top = round((min(rows) + max(rows)) / 2 - side / 2)
    return Part((float(left), float(top), float(round(side)), float(round(side))))
