"""Providers for tests: the reference server and one that fails, each started on a free port of loopback and ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tasking.failing_server import FailingServer

#: What the provider that asks for a key answers to.
KEY = "k3y-0f-the-demonstration-provider"


@dataclass
class Running:
    """A provider that runs: where, what it keeps, and who can ask it in a test without waiting."""

    url: str
    backend: Any
    slept: list[float] = field(default_factory=list)

    @property
    def orders(self) -> list[Any]:
        """The orders that it has."""
        return list(self.backend.orders.values())


class Served:
    """uvicorn in a thread."""

    def __init__(self, app: Any) -> None:
        import uvicorn

        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        ends = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive() and time.monotonic() < ends, "the reference server did not start"
            time.sleep(0.005)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """End it."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def _reference_servers() -> Iterator[dict[str | None, tuple[str, Any]]]:
    """The reference server, once open and once behind a key, started when first asked for: address and backend."""
    from tasking.stapi_server import Backend, make_app

    running: list[Served] = []

    class Started(dict[str | None, tuple[str, Any]]):
        def __missing__(self, key: str | None) -> tuple[str, Any]:
            backend = Backend()
            running.append(Served(make_app(backend, key)))
            self[key] = running[-1].url, backend
            return self[key]

    yield Started()
    for one in running:
        one.close()


@pytest.fixture
def provider(_reference_servers: dict[str | None, tuple[str, Any]], tmp_path: Path) -> Running:
    """The reference server, asked without a key, empty; completed orders link to a file that it hands out."""
    url, backend = _reference_servers[None]
    file = tmp_path / "delivered.tif"
    file.write_bytes(b"II*\0 an image")
    backend.__init__(file)
    return Running(url, backend)


@pytest.fixture
def keyed_provider(_reference_servers: dict[str | None, tuple[str, Any]]) -> Running:
    """The reference server behind a key (`KEY`), empty."""
    url, backend = _reference_servers[KEY]
    backend.__init__()
    return Running(url, backend)


@pytest.fixture
def failing() -> Iterator[FailingServer]:
    """A server whose answers a test writes."""
    made = FailingServer()
    yield made
    made.close()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits of the client take no time; the list tells how long each would have been."""
    waits: list[float] = []
    monkeypatch.setattr("obslog.tasking.orders.stapi.calling.time_sleep", waits.append)
    return waits
