"""One obslog behind one browser window: a process of its own, fed from the window and read to it, ended with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping

#: The driver by which the UI speaks to this process.
DRIVER = "obslog.tui.browser_driver:BrowserDriver"
#: What the driver says first; anything before it is no part of the conversation.
_GREETING = b"__GANGLION__\n"
_DATA, _META = b"D", b"M"
#: A packet longer than this is no frame of a terminal.
_LONGEST = 64 << 20
#: How long a child may take to leave before it is ended.
_LEAVING_S = 5.0
#: Of what a child complained, so much is kept.
_KEPT = 4000


class Child:
    """The process. `send` what the terminal in the page says; what it shows goes to `show` as bytes.

    It speaks in packets: a letter (D data, M a JSON object), four bytes of length, the most significant first,
    and the payload.
    """

    def __init__(self, show: Callable[[bytes], Awaitable[None]]) -> None:
        self._show = show
        self._process: asyncio.subprocess.Process | None = None
        self._complaints = b""

    async def start(self, environment: Mapping[str, str], width: int, height: int) -> None:
        """Start it, `width` x `height` cells. Nothing of what it must know stands in its arguments."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "obslog",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(environment, width, height),
            # A Ctrl+C at the terminal is the server's, which then ends its children one by one.
            start_new_session=True,
        )

    async def run(self) -> str:
        """Pass on what it shows until it leaves; gives what it complained of, empty if nothing."""
        assert self._process is not None and self._process.stderr is not None
        complaining = asyncio.create_task(self._listen(self._process.stderr))
        try:
            await self._pass_on(self._process)
            await asyncio.wait_for(complaining, _LEAVING_S)
        except TimeoutError:
            pass
        finally:
            complaining.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await complaining
        return self._complaints.decode("utf-8", "replace").strip()

    async def type(self, text: str) -> None:
        """Keys and mouse, as a terminal sends them."""
        await self._send(_DATA, text.encode("utf-8", "replace"))

    async def say(self, **what: str | int) -> None:
        """Something about the window: `type="resize"` with width and height in cells, `focus`, `blur`, `quit`."""
        await self._send(_META, json.dumps(what).encode())

    async def end(self) -> None:
        """Ask it to leave; a child that does not is ended. What was written to the log is there either way."""
        process = self._process
        if process is None:
            return
        await self.say(type="quit")
        if process.stdin is not None:
            process.stdin.close()
        for then in (process.terminate, process.kill):
            try:
                await asyncio.wait_for(self._gone(process), _LEAVING_S)
                return
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    then()
        await self._gone(process)

    async def _gone(self, process: asyncio.subprocess.Process) -> None:
        # What it still writes is thrown away: it must not wait for a reader.
        async def drain(stream: asyncio.StreamReader | None) -> None:
            while stream is not None and await stream.read(1 << 16):
                pass

        # Whoever read the output before has stopped: two cannot read one stream.
        await asyncio.gather(drain(process.stdout), drain(process.stderr), process.wait())

    async def _pass_on(self, process: asyncio.subprocess.Process) -> None:
        out = process.stdout
        assert out is not None
        try:
            while (line := await out.readline()) != _GREETING:
                if not line:
                    return
            while True:
                kind = await out.readexactly(1)
                size = int.from_bytes(await out.readexactly(4), "big")
                if size > _LONGEST:
                    return
                payload = await out.readexactly(size)
                if kind == _DATA:
                    await self._show(payload)
                elif kind == _META and json.loads(payload).get("type") == "exit":
                    return
                # Nothing else is heeded: a UI behind a browser opens no address and hands out no file.
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, AttributeError):
            return

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        while part := await stream.read(4096):
            self._complaints = (self._complaints + part)[-_KEPT:]

    async def _send(self, kind: bytes, payload: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdin.is_closing():
            return
        process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
        with contextlib.suppress(ConnectionError):
            await process.stdin.drain()


def _environment(given: Mapping[str, str], width: int, height: int) -> dict[str, str]:
    """The environment of the server, with what the child must know, and without what is of another terminal."""
    foreign = ("TMUX", "STY", "TERM_PROGRAM", "COLORTERM", "SSH_CONNECTION", "SSH_TTY")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return kept | {
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TEXTUAL_FPS": "30",
        "TERM_PROGRAM": "textual",
        "COLUMNS": str(width),
        "ROWS": str(height),
        "PYTHONUNBUFFERED": "1",
        **given,
    }
