"""What hostile files try to reach: a canary image outside, and a listener that must stay alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from making_rasters import geotiff

CANARY = 213


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A raster outside the import folder whose pixels all say 213."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return geotiff(folder / "canary.tif", value=CANARY, size=512)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A web server's address on this machine, and what was ever sent to it."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                peer, _ = server.accept()
            except TimeoutError:
                continue
            with peer:
                heard.append(b"connected")

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    ended.set()
    thread.join()
    server.close()


@pytest.fixture
def image(tmp_path: Path) -> bytes:
    """The bytes of a small GeoTIFF."""
    path = geotiff(tmp_path / "made.tif")
    data = path.read_bytes()
    path.unlink()
    return data
