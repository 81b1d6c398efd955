"""Reading marks and stored alignments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from obslog.model.counting import Group
from obslog.model.errors import NotFoundError
from obslog.model.looks import Confidence
from obslog.model.marks import Alignment, Mark
from obslog.store.apply import chunks
from obslog.store.journal import Insert, read_op
from obslog.store.rows.marks import ALIGNMENT_COLUMNS, MARK_COLUMNS, alignment_of, mark_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_MARK = ", ".join(f"k.{name}" for name in MARK_COLUMNS)
_ALIGNMENT = ", ".join(ALIGNMENT_COLUMNS)


def marks(ws: Workspace, *, image_id: str | None = None, look_id: str | None = None) -> list[Mark]:
    """The marks of a look, or those of an image but for marks of retracted looks, in the order they were made."""
    where, values = ["k.live = 1"], dict[str, Any]()
    if image_id is not None:
        where.append("k.image_id = :image")
        values["image"] = image_id
    if look_id is not None:
        where.append("k.look_id = :look")
        values["look"] = look_id
    else:
        where.append(
            "(k.look_id IS NULL OR EXISTS (SELECT 1 FROM looks l WHERE l.id = k.look_id AND l.live = 1 "
            "AND l.status <> 'retracted'))"
        )
    return _marks(ws, " AND ".join(where), values)


def marks_by_id(ws: Workspace, ids: Iterable[str]) -> dict[str, Mark]:
    """The marks of those ids that stand; removed ones are left out."""
    found: dict[str, Mark] = {}
    for part in chunks(list(dict.fromkeys(ids))):
        found.update((m.id, m) for m in _marks(ws, "k.live = 1 AND k.id IN :ids", {"ids": tuple(part)}))
    return found


def mark(ws: Workspace, mark_id: str) -> Mark:
    """One mark. Raises `NotFoundError` where it is not there or was removed."""
    found = marks_by_id(ws, [mark_id])
    if not found:
        raise NotFoundError(
            "mark", mark_id, hint="it was removed, or never made; obslog mark list shows those there are"
        )
    return found[mark_id]


def carried_from(ws: Workspace, look_id: str) -> set[str]:
    """The ids of earlier marks that were carried into a look, refused ones too; not those whose carrying was undone."""
    rows = ws.fetch(
        "SELECT carried_from FROM marks WHERE look_id = :look AND carried_from IS NOT NULL "
        "AND (live = 1 OR status = 'refused')",
        look=look_id,
    )
    return {row[0] for row in rows}


def marks_touched(ws: Workspace, after: int) -> set[str]:
    """The ids of marks that entries past a sequence made, changed or took away."""
    held = "instr(payload, :named)" if ws.is_sqlite else "strpos(payload, :named)"
    rows = ws.fetch(
        f"SELECT payload FROM journal WHERE seq > :after AND {held} > 0", after=after, named='"table":"marks"'
    )
    ops = [read_op(op) for row in rows for op in json.loads(row[0])["ops"] if op["table"] == "marks"]
    return {op.row["id"] if isinstance(op, Insert) else op.id for op in ops}


def mark_counts(ws: Workspace, look_id: str) -> dict[Group, int]:
    """How many standing marks of a look there are of each group; carried ones do not count."""
    rows = ws.fetch(
        "SELECT types, confidence, area_id, state, COUNT(*) FROM marks "
        "WHERE look_id = :look AND live = 1 AND status = 'standing' GROUP BY types, confidence, area_id, state",
        look=look_id,
    )
    return {
        Group(tuple(types.split("|")), Confidence(confidence), area, state): int(number)
        for types, confidence, area, state, number in rows
    }


def alignment(ws: Workspace, before: str, after: str) -> Alignment | None:
    """The alignment stored for two images (ids) in that order, the newest where there are several."""
    rows = ws.fetch(
        f"SELECT {_ALIGNMENT} FROM alignments WHERE before_id = :before AND after_id = :after AND live = 1 "
        "ORDER BY id DESC LIMIT 1",
        before=before,
        after=after,
    )
    return alignment_of(rows[0]) if rows else None


def _marks(ws: Workspace, where: str, values: dict[str, Any]) -> list[Mark]:
    rows = ws.fetch(f"SELECT {_MARK} FROM marks k WHERE {where}", **values)
    # Ids are made in order of time, so they are the order of making; most rows come in it.
    rows.sort(key=itemgetter(0))
    return [mark_of(tuple(row)) for row in rows]
