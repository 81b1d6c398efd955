"""The picture of the sky: days by three clocks, the light of each hour, and each pass in its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from obslog.orbits.pass_words import Pass
from obslog.tui.cells.sky import LEFT, Sky, SkyPicture, draw
from obslog.tui.cells.sky_glyphs import ASCII, UNICODE
from obslog.tui.cells.sky_time import clocks, light
from obslog.tui.tasking.passing import PassView, mark_of

LON, LAT = 35.95, 35.4
START = datetime(2024, 12, 17, tzinfo=UTC)


def one(when: str, sensor: str | None = "optical", *, sun: float = 30.0, fits: bool | None = True) -> Pass:
    """A pass of that instant."""
    at = datetime.fromisoformat(when).replace(tzinfo=UTC)
    apart = timedelta(minutes=4)
    return Pass(
        "X", "SAT", 1, at - apart, at, at + apart, 60.0, 20.0, 22.0, 180.0, 700.0, sun, 0.5, "right", "descending",
        1.0, None, sensor, fits, None, 10.0,
    )  # fmt: skip


def sky(*passes: Pass, clock: int = 0, days: int = 3, now: datetime = START - timedelta(days=9)) -> Sky:
    there = clocks(LON, "Asia/Damascus", START)
    turned = there[clock:] + there[:clock]
    return Sky(passes, LON, LAT, START, START + timedelta(days=days), now, turned)


def rows(picture: SkyPicture) -> list[str]:
    return ["".join(sign for sign, _ in row) for row in picture.rows]


def test_a_day_is_a_row_from_midnight_to_midnight() -> None:
    found = rows(draw(sky(), (64, 7), glyphs=ASCII))
    assert [row[1:11] for row in found[:3]] == ["Tue 17 Dec", "Wed 18 Dec", "Thu 19 Dec"]
    night, day = found[0][LEFT + 1], found[0][LEFT + 20]
    assert (night, day) == (":", " ")
    assert found[4].split() == ["UTC", "00", "04", "08", "12", "16", "20"]
    assert found[5].split()[:3] == ["local", "+03:00", "03"]


def test_each_kind_of_pass_has_a_sign_of_its_own() -> None:
    kinds = {
        "day": one("2024-12-17T09:00"),
        "night": one("2024-12-17T20:00", sun=-30),
        "sar": one("2024-12-17T03:00", "sar", sun=-30),
        "beyond": one("2024-12-17T12:00", fits=False),
        "other": one("2024-12-17T15:00", None),
    }
    assert {name: mark_of(a_pass) for name, a_pass in kinds.items()} == {name: name for name in kinds}
    for glyphs in (UNICODE, ASCII):
        (row, *_) = rows(draw(sky(*kinds.values()), (64, 7), glyphs=glyphs))
        assert all(glyphs.marks[name] in row for name in kinds)
        signs = [*glyphs.marks.values(), *glyphs.light.values(), glyphs.now, glyphs.unasked]
        assert len(set(signs)) == len(signs)


def test_passes_that_share_a_cell_are_counted() -> None:
    picture = draw(sky(one("2024-12-17T09:00"), one("2024-12-17T09:01")), (64, 7))
    assert "2" in rows(picture)[0]
    ((row, _, there),) = picture.spots
    assert row == 0 and len(there) == 2


def test_the_other_clocks_move_passes_across_midnight() -> None:
    late = one("2024-12-17T22:30")
    by_utc, by_local = draw(sky(late), (64, 7)), draw(sky(late, clock=1), (64, 8))
    assert by_utc.spots[0][0] == 0
    assert by_local.spots[0][0] == 1, "half past one on the next day there"
    assert by_local.spots[0][1] < by_utc.spots[0][1]


def test_what_was_not_searched_is_neither_day_nor_night() -> None:
    found = rows(draw(sky(clock=1), (64, 9), glyphs=ASCII))
    first, last = found[0], found[3]
    assert first[LEFT + 1] == "/", "before three in the morning there, nothing was asked"
    assert last[-3] == "/"


def test_the_chosen_pass_is_in_sight_however_little_room_there_is() -> None:
    last = one("2024-12-30T09:00")
    picture = draw(sky(last, days=14), (64, 7), last)
    assert picture.first + picture.drawn == 14
    assert any(role == "chosen" for row in picture.rows for _, role in row)


def test_with_room_a_sar_has_a_row_of_its_own() -> None:
    picture = draw(sky(one("2024-12-17T09:00"), one("2024-12-17T09:00", "sar")), (64, 12))
    assert {row for row, _, _ in picture.spots} == {0, 1}


def test_the_present_moment_stands_where_it_is() -> None:
    inside = draw(sky(now=START + timedelta(hours=30)), (64, 7))
    assert [n for n, row in enumerate(inside.rows) if any(role == "now" for _, role in row)] == [1]
    outside = draw(sky(), (64, 7))
    assert not any(role == "now" for row in outside.rows for _, role in row)


def test_a_midsummer_night_in_the_far_north_has_no_night() -> None:
    noon_and_midnight = [datetime(2024, 6, 21, hour, tzinfo=UTC).timestamp() for hour in (0, 12)]
    assert light(25.0, 71.0, noon_and_midnight) == ["day", "day"]
    assert light(25.0, -71.0, noon_and_midnight) == ["night", "dusk"]


@pytest.mark.parametrize("size", [(0, 0), (39, 9), (64, 4)])
def test_too_little_room_is_blank(size: tuple[int, int]) -> None:
    assert not "".join(rows(draw(sky(one("2024-12-17T09:00")), size))).strip()


def test_a_limit_of_the_sun_leaves_radar_alone() -> None:
    night = one("2024-12-17T20:00", "sar", sun=-30), one("2024-12-17T20:00", sun=-30)
    view = PassView(passes=night, min_sun=15.0)
    assert [found.sensor for found in view.shown] == ["sar"]
