"""Changes of rows that stand already: what differs becomes updates, retired rows and new rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.types import TypeTree
from obslog.model.when import When
from obslog.store.journal import Insert, Op, Update
from obslog.store.rows.dates import WHEN_COLUMNS, when_row
from obslog.store.rows.looks import ITEM_ROW_COLUMNS, look_item_ops, look_row
from obslog.store.rows.places import alias_op, area_ops, site_ops

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def update_op(ws: Workspace, table: str, row_id: str, **new: Any) -> Update:
    """New values for columns of one row, with the values that stand there now. Raises `NotFoundError`."""
    names = ", ".join(new)
    found = ws.fetch(f"SELECT {names} FROM {table} WHERE id = :id", id=row_id)
    if not found:
        raise NotFoundError(table.rstrip("s"), row_id)
    return Update(table, row_id, dict(zip(new, found[0], strict=True)), new)


def retire_op(table: str, row_id: str) -> Update:
    """Retract one row; it stays readable."""
    return Update(table, row_id, {"live": 1}, {"live": 0})


def date_ops(ws: Workspace, image_id: str, when: When) -> list[Op]:
    """The looks at an image follow its new date."""
    looks = ws.fetch(
        f"SELECT id, {', '.join(WHEN_COLUMNS)} FROM looks WHERE image_id = :image AND live = 1 ORDER BY id",
        image=image_id,
    )
    new = when_row(when)
    return [Update("looks", row[0], dict(zip(WHEN_COLUMNS, row[1:], strict=True)), new) for row in looks]


def status_op(old: Look, new: Look) -> Update:
    """A look closed, or retracted."""
    return Update("looks", old.id, {"status": str(old.status)}, {"status": str(new.status)})


def look_edit_ops(ws: Workspace, old: Look, new: Look, tree: TypeTree) -> list[Op]:
    """A look changed: the columns that differ, of the look itself and of each of its items; no more than that."""
    was, now = look_row(old), look_row(new)
    changed = [name for name in now if name != "id" and was[name] != now[name]]
    ops: list[Op] = []
    if changed:
        ops.append(Update("looks", old.id, {n: was[n] for n in changed}, {n: now[n] for n in changed}))
    fresh = look_item_ops(new, tree)
    for table in ("look_visible", "look_not_observable", "sightings"):
        rows = [dict(op.row) for op in fresh if op.table == table]
        stand = _item_rows(ws, table, old.id)
        if table != "sightings":
            ops += _by_key(table, stand, rows, "area_id")
            continue
        place = max((row["position"] for row in stand), default=-1) + 1
        for kind in ("seen", "total", "none", "complete"):
            before, after = ([row for row in side if row["kind"] == kind] for side in (stand, rows))
            ops += _in_order(table, before, after, place)
            place += len(after)
    return ops


def _item_rows(ws: Workspace, table: str, look_id: str) -> list[dict[str, Any]]:
    names = ITEM_ROW_COLUMNS[table]
    found = ws.fetch(
        f"SELECT {', '.join(names)} FROM {table} WHERE look_id = :look AND live = 1 ORDER BY id", look=look_id
    )
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return sorted(rows, key=lambda row: row["position"]) if table == "sightings" else rows


def _by_key(table: str, stand: list[dict[str, Any]], rows: list[dict[str, Any]], key: str) -> list[Op]:
    """Rows of which there is one for each value of `key`: changed, retired, or new."""
    there = {row[key]: row for row in stand}
    wanted = {row[key] for row in rows}
    ops: list[Op] = [retire_op(table, row["id"]) for row in stand if row[key] not in wanted]
    for row in rows:
        ops += _changed(table, there[row[key]], row) if row[key] in there else [Insert(table, row)]
    return ops


def _in_order(table: str, stand: list[dict[str, Any]], rows: list[dict[str, Any]], place: int) -> list[Op]:
    """Rows that stand in an order: equal ones at both ends stay, those between are changed, retired or new."""
    head = 0
    while head < min(len(stand), len(rows)) and not _changed(table, stand[head], rows[head]):
        head += 1
    tail = 0
    most = min(len(stand), len(rows)) - head
    while tail < most and not _changed(table, stand[-1 - tail], rows[-1 - tail]):
        tail += 1
    if tail and len(rows) > len(stand):
        # There is no place between two that follow each other: all from here on move down.
        tail = 0
    between = stand[head : len(stand) - tail], rows[head : len(rows) - tail]
    ops: list[Op] = [retire_op(table, row["id"]) for row in between[0][len(between[1]) :]]
    for before, after in zip(*between, strict=False):
        ops += _changed(table, before, after)
    for number, row in enumerate(between[1][len(between[0]) :]):
        ops.append(Insert(table, {**row, "position": place + number}))
    return ops


def _changed(table: str, before: dict[str, Any], after: dict[str, Any]) -> list[Op]:
    names = [n for n, value in after.items() if n not in ("id", "position") and before[n] != value]
    # An item whose columns leave one out has nothing there.
    names += [n for n in before if n not in after and before[n] is not None]
    if not names:
        return []
    return [Update(table, before["id"], {n: before[n] for n in names}, {n: after.get(n) for n in names})]


def site_edit_ops(ws: Workspace, old: Site, new: Site) -> list[Op]:
    """A site changed: its own columns, its aliases, its areas.

    An area whose polygon, name or capacity changed is a new version: give it a new id; looks keep the old
    one.
    """
    before, after = (site_ops(replace(site, aliases=(), areas=()))[0].row for site in (old, new))
    changed = [name for name in after if name != "id" and before[name] != after[name]]
    ops: list[Op] = []
    if changed:
        ops.append(Update("sites", old.id, {n: before[n] for n in changed}, {n: after[n] for n in changed}))
    names = ws.fetch(
        "SELECT id, name FROM site_names WHERE site_id = :site AND live = 1 ORDER BY id", site=old.id
    )
    ops += [retire_op("site_names", row_id) for row_id, name in names if name not in new.aliases]
    ops += [alias_op(old.id, name) for name in new.aliases if name not in old.aliases]
    kept = {area.id for area in new.areas}
    known = {area.id for area in old.areas}
    ops += [retire_op("areas", area.id) for area in old.areas if area.id not in kept]
    versions = dict(
        ws.fetch(
            "SELECT name_key, MAX(version) FROM areas WHERE site_id = :site GROUP BY name_key", site=old.id
        )
    )
    for area in new.areas:
        if area.id not in known:
            (op,) = area_ops(area)
            ops.append(Insert("areas", {**op.row, "version": (versions.get(op.row["name_key"]) or 0) + 1}))
    return ops
