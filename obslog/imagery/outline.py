"""The outline of an image on the ground, no more finely drawn than it needs, and the size of its pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from obslog.imagery.ground import LonLat, geometry_of_ring
from obslog.model.places import Geometry

#: (columns, rows) in pixels, pixel corners at whole numbers -> longitudes, latitudes in degrees WGS 84.
ToGround = Callable[[Sequence[float], Sequence[float]], tuple[list[float], list[float]]]

_EDGE_POINTS = 20
_GRID_POINTS = 21
_WGS84_A, _WGS84_E2 = 6378137.0, 0.0066943799901413165
_DEGREE_M = 111_320.0
#: An edge is drawn straight where it leaves the straight line by less than this share of a pixel.
_STRAIGHT = 0.1
_ROUGH = "parts of it lie off the Earth: the footprint is rough"


def outline(
    width: int, height: int, to_ground: ToGround
) -> tuple[Geometry | None, float | None, tuple[str, ...]]:
    """Outline in WGS 84, metres a pixel, and warnings, of an image of `width` x `height` pixels.

    Four corners where its edges are straight to a tenth of a pixel, else 80 points; where they leave the
    Earth, the hull of the rest.
    """
    span = max(1.0, min(width, height) / 64)
    middle = (width / 2, height / 2)
    spots = [middle, (middle[0] + span, middle[1]), (middle[0], middle[1] + span), *_edge(width, height, 4)]
    lons, lats = to_ground([x for x, _ in spots], [y for _, y in spots])
    points = list(zip(lons, lats, strict=True))
    gsd_m = _gsd(points[:3], span)
    edge = points[3:]
    if all(_on_earth(point) for point in edge):
        if gsd_m is not None and _is_straight(edge, _STRAIGHT * gsd_m):
            return geometry_of_ring(edge[::4]), gsd_m, ()
        fine = _edge(width, height, _EDGE_POINTS)
        lons, lats = to_ground([x for x, _ in fine], [y for _, y in fine])
        edge = list(zip(lons, lats, strict=True))
        if all(_on_earth(point) for point in edge):
            return geometry_of_ring(edge), gsd_m, ()
    return _hull(width, height, to_ground), gsd_m, (_ROUGH,)


def _edge(width: int, height: int, points: int) -> list[tuple[float, float]]:
    """Positions along the four edges in pixels, `points` a side, each corner once, clockwise from the top left."""
    steps = [i / points for i in range(points)]
    edge = [(s * width, 0.0) for s in steps] + [(float(width), s * height) for s in steps]
    return edge + [((1 - s) * width, float(height)) for s in steps] + [(0.0, (1 - s) * height) for s in steps]


def _is_straight(edge: Sequence[LonLat], tolerance_m: float) -> bool:
    """Whether the points between the corners (every fourth) lie on the straight lines between those."""
    for side in range(0, 16, 4):
        (lon, lat), (end_lon, end_lat) = edge[side], edge[(side + 4) % 16]
        if abs(end_lon - lon) > 90:
            return False
        shrink = math.cos(math.radians(lat))
        for step in (1, 2, 3):
            at = edge[side + step]
            off_x = (at[0] - lon - (end_lon - lon) * step / 4) * shrink
            off_y = at[1] - lat - (end_lat - lat) * step / 4
            if math.hypot(off_x, off_y) * _DEGREE_M > tolerance_m:
                return False
    return True


def _on_earth(point: LonLat) -> bool:
    # Comparisons with NaN are False; 540: some systems run on past the antimeridian.
    return abs(point[1]) <= 90.000001 and abs(point[0]) <= 540


def _hull(width: int, height: int, to_ground: ToGround) -> Geometry | None:
    from shapely.geometry import MultiPoint

    steps = [i / (_GRID_POINTS - 1) for i in range(_GRID_POINTS)]
    grid = [(column * width, row * height) for row in steps for column in steps]
    lons, lats = to_ground([x for x, _ in grid], [y for _, y in grid])
    points = [point for point in zip(lons, lats, strict=True) if _on_earth(point)]
    if len(points) < 3:
        return None
    if max(lon for lon, _ in points) - min(lon for lon, _ in points) > 180:
        points = [(lon % 360, lat) for lon, lat in points]
    hull = MultiPoint(points).convex_hull
    return geometry_of_ring(list(hull.exterior.coords)) if hull.geom_type == "Polygon" else None


def _gsd(points: Sequence[LonLat], span: float) -> float | None:
    """Metres a pixel on the ground: the root of the area of one pixel, to 4 figures; None off the Earth.

    `points` are the image's middle, and `span` pixels to the right and down of it. Uses the ellipsoid's radii
    of curvature at that latitude (WGS 84), good over the few pixels it spans.
    """
    if not all(_on_earth(point) for point in points):
        return None
    lon, lat = points[0]
    sine = math.sin(math.radians(lat))
    prime = _WGS84_A / math.sqrt(1 - _WGS84_E2 * sine * sine)
    meridian = prime * (1 - _WGS84_E2) / (1 - _WGS84_E2 * sine * sine)
    steps = []
    for there in points[1:]:
        turn = (there[0] - lon + 180) % 360 - 180
        east = math.radians(turn) * prime * math.cos(math.radians(lat))
        steps.append((east, math.radians(there[1] - lat) * meridian))
    area = abs(steps[0][0] * steps[1][1] - steps[0][1] * steps[1][0]) / span**2
    return float(f"{math.sqrt(area):.4g}") if area > 0 else None
