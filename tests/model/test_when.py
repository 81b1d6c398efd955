"""Whens: what lies inside what, what overlaps, how a date is said, and its shape on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import UNDATED, Basis, Precision, When, at, iso_z


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-12-13", "13 Dec 2024"),
        ("2024-12-03?", "3 Dec 2024 (uncertain)"),
        ("2024-12~", "about Dec 2024"),
        ("2024%", "about 2024 (uncertain)"),
        ("2024-12-13T08:12Z", "13 Dec 2024 08:12Z"),
        ("2024-12-13T08:12:30.5Z", "13 Dec 2024 08:12Z"),
        ("2024-12-13T08Z", "13 Dec 2024 08hZ"),
        ("2024-12-13T08:12+03:00", "13 Dec 2024 05:12Z"),
        ("2024-12-13T08:12", "13 Dec 2024 08:12 (zone unknown)"),
        ("2024-12-10/2024-12-13", "between 10 and 13 Dec 2024"),
        ("2024-11-30/2024-12-02", "between 30 Nov and 2 Dec 2024"),
        ("2024-12-30/2025-01-02", "between 30 Dec 2024 and 2 Jan 2025"),
        ("2024-12-13/2024-12-13", "13 Dec 2024"),
        ("202X", "between 1 Jan 2020 and 31 Dec 2029"),
        ("2024-12-13T08:12Z/2024-12-13T09:00Z", "between 13 Dec 2024 08:12Z and 13 Dec 2024 09:00Z"),
        ("2024-12-13T08:12/2024-12-13T09:00", "between 12 Dec 2024 18:12Z and 13 Dec 2024 21:00Z"),
        ("../2024-12-11", "by 11 Dec 2024"),
        ("../2024-12-11T08:12Z", "by 11 Dec 2024 08:12Z"),
        ("2024-12-10/..", "on or after 10 Dec 2024"),
        ("2024-12-10T08:12Z/..", "on or after 10 Dec 2024 08:12Z"),
        ("0987", "0987"),
    ],
)
def test_how_a_person_reads_a_date(text: str, said: str) -> None:
    assert parse_edtf(text).describe() == said


def test_a_day_of_another_zone_is_said_by_its_bounds_in_utc() -> None:
    start = datetime(2024, 12, 12, 21, tzinfo=UTC)
    end = start + timedelta(seconds=86_399)
    local = When("2024-12-13", start, end, Precision.DAY, Basis.ANALYST, "2024-12-13")
    assert local.describe() == "between 12 Dec 2024 21:00Z and 13 Dec 2024 20:59Z"


def test_undated_is_no_date_lies_nowhere_and_overlaps_nothing() -> None:
    day = parse_edtf("2024-12-13")
    assert (UNDATED.describe(), UNDATED.is_dated, UNDATED.midpoint) == ("undated", False, None)
    assert not (UNDATED.within(day) or day.within(UNDATED) or UNDATED.within(UNDATED))
    assert not (UNDATED.overlaps(day) or day.overlaps(UNDATED))


def test_both_ends_make_a_date_and_its_middle() -> None:
    assert parse_edtf("2024-12-13T08:00Z").midpoint == datetime(2024, 12, 13, 8, 0, 29, 500_000, tzinfo=UTC)
    assert not parse_edtf("../2024-12-13").is_dated
    assert parse_edtf("2024-12-13/..").midpoint is None


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("2024-12-13", "2024-12-13"),
        ("2024-12-13", "2024-12"),
        ("2024-12-13T23:59:59.7Z", "2024-12-13"),
        ("2024-12-13T08:12:59.7Z", "2024-12-13T08:12Z"),
        ("2024-12-13", "2024-12-10/.."),
        ("2024-12-13", "../2024-12-13"),
        ("2024-12-14/..", "2024-12-10/.."),
        ("2024-12-13T08:12:30Z", "2024-12-13T08:12:30Z"),
        ("2024-12-13T08:12:30.7Z", "2024-12-13T08:12:00Z/2024-12-13T08:12:30.7Z"),
    ],
)
def test_a_date_lies_inside_a_wider_one(inner: str, outer: str) -> None:
    assert parse_edtf(inner).within(parse_edtf(outer))
    assert parse_edtf(inner).overlaps(parse_edtf(outer))


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("2024-12", "2024-12-13"),
        ("2024-12-12/2024-12-13", "2024-12-13"),
        ("2024-12-10/..", "2024-12-10/2024-12-31"),
        ("../2024-12-10", "2024-12"),
        ("2024-12-13T08:12", "2024-12-13"),
    ],
)
def test_a_date_that_sticks_out_only_overlaps(inner: str, outer: str) -> None:
    assert not parse_edtf(inner).within(parse_edtf(outer))
    assert parse_edtf(inner).overlaps(parse_edtf(outer))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024-12-13", "2024-12-14"),
        ("2024-12-13T23:59:59.7Z", "2024-12-14"),
        ("../2024-12-11", "2024-12-12/.."),
        ("2024-12-13T08:12:30Z", "2024-12-13T08:12:31Z"),
        ("2024-12-13T08:12:30.7Z", "2024-12-13T08:12:00Z/2024-12-13T08:12:30.5Z"),
    ],
)
def test_dates_apart_share_nothing(one: str, other: str) -> None:
    first, second = parse_edtf(one), parse_edtf(other)
    assert not (first.overlaps(second) or second.overlaps(first) or first.within(second))


instants = st.integers(0, 40).map(lambda hours: datetime(2024, 12, 13, tzinfo=UTC) + timedelta(hours=hours))


@given(instants, instants, instants, instants)
def test_inside_and_overlap_agree_with_the_hours_each_date_holds(
    a: datetime, b: datetime, c: datetime, d: datetime
) -> None:
    one, other = (parse_edtf(f"{iso_z(min(x, y))}/{iso_z(max(x, y))}") for x, y in ((a, b), (c, d)))

    def hours(when: When) -> set[datetime]:
        assert when.earliest is not None and when.latest is not None
        every = (datetime(2024, 12, 13, tzinfo=UTC) + timedelta(hours=hour) for hour in range(41))
        return {hour for hour in every if when.earliest <= hour <= when.latest}

    assert one.within(other) == (hours(one) <= hours(other))
    assert one.overlaps(other) == bool(hours(one) & hours(other))
    assert one.overlaps(other) == other.overlaps(one)


def test_an_instant_is_kept_in_utc() -> None:
    damascus = timezone(timedelta(hours=3))
    when = at(datetime(2024, 12, 13, 8, 12, 30, tzinfo=damascus), Basis.STAC)
    assert (when.edtf, when.text) == ("2024-12-13T05:12:30Z", "2024-12-13T05:12:30Z")
    assert when.earliest == when.latest == datetime(2024, 12, 13, 5, 12, 30, tzinfo=UTC)
    assert parse_edtf(when.edtf, Basis.STAC) == when
    assert at(datetime(2024, 12, 13, tzinfo=UTC), text="as printed").text == "as printed"


def test_a_naive_time_and_one_outside_the_calendar_are_no_instants() -> None:
    with pytest.raises(WordError, match="zone"):
        at(datetime(2024, 12, 13))
    with pytest.raises(WordError, match="9999"):
        at(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-13",
        "2024-12-31?",
        "../2024-12-11",
        "2024-12-10/..",
        "2024-12-13 08:12",
        "2024-12-13T08:12:30.5+03:00",
    ],
)
def test_a_date_goes_over_the_wire_and_comes_back(text: str) -> None:
    when = parse_edtf(text, Basis.FILE_NAME)
    assert When.from_wire(when.to_wire()) == when


def test_the_wire_shape() -> None:
    assert parse_edtf("2024-12-13", Basis.CAPTION).to_wire() == {
        "text": "2024-12-13",
        "edtf": "2024-12-13",
        "earliest": "2024-12-13T00:00:00Z",
        "latest": "2024-12-13T23:59:59Z",
        "precision": "day",
        "basis": "caption",
    }
    assert UNDATED.to_wire()["edtf"] is None and UNDATED.to_wire()["earliest"] is None
    assert When.from_wire(UNDATED.to_wire()) == UNDATED


def test_the_wire_keeps_the_bounds_of_a_day_in_another_zone() -> None:
    wire = {**parse_edtf("2024-12-13").to_wire(), "earliest": "2024-12-12T21:00:00Z"}
    assert When.from_wire(wire).earliest == datetime(2024, 12, 12, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"basis": "hearsay"}, "hearsay"),
        ({"precision": None}, "None"),
        ({"text": 5}, "are text"),
        ({"edtf": ["2024"]}, "are text"),
        ({"edtf": "nonsense"}, "write EDTF"),
        ({"earliest": "yesterday"}, "an instant is written"),
        ({"earliest": "2024-12-13"}, "zone"),
        ({"latest": "2024-12-12T00:00:00Z"}, "before earliest"),
    ],
)
def test_a_wrong_wire_shape_is_a_word_error(change: dict[str, object], says: str) -> None:
    with pytest.raises(WordError, match=says):
        When.from_wire({**parse_edtf("2024-12-13").to_wire(), **change})
