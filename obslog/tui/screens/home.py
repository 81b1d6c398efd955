"""Home: the sites with what was last known, and the images that nobody has looked at."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.tui.keys import Keyed, key
from obslog.tui.messages import OpenQueue


class HomeScreen(Keyed, Screen[Any]):
    """The first screen."""

    area = "home"

    def compose(self) -> ComposeResult:
        yield Static("obslog", markup=False, classes="head")
        yield Footer()

    @key("e", "queue", "The images that nobody has looked at, newest first.")
    def action_queue(self) -> None:
        self.post_message(OpenQueue())
