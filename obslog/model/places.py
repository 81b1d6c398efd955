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
        rings = [polygon[0] for polygon in self.polygons]
        lats = [lat for ring in rings for _, lat in ring]
        spans = sorted((min(lon for lon, _ in ring), max(lon for lon, _ in ring)) for ring in rings)
        west, east = spans[0][0], max(right for _, right in spans)
        if (west, east) == (-180.0, 180.0):
            # It meets itself at the antimeridian: the box leaves out the widest stretch that no part covers.
            widest, reach = 0.0, west
            for left, right in spans:
                if left - reach > widest:
                    widest, west, east = left - reach, left, reach
                reach = max(reach, right)
        return west, min(lats), east, max(lats)


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
    """A named place: its position in degrees WGS 84, polygon, aliases, and a time zone for display only.

    `cadence_days` is how old its newest usable look may get before it is stale; None: nobody has said.
    """

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
    cadence_days: float | None = None

    def area(self, name: str) -> Area:
        """The area of that name (case does not matter). Raises `WordError` naming the areas there are."""
        for area in self.areas:
            if area.name.casefold() == name.strip().casefold():
                return area
        known = ", ".join(a.name for a in self.areas) or "none: the whole site is one"
        raise WordError("area", name, f"{self.name} has these areas: {known}")
