"""Universal Transverse Mercator on WGS 84, both ways, to well below a millimetre inside a zone.

The series are Krueger's, in the third flattening to its fourth power: C. F. F. Karney, Transverse Mercator
with an accuracy of a few nanometers, J. Geodesy 85 (2011), equations 7 to 15, 35 and 36.
"""

from __future__ import annotations

from math import asinh, atan, atan2, atanh, cos, cosh, degrees, hypot, radians, sin, sinh, sqrt, tan

from obslog.model.errors import WordError

#: The letters of the 8-degree bands from 80 S; X is 12 degrees high.
BANDS = "CDEFGHJKLMNPQRSTUVWX"

_A = 6_378_137.0
_F = 1 / 298.257223563
_E = sqrt(_F * (2 - _F))
_N = _F / (2 - _F)
_SCALE = 0.9996
_FALSE_EASTING, _FALSE_NORTHING = 500_000.0, 10_000_000.0
#: Radius of the sphere with the ellipsoid's meridian (Karney, equation 14).
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)


def band_of(lat: float) -> str:
    """The band letter of a latitude within -80 to 84 degrees."""
    return BANDS[min(int((lat + 80) // 8), len(BANDS) - 1)]


def zone_of(lon: float, lat: float) -> int:
    """The zone 1 to 60 of a position in degrees, with the exceptions for Norway and Svalbard."""
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if lat >= 72 and 0 <= lon < 42:
        return 31 + 2 * int((lon + 3) // 12)
    return int((lon + 180) // 6) % 60 + 1


def to_utm(lon: float, lat: float) -> tuple[int, bool, float, float]:
    """(zone, north of the equator, easting, northing in metres) of a position in degrees.

    Raises `WordError` beyond 84 N and 80 S, where UTM ends.
    """
    if not -80 <= lat <= 84:
        raise WordError("position", f"{lat}, {lon}", "UTM ends at 80 S and 84 N: use MGRS or degrees")
    zone = zone_of(lon, lat)
    away = radians((lon - (6 * zone - 183) + 180) % 360 - 180)
    tau = tan(radians(lat))
    sigma = sinh(_E * atanh(_E * tau / hypot(1, tau)))
    tau_conformal = tau * hypot(1, sigma) - sigma * hypot(1, tau)
    xi = atan2(tau_conformal, cos(away))
    eta = asinh(sin(away) / hypot(tau_conformal, cos(away)))
    north_m = xi + sum(a * sin(2 * j * xi) * cosh(2 * j * eta) for j, a in enumerate(_ALPHA, 1))
    east_m = eta + sum(a * cos(2 * j * xi) * sinh(2 * j * eta) for j, a in enumerate(_ALPHA, 1))
    northing = _SCALE * _RADIUS * north_m + (0 if lat >= 0 else _FALSE_NORTHING)
    return zone, lat >= 0, _SCALE * _RADIUS * east_m + _FALSE_EASTING, northing


def from_utm(zone: int, north: bool, easting: float, northing: float) -> tuple[float, float]:
    """(longitude, latitude) in degrees of a UTM position in metres; the longitude is within -180 to 180."""
    xi = (northing - (0 if north else _FALSE_NORTHING)) / (_SCALE * _RADIUS)
    eta = (easting - _FALSE_EASTING) / (_SCALE * _RADIUS)
    xi, eta = (
        xi - sum(b * sin(2 * j * xi) * cosh(2 * j * eta) for j, b in enumerate(_BETA, 1)),
        eta - sum(b * cos(2 * j * xi) * sinh(2 * j * eta) for j, b in enumerate(_BETA, 1)),
    )
    tau_conformal = sin(xi) / hypot(sinh(eta), cos(xi))
    tau = tau_conformal
    for _ in range(5):  # Newton's method: Karney, equations 19 to 21, where three steps suffice
        sigma = sinh(_E * atanh(_E * tau / hypot(1, tau)))
        here = tau * hypot(1, sigma) - sigma * hypot(1, tau)
        slope = (1 + (1 - _E**2) * tau**2) / ((1 - _E**2) * hypot(1, tau))
        tau += (tau_conformal - here) / hypot(1, here) * slope
    lon = degrees(atan2(sinh(eta), cos(xi))) + 6 * zone - 183
    return (lon + 180) % 360 - 180, degrees(atan(tau))
