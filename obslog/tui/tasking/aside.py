"""What the tasking screens share: long questions beside the thread of the log, the moment that a log is of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tui.engine import Engine

Answer = TypeVar("Answer")


async def aside(engine: Engine, call: Callable[[Log], Answer]) -> Answer:
    """What `call` gives of the log opened once more, on a thread of its own.

    Given up, the thread goes on to its end and its answer is thrown away. Raises what `call` raises.
    """

    def run() -> Answer:
        with engine.another() as log:
            return call(log)

    return await asyncio.to_thread(run)


def of_then(log: Log) -> datetime | None:
    """The instant of the newest look of a log whose looks are long past; None for one in use."""
    if log.archive_hint() is None:
        return None
    ages = [line.age_h for line in log.site_list() if line.age_h is not None]
    return log.now() - timedelta(hours=min(ages)) if ages else None


def told_words(words: str) -> str:
    """A note of the log as a sentence of its own."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?', '!')) else '.'}"
