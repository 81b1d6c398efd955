"""An older log brought to the newest schema by alembic, after a whole copy of it was made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from obslog.model.errors import StoreError
from obslog.store.backup import copy_database
from obslog.store.connect import Place, find_place, make_engine, plain_errors
from obslog.store.making import version

if TYPE_CHECKING:
    from sqlalchemy import Connection


def upgrade(where: str | os.PathLike[str], backup_to: str | os.PathLike[str] | None = None) -> Path | None:
    """Bring a log to the newest schema. Gives the copy made before, or None where nothing was to do.

    The copy of a file lies beside it (`obslog.db.before-0002`); that of a PostgreSQL log goes to `backup_to`,
    or into this folder as JSON lines. Raises `StoreError`; then the log is as it was.
    """
    from obslog.store.schema import HEAD

    place = find_place(where)
    if place.file is not None and not place.file.is_file():
        raise StoreError(f"{place.shown}: there is no such file")
    engine = make_engine(place, read_only=False)
    try:
        with plain_errors(place), engine.connect() as connection, connection.begin():
            stands = version(connection)
        if stands is None:
            raise StoreError(f"{place.shown}: this is not an obslog log; make one with: obslog init")
        if stands == HEAD:
            return None
        if stands > HEAD:
            raise StoreError(f"{place.shown}: the log is of a newer obslog (schema {stands}); update obslog")
        copy = copy_database(place, engine, Path(backup_to) if backup_to else _copy_name(place))
        with plain_errors(place), engine.execution_options(obslog_writes=True).begin() as connection:
            migrate(connection)
    finally:
        engine.dispose()
    return copy


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations up to `target` on a connection within a transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _copy_name(place: Place) -> Path:
    from obslog.store.schema import HEAD

    if place.file is not None:
        return place.file.with_name(f"{place.file.name}.before-{HEAD}")
    return Path(f"{place.url.database}.before-{HEAD}.jsonl")
