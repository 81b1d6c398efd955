"""Undo and redo: a new entry that does the inverse of an earlier one; nothing is ever erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from obslog.model.errors import NotFoundError, RefusedError
from obslog.store.journal import Actor, Entry, Insert, Op, Update, stream
from obslog.store.queries.history import entries_naming
from obslog.store.queries.history import entry as read_entry
from obslog.store.standing import History, Line

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: Later entries are asked by SQL for so many rows at the most; beyond, all of them are read.
_FEW = 20
#: Entries that tell what left the log or what a provider said: no entry of ours takes that back.
_OUTSIDE = ("order submit", "order refresh")


def revert(ws: Workspace, actor: Actor, seq: int | None = None, *, look: str | None = None) -> Entry:
    """Undo the entry `seq` (default: the actor's newest that stands) by a new entry that names it.

    With `look` (an id) it is the actor's newest that stands of that look: of what it says, its marks, its closing,
    but never that it was begun. New rows are hidden, never deleted; changed rows get their old values back. Raises
    `NotFoundError` where there is nothing to undo, `RefusedError` naming the later entry that depends on it, or
    where it is undone already.
    """
    with ws.transaction():
        history = History(ws, look)
        if seq is None:
            seq = _newest_change(history, actor.name, look)
        return _revert_whole(ws, actor, history, seq)


def redo(ws: Workspace, actor: Actor, seq: int | None = None, *, look: str | None = None) -> Entry:
    """Take back an undo: the entry `seq`, or the actor's newest undo that stands; with `look` of that look.

    Raises as `revert` does; and `RefusedError` where that look was changed since it was undone.
    """
    with ws.transaction():
        history = History(ws, look)
        if seq is None:
            seq = _newest_undo(history, actor.name, look)
        elif history.depth(history.line(seq)) % 2 == 0:
            raise RefusedError(f"entry {seq} is not an undo; obslog journal shows which are")
        return _revert_whole(ws, actor, history, seq)


def _newest_change(history: History, actor: str, look: str | None) -> int:
    begun = ("init",) if look is None else ("init", "look add")
    for line in history.newest_first():
        if (
            line.actor == actor
            and line.reverts is None
            and line.action not in begun
            and history.stands(line.seq)
        ):
            return line.seq
    where = " in this look" if look is not None else "; obslog journal lists all"
    raise NotFoundError("change", "of yours", hint=f"{actor} has nothing left to undo{where}")


def _newest_undo(history: History, actor: str, look: str | None) -> int:
    for line in history.newest_first():
        if not history.stands(line.seq):
            continue
        if look is not None and line.reverts is None:
            raise RefusedError(
                f"nothing to redo: {line.action} (entry {line.seq}, by {line.actor}) came after what was undone; "
                "obslog redo SEQ takes back an older undo"
            )
        if line.actor == actor and history.depth(line) % 2 == 1:
            return line.seq
    raise NotFoundError("undo", "of yours", hint=f"{actor} has undone nothing that could be redone")


def _revert_whole(ws: Workspace, actor: Actor, history: History, seq: int) -> Entry:
    """Revert one entry; of an import, all entries of its run, newest first, each by an entry of its own."""
    line = history.line(seq)
    run = _run(ws, line)
    if run is None:
        return _revert(ws, actor, history, seq)
    depth = history.depth(line)
    alike = [
        other.seq
        for other in history.newest_first()
        if other.reverts is not None or other.action.startswith("import")
        if history.stands(other.seq) and history.depth(other) == depth and _run(ws, other) == run
    ]
    done = [_revert(ws, actor, History(ws), one) for one in alike or [seq]]
    return done[-1]


def _run(ws: Workspace, line: Line) -> str | None:
    """The import run that an entry, or the undo of one, belongs to."""
    if not line.action.startswith("import") and line.reverts is None:
        return None
    run = read_entry(ws, line.seq).note.get("run")
    return run if isinstance(run, str) else None


def inverse(op: Op) -> Update:
    """The operation that takes `op` back: a new row is hidden, a changed one gets its old values."""
    if isinstance(op, Insert):
        return Update(op.table, op.row["id"], {"live": 1}, {"live": 0})
    return Update(op.table, op.id, op.new, op.old)


def _revert(ws: Workspace, actor: Actor, history: History, seq: int) -> Entry:
    line = history.line(seq)
    if line.action == "init":
        raise RefusedError("the first entry is the log itself; it cannot be undone")
    if line.action in _OUTSIDE:
        raise RefusedError(
            f"entry {seq} ({line.action}) tells what a provider was sent or said; that cannot be undone"
        )
    if not history.stands(seq):
        raise RefusedError(f"entry {seq} is undone already; redo takes the undo back")
    entry = read_entry(ws, seq)
    ops = entry.ops
    _refuse_dependents(ws, history, line, ops)
    undone = history.depth(line) % 2 == 0
    # However often it went to and fro, the words are those of the change itself.
    note = {"of": line.action, **entry.note}
    return ws.write(
        "undo" if undone else "redo", actor, [inverse(op) for op in reversed(ops)], note, reverts=seq
    )


def _refuse_dependents(ws: Workspace, history: History, line: Line, ops: tuple[Op, ...]) -> None:
    touched = {(op.table, op.row["id"] if isinstance(op, Insert) else op.id) for op in ops}
    # What an undo hides, later rows may have come to need; what it brings back, none can.
    born = {op.row["id"] for op in ops if isinstance(op, Insert)}
    born |= {op.id for op in ops if isinstance(op, Update) and op.new.get("live") == 1}
    for later in _later(ws, line.seq, sorted({row_id for _, row_id in touched})):
        if later.reverts is None and history.stands(later.seq) and _depends(later, touched, born):
            what = f"entry {later.seq} ({later.action}, by {later.actor})"
            raise RefusedError(
                f"{what} depends on entry {line.seq}; undo that one first: obslog undo {later.seq}"
            )


def _later(ws: Workspace, seq: int, ids: Sequence[str]) -> Iterator[Entry]:
    """The entries after `seq` that may name one of the rows, oldest first."""
    if len(ids) <= _FEW and all(row_id.replace("_", "").isalnum() and row_id.isascii() for row_id in ids):
        yield from entries_naming(ws, ids, after=seq)
        return
    with ws.reading() as connection:
        yield from stream(connection, seq)


def _depends(later: Entry, touched: set[tuple[str, str]], born: set[str]) -> bool:
    for op in later.ops:
        row_id = op.row["id"] if isinstance(op, Insert) else op.id
        values = op.row if isinstance(op, Insert) else op.new
        if (op.table, row_id) in touched:
            return True
        if any(isinstance(value, str) and value in born for value in values.values()):
            return True
    return False
