"""Home, the queue, going to, notes and reports: whole key paths, and what the log then holds."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from obslog.demo import make
from obslog.log import create, open_log
from obslog.model.errors import WordError
from obslog.tui.catalogue import all_keys, check_changed
from obslog.tui.home.state import HomeState, filtered, pairs
from obslog.tui.screens.home import HomeScreen
from obslog.tui.settings import Settings, read_settings
from obslog.tui.widgets.queue_rows import QueuePane
from obslog.tui.widgets.site_rows import SitesPane
from piloting import piloted, press, settled, text_of, typed, until

NOW = datetime(2024, 12, 16, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make(folder, clock=clock)
    return folder


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_folder, tmp_path / "demo")
    return tmp_path / "demo" / "obslog.db"


async def test_the_first_screen_says_what_is_known_and_what_waits(demo: Path) -> None:
    async with piloted(demo, size=(140, 40), clock=clock) as pilot:
        await until(pilot, lambda: "An-124" in text_of(pilot), "the counts of Khmeimim")
        shown = text_of(pilot)
        assert ("Khmeimim" in shown and "Tartus" in shown and "1 d" in shown) or "26 h" in shown
        assert "1 image nobody has looked at" in shown
        assert "two frigates" in shown and "two destroyers" in shown
        assert "head " in shown and "16 Dec 2024 09:00Z" in shown
        # Down to Tartus: its chart.
        await press(pilot, "down")
        await until(pilot, lambda: "Counts: Tartus" in text_of(pilot), "the chart of Tartus")
        await press(pilot, "slash")
        await typed(pilot, "khm")
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, HomeScreen)
        assert [line.name for line in screen._state.shown] == ["Khmeimim"]
        await press(pilot, "escape", "r", "r", "r")
        assert [line.name for line in screen._state.shown] == ["Khmeimim", "Tartus"]
        assert screen._state.sort == "name"


@pytest.mark.parametrize("size", [(80, 24), (300, 100)])
async def test_it_folds_and_spreads(demo: Path, size: tuple[int, int]) -> None:
    async with piloted(demo, size=size, clock=clock) as pilot:
        shown = text_of(pilot)
        assert "Khmeimim" in shown and "nobody has looked at" in shown
        assert max(len(line) for line in shown.splitlines()) <= size[0]


async def test_the_queue_opens_the_scene_and_esc_comes_back(demo: Path) -> None:
    async with piloted(demo, size=(120, 40), clock=clock) as pilot:
        await press(pilot, "e", "e")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "QueueScreen", "the queue")
        await press(pilot, "slash")
        await typed(pilot, "16bit")
        await press(pilot, "enter")
        assert len(pilot.app.screen.query_one(QueuePane).lines) == 1
        await press(pilot, "enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "SceneScreen", "the scene")
        await press(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "QueueScreen"
        await press(pilot, "escape", "escape")
        assert type(pilot.app.screen).__name__ == "HomeScreen"
    with open_log(demo) as log:
        assert not log.look_list(status="draft"), "looking alone writes nothing"


async def test_one_goes_to_sites_images_and_words(demo: Path) -> None:
    with open_log(demo) as log:
        image = log.image_list(limit=50)[0].id
    async with piloted(demo, clock=clock) as pilot:
        await press(pilot, "g")
        await typed(pilot, "tartous")
        await until(pilot, lambda: "Tartus" in text_of(pilot), "the site by another spelling")
        for _ in range(7):
            await pilot.press("backspace")
        await typed(pilot, image[:10])
        await until(pilot, lambda: "image      " in text_of(pilot), "the image by its id")
        await press(pilot, "enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "SceneScreen", "the scene")


async def test_a_statement_is_entered_and_what_is_wrong_is_said_beside_its_field(demo: Path) -> None:
    async with piloted(demo, size=(120, 45), clock=clock) as pilot:
        await press(pilot, "S")
        await typed(pilot, "Gazette / newspaper")
        await press(pilot, "tab")
        await typed(pilot, "three fighters left")
        await press(pilot, "tab")
        await typed(pilot, "someday")
        await press(pilot, "ctrl+s")
        assert "someday" in text_of(pilot)
        for _ in range(7):
            await pilot.press("backspace")
        await typed(pilot, "2024-12-14")
        await press(pilot, "tab")
        await typed(pilot, "fighter=3")
        await press(pilot, "tab")
        await typed(pilot, "C3")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "HomeScreen", "home again")
    with open_log(demo) as log:
        statement = next(s for s in log.statement_list("Khmeimim") if s.text == "three fighters left")
        assert log.source_name(statement.source_id) == "Gazette"
        assert statement.claims[0].types == ("fighter",) and statement.claims[0].count.lo == 3


async def test_an_assessment_is_held_to_its_words(demo: Path) -> None:
    async with piloted(demo, size=(120, 45), clock=clock) as pilot:
        await press(pilot, "A")
        await typed(pilot, "It is likely, with high confidence, that they left.")
        await press(pilot, "ctrl+s")
        assert "ICD 203" in text_of(pilot)
        await press(pilot, "escape", "A")
        await typed(pilot, "It is likely that they left.")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "HomeScreen", "home again")
        assert not text_of(pilot).count("This was not done")
        await press(pilot, "u")
    with open_log(demo) as log:
        assert [a.text for a in log.assessment_list("Khmeimim")] == [], "u took it back"


async def test_a_report_is_written_from_inside(demo: Path, tmp_path: Path) -> None:
    async with piloted(demo, clock=clock) as pilot:
        await press(pilot, "R", "tab")
        await typed(pilot, "2024-12-01")
        await press(pilot, "tab")
        await typed(pilot, "2024-12-20")
        await press(pilot, "tab")
        for _ in range(len("report.html")):
            await pilot.press("backspace")
        await typed(pilot, str(tmp_path / "out.md"))
        await press(pilot, "enter")
        await until(pilot, (tmp_path / "out.md").exists, "the report")
        await settled(pilot)
    with open_log(demo) as log:
        same = log.report("Khmeimim", since="2024-12-01", until="2024-12-20", form="md")
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == same


async def test_text_from_outside_can_do_nothing_but_be_shown(tmp_path: Path) -> None:
    evil = "[b]Base[/b] \x1b]52;c;eA==\x07 \u202egnp [@click=app.quit]x[/]"
    with create(tmp_path / "obslog.db", analyst="Ada", clock=clock) as log:
        log.site_add(evil.replace("\x07", "").replace("\x1b", "\x1b"), position=(35.0, 35.0))
    async with piloted(tmp_path / "obslog.db", size=(300, 40), clock=clock) as pilot:
        shown = text_of(pilot)
        assert "[b]Base[/b]" in shown and "\\x1b" in shown and "\\u202e" in shown
        assert "\x1b]52" not in shown and "\u202e" not in shown
        await press(pilot, "g")
        await typed(pilot, "base")
        assert "[b]Base[/b]" in text_of(pilot)


async def test_a_changed_key_does_what_the_old_one_did(demo: Path) -> None:
    async with piloted(demo, clock=clock, settings=Settings(keys={"home.queue": "f7"})) as pilot:
        await press(pilot, "e")
        assert pilot.app.screen.query_one(SitesPane).has_focus
        await press(pilot, "f7")
        assert pilot.app.screen.query_one(QueuePane).has_focus


def test_settings_are_read_and_wrong_ones_are_one_line(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    (tmp_path / "config.toml").write_text('analyst = "Ada"\n[ui]\ncoordinates = "mgrs"\nascii = true\n')
    (tmp_path / "keys.toml").write_text('"image.zoom_in" = "plus,z"\n')
    found = read_settings(tmp_path)
    assert (found.coordinates, found.ascii, found.keys) == ("mgrs", True, {"image.zoom_in": "plus,z"})
    for text in ('[ui]\ncolour = "red"', '[ui]\ngraphics = "vga"', "[ui]\nascii = 3", "ui = 1", "[ui"):
        (tmp_path / "config.toml").write_text(text)
        with pytest.raises(WordError) as error:
            read_settings(tmp_path)
        assert "\n" not in str(error.value)


def test_a_key_of_no_action_is_named_with_one_that_is_like_it() -> None:
    check_changed({"image.zoom_in": "z"})
    with pytest.raises(WordError, match=r"image\.zoom_in"):
        check_changed({"image.zom_in": "z"})


def test_no_two_actions_of_one_place_share_a_key() -> None:
    taken: dict[tuple[str, str], str] = {}
    for spec in all_keys().values():
        area = spec.id.partition(".")[0]
        for one in spec.keys.split(","):
            key = (area, one.strip())
            assert key not in taken or taken[key].partition(".")[2] == spec.action, (
                key,
                taken.get(key),
                spec.id,
            )
            taken[key] = spec.id


def test_an_empty_log_says_what_to_do() -> None:
    state = HomeState()
    assert state.shown == () and pairs(()) == () and filtered((), "x") == ()
