"""Sites and their areas: where the log's questions are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from obslog.model.errors import WordError

#: The implicit area of every site: its ground in no named area (DESIGN 6, Areas).
ELSEWHERE = "elsewhere"

#: One closed ring of (longitude, latitude) pairs in degrees WGS 84, last point equal to the first.
Ring = tuple[tuple[float, float], ...]
#: One outer ring and its holes.
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class Geometry:
    """Ground as one or more polygons in degrees WGS 84, longitude first.

    A shape that crosses the antimeridian is kept as two polygons, one on either side (RFC 7946, 3.1.9), so
    that no polygon spans more than 180 degrees.
    """

    polygons: tuple[Polygon, ...]

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in degrees; west > east where the shape crosses the antimeridian."""
        lons = [x for polygon in self.polygons for x, _ in polygon[0]]
        lats = [y for polygon in self.polygons for _, y in polygon[0]]
        west_side = [x for polygon in self.polygons if any(x == 180.0 for x, _ in polygon[0]) for x, _ in polygon[0]]
        east_side = [x for polygon in self.polygons if any(x == -180.0 for x, _ in polygon[0]) for x, _ in polygon[0]]
        if west_side and east_side:
            return min(x for x in lons if x > 0), min(lats), max(x for x in lons if x < 0), max(lats)
        return min(lons), min(lats), max(lons), max(lats)


@dataclass(frozen=True)
class Area:
    """A named part of a site (apron, pier, revetment). Areas of one site do not overlap.

    `geometry` may be missing: its visible fraction is then only ever stated. `capacity` says how many objects
    of a type the area can hold.
    """

    id: str
    site_id: str
    name: str
    geometry: Geometry | None = None
    capacity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """A named place: its position in degrees WGS 84, polygon, aliases, and a time zone for display only."""

    id: str
    name: str
    lon: float
    lat: float
    geometry: Geometry | None = None
    aliases: tuple[str, ...] = ()
    icao: str | None = None
    timezone: str | None = None
    country: str | None = None
    areas: tuple[Area, ...] = ()

    def area(self, name: str) -> Area:
        """The area of that name (case does not matter). Raises `WordError` naming the areas there are."""
        for area in self.areas:
            if area.name.casefold() == name.strip().casefold():
                return area
        known = ", ".join(a.name for a in self.areas) or "none: the whole site is one"
        raise WordError("area", name, f"{self.name} has these areas: {known}")
