"""Driving the terminal UI in a test: an app over a log, keys sent one by one, and waits that end on a condition."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

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


def text_of(pilot: Pilot[Any]) -> str:
    """What stands on the screen, as lines of text."""
    app = pilot.app
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)
