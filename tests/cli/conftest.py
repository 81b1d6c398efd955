"""A small log for the command line: one site of two aprons, one look, a second image."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from observing.scene import Airfield


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Airfield]:
    """A log with an airfield, in a file."""
    made = Airfield(str(tmp_path / "obslog.db"), tmp_path / "imagery")
    yield made
    made.log.close()
