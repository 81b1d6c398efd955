"""A headless Chromium for tests, spoken to by its own debugging websocket: no driver, no download, nothing fetched."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--disable-dev-shm-usage", "--metrics-recording-only", "--no-pings",
    "--remote-debugging-port=0", "--window-size=900,600",
)  # fmt: skip


def chromium() -> str | None:
    """The Chromium of this machine, or None."""
    return next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)


class Tab:
    """One page: `call` a method of the protocol, `value` of an expression in it; `events` are all it told."""

    def __init__(self, socket: Any, session: str) -> None:
        self._socket, self._session = socket, session
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._reading = asyncio.create_task(self._read())

    async def call(self, method: str, **given: Any) -> Any:
        """What the browser answers; fails with what it complains of."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        said = {"id": number, "method": method, "params": given}
        await self._socket.send_json(said | ({"sessionId": self._session} if self._session else {}))
        return await asyncio.wait_for(answer, 60)

    async def value(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        got = await self._evaluate(expression)
        assert "exceptionDetails" not in got, got
        return got["result"].get("value")

    async def _evaluate(self, expression: str) -> Any:
        return await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )

    async def until(self, expression: str, deadline_s: float = 60.0) -> None:
        """Wait until an expression is true in the page; a page on its way may not know what it names yet."""
        end = asyncio.get_running_loop().time() + deadline_s
        while (await self._evaluate(expression))["result"].get("value") is not True:
            assert asyncio.get_running_loop().time() < end, f"waited in vain for: {expression}"
            await asyncio.sleep(0.1)

    async def press(self, key: str, code: int = 0) -> None:
        """A key by its name in the page (`a`, `F1`); `code` is its number where it writes nothing (F1: 112)."""
        text = {"windowsVirtualKeyCode": code} if code else {"text": key}
        await self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key, **text)

    def told(self, method: str) -> list[dict[str, Any]]:
        """The events of one kind so far."""
        return [given for name, given in self.events if name == method]

    def attach(self, session: str) -> None:
        """From now on speak to the page of that session."""
        self._session = session

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            waiting = self._answers.pop(said.get("id", 0), None)
            if waiting is None:
                self.events.append((said.get("method", ""), said.get("params", {})))
            elif "error" in said:
                waiting.set_exception(AssertionError(said["error"]))
            else:
                waiting.set_result(said["result"])

    async def close(self) -> None:
        """Stop listening."""
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading


@asynccontextmanager
async def browsing(profile: Path) -> AsyncIterator[Tab]:
    """A tab of a new browser with a profile of its own, which ends with the block."""
    import aiohttp

    program = chromium()
    assert program is not None
    # Root has no sandbox; anyone else keeps it.
    flags = (*FLAGS, f"--user-data-dir={profile}", *(("--no-sandbox",) if os.geteuid() == 0 else ()))
    process = subprocess.Popen(
        [program, *flags, "about:blank"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        port, path = await _where(profile / "DevToolsActivePort", process)
        async with aiohttp.ClientSession() as session:
            socket = await session.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0)
            tab = Tab(socket, "")
            try:
                target = (await tab.call("Target.createTarget", url="about:blank"))["targetId"]
                attached = await tab.call("Target.attachToTarget", targetId=target, flatten=True)
                tab.attach(attached["sessionId"])
                for part in ("Page", "Network", "Runtime", "Log"):
                    await tab.call(f"{part}.enable")
                yield tab
                tab.attach("")
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(tab.call("Browser.close"), 5)
            finally:
                await tab.close()
    finally:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _where(file: Path, process: subprocess.Popen[bytes]) -> tuple[str, str]:
    end = asyncio.get_running_loop().time() + 60
    while True:
        lines = file.read_text().split("\n") if file.exists() else []
        if len(lines) >= 2 and lines[1]:
            return lines[0], lines[1]
        assert process.poll() is None, "the browser did not start"
        assert asyncio.get_running_loop().time() < end, "the browser says nothing"
        await asyncio.sleep(0.1)
