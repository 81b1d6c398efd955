"""Ground: reading, writing, measuring and comparing shapes in degrees WGS 84, safe at the antimeridian.

Edges are straight in longitude and latitude (RFC 7946, 3.1.1). Areas are the true areas, on the ellipsoid, of
exactly these shapes, so that the areas of parts add up to the area of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import atanh, ceil, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from obslog.model.errors import WordError
from obslog.model.places import Geometry, Polygon, Ring

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A shape with more vertices than this is refused: no site needs it, and a hostile file could.
VERTEX_LIMIT = 50_000

#: What is missing from a share counts as rounding below this: a coordinate in float64 is good to about 1e-14.
_ROUNDING = 1e-9

_DISC_VERTICES = 128
_LARGEST_RADIUS_M = 1_000_000.0
_EPSG_4326 = ("CRS84", "EPSG::4326", "EPSG:4326")

_A = 6_378_137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)
_E = sqrt(_E2)


def parse_geojson_geometry(obj: object) -> Geometry:
    """A GeoJSON Polygon or MultiPolygon, or a Feature (or a collection of one) that holds it, as `Geometry`.

    An edge that spans more than 180 degrees is read as one that crosses the antimeridian, and the shape is
    split there; longitudes up to 360 are taken; polygons that overlap are joined; heights are dropped. Raises
    `WordError`: other kinds of geometry, coordinates that are no finite numbers or out of range, a ring that
    crosses itself (the point is named), encloses a pole or no ground, or too many vertices.
    """
    kind, coordinates = _unwrap(obj)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _refused(kind, "it has no coordinates")
    budget = [VERTEX_LIMIT]
    return _normalised([_rings(polygon, budget) for polygon in polygons])


def to_geojson(geometry: Geometry) -> dict[str, Any]:
    """The GeoJSON geometry of a shape: a Polygon, or a MultiPolygon if it has several parts (RFC 7946)."""
    parts = [[[list(point) for point in ring] for ring in polygon] for polygon in geometry.polygons]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def box(west: float, south: float, east: float, north: float) -> Geometry:
    """The ground between two meridians and two parallels, in degrees; west > east crosses the antimeridian.

    Raises `WordError` for values that are not finite, out of range, or enclose nothing.
    """
    text = f"{west}, {south}, {east}, {north}"
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90) or west == east:
        raise WordError("box", text, "west, south, east, north in degrees, with south below north")
    right = east if west < east else east + 360
    ring = [(west, south), (right, south), (right, north), (west, north), (west, south)]
    return _split([[ring]])


def disc(lon: float, lat: float, radius_m: float) -> Geometry:
    """The ground within `radius_m` metres (geodesic) of a position in degrees: a polygon of 128 vertices.

    The vertices lie at the radius (geographiclib), the area is 0.04 % below the circle's. Raises `WordError`
    for a position or radius (0 to 1000 km) out of range, or a disc that holds a pole.
    """
    text = f"{radius_m} m about {lat}, {lon}"
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 < radius_m <= _LARGEST_RADIUS_M):
        raise WordError("disc", text, "a position in degrees and a radius of up to 1000000 m")
    from geographiclib.geodesic import Geodesic

    ring: list[tuple[float, float]] = []
    for step in range(_DISC_VERTICES):
        there = Geodesic.WGS84.Direct(lat, lon, -360.0 * step / _DISC_VERTICES, radius_m)
        ring.append((there["lon2"], there["lat2"]))
    return _normalised([[[*ring, ring[0]]]])


def area_m2(geometry: Geometry) -> float:
    """The area in square metres on the WGS 84 ellipsoid; 0 for a shape without polygons."""
    return sum(
        abs(_ring_area(polygon[0])) - sum(abs(_ring_area(hole)) for hole in polygon[1:])
        for polygon in geometry.polygons
    )


def overlap_share(part: Geometry, whole: Geometry) -> float:
    """The share 0 to 1 of `whole` that `part` covers. Exactly 1.0 if nothing is missing but rounding.

    Touching is not covering: 0.0. A `whole` without polygons has no share: 0.0.
    Raises `WordError` for a shape that crosses itself.
    """
    a, b = _shape(part), _shape(whole)
    if b.is_empty or not a.intersects(b):
        return 0.0
    if a.covers(b):
        return 1.0
    share = area_m2(_geometry(a.intersection(b))) / area_m2(whole)
    return 1.0 if share >= 1 - _ROUNDING else max(0.0, share)


def union(shapes: Iterable[Geometry]) -> Geometry:
    """The ground that any of several shapes holds; without polygons where there are none."""
    from shapely import unary_union

    return _geometry(unary_union([_shape(shape) for shape in shapes]))


def intersects(a: Geometry, b: Geometry) -> bool:
    """Whether two shapes share at least a point; ground that they share, `overlaps` tells."""
    return bool(_shape(a).intersects(_shape(b)))


def overlaps(a: Geometry, b: Geometry) -> bool:
    """Whether two shapes share ground: more than a millionth of the smaller one. Touching is no overlap."""
    smaller, other = sorted((a, b), key=area_m2)
    return overlap_share(other, smaller) > 1e-6


def overlapping_pairs(shapes: Sequence[Geometry]) -> tuple[tuple[int, int], ...]:
    """The pairs (by position, first below second) that share ground: areas of a site may have none."""
    return tuple((i, j) for j in range(len(shapes)) for i in range(j) if overlaps(shapes[i], shapes[j]))


def contains(geometry: Geometry, lon: float, lat: float) -> bool:
    """Whether a position in degrees lies in a shape or on its edge."""
    from shapely import Point

    sides = (lon, -lon) if abs(lon) == 180 else (lon,)
    return any(_shape(geometry).covers(Point(side, lat)) for side in sides)


def bboxes(geometry: Geometry) -> list[tuple[float, float, float, float]]:
    """(west, south, east, north) in degrees of each polygon: none crosses the antimeridian."""
    boxes = []
    for polygon in geometry.polygons:
        lons, lats = zip(*polygon[0], strict=True)
        boxes.append((min(lons), min(lats), max(lons), max(lats)))
    return boxes


def remainder(site: Geometry, areas: Iterable[Geometry]) -> Geometry:
    """The site's ground in none of `areas` (its `elsewhere`); without polygons where they cover all of it."""
    from shapely import unary_union

    taken = [_shape(area) for area in areas]
    rest = _geometry(_shape(site).difference(unary_union(taken))) if taken else site
    smallest = _ROUNDING * area_m2(site)
    return Geometry(tuple(p for p in rest.polygons if area_m2(Geometry((p,))) > smallest))


def _refused(text: str, hint: str) -> WordError:
    """The error for a shape that cannot be taken."""
    return WordError("geometry", text, hint)


def _unwrap(obj: object) -> tuple[str, Any]:
    """(kind, coordinates) of the polygon in a GeoJSON object, out of its Feature."""
    for _ in range(3):
        if not isinstance(obj, dict):
            break
        crs = obj.get("crs")
        if crs is not None and not any(name in str(crs)[:200] for name in _EPSG_4326):
            raise _refused("crs", "only longitude and latitude in WGS 84 are read: reproject it first")
        kind = obj.get("type")
        features = obj.get("features")
        if kind in ("Polygon", "MultiPolygon"):
            return str(kind), obj.get("coordinates")
        if kind == "Feature":
            obj = obj.get("geometry")
        elif kind == "FeatureCollection" and isinstance(features, list) and len(features) == 1:
            obj = features[0]
        else:
            raise _refused(str(kind)[:40], "give one Polygon or MultiPolygon, or a Feature that holds it")
    raise _refused(type(obj).__name__, "give a GeoJSON object: a Polygon, a MultiPolygon or a Feature")


def _rings(polygon: object, budget: list[int]) -> list[list[tuple[float, float]]]:
    """The rings of one polygon as lists of finite (longitude, latitude), each closed."""
    if not isinstance(polygon, list) or not polygon:
        raise _refused("polygon", "it is a list of rings, the outer one first")
    rings = []
    for given in polygon:
        if not isinstance(given, list):
            raise _refused("ring", "it is a list of positions")
        budget[0] -= len(given)
        if budget[0] < 0:
            raise _refused("polygon", f"it has more than {VERTEX_LIMIT} vertices: simplify it")
        ring = [_vertex(position) for position in given]
        if ring and ring[0] != ring[-1]:
            ring.append(ring[0])
        if len(ring) < 4:
            raise _refused("ring", "it needs at least three different positions")
        rings.append(ring)
    return rings


def _shown(position: object) -> str:
    """What was given, short enough for a message."""
    try:
        return repr(position)[:60]
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "a number of thousands of digits"


def _vertex(position: object) -> tuple[float, float]:
    """One position as (longitude, latitude), checked; a height is dropped."""
    if not isinstance(position, list | tuple) or len(position) < 2:
        raise _refused(_shown(position), "a position is [longitude, latitude]")
    x, y = position[0], position[1]
    if any(isinstance(v, bool) or not isinstance(v, int | float) for v in (x, y)):
        raise _refused(_shown(position), "a position is two numbers, longitude first")
    # Compared before they become floats: an integer of 400 digits would overflow. NaN fails every comparison.
    if not (-360 <= x <= 360 and -90 <= y <= 90):
        raise _refused(
            _shown(position), "longitude within -360 to 360 and latitude within -90 to 90, longitude first"
        )
    return float(x), float(y)


def _normalised(polygons: list[list[list[tuple[float, float]]]]) -> Geometry:
    """Checked rings as `Geometry`: unrolled over the antimeridian, valid, joined, split, oriented."""
    from shapely import Polygon as Shape
    from shapely import unary_union

    unrolled = []
    for rings in polygons:
        outer, *holes = [_unroll(ring) for ring in rings]
        middle = (min(x for x, _ in outer) + max(x for x, _ in outer)) / 2
        placed = [_shifted(hole, 360 * round((middle - hole[0][0]) / 360)) for hole in holes]
        shape = Shape(outer, placed)
        if not shape.is_valid:
            raise _refused("polygon", _why_invalid(shape))
        if shape.area == 0:
            raise _refused("polygon", "it encloses no ground")
        unrolled.append([outer, *placed])
    split = _split(unrolled)
    if len(polygons) == 1:
        return split
    return _geometry(unary_union([_polygon_shape(polygon) for polygon in split.polygons]))


def _unroll(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ring without jumps: an edge of more than 180 degrees goes the other way round the Earth.

    An edge of the whole 360 is one along the edge of a world map, and stays.
    """
    turned = [ring[0]]
    offset = 0.0
    for (before, _), (x, y) in pairwise(ring):
        if 180 < abs(x - before) < 360:
            offset += 360 if x < before else -360
        turned.append((x + offset, y))
    if offset:  # it ends a whole turn from where it began
        raise _refused("polygon", "it goes round a pole: cut it at a meridian")
    return turned


def _why_invalid(shape: BaseGeometry) -> str:
    """Where and how a polygon crosses itself, as the hint of an error."""
    from shapely.validation import explain_validity

    reason, _, where = explain_validity(shape).partition("[")
    lon, _, lat = where.rstrip("]").partition(" ")
    return f"{reason.lower()} at longitude {lon}, latitude {lat}: redraw it there"


def _shifted(ring: Iterable[tuple[float, float]], by: float) -> list[tuple[float, float]]:
    """The ring moved east by whole turns."""
    return [(x + by, y) for x, y in ring]


def _split(polygons: list[list[list[tuple[float, float]]]]) -> Geometry:
    """Polygons that may reach beyond 180 degrees, cut there and brought within -180 to 180."""
    from shapely import Polygon as Shape

    return cut_at_antimeridian([Shape(outer, holes) for outer, *holes in polygons])


def cut_at_antimeridian(shapes: Iterable[BaseGeometry]) -> Geometry:
    """Shapely shapes in degrees that may reach beyond 180, cut there and brought within -180 to 180.

    Without polygons where they have no area.
    """
    from shapely import MultiPolygon, unary_union
    from shapely import box as rectangle
    from shapely.affinity import translate

    pieces: list[BaseGeometry] = []
    for shape in shapes:
        if shape.is_empty:
            continue
        west, _, east, _ = shape.bounds
        if west >= -180 and east <= 180:
            pieces.append(shape)
            continue
        for turn in range(ceil((west - 180) / 360), ceil((east + 180) / 360)):
            piece = shape.intersection(rectangle(360 * turn - 180, -90, 360 * turn + 180, 90))
            pieces.append(translate(piece, -360.0 * turn))
    return _geometry(pieces[0] if len(pieces) == 1 else unary_union(pieces) if pieces else MultiPolygon())


def _geometry(shape: BaseGeometry) -> Geometry:
    """The polygons of a shapely shape, outer rings anticlockwise (RFC 7946, 3.1.6), no lines or points."""
    from shapely.geometry.polygon import orient

    parts = [
        part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon" and part.area > 0
    ]
    nested = [inner for part in getattr(shape, "geoms", []) for inner in getattr(part, "geoms", [])]
    parts += [part for part in nested if part.geom_type == "Polygon" and part.area > 0]
    turned = [orient(part) for part in parts]
    return Geometry(tuple((_ring(p.exterior), *(_ring(hole) for hole in p.interiors)) for p in turned))


def _ring(line: Any) -> Ring:
    """The vertices of a shapely ring; those that a cut left beside the antimeridian are put on it."""
    return tuple((_snapped(x), float(y)) for x, y in line.coords)


def _snapped(x: float) -> float:
    """180 or -180 for what lies within rounding of it."""
    for edge in (180.0, -180.0):
        if abs(x - edge) < 1e-12:
            return edge
    return float(x)


def _polygon_shape(polygon: Polygon) -> BaseGeometry:
    """One polygon as a shapely shape."""
    from shapely import Polygon as Shape

    return Shape(polygon[0], polygon[1:])


@lru_cache(maxsize=1024)
def _shape(geometry: Geometry) -> BaseGeometry:
    """A shapely shape, kept, since one footprint is compared with many areas."""
    from shapely import MultiPolygon, unary_union

    shapes = [_polygon_shape(polygon) for polygon in geometry.polygons]
    for shape in shapes:
        if not shape.is_valid:
            raise _refused("polygon", _why_invalid(shape))
    if not shapes:
        return MultiPolygon()
    return shapes[0] if len(shapes) == 1 else unary_union(shapes)


def _strip(lat_rad: float) -> float:
    """Area in m2 from the equator to a latitude, per radian of longitude.

    J. P. Snyder, Map Projections: A Working Manual (USGS PP 1395, 1987), equation 3-12 times a squared / 2.
    """
    s = sin(lat_rad)
    return _A**2 * (1 - _E2) / 2 * (s / (1 - _E2 * s * s) + atanh(_E * s) / _E)


def _ring_area(ring: Ring) -> float:
    """Signed area in m2 of a ring whose edges are straight in longitude and latitude.

    The integral of `_strip` along the ring, on each edge by Gauss-Legendre with three nodes for every ten
    degrees of latitude (relative error below 1e-10), measured from the first vertex so that small shapes keep
    their digits.
    """
    base = _strip(radians(ring[0][1]))
    node = sqrt(0.6) / 2
    total = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if x1 == x2:
            continue
        steps = max(1, ceil(abs(y2 - y1) / 10))
        mean = 0.0
        for step in range(steps):
            for at, weight in ((0.5 - node, 5), (0.5, 8), (0.5 + node, 5)):
                lat = radians(y1 + (y2 - y1) * (step + at) / steps)
                mean += weight * (_strip(lat) - base)
        total -= radians(x2 - x1) * mean / (18 * steps)
    return total
