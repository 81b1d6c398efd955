"""The UI's side of a browser window: Textual's driver for pages, made to end with its server and to lose nothing."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from textual import messages
from textual.app import App
from textual.drivers.web_driver import WebDriver


class BrowserDriver(WebDriver):
    """As Textual's, with two things mended.

    When its input ends (the server is gone, killed even) the UI leaves; Textual's would go on for ever. What is
    written goes out whole; a signal may cut a write short.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._write: Any = self._write_whole

    def run_input_thread(self) -> None:
        """Read until there is no more to read; then leave."""
        super().run_input_thread()
        if not self._loop.is_closed():
            leaving = self._app._post_message(messages.ExitApp())
            asyncio.run_coroutine_threadsafe(leaving, self._loop)

    def _write_whole(self, data: bytes) -> int:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self.fileno, view) :]
        except BrokenPipeError:
            # Nobody sees it any more; the end of the input says the same, and the UI leaves by that.
            pass
        return len(data)
