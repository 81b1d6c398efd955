"""Shapes on the ground in WGS 84: rings unwrapped, cut at the antimeridian, closed over a pole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from obslog.model.errors import WordError
from obslog.model.places import Geometry

LonLat = tuple[float, float]
_MAX_POINTS = 200_000


def geometry_of_ring(points: Sequence[LonLat]) -> Geometry | None:
    """The ground inside one ring of (longitude, latitude) degrees in order; None if it has no area.

    Longitudes may leave -180..180 or jump at the antimeridian; steps longer than 180 degrees are taken the
    short way round. A ring that goes once round the earth holds the nearer pole.
    """
    ring = _unwrapped(points)
    if len(ring) < 3:
        return None
    turn = ring[-1][0] + _short_step(ring[-1][0], ring[0][0]) - ring[0][0]
    if points[0] == points[-1] and ring[-1][1] == ring[0][1] and abs(ring[-1][0] - ring[0][0]) > 359:
        turn = ring.pop()[0] - ring[0][0]  # back where it began after going round the earth
    if len(ring) == 4 and turn < 90 and _is_plain(ring):
        if _signed_area(ring) < 0:
            ring.reverse()
        return Geometry((((*ring, ring[0]),),))
    from shapely.geometry import Polygon

    if abs(turn) > 180:
        pole = 90.0 if sum(lat for _, lat in ring) > 0 else -90.0
        closing = (ring[0][0] + turn, ring[0][1])
        ring = [*ring, closing, (closing[0], pole), (ring[0][0], pole)]
    return _cut(Polygon(ring))


def is_trimmed(frame: Geometry | None, stated: Geometry | None) -> bool:
    """True if `stated` lies within the `frame` of an image and leaves some of it out: the scene without collar.

    Less than a fiftieth of the frame is not believed.
    """
    from obslog.places.ground import overlap_share

    if frame is None or stated is None:
        return False
    try:
        # Edges that are straight on a map bow in degrees, and outlines have few corners: a hundredth may stand out.
        return overlap_share(frame, stated) > 0.99 and 0.02 < overlap_share(stated, frame) < 0.98
    except (WordError, ArithmeticError, ValueError):
        return False


def _is_plain(ring: Sequence[LonLat]) -> bool:
    """Whether a ring of four is convex, has an area, and lies within -180..180: most images, and no need to cut."""
    sides = []
    for at in range(4):
        (x0, y0), (x1, y1), (x2, y2) = ring[at], ring[(at + 1) % 4], ring[(at + 2) % 4]
        sides.append((x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1))
    west, east = min(lon for lon, _ in ring), max(lon for lon, _ in ring)
    same = all(side > 0 for side in sides) or all(side < 0 for side in sides)
    return same and west >= -180 and east <= 180 and east - west < 180


def _signed_area(ring: Sequence[LonLat]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))


def geometry_from_geojson(value: Any) -> Geometry:
    """The Polygon or MultiPolygon of a GeoJSON geometry, outer rings only, cut at the antimeridian.

    Raises `ValueError` with a plain reason.
    """
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind == "Polygon":
        polygons = [coordinates]
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        polygons = coordinates
    else:
        raise ValueError(f"a {str(kind)[:40]} has no area")
    shapes: list[Any] = []
    total = 0
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon or not isinstance(polygon[0], list):
            raise ValueError("its coordinates are not rings")
        total += len(polygon[0])
        if total > _MAX_POINTS:
            raise ValueError("it has too many points")
        part = geometry_of_ring([_position(each) for each in polygon[0]])
        if part is not None:
            shapes.extend(part.polygons)
    if not shapes:
        raise ValueError("it has no area")
    return Geometry(tuple(shapes))


def _position(value: Any) -> LonLat:
    if isinstance(value, list) and len(value) >= 2:
        lon, lat = value[0], value[1]
        numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (lon, lat))
        if numbers and abs(lon) <= 540 and abs(lat) <= 90:
            return float(lon), float(lat)
    raise ValueError("a position is not longitude and latitude in degrees")


def _short_step(start: float, end: float) -> float:
    """The way from one longitude to another, in degrees; a step of over 180 goes the short way round.

    A step of a whole turn is an edge of the whole world, meant as it stands.
    """
    step = end - start
    return step if abs(step) <= 180 or abs(step) == 360 else (step + 180) % 360 - 180


def _unwrapped(points: Sequence[LonLat]) -> list[LonLat]:
    ring: list[LonLat] = []
    before = 0.0  # the longitude as stated: a whole turn is one only between stated ones
    for lon, lat in points:
        if not (math.isfinite(lon) and math.isfinite(lat)):
            continue
        lat = max(-90.0, min(90.0, lat))
        ring.append((ring[-1][0] + _short_step(before, lon) if ring else lon, lat))
        before = lon
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def _cut(shape: Any) -> Geometry | None:
    """The shape, made valid, brought into -180..180 in parts; None if it has no area."""
    from shapely import make_valid

    from obslog.places.ground import cut_at_antimeridian

    found = cut_at_antimeridian([shape if shape.is_valid else make_valid(shape)])
    return found if found.polygons else None


def geometry_of_rings(
    outlines: Sequence[tuple[Sequence[LonLat], Sequence[Sequence[LonLat]]]],
) -> Geometry | None:
    """The ground inside several outlines, each with its holes, in (longitude, latitude) degrees; None if none.

    For parts of one image: neither an outline nor a hole goes round a pole.
    """
    from shapely import unary_union
    from shapely.geometry import Polygon

    parts = []
    for outer, holes in outlines:
        ring = _unwrapped(outer)
        if len(ring) < 3:
            continue
        near = ring[0][0]
        inner = [_beside(near, _unwrapped(hole)) for hole in holes]
        part = Polygon(ring, [hole for hole in inner if len(hole) >= 3])
        parts.append(part if part.is_valid else part.buffer(0))
    return _cut(unary_union(parts)) if parts else None


def _beside(lon: float, ring: list[LonLat]) -> list[LonLat]:
    """The ring moved by whole turns to where it begins nearest to a longitude."""
    turn = 360.0 * round((lon - ring[0][0]) / 360) if ring else 0.0
    return [(x + turn, y) for x, y in ring]
