"""A port with two piers for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasking.port import Port
from tasking.providing import _reference_servers, failing, keyed_provider, no_waiting, provider

__all__ = ["_reference_servers", "failing", "harbour", "keyed_provider", "no_waiting", "port", "provider"]


@pytest.fixture
def port(log_url: str, tmp_path: Path) -> Iterator[Port]:
    """A log with one site of two piers, on either database."""
    made = Port(log_url, tmp_path / "imagery")
    yield made
    made.log.close()


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Port]:
    """The same on SQLite alone, for what does not touch storage."""
    made = Port(str(tmp_path / "obslog.db"), tmp_path / "imagery")
    yield made
    made.log.close()
