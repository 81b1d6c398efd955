"""Between rows and looks, in both directions: a look with all that it says, written and read in bulk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from obslog.model.looks import Confidence, Look, LookStatus, Scope, Sighting, Total, Visible
from obslog.model.types import TypeTree
from obslog.store.canonical import canonical
from obslog.store.ids import new_id
from obslog.store.journal import Insert
from obslog.store.rows.dates import WHEN_COLUMNS, count_of, count_row, types_text, when_of, when_row

#: The columns of a look in the order that `look_of` takes them.
LOOK_COLUMNS = (
    "id", "site_id", "image_id", "acquisition_id", "analyst", "analyst_basis", "status", "min_resolved_m",
    "no_change_since", "derived_from", "remarks", "parts", *WHEN_COLUMNS,
)  # fmt: skip
#: The columns of an item of a look in the order that `item_of` takes them.
ITEM_COLUMNS = (
    "kind", "types", "certain_given", "lo", "hi", "count_text", "estimate", "unknown", "confidence",
    "area_id",
    "state", "because",
)  # fmt: skip

#: The columns of the rows of what a look says, table by table, as `look_item_ops` writes them.
ITEM_ROW_COLUMNS = {
    "look_visible": ("id", "look_id", "area_id", "fraction", "basis", "reason"),
    "look_not_observable": ("id", "look_id", "area_id", "reason"),
    "sightings": (
        "id", "look_id", "site_id", "position", "asserted", "certain", "labelled_certain", *ITEM_COLUMNS
    ),
}  # fmt: skip


def look_row(look: Look) -> dict[str, Any]:
    """The columns of the look itself, without what it saw."""
    return {
        "id": look.id, "site_id": look.site_id, "image_id": look.image_id,
        "acquisition_id": look.acquisition_id,
        "analyst": look.analyst, "analyst_basis": look.analyst_basis, "status": str(look.status),
        "min_resolved_m": look.min_resolved_m, "no_change_since": look.no_change_since,
        "derived_from": look.derived_from, "remarks": look.remarks, "parts": canonical(look.parts),
        **when_row(look.when),
    }  # fmt: skip


def look_ops(look: Look, tree: TypeTree, created_at: str | None = None) -> list[Insert]:
    """The new rows of a look and of all its items. `tree` says which type is certain (for `find`)."""
    row = look_row(look) | {"created_at": created_at}
    return [Insert("looks", row), *look_item_ops(look, tree)]


def look_item_ops(look: Look, tree: TypeTree) -> list[Insert]:
    """The new rows of what a look could see, saw and did not see."""
    ops = []
    for area, visible in look.visible.items():
        seen = {"fraction": visible.fraction, "basis": visible.basis, "reason": visible.reason}
        ops.append(Insert("look_visible", {"id": new_id(), "look_id": look.id, "area_id": area, **seen}))
    for area, reason in look.not_observable.items():
        ops.append(
            Insert(
                "look_not_observable", {"id": new_id(), "look_id": look.id, "area_id": area, "reason": reason}
            )
        )
    items = [
        *(_sighting_row(sighting, tree) for sighting in look.seen),
        *(_total_row(total) for total in look.totals),
        *(_scope_row("none", scope) for scope in look.none),
        *(_scope_row("complete", scope) for scope in look.complete_for),
    ]
    for position, item in enumerate(items):
        said = {"id": new_id(), "look_id": look.id, "site_id": look.site_id, "position": position, **item}
        ops.append(Insert("sightings", said))
    return ops


def _sighting_row(sighting: Sighting, tree: TypeTree) -> dict[str, Any]:
    from obslog.change.bounds import certain_type

    asserted = sighting.types[0] if len(sighting.types) == 1 else tree.lca(sighting.types)
    return {
        "kind": "seen", "types": types_text(sighting.types), "asserted": asserted,
        "certain": certain_type(tree, sighting), "labelled_certain": asserted,
        "certain_given": sighting.certain,
        **count_row(sighting.count), "confidence": str(sighting.confidence), "area_id": sighting.area,
        "state": sighting.state, "because": sighting.because,
    }  # fmt: skip


def _total_row(total: Total) -> dict[str, Any]:
    names = dict.fromkeys(("types", "asserted", "certain", "labelled_certain"), total.type)
    return {"kind": "total", **names, **count_row(total.count), "area_id": total.area}


def _scope_row(kind: str, scope: Scope) -> dict[str, Any]:
    names = dict.fromkeys(("types", "asserted", "certain", "labelled_certain"), scope.type)
    return {"kind": kind, **names, "lo": 0, "hi": 0 if kind == "none" else None, "area_id": scope.area}


Item = Sighting | Total | Scope


@lru_cache(16_384)
def item_of(
    kind: str, types: str, certain_given: str | None, lo: int, hi: int | None, count_text: str | None,
    estimate: int, unknown: int, confidence: str | None, area: str | None, state: str | None,
    because: str | None,
) -> Item:  # fmt: skip
    """An item from its columns (`ITEM_COLUMNS`); equal rows give one and the same value."""
    if kind == "seen":
        return Sighting(
            types=tuple(types.split("|")), count=count_of(lo, hi, count_text, estimate, unknown),
            certain=certain_given, confidence=Confidence(confidence or "confirmed"), area=area, state=state,
            because=because,
        )  # fmt: skip
    if kind == "total":
        return Total(types, count_of(lo, hi, count_text, estimate, unknown), area)
    return Scope(types, area)


@lru_cache(4096)
def visible_of(fraction: float | None, basis: str | None, reason: str | None) -> Visible:
    """How much of an area could be seen, from its columns."""
    return Visible(fraction, basis or "unknown", reason)


@lru_cache(1024)
def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


class LookParts:
    """What belongs to one look, gathered while rows stream in, in any order."""

    __slots__ = ("items", "not_observable", "visible")

    def __init__(self) -> None:
        self.items: list[tuple[int, str, Item]] = []
        self.visible: dict[str, Visible] = {}
        self.not_observable: dict[str, str] = {}


def look_of(values: Sequence[Any], parts: LookParts) -> Look:
    """A look from its columns (`LOOK_COLUMNS`) and its parts."""
    parts.items.sort(key=_position)
    kinds: dict[str, list[Any]] = {"seen": [], "total": [], "none": [], "complete": []}
    for _, kind, item in parts.items:
        kinds[kind].append(item)
    look_id, site_id, image_id, acquisition_id, analyst, analyst_basis, status, resolved = values[:8]
    no_change_since, derived_from, remarks, part_ids = values[8:12]
    return Look(
        id=look_id, when=when_of(values[12:21]), visible=parts.visible, seen=tuple(kinds["seen"]),
        totals=tuple(kinds["total"]), none=tuple(kinds["none"]), complete_for=tuple(kinds["complete"]),
        min_resolved_m=resolved, site_id=site_id, image_id=image_id, acquisition_id=acquisition_id,
        analyst=analyst or "", analyst_basis=analyst_basis or "stated", status=LookStatus(status),
        parts=_parts(part_ids), not_observable=parts.not_observable, no_change_since=no_change_since,
        derived_from=derived_from, remarks=remarks,
    )  # fmt: skip


def _position(item: tuple[int, str, Item]) -> int:
    return item[0]


def gather(
    items: Iterable[Sequence[Any]], visible: Iterable[Sequence[Any]], not_observable: Iterable[Sequence[Any]]
) -> dict[str, LookParts]:
    """The parts of many looks by look id.

    Rows are (look_id, position, *ITEM_COLUMNS), (look_id, area_id, fraction, basis, reason) and
    (look_id, area_id, reason).
    """
    found: dict[str, LookParts] = {}
    for look_id, position, *columns in items:
        parts = found.get(look_id)
        if parts is None:
            parts = found[look_id] = LookParts()
        parts.items.append((position, columns[0], item_of(*columns)))
    for look_id, area, fraction, basis, reason in visible:
        found.setdefault(look_id, LookParts()).visible[area] = visible_of(fraction, basis, reason)
    for look_id, area, reason in not_observable:
        found.setdefault(look_id, LookParts()).not_observable[area] = reason
    return found
