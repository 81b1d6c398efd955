"""A question that is answered with one line of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from obslog.model.errors import ObslogError
from obslog.tui.dialogs.asking import Asking
from obslog.tui.keys import key
from obslog.tui.text import lines, shown
from obslog.tui.widgets.field import Field


class LineDialog(Asking):
    """Answers with the line, stripped.

    `check` reads the line and raises an `ObslogError` whose sentence is shown below the field, which then stays
    open. `offers` are answers that Right completes once they are begun.
    """

    area = "line"

    def __init__(
        self,
        title: str,
        *said: str,
        value: str = "",
        offers: Sequence[str] = (),
        check: Callable[[str], object] | None = None,
        empty: bool = False,
    ) -> None:
        """`empty`: no text is an answer too."""
        super().__init__()
        self._title, self._said, self._value = title, said, value
        self._offers, self._check, self._empty = tuple(offers), check, empty

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = shown(self._title)
            yield Static(lines(*self._said), classes="sentence")
            yield Field(self._value, offers=self._offers, id="line")
            if self._offers:
                yield Static(lines("for example: " + ", ".join(self._offers)), classes="dim")
            yield Static("", id="wrong", markup=False)
            yield Static("Enter: take it   Esc: back", markup=False, classes="dialog-keys")

    @key("enter", "take", "Take the line.", show=False, priority=True)
    async def action_take(self) -> None:
        text = self.query_one("#line", Field).text.strip()
        if not text and not self._empty:
            self._wrong("Write something, or leave with Esc.")
            return
        if self._check is not None and text:
            try:
                self._check(text)
            except ObslogError as error:
                self._wrong(str(error))
                return
        await self.answer(text)

    def _wrong(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(lines(sentence))
