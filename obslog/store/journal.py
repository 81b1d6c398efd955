"""The journal: every change as generic operations on rows, chained by hashes, never altered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from obslog.store.canonical import canonical

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Version of the hashed form of an entry.
VERSION = 1
#: What the first entry names as the hash before it.
NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who makes a change, as stated and not authenticated; `basis` says by what (`stated`, `os`, ...)."""

    name: str
    basis: str = "stated"


@dataclass(frozen=True)
class Insert:
    """A new row. Columns left out are null; `id` must be there."""

    table: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Update:
    """New values for some columns of the row `id`; refused unless the row still holds the `old` ones."""

    table: str
    id: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


Op = Insert | Update


@dataclass(frozen=True)
class Entry:
    """One link of the chain. `payload` is canonical JSON: `{"note": {...}, "ops": [...]}`; `at` is UTC
    text."""

    seq: int
    at: str
    actor: str
    actor_basis: str
    action: str
    payload: str
    prev: str
    hash: str
    reverts: int | None = None

    @property
    def head(self) -> str:
        """`seq:hash`, the mark that is printed on everything that leaves the log."""
        return f"{self.seq}:{self.hash}"

    @property
    def note(self) -> dict[str, Any]:
        """What the writer said of the change beside its operations."""
        note: dict[str, Any] = json.loads(self.payload)["note"]
        return note

    @property
    def ops(self) -> tuple[Op, ...]:
        """The operations on rows that this entry made."""
        return tuple(read_op(item) for item in json.loads(self.payload)["ops"])


def read_op(item: Mapping[str, Any]) -> Op:
    """An operation from its form in a payload. Raises `ValueError` for anything else."""
    if item.get("op") == "insert":
        return Insert(item["table"], item["row"])
    if item.get("op") == "update":
        return Update(item["table"], item["id"], item["old"], item["new"])
    raise ValueError(f"no such operation: {item.get('op')!r}")


def write_op(op: Op) -> dict[str, Any]:
    """An operation as it stands in a payload; nulls of a new row are left out."""
    if isinstance(op, Insert):
        row = {key: value for key, value in op.row.items() if value is not None}
        return {"op": "insert", "table": op.table, "row": row}
    return {"op": "update", "table": op.table, "id": op.id, "old": dict(op.old), "new": dict(op.new)}


def entry_hash(
    seq: int, at: str, actor: str, actor_basis: str, action: str, payload: str, prev: str, reverts: int | None
) -> str:
    """sha256 in hex of the canonical JSON of an entry, its payload nested in it.

    The payload is canonical text already, so it is set in as it stands; the keys are in sorted order.
    """
    text = (
        f'{{"action":{canonical(action)},"actor":{canonical(actor)},"actor_basis":{canonical(actor_basis)},'
        f'"at":{canonical(at)},"payload":{payload},"prev":{canonical(prev)},"reverts":{canonical(reverts)},'
        f'"seq":{seq},"v":{VERSION}}}'
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def next_entry(
    last: tuple[int, str] | None, at: str, actor: Actor, action: str, payload: str, reverts: int | None
) -> Entry:
    """The entry that follows `last` (its sequence and hash; None at the start of a log)."""
    seq, prev = (last[0] + 1, last[1]) if last else (1, NOTHING_BEFORE)
    digest = entry_hash(seq, at, actor.name, actor.basis, action, payload, prev, reverts)
    return Entry(seq, at, actor.name, actor.basis, action, payload, prev, digest, reverts)


def last_link(connection: Connection) -> tuple[int, str] | None:
    """Sequence and hash of the newest entry, None in an empty journal."""
    row = connection.exec_driver_sql("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").first()
    return (int(row[0]), str(row[1])) if row else None


def append(connection: Connection, entry: Entry) -> None:
    """Write `entry`, within the caller's transaction."""
    from obslog.store.schema import journal

    connection.execute(journal.insert(), [{name: getattr(entry, name) for name in journal.c.keys()}])  # noqa: SIM118


def stream(connection: Connection, after: int = 0) -> Iterator[Entry]:
    """All entries past sequence `after`, oldest first, one at a time (a payload may be megabytes)."""
    from sqlalchemy import text

    names = "seq, at, actor, actor_basis, action, payload, prev, hash, reverts"
    statement = text(f"SELECT {names} FROM journal WHERE seq > :after ORDER BY seq")
    for row in connection.execute(statement.execution_options(yield_per=50), {"after": after}):
        yield Entry(*row)
