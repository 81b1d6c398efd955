"""Undo and redo: a new entry that does the inverse of an earlier one; nothing is ever erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from obslog.model.errors import NotFoundError, RefusedError
from obslog.store.journal import Actor, Entry, Insert, Op, Update, stream
from obslog.store.queries.history import entry as read_entry

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


class _Line(NamedTuple):
    seq: int
    actor: str
    action: str
    reverts: int | None


def revert(ws: Workspace, actor: Actor, seq: int | None = None) -> Entry:
    """Undo the entry `seq` (default: the actor's newest that stands) by a new entry that names it.

    New rows are hidden, never deleted; changed rows get their old values back. Raises `NotFoundError` where
    there is nothing to undo, `RefusedError` naming the later entry that depends on it, or where it is undone
    already.
    """
    with ws.transaction():
        history = _History(ws)
        if seq is None:
            seq = history.newest_standing(actor.name)
        return _revert_whole(ws, actor, history, seq)


def redo(ws: Workspace, actor: Actor, seq: int | None = None) -> Entry:
    """Take back an undo: the entry `seq`, or the actor's newest undo that stands. Raises as `revert` does."""
    with ws.transaction():
        history = _History(ws)
        if seq is None:
            seq = history.newest_undo(actor.name)
        elif history.depth(history.line(seq)) % 2 == 0:
            raise RefusedError(f"entry {seq} is not an undo; obslog journal shows which are")
        return _revert_whole(ws, actor, history, seq)


def _revert_whole(ws: Workspace, actor: Actor, history: _History, seq: int) -> Entry:
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
    done = [_revert(ws, actor, _History(ws), one) for one in alike or [seq]]
    return done[-1]


def _run(ws: Workspace, line: _Line) -> str | None:
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


def _revert(ws: Workspace, actor: Actor, history: _History, seq: int) -> Entry:
    line = history.line(seq)
    if line.action == "init":
        raise RefusedError("the first entry is the log itself; it cannot be undone")
    if not history.stands(seq):
        raise RefusedError(f"entry {seq} is undone already; redo takes the undo back")
    entry = read_entry(ws, seq)
    ops = entry.ops
    _refuse_dependents(ws, history, line, ops)
    undone = history.depth(line) % 2 == 0
    note = {"of": line.action, **{key: value for key, value in entry.note.items() if key != "of"}}
    return ws.write(
        "undo" if undone else "redo", actor, [inverse(op) for op in reversed(ops)], note, reverts=seq
    )


def _refuse_dependents(ws: Workspace, history: _History, line: _Line, ops: tuple[Op, ...]) -> None:
    touched = {(op.table, op.row["id"] if isinstance(op, Insert) else op.id) for op in ops}
    # What an undo hides, later rows may have come to need; what it brings back, none can.
    born = {op.row["id"] for op in ops if isinstance(op, Insert)}
    born |= {op.id for op in ops if isinstance(op, Update) and op.new.get("live") == 1}
    with ws.reading() as connection:
        for later in stream(connection, line.seq):
            if later.reverts is None and history.stands(later.seq) and _depends(later, touched, born):
                what = f"entry {later.seq} ({later.action}, by {later.actor})"
                raise RefusedError(
                    f"{what} depends on entry {line.seq}; undo that one first: obslog undo {later.seq}"
                )


def _depends(later: Entry, touched: set[tuple[str, str]], born: set[str]) -> bool:
    for op in later.ops:
        row_id = op.row["id"] if isinstance(op, Insert) else op.id
        values = op.row if isinstance(op, Insert) else op.new
        if (op.table, row_id) in touched:
            return True
        if any(isinstance(value, str) and value in born for value in values.values()):
            return True
    return False


class _History:
    """Who reverts whom: which entries still stand."""

    def __init__(self, ws: Workspace) -> None:
        rows = ws.fetch("SELECT seq, actor, action, reverts FROM journal ORDER BY seq")
        self._lines = {row[0]: _Line(*row) for row in rows}
        self._reverters: dict[int, list[int]] = {}
        for line in self._lines.values():
            if line.reverts is not None:
                self._reverters.setdefault(line.reverts, []).append(line.seq)
        self._standing: dict[int, bool] = {}
        for seq in reversed(self._lines):
            self._standing[seq] = not any(self._standing[later] for later in self._reverters.get(seq, ()))

    def line(self, seq: int) -> _Line:
        if seq not in self._lines:
            raise NotFoundError("journal entry", str(seq), hint="obslog journal lists them")
        return self._lines[seq]

    def stands(self, seq: int) -> bool:
        return self._standing[seq]

    def depth(self, line: _Line) -> int:
        # 0: a change; 1: an undo; 2: a redo (an undo of an undo); ...
        depth = 0
        while line.reverts is not None:
            line, depth = self._lines[line.reverts], depth + 1
        return depth

    def newest_first(self) -> Iterator[_Line]:
        for seq in reversed(self._lines):
            yield self._lines[seq]

    def newest_standing(self, actor: str) -> int:
        for line in self._of(actor):
            if line.reverts is None and line.action != "init":
                return line.seq
        raise NotFoundError(
            "change", "of yours", hint=f"{actor} has nothing left to undo; obslog journal lists all"
        )

    def newest_undo(self, actor: str) -> int:
        for line in self._of(actor):
            if self.depth(line) % 2 == 1:
                return line.seq
        raise NotFoundError("undo", "of yours", hint=f"{actor} has undone nothing that could be redone")

    def _of(self, actor: str) -> Iterator[_Line]:
        for seq in reversed(self._lines):
            if self._lines[seq].actor == actor and self._standing[seq]:
                yield self._lines[seq]
