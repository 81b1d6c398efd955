"""Adding and changing sites, areas and types."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.places import ELSEWHERE, Area, Geometry, Site
from obslog.model.text import fold
from obslog.model.types import ObjectType
from obslog.observing.desk import Desk, required
from obslog.observing.redrawing import drafts_follow
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Op

#: A geometry file larger than this is not one (bytes).
LARGEST_GEOMETRY = 16 << 20


def read_geometry(given: str | Path | Mapping[str, Any] | Geometry | None) -> Geometry | None:
    """Ground from a GeoJSON file, a GeoJSON object, or as it is. Raises `WordError`."""
    from obslog.places.ground import parse_geojson_geometry

    if given is None or isinstance(given, Geometry):
        return given
    if isinstance(given, Mapping):
        return parse_geojson_geometry(given)
    path = Path(given)
    try:
        if path.stat().st_size > LARGEST_GEOMETRY:
            raise WordError("polygon file", str(given), "it is larger than 16 MB")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WordError("polygon file", str(given), error.strerror or "it cannot be read") from None
    except (ValueError, RecursionError):
        raise WordError("polygon file", str(given), "it is not GeoJSON in UTF-8") from None
    return parse_geojson_geometry(document)


def site_add(desk: Desk, name: str, **options: Any) -> Site:
    """Add a site by ICAO code, position (lon, lat in degrees, or text) or polygon; options as of `site_made`.

    Raises `WordError` for what cannot be read, `RefusedError` for a name in use or a site without a place.
    """
    site = site_made(desk, name, **options)
    with desk.ws.transaction():
        refuse_names_in_use(desk, site, (site.name, *site.aliases))
        ops = [*rows.site_ops(site), *queries.join_ops(desk.ws, site)]
        desk.write("site add", ops, {"site": site.name})
    return site


def site_made(
    desk: Desk,
    name: str,
    *,
    icao: str | None = None,
    position: str | tuple[float, float] | None = None,
    radius_m: float | None = None,
    polygon: str | Path | Mapping[str, Any] | Geometry | None = None,
    aliases: Sequence[str] = (),
    timezone: str | None = None,
    cadence_days: float | None = None,
) -> Site:
    """A new site, not written yet; see `site_add`. Whether its names are free is not asked."""
    from obslog.places import gazetteer, ground
    from obslog.places.coordinates import parse_position

    name = required("site name", name)
    code = icao or (name if len(name) == 4 and name.isascii() and name.isalpha() and name.isupper() else None)
    airport = None
    if code is not None:
        try:
            airport = gazetteer.airport(code)
        except NotFoundError:
            if icao is not None or (position is None and polygon is None):
                raise
    geometry = read_geometry(polygon)
    if position is not None:
        lon, lat = parse_position(position) if isinstance(position, str) else position
    elif airport is not None:
        lon, lat = airport.lon, airport.lat
    elif geometry is not None:
        west, south, east, north = geometry.bbox
        lon, lat = (west + (east + 360 if east < west else east)) / 2, (south + north) / 2
        lon = lon - 360 if lon > 180 else lon
    else:
        raise RefusedError(f"where is {name}? give --at POSITION, --icao CODE or --polygon FILE")
    if geometry is None:
        geometry = ground.disc(lon, lat, _radius(radius_m, airport is not None))
    other = [alias for alias in aliases if alias.strip()]
    if airport is not None:
        other.append(airport.icao)
    return Site(
        id=new_id(),
        name=airport.name if airport is not None and name == airport.icao else name,
        lon=lon,
        lat=lat,
        geometry=geometry,
        aliases=_distinct(name, other),
        icao=airport.icao if airport is not None else None,
        timezone=_timezone(timezone) or (airport.timezone if airport is not None else None),
        country=airport.country if airport is not None else None,
        cadence_days=_cadence(cadence_days),
    )


def _radius(given: float | None, airport: bool) -> float:
    if given is None:
        # An airport's reference point lies near its middle; runways reach about 2 km to either side.
        return 3000.0 if airport else 2000.0
    if not 1.0 <= given <= 500_000.0:
        raise WordError("radius", str(given), "write metres, 1 to 500000")
    return given


def _cadence(days: float | None) -> float | None:
    """How often a site is to be looked at; 0 says that nobody expects it to be."""
    if days is None or days == 0:
        return None
    if not 0.01 <= days <= 36_525:
        raise WordError("cadence", f"{days:g}", "write days, such as 7 or 0.5; 0 for none")
    return float(days)


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    # It looks through the folders of the system each time.
    return frozenset(available_timezones())


def _timezone(text: str | None) -> str | None:
    if text is None:
        return None
    if text not in _zones():
        raise WordError("time zone", text, "write a name such as Asia/Damascus")
    return text


def _distinct(name: str, names: Sequence[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for alias in names:
        key = fold(alias)
        if key and key != fold(name):
            kept.setdefault(key, alias.strip())
    return tuple(kept.values())


def refuse_names_in_use(desk: Desk, site: Site, names: Sequence[str]) -> None:
    """Raises `RefusedError` where one of the names is that of another site."""
    for name in names:
        found = queries.site_by_name(desk.ws, name)
        if found is not None and found.id != site.id:
            raise RefusedError(f"{name!r} already names the site {found.name}")


def site_edit(
    desk: Desk,
    text: str,
    *,
    new_name: str | None = None,
    aliases: Sequence[str] = (),
    position: str | None = None,
    radius_m: float | None = None,
    polygon: str | Path | Mapping[str, Any] | Geometry | None = None,
    timezone: str | None = None,
    cadence_days: float | None = None,
) -> Site:
    """Change a site; a name it had stays as an alias, a cadence of 0 days is none. Raises as `site_add` does."""
    from obslog.places import ground
    from obslog.places.coordinates import parse_position

    with desk.ws.transaction():
        old = desk.site(text)
        new = old
        if position is not None:
            lon, lat = parse_position(position)
            new = replace(new, lon=lon, lat=lat)
        if polygon is not None:
            new = replace(new, geometry=read_geometry(polygon))
        elif radius_m is not None:
            new = replace(new, geometry=ground.disc(new.lon, new.lat, _radius(radius_m, False)))
        if timezone is not None:
            new = replace(new, timezone=_timezone(timezone))
        if cadence_days is not None:
            new = replace(new, cadence_days=_cadence(cadence_days))
        names = [*old.aliases, *aliases]
        if new_name is not None:
            new = replace(new, name=required("site name", new_name))
            names.append(old.name)
        new = replace(new, aliases=_distinct(new.name, names))
        if new == old:
            raise RefusedError(
                "nothing to change: give --name, --alias, --at, --radius, --polygon, --timezone or --cadence"
            )
        refuse_names_in_use(desk, new, (new.name, *new.aliases))
        ops = rows.site_edit_ops(desk.ws, old, new)
        if new.geometry != old.geometry:
            ops += queries.join_ops(desk.ws, new)
        desk.write("site edit", ops, {"site": new.name})
    desk.forget()
    return desk.site(new.id)


def area_add(
    desk: Desk,
    site: str,
    name: str,
    *,
    polygon: str | Path | Mapping[str, Any] | Geometry | None = None,
    capacity: Sequence[str] | Mapping[str, int] = (),
) -> Area:
    """Add a named part to a site; its ground must not overlap another area's. Raises `RefusedError`.

    Drafts at the site, and their marks, are read with it from now on; closed looks keep the areas they were made with.
    """
    geometry = read_geometry(polygon)
    with desk.ws.transaction():
        place = desk.site(site)
        added = area_made(desk, place, name, geometry, capacity)
        ops: list[Op] = [*rows.area_ops(added), *drafts_follow(desk, place, added)]
        desk.write("area add", ops, {"site": place.name, "area": added.name})
    return added


def area_made(
    desk: Desk,
    place: Site,
    name: str,
    geometry: Geometry | None,
    capacity: Sequence[str] | Mapping[str, int] = (),
) -> Area:
    """A new area of a site, not written yet. Raises `RefusedError` for a name in use, or ground of another area."""
    from obslog.places import ground

    name = required("area name", name)
    if fold(name) in {ELSEWHERE, "all", *(fold(a.name) for a in place.areas)} or set(name) & set("@=;|"):
        raise RefusedError(
            f"{name!r} cannot be a new area of {place.name}: it is in use or holds one of @ = ; |"
        )
    for area in place.areas:
        if geometry is not None and area.geometry is not None and ground.overlaps(geometry, area.geometry):
            raise RefusedError(f"{name!r} overlaps the area {area.name!r}: areas of one site must not")
    return Area(new_id(), place.id, name, geometry, _capacity(desk, capacity))


def _capacity(desk: Desk, given: Sequence[str] | Mapping[str, int]) -> dict[str, int]:
    if isinstance(given, Mapping):
        pairs = [(name, str(number)) for name, number in given.items()]
    else:
        pairs = [(text.partition("=")[0], text.partition("=")[2]) for text in given]
    found = {}
    for name, number in pairs:
        if not (number.isascii() and number.isdigit() and len(number) < 7):
            raise WordError("capacity", f"{name}={number}", "write TYPE=N, such as An-124=4")
        found[desk.tree().resolve(name)] = int(number)
    return found


def type_add(
    desk: Desk,
    name: str,
    *,
    parent: str,
    source: str,
    aliases: Sequence[str] = (),
    nato: str | None = None,
    length_m: float | None = None,
    span_m: float | None = None,
) -> ObjectType:
    """Add a type to this log's tree. Raises `WordError`, `NotFoundError` (no such parent)."""
    for figure in (length_m, span_m):
        if figure is not None and not 0 < figure < 2000:
            raise WordError("dimension", str(figure), "write metres, above 0 and below 2000")
    name = required("type name", name)
    if set(name) & set("@=;|"):
        raise WordError("type name", name, "leave out @ = ; |, which the shorthand uses")
    with desk.ws.transaction():
        kind = ObjectType(
            name=name,
            parent=desk.tree().resolve(parent),
            aliases=tuple(a.strip() for a in aliases if a.strip()),
            nato=nato,
            length_m=length_m,
            span_m=span_m,
            height_m=None,
            span_kind="",
            note="",
            source=required("source", source),
            checked=False,
        )
        desk.tree().with_added([kind])
        desk.write("type add", rows.type_ops(kind), {"type": name})
    desk.forget()
    return desk.tree().get(name)
