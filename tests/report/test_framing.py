"""Which ground a picture of a change shows: what changed, wide enough to see around it, never too wide to see it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.change.passes import Pass
from obslog.model.images import Identity, Image
from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind, MarkStatus
from obslog.model.when import UNDATED
from obslog.observing.chipping import Part, Square, square_about
from obslog.places.ground import box
from obslog.places.plane import Plane
from obslog.report.model import build
from obslog.report.parts import Claim, ClaimKind
from obslog.report.pictures.framing import Plan, Shot, chosen, plan
from report.khmeimim import material

MIDDLE = (35.949, 35.401)
EVERYWHERE = box(35.9, 35.3, 36.0, 35.5)


def mark(name: str, east: float, north: float, image: str = "i1", **fields: object) -> Mark:
    """A box mark so many metres from the middle."""
    lon, lat = Plane(*MIDDLE).to_degrees(east, north)
    base = Mark(
        name, image, MarkKind.BOX, ((10, 10), (40, 40)), ("An-124",), Confidence.CONFIRMED, lon=lon, lat=lat
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def image(name: str, ground: object = EVERYWHERE, georeference: str = "transform") -> Image:
    """An image that covers some ground."""
    identity = Identity(
        f"{name}.tif", UNDATED, width=1000, height=800, georeference=georeference, footprint=ground,  # type: ignore[arg-type]
    )  # fmt: skip
    return Image(name, f"{name}.tif", 1, identity)


def planned(before: list[Mark], after: list[Mark], images: dict[str, Image] | None = None) -> Plan:
    """The figure of one certain change between the first two passes of the made-up site."""
    made = material()
    comparison = made.comparisons[0]
    looks = [side.chosen.looks[0] for side in (comparison.before, comparison.after)]
    known = images or {"i1": image("i1"), "i2": image("i2")}
    sides = [
        replace(side, chosen=Pass((replace(look, image_id=name),), side.chosen.earliest, side.chosen.latest))
        for side, look, name in zip((comparison.before, comparison.after), looks, ("i1", "i2"), strict=True)
    ]
    told = replace(comparison, before=sides[0], after=sides[1])
    claim = Claim("C1", ClaimKind.STRICT, "", types=("An-124",))
    marks = {looks[0].id: before, looks[1].id: after}
    (found,) = plan(0, told, [claim], marks, known, made.tree)
    return found


def holds(square: Square, one: Mark) -> bool:
    assert one.lon is not None and one.lat is not None
    east, north = Plane(square.lon, square.lat).to_metres(one.lon, one.lat)
    return max(abs(east), abs(north)) < square.size_m / 2


def test_what_left_is_in_the_picture_and_what_stayed_does_not_widen_it() -> None:
    gone, stayed = mark("a", 0, 0), mark("b", 2000, 0)
    found = planned([gone, stayed], [mark("c", 2003, 2, "i2")])
    square = found.before.wanted
    assert isinstance(square, Square) and found.after.wanted == square
    assert holds(square, gone) and not holds(square, stayed)
    assert square.size_m == 240


def test_marks_too_far_apart_for_one_picture_are_said() -> None:
    many = [mark(f"n{n}", 60 * n, 0, area="north") for n in range(3)]
    far = [mark("s", 3000, 0, area="south")]
    found = planned([*many, *far], [])
    assert isinstance(found.before.wanted, Square) and found.before.wanted.size_m < 900
    assert all(holds(found.before.wanted, one) for one in many)
    assert found.note is not None and found.note.startswith("Shown: 3 of 4 changed marks")


def test_marks_that_wait_for_a_word_are_not_burnt_in() -> None:
    waiting = mark("w", 10, 0, status=MarkStatus.CARRIED)
    assert [one.id for one in planned([mark("a", 0, 0), waiting], []).before.marks] == ["a"]


def test_marks_of_other_types_are_not_burnt_in() -> None:
    found = planned([mark("a", 0, 0), mark("b", 20, 0, types=("Il-76",))], [])
    assert [one.id for one in found.before.marks] == ["a"]


def test_without_marks_the_site_or_its_areas_are_shown_or_nothing() -> None:
    assert planned([], []).before.wanted == Part((0.0, 0.0, 1000.0, 800.0)), "this site has no polygon"


def test_an_image_without_a_place_is_shown_about_its_marks() -> None:
    images = {"i1": image("i1", None, "none"), "i2": image("i2")}
    found = planned([mark("a", 0, 0, lon=None, lat=None)], [], images)
    assert isinstance(found.before.wanted, Part)
    left, top, width, height = found.before.wanted.window
    assert left < 10 and top < 10 and left + width > 40 and top + height > 40


@given(st.lists(st.tuples(st.floats(-400, 400), st.floats(-400, 400)), min_size=1, max_size=6))
def test_a_square_holds_what_it_is_about(places: list[tuple[float, float]]) -> None:
    plane = Plane(*MIDDLE)
    points = [plane.to_degrees(*place) for place in places]
    square = square_about(points)
    inner = Plane(square.lon, square.lat)
    for lon, lat in points:
        east, north = inner.to_metres(lon, lat)
        assert max(abs(east), abs(north)) <= square.size_m / 2
    assert square.size_m >= 120 and square.size_m % 10 == 0


def test_certain_changes_get_pictures_first_and_stand_in_the_order_of_the_report() -> None:
    nothing = Shot(None, (), None)
    plans = [Plan(n, (f"C{n}",), (), nothing, nothing, rank=rank) for n, rank in enumerate((1, 0, 1, 0))]
    assert [one.group for one in chosen(plans, 3)] == [0, 1, 3]
    assert chosen(plans, 0) == []


def test_only_changes_have_pictures() -> None:
    made = material()
    report = build(made)
    for number, (comparison, group) in enumerate(
        zip((made.overall, *made.comparisons), report.changes, strict=True)
    ):
        assert comparison is not None
        shown = {
            c
            for one in plan(number, comparison, group.strict, {}, made.images, made.tree)
            for c in one.claims
        }
        changes = {c.id for c in group.strict if c.kind in (ClaimKind.STRICT, ClaimKind.POSSIBLE)}
        assert shown == changes


@pytest.mark.parametrize("apart", [5.0, 14.0])
def test_a_stand_that_is_still_taken_is_no_change(apart: float) -> None:
    found = planned([mark("a", 0, 0), mark("x", 500, 0)], [mark("b", apart, 0, "i2")])
    assert isinstance(found.before.wanted, Square)
    assert not holds(found.before.wanted, mark("a", 0, 0))
