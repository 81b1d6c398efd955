"""Between rows and places: ground, sites with their aliases, areas, added types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from obslog.model.places import Area, Geometry, Site
from obslog.model.text import fold
from obslog.model.types import ObjectType
from obslog.store.canonical import canonical
from obslog.store.ids import new_id
from obslog.store.journal import Insert

Row = Mapping[str, Any]


def geometry_text(geometry: Geometry | None) -> str | None:
    """Ground as canonical GeoJSON text: a Polygon, or a MultiPolygon for several."""
    if geometry is None:
        return None
    if len(geometry.polygons) == 1:
        return canonical({"type": "Polygon", "coordinates": geometry.polygons[0]})
    return canonical({"type": "MultiPolygon", "coordinates": geometry.polygons})


@lru_cache(4096)
def geometry_of(text: str | None) -> Geometry | None:
    """The ground that `geometry_text` wrote."""
    if text is None:
        return None
    ground = json.loads(text)
    polygons = ground["coordinates"] if ground["type"] == "MultiPolygon" else [ground["coordinates"]]
    return Geometry(
        tuple(
            tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for ring in polygon)
            for polygon in polygons
        )
    )


def site_ops(site: Site) -> list[Insert]:
    """The new rows of a site with its aliases and areas."""
    row = {
        "id": site.id, "name": site.name, "name_key": fold(site.name), "lon": site.lon, "lat": site.lat,
        "geometry": geometry_text(site.geometry), "icao": site.icao, "timezone": site.timezone,
        "country": site.country, "cadence_days": site.cadence_days,
    }  # fmt: skip
    ops = [Insert("sites", row)]
    ops += [alias_op(site.id, alias) for alias in site.aliases]
    return ops + [op for area in site.areas for op in area_ops(area)]


def alias_op(site_id: str, name: str, kind: str = "alias") -> Insert:
    """The new row of another name of a site."""
    row = {"id": new_id(), "site_id": site_id, "name": name, "name_key": fold(name), "kind": kind}
    return Insert("site_names", row)


def area_ops(area: Area, version: int = 1) -> list[Insert]:
    """The new row of an area; an area whose ground changes gets a new row and `version`."""
    row = {
        "id": area.id, "site_id": area.site_id, "name": area.name, "name_key": fold(area.name),
        "geometry": geometry_text(area.geometry),
        "capacity": canonical(dict(area.capacity)) if area.capacity else None,
        "version": version,
    }  # fmt: skip
    return [Insert("areas", row)]


def area_of(row: Row) -> Area:
    """An area from its row."""
    capacity = json.loads(row["capacity"]) if row["capacity"] else {}
    return Area(row["id"], row["site_id"], row["name"], geometry_of(row["geometry"]), capacity)


def site_of(row: Row, aliases: Iterable[str] = (), areas: Iterable[Area] = ()) -> Site:
    """A site from its row and what belongs to it."""
    return Site(
        id=row["id"], name=row["name"], lon=row["lon"], lat=row["lat"], geometry=geometry_of(row["geometry"]),
        aliases=tuple(aliases), icao=row["icao"], timezone=row["timezone"], country=row["country"],
        areas=tuple(areas), cadence_days=row["cadence_days"],
    )  # fmt: skip


def type_ops(kind: ObjectType) -> list[Insert]:
    """The new row of a type that the analyst adds."""
    row = {
        "id": new_id(), "name": kind.name, "name_key": fold(kind.name), "parent": kind.parent,
        "aliases": canonical(kind.aliases), "nato": kind.nato, "length_m": kind.length_m,
        "span_m": kind.span_m,
        "height_m": kind.height_m, "note": kind.note, "source": kind.source,
    }  # fmt: skip
    return [Insert("types_added", row)]


def type_of(row: Mapping[str, Any]) -> ObjectType:
    """An added type from its row; nobody has checked its dimensions."""
    return ObjectType(
        name=row["name"], parent=row["parent"], aliases=tuple(json.loads(row["aliases"] or "[]")),
        nato=row["nato"],
        length_m=row["length_m"], span_m=row["span_m"], height_m=row["height_m"], span_kind="",
        note=row["note"] or "", source=row["source"] or "", checked=False,
    )  # fmt: skip
