"""How a pane says what a key means: to whoever acts for it, and the next key waits until that is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from textual.widget import Widget

    _Base = Widget
else:
    _Base = object

Acts = Callable[[Message], Awaitable[None]]


class Acting(_Base):
    """Mixed into a widget. A screen sets `acts`; without it the message is posted, as from the mouse."""

    acts: Acts | None = None

    async def act(self, message: Message) -> None:
        """Have the message acted upon, whole, before anything else; raises what that raises."""
        if self.acts is None:
            self.post_message(message)
        else:
            await self.acts(message)
