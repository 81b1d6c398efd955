"""Keys in the order they were pressed: each has done all its work before the next is looked at.

Textual hands a key to the focused widget and goes on to the next one; only when the first comes back through the
widget's parents does its binding run. Over a slow line keys come in bursts, and `t` `2` would then count a type in the
image instead of stating a count in the tally. Here a key goes the same way, and the next one waits for it. (An action
that moves the focus does it by `screen.set_focus`: `widget.focus()` waits for its turn behind the keys.)
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    _Base = MessagePump
else:
    _Base = object

#: A widget that takes longer over a key than this (it waits for something itself) is not waited for.
PATIENCE_S = 2.0


class KeysInOrder(_Base):
    """Mixed in before Textual's `App`."""

    async def on_event(self, event: events.Event) -> None:
        """Keys are followed to their end; everything else is as it was."""
        if not isinstance(event, events.Key):
            await super().on_event(event)
            return
        finished = self.__dict__.setdefault("_finished_keys", [])
        if event.is_forwarded:
            # Back from the widgets, where it was followed already.
            if any(event is one for one in finished):
                finished[:] = [one for one in finished if one is not event]
            else:
                await super().on_event(event)
            return
        app: Any = self
        await _opened(app)
        target = app.focused or app.screen
        # Bindings with priority, then the focused widget.
        await super().on_event(event)
        # A key sent by the app counts as stopped where it comes back to it; it is told from one that a widget stopped.
        event._sender = None
        if not event.is_forwarded or not await _followed(event, target, app):
            return
        finished.append(event)
        await app._on_key(event)


async def _opened(app: Any) -> None:
    """Wait until the screen on top has its widgets: one may just have been opened by the key before."""
    for _ in range(round(PATIENCE_S / 0.005)):
        if not app.screen_stack or app.screen.is_mounted:
            return
        await asyncio.sleep(0.005)


async def _followed(event: events.Key, node: MessagePump | None, app: MessagePump) -> bool:
    """Wait until the node and those above it have seen the key; False where one of them took it, or takes long."""
    while node is not None and node is not app:
        seen = asyncio.Event()
        if not node.post_message(events.Callback(callback=_setter(seen))):
            return False
        try:
            await asyncio.wait_for(seen.wait(), PATIENCE_S)
        except TimeoutError:
            return False
        if event._stop_propagation:
            return False
        node = node._parent
    return True


def _setter(seen: asyncio.Event) -> Any:
    async def set_it() -> None:
        seen.set()

    return set_it
