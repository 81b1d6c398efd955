"""A pane of text to be read: scrolled with the keys of any list."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from obslog.tui.keys import key
from obslog.tui.panes import Pane


class ReadingPane(Pane, VerticalScroll, can_focus=True):
    """Shows lines of text made by `obslog.tui.text`; they wrap."""

    area = "reading"
    jump = "w"
    title_text = "Words"
    DEFAULT_CSS = """
    ReadingPane { height: 1fr; width: 1fr; }
    ReadingPane Static { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="pane")
        self.texts: tuple[Text, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def on_mount(self) -> None:
        self.name_pane()

    def show(self, more: str, texts: Iterable[Text]) -> None:
        """Show these, from the top if they are others."""
        made = tuple(one.copy() for one in texts)
        for one in made:
            one.no_wrap, one.overflow, one.end = False, "fold", "\n"
        self.name_pane(more)
        if [one.plain for one in made] != [one.plain for one in self.texts]:
            self.scroll_home(animate=False)
        self.texts = made
        self.query_one(Static).update(Group(*made))

    @key("down,j", "down", "A line on.", show=False)
    def action_line_down(self) -> None:
        self.scroll_down(animate=False)

    @key("up,k", "up", "A line back.", show=False)
    def action_line_up(self) -> None:
        self.scroll_up(animate=False)
