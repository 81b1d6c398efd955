"""What the tasking screens share: long questions beside the thread of the log, the moment that a log is of."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tui.engine import Engine

Answer = TypeVar("Answer")


async def aside(engine: Engine, call: Callable[[Log], Answer]) -> Answer:
    """What `call` gives of the log opened once more, on a thread of its own.

    Given up, the thread goes on to its end and its answer is thrown away; leaving obslog does not wait for it. Raises
    what `call` raises.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Answer] = loop.create_future()

    def tell(give: Callable[[Any], None], what: object) -> None:
        if not answer.done():
            give(what)

    def run() -> None:
        give: Callable[[Any], None]
        try:
            with engine.another() as log:
                give, what = answer.set_result, call(log)
        except Exception as error:
            give, what = answer.set_exception, error  # type: ignore[assignment]
        with suppress(RuntimeError):  # Nobody is there any more.
            loop.call_soon_threadsafe(tell, give, what)

    threading.Thread(target=run, name="aside", daemon=True).start()
    return await answer


def of_then(log: Log) -> datetime | None:
    """The instant of the newest look of a log whose looks are long past; None for one in use."""
    if log.archive_hint() is None:
        return None
    ages = [line.age_h for line in log.site_list() if line.age_h is not None]
    return log.now() - timedelta(hours=min(ages)) if ages else None


def told_words(words: str) -> str:
    """A note of the log as a sentence of its own."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?', '!')) else '.'}"
