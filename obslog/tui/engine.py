"""The log as the terminal UI asks it: every call on one thread of its own, in order, so that no screen waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from obslog.log import Log

Answer = TypeVar("Answer")


class Engine:
    """An open log behind one thread.

    What is asked is done in the order of asking. Long work (an import) runs on a log of its own, see `another`.
    """

    def __init__(self, log: Log, reopen: Callable[[], Log]) -> None:
        """`log` is closed with the engine; `reopen` opens the same log once more."""
        self._log, self._reopen = log, reopen
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")
        self.name = log.name

    async def ask(self, call: Callable[[Log], Answer]) -> Answer:
        """What `call` gives, run on the thread of the log. Raises what it raises (`ObslogError`s)."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, self._log)

    def another(self) -> Log:
        """The same log opened once more, for long work on a thread of the caller's; close it after."""
        return self._reopen()

    def close(self) -> None:
        """Wait for what was asked, then close the log."""
        self._thread.shutdown(wait=True)
        self._log.close()
