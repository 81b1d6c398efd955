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
from obslog.store.rows.looks import look_item_ops, look_row
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
    """A look changed: its own columns updated, its items retired and written anew."""
    before, after = look_row(old), look_row(new)
    changed = [name for name in after if name != "id" and before[name] != after[name]]
    ops: list[Op] = []
    if changed:
        ops.append(Update("looks", old.id, {n: before[n] for n in changed}, {n: after[n] for n in changed}))
    if look_item_key(old) == look_item_key(new):
        return ops
    for table in ("look_visible", "look_not_observable", "sightings"):
        rows = ws.fetch(f"SELECT id FROM {table} WHERE look_id = :look AND live = 1 ORDER BY id", look=old.id)
        ops += [retire_op(table, row_id) for (row_id,) in rows]
    return ops + look_item_ops(new, tree)


def look_item_key(look: Look) -> tuple[Any, ...]:
    """All that a look says of what it saw; two looks of equal keys have the same item rows."""
    visible, hidden = tuple(look.visible.items()), tuple(look.not_observable.items())
    return visible, hidden, look.seen, look.totals, look.none, look.complete_for, look.site_id


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
