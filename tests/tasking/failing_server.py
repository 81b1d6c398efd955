"""A server on loopback that answers as a test tells it, however wrongly: late, never, endlessly, elsewhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Say:
    """One answer. `body` is bytes, JSON, or pieces; `hang` never answers, `cut` closes the connection instead."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    cut: bool = False
    length: int | None = None


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


Route = Say | list[Say] | Callable[[Asked], Say]


class FailingServer:
    """Routes are `METHOD /path` (without query) -> an answer, a list of them (the last stays), or a function."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.seen: list[Asked] = []
        self.ended = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(
                    self.command,
                    self.path,
                    {k.lower(): v for k, v in self.headers.items()},
                    self.rfile.read(length),
                )
                outer.seen.append(asked)
                with suppress(OSError):
                    outer.reply(self, asked)

            do_GET = do_POST = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def reply(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        """Answer one request by its route; 404 without one."""
        name = f"{asked.method} {asked.path.partition('?')[0]}"
        route = self.routes.get(name, Say(404, {"detail": "nothing here"}))
        if isinstance(route, list):
            say = route.pop(0) if len(route) > 1 else route[0]
        else:
            say = route(asked) if callable(route) else route
        if say.hang:
            self.ended.wait(20)
        if say.hang or say.cut:
            handler.close_connection = True
            return
        pieces = (
            say.body
            if isinstance(say.body, Iterator)
            else [say.body if isinstance(say.body, bytes) else json.dumps(say.body).encode()]
        )
        handler.send_response(say.status)
        for key, value in say.headers.items():
            handler.send_header(key, value)
        if not isinstance(say.body, Iterator):
            handler.send_header("Content-Length", str(len(pieces[0]) if say.length is None else say.length))
        handler.end_headers()
        handler.close_connection = True
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()

    def asked(self, method: str, path: str) -> list[Asked]:
        """The requests of that method and path that came in."""
        return [one for one in self.seen if one.method == method and one.path.partition("?")[0] == path]

    def close(self) -> None:
        """Let go of what hangs and end."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
