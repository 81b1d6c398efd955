"""Reading the ledger of imports: what was seen of each file, and which runs were cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


class Seen(NamedTuple):
    """What the ledger last recorded of a file; equal stat values mean an unchanged file."""

    size: int | None
    mtime_ns: int | None
    device: int | None
    inode: int | None
    sha256: str | None
    image_id: str | None
    outcome: str


def ledger(ws: Workspace, under: str | None = None) -> dict[str, Seen]:
    """path -> what was last recorded of it; with `under` only paths that begin so. Undone imports do not
    count."""
    where, values = "live = 1", dict[str, Any]()
    if under is not None:
        # A range on the index, exact where LIKE would take % and _ for more than they are.
        where += " AND path >= :under AND path < :beyond"
        values = {"under": under, "beyond": under + "\U0010ffff"}
    rows = ws.fetch(
        "SELECT path, size, mtime_ns, device, inode, sha256, image_id, outcome FROM import_items "
        f"WHERE {where} ORDER BY id", **values,
    )  # fmt: skip
    return {row[0]: Seen(*row[1:]) for row in rows}


def item(ws: Workspace, path: str) -> dict[str, Any] | None:
    """The newest ledger row of one path."""
    rows = ws.fetch(
        "SELECT id FROM import_items WHERE path = :path AND live = 1 ORDER BY id DESC LIMIT 1", path=path
    )
    return _row(ws, "import_items", rows[0][0]) if rows else None


def runs(ws: Workspace, limit: int = 20) -> list[dict[str, Any]]:
    """The newest import runs, newest first."""
    rows = ws.fetch("SELECT id FROM import_runs WHERE live = 1 ORDER BY id DESC LIMIT :most", most=limit)
    return [_row(ws, "import_runs", row_id) for (row_id,) in rows]


def open_runs(ws: Workspace) -> list[dict[str, Any]]:
    """Import runs that never ended: killed, or running now (`host` and `pid` say whose)."""
    rows = ws.fetch("SELECT id FROM import_runs WHERE live = 1 AND ended_at IS NULL ORDER BY id")
    return [_row(ws, "import_runs", row_id) for (row_id,) in rows]


def _row(ws: Workspace, table: str, row_id: str) -> dict[str, Any]:
    from obslog.store.schema import DATA_TABLES

    names = DATA_TABLES[table].columns.keys()
    return dict(
        zip(
            names,
            ws.fetch(f"SELECT {', '.join(names)} FROM {table} WHERE id = :id", id=row_id)[0],
            strict=True,
        )
    )
