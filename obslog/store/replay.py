"""The journal replayed into empty tables, and each row that should be compared with each that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from obslog.store.journal import Entry, Insert, read_op

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SHOWN = 60
#: More findings than this of one table are counted, not listed.
_MOST = 50


class Replay:
    """Every table as the journal says it should be, in memory: (table, id) -> a tuple of cells."""

    def __init__(self) -> None:
        from obslog.store.schema import DATA_TABLES

        self.columns = {name: tuple(table.columns.keys()) for name, table in DATA_TABLES.items()}
        self.rows: dict[str, dict[str, tuple[Any, ...]]] = {name: {} for name in DATA_TABLES}
        self.findings: list[str] = []
        self._places = {name: {column: i for i, column in enumerate(c)} for name, c in self.columns.items()}
        # The same few words fill millions of cells; each is kept once.
        self._kept: dict[str, str] = {}

    def apply(self, entry: Entry) -> None:
        """Do what one entry did. What it could not have done becomes a finding."""
        try:
            for item in json.loads(entry.payload)["ops"]:
                self._apply(entry.seq, item)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self.findings.append(
                f"journal: entry {entry.seq} cannot be replayed ({type(error).__name__}: {error})"
            )

    def _apply(self, seq: int, item: dict[str, Any]) -> None:
        op = read_op(item)
        table, places = self.rows[op.table], self._places[op.table]
        if isinstance(op, Insert):
            cells: list[Any] = [None] * len(places)
            for name, value in op.row.items():
                cells[places[name]] = self._keep(value)
            if op.row["id"] in table:
                self.findings.append(f"journal: entry {seq} makes {op.table} {op.row['id']} a second time")
            table[op.row["id"]] = tuple(cells)
            return
        if op.id not in table:
            self.findings.append(f"journal: entry {seq} changes {op.table} {op.id}, which no entry made")
            return
        cells = list(table[op.id])
        for name, value in op.new.items():
            if cells[places[name]] != op.old[name]:
                self.findings.append(
                    f"journal: entry {seq} found {op.table} {op.id} {name} other than it was left"
                )
            cells[places[name]] = self._keep(value)
        table[op.id] = tuple(cells)

    def _keep(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) < 40:
            return self._kept.setdefault(value, value)
        return value


def table_findings(connection: Connection, replay: Replay) -> Iterator[str]:
    """Every cell of every data table that is not as the journal left it; `replay` is used up."""
    for name, columns in replay.columns.items():
        told = 0
        for finding in _one_table(connection, name, columns, replay.rows[name]):
            told += 1
            if told <= _MOST:
                yield finding
        if told > _MOST:
            yield f"{name}: {told - _MOST} further cells or rows differ from the journal"


def _one_table(
    connection: Connection, name: str, columns: tuple[str, ...], expected: dict[str, tuple[Any, ...]]
) -> Iterator[str]:
    from sqlalchemy import select

    from obslog.store.schema import DATA_TABLES

    statement = select(DATA_TABLES[name]).execution_options(yield_per=1000)
    for row in connection.execute(statement):
        should = expected.pop(row[0], None)
        if should is None:
            yield f"{name} {row[0]}: this row is in no entry of the journal"
        elif tuple(row) != should or any(type(a) is not type(b) for a, b in zip(row, should, strict=True)):
            for column, stands, was in zip(columns, row, should, strict=True):
                if stands != was or type(stands) is not type(was):
                    yield f"{name} {row[0]}: {column} is {_short(stands)}, the journal says {_short(was)}"
    for row_id in expected:
        yield f"{name} {row_id}: the journal has this row, the table does not"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
