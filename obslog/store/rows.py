"""Between rows and the model's values, in both directions: dates, ground, places, images, sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from obslog.model.counts import Count
from obslog.model.images import Identity, Image
from obslog.model.places import Area, Geometry, Site
from obslog.model.sources import AdmiraltyCode, Claim, Source, Statement
from obslog.model.text import fold
from obslog.model.when import Basis, Precision, When
from obslog.store.canonical import canonical, instant_text, read_instant
from obslog.store.ids import new_id
from obslog.store.journal import Insert

Row = Mapping[str, Any]

#: The columns of a date as known, in the order that `when_of` takes them.
WHEN_COLUMNS = (
    "when_text", "when_edtf", "earliest", "latest", "precision", "basis", "when_zone", "when_qualifier",
    "when_warnings",
)  # fmt: skip


def when_row(when: When) -> dict[str, Any]:
    """The nine columns of a date."""
    return {
        "when_text": when.text,
        "when_edtf": when.edtf,
        "earliest": instant_text(when.earliest) if when.earliest else None,
        "latest": instant_text(when.latest) if when.latest else None,
        "precision": str(when.precision),
        "basis": str(when.basis),
        "when_zone": when.zone,
        "when_qualifier": when.qualifier or None,
        "when_warnings": canonical(when.warnings) if when.warnings else None,
    }


def when_of(values: Sequence[Any]) -> When:
    """The date that `when_row` wrote, from its columns in the order of `WHEN_COLUMNS`."""
    text, edtf, earliest, latest, precision, basis, zone, qualifier, warnings = values
    return When(
        text=text or "",
        earliest=read_instant(earliest) if earliest else None,
        latest=read_instant(latest) if latest else None,
        precision=_precision(precision or "unknown"),
        basis=_basis(basis or "unknown"),
        edtf=edtf or "",
        qualifier=qualifier or "",
        zone=zone or "unknown",
        warnings=tuple(json.loads(warnings)) if warnings else (),
    )


def when_in(row: Row) -> When:
    """The date of a row given by column names."""
    return when_of([row[name] for name in WHEN_COLUMNS])


@lru_cache(64)
def _precision(word: str) -> Precision:
    return Precision(word)


@lru_cache(64)
def _basis(word: str) -> Basis:
    return Basis(word)


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
        "country": site.country,
    }  # fmt: skip
    ops = [Insert("sites", row)]
    ops += [alias_op(site.id, alias) for alias in site.aliases]
    return ops + [area_op(area) for area in site.areas]


def alias_op(site_id: str, name: str, kind: str = "alias") -> Insert:
    """The new row of another name of a site."""
    row = {"id": new_id(), "site_id": site_id, "name": name, "name_key": fold(name), "kind": kind}
    return Insert("site_names", row)


def area_op(area: Area, version: int = 1) -> Insert:
    """The new row of an area; an area whose ground changes gets a new row and `version`."""
    row = {
        "id": area.id, "site_id": area.site_id, "name": area.name, "name_key": fold(area.name),
        "geometry": geometry_text(area.geometry), "capacity": canonical(dict(area.capacity)) if area.capacity else None,
        "version": version,
    }  # fmt: skip
    return Insert("areas", row)


def area_of(row: Row) -> Area:
    """An area from its row."""
    capacity = json.loads(row["capacity"]) if row["capacity"] else {}
    return Area(row["id"], row["site_id"], row["name"], geometry_of(row["geometry"]), capacity)


def site_of(row: Row, aliases: Iterable[str] = (), areas: Iterable[Area] = ()) -> Site:
    """A site from its row and what belongs to it."""
    return Site(
        id=row["id"], name=row["name"], lon=row["lon"], lat=row["lat"], geometry=geometry_of(row["geometry"]),
        aliases=tuple(aliases), icao=row["icao"], timezone=row["timezone"], country=row["country"],
        areas=tuple(areas),
    )  # fmt: skip


_IDENTITY_PLAIN = (
    "driver", "width", "height", "bands", "dtype", "crs", "gsd_m", "provider", "platform", "instrument",
    "off_nadir_deg", "incidence_deg", "sun_elevation_deg", "cloud_fraction",
)  # fmt: skip


def identity_row(identity: Identity) -> dict[str, Any]:
    """What a file is, as columns of `images`."""
    return {
        **{name: getattr(identity, name) for name in _IDENTITY_PLAIN},
        **when_row(identity.when),
        "georeference": identity.georeference,
        "footprint": geometry_text(identity.footprint),
        "drawn": int(identity.drawn),
        "tags": canonical(dict(identity.tags)) if identity.tags else None,
        "field_basis": canonical(dict(identity.basis)) if identity.basis else None,
        "warnings": canonical(identity.warnings) if identity.warnings else None,
    }


def image_op(image: Image, name: str, attribution: str | None = None) -> Insert:
    """The new row of an image; its files and sites have rows of their own."""
    row = {
        "id": image.id, "name": name, "size": image.size, "acquisition_id": image.acquisition_id,
        "licence": image.licence, "attribution": attribution, **identity_row(image.identity),
    }  # fmt: skip
    return Insert("images", row)


def identity_of(row: Row, path: str) -> Identity:
    """What a file is, from a row of `images`."""
    return Identity(
        path=path,
        when=when_in(row),
        georeference=row["georeference"] or "none",
        footprint=geometry_of(row["footprint"]),
        drawn=bool(row["drawn"]),
        tags=json.loads(row["tags"]) if row["tags"] else {},
        basis=json.loads(row["field_basis"]) if row["field_basis"] else {},
        warnings=tuple(json.loads(row["warnings"])) if row["warnings"] else (),
        **{name: row[name] for name in _IDENTITY_PLAIN},
    )


def image_of(row: Row, path: str, sites: Iterable[tuple[str, float]] = ()) -> Image:
    """An image from its row, the path of one of its files, and (site id, covered share) pairs."""
    return Image(
        id=row["id"], path=path, size=row["size"], identity=identity_of(row, path),
        acquisition_id=row["acquisition_id"], licence=row["licence"], sites=tuple(sites),
    )  # fmt: skip


def types_text(types: Iterable[str]) -> str:
    """A type, or a candidate set in one spelling: `An-26|An-32`."""
    return "|".join(sorted(set(types)))


def count_row(count: Count) -> dict[str, Any]:
    """The five columns of a count."""
    return {
        "lo": count.lo, "hi": count.hi, "count_text": count.text, "estimate": int(count.estimate),
        "unknown": int(count.unknown),
    }  # fmt: skip


@lru_cache(4096)
def count_of(lo: int, hi: int | None, text: str | None, estimate: int, unknown: int) -> Count:
    """The count that `count_row` wrote."""
    return Count(lo, hi, text or "", bool(estimate), bool(unknown))


def source_op(source: Source) -> Insert:
    """The new row of a source."""
    row = {
        "id": source.id, "name": source.name, "name_key": fold(source.name), "kind": source.kind,
        "reliability": source.reliability, "url": source.url, "notes": source.notes,
    }  # fmt: skip
    return Insert("sources", row)


def source_of(row: Row) -> Source:
    """A source from its row."""
    return Source(row["id"], row["name"], row["kind"], row["reliability"] or "F", row["url"], row["notes"])


def statement_ops(statement: Statement) -> list[Insert]:
    """The new rows of a statement and its claims."""
    row = {
        "id": statement.id, "site_id": statement.site_id, "source_id": statement.source_id,
        **when_row(statement.when), "text": statement.text, "reliability": statement.code.reliability,
        "credibility": statement.code.credibility, "origin": statement.origin,
        "acquisition_id": statement.acquisition_id, "movement": statement.movement, "kind": statement.kind,
    }  # fmt: skip
    ops = [Insert("statements", row)]
    for position, claim in enumerate(statement.claims):
        said = {
            "id": new_id(), "statement_id": statement.id, "types": types_text(claim.types), "certain": claim.certain,
            **count_row(claim.count), "state": claim.state, "position": position,
        }  # fmt: skip
        ops.append(Insert("statement_claims", said))
    return ops


def claim_of(row: Row) -> Claim:
    """A claim from its row."""
    count = count_of(row["lo"], row["hi"], row["count_text"], row["estimate"], row["unknown"])
    return Claim(tuple(row["types"].split("|")), count, row["certain"], row["state"])


def statement_of(row: Row, claims: Iterable[Claim]) -> Statement:
    """A statement from its row and its claims."""
    return Statement(
        id=row["id"], site_id=row["site_id"], source_id=row["source_id"], when=when_in(row), text=row["text"] or "",
        claims=tuple(claims), code=AdmiraltyCode(row["reliability"] or "F", row["credibility"] or "6"),
        origin=row["origin"], acquisition_id=row["acquisition_id"], movement=row["movement"],
        kind=row["kind"] or "observation",
    )  # fmt: skip
