"""Types by date: every cell leads to its look, and older passes come as the cursor goes there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from elsewhere import elsewhere
from obslog.log import open_log
from obslog.tui.change import grid
from obslog.tui.messages import OpenMatrix
from obslog.tui.widgets.matrix_grid import MatrixGrid
from piloting import piloted, press, text_of


def shown(pilot: Pilot[Any]) -> grid.Grid:
    return pilot.app.screen.query_one(MatrixGrid).grid


async def test_from_any_cell_one_key_to_the_look_and_its_image(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "matrix")
    async with piloted(demo, start=OpenMatrix("Khmeimim")) as pilot:
        assert shown(pilot).pointed[1].name == "15 Dec 2024 07:02Z"
        await press(pilot, "j", "h", "h")
        query, column = shown(pilot).pointed
        assert (query, column.cells[query].text) == (("An-124",), "2+")
        assert "13 Dec 2024 08:12Z  An-124: counted: 2+" in text_of(pilot)
        await press(pilot, "enter")
        with open_log(demo, analyst="Ada") as log:
            look = log.look_show(column.looks[0])
        assert (asked[-1].image, asked[-1].look) == (look.image_id, look.id)


async def test_a_kept_pass_and_another_are_the_two_sides_of_a_change(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "matrix")
    async with piloted(demo, start=OpenMatrix("Khmeimim"), size=(80, 24)) as pilot:
        last = shown(pilot).pointed[1].looks[-1]
        await press(pilot, "v", "h", "h", "h", "d")
        first = asked[-1].before
        assert asked[-1].after == last
        with open_log(demo, analyst="Ada") as log:
            assert log.look_show(first).when.describe() == "10 Dec 2024 08:26Z"
        pilot.app.pop_screen()
        await press(pilot, "v", "v", "j", "t")
        assert asked[-1].query == "An-124"


def test_older_pages_make_the_same_grid_as_reading_all_at_once(demo: Path) -> None:
    with open_log(demo, analyst="Ada") as log:
        for site in ("Khmeimim", "Tartus"):
            paged = grid.newest(log, site, 1)
            while paged.older:
                paged = grid.with_older(log, paged, 1)
            whole = grid.newest(log, site, 99)
            assert paged.rows == whole.rows
            assert [(c.name, dict(c.cells)) for c in paged.columns] == [
                (c.name, dict(c.cells)) for c in whole.columns
            ]
            assert paged.pointed == (paged.rows[0], paged.columns[-1])


def test_the_cursor_is_always_among_what_is_in_sight() -> None:
    columns = tuple(grid.Column(str(n), n, (str(n),)) for n in range(30))
    found = grid.Grid(rows=tuple((str(n),) for n in range(50)), columns=columns, column=29)
    for down, right in ((0, 0), (49, -29), (-20, 14), (3, 99), (-99, 0)):
        found = found.moved(down, right).seen_by(7, 4)
        assert found.top <= found.row < found.top + 7
        assert found.left <= found.column < found.left + 4
        assert found.left + 4 <= 30 and found.top + 7 <= 50


async def test_the_cursor_walks_into_older_passes(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = grid.newest
    monkeypatch.setattr(grid, "newest", lambda log, site, limit: newest(log, site, 2))
    async with piloted(demo, start=OpenMatrix("Khmeimim")) as pilot:
        assert (len(shown(pilot).columns), shown(pilot).older) == (2, 3)
        await press(pilot, "h", "h")
        assert (len(shown(pilot).columns), shown(pilot).older) == (5, 0)
        assert shown(pilot).pointed[1].name == "13 Dec 2024 08:12Z"
