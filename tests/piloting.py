"""Driving the terminal UI in a test: an app over a log, keys sent one by one, and waits that end on a condition."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import key_to_character
from textual.pilot import Pilot

from obslog.log import Log, open_log
from obslog.tui.app import ObslogApp
from obslog.tui.engine import Engine
from obslog.tui.messages import Open
from obslog.tui.settings import Settings


@asynccontextmanager
async def piloted(
    where: Path,
    *,
    size: tuple[int, int] = (120, 40),
    start: Open | None = None,
    settings: Settings | None = None,
    clock: Any = None,
) -> AsyncIterator[Pilot[Any]]:
    """The app over the log at `where`, with nothing of this machine's own settings; closed at the end."""

    def reopen() -> Log:
        return open_log(where, analyst="Ada", clock=clock)

    engine = Engine(reopen(), reopen)
    try:
        app = ObslogApp(engine, settings or Settings(), start=start)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot
    finally:
        engine.close()


async def settled(pilot: Pilot[Any], deadline_s: float = 20.0) -> None:
    """Wait until no worker is busy, nothing asked of the log is open, and no message waits."""
    end = time.monotonic() + deadline_s
    while True:
        await pilot.pause()
        app = pilot.app
        if not [w for w in app.workers if w.is_running] and await _engine_idle(app):
            await pilot.pause()
            return
        if time.monotonic() > end:
            raise AssertionError(f"still busy after {deadline_s:g} s: {list(app.workers)}")
        await asyncio.sleep(0.01)


async def _engine_idle(app: Any) -> bool:
    await app.engine.ask(lambda log: None)
    return True


async def until(pilot: Pilot[Any], holds: Callable[[], bool], what: str, deadline_s: float = 20.0) -> None:
    """Wait until `holds()`; fail with `what` was waited for."""
    end = time.monotonic() + deadline_s
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for: {what}")
        await pilot.pause()
        await asyncio.sleep(0.01)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each when the one before has done all its work."""
    for one in keys:
        await pilot.press(one)
        await settled(pilot)


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys all at once, as they come over a slow line; back when all have done their work.

    Much quicker than `press`, and it holds the screens to doing one key after the other.
    """
    for one in keys:
        pilot.app.post_message(events.Key(one, one if len(one) == 1 else key_to_character(one)))
    done = asyncio.Event()

    async def last() -> None:
        done.set()

    pilot.app.post_message(events.Callback(callback=last))
    await asyncio.wait_for(done.wait(), 20.0)
    await settled(pilot)


def text_of(pilot: Pilot[Any]) -> str:
    """What stands on the screen, as lines of text."""
    app = pilot.app
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Put text into the focused field at its cursor, as a paste does: keys one by one cost a test its patience."""
    field: Any = pilot.app.focused
    field.insert_text_at_cursor(text)
    await settled(pilot)
