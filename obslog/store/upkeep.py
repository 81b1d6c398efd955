"""Checks of what lies around the data: the database itself, its version, the derived tables, the exports."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from obslog.store.derived import SEARCHED, derive, insert_derived
from obslog.store.exporting import mark

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from obslog.store.workspace import Workspace


def database_findings(ws: Workspace, connection: Connection) -> Iterator[str]:
    """What the database finds wrong with itself, and a version or guard of the schema that is not as made."""
    from obslog.store.schema import HEAD

    if ws.is_sqlite:
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
            if line != "ok":
                yield f"database: {line}"
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"database: {table} row {row} refers to a row of {parent} that is not there"
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        wanted = {"journal_no_update", "journal_no_delete"}
    else:
        guards = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST('journal' AS regclass) AND NOT tgisinternal "
            "AND tgenabled <> 'D'"
        )
        wanted = {"journal_no_change"}
    for name in sorted(wanted - {row[0] for row in connection.exec_driver_sql(guards)}):
        yield f"database: the guard {name} of the journal is gone; the journal could be changed"
    versions = [row[0] for row in connection.exec_driver_sql("SELECT version_num FROM alembic_version")]
    if versions != [HEAD]:
        said = ", ".join(map(str, versions)) or "nothing"
        yield f"alembic_version: the schema says it is {said}, it should be {HEAD}"


def derived_findings(ws: Workspace, connection: Connection) -> Iterator[str]:
    """Where the boxes and the words for search are not what the data rows make them."""
    from sqlalchemy import select

    from obslog.store.schema import DATA_TABLES, boxes, search_rows

    should: dict[str, Counter[tuple[Any, ...]]] = {"boxes": Counter(), "search_rows": Counter()}
    for name in {*SEARCHED, "sites", "images"}:
        statement = select(DATA_TABLES[name]).execution_options(yield_per=1000)
        rows = (dict(row) for row in connection.execute(statement).mappings())
        for where, row in derive(name, rows):
            should[where][tuple(row.values())] += 1
    for table in (boxes, search_rows):
        columns = [column for column in table.columns if column.name != "id"]
        stands = Counter(tuple(cells) for cells in connection.execute(select(*columns)))
        differing = (should[table.name] - stands).keys() | (stands - should[table.name]).keys()
        for cells in sorted(differing, key=repr):
            yield f"{table.name}: {cells[0]} {cells[1]} is not what its row makes it"
    if ws.is_sqlite:
        yield from _rtree_findings(connection)
        yield from _fts_findings(connection)


def _rtree_findings(connection: Connection) -> Iterator[str]:
    exact = {
        r[0]: r[1:] for r in connection.exec_driver_sql("SELECT id, west, east, south, north FROM boxes")
    }
    rough = {
        r[0]: r[1:]
        for r in connection.exec_driver_sql("SELECT id, west, east, south, north FROM boxes_rtree")
    }
    for box in exact.keys() ^ rough.keys():
        yield f"boxes_rtree: box {box} is in the table or in the index, not in both"
    for box in exact.keys() & rough.keys():
        if any(abs(a - b) > _float32_step(a) for a, b in zip(exact[box], rough[box], strict=True)):
            yield f"boxes_rtree: box {box} is not that of the table"


def _float32_step(value: float) -> float:
    # The R*Tree rounds outward to 32 bits: at most two steps away.
    nearest = struct.unpack("f", struct.pack("f", value))[0]
    return abs(float(nearest)) * 2**-22 + 1e-30


def _fts_findings(connection: Connection) -> Iterator[str]:
    missing = connection.exec_driver_sql(
        "SELECT (SELECT COUNT(*) FROM search_rows) - (SELECT COUNT(*) FROM search_text_docsize)"
    ).scalar()
    if missing:
        yield f"search_text: the index holds {abs(int(missing))} rows more or fewer than the table"


def export_findings(connection: Connection) -> Iterator[str]:
    """Exports whose record was changed after it was made."""
    from sqlalchemy import select

    from obslog.store.schema import exports

    for row in connection.execute(select(exports)).mappings():
        if mark(dict(row)) != row["mark"]:
            yield f"exports {row['id']}: this record was changed after it was made"


def rebuild_derived(connection: Connection) -> None:
    """Make the derived tables anew from the data rows."""
    from sqlalchemy import select

    from obslog.store.schema import DATA_TABLES

    for name in ("boxes", "search_rows"):
        connection.exec_driver_sql(f"DELETE FROM {name}")
    for name in sorted({*SEARCHED, "sites", "images"}):
        rows = [dict(row) for row in connection.execute(select(DATA_TABLES[name])).mappings()]
        insert_derived(connection, name, rows)
