"""Only what was seen at one time is one pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from change.looking import look, moment
from obslog.change.passes import group_passes
from obslog.model.edtf import parse_edtf
from obslog.model.looks import Look
from obslog.model.when import UNDATED, Basis


def ids(*looks: Look, minutes: float = 10.0) -> list[tuple[str, ...]]:
    return [one.ids for one in group_passes(looks, minutes)]


def at_minute(minutes: float, id: str, **more: str) -> Look:
    return look({"apron": 1.0}, id=id, when=moment(minutes), **more)  # type: ignore[arg-type]


def on_day(text: str, id: str, **more: str) -> Look:
    return look({"apron": 1.0}, id=id, when=parse_edtf(text, Basis.CAPTION), **more)  # type: ignore[arg-type]


def test_looks_ten_minutes_apart_are_one_pass_in_order_of_time() -> None:
    assert ids(at_minute(10, "b"), at_minute(0, "a")) == [("a", "b")]


def test_looks_further_apart_are_two_passes_of_the_day() -> None:
    assert ids(at_minute(0, "a"), at_minute(10.1, "b")) == [("a",), ("b",)]


def test_the_whole_span_counts_and_not_the_step_from_look_to_look() -> None:
    assert ids(at_minute(0, "a"), at_minute(8, "b"), at_minute(16, "c")) == [("a", "b"), ("c",)]


def test_how_far_apart_is_a_setting() -> None:
    assert ids(at_minute(0, "a"), at_minute(30, "b"), minutes=45) == [("a", "b")]


def test_a_look_known_only_to_the_day_stands_alone() -> None:
    assert ids(on_day("2024-12-13", "day"), on_day("2024-12-13", "too"), at_minute(0, "a")) == [
        ("day",),
        ("too",),
        ("a",),
    ]


def test_looks_of_one_acquisition_are_one_pass_at_the_time_that_is_known_best() -> None:
    crop = on_day("2024-12-13", "crop", acquisition="x")
    found = group_passes([crop, at_minute(0, "full", acquisition="x")])
    assert [one.ids for one in found] == [("crop", "full")]
    assert found[0].earliest == found[0].latest == datetime(2024, 12, 13, 8, 0, tzinfo=UTC)


def test_dates_of_one_acquisition_that_disagree_leave_all_of_them_open() -> None:
    found = group_passes(
        [on_day("2024-12-14", "b", acquisition="x"), on_day("2024-12-12", "a", acquisition="x")]
    )
    assert (found[0].earliest.day, found[0].latest.day) == (12, 14)


def test_readings_of_one_image_are_one_pass_even_if_known_only_to_the_day() -> None:
    one, two = on_day("2024-12-13", "one", image="i"), on_day("2024-12-13", "two", image="i")
    linked = on_day("2024-12-13", "three", image="j", acquisition="x")
    assert ids(one, two, linked) == [("one", "two"), ("three",)]
    both = on_day("2024-12-13", "four", image="i", acquisition="x")
    assert ids(one, two, linked, both) == [("four", "one", "three", "two")]


def test_an_undated_look_is_in_no_pass() -> None:
    assert ids(replace(at_minute(0, "a"), when=UNDATED)) == []
