"""The app itself: it opens on a log, explains the focused pane, and shows an error as a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from obslog.log import create
from obslog.model.errors import RefusedError
from obslog.tui.keys import CATALOGUE
from piloting import piloted, press, text_of


async def test_it_opens_and_helps_and_leaves(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with piloted(tmp_path / "obslog.db", size=(120, 120)) as pilot:
        assert type(pilot.app.screen).__name__ == "HomeScreen"
        await press(pilot, "f1")
        assert "Leave obslog" in text_of(pilot)
        await press(pilot, "escape", "q")
        assert pilot.app.return_code == 0


async def test_an_error_is_a_sentence_that_can_hold_anything(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with piloted(tmp_path / "obslog.db") as pilot:
        pilot.app.fail(RefusedError("no [b]such[/x] thing \x1b]52;c;eA==\x07"))
        await pilot.pause()
        shown = text_of(pilot)
        assert "no [b]such[/x] thing" in shown
        assert "\x1b]52" not in shown
        await press(pilot, "enter")
        assert type(pilot.app.screen).__name__ == "HomeScreen"


def test_every_key_has_its_word_and_its_sentence() -> None:
    for area, specs in CATALOGUE.items():
        for spec in specs.values():
            assert area and spec.id.startswith(f"{area}.")
            assert spec.label and spec.help.endswith((".", "?")), spec


async def test_a_fault_of_the_ui_is_said_without_what_the_log_holds(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    shown: list[str] = []
    with pytest.raises(ZeroDivisionError):
        async with piloted(tmp_path / "obslog.db") as pilot:
            app = pilot.app

            def broken() -> None:
                secret = "a source that must not be named"
                assert secret
                1 / 0  # noqa: B018

            app.call_later(broken)
            await pilot.pause()
            shown += ["".join(s.text for s in one.segments) for one in app._exit_renderables]
    assert "What was recorded stays" in "".join(shown) and "ZeroDivisionError" in "".join(shown)
    assert "must not be named" not in "".join(shown)
