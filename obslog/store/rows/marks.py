"""Between rows and marks, and between rows and stored alignments, in both directions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from obslog.model.looks import Confidence
from obslog.model.marks import Alignment, Mark, MarkKind, MarkStatus, Point
from obslog.store.canonical import canonical
from obslog.store.journal import Insert, Update
from obslog.store.rows.dates import types_text

#: The columns of a mark in the order that `mark_of` takes them.
MARK_COLUMNS = (
    "id", "image_id", "kind", "points", "types", "confidence", "status", "look_id", "area_id", "lon", "lat",
    "state", "remarks", "carried_from", "analyst",
)  # fmt: skip
#: The columns of an alignment in the order that `alignment_of` takes them.
ALIGNMENT_COLUMNS = (
    "id", "before_id", "after_id", "scale", "angle_deg", "shift_column", "shift_row", "pairs", "reason",
    "analyst",
)  # fmt: skip


def mark_row(mark: Mark) -> dict[str, Any]:
    """The columns of a mark."""
    return {
        "id": mark.id, "image_id": mark.image_id, "look_id": mark.look_id, "kind": str(mark.kind),
        "points": canonical(mark.points), "types": types_text(mark.types),
        "confidence": str(mark.confidence), "status": str(mark.status), "area_id": mark.area,
        "lon": mark.lon, "lat": mark.lat, "state": mark.state, "remarks": mark.remarks,
        "carried_from": mark.carried_from, "analyst": mark.analyst,
    }  # fmt: skip


def mark_ops(mark: Mark, analyst_basis: str | None = None, created_at: str | None = None) -> list[Insert]:
    """The new row of a mark; `created_at` is an instant as the store keeps it."""
    return [Insert("marks", {**mark_row(mark), "analyst_basis": analyst_basis, "created_at": created_at})]


def mark_edit_ops(old: Mark, new: Mark) -> list[Update]:
    """The columns of a mark that differ; nothing where none does."""
    before, after = mark_row(old), mark_row(new)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return []
    return [Update("marks", old.id, {n: before[n] for n in changed}, {n: after[n] for n in changed})]


def mark_gone_op(mark: Mark) -> Update:
    """A mark taken away; one that was carried forward is refused by that, for good."""
    old: dict[str, Any] = {"live": 1}
    new: dict[str, Any] = {"live": 0}
    if mark.carried_from is not None:
        old["status"], new["status"] = str(mark.status), str(MarkStatus.REFUSED)
    return Update("marks", mark.id, old, new)


@lru_cache(32_768)
def mark_of(values: tuple[Any, ...]) -> Mark:
    """A mark from its columns (`MARK_COLUMNS`); equal rows give one and the same value, made once."""
    row_id, image_id, kind, points, types, confidence, status, look_id, area, lon, lat = values[:11]
    state, remarks, carried_from, analyst = values[11:]
    return Mark(
        row_id, image_id, _kind(kind), tuple((column, row) for column, row in json.loads(points)),
        _types(types), _confidence(confidence), _status(status), look_id, area, lon, lat, state, remarks,
        carried_from, analyst or "",
    )  # fmt: skip


@lru_cache(16)
def _kind(word: str) -> MarkKind:
    return MarkKind(word)


@lru_cache(16)
def _confidence(word: str) -> Confidence:
    return Confidence(word)


@lru_cache(16)
def _status(word: str) -> MarkStatus:
    return MarkStatus(word)


@lru_cache(4096)
def _types(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def alignment_ops(
    alignment: Alignment, analyst_basis: str | None = None, created_at: str | None = None
) -> list[Insert]:
    """The new row of an alignment. One that it replaces is to be retired (`retire_op`) in the same entry."""
    row = {
        "id": alignment.id, "before_id": alignment.before, "after_id": alignment.after,
        "scale": alignment.scale, "angle_deg": alignment.angle_deg, "shift_column": alignment.shift_column,
        "shift_row": alignment.shift_row, "pairs": canonical(alignment.pairs), "reason": alignment.reason,
        "analyst": alignment.analyst, "analyst_basis": analyst_basis, "created_at": created_at,
    }  # fmt: skip
    return [Insert("alignments", row)]


def alignment_of(values: Sequence[Any]) -> Alignment:
    """An alignment from its columns (`ALIGNMENT_COLUMNS`)."""
    row_id, before, after, scale, angle_deg, shift_column, shift_row, pairs, reason, analyst = values
    return Alignment(
        row_id, before, after, scale, angle_deg, shift_column, shift_row,
        tuple((_point(first), _point(second)) for first, second in json.loads(pairs or "[]")),
        reason, analyst or "",
    )  # fmt: skip


def _point(given: Sequence[float]) -> Point:
    return given[0], given[1]
