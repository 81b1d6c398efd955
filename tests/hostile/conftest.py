"""The hostile corpus, made once for the tests that go through it, and the server that must stay unheard."""

from __future__ import annotations

import socket
import threading
import warnings
from collections.abc import Iterator

import pytest

from hostile.cases import Corpus
from hostile.corpus import make


@pytest.fixture(scope="session")
def heard() -> Iterator[tuple[str, list[bytes]]]:
    """A server of this machine that notes whoever connects: its address, and what it heard."""
    noted: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                noted.append(client.recv(200))

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", noted
    server.close()


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, heard: tuple[str, list[bytes]]) -> Corpus:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make(tmp_path_factory.mktemp("hostile"), heard[0])
