"""A question that is answered by choosing one of a few things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from obslog.tui.keys import Keyed, key
from obslog.tui.text import joined, lines, shown


class ChoiceDialog(Keyed, ModalScreen[int | None]):
    """Gives the place of what was chosen, by its digit or with Enter; None where it was left with Esc."""

    area = "choice"
    BINDINGS: ClassVar[list[Binding]] = [
        Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)
    ]

    def __init__(self, title: str, choices: Sequence[str | Text], *said: str, at: int = 0) -> None:
        """`at` is the choice that is highlighted first."""
        super().__init__()
        self._title, self._choices, self._said, self._at = title, tuple(choices), said, at

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = shown(self._title)
            if self._said:
                yield Static(lines(*self._said), classes="sentence")
            yield OptionList(
                *(self._option(n, choice) for n, choice in enumerate(self._choices)), markup=False
            )
            yield Static("digit or Enter: choose   Esc: back", markup=False, classes="dialog-keys")

    def _option(self, number: int, choice: str | Text) -> Text:
        label = f"{number + 1} " if number < 9 else "  "
        return joined((label, "bold"), choice)

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = self._at

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)

    def action_pick(self, digit: int) -> None:
        """The choice of that digit."""
        if digit <= len(self._choices):
            self.dismiss(digit - 1)

    @key("j", "down", "The choice below.", show=False)
    def action_below(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    @key("k", "up", "The choice above.", show=False)
    def action_above(self) -> None:
        self.query_one(OptionList).action_cursor_up()

    @key("escape", "back", "Leave the question; nothing changes.", show=False)
    def action_back(self) -> None:
        self.dismiss(None)
