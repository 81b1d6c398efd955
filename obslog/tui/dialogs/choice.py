"""A question that is answered by choosing one of a few things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from obslog.tui.dialogs.asking import Asking
from obslog.tui.keys import key
from obslog.tui.text import joined, lines, shown


class ChoiceDialog(Asking):
    """Answers with the place of what was chosen, by its digit or with Enter."""

    area = "choice"
    BINDINGS: ClassVar[list[BindingType]] = [
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
    async def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.answer(event.option_index)

    async def action_pick(self, digit: int) -> None:
        """The choice of that digit."""
        if digit <= len(self._choices):
            await self.answer(digit - 1)

    @key("enter", "take", "Take the highlighted choice.", show=False, priority=True)
    async def action_take(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None:
            await self.answer(at)

    @key("j", "down", "The choice below.", show=False)
    def action_below(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    @key("k", "up", "The choice above.", show=False)
    def action_above(self) -> None:
        self.query_one(OptionList).action_cursor_up()
