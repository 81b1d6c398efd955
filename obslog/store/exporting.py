"""What left the log, recorded outside the chain so that a report does not change the head it prints."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from obslog.store.canonical import canonical, check_tree, instant_text
from obslog.store.connect import plain_errors
from obslog.store.ids import new_id

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_MARKED = ("id", "at", "path", "format", "sha256", "head")


def record_export(ws: Workspace, path: str, form: str, sha256: str, head: str) -> str:
    """Record that a file of format `form` left the log at `head`. Gives the id of the row."""
    from obslog.store.schema import exports

    row: dict[str, Any] = {
        "id": new_id(), "at": instant_text(ws.now()), "path": path, "format": form, "sha256": sha256,
        "head": head,
    }  # fmt: skip
    check_tree(row, "export")
    with ws.transaction() as connection, plain_errors(ws.place):
        connection.execute(exports.insert(), [{**row, "mark": mark(row)}])
    return str(row["id"])


def mark(row: Mapping[str, Any]) -> str:
    """The hash that a row of `exports` carries of its own cells, so that a changed cell shows."""
    return hashlib.sha256(canonical({name: row[name] for name in _MARKED}).encode()).hexdigest()
