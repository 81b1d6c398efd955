"""From a path or URL to a database that keeps its promises, and from a driver's errors to one plain line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.model.errors import RefusedError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

_BUSY_MS = 30_000
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph"}
_ADVICE = "name a file such as obslog.db, or postgresql+psycopg://USER@HOST/DATABASE"


@dataclass(frozen=True)
class Place:
    """Where a log is: a SQLite file (`file`), or a PostgreSQL database. `shown` never holds a password."""

    url: URL
    shown: str
    file: Path | None
    password: str = ""

    @property
    def is_sqlite(self) -> bool:
        """Whether the log is a file."""
        return self.file is not None


def find_place(where: str | os.PathLike[str]) -> Place:
    """Read a path or an SQLAlchemy URL. Raises `StoreError` for what is neither."""
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    text = os.fspath(where)
    if not text.strip() or "\0" in text:
        raise StoreError(f"no log is named; {_ADVICE}")
    scheme = re.match(r"([A-Za-z][\w+.-]*):/", text)
    if not scheme:
        return _file_place(URL.create("sqlite", database=text), text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(f"the URL of the log cannot be read; {_ADVICE}") from None
    backend = url.drivername.split("+")[0]
    if backend == "sqlite":
        if not url.database or url.database == ":memory:" or url.query:
            raise StoreError(f"a log is kept in a file; write sqlite:///PATH; {_ADVICE}")
        return _file_place(URL.create("sqlite", database=url.database), url.database)
    if backend in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
        return Place(url, url.render_as_string(hide_password=True), None, str(url.password or ""))
    raise StoreError(f"{url.drivername} is not a database that a log can be kept in; {_ADVICE}")


def _file_place(url: URL, text: str) -> Place:
    path = Path(text)
    return Place(url.set(database=str(path.absolute())), text, path)


def make_engine(place: Place, *, read_only: bool) -> Engine:
    """An engine for that place. No connection is made yet. Raises `StoreError` where the driver is
    missing."""
    import sqlalchemy as sa

    if place.is_sqlite:
        return _sqlite_engine(place, read_only=read_only)
    try:
        return sa.create_engine(place.url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    except ImportError:
        raise StoreError("PostgreSQL needs its driver: pip install 'obslog[postgres]'") from None


def _sqlite_engine(place: Place, *, read_only: bool) -> Engine:
    import sqlite3

    import sqlalchemy as sa
    from sqlalchemy.pool import QueuePool

    assert place.file is not None
    path = place.file.absolute()
    target = "file:" + _quoted(path)
    if read_only:
        # A WAL log in a folder that cannot be written opens only when SQLite is told that nobody else writes.
        frozen = not os.access(path.parent, os.W_OK)
        target += "?mode=ro" + ("&immutable=1" if frozen else "")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            target, uri=True, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False,
            cached_statements=256,
        )  # fmt: skip

    engine = sa.create_engine(place.url, creator=connect, poolclass=QueuePool)

    @sa.event.listens_for(engine, "connect")
    def prepare(dbapi: Any, _record: Any) -> None:
        for pragma in (
            "foreign_keys=ON",
            "synchronous=FULL",
            f"busy_timeout={_BUSY_MS}",
            "cache_size=-32000",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Deferred transactions that read and then write fail at once under contention; so writers say so
        # first.
        writes = connection.get_execution_options().get("obslog_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _quoted(path: Path) -> str:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(os.fsencode(path))


def journal_mode(path: Path) -> str:
    """`WAL`, or `DELETE` on a network file system, where WAL loses data."""
    best, kind = "", ""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "WAL"
    target = str(path.absolute().parent)
    for line in mounts:
        _device, mount, file_system, *_rest = line.split()
        if (target + "/").startswith(mount.rstrip("/") + "/") and len(mount) >= len(best):
            best, kind = mount, file_system
    return "DELETE" if kind in _NETWORK_FILE_SYSTEMS else "WAL"


@contextmanager
def plain_errors(place: Place) -> Iterator[None]:
    """Turn the database's errors into `StoreError` or `RefusedError`: one line, what to do, no password."""
    from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

    try:
        yield
    except IntegrityError as error:
        raise RefusedError(_refusal(str(error.orig))) from error
    except DBAPIError as error:
        raise StoreError(_sentence(place, str(error.orig))) from error
    except SQLAlchemyError as error:
        raise StoreError(_sentence(place, str(error))) from error


def _refusal(said: str) -> str:
    line = said.strip().splitlines()[0] if said.strip() else "unknown"
    if "FOREIGN KEY" in said or "foreign key" in said:
        return f"the change refers to something that is not in the log ({line}); nothing was written"
    if "UNIQUE" in said or "unique" in said:
        return f"the log has that already ({line}); nothing was written"
    return f"the log does not take this change ({line}); nothing was written"


def _sentence(place: Place, said: str) -> str:
    line = said.strip().splitlines()[0] if said.strip() else "no reason given"
    if place.password:
        line = line.replace(place.password, "***")
    for sign, advice in (
        ("database is locked", "another program is writing to it; try again when it is done"),
        ("lock timeout", "another program is writing to it; try again when it is done"),
        ("readonly database", "it may only be read; check the rights of the file and of its folder"),
        ("read-only", "it may only be read; check the rights of the file and of its folder"),
        ("disk is full", "the disk is full; make room and try again; nothing was written"),
        ("No space left", "the disk is full; make room and try again; nothing was written"),
        ("disk I/O error", "the disk reports an error; look at it and at its free space, then try again"),
        ("file is not a database", "the file is not an obslog log"),
        ("malformed", "the file is damaged; run `obslog verify`, or go back to a backup"),
        ("unable to open", "the file cannot be opened; check that its folder is there and may be written"),
        ("does not exist", "make the database first, or check its name"),
        ("password authentication failed", "check the user and the password"),
        ("no password supplied", "give the password in PGPASSWORD or ~/.pgpass"),
        ("connection", "check that the server runs and that host and port are right"),
    ):
        if sign in line:
            return f"{place.shown}: {advice} ({line})"
    return f"{place.shown}: the database says: {line}"
