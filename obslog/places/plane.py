"""A plane in metres about one place: east and north of it, good to a few parts in a thousand within 50 km."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt

_A = 6_378_137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)


@dataclass(frozen=True)
class Plane:
    """The plane that touches the WGS 84 ellipsoid at `lon`, `lat` (degrees), its axes east and north."""

    lon: float
    lat: float

    @property
    def metres_a_degree(self) -> tuple[float, float]:
        """Metres a degree of longitude and of latitude at the origin, by the radii of curvature there."""
        sine = sin(radians(self.lat))
        prime = _A / sqrt(1 - _E2 * sine * sine)
        meridian = prime * (1 - _E2) / (1 - _E2 * sine * sine)
        return radians(prime * cos(radians(self.lat))), radians(meridian)

    def to_metres(self, lon: float, lat: float) -> tuple[float, float]:
        """(east, north) in metres of a place in degrees; the shorter way round the Earth."""
        east_m, north_m = self.metres_a_degree
        return ((lon - self.lon + 180) % 360 - 180) * east_m, (lat - self.lat) * north_m

    def to_degrees(self, east_m: float, north_m: float) -> tuple[float, float]:
        """(longitude, latitude) in degrees of a place on the plane."""
        east, north = self.metres_a_degree
        return (self.lon + east_m / east + 180) % 360 - 180, self.lat + north_m / north


def bearing_deg(east: float, north: float) -> float:
    """The direction of a step on the plane, clockwise from north, 0 to 360 degrees."""
    return degrees(atan2(east, north)) % 360
