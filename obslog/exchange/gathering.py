"""From the log to sheets: what was asked for, in an order that only the data decide, without what may not leave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Cell, Parcel, Row, joined
from obslog.model.errors import RefusedError
from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus, Scope, Sighting, Total
from obslog.model.marks import Mark, MarkStatus
from obslog.model.places import ELSEWHERE, Area, Site
from obslog.model.text import plural
from obslog.model.types import TypeTree
from obslog.model.when import When, iso_z
from obslog.observing.desk import Desk
from obslog.observing.looks import area_names
from obslog.observing.mark_wire import mark_wire
from obslog.observing.questions import read_types
from obslog.observing.sides import read_when
from obslog.store import queries
from obslog.store.canonical import canonical


@dataclass(frozen=True)
class Wanted:
    """What is asked for: layers by name; of which sites (empty is all), types and period; with drafts or not."""

    what: tuple[str, ...]
    sites: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    drafts: bool = False


@dataclass(frozen=True)
class Gathered:
    """What the log holds of it, as the model has it: sites, images and looks in order, marks by image."""

    sites: tuple[Site, ...]
    images: tuple[Image, ...]
    looks: tuple[Look, ...]
    marks: tuple[Mark, ...]
    names: Mapping[str, str]
    tree: TypeTree
    asked: tuple[tuple[str, ...], ...]
    head: str
    made_from: str
    left_out: tuple[str, ...]

    def about(self, types: Sequence[str]) -> bool:
        """Whether one of these types is among those asked for; all are where none was asked for."""
        asked = [kind for query in self.asked for kind in query]
        return not asked or any(
            self.tree.is_at_or_below(kind, each) for each in asked for kind in types if kind
        )


def gather(desk: Desk, wanted: Wanted) -> Gathered:
    """Read all that was asked for in one state of the log. Raises `NotFoundError`, `WordError`, `RefusedError`."""
    asked = read_types(desk, wanted.types)
    statuses = [LookStatus.CLOSED, *([LookStatus.DRAFT] if wanted.drafts else [])]
    with desk.ws.reading():
        sites = [desk.site(name) for name in wanted.sites] or queries.sites(desk.ws)
        looks: list[Look] = []
        images: dict[str, Image] = {}
        first, last = (_stamp(end) for end in _period(wanted))
        for site in sites:
            looks += queries.looks_of_site(desk.ws, site.id, since=first, until=last, statuses=statuses)
            found = queries.images(desk.ws, site_id=site.id, since=first, until=last)
            images |= {image.id: image for image in found}
        if not wanted.sites:
            # Images that show no known site belong to all of the log.
            images |= {image.id: image for image in queries.images(desk.ws, since=first, until=last)}
        images |= queries.images_by_id(desk.ws, {x.image_id for x in looks if x.image_id} - images.keys())
        ids = {look.id for look in looks}
        marks = [
            mark
            for mark in queries.marks(desk.ws)
            if (mark.look_id in ids) or (mark.look_id is None and mark.image_id in images)
        ]
        names: dict[str, str] = {}
        for site in sites:
            names |= {key: name for key, name in area_names(desk, site.id).items() if key != ELSEWHERE}
        head = desk.ws.head()
        newest = str(desk.ws.fetch("SELECT at FROM journal ORDER BY seq DESC LIMIT 1")[0][0])
        hidden = {row[0] for row in desk.ws.fetch("SELECT id FROM images WHERE publication = 'no'")}
    all_of = Gathered(
        tuple(sorted(sites, key=lambda site: (site.name, site.id))),
        tuple(sorted(images.values(), key=lambda image: (_moment(image.identity.when), image.id))),
        tuple(sorted(looks, key=lambda look: (_moment(look.when), look.id))),
        tuple(mark for mark in marks if mark.status is MarkStatus.STANDING or wanted.drafts),
        names, desk.tree(), asked, head, iso_z(datetime.fromisoformat(newest)), (),
    )  # fmt: skip
    return _without(all_of, hidden)


def _period(wanted: Wanted) -> tuple[datetime | None, datetime | None]:
    first = read_when(wanted.since) if wanted.since else None
    last = read_when(wanted.until) if wanted.until else None
    if first and last and first.earliest and last.latest and first.earliest > last.latest:
        raise RefusedError(f"--since {wanted.since} is later than --until {wanted.until}")
    return (first.earliest if first else None), (last.latest if last else None)


def _stamp(instant: datetime | None) -> str | None:
    return queries.stamp(instant) if instant is not None else None


def _moment(when: When) -> tuple[bool, str]:
    return when.latest is None, when.latest.isoformat() if when.latest else ""


def _without(all_of: Gathered, hidden: set[str]) -> Gathered:
    """What may leave: images that may not be published are left out with all that rests on them, and it is said."""
    images = tuple(image for image in all_of.images if image.id not in hidden)
    looks = tuple(look for look in all_of.looks if look.image_id not in hidden)
    marks = tuple(mark for mark in all_of.marks if mark.image_id not in hidden)
    gone = len(all_of.images) - len(images)
    if not gone:
        return all_of
    looks_gone, marks_gone = len(all_of.looks) - len(looks), len(all_of.marks) - len(marks)
    said = (
        f"{gone} {plural('image', gone)} that may not be published, with {looks_gone} {plural('look', looks_gone)} and "
        f"{marks_gone} {plural('mark', marks_gone)} on {'it' if gone == 1 else 'them'}"
    )
    return replace(all_of, images=images, looks=looks, marks=marks, left_out=(said,))


def parcel(found: Gathered, what: Sequence[str]) -> Parcel:
    """The sheets of those names."""
    makers = {"observations": _observations, "marks": _marks, "sites": _sites, "images": _images}
    sheets = tuple(replace(LAYERS[name], rows=tuple(makers[name](found))) for name in what)
    return Parcel(sheets, found.head, found.left_out, found.made_from, facts(found))


def facts(found: Gathered) -> dict[str, str]:
    """What else a reader must know of all that leaves."""
    drawn = any(image.identity.drawn for image in found.images)
    return {"drawn": "DRAWN, NOT A PHOTOGRAPH: some of this rests on drawn scenes"} if drawn else {}


def when_cells(when: When) -> dict[str, Cell]:
    """The six cells of a date."""
    wire = when.to_wire()
    cells: dict[str, Cell] = {"when": wire["edtf"], "when_text": wire["text"] or None}
    return cells | {name: wire[name] for name in ("earliest", "latest", "precision", "basis")}


def _observations(found: Gathered) -> list[Row]:
    sites = {site.id: site for site in found.sites}
    images = {image.id: image for image in found.images}
    rows = []
    for look in found.looks:
        site, image = sites[look.site_id], images.get(look.image_id or "")
        whole = look_cells(look, site, image, found.names) | {"journal_head": found.head}
        items = list(item_cells(look))
        kept = [(number, cells) for number, cells in enumerate(items) if found.about(_types(cells))]
        if not items and not found.asked:
            kept = [(0, {"kind": "look"})]
        for number, cells in kept:
            area = str(cells["area"]) if cells.get("area") else None
            lon, lat = _spot(site, area)
            cells = whole | cells | {"lon": lon, "lat": lat, "area": area and _area_name(found.names, area)}
            row_id = f"{look.id}.{number}"
            title = _title(site, cells, look.when)
            rows.append(Row(row_id, _filled({"observation": row_id, **cells}), (lon, lat), title))
    return rows


def _types(cells: Mapping[str, Cell]) -> tuple[str, ...]:
    return tuple(str(cells.get("types") or "").split("|"))


def look_cells(look: Look, site: Site, image: Image | None, names: Mapping[str, str]) -> dict[str, Cell]:
    """The cells that all rows of one look share."""
    visible = {
        _area_name(names, part): {"fraction": seen.fraction, "basis": seen.basis, "reason": seen.reason}
        for part, seen in look.visible.items()
    }
    hidden = {_area_name(names, part): reason for part, reason in look.not_observable.items()}
    return {
        "site": site.name, "icao": site.icao, **when_cells(look.when), "look_state": str(look.state),
        "status": str(look.status),
        "visible": canonical(visible) if visible else None,
        "not_observable": canonical(hidden) if hidden else None,
        "resolves_m": look.min_resolved_m, "no_change_since": look.no_change_since, "analyst": look.analyst or None,
        "analyst_basis": look.analyst_basis, "remarks": look.remarks or None, "look": look.id,
        "image": look.image_id, "image_name": PurePath(image.path).name if image else None,
        "acquisition": look.acquisition_id, "platform": image.identity.platform if image else None,
    }  # fmt: skip


def item_cells(look: Look) -> list[dict[str, Cell]]:
    """The cells of each thing that a look says, in its order; areas are ids."""
    cells: list[dict[str, Cell]] = []
    counted: list[Sighting | Total] = [*look.seen, *look.totals]
    for item in counted:
        kind, types = ("seen", item.types) if isinstance(item, Sighting) else ("total", (item.type,))
        count = item.count
        cells.append(
            {
                "kind": kind, "types": "|".join(types), "area": item.area, "count_min": count.lo,
                "count_max": count.hi, "count": count.text or count.short(), "estimate": count.estimate,
                "count_unknown": count.unknown or None,
            }
        )  # fmt: skip
        if isinstance(item, Sighting):
            cells[-1] |= {
                "certain": item.certain, "confidence": str(item.confidence), "state": item.state, "because": item.because,
            }  # fmt: skip
    scopes: list[tuple[str, Scope]] = [("none", scope) for scope in look.none]
    scopes += [("complete for", scope) for scope in look.complete_for]
    for kind, scope in scopes:
        none: dict[str, Cell] = {"count_min": 0, "count_max": 0, "count": "0"} if kind == "none" else {}
        cells.append({"kind": kind, "types": scope.type, "area": scope.area, **none})
    return cells


def _marks(found: Gathered) -> list[Row]:
    images = {image.id: image for image in found.images}
    looks = {look.id: look for look in found.looks}
    sites = {site.id: site for site in found.sites}
    rows = []
    for mark in found.marks:
        if mark.image_id not in images or not found.about(mark.types):
            continue
        look, image = looks.get(mark.look_id or ""), images[mark.image_id]
        cells: dict[str, Cell] = {
            name: cell
            for name, cell in mark_wire(mark, lambda area: area and _area_name(found.names, area)).items()
            if isinstance(cell, (str, int, float))
        }
        cells |= {
            "types": "|".join(mark.types), "points": json.dumps([list(point) for point in mark.points]),
            "site": sites[look.site_id].name if look else None, **when_cells(image.identity.when),
            "image_name": PurePath(image.path).name, "journal_head": found.head,
        }  # fmt: skip
        place = (mark.lon, mark.lat) if mark.lon is not None and mark.lat is not None else None
        rows.append(Row(mark.id, _filled(cells), place, " or ".join(mark.types)))
    return rows


def _sites(found: Gathered) -> list[Row]:
    rows = []
    for site in found.sites:
        cells: dict[str, Cell] = {
            "id": site.id, "kind": "site", "site": site.name, "icao": site.icao, "aliases": joined(site.aliases),
            "timezone": site.timezone, "country": site.country, "cadence_days": site.cadence_days,
            "lon": site.lon, "lat": site.lat,
            "journal_head": found.head,
        }  # fmt: skip
        rows.append(Row(site.id, _filled(cells), site.geometry or (site.lon, site.lat), site.name))
        for area in site.areas:
            held = joined([f"{kind}={number}" for kind, number in sorted(area.capacity.items())])
            named: dict[str, Cell] = {
                "id": area.id, "kind": "area", "site": site.name, "area": area.name, "capacity": held,
                "journal_head": found.head,
            }  # fmt: skip
            rows.append(Row(area.id, _filled(named), area.geometry, f"{site.name}: {area.name}"))
    return rows


def _images(found: Gathered) -> list[Row]:
    names = {site.id: site.name for site in found.sites}
    rows = []
    for image in found.images:
        known = image.identity
        cells: dict[str, Cell] = {
            "image": image.id, "name": PurePath(image.path).name, "size": image.size,
            "sites": joined(sorted(names[site] for site, _ in image.sites if site in names)),
            **when_cells(known.when), "provider": known.provider, "platform": known.platform,
            "instrument": known.instrument, "gsd_m": known.gsd_m, "off_nadir_deg": known.off_nadir_deg,
            "incidence_deg": known.incidence_deg, "sun_elevation_deg": known.sun_elevation_deg,
            "cloud_fraction": known.cloud_fraction, "width": known.width, "height": known.height,
            "bands": known.bands, "dtype": known.dtype, "crs": known.crs, "georeference": known.georeference,
            "valid_share": image.valid_share, "drawn": known.drawn or None, "acquisition": image.acquisition_id,
            "licence": image.licence, "journal_head": found.head,
        }  # fmt: skip
        rows.append(Row(image.id, _filled(cells), known.footprint, PurePath(image.path).name))
    return rows


def _area_name(names: Mapping[str, str], area: str) -> str:
    return names.get(area, area)


def _area(site: Site, area_id: str | None) -> Area | None:
    return next((area for area in site.areas if area.id == area_id), None)


def _spot(site: Site, area_id: str | None) -> tuple[float, float]:
    """Where a row is drawn: the middle of the box of its area, else the site's own position."""
    area = _area(site, area_id)
    if area is None or area.geometry is None:
        return site.lon, site.lat
    west, south, east, north = area.geometry.bbox
    lon = (west + (east + 360 if east < west else east)) / 2
    return round(lon - 360 if lon > 180 else lon, 6), round((south + north) / 2, 6)


def _title(site: Site, cells: Mapping[str, Any], when: When) -> str:
    kind, types = cells["kind"], " or ".join(str(cells.get("types", "")).split("|"))
    at = f" at {cells['area']}" if cells.get("area") else ""
    said = {
        "seen": f"{cells.get('count')} {types}", "total": f"{cells.get('count')} {types} in all",
        "none": f"no {types}", "complete for": f"all {types} are listed", "look": str(cells.get("look_state")),
    }[kind]  # fmt: skip
    return f"{site.name}{at}, {when.describe()}: {said}"


def _filled(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: cell for name, cell in cells.items() if cell is not None and cell != ""}
