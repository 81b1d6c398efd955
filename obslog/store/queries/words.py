"""Full-text search: the same words found in either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from obslog.store.derived import words

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def search(ws: Workspace, text: str, limit: int = 50) -> list[tuple[str, str, str]]:
    """Rows that hold every word of `text`: (table, row id, what it says), newest first.

    A word of several parts such as `T-72` must stand together. Nothing in `text` is an operator. Text without
    any letter or digit finds nothing.
    """
    phrases = [parts for word in text.split() if (parts := words(word))]
    if not phrases:
        return []
    if ws.is_sqlite:
        sql = (
            "SELECT r.kind, r.row_id FROM search_text t JOIN search_rows r ON r.id = t.rowid "
            "WHERE search_text MATCH :query ORDER BY r.id DESC LIMIT :most"
        )
        query = " ".join('"' + " ".join(parts).replace('"', '""') + '"' for parts in phrases)
    else:
        sql = (
            "SELECT kind, row_id FROM search_rows WHERE words @@ CAST(:query AS tsquery) "
            "ORDER BY id DESC LIMIT :most"
        )
        query = " & ".join("(" + " <-> ".join(f"'{part}'" for part in parts) + ")" for parts in phrases)
    with ws.reading():
        found = ws.fetch(sql, query=query, most=limit)
        return [(kind, row_id, _said(ws, kind, row_id)) for kind, row_id in found]


def _said(ws: Workspace, kind: str, row_id: str) -> str:
    from obslog.store.derived import SEARCHED

    columns = SEARCHED[kind]
    row = ws.fetch(f"SELECT {', '.join(columns)} FROM {kind} WHERE id = :id", id=row_id)
    return "; ".join(str(value) for value in row[0] if value) if row else ""
