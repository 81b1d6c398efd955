"""Which log a command means, who is at it, and how this machine stands."""

from __future__ import annotations

import getpass
import os
import platform
import sys
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from obslog.model.errors import NotFoundError, ObslogError, WordError
from obslog.model.version import VERSION
from obslog.observing.desk import Desk, utc_now
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace

LOG_NAME = "obslog.db"


def find_log(where: str | Path | None) -> str:
    """The path or URL meant: `where`, OBSLOG_LOG, or the nearest obslog.db here or above. Raises `NotFoundError`."""
    named = where or os.environ.get("OBSLOG_LOG")
    if named:
        return str(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / LOG_NAME).is_file():
            return str(folder / LOG_NAME)
    raise NotFoundError(
        "log", LOG_NAME, hint="none here or above: obslog init makes one, --log names another"
    )


def who(analyst: str | None) -> Actor:
    """The analyst as stated: the argument, OBSLOG_ANALYST, the configuration; else the OS user, basis `os`.

    It is recorded, not authenticated. Raises `WordError` for an empty name.
    """
    named = analyst if analyst is not None else os.environ.get("OBSLOG_ANALYST") or _configured()
    if named is not None:
        if not named.strip() or len(named) > 200:
            raise WordError("analyst", named, "write a name of 1 to 200 characters")
        return Actor(named.strip(), "stated")
    try:
        return Actor(getpass.getuser(), "os")
    except (OSError, KeyError):
        return Actor("unknown", "os")


def config_path() -> Path:
    """The user's configuration: who is at work, the terminal UI, the providers."""
    from platformdirs import user_config_path

    return user_config_path("obslog") / "config.toml"


def _configured() -> str | None:
    try:
        settings = tomllib.loads(config_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    name = settings.get("analyst")
    return name if isinstance(name, str) else None


def find_and_open(
    where: str | Path | None,
    analyst: str | None,
    clock: Callable[[], datetime] | None,
    read_only: bool = False,
) -> Desk:
    """The desk at an existing log; with `read_only` every write is refused."""
    actor = who(analyst)
    tick = clock or utc_now
    return Desk(Workspace.open(find_log(where), read_only=read_only, clock=tick), actor, tick)


def make(where: str | Path, analyst: str | None, clock: Callable[[], datetime] | None) -> Desk:
    """The desk at a new log."""
    actor = who(analyst)
    tick = clock or utc_now
    return Desk(Workspace.create(str(where), actor, clock=tick), actor, tick)


def examine(where: str | None) -> dict[str, Any]:
    """Facts for `doctor`: versions, what the database engine can do, the log and its head."""
    import sqlite3
    from importlib.metadata import version

    facts: dict[str, Any] = {
        "obslog": VERSION,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "sqlite": sqlite3.sqlite_version,
        "sqlite R*Tree": _sqlite_can("CREATE VIRTUAL TABLE t USING rtree(id, a, b)"),
        "sqlite FTS5": _sqlite_can("CREATE VIRTUAL TABLE t USING fts5(body)"),
        "rasterio": version("rasterio"),
        "terminal": "yes" if sys.stdout.isatty() else "no",
        "analyst": f"{who(None).name} ({who(None).basis})",
    }
    try:
        with Workspace.open(find_log(where)) as ws:
            facts |= {"log": ws.name, "head": ws.head()}
    except ObslogError as error:
        facts["log"] = str(error)
    return facts


def _sqlite_can(statement: str) -> bool:
    import sqlite3

    try:
        with sqlite3.connect(":memory:") as memory:
            memory.execute(statement)
    except sqlite3.Error:
        return False
    return True
