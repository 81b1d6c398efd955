"""Reading the ledger of imports: what was seen of each file, and which runs were cut short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


class Seen(NamedTuple):
    """What the ledger last recorded of a file; equal stat values mean an unchanged file.

    `path_bytes` is the exact name in base64 where `path` does not say it all. `live` and `decoded` are those
    of its image, if it has one: decoded is 1, 0 (it cannot be) or None (not tried yet).
    """

    path: str
    path_bytes: str | None
    size: int | None
    mtime_ns: int | None
    device: int | None
    inode: int | None
    outcome: str
    reason: str | None
    decided_by: str | None
    sha256: str | None
    image_id: str | None
    live: int | None
    decoded: int | None


_COLUMNS = (
    "i.path, i.path_bytes, i.size, i.mtime_ns, i.device, i.inode, i.outcome, i.reason, i.decided_by, "
    "i.sha256, i.image_id, m.live, m.decoded"
)
_FROM = "FROM import_items i LEFT JOIN images m ON m.id = i.image_id WHERE i.live = 1 AND"
_PAGE = 5000


def ledger(ws: Workspace, under: str = "") -> Iterator[Seen]:
    """What was last recorded of each path that begins with `under`, in the order of the paths (by code point).

    Read in pages, so that memory holds few of them and nothing is locked between. Undone imports do not count.
    """
    # Ranges on the index, exact where LIKE would take % and _ for more than they are.
    sql = (
        f"SELECT {_COLUMNS}, i.id {_FROM} i.path >= :path AND i.path < :beyond AND (i.path, i.id) > (:path, :id) "
        "ORDER BY i.path, i.id LIMIT :most"
    )
    path, row_id, newest = under, "", None
    while True:
        rows = ws.fetch(sql, path=path, id=row_id, beyond=under + "\U0010ffff", most=_PAGE)
        for row in rows:
            if newest is not None and (newest[0] != row[0] or newest[1] != row[1]):
                yield Seen._make(newest[:-1])
            newest = row
        if len(rows) < _PAGE:
            break
        path, row_id = rows[-1][0], rows[-1][-1]
    if newest is not None:
        yield Seen._make(newest[:-1])


def seen(ws: Workspace, path: str, path_bytes: str | None) -> Seen | None:
    """What was last recorded of one path."""
    rows = ws.fetch(f"SELECT {_COLUMNS} {_FROM} i.path = :path ORDER BY i.id DESC", path=path)
    return next((Seen._make(row) for row in rows if row[1] == path_bytes), None)


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
