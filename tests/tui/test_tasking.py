"""Passes, requirements and gaps: whole key paths, and what the log then holds."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from obslog.log import Log, create, open_log
from obslog.tui.app import ObslogApp
from obslog.tui.engine import Engine
from obslog.tui.messages import OpenPasses
from obslog.tui.screens.gaps import GapsScreen
from obslog.tui.screens.passes import PassesScreen
from obslog.tui.screens.requirement import RequirementScreen
from obslog.tui.screens.requirements import RequirementsScreen
from obslog.tui.settings import Settings
from obslog.tui.tasking.passing import PassView, ask_passes
from obslog.tui.widgets.pass_rows import PassesPane
from obslog.tui.widgets.sky_chart import SkyChart
from piloting import piloted, press, settled, text_of, typed, until

NOW = datetime(2024, 12, 18, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


async def test_the_passes_over_a_site_are_a_table_and_a_sky(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "p")
        screen = pilot.app.screen
        assert isinstance(screen, PassesScreen)
        shown = text_of(pilot)
        assert "Passes over Khmeimim" in shown and "DEMO-1" in shown
        assert "+03:00" in shown and "solar +02:2" in shown, "three clocks"
        assert "Wed 18 Dec" in shown
        with open_log(demo, clock=clock) as log:
            told = log.passes(sites=["Khmeimim"], start=NOW, days=7).passes
        assert set(screen.view.passes) == set(told)
        assert all(one.fits is not False for one in screen.view.shown), (
            "what its sensor cannot do is left out"
        )
        await press(pilot, "m")
        assert len(screen.view.shown) == len(told)


async def test_filters_and_orders_of_the_table_are_keys(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "p", "f")
        view = pilot.app.screen.view  # type: ignore[attr-defined]
        assert {one.sensor for one in view.shown} == {"optical"}
        await press(pilot, "S", "S")
        view = pilot.app.screen.view  # type: ignore[attr-defined]
        assert view.shown and all(one.sun_elevation_deg >= 15 for one in view.shown)
        await press(pilot, "O")
        view = pilot.app.screen.view  # type: ignore[attr-defined]
        assert view.shown and all(one.off_nadir_deg <= 20 for one in view.shown)
        await press(pilot, "a", "r")
        view = pilot.app.screen.view  # type: ignore[attr-defined]
        angles = [one.off_nadir_deg for one in view.shown]
        assert angles == sorted(angles) and "by off-nadir" in text_of(pilot)


async def test_the_cursor_in_the_sky_gives_the_row_and_the_other_way_round(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "p", "c")
        sky, table = pilot.app.screen.query_one(SkyChart), pilot.app.screen.query_one(PassesPane)
        assert sky.has_focus
        before = table.one
        await press(pilot, "right", "down")
        assert table.one is not None and table.one != before
        assert before is not None and table.one.tca.date() > before.tca.date()
        assert f" {table.one.satellite}: highest at" in text_of(pilot)
        await press(pilot, "t", "home")
        assert sky._chosen == table.one


async def test_days_are_laid_out_by_each_clock(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "p")
        assert "days by UTC" in text_of(pilot)
        await press(pilot, "z")
        assert "days by local" in text_of(pilot)
        await press(pilot, "z")
        assert "days by solar" in text_of(pilot)


async def test_a_log_without_elements_says_how_they_come_in(tmp_path: Path) -> None:
    with create(tmp_path / "obslog.db", analyst="Ada", clock=clock) as log:
        log.site_add("OSLK")
        name = log.site_list()[0].name
    async with piloted(tmp_path / "obslog.db", clock=clock, start=OpenPasses(name)) as pilot:
        assert "obslog elements import FILE" in text_of(pilot)


async def test_elements_too_old_are_said_to_be(demo: Path) -> None:
    late = datetime(2025, 3, 1, tzinfo=UTC)
    async with piloted(demo, size=(140, 40), clock=clock, start=OpenPasses("Khmeimim", late)) as pilot:
        shown = " ".join(text_of(pilot).split())
        assert "30 days" in shown and "obslog elements import FILE" in shown
        assert not pilot.app.screen.view.passes
        await press(pilot, "E")
        assert pilot.app.screen.view.passes and "81 d" in text_of(pilot), (
            "used all the same, and said to be old"
        )


async def test_a_proposal_is_accepted_and_u_takes_it_back(demo: Path) -> None:
    with open_log(demo, clock=clock) as log:
        proposed = log.requirement_proposals()
    assert proposed
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "T")
        assert isinstance(pilot.app.screen, RequirementsScreen)
        assert f"Proposed by the log: {len(proposed)}" in text_of(pilot)
        await press(pilot, "a")
        with open_log(demo, clock=clock) as log:
            (line,) = log.requirement_list()
            assert line.requirement.subject == proposed[0].key
            assert not log.order_list(), "accepting orders nothing"
        assert f"Proposed by the log: {len(proposed) - 1}" in text_of(pilot)
        await press(pilot, "u")
        with open_log(demo, clock=clock) as log:
            assert not log.requirement_list()


async def test_a_proposal_is_dropped_with_a_reason(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "T", "x", "enter")
        assert "Write something" in text_of(pilot), "without a reason nothing is dropped"
        await typed(pilot, "seen by others")
        await press(pilot, "enter")
        assert "dropped: seen by others" in text_of(pilot) or "Done: 1" in text_of(pilot)
    with open_log(demo, clock=clock) as log:
        (line,) = log.requirement_list()
        assert (str(line.requirement.state), line.requirement.state_reason) == ("dropped", "seen by others")


async def test_a_question_is_asked_by_hand_and_changed(demo: Path) -> None:
    async with piloted(demo, size=(120, 45), clock=clock) as pilot:
        await press(pilot, "T", "plus")
        await press(pilot, "ctrl+s")
        assert "write something" in text_of(pilot)
        await typed(pilot, "Is the An-124 still there?")
        await press(pilot, "tab", "tab", "tab")
        await typed(pilot, "An-124")
        for _ in range(9):
            await pilot.press("tab")
        await typed(pilot, "cloudy")
        await press(pilot, "ctrl+s")
        assert "cloudy" in text_of(pilot) and "write" in text_of(pilot), (
            "what is wrong is said beside its field"
        )
        for _ in range(6):
            await pilot.press("backspace")
        await typed(pilot, "0.3")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, RequirementsScreen)
        await press(pilot, "o", "enter")
        assert isinstance(pilot.app.screen, RequirementScreen)
        await press(pilot, "c")
        await typed(pilot, " Now?")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, RequirementScreen)
    with open_log(demo, clock=clock) as log:
        (line,) = log.requirement_list()
        one = line.requirement
        assert one.question.endswith("Now?") and one.types == ("An-124",)
        assert one.needs.max_cloud == 0.3 and one.needs.max_gsd_m is not None, "the pixel is that of its type"


async def test_what_a_requirement_rests_on_is_one_key_away(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "T", "e", "2")
        await until(
            pilot, lambda: type(pilot.app.screen).__name__ == "SceneScreen", "the look with its image"
        )


async def test_opportunities_are_ranked_with_their_reasons(demo: Path) -> None:
    async with piloted(demo, size=(130, 44), clock=clock) as pilot:
        with open_log(demo, analyst="Ada", clock=clock) as log:
            known = log.requirement_add(
                "Khmeimim", "What stands there now?", max_gsd_m=1, max_off_nadir_deg=30
            ).id
            ranked = log.requirement_opportunities(known)
        await press(pilot, "T", "o", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, RequirementScreen)
        shown = text_of(pilot)
        assert f"Opportunities: {len(ranked.opportunities)} of {ranked.passes} passes" in shown
        assert ranked.opportunities and "for a usable image" in shown, "why the first stands there"
        assert "ruled out" in shown
        await press(pilot, "a")
        assert "The log holds" in text_of(pilot), "archive first"


async def test_gaps_say_what_is_open_and_ask_for_a_new_look(demo: Path) -> None:
    async with piloted(demo, size=(130, 44), clock=clock) as pilot:
        await press(pilot, "down", "G")
        screen = pilot.app.screen
        assert isinstance(screen, GapsScreen)
        with open_log(demo, clock=clock) as log:
            (told,) = log.gaps("Tartus")
        assert len(screen.lacking.questions) == len(told.questions)
        shown = text_of(pilot)
        assert "Gaps of Tartus" in shown and "two frigates or two destroyers" in shown
        await press(pilot, "t")
        assert "signs of change" in text_of(pilot) or "sign of change" in text_of(pilot)
        await press(pilot, "o", "down", "a")
        assert "accept:" in text_of(pilot), "the log has a proposal for the contradiction"
        await press(pilot, "1")
    with open_log(demo, clock=clock) as log:
        (line,) = log.requirement_list()
        assert str(line.requirement.rule) == "contradiction" and line.site_name == "Tartus"


async def test_the_first_screen_counts_what_is_asked(demo: Path) -> None:
    with open_log(demo, analyst="Ada", clock=clock) as log:
        log.requirement_add("Tartus", "Is the frigate still there?")
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        shown = text_of(pilot)
        assert "?1" in shown and "1 asked of new images" in shown
        await press(pilot, "o", "enter")
        assert isinstance(pilot.app.screen, RequirementScreen)


@pytest.mark.parametrize("size", [(80, 24), (300, 100)])
@pytest.mark.parametrize("way", ["p", "T", "G"])
async def test_every_screen_folds_and_spreads(demo: Path, size: tuple[int, int], way: str) -> None:
    async with piloted(demo, size=size, clock=clock) as pilot:
        await press(pilot, way)
        shown = text_of(pilot)
        assert "Khmeimim" in shown
        assert max(len(line) for line in shown.splitlines()) <= size[0]


async def test_plain_signs_where_the_terminal_has_no_others(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock, settings=Settings(ascii=True)) as pilot:
        await press(pilot, "p")
        sky = pilot.app.screen.query_one(SkyChart)
        assert sky.picture.rows
        assert all(sign.isascii() for row in sky.picture.rows for sign, _ in row)
        assert "O optical by day" in text_of(pilot)


async def test_esc_gives_up_what_takes_long_and_the_newest_request_wins(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, asked = threading.Event(), list[int]()

    def slow(log: Log, view: PassView) -> PassView:
        asked.append(view.days)
        if len(asked) < 3:
            may_go_on.wait(30)
        return ask_passes(log, view)

    monkeypatch.setattr("obslog.tui.screens.passes.ask_passes", slow)
    try:
        async with piloted(demo, size=(120, 40), clock=clock) as pilot:
            await pilot.press("p")
            await until(pilot, lambda: asked == [7], "the passes to be asked for")
            assert "Esc gives up" in text_of(pilot)
            await press(pilot, "escape")
            screen = pilot.app.screen
            assert isinstance(screen, PassesScreen), "the first Esc gives up, and stays"
            assert "given up" in text_of(pilot)
            await pilot.press("d")
            await until(pilot, lambda: len(asked) == 2, "fourteen days to be asked for")
            await press(pilot, "d")
            assert asked == [7, 14, 3]
            may_go_on.set()
            await press(pilot, "r")
            assert screen.view.days == 3
            assert max(one.tca for one in screen.view.passes) < NOW + timedelta(days=3)
    finally:
        may_go_on.set()


async def test_a_search_begins_on_another_day(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "p", "D")
        for _ in range(10):
            await pilot.press("backspace")
        await typed(pilot, "soon")
        await press(pilot, "enter")
        assert "write a UTC date or instant" in " ".join(text_of(pilot).split())
        for _ in range(4):
            await pilot.press("backspace")
        await typed(pilot, "2024-12-20")
        await press(pilot, "enter")
        assert "7 days from 20 Dec 2024 00:00Z" in text_of(pilot)


async def test_a_plan_is_made_without_a_budget_and_under_one(demo: Path, tmp_path: Path) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text("provider,price_per_km2,minimum_km2,currency\nDEMO,10,25,EUR\n")
    with open_log(demo, analyst="Ada", clock=clock) as log:
        log.requirement_add("Khmeimim", "What stands there now?", max_gsd_m=1, max_off_nadir_deg=30)
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "T", "B")
        assert "without a budget" in text_of(pilot) and "What stands there now?" in text_of(pilot)
        await press(pilot, "b")
        await typed(pilot, "some money")
        await press(pilot, "enter")
        assert "1500 EUR prices.csv" in text_of(pilot)
        for _ in range(10):
            await pilot.press("backspace")
        await typed(pilot, f"3000 EUR {prices}")
        await press(pilot, "enter")
        assert "under 3000 EUR" in text_of(pilot)
    with open_log(demo, clock=clock) as log:
        assert not log.order_list(), "a plan orders nothing"


async def test_a_requirement_shows_the_passes_within_its_limits(demo: Path) -> None:
    with open_log(demo, analyst="Ada", clock=clock) as log:
        log.requirement_add(
            "Khmeimim", "What stands there now?", sensor="optical", max_off_nadir_deg=25, min_sun_deg=10
        )
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "T", "o", "enter", "p")
        screen = pilot.app.screen
        assert isinstance(screen, PassesScreen) and screen.view.shown
        for one in screen.view.shown:
            assert one.sensor == "optical" and one.off_nadir_deg <= 25 and one.sun_elevation_deg >= 10
        assert "optical" in text_of(pilot).splitlines()[0]


async def test_words_from_outside_can_do_nothing_but_be_shown(tmp_path: Path) -> None:
    evil = "[b]Base[/b] \x1b]52;c;eA==\x07 \u202egnp [@click=app.quit]x[/]"
    with create(tmp_path / "obslog.db", analyst="Ada", clock=clock) as log:
        site = log.site_add(evil, position=(35.0, 35.0))
        known = log.requirement_add(site.name, f"{evil}?", because=evil, asked_by=evil).id
    async with piloted(tmp_path / "obslog.db", size=(300, 60), clock=clock) as pilot:
        for way in (["T", "o"], ["T", "o", "enter"], ["p"], ["G"], ["T", "plus"]):
            await press(pilot, *way)
            shown = text_of(pilot)
            assert "[b]Base[/b]" in shown and "\\u202e" in shown
            assert "\x1b]52" not in shown and "\u202e" not in shown
            while len(pilot.app.screen_stack) > 2:
                await press(pilot, "escape")
        assert known


async def test_a_click_in_the_sky_chooses_the_pass_there(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "p")
        sky, table = pilot.app.screen.query_one(SkyChart), pilot.app.screen.query_one(PassesPane)
        row, column, there = sky.picture.spots[3]
        left, top = sky.content_region.offset - sky.region.offset
        await pilot.click(SkyChart, offset=(column + left, row + top))
        await settled(pilot)
        assert table.one in there


async def test_who_may_only_read_is_told_so(demo: Path) -> None:
    def reopen() -> Log:
        return open_log(demo, analyst="Ada", clock=clock, read_only=True)

    engine = Engine(reopen(), reopen)
    try:
        app = ObslogApp(engine, Settings())
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(pilot)
            await press(pilot, "T", "a")
            assert "This was not done" in text_of(pilot) and "Proposed by the log" in text_of(pilot)
    finally:
        engine.close()
