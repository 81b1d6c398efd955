"""The timeline: one type at a time, the look under the cursor in its own words, and a period chosen with the brush."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from elsewhere import elsewhere
from obslog.log import open_log
from obslog.tui.change import over_time
from obslog.tui.messages import LogChanged, OpenTimeline
from obslog.tui.widgets.timeline_chart import TimelineChart
from piloting import piloted, press, settled, text_of


def chart(pilot: Pilot[Any]) -> TimelineChart:
    return pilot.app.screen.query_one(TimelineChart)


def kinds(pilot: Pilot[Any]) -> list[str]:
    return [one.kind for one in chart(pilot).view.moments]


async def test_the_passes_of_a_type_are_walked_each_in_its_own_words(demo: Path) -> None:
    async with piloted(demo, start=OpenTimeline("Khmeimim", "An-124")) as pilot:
        assert sorted(kinds(pilot)) == ["count", "count", "count", "part", "waiting", "zero"]
        assert chart(pilot).view.pointed.name == "15 Dec 2024 07:02Z"
        await press(pilot, "h", "left")
        assert chart(pilot).view.pointed.text == "2+"
        shown = text_of(pilot)
        assert "At least two An-124 (nose raised) on north apron (80 % visible)" in shown
        assert "longest unobserved gap 24 h, in which it could have left and returned" in shown
        await press(pilot, "h")
        assert "none in the part visible" in text_of(pilot)


async def test_a_period_leads_to_its_change_and_its_report(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "timeline")
    async with piloted(demo, start=OpenTimeline("Khmeimim", "An-124")) as pilot:
        await press(pilot, "h", "v", "h", "h", "v")
        first, last = chart(pilot).view.period
        assert (first.name, last.name) == ("10 Dec 2024 08:26Z", "14 Dec 2024 08:40Z")
        await press(pilot, "d")
        assert (asked[-1].before, asked[-1].after) == (first.looks[-1], last.looks[-1])
        pilot.app.pop_screen()
        await press(pilot, "r")
        assert (asked[-1].since, asked[-1].until) == ("2024-12-10", "2024-12-14")
        pilot.app.pop_screen()
        await press(pilot, "escape")
        assert chart(pilot).view.period is None
        await press(pilot, "d")
        # Without a period: between the pass at the cursor and the one before.
        with open_log(demo, analyst="Ada") as log:
            assert log.look_show(asked[-1].before).when.describe() == "5 Dec 2024 08:15Z"
            assert log.look_show(asked[-1].after).when.describe() == "10 Dec 2024 08:26Z"


async def test_enter_opens_the_look_and_an_image_that_waits(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "timeline")
    async with piloted(demo, start=OpenTimeline("Khmeimim", "An-124")) as pilot:
        look = chart(pilot).view.pointed.looks[0]
        await press(pilot, "enter")
        with open_log(demo, analyst="Ada") as log:
            assert (asked[-1].image, asked[-1].look) == (log.look_show(look).image_id, look)
        pilot.app.pop_screen()
        place = kinds(pilot).index("waiting")
        waiting = chart(pilot).view.moments[place]
        chart(pilot).show(chart(pilot).view.to(place))
        await press(pilot, "enter")
        assert (asked[-1].image, asked[-1].look) == (waiting.image, None)


async def test_types_are_changed_by_brackets_by_the_list_and_as_they_are_typed(demo: Path) -> None:
    async with piloted(demo, start=OpenTimeline("Khmeimim", "An-124"), size=(80, 24)) as pilot:
        screen = pilot.app.screen
        await press(pilot, "h", "h", "right_square_bracket")
        assert screen.course.query == ("Il-76",)
        assert chart(pilot).view.pointed.name == "13 Dec 2024 08:12Z"
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert screen.course.query == ("transport",)
        await press(pilot, "slash", *"an26", "enter")
        assert screen.course.query == ("An-26",)
        await press(pilot, "t", "down", "down", "enter")
        assert screen.course.name in [line.name for line in screen.types]


async def test_without_a_type_it_shows_what_is_counted_most(demo: Path) -> None:
    async with piloted(demo, start=OpenTimeline("Khmeimim")) as pilot:
        assert pilot.app.screen.course.query == ("transport",)
        await pilot.mouse_down(TimelineChart, offset=(6, 5))
        await pilot.hover(TimelineChart, offset=(90, 5))
        await pilot.mouse_up(TimelineChart, offset=(90, 5))
        await settled(pilot)
        assert chart(pilot).view.period is not None


async def test_a_site_without_looks_says_so(tmp_path: Path) -> None:
    from obslog.log import create

    with create(tmp_path / "obslog.db", analyst="Ada") as log:
        log.site_add("Nowhere", position=(10.0, 10.0))
    async with piloted(tmp_path / "obslog.db", start=OpenTimeline("Nowhere")) as pilot:
        assert "no looks yet" in text_of(pilot)
        await press(pilot, "d")
        assert "a change needs two passes" in text_of(pilot)


def test_older_passes_come_page_by_page_and_none_is_lost_or_doubled(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over_time, "PAGE", 2)
    with open_log(demo, analyst="Ada") as log:
        known = over_time.course(log, "Khmeimim", ("fighter",))
        assert known.older == 3
        while known.older:
            known = over_time.with_older(log, known)
        names = [one.name for one in known.moments if one.looks]
        whole = log.timeline("Khmeimim", types=["fighter"], limit=None)
        assert names == [entry.name for entry in whole.entries if entry.looks]
        assert sum(one.kind == "waiting" for one in known.moments) == 1


async def test_what_is_written_above_is_read_once_when_the_chart_is_seen_again(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(monkeypatch, "timeline")
    reads: list[str] = []
    reading = over_time.course

    def counted(log: Any, site: str, query: Any) -> Any:
        reads.append(site)
        return reading(log, site, query)

    monkeypatch.setattr(over_time, "course", counted)
    async with piloted(demo, start=OpenTimeline("Khmeimim", "An-124")) as pilot:
        screen = pilot.app.screen
        await press(pilot, "h", "m")
        with open_log(demo, analyst="Ada") as log:
            look = log.look_list("Khmeimim", status="closed")[0]
            log.look_retract(look.id, reason="a test")
        for _ in range(3):
            pilot.app.screen.post_message(LogChanged("mark add"))
            await settled(pilot)
        assert len(reads) == 1
        pilot.app.pop_screen()
        await settled(pilot)
        assert len(reads) == 2
        assert look.id not in [one for moment in screen.course.moments for one in moment.looks]
