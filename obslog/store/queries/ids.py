"""From what a person types to the id of one row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from obslog.model.errors import AmbiguousError, NotFoundError
from obslog.store.canonical import instant_text, read_instant

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_SHORTEST_IMAGE, _SHORTEST_ROW = 8, 6
_LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def find_id(ws: Workspace, table: str, text: str) -> str:
    """The full id of the row of `table` that `text` begins, or (not for images) ends.

    Ids of one hour begin alike, so the end is what people copy. Images want at least 8 characters of their
    sha256. Retracted rows answer too. Raises `NotFoundError`, and `AmbiguousError` listing the ids.
    """
    noun = table.rstrip("s").replace("_", " ")
    word = text.strip()
    word = word.lower() if table == "images" else word.upper()
    shortest = _SHORTEST_IMAGE if table == "images" else _SHORTEST_ROW
    if not word or not _LETTERS.issuperset(word.upper()):
        raise NotFoundError(noun, text, hint="an id holds letters and digits only")
    if len(word) < shortest:
        raise NotFoundError(noun, text, hint=f"give at least {shortest} characters of its id")
    begins = "id >= :word AND id < :after"
    found = ws.fetch(
        f"SELECT id FROM {table} WHERE {begins} ORDER BY id LIMIT 8", word=word, after=word + "~"
    )
    if not found and table != "images":
        found = ws.fetch(f"SELECT id FROM {table} WHERE id LIKE :end ORDER BY id LIMIT 8", end=f"%{word}")
    if not found:
        raise NotFoundError(noun, text)
    if len(found) > 1:
        raise AmbiguousError(noun, text, tuple(row[0] for row in found))
    return str(found[0][0])


#: The same: any unique prefix of an id.
find_id_prefix = find_id


def is_live(ws: Workspace, table: str, row_id: str) -> bool:
    """True for a row that is there and neither retracted nor undone."""
    return bool(ws.fetch(f"SELECT 1 FROM {table} WHERE id = :id AND live = 1", id=row_id))


def stamp(instant: datetime) -> str:
    """An aware instant as the store keeps it: sortable UTC text with microseconds."""
    return instant_text(instant)


def read_stamp(text: str) -> datetime:
    """The aware UTC instant that `stamp` wrote."""
    return read_instant(text)
