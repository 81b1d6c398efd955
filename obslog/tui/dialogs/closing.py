"""Closing a look that still needs a word: its sentence, and one field for each thing that is asked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from obslog.tui.dialogs.asking import Asking
from obslog.tui.keys import key
from obslog.tui.scene.closing import Ask, Need
from obslog.tui.text import lines, shown
from obslog.tui.widgets.field import Field


class ClosingDialog(Asking):
    """Answers with one text for each need, in their order (empty for what is only told)."""

    area = "closing"

    def __init__(self, sentence: str, needs: Sequence[Need], reasons: Sequence[str] = ()) -> None:
        super().__init__()
        self._sentence, self._needs, self._reasons = sentence, tuple(needs), tuple(reasons)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = shown("Close the look")
            with VerticalScroll(classes="closing-needs"):
                yield Static(lines(self._sentence), classes="sentence dim")
                for number, need in enumerate(self._needs):
                    yield Static(lines(need.text), classes="sentence")
                    if asks(need):
                        offers = self._reasons if need.ask is Ask.REASON else ()
                        yield Field(
                            offers=offers,
                            type="number" if need.ask is Ask.RESOLVES else "text",
                            id=f"need-{number}",
                        )
            yield Static(
                "Enter: next, then close the look   Esc: back to the image",
                markup=False,
                classes="dialog-keys",
            )

    def on_mount(self) -> None:
        fields = self.query(Input)
        if fields:
            fields.first().focus()

    @key("enter", "close", "The next question, then close the look.", show=False, priority=True)
    async def action_done(self) -> None:
        empty = [field for field in self.query(Input) if not field.value.strip()]
        if empty:
            self.set_focus(empty[0])
            return
        values = {field.id: field.value.strip() for field in self.query(Input)}
        await self.answer(tuple(values.get(f"need-{number}", "") for number in range(len(self._needs))))


def asks(need: Need) -> bool:
    """True for what is answered with a line; the rest is only told."""
    return need.ask in (Ask.REASON, Ask.RESOLVES)
