"""One open log: made, opened, read in snapshots, and written one acknowledged change at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from obslog.model.errors import RefusedError, StoreError
from obslog.store import journal
from obslog.store.apply import apply, checked
from obslog.store.canonical import canonical, check_text, check_tree, instant_text
from obslog.store.connect import Place, find_place, make_engine, plain_errors
from obslog.store.derived import maintain
from obslog.store.ids import new_id
from obslog.store.journal import Actor, Entry, Insert, Op, write_op

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, TextClause

Clock = Callable[[], datetime]
# Any two programs that write to one database must agree on this number.
_ADVISORY_LOCK = 0x6F62736C


def system_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


@lru_cache(512)
def _statement(sql: str, several: tuple[str, ...]) -> TextClause:
    """`sql` made ready once; `several` names the values that stand for `IN`."""
    from sqlalchemy import bindparam, text

    statement = text(sql)
    for name in several:
        statement = statement.bindparams(bindparam(name, expanding=True))
    return statement


class Workspace:
    """One open log. Reads see one state; a write is one transaction that holds the change and its entry.

    Safe to share among threads: each thread has its own transaction.
    """

    def __init__(self, place: Place, engine: Engine, *, read_only: bool, clock: Clock) -> None:
        self.place, self.read_only, self._engine, self._clock = place, read_only, engine, clock
        self.is_sqlite = place.is_sqlite
        level: Any = None if self.is_sqlite else "REPEATABLE READ"
        self._reader = engine.execution_options(isolation_level=level) if level else engine
        self._writer = engine.execution_options(obslog_writes=True)
        self._local = threading.local()

    @classmethod
    def create(
        cls,
        where: str | os.PathLike[str],
        actor: Actor | None = None,
        note: Mapping[str, Any] | None = None,
        clock: Clock = system_clock,
    ) -> Self:
        """Make a new log at a path or URL, with its first entry. Raises `StoreError` where one stands
        already."""
        from obslog.store.making import make

        place = find_place(where)
        engine = make_engine(place, read_only=False)
        try:
            make(place, engine)
            made = cls(place, engine, read_only=False, clock=clock)
            made.write("init", actor or Actor("obslog", "program"), [], {"log": new_id(), **(note or {})})
        except BaseException:
            engine.dispose()
            raise
        return made

    @classmethod
    def open(
        cls, where: str | os.PathLike[str], *, read_only: bool = False, clock: Clock = system_clock
    ) -> Self:  # fmt: skip
        """Open a log. Raises `StoreError` where there is none, or one that this obslog cannot read."""
        from obslog.store.making import check

        place = find_place(where)
        if place.file is not None and not place.file.is_file():
            raise StoreError(
                f"{place.shown}: there is no such file; make a log with: obslog init {place.shown}"
            )
        engine = make_engine(place, read_only=read_only)
        try:
            check(place, engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(place, engine, read_only=read_only, clock=clock)

    def close(self) -> None:
        """Give the database back. Whatever was acknowledged is on the disk already."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The path or URL of the log, without a password."""
        return self.place.shown

    def now(self) -> datetime:
        """The present instant by the log's clock, UTC."""
        return self._clock().astimezone(UTC)

    # -- reading ---------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which all reads see one state of the log; within a transaction, that
        transaction's."""
        open_now: Connection | None = getattr(self._local, "connection", None)
        if open_now is not None:
            yield open_now
            return
        with plain_errors(self.place), self._reader.connect() as connection:
            self._local.connection = connection
            try:
                with connection.begin():
                    yield connection
            finally:
                self._local.connection = None

    def fetch(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of one SELECT. `:name` stands for a value; a tuple, list or set stands for `IN :name`.

        Raises `WordError` for text that no database can keep, and so none can hold.
        """
        several: list[str] = []
        for name, value in values.items():
            if isinstance(value, str):
                check_text(value, "text")
            elif isinstance(value, (tuple, list, set, frozenset)):
                several.append(name)
                values[name] = list(value)
        statement = _statement(sql, tuple(several))
        with self.reading() as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[return-value]

    def head(self) -> str:
        """`seq:hash` of the newest entry of the journal."""
        with self.reading() as connection:
            link = journal.last_link(connection)
        if link is None:
            raise StoreError(
                f"{self.name}: the journal is empty; run `obslog verify`, or go back to a backup"
            )
        return f"{link[0]}:{link[1]}"

    # -- writing ---------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Read, check and write with nobody else writing between; all of it is kept, or nothing.

        Transactions within one another are one. Raises `StoreError` on a log opened for reading.
        """
        if self.read_only:
            raise StoreError(f"{self.name}: the log is open for reading only")
        if getattr(self._local, "writing", False):
            try:
                yield self._local.connection
            except BaseException:
                self._local.failed = True
                raise
            return
        if getattr(self._local, "connection", None) is not None:
            raise RuntimeError("a write cannot begin within a read: the read would see two states")
        with plain_errors(self.place), self._writer.connect() as connection:
            self._local.connection, self._local.writing, self._local.failed = connection, True, False
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
                        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
                    yield connection
                    if self._local.failed:
                        raise RefusedError("a part of the change failed, so none of it was kept")
            finally:
                self._local.connection, self._local.writing = None, False

    def write(
        self,
        action: str,
        actor: Actor,
        ops: Sequence[Op],
        note: Mapping[str, Any] | None = None,
        reverts: int | None = None,
    ) -> Entry:
        """Make one change: its rows, the derived tables and its journal entry, in one transaction.

        When this returns, the change is on the disk (or in the transaction that it is part of). Raises
        `WordError` for what cannot be kept (before anything is written), `RefusedError` where rows are no
        longer as `ops` says or a name is taken, `StoreError` where the database fails.
        """
        for text in (action, actor.name, actor.basis):
            check_text(text, "journal")
        check_tree(dict(note or {}), "note")
        ready = checked(ops)
        payload = canonical({"note": dict(note or {}), "ops": [write_op(op) for op in ready]})
        with self.transaction() as connection:
            link = journal.last_link(connection)
            entry = journal.next_entry(link, instant_text(self.now()), actor, action, payload, reverts)
            # Within a larger transaction an error must surface here, in words, not at its end.
            with plain_errors(self.place):
                apply(connection, ready)
                maintain(connection, ready)
                journal.append(connection, entry)
        return entry


def new_row(table: str, **columns: Any) -> Insert:
    """A new row with a new id, for tables whose rows need no other."""
    return Insert(table, {"id": new_id(), **columns})
