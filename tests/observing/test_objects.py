"""Two looks of one site compared object by object: on the ground, by two points, on one image, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from observing.scene import NORTH_70, Airfield
from obslog.change.marks import ObjectState, Registration
from obslog.model.errors import RefusedError
from obslog.model.looks import Confidence, Look
from obslog.model.marks import Mark, MarkKind, MarkStatus, Point
from obslog.observing.object_words import ObjectDiff
from obslog.observing.viewing import ground_of
from obslog.places.ground import contains
from obslog.store import rows
from obslog.store.ids import new_id

DAY_1, DAY_2 = "2024-12-09T08:00:00Z", "2024-12-13T08:00:00Z"
#: Six stands of the two aprons, in pixels of an image of all of it (about 1 m a pixel), 45 m apart.
STANDS: tuple[Point, ...] = ((120, 120), (165, 120), (210, 120), (120, 260), (165, 260), (210, 260))


def marked(
    field: Airfield,
    look: Look,
    points: Sequence[Point],
    types: str = "Il-76",
    *,
    confidence: Confidence = Confidence.CONFIRMED,
    status: MarkStatus = MarkStatus.STANDING,
) -> list[Mark]:
    """Point marks of one look, with their ground and area where the image has any."""
    desk, made = field.log._desk, []
    ground = ground_of(desk, look.image_id or "")
    areas = field.log.area_list(look.site_id)
    for point in points:
        at = ground.to_ground(*point) if ground else None
        area = next((a.id for a in areas if a.geometry and at and contains(a.geometry, *at)), None)
        lon, lat = at or (None, None)
        made.append(
            Mark(
                new_id(), look.image_id or "", MarkKind.POINT, (point,), tuple(types.split("|")), confidence, status,
                look.id, area, lon, lat,
            )
        )  # fmt: skip
    desk.write("mark add", [op for mark in made for op in rows.mark_ops(mark)], {})
    return made


def states(diff: ObjectDiff) -> dict[str, int]:
    return {str(s): len(diff.diff.of(s)) for s in ObjectState if diff.diff.of(s)}


def two_looks(
    field: Airfield, saw: str = "Il-76=6", then: str = "Il-76=5", **content: object
) -> tuple[Look, Look]:
    return field.look(DAY_1, saw), field.look(DAY_2, then, **content)  # type: ignore[arg-type]


def test_what_stayed_what_came_and_what_left_on_the_ground(field: Airfield) -> None:
    first, second = two_looks(field, "Il-76=5", "Il-76=5")
    marked(field, first, STANDS[:5])
    marked(field, second, [(x + 3, y + 2) for x, y in (*STANDS[1:5], STANDS[5])])
    diff = field.log.mark_diff(first.id[-8:], second.id[-8:])
    assert states(diff) == {"still occupied": 4, "new": 1, "gone": 1}
    assert diff.registration is Registration.ESTIMATED and diff.shift is not None
    assert (diff.shift.east_m, diff.shift.north_m) == pytest.approx((2.7, -2.2), abs=0.3)
    assert "4 positions still occupied by a compatible type (4 Il-76)" in diff.sentences[0]
    assert "not of the same object: up to 96 h lie between the looks" in diff.sentences[-1]
    back = field.log.mark_diff(second.id, first.id)
    assert states(back) == states(diff)


def test_a_look_that_does_not_list_the_type_does_not_say_that_it_left(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=2", "An-124=1")
    marked(desk, first, STANDS[:2])
    marked(desk, second, STANDS[5:], "An-124")
    diff = desk.log.mark_diff(first.id, second.id)
    # Nor does the first say that there was no An-124.
    assert states(diff) == {"not comparable": 3}
    reasons = {line.reason for line in diff.lines}
    assert "later look: the look does not say that it lists every Il-76" in reasons
    complete = desk.look("2024-12-14T08:00:00Z", "An-124=1", complete_for=["aircraft"])
    marked(desk, complete, STANDS[5:], "An-124")
    assert states(desk.log.mark_diff(first.id, complete.id)) == {"gone": 2, "not comparable": 1}


def test_nothing_is_new_or_gone_where_the_other_image_does_not_reach(desk: Airfield) -> None:
    first = desk.look(DAY_1, "Il-76=6", complete_for=["aircraft"])
    marked(desk, first, STANDS)
    # The later image holds the northern part of the north apron alone, and shows nothing there.
    second = desk.look(DAY_2, box=NORTH_70, none=["aircraft"])
    diff = desk.log.mark_diff(first.id, second.id)
    outside = {line.reason for line in diff.lines if line.state is ObjectState.NOT_COMPARABLE}
    assert outside == {"later look: outside the image or at its edge"}
    assert not [x for x in diff.lines if x.state is ObjectState.NEW]


def test_a_cloud_over_an_apron_hides_what_may_be_there(desk: Airfield) -> None:
    first = desk.look(DAY_1, "Il-76=6")
    marked(desk, first, STANDS)
    second = desk.look(DAY_2, none=["aircraft"], visible=["north=0.6", "south=1", "elsewhere=1"])
    diff = desk.log.mark_diff(first.id, second.id)
    assert states(diff) == {"gone": 3, "not comparable": 3}
    assert "later look: only 60% of north was visible, and not which" in {line.reason for line in diff.lines}


def test_probable_and_possible_labels_are_no_movements(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=2", "A-50=2; possible")
    marked(desk, first, STANDS[:2])
    marked(desk, second, STANDS[:2], "A-50", confidence=Confidence.POSSIBLE)
    diff = desk.log.mark_diff(first.id, second.id)
    assert states(diff) == {"still occupied": 2}
    assert diff.lines[0].what == "Il-76 then possible A-50"


def test_marks_carried_and_not_confirmed_are_no_objects(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=2", none=["Il-76"], then="An-124=0")
    marked(desk, first, STANDS[:2])
    marked(desk, second, STANDS[:2], status=MarkStatus.CARRIED)
    assert states(desk.log.mark_diff(first.id, second.id)) == {"gone": 2}


def test_a_carried_mark_that_was_taken_away_says_that_somebody_looked(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=2", "An-124=1")
    gone, unasked = marked(desk, first, STANDS[:2])
    carried = marked(desk, second, STANDS[:1], status=MarkStatus.CARRIED)[0]
    refused = replace(carried, id=new_id(), status=MarkStatus.REFUSED, carried_from=gone.id)
    ops = [rows.retire_op("marks", carried.id), *rows.mark_ops(refused), rows.retire_op("marks", refused.id)]
    desk.log._desk.write("mark remove", ops, {})
    states = {line.before: line.state for line in desk.log.mark_diff(first.id, second.id).lines}
    assert states == {gone.id: ObjectState.GONE, unasked.id: ObjectState.NOT_COMPARABLE}


def test_two_looks_at_one_image_need_no_shift(desk: Airfield) -> None:
    image = desk.image(DAY_1)
    first = desk.log.look_add("Khmeimim", image=image, saw=["Il-76=2"])
    second = desk.log.look_add("Khmeimim", image=image, saw=["Il-76=3"])
    marked(desk, first, STANDS[:2])
    marked(desk, second, STANDS[:3])
    diff = desk.log.mark_diff(first.id, second.id)
    assert diff.registration is Registration.SAME_IMAGE
    assert states(diff) == {"still occupied": 2, "new": 1}


def crops(desk: Airfield) -> tuple[Look, Look]:
    """Two looks at pictures without georeference or GSD."""
    looks = []
    for when in ("2024-12-09", "2024-12-13"):
        image = desk.crop(when)
        looks.append(
            desk.log.look_add(
                "Khmeimim", image=image, saw=["Su-34=2"], visible=["all=1"], resolves=10,
            )
        )  # fmt: skip
    return looks[0], looks[1]


def test_pictures_without_a_place_want_two_points(desk: Airfield) -> None:
    first, second = crops(desk)
    marked(desk, first, [(10, 10), (35, 30)], "Su-34")
    marked(desk, second, [(12, 9), (9, 38)], "Su-34")
    with pytest.raises(RefusedError, match="obslog image align"):
        desk.log.mark_diff(first.id, second.id)
    desk.log.image_align(
        first.image_id or "", second.image_id or "", [((5.0, 5.0), (7.0, 4.0)), ((40.0, 30.0), (42.0, 29.0))]
    )
    diff = desk.log.mark_diff(first.id, second.id)
    assert diff.registration is Registration.TWO_POINTS
    assert states(diff) == {"still occupied": 1, "new": 1, "gone": 1}
    assert diff.notes == ("the GSD of the image is not known: 0.5 m a pixel assumed",)
    # And the other way round by the same two points.
    assert states(desk.log.mark_diff(second.id, first.id)) == {"still occupied": 1, "new": 1, "gone": 1}


def test_objects_that_speak_against_the_two_points_are_heard(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=6", "Il-76=6")
    marked(desk, first, STANDS)
    marked(desk, second, [(x + 9, y) for x, y in STANDS])
    off = [((100.0, 100.0), (100.0, 100.0)), ((300.0, 300.0), (300.0, 300.0))]
    desk.log.image_align(first.image_id or "", second.image_id or "", off)
    diff = desk.log.mark_diff(first.id, second.id)
    assert any("6 objects would lie better with a further shift of 7" in note for note in diff.notes)


def test_an_object_of_known_length_tells_the_scale_of_a_picture(desk: Airfield) -> None:
    image = desk.crop("2024-12-09")
    first, second = (
        desk.log.look_add("Khmeimim", image=image, saw=["Il-76=1"], visible=["all=1"], resolves=10)
        for _ in range(2)
    )
    nose_to_tail = ((24.0, 2.0), (2.0, 24.0), (24.0, 48.0), (46.0, 24.0))
    for look in (first, second):
        mark = Mark(new_id(), image, MarkKind.DIAMOND, nose_to_tail, ("Il-76",), look_id=look.id)
        desk.log._desk.write("mark add", rows.mark_ops(mark), {})
    diff = desk.log.mark_diff(first.id, second.id)
    assert diff.notes == ("the GSD of the image is not known: 1 m by 2 objects of known length",)


def test_a_row_that_may_have_moved_one_stand_is_said_to_be_ambiguous(desk: Airfield) -> None:
    first, second = two_looks(desk, "Su-34=6", "Su-34=6")
    marked(desk, first, [(100.0 + 22 * k, 150) for k in range(6)], "Su-34")
    marked(desk, second, [(100.0 + 22 * k, 150) for k in range(1, 7)], "Su-34")
    diff = desk.log.mark_diff(first.id, second.id)
    assert diff.registration is Registration.AMBIGUOUS and diff.shift is None
    assert set(states(diff)) == {"ambiguous"}
    assert (
        diff.sentences[1].startswith("Registration ambiguous") and "obslog image align" in diff.sentences[1]
    )


def test_diamonds_tell_heading_and_length_even_where_the_file_is_away(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=1", "Il-76=1")
    diamond = ((120.0, 100.0), (95.0, 120.0), (120.0, 147.0), (145.0, 120.0))
    for look in (first, second):
        mark = marked(desk, look, [(120.0, 121.75)])[0]
        again = Mark(
            new_id(), mark.image_id, MarkKind.DIAMOND, diamond, mark.types, mark.confidence, mark.status, look.id,
            mark.area, mark.lon, mark.lat,
        )  # fmt: skip
        desk.log._desk.write("mark edit", [rows.retire_op("marks", mark.id), *rows.mark_ops(again)], {})
    assert states(desk.log.mark_diff(first.id, second.id)) == {"still occupied": 1}
    Path(desk.log.image_show(first.image_id or "").path).unlink()
    desk.log._desk.grounds.clear()
    assert states(desk.log.mark_diff(first.id, second.id)) == {"still occupied": 1}


def test_the_wire_shape_names_every_mark_once(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=3", "Il-76=3")
    marks = {m.id for m in (*marked(desk, first, STANDS[:3]), *marked(desk, second, STANDS[1:4]))}
    *lines, last = desk.log.mark_diff(first.id, second.id).wire()
    named = [each for line in lines for each in (line["before"], line["after"]) if each]
    assert sorted(named) == sorted(marks)
    assert last["summary"]["states"]["still occupied"] == 2


def test_looks_that_cannot_be_compared_are_refused_in_one_line(desk: Airfield) -> None:
    first, second = two_looks(desk, "Il-76=3", "Il-76=3")
    with pytest.raises(RefusedError, match="one look"):
        desk.log.mark_diff(first.id, first.id)
    desk.log.look_retract(second.id, reason="wrong date")
    with pytest.raises(RefusedError, match="retracted"):
        desk.log.mark_diff(first.id, second.id)
