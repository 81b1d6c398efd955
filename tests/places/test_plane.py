"""A plane in metres agrees with geodesics near its origin, on either side of the antimeridian."""

from __future__ import annotations

from math import hypot

import pytest
from geographiclib.geodesic import Geodesic

from obslog.places.plane import Plane, bearing_deg


@pytest.mark.parametrize(("lon", "lat"), [(35.95, 35.4), (179.999, -17.0), (-70.0, 68.0)])
@pytest.mark.parametrize("azimuth", [0, 37, 90, 200, 315])
def test_a_step_on_the_plane_is_the_geodesic_one(lon: float, lat: float, azimuth: float) -> None:
    there = Geodesic.WGS84.Direct(lat, lon, azimuth, 1500.0)
    east, north = Plane(lon, lat).to_metres(there["lon2"], there["lat2"])
    assert hypot(east, north) == pytest.approx(1500.0, rel=1e-3)
    assert bearing_deg(east, north) == pytest.approx(azimuth, abs=0.1)


def test_there_and_back_is_the_same_place() -> None:
    plane = Plane(179.9999, 10.0)
    lon, lat = plane.to_degrees(*plane.to_metres(-179.9995, 10.001))
    assert (lon, lat) == pytest.approx((-179.9995, 10.001), abs=1e-12)
