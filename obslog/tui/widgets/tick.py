"""A thing that is on or off: `[x]` or `[ ]` before its words, turned by Space, Enter or a click."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.widget import Widget

from obslog.tui.keys import Keyed, key
from obslog.tui.text import joined


class Tick(Keyed, Widget, can_focus=True):
    """One such thing; `value` is True while it is on."""

    area = "tick"
    value: reactive[bool] = reactive(False)
    DEFAULT_CSS = """
    Tick { width: auto; height: 1; }
    Tick:focus { text-style: reverse; }
    """

    def __init__(self, label: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label
        self.set_reactive(Tick.value, value)

    def render(self) -> Text:
        return joined(("[x] " if self.value else "[ ] ", "bold"), self._label)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.value = not self.value

    @key("space,enter", "on, off", "Turn it on or off.")
    def action_turn(self) -> None:
        self.value = not self.value
