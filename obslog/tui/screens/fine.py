"""The fine look: what the canvas shows, alone and with real pixels, on terminals that show sixels."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from obslog.tui.graphics.sixel import sixels
from obslog.tui.keys import Keyed, key
from obslog.tui.widgets.cell_strip import write_through


class FineScreen(Keyed, Screen[Any]):
    """A still picture: no text can lie over sixels, so nothing else is shown. Any key comes back."""

    area = "fine"

    def __init__(self, picture: Any) -> None:
        """`picture` is (row, column, rgb), as many pixels as the screen has."""
        super().__init__()
        self._picture = picture

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def on_mount(self) -> None:
        # After the blank screen is drawn: what is written over a sixel later wipes it.
        self.set_timer(0.1, self._send)

    def _send(self) -> None:
        if self.is_current:
            write_through(self.app, "\x1b[H" + sixels(self._picture))

    @key("escape,enter,space,F,q", "back", "Back to the image.", show=False)
    def action_back(self) -> None:
        self.app.pop_screen()
