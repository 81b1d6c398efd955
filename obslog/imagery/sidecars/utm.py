"""Outlines stated in metres of a UTM zone, brought to WGS 84 degrees."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.imagery.sidecars.reading import ring
from obslog.model.places import Geometry

_FARTHEST = 2e7


def utm_ring(points: Sequence[tuple[float, float]], epsg: int) -> Geometry | None:
    """The ground inside a ring of (easting, northing) metres of a UTM zone on WGS 84 (EPSG 326xx, 327xx).

    None for any other reference system, and for a ring that is no area on the Earth.
    """
    if epsg // 100 not in (326, 327) or not 1 <= epsg % 100 <= 60 or not 3 <= len(points) <= 20_000:
        return None
    if any(not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST) for x, y in points):
        return None
    from rasterio.warp import transform

    eastings, northings = map(list, zip(*points, strict=True))
    try:
        lons, lats = transform(f"EPSG:{epsg}", "EPSG:4326", eastings, northings)
    except Exception:  # GDAL's own errors have no public base; a point too far from the zone is one
        return None
    return ring(list(zip(lons, lats, strict=True)))
