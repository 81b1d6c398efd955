"""What every question has in common: it is answered once, and what follows is done before the next key is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.screen import ModalScreen
from textual.widgets import Input

from obslog.tui.keys import Keyed, key
from obslog.tui.see_through import SeeThrough


class Asking(SeeThrough, Keyed, ModalScreen[Any]):
    """A question over what is shown. `then` is called with the answer; left with Esc, it is not.

    Without a `then` the answer is what the screen was dismissed with, None where it was left with Esc.
    """

    area = "question"
    then: Callable[[Any], Awaitable[None]] | None = None

    async def answer(self, value: Any) -> None:
        """Close the question and go on with its answer."""
        if not self.is_active:
            return
        if self.then is None:
            self.dismiss(value)
        else:
            self.dismiss(None)
            await self.then(value)

    def on_key(self, event: events.Key) -> None:
        """What is typed before the field has the focus is typed into it."""
        fields = self.query(Input)
        if (
            event.character
            and event.character.isprintable()
            and fields
            and not isinstance(self.focused, Input)
        ):
            field = fields.first()
            self.set_focus(field)
            field.insert_text_at_cursor(event.character)
            event.stop()

    @key("escape", "back", "Leave the question; nothing changes.", show=False)
    def action_back(self) -> None:
        self.dismiss(None)
