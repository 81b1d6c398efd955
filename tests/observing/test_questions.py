"""Diff, timeline, matrix and last: which looks a date names, and what they carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from observing.scene import NORTH_70, SITE, Airfield
from obslog.model.errors import NotFoundError, RefusedError, WordError

DAY1, DAY2, DAY3 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z", "2024-12-15T07:02:00Z"
ALL = {"complete_for": ["aircraft"], "resolves": "5", "visible": {"all": 1}}


def test_two_then_three_where_all_was_seen_is_one_more(field: Airfield) -> None:
    first = field.look(DAY1, "An-124=2", **ALL)
    second = field.look(DAY2, "An-124=3", **ALL)
    change = field.change("An-124", "2024-12-10", "2024-12-13")
    assert (change.diff.net, change.diff.arrivals_min, str(change.diff.verdict)) == (
        (1, 1),
        1,
        "increase_certain",
    )
    assert change.wire()["looks"] == [first.id, second.id]
    assert change.diff.gap_h == pytest.approx(72.2, abs=0.1)
    assert change.diff.age_h == pytest.approx(171.8, abs=0.1)


def test_two_seen_in_the_visible_part_is_at_least_two_and_no_departure(field: Airfield) -> None:
    field.look(DAY1, "An-124=3", **ALL)
    field.look(DAY2, "An-124=2@north", complete_for=["An-124"], box=NORTH_70)
    change = field.change("An-124", "2024-12-10", "2024-12-13")
    assert (change.diff.n2.lo, change.diff.n2.hi, change.diff.departures_min) == (2, None, 0)
    assert "north visible in part (70 %)" in change.sentence
    assert "stayed" not in change.sentence and "left" not in change.sentence


def test_a_type_not_mentioned_is_not_gone(field: Airfield) -> None:
    field.look(DAY1, "Tu-160=2")
    field.look(DAY2, "An-124=1")
    change = field.change("Tu-160", "2024-12-10", "2024-12-13")
    assert (str(change.diff.verdict), change.diff.departures_min) == ("unknown", 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2024-12-10", "2024-12-13"),
        ("2024-12-09/2024-12-11", "2024-12-12/2024-12-14"),
        ("../2024-12-11", "2024-12-12/.."),
        ("prev", "last"),
        ("PREV", "Last"),
        ("2024-12-10", "last"),
        ("2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z"),
    ],
)
def test_a_date_may_be_a_day_an_interval_an_instant_last_or_prev(
    desk: Airfield, before: str, after: str
) -> None:
    desk.look(DAY1, "An-124=2", **ALL)
    desk.look(DAY2, "An-124=3", **ALL)
    assert desk.change("An-124", before, after).diff.net == (1, 1)


def test_a_side_may_be_named_by_its_look(field: Airfield) -> None:
    first, second = field.look(DAY1, "An-124=2", **ALL), field.look(DAY2, "An-124=3", **ALL)
    assert field.change("An-124", first.id, second.id[-8:]).diff.net == (1, 1)


def test_dates_that_overlap_or_are_turned_round_are_refused(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=2")
    desk.look(DAY2, "An-124=3")
    for before, after in (("2024-12", "2024-12-13"), ("2024-12-10", "2024-12-10"), ("last", "last")):
        with pytest.raises(RefusedError, match=r"overlap|same look"):
            desk.log.diff(SITE, before, after)
    with pytest.raises(RefusedError, match="earlier date first"):
        desk.log.diff(SITE, "2024-12-13", "2024-12-10")
    with pytest.raises(NotFoundError):
        desk.log.diff(SITE, "2019", "2024-12-13")
    with pytest.raises(WordError):
        desk.log.diff(SITE, "yesterday", "2024-12-13")


def test_of_several_passes_of_a_day_the_last_is_used_and_the_others_are_listed(field: Airfield) -> None:
    field.look(DAY1, "An-124=2", **ALL)
    field.look("2024-12-13T08:12:00Z", "An-124=1", **ALL)
    field.look("2024-12-13T16:00:00Z", "An-124=3", **ALL)
    found = field.log.diff(SITE, "2024-12-10", "2024-12-13", types=["An-124"])
    assert found.changes[0].diff.net == (1, 1)
    (note,) = found.notes()
    assert "holds 2 passes; the last is used" in note and "08:12Z" in note


def test_looks_ten_minutes_apart_are_one_pass_and_a_day_is_not(field: Airfield) -> None:
    field.look("2024-12-13T08:00:00Z", "An-124=1@north", complete_for=["An-124@north"])
    field.look("2024-12-13T08:09:00Z", "An-124=2@south", complete_for=["An-124@south"])
    field.look("2024-12-13T16:00:00Z", "An-124=2")
    ((_, cells),) = field.log.matrix(SITE, types=["An-124"]).lines
    assert [c.bounds.lo for c in cells] == [3, 2]


def test_a_look_that_only_overlaps_the_date_is_named_and_left_out(field: Airfield) -> None:
    field.look(DAY1, "An-124=2", **ALL)
    field.look(DAY2, "An-124=3", **ALL)
    vague = field.image(None)
    field.log.image_date(vague, "2024-12", reason="the caption says December")
    left_out = field.log.look_add(SITE, image=vague, saw=["An-124=9"])
    found = field.log.diff(SITE, "2024-12-10", "2024-12-13", types=["An-124"])
    assert found.changes[0].diff.net == (1, 1)
    assert any(left_out.id[-8:] in note and "left out" in note for note in found.notes())


def test_a_local_day_is_a_day_of_the_site(field: Airfield) -> None:
    # 22:30Z on the 12th is 01:30 on the 13th in Damascus.
    field.look(DAY1, "An-124=1", **ALL)
    field.look("2024-12-12T22:30:00Z", "An-124=2", **ALL)
    with pytest.raises(NotFoundError):
        field.log.diff(SITE, "2024-12-10", "2024-12-13")
    found = field.log.diff(SITE, "2024-12-10", "2024-12-13", types=["An-124"], local=True)
    assert found.changes[0].diff.net == (1, 1)
    assert "days of Asia/Damascus" in found.header
    assert "UTC days" in field.log.diff(SITE, "2024-12-10", "2024-12-12").header


def test_a_local_day_of_a_site_without_time_zone_is_refused(desk: Airfield) -> None:
    desk.log.site_add("No zone", position="10,10")
    with pytest.raises(WordError, match="time zone"):
        desk.log.diff("No zone", "2024-12-10", "2024-12-13", local=True)


def test_a_set_of_types_may_be_asked(field: Airfield) -> None:
    field.look(DAY1, "An-26|An-32=2", **ALL)
    field.look(DAY2, "An-26|An-32=3", "Il-76=1", **ALL)
    change = field.change("An-32|An-26", "2024-12-10", "2024-12-13")
    assert (change.diff.n1.lo, change.diff.n1.hi) == (2, 2)
    assert (change.diff.n2.lo, change.diff.n2.hi) == (3, 3)
    # Of either alone there may be none.
    assert field.change("An-26", "2024-12-10", "2024-12-13").diff.n1.lo == 0


def test_an_estimate_is_never_certain(desk: Airfield) -> None:
    desk.look(DAY1, "fighter=~20", **ALL)
    desk.look(DAY2, "fighter=2", **ALL)
    change = desk.change("fighter", "2024-12-10", "2024-12-13")
    assert change.diff.estimate is True
    assert "certain" not in change.sentence


def test_probable_types_count_as_labelled_only(desk: Airfield) -> None:
    desk.look(DAY1, none=["An-124"], visible={"all": 1})
    desk.look(DAY2, "An-124=2; probable", visible={"all": 1})
    change = desk.change("An-124", "2024-12-10", "2024-12-13")
    assert (change.diff.n2.lo, change.diff.best.n2.lo) == (0, 2)
    assert desk.change("heavy transport", "2024-12-10", "2024-12-13").diff.n2.lo == 2


def test_every_kind_of_knowledge_looks_different_in_the_matrix(field: Airfield) -> None:
    field.look("2024-12-01T08:00:00Z", "An-124=2", **ALL)
    field.look("2024-12-02T08:00:00Z", none=["An-124"])
    field.look("2024-12-03T08:00:00Z", none=["An-124"], box=NORTH_70)
    field.look("2024-12-04T08:00:00Z", not_observable={"all": "cloud"})
    field.look("2024-12-05T08:00:00Z", "Su-34=1")
    field.look("2024-12-06T08:00:00Z", "An-124=2+")
    image = field.image("2024-12-07T08:00:00Z")
    field.log.look_add(SITE, image=image, saw=["An-124=2"], visible={"all": 1})
    other = field.image("2024-12-07T08:05:00Z")
    field.log.look_add(SITE, image=other, none=["An-124"], visible={"all": 1})
    grid = field.log.matrix(SITE, types=["An-124"])
    ((_, cells),) = grid.lines
    assert [c.kind for c in cells] == ["count", "zero", "part", "cloud", "gap", "count", "conflict"]
    texts = [c.text for c in cells]
    assert texts == ["2", "0", "(0)", "##", ".", "2+", "!"]
    legend = "  ".join(grid.legend())
    assert all(f"{text}  " in legend for text in texts)
    assert [c["kind"] for c in next(iter(grid.wire()))["cells"]] == [c.kind for c in cells]


def test_a_timeline_shows_the_images_that_nobody_looked_at_and_the_days_without(field: Airfield) -> None:
    field.look(DAY1, "An-124=2", **ALL)
    waiting = field.image(DAY2)
    field.look("2024-12-18T08:00:00Z", none=["An-124"])
    line = field.log.timeline(SITE, types=["An-124"])
    assert [(e.state, e.image) for e in line.entries] == [
        ("OBSERVED", None), ("NOT EXPLOITED", waiting), ("NOT SEEN", None),
    ]  # fmt: skip
    text = "\n".join(line.lines())
    assert "8 days without a look" in text
    rows = list(line.wire())
    assert [row.get("kind") for row in rows[:3]] == ["count", None, "zero"]
    assert rows[-1]["windows"]


def test_a_timeline_of_a_period_holds_that_period_only(desk: Airfield) -> None:
    for day in (DAY1, DAY2, DAY3):
        desk.look(day, "An-124=2")
    line = desk.log.timeline(SITE, since="2024-12-11", until="2024-12-14")
    assert [e.name for e in line.entries] == ["13 Dec 2024 08:12Z"]
    newest = desk.log.timeline(SITE, limit=1)
    assert [e.name for e in newest.entries] == ["15 Dec 2024 07:02Z"] and newest.older == 2
    with pytest.raises(RefusedError, match="later than"):
        desk.log.timeline(SITE, since="2024-12-14", until="2024-12-11")


def test_what_was_last_known_is_shown_with_its_age(field: Airfield) -> None:
    field.look(DAY1, "An-124=2", **ALL)
    field.look(DAY2, "Su-34=4")
    (known,) = field.log.last(SITE, types=["An-124"])
    assert (known.count, known.when, known.age_h, known.age) == ("2", "10 Dec 2024 08:00Z", 244.0, "10 d")
    assert {row.type for row in field.log.last()} >= {"An-124", "Su-34"}


def test_a_look_that_did_not_ask_for_a_type_does_not_hide_what_was_last_known(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=2")
    desk.look(DAY2, not_observable={"all": "cloud"})
    (known,) = desk.log.last(SITE, types=["An-124"])
    assert (known.count, known.when) == ("2", "10 Dec 2024 08:00Z")


def test_undated_images_enter_no_timeline_and_no_diff(field: Airfield) -> None:
    image = field.image(None)
    look = field.log.look_add(SITE, image=image, saw=["An-124=5"])
    assert any("undated" in line for line in field.log.assumptions(look))
    assert field.log.timeline(SITE).entries == ()
    assert field.log.last(SITE) == ()
    assert field.log.find("An-124") == ()
    with pytest.raises(RefusedError, match="undated"):
        field.log.diff(SITE, look.id, "last")
    assert [i.id for i in field.log.image_list(undated=True)] == [image]


def test_an_area_that_is_unplaced_leaves_what_it_held_open(tmp_path: Path) -> None:
    bare = Airfield(str(tmp_path / "bare.db"), tmp_path / "images", areas=False)
    try:
        bare.look(DAY1, "An-124=2", **ALL)
        bare.log.area_add(SITE, "gate")
        bare.look(DAY2, "An-124=2@gate", **ALL)
        change = bare.change("An-124", "2024-12-10", "2024-12-13")
        assert (change.diff.n1.lo, change.diff.n1.hi) == (2, 2)
        assert (change.diff.n2.lo, change.diff.n2.hi) == (2, 2)
        assert change.diff.departures_min == change.diff.arrivals_min == 0
    finally:
        bare.log.close()


def test_readings_of_one_image_that_differ_are_no_conflict_of_the_site(field: Airfield) -> None:
    import obslog

    image = field.image(DAY1)
    field.log.look_add(SITE, image=image, saw=["An-124=2"], **ALL)
    with obslog.open(field.where, analyst="second desk") as second:
        second.look_add(SITE, image=image, saw=["An-124=3"], **ALL)
    field.look(DAY2, "An-124=3", **ALL)
    change = field.change("An-124", "2024-12-10", "2024-12-13")
    assert str(change.diff.verdict) != "conflict"
    assert "readings of one image differ" in change.sentence
