"""The server: one listening socket on this machine, answered until it is told to stop."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from obslog.model.errors import RefusedError, StoreError, WordError
from obslog.serving.door import Door
from obslog.serving.pages import Pages

#: Names by which a browser on this machine reaches it.
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: How long an answer may take to end when the server stops.
_ENDING_S = 20.0


@dataclass(frozen=True)
class Served:
    """What is served and to whom.

    `environment` is what each child is told besides the server's own; `address` where to listen and `port` (0: any
    that is free); `names` are further host names that requests may ask for; `windows` how many there may be at a
    time; `exposed` says that others can reach the address and that this is wanted.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"
    port: int = 0
    names: Sequence[str] = ()
    windows: int = 4
    exposed: bool = False

    def __post_init__(self) -> None:
        try:
            here = ipaddress.ip_address(self.address)
        except ValueError:
            raise WordError("address", self.address, "write an IP address such as 127.0.0.1") from None
        if not here.is_loopback and not self.exposed:
            raise RefusedError(
                f"{self.address} can be reached from other machines: whoever holds the link or hears the network "
                "could read and change the log; use ssh -L instead, or say --others-can-reach-it"
            )
        if here.is_unspecified and not self.names:
            raise RefusedError(
                f"{self.address} is every address of this machine: say --name for the one in the link"
            )
        if self.windows < 1:
            raise WordError("windows", str(self.windows), "at least 1")


class Serving:
    """A server that is up: `link()` gives an address that lets one browser in, once."""

    def __init__(self, door: Door, name: str, port: int) -> None:
        self._door, self._name, self.port = door, name, port

    def link(self) -> str:
        """A new link; one made before and not used works no longer."""
        return f"{self.address}/?token={self._door.new_token()}"

    @property
    def address(self) -> str:
        """Where it is, without what lets in."""
        name = f"[{self._name}]" if ":" in self._name else self._name
        return f"http://{name}:{self.port}"


@asynccontextmanager
async def serving(what: Served, note: Callable[[str], None] = lambda text: None) -> AsyncIterator[Serving]:
    """Serve until the block is left, then end every window and its child.

    `note` is told, in words, what went wrong in a window. Raises `StoreError` where nothing can listen there.
    """
    from aiohttp import web

    listening = _listen(what.address, what.port)
    port = listening.getsockname()[1]
    unspecified = ipaddress.ip_address(what.address).is_unspecified
    names = (*(() if unspecified else (what.address,)), *LOOPBACK, *what.names)
    door = Door(names)
    pages = Pages(door, what.environment, what.windows, note)
    # No access log: addresses hold tokens.
    runner = web.AppRunner(
        pages.app(f"obslog-{port}"), access_log=None, handle_signals=False, shutdown_timeout=_ENDING_S
    )
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        yield Serving(door, what.names[0] if what.names else what.address, port)
    finally:
        await runner.cleanup()
        listening.close()


async def serve_until(
    what: Served, begun: Callable[[Serving], None], stop: asyncio.Event, note: Callable[[str], None]
) -> None:
    """Serve, call `begun` once it is up, and go on until `stop` is set."""
    async with serving(what, note) as up:
        begun(up)
        await stop.wait()


def _listen(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A port that a server just left may be taken again at once.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        made.listen(64)
    except OSError as error:
        made.close()
        raise StoreError(
            f"nothing can listen at {address} port {port} ({error.strerror}): name another with --port, or 0 for any"
        ) from None
    made.setblocking(False)
    return made
