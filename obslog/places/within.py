"""Many places asked at once whether they lie in a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from obslog.model.places import Geometry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Directions in which a place may be off.
_AROUND = 8


def within(
    geometry: Geometry, lons: NDArray[np.float64], lats: NDArray[np.float64], margin_m: float = 0.0
) -> NDArray[np.bool_]:
    """For each place in degrees WGS 84, whether it lies in the shape, and with a margin also all places so many
    metres around it (eight directions).

    Edges are straight in longitude and latitude, as everywhere in obslog; a place with NaN lies nowhere.
    """
    import numpy as np
    from shapely import contains_xy, prepare
    from shapely.geometry import Polygon

    inside: NDArray[np.bool_] = np.zeros((len(lons), 1 + (_AROUND if margin_m > 0 else 0)), bool)
    if not geometry.polygons or not len(lons):
        return inside[:, 0]
    x, y = _around(lons, lats, margin_m)
    for outer, *holes in geometry.polygons:
        shape = Polygon(outer, holes)
        prepare(shape)
        for turn in (-360.0, 0.0, 360.0):  # a margin may reach over the antimeridian
            inside |= contains_xy(shape, x + turn, y)
    found: NDArray[np.bool_] = np.logical_and.reduce(inside, axis=1)
    return found


def _around(
    lons: NDArray[np.float64], lats: NDArray[np.float64], margin_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The places and, with a margin, those around each; (place, direction)."""
    import numpy as np

    from obslog.places.plane import Plane

    if margin_m <= 0:
        return lons[:, None], lats[:, None]
    middle = float(np.nanmean(lats)) if np.isfinite(lats).any() else 0.0
    east_m, north_m = Plane(0.0, min(89.0, max(-89.0, middle))).metres_a_degree
    angle = np.arange(_AROUND) * 2 * np.pi / _AROUND
    right = np.concatenate([[0.0], margin_m / east_m * np.sin(angle)])
    up = np.concatenate([[0.0], margin_m / north_m * np.cos(angle)])
    return lons[:, None] + right, lats[:, None] + up
