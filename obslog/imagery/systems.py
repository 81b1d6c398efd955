"""Coordinate systems as files state them: their short names, which of them are of the Earth, points in WGS 84."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

_EARTH_AXIS_M = (6.30e6, 6.45e6)
_AXIS = re.compile(r'(?:SPHEROID|ELLIPSOID)\["(?:[^"]|"")*",\s*([0-9.eE+]+)')
_OUTSIDE_GRID = re.compile(
    r"\+(?:nadgrids|geoidgrids|grids|init|file)=(?!@null\b)|PARAMETERFILE\[", re.IGNORECASE
)
_LOCAL = re.compile(r"^\s*(?:LOCAL_CS|ENGCRS|ENGINEERINGCRS)\b", re.IGNORECASE)
_UTM = re.compile(r"EPSG:32([67])(\d\d)")
_LONGEST_WKT = 16_384


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


@lru_cache(256)
def refusal(wkt: str, name: str) -> tuple[str, str] | None:
    """Why positions of this system are not taken to the ground: (georeference, warning); None if they are."""
    if _LOCAL.match(wkt):
        return "local", "a local coordinate system: no place on the Earth"
    if _OUTSIDE_GRID.search(wkt):
        return "unplaced", "its coordinate system names a file outside: no place is taken from it"
    axis = _AXIS.search(wkt)
    if axis is not None and not _EARTH_AXIS_M[0] <= float(axis.group(1)) <= _EARTH_AXIS_M[1]:
        return "non-earth", f"{name} is not of the Earth: no place is taken"
    return None


def system_of_wkt(text: str) -> Any | None:
    """The coordinate system of a WKT (as a `.prj` file holds it); None if it is none, or refers to anything."""
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    text = text.strip()
    if len(text) > _LONGEST_WKT or not re.match(r"[A-Z]{5,20}\s*\[", text):
        return None
    try:
        return CRS.from_wkt(text)
    except (CRSError, UnicodeError, ValueError):
        return None


def utm_meridian(name: str) -> float | None:
    """The central meridian in degrees of a UTM zone on WGS 84, from its short name; None for other systems."""
    match = _UTM.fullmatch(name)
    return None if match is None else int(match.group(2)) * 6.0 - 183.0


@lru_cache(1)
def wgs84() -> Any:
    """Longitude and latitude in degrees."""
    from rasterio.crs import CRS

    return CRS.from_epsg(4326)


def to_wgs84(crs: Any, xs: list[float], ys: list[float]) -> tuple[list[float], list[float]]:
    """Points of `crs` as longitudes and latitudes; infinite where a point has no place on the Earth."""
    from rasterio.warp import transform as warp

    try:
        lons, lats = warp(crs, wgs84(), xs, ys)[:2]
        return list(lons), list(lats)
    except Exception:
        # One point off the Earth fails them all (GDAL's own error class, not rasterio's): then one by one.
        if len(xs) == 1:
            return [math.inf], [math.inf]
    pairs = [to_wgs84(crs, [x], [y]) for x, y in zip(xs, ys, strict=True)]
    return [lon for (lon,), _ in pairs], [lat for _, (lat,) in pairs]


_KNOWN: dict[bytes, Any] = {}
_MOST_KNOWN = 256


def known_system(definition: bytes) -> Any | None:
    """The coordinate system that a file defined by these bytes before; None if none did."""
    return _KNOWN.get(definition)


def remember_system(definition: bytes, crs: Any) -> None:
    """Keep what these bytes of a file were found to define, if that is a coordinate system."""
    if crs is not None and crs.wkt:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[definition] = crs
