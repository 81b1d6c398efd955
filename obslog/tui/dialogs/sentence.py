"""A sentence that must be read: what went wrong and what to do; any key closes it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from obslog.tui.keys import Keyed, key
from obslog.tui.see_through import SeeThrough
from obslog.tui.text import lines, shown


class SentenceDialog(SeeThrough, Keyed, ModalScreen[None]):
    """One or more lines in a box over what is shown."""

    area = "dialog"

    def __init__(self, *said: str, title: str = "This was not done") -> None:
        super().__init__()
        self._said, self._title = said, title

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = shown(self._title)
            yield Static(lines(*self._said), classes="sentence")
            yield Static("Enter or Esc: go on", markup=False, classes="dialog-keys")

    @key("escape,enter,space,q", "go on", "Close this.", show=False)
    def action_close(self) -> None:
        self.dismiss(None)
