"""A database becomes a log: tables and all; and an open one is checked to be a log that this version
reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from obslog.model.errors import StoreError
from obslog.store import extras
from obslog.store.connect import Place, journal_mode, plain_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def make(place: Place, engine: Engine) -> None:
    """Make the tables of a log in an empty database. Raises `StoreError` where there are tables already."""
    if place.file is not None and not place.file.absolute().parent.is_dir():
        raise StoreError(f"{place.shown}: its folder is not there; make the folder first")
    with plain_errors(place), engine.execution_options(obslog_writes=True).connect() as connection:
        if place.file is not None:
            connection.connection.dbapi_connection.execute(  # type: ignore[union-attr]
                f"PRAGMA journal_mode={journal_mode(place.file)}"
            )
        with connection.begin():
            if tables(connection):
                what = "there is already a log or another database there"
                raise StoreError(f"{place.shown}: {what}; open it, or name another place")
            create_schema(connection)


def create_schema(connection: Connection) -> None:
    """All tables, indexes and triggers of the newest schema, and its version."""
    from obslog.store.schema import HEAD, alembic_version, metadata

    metadata.create_all(connection, checkfirst=False)
    statements = extras.SQLITE if connection.dialect.name == "sqlite" else extras.POSTGRESQL
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.execute(alembic_version.insert(), [{"version_num": HEAD}])


def tables(connection: Connection) -> set[str]:
    """The names of all tables that stand in the database."""
    if connection.dialect.name == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    return {str(row[0]) for row in connection.exec_driver_sql(sql)}


def version(connection: Connection) -> str | None:
    """The version of the schema that stands in the database, None where there is no log."""
    present = tables(connection)
    if not {"alembic_version", "journal"} <= present:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row else None


def check(place: Place, engine: Engine) -> None:
    """Raises `StoreError` unless the database is a log of exactly the schema that this version reads."""
    from obslog.store.schema import HEAD

    with plain_errors(place), engine.connect() as connection, connection.begin():
        stands = version(connection)
    if stands is None:
        raise StoreError(f"{place.shown}: this is not an obslog log; make one with: obslog init")
    if stands == HEAD:
        return
    if stands < HEAD:
        raise StoreError(
            f"{place.shown}: the log is of an older obslog (schema {stands}); run: obslog upgrade"
        )
    raise StoreError(f"{place.shown}: the log is of a newer obslog (schema {stands}); update obslog")
