"""When a type came and went, as closely as the looks allow and no closer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from change.looking import APRON, TREE, look, moment
from obslog.change.passes import group_passes
from obslog.change.timeline import Windows, hours, windows
from obslog.model.edtf import parse_edtf
from obslog.model.looks import Look
from obslog.model.when import Basis, When

HOUR = 60.0


def day(n: int) -> When:
    return moment(n * 24 * HOUR)


def seen(n: int, words: str, share: float = 1.0, when: When | None = None) -> Look:
    return look({"apron": share}, f"An-124={words}", id=f"day{n}", when=when or day(n))


def found(*looks: Look, k: int = 1) -> Windows:
    return windows(TREE, APRON, group_passes(looks), ("An-124",), k)


def on(n: int) -> datetime:
    return datetime(2024, 12, 13 + n, 8, 0, tzinfo=UTC)


def test_it_came_after_the_last_absence_and_left_by_the_next() -> None:
    line = found(
        seen(0, "none"), seen(1, "none"), seen(3, "1"), seen(4, "2"), seen(8, "none"), seen(9, "none")
    )
    assert line.arrival == (on(1), on(3))
    assert line.departure == (on(4), on(8))
    assert line.longest_gap_h == 24.0
    assert line.present == ("day3", "day4")
    assert line.absent == ("day0", "day1", "day8", "day9")


def test_without_a_clear_look_before_or_after_a_window_is_open() -> None:
    line = found(seen(0, "2"))
    assert (line.arrival, line.departure, line.longest_gap_h) == ((None, on(0)), (on(0), None), None)


def test_a_cloudy_look_neither_narrows_a_window_nor_shortens_a_gap() -> None:
    cloudy = look({"apron": 0.5}, none=["An-124"], id="cloudy", when=day(2))
    line = found(seen(0, "none"), seen(1, "1"), cloudy, seen(4, "1"), seen(5, "none", 0.9))
    assert line.arrival == (on(0), on(1))
    assert line.departure == (on(4), None)
    assert line.longest_gap_h == 72.0


def test_a_type_never_shown_has_no_window() -> None:
    line = found(seen(0, "none"), seen(1, "<=1"))
    assert (line.arrival, line.departure, line.longest_gap_h) == (None, None, None)
    assert line.absent == ("day0",)
    assert list(line.lines()) == ["not seen in this period"]
    assert line.wire()["arrival_window"] is None


def test_looks_that_exclude_each_other_show_neither() -> None:
    clash = (seen(1, "3"), look({"apron": 1.0}, "An-124=1", id="other", when=day(1)))
    line = found(seen(0, "1"), *clash, seen(2, "1"))
    assert line.present == ("day0", "day2")


def test_more_than_one_can_be_asked_for() -> None:
    line = found(seen(0, "1"), seen(1, "2"), seen(2, "1"), k=2)
    assert (line.arrival, line.departure) == ((on(0), on(1)), (on(1), on(2)))


def test_dates_that_are_intervals_give_at_most() -> None:
    line = found(
        seen(0, "none", when=parse_edtf("2024-12-13", Basis.CAPTION)),
        seen(1, "1", when=parse_edtf("2024-12-14", Basis.CAPTION)),
        seen(2, "1", when=parse_edtf("2024-12-15", Basis.CAPTION)),
    )
    assert line.arrival == (
        datetime(2024, 12, 13, tzinfo=UTC),
        datetime(2024, 12, 14, 23, 59, 59, tzinfo=UTC),
    )
    assert line.longest_gap_h == pytest.approx(48.0, abs=0.001)
    assert line.at_most
    assert "longest unobserved gap at most 48 h" in " ".join(line.lines())


def test_lines_say_seen_again_and_never_that_it_remained() -> None:
    assert list(found(seen(0, "none"), seen(1, "1"), seen(2, "1"), seen(3, "none")).lines()) == [
        "came after 13 Dec 2024 08:00Z, by 14 Dec 2024 08:00Z",
        "left after 15 Dec 2024 08:00Z, by 16 Dec 2024 08:00Z",
        "seen again; longest unobserved gap 24 h, in which it could have left and returned",
    ]
    assert list(found(seen(0, "1")).lines()) == [
        "came by 13 Dec 2024 08:00Z; not known since when",
        "last seen 13 Dec 2024 08:00Z; not known until when",
    ]


def test_the_wire_has_instants_and_null_for_an_open_end() -> None:
    assert found(seen(0, "1")).wire() == {
        "arrival_window": [None, "2024-12-13T08:00:00Z"],
        "departure_window": ["2024-12-13T08:00:00Z", None],
        "longest_gap_h": None,
        "present": ["day0"],
        "absent": [],
    }


def test_hours_are_printed_whole_unless_they_are_few() -> None:
    assert (hours(47.2), hours(2.25), hours(3.0)) == ("47 h", "2.2 h", "3 h")
