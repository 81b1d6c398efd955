"""The sun: where it stands over a place, and what its hour is there."""

from __future__ import annotations

import numpy as np

from obslog.orbits.frames import UNIX_JD, Array, sidereal_angle


def sun_direction(seconds: Array) -> Array:
    """Earth-fixed unit vector to the sun at `seconds` since 1970; last axis xyz.

    Low-precision formula of the Astronomical Almanac (page C5), good to about 0.01 degrees from 1950 to 2050.
    """
    n = np.asarray(seconds, float) / 86400.0 + (UNIX_JD - 2451545.0)
    mean = np.radians(357.528 + 0.9856003 * n)
    ecliptic = np.radians(280.460 + 0.9856474 * n + 1.915 * np.sin(mean) + 0.020 * np.sin(2 * mean))
    tilt = np.radians(23.439 - 4.0e-7 * n)
    right_ascension = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(tilt) * np.sin(ecliptic))
    hour = right_ascension - sidereal_angle(np.asarray(seconds, float))
    return np.stack(
        (np.cos(declination) * np.cos(hour), np.cos(declination) * np.sin(hour), np.sin(declination)), axis=-1
    )


def sun_elevation_deg(seconds: Array, normal: Array) -> Array:
    """Elevation of the sun in degrees over places of ellipsoid `normal` (last axis xyz), without refraction."""
    return np.asarray(np.degrees(np.arcsin(np.clip(np.sum(sun_direction(seconds) * normal, axis=-1), -1, 1))))


def solar_hour(seconds: Array, lon_deg: Array) -> Array:
    """True solar time in hours (12 = the sun at its highest) at a longitude in degrees."""
    x, y, _ = np.moveaxis(sun_direction(seconds), -1, 0)
    return np.asarray(np.mod(12.0 + (np.asarray(lon_deg) - np.degrees(np.arctan2(y, x))) / 15.0, 24.0))
