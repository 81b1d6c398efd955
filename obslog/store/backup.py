"""A whole copy of a log: a SQLite file as a file, a PostgreSQL log as JSON lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from obslog.model.errors import StoreError
from obslog.store.canonical import canonical
from obslog.store.connect import Place, plain_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from obslog.store.workspace import Workspace


def backup(ws: Workspace, path: str | os.PathLike[str]) -> Path:
    """Copy the log to the new file `path`, as it stands at one moment. Raises `StoreError` where it exists.

    A log in a file becomes such a file, which opens as a log; one in PostgreSQL becomes JSON lines.
    """
    return copy_database(ws.place, ws._engine, Path(path))


def copy_database(place: Place, engine: Engine, target: Path) -> Path:
    """The same, for a database that need not be of the newest schema."""
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target}: there is a file already; name a new one for the copy")
    if not target.absolute().parent.is_dir():
        raise StoreError(f"{target}: its folder is not there; make the folder first")
    # Under another name until it is whole, so that what bears the name is a copy and not half of one.
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with plain_errors(place):
            if place.is_sqlite:
                _copy_sqlite(engine, part)
            else:
                _dump(engine, part)
        _sync(part)
        part.replace(target)
        _sync(target.absolute().parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{target}: cannot be written ({error.strerror})") from error
    return target


def _copy_sqlite(engine: Engine, part: Path) -> None:
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(part),))


def _dump(engine: Engine, part: Path) -> None:
    # A line a row, {"table": ..., "row": {...}}; what is derived is left out.
    with (
        engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        connection.begin(),
        part.open("w", encoding="utf-8") as out,
    ):
        for name in _kept_tables(connection):
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1').mappings()
            for row in rows:
                out.write(canonical({"table": name, "row": dict(row)}) + "\n")


def _kept_tables(connection: Connection) -> list[str]:
    from obslog.store.making import tables

    return sorted(tables(connection) - {"boxes", "search_rows"})


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
