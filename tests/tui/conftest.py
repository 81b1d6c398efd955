"""What tests of screens share: the demo log, made once, copied for each test."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from obslog.demo import make


def noon() -> datetime:
    """The moment at which tests of the demo take place."""
    return datetime(2024, 12, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo; not to be written to."""
    return make(tmp_path_factory.mktemp("demo") / "d", clock=noon).log.parent


@pytest.fixture
def demo(demo_made: Path, tmp_path: Path) -> Path:
    """The path of a demo log of this test alone."""
    shutil.copytree(demo_made, tmp_path / "demo")
    return tmp_path / "demo" / "obslog.db"
