"""The journal as people read it, and undo and redo as new entries of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from obslog.model.errors import WordError
from obslog.observing.desk import Desk
from obslog.observing.looks import find_look_id
from obslog.store import queries
from obslog.store import undo as undoing
from obslog.store.journal import Entry

#: Tables of which the desk remembers something.
_REMEMBERED = frozenset(("types_added", "sites", "site_names"))


@dataclass(frozen=True)
class EntryLine:
    """One entry of the journal: who did what and when (UTC), and its place in the chain.

    `summary` says what in words; of an undo or redo it is what that takes back (`mark add An-124`).
    """

    seq: int
    at: str
    actor: str
    actor_basis: str
    action: str
    summary: str
    reverts: int | None
    prev: str
    hash: str
    payload: str

    def wire(self, *, whole: bool = True) -> dict[str, Any]:
        """The shape of a line of `journal --json`; `whole` adds the operations."""
        shape: dict[str, Any] = {
            "seq": self.seq,
            "at": self.at,
            "actor": self.actor,
            "actor_basis": self.actor_basis,
            "action": self.action,
            "summary": self.summary,
            "reverts": self.reverts,
            "prev": self.prev,
            "hash": self.hash,
        }
        if whole:
            shape["payload"] = json.loads(self.payload)
        return shape


def line(entry: Entry) -> EntryLine:
    """An entry with the words of its note; those of an undo or redo are what it takes back: `mark add An-124`."""
    note = dict(entry.note)
    said = " ".join(str(note.pop(key)) for key in ("of", "what") if note.get(key))
    rest = [f"{key} {value}" for key, value in note.items() if not isinstance(value, (dict, list))]
    in_words = entry.reverts is not None and "what" in entry.note
    summary = said if in_words else ", ".join([*([said] if said else []), *rest])
    return EntryLine(
        entry.seq, entry.at, entry.actor, entry.actor_basis, entry.action, summary, entry.reverts, entry.prev,
        entry.hash, entry.payload,
    )  # fmt: skip


def journal(desk: Desk, seq: int | None, limit: int, whole: bool = True) -> tuple[EntryLine, ...]:
    """Entries newest first, or one; without `whole` their operations are left out. Raises `NotFoundError`."""
    if seq is not None:
        return (line(queries.entry(desk.ws, seq)),)
    read = queries.entries if whole else queries.entry_heads
    return tuple(line(entry) for entry in read(desk.ws, limit))


def undo(desk: Desk, seq: int | None, look: str | None = None) -> EntryLine:
    """Undo entry `seq`, or the analyst's own newest, of one look where it is named.

    Raises `NotFoundError` where nothing is left, `RefusedError` where a later entry depends on it.
    """
    return _done(desk, undoing.revert(desk.ws, desk.actor, seq, look=_look_id(desk, seq, look)))


def redo(desk: Desk, seq: int | None, look: str | None = None) -> EntryLine:
    """Take back an undo, or the analyst's own newest, of one look where it is named.

    Raises `NotFoundError`, and `RefusedError` where that look was changed since.
    """
    return _done(desk, undoing.redo(desk.ws, desk.actor, seq, look=_look_id(desk, seq, look)))


def _look_id(desk: Desk, seq: int | None, look: str | None) -> str | None:
    if look is None:
        return None
    if seq is not None:
        raise WordError("look", look, "name an entry or a look, not both")
    return find_look_id(desk, look)


def _done(desk: Desk, entry: Entry) -> EntryLine:
    if any(op.table in _REMEMBERED for op in entry.ops):
        desk.forget()
    return line(entry)


#: So many of the newest entries say who is at work.
_RECENT = 2000


def analysts(desk: Desk) -> tuple[str, ...]:
    """Everyone named in the newest entries of the journal, by name."""
    rows = desk.ws.fetch(
        "SELECT DISTINCT actor FROM (SELECT actor FROM journal ORDER BY seq DESC LIMIT :recent) AS newest ORDER BY actor",
        recent=_RECENT,
    )
    return tuple(row[0] for row in rows)
