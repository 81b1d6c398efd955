"""The journal as people read it, and undo and redo as new entries of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from obslog.observing.desk import Desk
from obslog.store import queries
from obslog.store import undo as undoing
from obslog.store.journal import Entry


@dataclass(frozen=True)
class EntryLine:
    """One entry of the journal: who did what and when (UTC), and its place in the chain."""

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
    """An entry with the words of its note."""
    summary = ", ".join(
        f"{key} {value}" for key, value in entry.note.items() if not isinstance(value, (dict, list))
    )
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


def undo(desk: Desk, seq: int | None) -> EntryLine:
    """Undo entry `seq`, or the analyst's own newest. Raises `RefusedError` where a later entry depends on it."""
    done = undoing.revert(desk.ws, desk.actor, seq)
    desk.forget()
    return line(done)


def redo(desk: Desk, seq: int | None) -> EntryLine:
    """Take back an undo, or the analyst's own newest. Raises `RefusedError`."""
    done = undoing.redo(desk.ws, desk.actor, seq)
    desk.forget()
    return line(done)
