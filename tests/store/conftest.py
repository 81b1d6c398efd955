"""An open log for each test, empty or filled, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from obslog.store.workspace import Workspace
from store.filled import Filled, fill


@pytest.fixture
def ws(log_url: str) -> Iterator[Workspace]:
    """A new, empty log."""
    with Workspace.create(log_url) as made:
        yield made


@pytest.fixture
def filled(ws: Workspace, tmp_path: Path) -> Filled:
    """What stands in `ws` once every table has a row."""
    return fill(ws, tmp_path)
