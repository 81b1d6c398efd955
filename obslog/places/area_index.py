"""Which area of a site a place lies in, made ready once for any number of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from obslog.model.places import ELSEWHERE, Area

if TYPE_CHECKING:
    Box = tuple[float, float, float, float]


class AreaIndex:
    """The areas of a site as they were at one time.

    A place in none of them lies `elsewhere`, where every area has a polygon; without that nobody can tell. A site
    without areas is only the whole: its places are in no area.
    """

    def __init__(self, areas: Sequence[Area]) -> None:
        from shapely import Polygon, prepare

        self._shapes: list[tuple[str, Box, Any]] = []
        for area in areas:
            for outer, *holes in area.geometry.polygons if area.geometry is not None else ():
                shape = Polygon(outer, holes)
                prepare(shape)
                self._shapes.append((area.id, shape.bounds, shape))
        drawn = bool(areas) and all(area.geometry is not None for area in areas)
        self._rest = ELSEWHERE if drawn else None

    def area_at(self, lon: float, lat: float) -> str | None:
        """The id of the area at a place in degrees WGS 84 (its edge belongs to it), `elsewhere`, or None."""
        from shapely import intersects_xy

        for area_id, (west, south, east, north), shape in self._shapes:
            for x in (lon, -lon) if abs(lon) == 180 else (lon,):
                if west <= x <= east and south <= lat <= north and intersects_xy(shape, x, lat):
                    return area_id
        return self._rest
