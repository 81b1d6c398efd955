"""The change screen: verdicts in the log's own words, dates that step through the passes, and the way to the images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from elsewhere import elsewhere
from obslog.log import open_log
from obslog.tui.change.verdicts import PassLine, stepped
from obslog.tui.messages import OpenChange
from obslog.tui.widgets.change_table import ChangeTable
from piloting import piloted, press, settled, text_of


def to_type(pilot: Pilot[Any], kind: str) -> None:
    table = pilot.app.screen.query_one(ChangeTable)
    table.cursor = next(n for n, row in enumerate(pilot.app.screen.changes.rows) if row.cells[0] == kind)


async def test_every_row_has_the_sentence_and_the_statements_of_the_log(demo: Path) -> None:
    with open_log(demo, analyst="Ada") as log:
        told = log.diff("Khmeimim", "2024-12-13", "2024-12-15")
    async with piloted(demo, start=OpenChange("Khmeimim", "2024-12-13", "2024-12-15")) as pilot:
        rows = pilot.app.screen.changes.rows
        assert [row.sentence for row in rows] == [change.sentence for change in told.changes]
        assert [row.testimony for row in rows] == [
            tuple(one.sentence for one in change.statements) for change in told.changes
        ]
        to_type(pilot, "An-124")
        await settled(pilot)
        shown = text_of(pilot)
        assert (
            "An-124: at least two on 13 Dec 2024 08:12Z, one on 15 Dec 2024 07:02Z; at least one left."
            in shown
        )
        assert "▼ decrease certain" in shown
        assert "adds: Syrian official at the base [F6]" in shown
        assert "rests on L1 look" in shown


async def test_types_below_others_stand_further_in(demo: Path) -> None:
    async with piloted(demo, start=OpenChange("Khmeimim", "2024-12-13", "2024-12-15")) as pilot:
        depth = {row.cells[0]: row.depth for row in pilot.app.screen.changes.rows}
        assert depth["aircraft"] == 0 < depth["transport"] < depth["heavy transport"] < depth["An-124"]
        assert depth["vehicle"] == 0


async def test_dates_step_through_the_passes_and_never_cross(demo: Path) -> None:
    async with piloted(demo, start=OpenChange("Khmeimim"), size=(80, 24)) as pilot:
        screen = pilot.app.screen
        header = "Khmeimim: {} -> {} (UTC days)".format
        thirteenth, fourteenth, fifteenth = (
            "13 Dec 2024 08:12Z", "14 Dec 2024 08:40Z", "15 Dec 2024 07:02Z",
        )  # fmt: skip
        assert screen.changes.header == header(fourteenth, fifteenth)
        await press(pilot, "left_square_bracket")
        assert screen.changes.header == header(thirteenth, fifteenth)
        await press(pilot, "less_than_sign", "less_than_sign")
        assert screen.changes.header == header("10 Dec 2024 08:26Z", thirteenth)
        await press(pilot, "b", "end", "enter")
        assert screen.changes.header == header("5 Dec 2024 08:15Z", thirteenth)
        await press(pilot, "left_square_bracket")
        assert "no pass of this site beyond that one" in text_of(pilot)


async def test_enter_compares_the_images_of_the_two_looks(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "change")
    async with piloted(demo, start=OpenChange("Khmeimim", "2024-12-13", "2024-12-15")) as pilot:
        await press(pilot, "enter")
        with open_log(demo, analyst="Ada") as log:
            whens = [
                log.image_show(one).identity.when.edtf[:10] for one in (asked[-1].before, asked[-1].after)
            ]
        assert whens == ["2024-12-13", "2024-12-15"]
        pilot.app.pop_screen()
        await press(pilot, "r")
        assert (asked[-1].since, asked[-1].until) == ("2024-12-13", "2024-12-15")


async def test_statements_counted_too_are_a_third_reading_that_says_so(demo: Path) -> None:
    async with piloted(
        demo, start=OpenChange("Khmeimim", "2024-12-13", "2024-12-15"), size=(160, 60)
    ) as pilot:
        assert "not evidence" not in text_of(pilot)
        await press(pilot, "s")
        assert any("not evidence" in note for note in pilot.app.screen.changes.notes)


async def test_a_site_looked_at_once_says_that_it_has_one_pass(tmp_path: Path, demo: Path) -> None:
    from obslog.log import create

    with create(tmp_path / "one.db", analyst="Ada") as log:
        log.site_add("Nowhere", position=(10.0, 10.0))
    async with piloted(tmp_path / "one.db", start=OpenChange("Nowhere")) as pilot:
        assert "closed look" in text_of(pilot)
        await press(pilot, "escape", "escape")
        assert type(pilot.app.screen).__name__ == "HomeScreen"


@pytest.mark.parametrize(
    ("ends", "by", "later", "expected"),
    [
        ("bd", -1, False, "ad"), ("bd", 1, False, "cd"), ("cd", 1, False, None), ("bc", 1, False, "cd"),
        ("bd", -1, True, "bc"), ("bc", -1, True, "ab"), ("ab", -1, True, None), ("bc", 1, True, "bd"),
    ],
)  # fmt: skip
def test_the_other_date_gives_way(ends: str, by: int, later: bool, expected: str | None) -> None:
    passes = [PassLine(name, (name,)) for name in "abcd"]
    found = stepped(passes, (ends[0], ends[1]), by, later=later)
    assert (None if found is None else "".join(found)) == expected
