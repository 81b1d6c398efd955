"""The ground that a requirement asks for, in the numbers that a pass is held against: middle, outline, size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from obslog.model.places import Geometry
from obslog.places.plane import Plane

#: An outline keeps at most so many corners: those that reach furthest in as many directions.
_CORNERS = 32


@dataclass(frozen=True)
class Aim:
    """Ground to be imaged: its middle in degrees, the corners of its convex outline (longitude, latitude), its true
    area in km2. A point has no corners but itself, and no area."""

    name: str
    lon: float
    lat: float
    corners: tuple[tuple[float, float], ...]
    area_km2: float = 0.0

    def across_km(self, heading_deg: float) -> float:
        """How wide the outline is across a track of that heading (degrees clockwise from north), km."""
        plane = Plane(self.lon, self.lat)
        turn = math.radians(heading_deg)
        places = (plane.to_metres(lon, lat) for lon, lat in self.corners)
        aside = [east * math.cos(turn) - north * math.sin(turn) for east, north in places]
        return (max(aside) - min(aside)) / 1000.0


def aim_at(name: str, geometry: Geometry | None, lon: float, lat: float) -> Aim:
    """The aim of a shape, or of the point `lon`, `lat` where there is none."""
    if geometry is None or not geometry.polygons:
        return Aim(name, lon, lat, ((lon, lat),))
    from obslog.places.ground import area_m2

    rough = Plane(*geometry.polygons[0][0][0])
    places = [rough.to_metres(*corner) for polygon in geometry.polygons for corner in polygon[0]]
    outline = _outline(places)
    east = (min(e for e, _ in outline) + max(e for e, _ in outline)) / 2
    north = (min(n for _, n in outline) + max(n for _, n in outline)) / 2
    middle = rough.to_degrees(east, north)
    corners = tuple(rough.to_degrees(*corner) for corner in outline)
    return Aim(name, *middle, corners, area_m2(geometry) / 1e6)


def _outline(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places (metres) that reach furthest in some of `_CORNERS` directions, anticlockwise."""
    found: dict[tuple[float, float], None] = {}
    for step in range(_CORNERS):
        turn = 2 * math.pi * step / _CORNERS
        cosine, sine = math.cos(turn), math.sin(turn)
        found[max(places, key=lambda p: (p[0] * cosine + p[1] * sine, p))] = None
    return list(found)
