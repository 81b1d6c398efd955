"""The JSON shapes that leave the log, one function a word; `docs/wire.md` documents each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from obslog.model.counts import Count
from obslog.model.estimates import Assessment
from obslog.model.images import Identity, Image
from obslog.model.looks import Look, Scope, Sighting, Total
from obslog.model.places import Area, Geometry, Site
from obslog.model.sources import Claim, Source, Statement
from obslog.model.types import ObjectType

Shape = dict[str, Any]


def geometry_wire(geometry: Geometry | None) -> Shape | None:
    """GeoJSON (RFC 7946): longitude before latitude, split at the antimeridian; None stays None."""
    if geometry is None:
        return None
    rings = [[[list(point) for point in ring] for ring in polygon] for polygon in geometry.polygons]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def bounds_wire(lo: int, hi: int | None) -> list[int | None]:
    """[lo, hi]; a null bound is open."""
    return [lo, hi]


def count_wire(count: Count) -> Shape:
    """The interval and the analyst's own words beside it."""
    return {"text": count.text, "bounds": bounds_wire(count.lo, count.hi), "estimate": count.estimate}


def area_wire(area: Area) -> Shape:
    """A named part of a site."""
    return {
        "id": area.id,
        "name": area.name,
        "geometry": geometry_wire(area.geometry),
        "capacity": dict(area.capacity),
    }


def site_wire(site: Site) -> Shape:
    """A site with its position in each notation."""
    from obslog.places.coordinates import format_position

    return {
        "id": site.id,
        "name": site.name,
        "icao": site.icao,
        "aliases": list(site.aliases),
        "lon": site.lon,
        "lat": site.lat,
        "position": {
            style: format_position(site.lon, site.lat, style) for style in ("dd", "dms", "mgrs", "utm")
        },
        "timezone": site.timezone,
        "country": site.country,
        "cadence_days": site.cadence_days,
        "geometry": geometry_wire(site.geometry),
        "areas": [area_wire(area) for area in site.areas],
    }


def identity_wire(identity: Identity) -> Shape:
    """What a file is, when and where, each on its basis (DESIGN section 5, `identify`)."""
    return {
        "path": identity.path,
        "provider": identity.provider,
        "platform": identity.platform,
        "instrument": identity.instrument,
        "when": identity.when.to_wire(),
        "bbox": list(identity.footprint.bbox) if identity.footprint else None,
        "footprint": geometry_wire(identity.footprint),
        "gsd_m": identity.gsd_m,
        "error_m": identity.error_m,
        "off_nadir_deg": identity.off_nadir_deg,
        "incidence_deg": identity.incidence_deg,
        "sun_elevation_deg": identity.sun_elevation_deg,
        "cloud_fraction": identity.cloud_fraction,
        "product_level": identity.tags.get("product_level"),
        "band_names": identity.tags.get("band_names"),
        "basis": dict(identity.basis),
        "warnings": list(identity.warnings),
    }


def image_wire(image: Image, site_name: Callable[[str], str] | None = None) -> Shape:
    """An image as the log keeps it: `image` and `sha256` are the same, its identity beside it."""
    shape = identity_wire(image.identity)
    shape |= {
        "image": image.id,
        "sha256": image.id,
        "path": image.path,
        "size": image.size,
        "width": image.identity.width,
        "height": image.identity.height,
        "bands": image.identity.bands,
        "dtype": image.identity.dtype,
        "georeference": image.identity.georeference,
        "drawn": image.identity.drawn,
        "acquisition": image.acquisition_id,
        "acquisition_basis": image.acquisition_basis,
        "licence": image.licence,
        "attribution": image.attribution,
        "publication": image.publication,
        "publication_reason": image.publication_reason,
        "decoded": image.decoded,
        "phash": image.phash,
        "valid_share": image.valid_share,
        "valid_area": geometry_wire(image.valid_area),
        "ties": [[tie.column, tie.row, tie.lon, tie.lat] for tie in image.ties],
        "sites": [
            {"site": site_name(site) if site_name else site, "covered_share": share}
            for site, share in image.sites
        ],
    }
    return shape


def sighting_wire(sighting: Sighting, area_name: Callable[[str], str]) -> Shape:
    """One line of what was seen."""
    return {
        "types": list(sighting.types),
        "count": count_wire(sighting.count),
        "certain": sighting.certain,
        "confidence": str(sighting.confidence),
        "area": _named(sighting.area, area_name),
        "state": sighting.state,
        "because": sighting.because,
    }


def total_wire(total: Total, area_name: Callable[[str], str]) -> Shape:
    """A count that includes what is below its type."""
    return {"type": total.type, "count": count_wire(total.count), "area": _named(total.area, area_name)}


def scope_wire(scope: Scope, area_name: Callable[[str], str]) -> Shape:
    """A type, in one area or in all that could be seen."""
    return {"type": scope.type, "area": _named(scope.area, area_name)}


def look_wire(look: Look, site: str, area_name: Callable[[str], str], sentence: str) -> Shape:
    """A look, whole; areas by name."""
    return {
        "look": look.id,
        "site": site,
        "image": look.image_id,
        "acquisition": look.acquisition_id,
        "when": look.when.to_wire(),
        "state": str(look.state),
        "status": str(look.status),
        "analyst": look.analyst,
        "analyst_basis": look.analyst_basis,
        "visible": {
            area_name(part): {"fraction": v.fraction, "basis": v.basis, "reason": v.reason}
            for part, v in look.visible.items()
        },
        "not_observable": {area_name(part): reason for part, reason in look.not_observable.items()},
        "seen": [sighting_wire(s, area_name) for s in look.seen],
        "totals": [total_wire(t, area_name) for t in look.totals],
        "none": [scope_wire(s, area_name) for s in look.none],
        "complete_for": [scope_wire(s, area_name) for s in look.complete_for],
        "min_resolved_m": look.min_resolved_m,
        "no_change_since": look.no_change_since,
        "derived_from": look.derived_from,
        "remarks": look.remarks,
        "sentence": sentence,
    }


def source_wire(source: Source) -> Shape:
    """Who says so."""
    return {
        "source": source.id,
        "name": source.name,
        "kind": source.kind,
        "reliability": source.reliability,
        "url": source.url,
        "notes": source.notes,
    }


def claim_wire(claim: Claim) -> Shape:
    """One count in a statement."""
    return {
        "types": list(claim.types),
        "count": count_wire(claim.count),
        "certain": claim.certain,
        "state": claim.state,
    }


def statement_wire(statement: Statement) -> Shape:
    """What a source says of a site; `source` and `site` are ids."""
    return {
        "statement": statement.id,
        "site": statement.site_id,
        "source": statement.source_id,
        "when": statement.when.to_wire(),
        "text": statement.text,
        "claims": [claim_wire(claim) for claim in statement.claims],
        "code": str(statement.code),
        "code_words": statement.code.words,
        "origin": statement.origin,
        "acquisition": statement.acquisition_id,
        "movement": statement.movement,
        "kind": statement.kind,
    }


def assessment_wire(assessment: Assessment) -> Shape:
    """What the analyst concludes, and the looks it is based on."""
    return {
        "assessment": assessment.id,
        "site": assessment.site_id,
        "text": assessment.text,
        "likelihood": assessment.likelihood,
        "confidence": assessment.confidence,
        "based_on": list(assessment.based_on),
        "when": assessment.when.to_wire() if assessment.when is not None else None,
        "supersedes": assessment.supersedes,
        "why": assessment.why,
    }


def type_wire(kind: ObjectType) -> Shape:
    """A node of the type tree with its published dimensions and where they are from."""
    return {
        "type": kind.name,
        "parent": kind.parent,
        "aliases": list(kind.aliases),
        "nato": kind.nato,
        "length_m": kind.length_m,
        "span_m": kind.span_m,
        "height_m": kind.height_m,
        "span_kind": kind.span_kind,
        "note": kind.note,
        "source": kind.source,
        "checked": kind.checked,
    }


def _named(area: str | None, area_name: Callable[[str], str]) -> str | None:
    return None if area is None else area_name(area)
