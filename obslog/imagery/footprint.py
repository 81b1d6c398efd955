"""Where the pixels of one raster lie on the ground: its outline in WGS 84 and its pixel size in metres."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from obslog.imagery.outline import ToGround, outline
from obslog.imagery.systems import crs_name, refusal, to_wgs84, utm_meridian, wgs84
from obslog.imagery.world_files import WorldFile
from obslog.model.places import Geometry

#: The first six numbers of an affine transform: x = a column + b row + c, y = d column + e row + f.
Six = tuple[float, float, float, float, float, float]
ToSystem = Callable[[Sequence[float], Sequence[float]], tuple[Any, Any]]

_LARGEST_GSD_M, _SMALLEST_GSD_M = 50_000.0, 0.001
#: Corner coordinates of a NITF (IGEOLO) are kept to the second of arc, or to a thousandth of a degree.
_CORNER_ERROR_M = {"G": 31.0, "C": 31.0, "D": 111.0, "N": 1.0, "S": 1.0, "U": 1.0}
_DEGREE_M = 111_320.0


@dataclass(frozen=True)
class Placement:
    """Where an image lies: `georeference` is transform, gcps, rpcs, world_file, none, local, non-earth or unplaced.

    `gsd_m` is metres a pixel on the ground; `error_m` the expected error of the placement in metres, where
    the file states or implies one; `crs` a short name of the coordinate system.
    """

    georeference: str
    footprint: Geometry | None = None
    gsd_m: float | None = None
    crs: str | None = None
    error_m: float | None = None
    warnings: tuple[str, ...] = ()


def place(source: Any, world: WorldFile | None = None) -> Placement:
    """The placement of an open rasterio dataset, from its transform, else its GCPs, else its RPCs.

    Where it has none of them, from the world file beside it.
    """
    placed = _of_file(source)
    if world is None or placed.georeference != "none":
        return placed
    return _by_world_file(source, world, placed)


def _by_world_file(source: Any, world: WorldFile, alone: Placement) -> Placement:
    crs = world.crs
    if crs is None and source.crs is not None and source.crs.wkt:
        crs = source.crs
    if crs is None:
        warning = f"{world.name} gives positions but no coordinate system is known: no place"
        return replace(alone, warnings=(*alone.warnings, *world.warnings, warning))
    if _is_pixels(world.six):
        warning = f"{world.name} is a grid of plain pixels: no place"
        return replace(alone, warnings=(*alone.warnings, *world.warnings, warning))
    placed = place_grid(source.width, source.height, world.six, crs, "world_file")
    return replace(placed, warnings=(*world.warnings, *placed.warnings))


def _of_file(source: Any) -> Placement:
    six = _six(source.transform)
    if _is_pixels(six):
        return _without_transform(source, six)
    if source.driver == "NITF":
        return _of_nitf(source, six)
    crs = source.crs
    if crs is None or not crs.wkt:
        return Placement("none", warnings=("a transform but no coordinate system: no place",))
    return place_grid(source.width, source.height, six, crs)


def place_grid(width: int, height: int, six: Six, crs: Any, how: str = "transform") -> Placement:
    """The placement of `width` x `height` pixels on an affine grid of the coordinate system `crs`."""
    return _placed(width, height, crs, how, _affine(six))


def _without_transform(source: Any, six: Six) -> Placement:
    gcps, gcp_crs = source.gcps
    if source.rpcs is not None and (source.driver == "NITF" or len(gcps) < 3):
        return _by_rpcs(source, source.rpcs)
    if len(gcps) >= 3 and gcp_crs is not None and gcp_crs.wkt:
        placed = _by_gcps(source, gcps, gcp_crs)
        return _as_corners(source, placed) if source.driver == "NITF" else placed
    crs = source.crs
    if crs is None or not crs.wkt:
        return Placement("none")
    if six[0] * six[4] == six[1] * six[3]:
        why = "its pixels have no size"
    elif six != (1, 0, 0, 0, 1, 0):
        why = "its grid is that of plain pixels from 0, 0"
    else:
        why = "a coordinate system but no transform"
    return Placement("none", crs=crs_name(crs), warnings=(f"{why}: no place",))


def _of_nitf(source: Any, six: Six) -> Placement:
    """NITF: its RPCs are finer than its corner coordinates."""
    if source.rpcs is not None:
        placed = _by_rpcs(source, source.rpcs)
        if placed.footprint is not None:
            return placed
    crs = source.crs
    if crs is None or not crs.wkt:
        return Placement("none", warnings=("a transform but no coordinate system: no place",))
    return _as_corners(source, place_grid(source.width, source.height, six, crs))


def _as_corners(source: Any, placed: Placement) -> Placement:
    """The placement with the error of a NITF's corner coordinates, unless finer ones (BLOCKA) were there."""
    kind = str(source.tags().get("NITF_ICORDS", "")).strip()
    error_m = _CORNER_ERROR_M.get(kind)
    if placed.footprint is None or error_m is None or "BLOCKA" in source.tags(ns="TRE"):
        return placed
    if error_m <= 1:
        return replace(placed, error_m=placed.error_m or error_m)
    error_m = math.hypot(error_m, placed.error_m or 0.0)
    note = f"placed by the corner coordinates of its header, off by up to {error_m:.0f} m"
    return replace(placed, error_m=error_m, warnings=(note, *placed.warnings))


def _by_gcps(source: Any, gcps: Sequence[Any], crs: Any) -> Placement:
    from rasterio.errors import RasterioError
    from rasterio.transform import GCPTransformer, from_gcps

    try:
        fit = _affine(_six(from_gcps(gcps)))
        xs, ys = fit([gcp.col for gcp in gcps], [gcp.row for gcp in gcps])
        residuals = [math.dist((x, y), (gcp.x, gcp.y)) for x, y, gcp in zip(xs, ys, gcps, strict=True)]
        unit = _DEGREE_M if crs.is_geographic else float(crs.linear_units_factor[1])
        error = max(residuals) * unit
        with GCPTransformer(gcps) as transformer:
            placed = _placed(source.width, source.height, crs, "gcps", _through(transformer))
    except (RasterioError, ValueError, ArithmeticError) as error_:
        return Placement(
            "unplaced", warnings=(f"its ground control points are of no use: {str(error_)[:80]}",)
        )
    note = f"placed by {len(gcps)} ground control points, off by up to {error:.0f} m from a plane fit"
    return _noted(placed, error, note)


def _by_rpcs(source: Any, rpcs: Any) -> Placement:
    from rasterio.errors import RasterioError
    from rasterio.transform import RPCTransformer

    try:
        with RPCTransformer(rpcs, RPC_HEIGHT=rpcs.height_off or 0.0) as transformer:
            placed = _placed(source.width, source.height, wgs84(), "rpcs", _through(transformer))
    except (RasterioError, ValueError, ArithmeticError, TypeError) as error:
        return Placement("unplaced", warnings=(f"its RPCs are of no use: {str(error)[:80]}",))
    stated = [each for each in (rpcs.err_bias, rpcs.err_rand) if each and each > 0]
    error_m = math.hypot(*stated) if stated else None
    said = f"stated error {error_m:.0f} m" if error_m is not None else "error not stated"
    height = rpcs.height_off or 0.0
    return _noted(placed, error_m, f"placed by RPCs at height {height:.0f} m without terrain, {said}")


def _through(transformer: Any) -> ToSystem:
    def to_system(columns: Sequence[float], rows: Sequence[float]) -> tuple[Any, Any]:
        xs, ys = transformer.xy(list(rows), list(columns), offset="ul")
        return xs, ys

    return to_system


def _noted(placed: Placement, error_m: float | None, note: str) -> Placement:
    if placed.footprint is None:
        return placed
    return replace(placed, error_m=error_m, warnings=(note, *placed.warnings))


@contextmanager
def pixel_ground(source: Any, world: WorldFile | None = None) -> Iterator[ToGround | None]:
    """How `place` takes pixels of an open dataset to the ground, for as long as the block lasts; None if not."""
    from rasterio.transform import GCPTransformer, RPCTransformer

    how = place(source, world).georeference
    if how == "transform":
        yield ground_of(source.crs, _affine(_six(source.transform)))
    elif how == "world_file" and world is not None:
        yield ground_of(world.crs, _affine(world.six))
    elif how == "gcps":
        with GCPTransformer(source.gcps[0]) as transformer:
            yield ground_of(source.gcps[1], _through(transformer))
    elif how == "rpcs":
        with RPCTransformer(source.rpcs, RPC_HEIGHT=source.rpcs.height_off or 0.0) as transformer:
            yield ground_of(wgs84(), _through(transformer))
    else:
        yield None


def _six(transform: Any) -> Six:
    a, b, c, d, e, f = tuple(transform)[:6]
    return float(a), float(b), float(c), float(d), float(e), float(f)


def _is_pixels(six: Six) -> bool:
    """Whether the transform is no georeference: pixels counted from 0, 0, or pixels of no size."""
    a, b, c, d, e, f = six
    plain = (abs(a), b, c, d, abs(e), f) == (1, 0, 0, 0, 1, 0)
    return plain or a * e == b * d or not all(map(math.isfinite, six))


def _affine(six: Six) -> ToSystem:
    a, b, c, d, e, f = six

    def to_system(columns: Sequence[float], rows: Sequence[float]) -> tuple[Any, Any]:
        pairs = list(zip(columns, rows, strict=True))
        return [a * x + b * y + c for x, y in pairs], [d * x + e * y + f for x, y in pairs]

    return to_system


def _placed(width: int, height: int, crs: Any, how: str, to_system: ToSystem) -> Placement:
    """The outline through `to_system` and on to WGS 84, if `crs` is of the Earth and names nothing outside."""
    from rasterio.errors import RasterioError

    name = crs_name(crs)
    refused = refusal(crs.wkt, name)
    if refused is not None:
        return Placement(refused[0], crs=name, warnings=(refused[1],))
    to_ground = ground_of(crs, to_system)
    try:
        footprint, gsd_m, warnings = outline(width, height, to_ground)
    except (RasterioError, ValueError, ArithmeticError) as error:
        return Placement("unplaced", crs=name, warnings=(f"cannot be placed: {str(error)[:80]}",))
    if footprint is None:
        return Placement("unplaced", crs=name, warnings=("its outline does not lie on the Earth",))
    return Placement(how, footprint, gsd_m, name, None, (*warnings, *_doubts(footprint, gsd_m, name)))


def ground_of(crs: Any, to_system: ToSystem) -> ToGround:
    """From pixels to degrees WGS 84: through `to_system` to positions of `crs`, and on."""
    is_wgs84 = crs_name(crs) == "EPSG:4326"

    def to_ground(columns: Sequence[float], rows: Sequence[float]) -> tuple[list[float], list[float]]:
        xs, ys = (list(map(float, each)) for each in to_system(columns, rows))
        return (xs, ys) if is_wgs84 else to_wgs84(crs, xs, ys)

    return to_ground


def _doubts(footprint: Geometry, gsd_m: float | None, name: str) -> tuple[str, ...]:
    """What makes a georeference implausible, for a person to look at; the place is kept."""
    west, south, east, north = footprint.bbox
    doubts = []
    if west <= 0 <= east and south <= 0 <= north and east - west < 1 and north - south < 1:
        doubts.append("it lies at 0 N 0 E, where images without a true georeference lie")
    if gsd_m is not None and not _SMALLEST_GSD_M <= gsd_m <= _LARGEST_GSD_M:
        doubts.append(f"{gsd_m:g} m a pixel is not plausible: look at its georeference")
    meridian = utm_meridian(name)
    if meridian is not None:
        away = abs((west + ((east - west) % 360) / 2 - meridian + 180) % 360 - 180)
        if away > 10 and max(abs(south), abs(north)) < 80:
            doubts.append(f"it lies {away:.0f} degrees from the middle of its UTM zone ({name})")
    return tuple(doubts)
