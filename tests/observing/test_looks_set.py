"""A look is set item by item, as a face shows it: what is given replaces, also by nothing; the rest stays."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from observing.scene import SITE, Airfield
from obslog.model.counts import parse_count
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.looks import Confidence, Look, LookStatus, Scope, Sighting, Total, Visible

DAY1, DAY2 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z"


def full(field: Airfield, **more: Any) -> Look:
    """A look that says something of every kind."""
    return field.look(
        DAY1, "An-124=2+@north; state nose raised", "Il-76=1", total=["aircraft=5-8"], none=["bomber"],
        complete_for=["transport"], visible=["north=0.7"], not_observable=["south=cloud"], remarks="windy", **more,
    )  # fmt: skip


def saw(types: str, count: str, **changes: Any) -> Sighting:
    return replace(Sighting((types,), parse_count(count)), **changes)


def ops(field: Airfield) -> list[dict[str, Any]]:
    """The operations of the newest entry."""
    found: list[dict[str, Any]] = json.loads(field.log.journal(limit=1)[0].payload)["ops"]
    return found


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_each_kind_is_replaced_alone_also_by_nothing(field: Airfield, status: str) -> None:
    old = full(field, draft=status == "draft")
    log = field.log
    for name, value in {
        "totals": (), "none": (), "complete_for": (Scope("fighter", "south"),), "seen": (old.seen[1],), "remarks": "",
        "not_observable": {},
    }.items():  # fmt: skip
        before = log.look_show(old.id)
        now = log.look_set(old.id, **{name: value})
        assert log.look_show(old.id) == now
        south = log.area_list(SITE)[1].id
        said = {"remarks": None, "complete_for": (Scope("fighter", south),)}.get(name, value)
        assert now == replace(before, **{name: said})
        log.undo(look=old.id)
        assert log.look_show(old.id) == before
        log.redo(look=old.id)
    assert log.verify() == ()


def test_a_whole_look_gives_all_that_it_says(desk: Airfield) -> None:
    old = full(desk, draft=True)
    north = desk.log.area_list(SITE)[0].id
    asked = replace(
        old, seen=(saw("Il-76", "3", confidence=Confidence.PROBABLE),), visible={**old.visible, north: Visible(1.0)},
        totals=(Total("aircraft", parse_count("6")),), remarks="calm", min_resolved_m=4.0,
    )  # fmt: skip
    assert desk.log.look_set(asked) == asked == desk.log.look_show(old.id)
    assert desk.log.look_set(replace(asked, status=LookStatus.CLOSED, site_id="?", analyst="?")) == asked


def test_nothing_is_written_where_nothing_differs(desk: Airfield) -> None:
    old = full(desk)
    head = desk.log.head()
    assert (
        desk.log.look_set(old.id) == old == desk.log.look_set(old) == desk.log.look_set(old.id, seen=old.seen)
    )
    assert desk.log.head() == head


def test_an_entry_holds_no_more_than_what_changed_and_says_it_in_words(desk: Airfield) -> None:
    old = full(desk)
    first, second = old.seen
    desk.log.look_set(old.id, seen=(replace(first, count=parse_count("3")), second))
    assert [(op["table"], set(op["new"])) for op in ops(desk)] == [("sightings", {"lo", "hi", "count_text"})]
    assert desk.log.undo(look=old.id).summary == "look edit An-124 at north 3"
    desk.log.look_set(old.id, visible={**old.visible, "north": Visible(0.9)})
    assert [(op["table"], op["new"]) for op in ops(desk)] == [("look_visible", {"fraction": 0.9})]
    desk.log.look_set(old.id, none=(), seen=(second,), remarks="calm", resolves=3)
    assert desk.log.undo(look=old.id).summary == (
        "look edit without An-124 at north 2+, without none bomber, resolves 3 m, remarks"
    )
    assert desk.log.undo(look=old.id).summary == "look edit visible north 0.9"


def test_areas_are_named_by_name_or_id_and_a_wrong_one_is_told(desk: Airfield) -> None:
    old = full(desk)
    north = desk.log.area_list(SITE)[0].id
    now = desk.log.look_set(
        old.id, none=(Scope("fighter", "North"), Scope("fighter", north), Scope("bomber", "elsewhere"))
    )
    assert now.none == (Scope("fighter", north), Scope("bomber", "elsewhere"))
    with pytest.raises(WordError, match="north, south"):
        desk.log.look_set(old.id, none=(Scope("fighter", "pier"),))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seen": (saw("An-124", "0"),)}, "said by `none`"), ({"seen": (saw("An-124", "?"),)}, "needs its reason"),
        ({"seen": (saw("An-225b", "1"),)}, "An-225b"), ({"seen": (saw("An-124", "1", certain="ship"),)}, "must be"),
        ({"visible": {"north": Visible(1.5)}}, "between 0 and 1"), ({"not_observable": {"north": " "}}, "say why"),
        ({"not_observable": {"north": "cloud"}}, "also said to be visible"), ({"resolves": 0}, "in metres"),
        ({"none": (Scope("heavy transport"),)}, "both seen and none"),
        ({"visible": {"south": Visible(1.0)}, "not_observable": {}}, "north, of which this look sees nothing"),
        ({"seen": (), "totals": (), "none": (), "complete_for": (), "not_observable": {}}, "says nothing"),
    ],
)  # fmt: skip
def test_what_a_look_cannot_say_is_refused_and_nothing_written(
    desk: Airfield, change: dict[str, Any], reason: str
) -> None:
    old = full(desk)
    with pytest.raises((WordError, RefusedError, NotFoundError), match=reason):
        desk.log.look_set(old.id, **change)
    assert desk.log.look_show(old.id) == old


def test_a_zero_on_a_picture_of_unknown_scale_needs_the_analysts_word(desk: Airfield) -> None:
    look = desk.log.look_begin(SITE, desk.crop(DAY1))
    with pytest.raises(RefusedError, match="no known GSD"):
        desk.log.look_set(look.id, none=(Scope("bomber"),))
    assert desk.log.look_set(look.id, none=(Scope("bomber"),), resolves=5).min_resolved_m == 5.0


def test_what_is_marked_stays_in_a_closed_look_whatever_is_taken_away(desk: Airfield) -> None:
    look = desk.log.look_begin(SITE, desk.image(DAY1))
    desk.log.mark_add(look.image_id or "", [(200, 150)], "An-124", look=look.id)
    closed = desk.log.look_close(look.id)
    assert desk.log.look_set(look.id, seen=()) == closed
    more = desk.log.look_set(look.id, seen=(saw("Il-76", "2"),))
    assert {(s.types[0], s.count.lo) for s in more.seen} == {("Il-76", 2), ("An-124", 1)}
    with pytest.raises(RefusedError, match="4 stated, 1 marked"):
        desk.log.look_set(look.id, seen=(saw("An-124", "4"),))


def test_no_change_since_with_marks_beside_it_counts_nothing_twice(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=2", "Il-76=1")
    look = desk.log.look_begin(SITE, desk.image(DAY2))
    desk.log.mark_add(look.image_id or "", [(200, 150)], "An-124", look=look.id)
    desk.log.mark_add(look.image_id or "", [(220, 150)], "An-124", look=look.id)
    desk.log.look_edit(look.id, no_change_since="last")
    assert desk.log.undo(look=look.id).summary.startswith("look edit no change since")
    desk.log.redo(look=look.id)
    closed = desk.log.look_close(look.id)
    assert sorted((s.types[0], s.count.lo) for s in closed.seen) == [("An-124", 2), ("Il-76", 1)]
