"""Operations on rows, made so: checked before anything is written, then applied table by table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from obslog.model.errors import RefusedError
from obslog.store.canonical import check_value
from obslog.store.journal import Insert, Op, Update

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

#: How many ids one query names at the most.
CHUNK = 5_000


def checked(ops: Iterable[Op]) -> list[Op]:
    """The operations with every value as both databases keep it.

    Raises `WordError` for text or numbers that cannot be kept, and `KeyError` for a table or column that does
    not exist (a mistake in the program, not of a person).
    """
    kinds = _kinds()
    result: list[Op] = []
    for op in ops:
        columns = kinds[op.table]
        if isinstance(op, Insert):
            row = _checked_row(op.table, columns, op.row)
            row.setdefault("live", 1)
            if not row.get("id"):
                raise KeyError(f"a new row of {op.table} needs an id")
            result.append(Insert(op.table, row))
        else:
            old, new = _checked_row(op.table, columns, op.old), _checked_row(op.table, columns, op.new)
            if old.keys() != new.keys() or "id" in new:
                raise KeyError(
                    f"an update of {op.table} gives old and new for the same columns, never the id"
                )
            result.append(Update(op.table, op.id, old, new))
    return result


@cache
def _kinds() -> dict[str, dict[str, bool]]:
    from obslog.store.schema import DATA_TABLES

    return {name: _column_kinds(table) for name, table in DATA_TABLES.items()}


def _column_kinds(table: Table) -> dict[str, bool]:
    # Column name -> whether it holds a real number.
    from sqlalchemy import Double

    return {column.name: isinstance(column.type, Double) for column in table.columns}


def _checked_row(table: str, columns: Mapping[str, bool], row: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in row.items():
        if name not in columns:
            raise KeyError(f"{table} has no column {name}")
        # Most values are nothing or plain text; an import checks a hundred of them a file.
        if value is None or (type(value) is str and value.isascii() and "\0" not in value):
            result[name] = value
            continue
        kept = check_value(value, f"{table}.{name}")
        if columns[name] and isinstance(kept, int):
            kept = check_value(float(kept), f"{table}.{name}")
        result[name] = kept
    return result


def apply(connection: Connection, ops: Sequence[Op]) -> None:
    """Make the operations: rows retired first (their names come free), then new rows, then other changes.

    New rows go in parents before children, whatever the order given. Raises `RefusedError` where a row no
    longer holds the `old` values of its update.
    """
    from obslog.store.schema import DATA_TABLES

    inserts: dict[str, list[Mapping[str, Any]]] = {}
    born: set[tuple[str, str]] = set()
    for op in ops:
        if isinstance(op, Insert):
            inserts.setdefault(op.table, []).append(op.row)
            born.add((op.table, op.row["id"]))
    updates = [op for op in ops if isinstance(op, Update)]
    first: list[Update] = []
    later: list[Update] = []
    for update in updates:
        early = update.new.get("live") == 0 and (update.table, update.id) not in born
        (first if early else later).append(update)
    _update(connection, first)
    for name, table in DATA_TABLES.items():
        if name in inserts:
            insert_rows(connection, table, inserts[name])
    _update(connection, later)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put new rows into a table; columns that a row does not name are null.

    The columns hold text and numbers only, so the driver is given them as they are, a batch at once.
    """
    names = [column.name for column in table.columns if any(column.name in row for row in rows)]
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
    sql = f"INSERT INTO {table.name} ({quoted}) VALUES ({', '.join([mark] * len(names))})"
    connection.exec_driver_sql(sql, [tuple([row.get(name) for name in names]) for row in rows])


def _update(connection: Connection, updates: Sequence[Update]) -> None:
    from sqlalchemy import bindparam

    from obslog.store.schema import DATA_TABLES

    for (name, columns), group in groupby(updates, key=lambda u: (u.table, tuple(sorted(u.new)))):
        table, wanted = DATA_TABLES[name], list(group)
        now = _present(connection, table, columns, [update.id for update in wanted])
        for update in wanted:
            row = now.get(update.id)
            if row is None or any(row[column] != update.old[column] for column in columns):
                raise RefusedError(
                    f"{_noun(name)} {update.id} was changed meanwhile; look again, then repeat"
                )
            row.update(update.new)
        statement = table.update().where(table.c.id == bindparam("at_id"))
        statement = statement.values({column: bindparam(f"to_{column}") for column in columns})
        connection.execute(
            statement, [{"at_id": u.id, **{f"to_{c}": u.new[c] for c in columns}} for u in wanted]
        )  # fmt: skip


def _present(
    connection: Connection, table: Table, columns: Sequence[str], ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    from sqlalchemy import select

    found: dict[str, dict[str, Any]] = {}
    names = [table.c[column] for column in columns]
    for part in chunks(ids):
        for row in connection.execute(select(table.c.id, *names).where(table.c.id.in_(part))):
            found[row[0]] = dict(zip(columns, row[1:], strict=True))
    return found


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in parts that a query can name."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _noun(table: str) -> str:
    return table.rstrip("s").replace("_", " ")
