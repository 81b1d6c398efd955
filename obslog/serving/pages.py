"""What the server answers: the page, its few files, and a websocket for each window; everything else is refused."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.model.errors import StoreError
from obslog.serving.child import Child
from obslog.serving.door import Door

if TYPE_CHECKING:
    from aiohttp import WSMessage, web

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: Address of a file of the page -> (its package, its place in it, its kind). There is no folder to be listed.
FILES = {
    "page.css": ("obslog.serving", "page/page.css", "text/css"),
    "page.js": ("obslog.serving", "page/page.js", "text/javascript"),
    "textual.js": ("textual_serve", "static/js/textual.js", "text/javascript"),
    "xterm.css": ("textual_serve", "static/css/xterm.css", "text/css"),
    "mono.ttf": ("textual_serve", "static/fonts/RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}

#: Said with every answer. The terminal in the page writes styles of its own; `sandbox` without `allow-popups`
#: keeps whatever looks like an address in a text from being opened by a click.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-scripts allow-same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

_SPENT = (
    "This link does not let in: it works once, and only as long as its server runs. "
    "Press Enter where obslog serve runs for another.\n"
)
_NO_PASS = "Open the link that obslog serve printed: without it nothing is shown here.\n"
_ON = (
    '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<link rel="icon" href="data:,"><title>obslog</title></html>'
)
#: How long a window waits for another to be gone, as after a reload of the page.
_WAIT_FOR_ROOM_S = 6.0
#: A paste longer than this is refused.
_LONGEST = 1 << 20
#: A terminal has this many columns or rows at most.
_WIDEST = 1000


class Pages:
    """The answers. `environment` is what each child is told, `windows` how many there may be at a time.

    `note` is told what a child complained of when it ended.
    """

    def __init__(
        self, door: Door, environment: Mapping[str, str], windows: int, note: Callable[[str], None]
    ) -> None:
        self._door, self._environment, self._note = door, dict(environment), note
        self._room = asyncio.Semaphore(windows)
        self._open: set[asyncio.Task[None]] = set()
        self._cookie = "obslog"
        self._files = {address: (_content(*where[:2]), where[2]) for address, where in FILES.items()}
        self._page = _content("obslog.serving", "page/index.html")

    def app(self, cookie: str) -> web.Application:
        """The application; `cookie` is the name of its cookie: two servers on one machine must not share one."""
        from aiohttp import web

        self._cookie = cookie
        app = web.Application(middlewares=[_middleware(self.guarded)], client_max_size=1 << 16)
        app.router.add_get("/", self.index)
        app.router.add_get("/static/{name}", self.static)
        app.router.add_get("/ws", self.window)
        app.on_shutdown.append(self.close_all)
        return app

    async def guarded(self, request: web.Request, answer: Handler) -> web.StreamResponse:
        """What every request must pass before it is answered, and what every answer says."""
        from aiohttp import web

        try:
            refusal = self._refusal(request)
            response = refusal if refusal is not None else await answer(request)
        except web.HTTPException as error:
            response = web.Response(status=error.status, text=f"{error.reason}\n")
            for name in ("Allow", "Location"):
                if name in error.headers:
                    response.headers[name] = error.headers[name]
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _refusal(self, request: web.Request) -> web.Response | None:
        from aiohttp import web

        host, origin = request.headers.get("Host"), request.headers.get("Origin")
        if not self._door.answers_to(host):
            return web.Response(status=421, text="This server does not go by that name.\n")
        # A page says where it comes from with what it does to others; a websocket always does.
        if (origin is not None or request.path == "/ws") and not self._door.is_own(origin, host):
            return web.Response(status=403, text="Only the page of this server may ask that.\n")
        if request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site") and (
            request.headers.get("Sec-Fetch-Mode") != "navigate" or request.method != "GET"
        ):
            return web.Response(status=403, text="Only the page of this server may ask that.\n")
        if self._door.knows(request.cookies.get(self._cookie)):
            return None
        token = request.query.get("token") if request.path == "/" and request.method == "GET" else None
        if token is None:
            return web.Response(status=403, text=_NO_PASS)
        return self._changed(token)

    def _changed(self, token: str) -> web.Response:
        """The pass for a link's token, as a cookie, and the way on to the page."""
        from aiohttp import web

        made = self._door.change(token)
        if made is None:
            return web.Response(status=403, text=_SPENT)
        # A redirect would be part of the same navigation, which may have begun on another site: then the cookie
        # would not be sent. A page that goes on by itself is of this site.
        response = web.Response(text=_ON, content_type="text/html")
        response.set_cookie(self._cookie, made, httponly=True, samesite="Strict", path="/")
        return response

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        from aiohttp import web

        if "token" in request.query:
            # Whoever is in already leaves no token in the address.
            raise web.HTTPSeeOther("/")
        return web.Response(body=self._page, content_type="text/html", charset="utf-8")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """One of the files of the page."""
        from aiohttp import web

        found = self._files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found[0], content_type=found[1])

    async def window(self, request: web.Request) -> web.StreamResponse:
        """The websocket of one window, with a child of its own for as long as it is open."""
        from aiohttp import web

        try:
            await asyncio.wait_for(self._room.acquire(), _WAIT_FOR_ROOM_S)
        except TimeoutError:
            return web.Response(status=503, text="As many windows are open as this server allows.\n")
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            # On this machine bytes are cheaper than packing them.
            socket = web.WebSocketResponse(heartbeat=15, max_msg_size=_LONGEST, compress=False)
            await socket.prepare(request)
            await self._serve(
                socket, _cells(request.query.get("width"), 80), _cells(request.query.get("height"), 24)
            )
            return socket
        finally:
            self._open.discard(task)
            self._room.release()

    async def _serve(self, socket: web.WebSocketResponse, width: int, height: int) -> None:
        child = Child(socket.send_bytes)
        await child.start(self._environment, width, height)
        showing = asyncio.create_task(child.run())
        heeding = asyncio.create_task(_heed(socket, child))
        try:
            await asyncio.wait((showing, heeding), return_when=asyncio.FIRST_COMPLETED)
            if showing.done() and not showing.cancelled() and showing.exception() is None:
                said = showing.result()
                if said:
                    self._note(said)
        finally:
            for task in (showing, heeding):
                task.cancel()
            await asyncio.gather(showing, heeding, return_exceptions=True)
            await asyncio.shield(child.end())
            await socket.close()

    async def close_all(self, app: web.Application) -> None:
        """End every window and its child."""
        for task in tuple(self._open):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._open, return_exceptions=True)


async def _heed(socket: web.WebSocketResponse, child: Child) -> None:
    """Pass on what the page says, until it is gone. What is not said as it should be ends the window."""
    from aiohttp import WSMsgType

    async for message in socket:
        if message.type is WSMsgType.TEXT and not await _heeded(message, socket, child):
            return


async def _heeded(message: WSMessage, socket: web.WebSocketResponse, child: Child) -> bool:
    try:
        said = message.json()
    except ValueError:
        return False
    if not isinstance(said, list) or not said:
        return False
    kind, what = said[0], said[1] if len(said) > 1 else None
    if kind == "stdin" and isinstance(what, str):
        await child.type(what)
    elif kind == "resize" and isinstance(what, dict):
        await child.say(
            type="resize", width=_cells(what.get("width"), 80), height=_cells(what.get("height"), 24)
        )
    elif kind == "ping" and isinstance(what, str):
        await socket.send_json(["pong", what[:40]])
    elif kind in ("focus", "blur"):
        await child.say(type=kind)
    return True


def _cells(said: object, otherwise: int) -> int:
    """A number of columns or rows, within what a terminal has."""
    try:
        return max(1, min(int(str(said)), _WIDEST))
    except ValueError:
        return otherwise


def _content(package: str, place: str) -> bytes:
    try:
        return Path(str(files(package)), place).read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        raise StoreError(f"a part of the page is missing ({error}): install obslog anew") from None


def _middleware(guarded: Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]) -> Any:
    from aiohttp import web

    @web.middleware
    async def pass_by(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await guarded(request, handler)

    return pass_by
