"""Where the pixels of one raster lie on the ground: its outline in WGS 84 and its pixel size in metres."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from obslog.imagery.ground import LonLat, geometry_of_ring
from obslog.model.places import Geometry

#: (columns, rows) in pixels, pixel corners at whole numbers -> longitudes, latitudes in degrees WGS 84.
ToGround = Callable[[Sequence[float], Sequence[float]], tuple[list[float], list[float]]]

_EDGE_POINTS = 20
_GRID_POINTS = 21
_EARTH_AXIS_M = (6.30e6, 6.45e6)
_WGS84_A, _WGS84_E2 = 6378137.0, 0.0066943799901413165
_AXIS = re.compile(r'(?:SPHEROID|ELLIPSOID)\["(?:[^"]|"")*",\s*([0-9.eE+]+)')
_OUTSIDE_GRID = re.compile(
    r"\+(?:nadgrids|geoidgrids|grids|init|file)=(?!@null\b)|PARAMETERFILE\[", re.IGNORECASE
)
_LOCAL = re.compile(r"^\s*(?:LOCAL_CS|ENGCRS|ENGINEERINGCRS)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Placement:
    """Where an image lies: `georeference` is transform, gcps, rpcs, none, local, non-earth or unplaced.

    `gsd_m` is metres a pixel on the ground; `error_m` the expected error of the placement in metres, where
    the file states or implies one; `crs` a short name of the coordinate system.
    """

    georeference: str
    footprint: Geometry | None = None
    gsd_m: float | None = None
    crs: str | None = None
    error_m: float | None = None
    warnings: tuple[str, ...] = ()


def place(source: Any) -> Placement:
    """The placement of an open rasterio dataset, from its transform, else its GCPs, else its RPCs."""
    crs = source.crs
    if not source.transform.is_identity and not source.transform.is_degenerate:
        if crs is None or not crs.wkt:
            return Placement("none", warnings=("a transform but no coordinate system: no place",))
        return _placed(source, crs, "transform", _affine(source.transform))
    gcps, gcp_crs = source.gcps
    if len(gcps) >= 3 and gcp_crs is not None and gcp_crs.wkt:
        return _by_gcps(source, gcps, gcp_crs)
    rpcs = source.rpcs
    if rpcs is not None:
        return _by_rpcs(source, rpcs)
    if crs is not None and crs.wkt:
        return Placement(
            "none", crs=crs_name(crs), warnings=("a coordinate system but no transform: no place",)
        )
    return Placement("none")


def crs_name(crs: Any) -> str:
    """A short name: `EPSG:32637` where it has one, else the name in its definition."""
    return _name_of_wkt(crs.wkt)


@lru_cache(256)
def _name_of_wkt(wkt: str) -> str:
    # Looking a definition up among thousands takes 20 ms; a folder holds few different ones.
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    try:
        code = CRS.from_wkt(wkt).to_epsg()
    except CRSError:
        code = None
    if code:
        return f"EPSG:{code}"
    named = re.match(r'\s*\w+\["((?:[^"]|"")*)"', wkt)
    return named.group(1)[:80] if named else "unnamed"


def _by_gcps(source: Any, gcps: Sequence[Any], crs: Any) -> Placement:
    from rasterio.errors import RasterioError
    from rasterio.transform import GCPTransformer, from_gcps

    try:
        fit = from_gcps(gcps)
        xs, ys = _affine(fit)([gcp.col for gcp in gcps], [gcp.row for gcp in gcps])
        residuals = [math.dist((x, y), (gcp.x, gcp.y)) for x, y, gcp in zip(xs, ys, gcps, strict=True)]
        unit = 111_320.0 if crs.is_geographic else float(crs.linear_units_factor[1])
        error = max(residuals) * unit
        with GCPTransformer(gcps) as transformer:

            def to_crs(columns: Sequence[float], rows: Sequence[float]) -> tuple[Any, Any]:
                xs, ys = transformer.xy(list(rows), list(columns), offset="ul")
                return xs, ys

            placed = _placed(source, crs, "gcps", to_crs)
    except (RasterioError, ValueError, ArithmeticError) as error_:
        return Placement(
            "unplaced", warnings=(f"its ground control points are of no use: {str(error_)[:80]}",)
        )
    note = f"placed by {len(gcps)} ground control points, off by up to {error:.0f} m from a plane fit"
    return _noted(placed, error, note)


def _by_rpcs(source: Any, rpcs: Any) -> Placement:
    from rasterio.crs import CRS
    from rasterio.errors import RasterioError
    from rasterio.transform import RPCTransformer

    try:
        with RPCTransformer(rpcs, RPC_HEIGHT=rpcs.height_off or 0.0) as transformer:

            def to_crs(columns: Sequence[float], rows: Sequence[float]) -> tuple[Any, Any]:
                xs, ys = transformer.xy(list(rows), list(columns), offset="ul")
                return xs, ys

            placed = _placed(source, CRS.from_epsg(4326), "rpcs", to_crs)
    except (RasterioError, ValueError, ArithmeticError, TypeError) as error:
        return Placement("unplaced", warnings=(f"its RPCs are of no use: {str(error)[:80]}",))
    stated = [each for each in (rpcs.err_bias, rpcs.err_rand) if each and each > 0]
    error_m = math.hypot(*stated) if stated else None
    said = f"stated error {error_m:.0f} m" if error_m is not None else "error not stated"
    return _noted(
        placed, error_m, f"placed by RPCs at height {rpcs.height_off:.0f} m without terrain, {said}"
    )


def _noted(placed: Placement, error_m: float | None, note: str) -> Placement:
    if placed.footprint is None:
        return placed
    return Placement(
        placed.georeference, placed.footprint, placed.gsd_m, placed.crs, error_m, (note, *placed.warnings)
    )


def _affine(transform: Any) -> Callable[[Sequence[float], Sequence[float]], tuple[Any, Any]]:
    a, b, c, d, e, f = tuple(transform)[:6]

    def to_crs(columns: Sequence[float], rows: Sequence[float]) -> tuple[Any, Any]:
        pairs = list(zip(columns, rows, strict=True))
        return [a * x + b * y + c for x, y in pairs], [d * x + e * y + f for x, y in pairs]

    return to_crs


def _placed(source: Any, crs: Any, how: str, to_crs: Callable[..., tuple[Any, Any]]) -> Placement:
    """The outline through `to_crs` and on to WGS 84, if `crs` is of the Earth and names nothing outside."""
    from rasterio.errors import RasterioError

    name = crs_name(crs)
    refusal = _refusal(crs, name)
    if refusal is not None:
        return refusal
    is_wgs84 = name == "EPSG:4326"

    def to_ground(columns: Sequence[float], rows: Sequence[float]) -> tuple[list[float], list[float]]:
        xs, ys = (list(map(float, each)) for each in to_crs(columns, rows))
        return (xs, ys) if is_wgs84 else _warped(crs, xs, ys)

    try:
        footprint, warnings = _outline(source.width, source.height, to_ground)
        gsd_m = _gsd(source.width, source.height, to_ground)
    except (RasterioError, ValueError, ArithmeticError) as error:
        return Placement("unplaced", crs=name, warnings=(f"cannot be placed: {str(error)[:80]}",))
    if footprint is None:
        return Placement("unplaced", crs=name, warnings=("its outline does not lie on the Earth",))
    return Placement(how, footprint, gsd_m, name, None, warnings)


def _warped(crs: Any, xs: list[float], ys: list[float]) -> tuple[list[float], list[float]]:
    """Points of `crs` as longitudes and latitudes; infinite where a point has no place on the Earth."""
    from rasterio.warp import transform as warp

    try:
        lons, lats = warp(crs, "EPSG:4326", xs, ys)[:2]
        return list(lons), list(lats)
    except Exception:
        # One point off the Earth fails them all (GDAL's own error class, not rasterio's): then one by one.
        if len(xs) == 1:
            return [math.inf], [math.inf]
    pairs = [_warped(crs, [x], [y]) for x, y in zip(xs, ys, strict=True)]
    return [lon for (lon,), _ in pairs], [lat for _, (lat,) in pairs]


def _refusal(crs: Any, name: str) -> Placement | None:
    """The placement of an image that is not taken to the ground, by its coordinate system; None if it is."""
    wkt = crs.wkt
    if _LOCAL.match(wkt):
        return Placement("local", crs=name, warnings=("a local coordinate system: no place on the Earth",))
    if _OUTSIDE_GRID.search(wkt):
        warning = "its coordinate system names a file outside: no place is taken from it"
        return Placement("unplaced", crs=name, warnings=(warning,))
    axis = _AXIS.search(wkt)
    if axis is not None and not _EARTH_AXIS_M[0] <= float(axis.group(1)) <= _EARTH_AXIS_M[1]:
        return Placement("non-earth", crs=name, warnings=(f"{name} is not of the Earth: no place is taken",))
    return None


def _outline(width: int, height: int, to_ground: ToGround) -> tuple[Geometry | None, tuple[str, ...]]:
    """The densified edges of the image on the ground; where they leave the Earth, the hull of the rest."""
    steps = [i / _EDGE_POINTS for i in range(_EDGE_POINTS)]
    edge = [(s * width, 0.0) for s in steps] + [(float(width), s * height) for s in steps]
    edge += [((1 - s) * width, float(height)) for s in steps] + [(0.0, (1 - s) * height) for s in steps]
    lons, lats = to_ground([x for x, _ in edge], [y for _, y in edge])
    points = list(zip(lons, lats, strict=True))
    if all(_on_earth(point) for point in points):
        return geometry_of_ring(points), ()
    return _hull(width, height, to_ground), ("parts of it lie off the Earth: the footprint is rough",)


def _on_earth(point: LonLat) -> bool:
    return math.isfinite(point[0]) and math.isfinite(point[1]) and abs(point[1]) <= 90.000001


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


def _gsd(width: int, height: int, to_ground: ToGround) -> float | None:
    """Metres a pixel on the ground at the image's middle: the root of the area of one pixel, to 4 figures.

    Uses the ellipsoid's radii of curvature at that latitude (WGS 84), good over the few pixels it spans.
    """
    column, row = width / 2, height / 2
    span = max(1.0, min(width, height) / 64)
    lons, lats = to_ground([column, column + span, column], [row, row, row + span])
    if not all(_on_earth(point) for point in zip(lons, lats, strict=True)):
        return None
    sine = math.sin(math.radians(lats[0]))
    prime = _WGS84_A / math.sqrt(1 - _WGS84_E2 * sine * sine)
    meridian = prime * (1 - _WGS84_E2) / (1 - _WGS84_E2 * sine * sine)
    steps = []
    for i in (1, 2):
        turn = (lons[i] - lons[0] + 180) % 360 - 180
        east = math.radians(turn) * prime * math.cos(math.radians(lats[0]))
        steps.append((east, math.radians(lats[i] - lats[0]) * meridian))
    area = abs(steps[0][0] * steps[1][1] - steps[0][1] * steps[1][0]) / span**2
    return float(f"{math.sqrt(area):.4g}") if area > 0 else None
