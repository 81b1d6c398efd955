"""A dialog over a picture: what lies beneath stays as it was drawn, cut and not built again."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from obslog.tui.see_through import Row, SeeThrough


class Picture(Widget):
    """Draws its own strips and counts how often it is asked."""

    drawn = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.drawn += 1
        return [Strip([Segment("abcdefghij" * 10)]).crop(crop.x, crop.right) for _ in crop.line_range]


class Below(Screen[Any]):
    def compose(self) -> ComposeResult:
        yield Picture()


class Dialog(SeeThrough, ModalScreen[None]):
    DEFAULT_CSS = "Dialog { align: center middle; background: black 50%; } #box { width: 10; height: 3; }"

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static("question!!")


class Both(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Below())


def lines(app: App[None]) -> list[str]:
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


async def test_the_picture_is_seen_around_the_dialog_and_drawn_once() -> None:
    async with Both().run_test(size=(30, 9)) as pilot:
        await pilot.pause()
        picture = pilot.app.screen.query_one(Picture)
        pilot.app.push_screen(Dialog())
        await pilot.pause()
        before = picture.drawn
        shown = lines(pilot.app)
        assert shown[0] == "abcdefghij" * 3
        assert shown[3] == "abcdefghij" + "question!!" + "abcdefghij"
        pilot.app.screen.query_one(Static).update("another!!!")
        await pilot.pause()
        assert lines(pilot.app)[3] == "abcdefghij" + "another!!!" + "abcdefghij"
        assert picture.drawn == before
        await pilot.resize_terminal(40, 9)
        await pilot.pause()
        assert lines(pilot.app)[0] == "abcdefghij" * 4


def test_a_row_is_cut_where_a_strip_would_be() -> None:
    console = Console(color_system="truecolor", width=80)
    parts = [Strip([Segment("abc", Style(bold=True))]), Strip([Segment("defg")]), Strip([Segment("hi")])]
    row, whole = Row(parts), Strip.join(parts)
    assert row.cell_length == whole.cell_length == 9
    for start in range(10):
        for end in range(start, 10):
            assert row.crop(start, end).render(console) == whole.crop(start, end).render(console)
    assert [part.text for part in row.divide([2, 5, 9])] == ["ab", "cde", "fghi"]
    assert row.simplify().text == "abcdefghi"
