"""An airfield with two aprons for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from observing.scene import Airfield


@pytest.fixture
def field(log_url: str, tmp_path: Path) -> Iterator[Airfield]:
    """A log with one site of two aprons, on either database."""
    made = Airfield(log_url, tmp_path / "imagery")
    yield made
    made.log.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Airfield]:
    """The same on SQLite alone, for what does not touch storage."""
    made = Airfield(str(tmp_path / "obslog.db"), tmp_path / "imagery")
    yield made
    made.log.close()
