"""What an undo did to marks, read from its entry of the journal, so that thousands of others are not read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from obslog.model.marks import Mark


def marks_after(payload: str, marks: Sequence[Mark], gone: Mapping[str, Mark]) -> tuple[Mark, ...] | None:
    """The marks after an undo or redo with that `payload`; None where they must be asked of the log.

    `gone` are marks that were there and no longer are, by id. Marks keep the order in which they were made.
    """
    ops = [op for op in json.loads(payload).get("ops", ()) if op.get("table") == "marks"]
    live: dict[str, bool] = {}
    for op in ops:
        if op.get("op") != "update" or set(op.get("new", ())) != {"live"}:
            return None
        live[op["id"]] = bool(op["new"]["live"])
    if not live:
        return tuple(marks)
    back = [gone[mark] for mark, lives in live.items() if lives and mark in gone]
    if len(back) != sum(live.values()):
        return None
    kept = [mark for mark in marks if live.get(mark.id, True)]
    return tuple(kept) if not back else tuple(sorted((*kept, *back), key=lambda mark: mark.id))


def is_of_marks(payload: str) -> bool:
    """True for an entry that touched marks and nothing else: the look itself says what it said."""
    return all(op.get("table") == "marks" for op in json.loads(payload).get("ops", ()))
