"""Frames: from the inertial frame of SGP4 (TEME) to the turning earth, and places on its ellipsoid.

Earth-fixed vectors are pseudo earth fixed (PEF): TEME turned by the mean sidereal time of 1982, with UT1 = UTC and no
polar motion. Both are two orders of magnitude below the error of an element set (at most some 20 m here).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: An array of numbers; what each axis is stands where it is used.
Array = NDArray[Any]

#: WGS 84: equatorial radius in km, first eccentricity squared.
RADIUS_KM = 6378.137
E2 = 6.69437999014e-3
#: Rotation of the earth in radians a second (WGS 84).
OMEGA = 7.292115e-5
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
#: Julian date of 1970-01-01.
UNIX_JD = 2440587.5


def seconds_of(when: datetime) -> float:
    """Seconds since 1970 of an aware instant; leap seconds are not counted, as UTC clocks do not."""
    return (when - _UNIX).total_seconds()


def sidereal_angle(seconds: Array) -> Array:
    """Greenwich mean sidereal time 1982 (IAU) in radians at `seconds` since 1970 (UT1 taken as UTC)."""
    days = seconds / 86400.0 + (UNIX_JD - 2451545.0)
    whole = np.floor(days - 0.5) + 0.5
    centuries = days / 36525.0
    # The day's turn is taken from the fraction alone, which keeps the full precision of a double.
    turn = (days - whole) + (280.46061837 - 180.0) / 360.0
    turn += (0.98564736628603 / 360.0) * days - np.round((0.98564736628603 / 360.0) * days)
    angle = turn * 360.0 + 0.000387933 * centuries**2 - centuries**3 / 38710000.0
    return np.asarray(np.radians(np.mod(angle, 360.0)))


def to_earth_fixed(angle: Array, position: Array, velocity: Array, state: Array) -> None:
    """Into `state` (..., 6): TEME position (km) and velocity (km/s), turned to the earth's frame at sidereal `angle`."""
    c, s = np.cos(angle), np.sin(angle)
    for vector, at in ((position, 0), (velocity, 3)):
        x, y = vector[..., 0], vector[..., 1]
        state[..., at] = c * x + s * y
        state[..., at + 1] = c * y - s * x
        state[..., at + 2] = vector[..., 2]
    state[..., 3] += OMEGA * state[..., 1]
    state[..., 4] -= OMEGA * state[..., 0]


def site_position(lon_deg: Any, lat_deg: Any, height_km: Any = 0.0) -> tuple[Array, Array]:
    """Earth-fixed position (km) and outward ellipsoid normal of places in degrees WGS 84; last axis xyz."""
    lon, lat = np.radians(np.asarray(lon_deg, float)), np.radians(np.asarray(lat_deg, float))
    normal = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1)
    curvature = RADIUS_KM / np.sqrt(1 - E2 * np.sin(lat) ** 2)
    scale = np.stack(
        (curvature + height_km, curvature + height_km, curvature * (1 - E2) + height_km), axis=-1
    )
    return normal * scale, normal


def normal_below(position: Array) -> Array:
    """The ellipsoid normal at the point below earth-fixed positions (km): the geodetic vertical of a satellite."""
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    flat = np.maximum(np.hypot(x, y), 1e-9)
    # Bowring (1976), one round, without trigonometry: within 1e-6 degrees from the ground to geosynchronous heights.
    b = RADIUS_KM * np.sqrt(1 - E2)
    t = z * (RADIUS_KM / b) / flat
    c = 1.0 / np.sqrt(1.0 + t * t)
    up = z + (E2 / (1 - E2) * b) * (t * c) ** 3
    out = flat - (E2 * RADIUS_KM) * c**3
    length = np.sqrt(up * up + out * out)
    return np.stack((x / flat * out / length, y / flat * out / length, up / length), axis=-1)
