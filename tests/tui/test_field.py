"""A field shows nothing that a terminal would obey, and gives back exactly what was put in."""

from __future__ import annotations

import re
from pathlib import Path

from textual.app import App, ComposeResult

from obslog.tui.widgets.field import Field

HOSTILE = "Base\x1b]0;evil\x07\u202e"


async def test_what_comes_from_outside_is_shown_written_out_and_comes_back_exactly() -> None:
    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield Field(HOSTILE, offers=[f"other {HOSTILE}"])

    async with One().run_test() as pilot:
        field = pilot.app.query_one(Field)
        assert (field.value, field.text) == ("Base\\x1b]0;evil\\x07\\u202e", HOSTILE)
        field.value = ""
        await pilot.press("o", "t", "h")
        await pilot.pause()
        assert "\x1b" not in field._suggestion and field._suggestion.startswith("other Base")
        await pilot.press("right")
        assert field.text == f"other {HOSTILE}"
        await pilot.press("x")
        assert field.text == "other Base\\x1b]0;evil\\x07\\u202ex"
        field.put("\x9b2J")
        assert (field.value, field.text) == ("\\x9b2J", "\x9b2J")


def test_there_is_no_other_kind_of_field() -> None:
    root = Path(__file__).resolve().parents[2] / "obslog" / "tui"
    bare = [
        path.name
        for path in root.rglob("*.py")
        if re.search(r"\b(Input|TextArea|MaskedInput)\(", path.read_text("utf-8")) and path.name != "field.py"
    ]
    assert bare == []
