"""The UI in a browser: only its own page, opened by a link that works once, gets anything; windows end with it."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chromium import Tab, browsing, chromium
from obslog.log import create
from obslog.model.errors import RefusedError, StoreError, WordError
from obslog.serving.door import Door
from obslog.serving.server import Served, Serving, serving

aiohttp = pytest.importorskip("aiohttp")

FILES = ("page.css", "page.js", "textual.js", "xterm.css", "mono.ttf")


@asynccontextmanager
async def visited(up: Serving, *, enter: bool = True) -> AsyncIterator[Callable[..., Any]]:
    """A browser's way of asking: `ask(path, **headers)` gives (status, headers, text); with `enter` by the link."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(up.address, cookie_jar=jar) as session:

        async def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            async with session.request(method, path, headers=named, allow_redirects=False) as answer:
                return answer.status, answer.headers, (await answer.read()).decode("latin-1")

        ask.session = session  # type: ignore[attr-defined]
        if enter:
            assert (await ask(up.link().removeprefix(up.address)))[0] == 200
        yield ask


@pytest.fixture
async def up(tmp_path: Path) -> AsyncIterator[Serving]:
    """A server over a small log, with room for one window."""
    create(tmp_path / "obslog.db", analyst="Ada").close()
    environment = {"OBSLOG_LOG": str(tmp_path / "obslog.db"), "OBSLOG_ANALYST": "Ada"}
    async with serving(Served(environment, windows=1)) as served:
        yield served


async def test_the_link_lets_in_once_and_its_token_is_not_the_pass(up: Serving) -> None:
    link = up.link().removeprefix(up.address)
    async with visited(up, enter=False) as ask:
        status, headers, page = await ask(link)
        assert status == 200 and "refresh" in page and link.partition("=")[2] not in page
        cookie = headers["Set-Cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
        assert link.partition("=")[2] not in cookie
        status, _, page = await ask("/")
        assert status == 200 and 'id="terminal"' in page
        # Whoever is in and follows the link again loses nothing, and the token leaves the address.
        status, headers, _ = await ask(link)
        assert (status, headers["Location"]) == (303, "/")
    async with visited(up, enter=False) as other:
        assert (await other(link))[0] == 403
        assert (await other("/"))[0] == 403


async def test_a_new_link_ends_the_one_before(up: Serving) -> None:
    old, new = (up.link().removeprefix(up.address) for _ in range(2))
    async with visited(up, enter=False) as ask:
        assert (await ask(old))[0] == 403
        assert (await ask(new))[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/?token=guess", "/?token=", "/ws", "/static/textual.js", "/static/", "/nothing", "/download/x"],
)
async def test_without_a_pass_nothing_is_answered(up: Serving, path: str) -> None:
    async with visited(up, enter=False) as ask:
        status, _, text = await ask(path)
        assert status == 403 and len(text) < 200
        status, _, _ = await ask(path, Cookie=f"obslog-{up.port}=guess", Origin=up.address)
        assert status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.2", "", "[::1"]
)
async def test_a_foreign_name_that_points_here_is_refused_even_with_the_link(up: Serving, host: str) -> None:
    async with visited(up) as ask:
        for path in ("/", up.link().removeprefix(up.address), "/static/textual.js", "/ws"):
            status, headers, text = await ask(path, Host=host)
            assert status == 421 and "Set-Cookie" not in headers and "token" not in text


async def test_a_forwarded_port_is_this_machine_all_the_same(up: Serving) -> None:
    async with visited(up) as ask:
        assert (await ask("/", Host="localhost:9000", Origin="http://localhost:9000"))[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "https://127.0.0.1", ""],
)
async def test_another_page_may_ask_nothing_whatever_its_cookie(up: Serving, origin: str) -> None:
    async with visited(up) as ask:
        for path in ("/", "/static/textual.js", "/ws"):
            assert (await ask(path, Origin=origin))[0] == 403


async def test_a_websocket_needs_both_the_pass_and_the_origin(up: Serving) -> None:
    ws = up.address.replace("http", "ws") + "/ws"
    async with visited(up) as ask:
        for headers in (
            {},
            {"Origin": "http://evil.example"},
            {"Origin": up.address, "Host": "evil.example"},
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await ask.session.ws_connect(ws, headers=headers)
    async with visited(up, enter=False) as ask:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await ask.session.ws_connect(ws, headers={"Origin": up.address})
        assert refused.value.status == 403


async def test_what_another_site_embeds_or_posts_is_refused(up: Serving) -> None:
    async with visited(up) as ask:
        for site in ("cross-site", "same-site"):
            assert (await ask("/static/textual.js", Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors"))[0] == 403
            assert (await ask("/", Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate"))[0] == 200
        assert (await ask("/", method="POST"))[0] == 405


async def test_there_is_no_list_of_files_and_no_way_to_others(up: Serving) -> None:
    async with visited(up) as ask:
        for name in FILES:
            assert (await ask(f"/static/{name}"))[0] == 200
        for path in (
            "/static/",
            "/static",
            "/static/../pages.py",
            "/static/%2e%2e/pages.py",
            "/static/js/textual.js",
        ):
            status, _, text = await ask(path)
            assert status == 404 and "textual.js" not in text


async def test_every_answer_keeps_other_pages_out_and_the_page_names_nobody_else(up: Serving) -> None:
    async with visited(up) as ask:
        for path in ("/", "/static/page.css", "/static/page.js", "/nothing"):
            _, headers, text = await ask(path)
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
            assert "connect-src 'self'" in policy and "script-src 'self';" in policy
            assert (headers["X-Frame-Options"], headers["Referrer-Policy"]) == ("DENY", "no-referrer")
            assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
            assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text) == []
        for path in ("/", "/static/xterm.css"):
            assert not re.search(r"(src|href|url|@import)[=(\s\"']+(https?:)?//", (await ask(path))[2])


async def in_a_window(up: Serving, ask: Any) -> Any:
    socket = await ask.session.ws_connect(
        f"{up.address}/ws?width=80&height=24", headers={"Origin": up.address}
    )
    seen = b""
    while b"obslog" not in seen:
        message = await socket.receive(timeout=60)
        assert message.type is aiohttp.WSMsgType.BINARY, message
        seen += message.data
    return socket


def children_of(pid: int) -> list[int]:
    """Processes below a process, by the system's own list."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []


async def test_a_window_is_one_child_and_one_more_than_allowed_is_refused(
    up: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obslog.serving.pages._WAIT_FOR_ROOM_S", 0.1)
    before = set(children_of(os.getpid()))
    async with visited(up) as ask:
        socket = await in_a_window(up, ask)
        mine = set(children_of(os.getpid())) - before
        if mine:
            (child,) = mine
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            assert words[1:] == [b"-m", b"obslog", b""]
            assert b"token" not in Path(f"/proc/{child}/environ").read_bytes()
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await ask.session.ws_connect("/ws", headers={"Origin": up.address})
        assert refused.value.status == 503
        # Leaving in the window ends it; what is no message ends it too.
        await socket.send_str(json.dumps(["resize", {"width": 10**9, "height": "x"}]))
        await socket.send_str(json.dumps(["stdin", "q"]))
        while (await socket.receive(timeout=30)).type is aiohttp.WSMsgType.BINARY:
            pass
        assert socket.closed
        monkeypatch.setattr("obslog.serving.pages._WAIT_FOR_ROOM_S", 10.0)
        again = await in_a_window(up, ask)
        await again.send_str("no message")
        while not again.closed:
            await again.receive(timeout=30)
    await gone(before)


async def gone(before: set[int]) -> None:
    end = time.monotonic() + 20
    while set(children_of(os.getpid())) - before:
        assert time.monotonic() < end, "a child outlives its window"
        await asyncio.sleep(0.05)


async def test_a_browser_that_goes_away_takes_its_child_with_it(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    before = set(children_of(os.getpid()))
    environment = {"OBSLOG_LOG": str(tmp_path / "obslog.db")}
    async with serving(Served(environment)) as up:
        async with visited(up) as ask:
            socket = await in_a_window(up, ask)
            socket._response.connection.transport.abort()  # as a killed browser leaves it
        await gone(before)
    # A server that ends while a window is open ends the window.
    async with AsyncExitStack() as browser:
        async with serving(Served(environment)) as up:
            await in_a_window(up, await browser.enter_async_context(visited(up)))
        await gone(before)


@pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="needs /proc to watch processes"
)
def test_the_command_serves_until_it_is_stopped_and_even_killed_leaves_no_child(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    kept = {name: text for name, text in os.environ.items() if not name.startswith("OBSLOG_")}
    for ending, code in ((signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)):
        process = subprocess.Popen(
            [sys.executable, "-m", "obslog", "serve", "--port", "0", "--read-only"],
            cwd=tmp_path, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        link = process.stdout.readline().strip()
        child = asyncio.run(_open_and_find(link, process.pid))
        process.send_signal(ending)
        _, complaints = process.communicate(timeout=60)
        assert process.returncode == code and "Traceback" not in complaints
        end = time.monotonic() + 20
        while Path(f"/proc/{child}").exists() and "Z" not in _state(child):
            assert time.monotonic() < end, f"the child outlives its server ({ending!r})"
            time.sleep(0.05)


async def _open_and_find(link: str, pid: int) -> int:
    address, _, token = link.partition("/?token=")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.get(f"{address}/", params={"token": token}) as answer:
            assert answer.status == 200
        socket = await session.ws_connect(f"{address}/ws", headers={"Origin": address})
        await socket.receive(timeout=60)
        (child,) = children_of(pid)
        return child


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_other_addresses_need_a_word_that_says_the_risk() -> None:
    for address in ("0.0.0.0", "192.0.2.1", "::"):
        with pytest.raises(RefusedError, match="can be reached from other machines"):
            Served({}, address=address)
    with pytest.raises(RefusedError, match="--name"):
        Served({}, address="0.0.0.0", exposed=True)
    with pytest.raises(WordError):
        Served({}, address="localhost")
    assert Served({}, address="0.0.0.0", names=("desk.example",), exposed=True).exposed


async def test_a_port_that_is_taken_is_a_sentence() -> None:
    async with serving(Served()) as first:
        with pytest.raises(StoreError, match=f"port {first.port} .* --port"):
            async with serving(Served(port=first.port)):
                pass


def test_a_door_forgets_the_oldest_pass_and_keeps_no_secret() -> None:
    door = Door(["localhost"])
    passes = [door.change(door.new_token()) for _ in range(17)]
    assert not door.knows(passes[0]) and all(door.knows(one) for one in passes[1:])
    token = door.new_token()
    kept = repr(vars(door))
    assert token not in kept and all(str(one) not in kept for one in passes)
    assert door.change(token + "x") is None and door.change("") is None and door.change("\udc80") is None
    assert not door.knows(None) and not door.knows("")


@pytest.mark.slow
@pytest.mark.skipif(
    chromium() is None, reason="chromium is not installed: the page is not tried in a browser"
)
async def test_the_page_works_in_a_browser_and_asks_nobody_else(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with (
        serving(Served({"OBSLOG_LOG": str(tmp_path / "obslog.db")})) as up,
        browsing(tmp_path / "profile") as tab,
    ):
        await tab.call("Page.navigate", url=up.link())
        await tab.until("document.body.classList.contains('-first-byte')")
        assert await tab.value("location.href") == f"{up.address}/"
        assert await tab.value("document.cookie") == ""
        await tab.until("document.activeElement.classList.contains('xterm-helper-textarea')")
        await shown(tab, "obslog")
        await tab.press("F1", 112)
        await shown(tab, "Each site with its last look")
        asked = [one["request"]["url"] for one in tab.told("Network.requestWillBeSent")]
        assert len(asked) > 5
        foreign = [url for url in asked if not url.startswith((up.address, "data:", "about:"))]
        assert foreign == []
        assert tab.told("Network.webSocketCreated")[0]["url"].startswith(up.address.replace("http", "ws"))
        wrong = [
            one["entry"]["text"] for one in tab.told("Log.entryAdded") if one["entry"]["level"] == "error"
        ]
        wrong += [str(one["args"]) for one in tab.told("Runtime.consoleAPICalled") if one["type"] == "error"]
        wrong += [str(one) for one in tab.told("Runtime.exceptionThrown")]
        assert wrong == []


async def shown(tab: Tab, text: str) -> None:
    """Wait until the frames that the page got hold `text`: the terminal itself draws on a canvas."""
    end = time.monotonic() + 60
    while text.encode() not in b"".join(
        base64.b64decode(one["response"]["payloadData"])
        for one in tab.told("Network.webSocketFrameReceived")
        if one["response"]["opcode"] == 2
    ):
        assert time.monotonic() < end, f"the page never showed {text!r}"
        await asyncio.sleep(0.1)
