"""The JSON shapes of marks, tallies and the queue; `docs/wire.md` documents each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from obslog.model.marks import Mark, QueueLine, TallyRow
from obslog.observing.desk import Desk
from obslog.observing.looks import area_names
from obslog.observing.wire import count_wire
from obslog.store import queries

Shape = dict[str, Any]
AreaName = Callable[[str | None], str | None]


def marks_wire(desk: Desk, marks: Iterable[Mark]) -> list[Shape]:
    """Marks with their areas by name."""
    marks = list(marks)
    looks = queries.looks_by_id(desk.ws, {mark.look_id for mark in marks if mark.look_id is not None})
    names: dict[str | None, str] = {}
    for site_id in {look.site_id for look in looks}:
        names.update(area_names(desk, site_id))
    return [mark_wire(mark, lambda area: None if area is None else names.get(area, area)) for mark in marks]


def mark_wire(mark: Mark, area_name: AreaName) -> Shape:
    """One mark; `points` are [column, row] in pixels as its kind says."""
    return {
        "mark": mark.id,
        "image": mark.image_id,
        "look": mark.look_id,
        "kind": str(mark.kind),
        "points": [list(point) for point in mark.points],
        "types": list(mark.types),
        "confidence": str(mark.confidence),
        "status": str(mark.status),
        "area": area_name(mark.area),
        "lon": mark.lon,
        "lat": mark.lat,
        "state": mark.state,
        "remarks": mark.remarks,
        "carried_from": mark.carried_from,
        "analyst": mark.analyst,
    }


def tally_wire(row: TallyRow, area_name: AreaName) -> Shape:
    """One row of a tally; `stated` is null where the marks alone count."""
    return {
        "types": list(row.types),
        "confidence": str(row.confidence),
        "area": area_name(row.area),
        "state": row.state,
        "stated": None if row.stated is None else count_wire(row.stated),
        "marks": row.marks,
        "count": count_wire(row.count),
        "differs": row.differs,
        "because": row.because,
    }


def queue_wire(line: QueueLine) -> Shape:
    """One image that waits at one site."""
    return {
        "image": line.image,
        "site": line.site,
        "site_id": line.site_id,
        "name": line.name,
        "when": line.when,
        "basis": line.basis,
        "gsd_m": line.gsd_m,
        "covered": line.covered,
        "clear": line.clear,
        "draft": line.draft,
    }
