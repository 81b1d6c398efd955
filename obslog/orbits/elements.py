"""An element set: the mean orbit of one satellite at one instant, as SGP4 takes it, whatever it was written in."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from obslog.model.errors import WordError

if TYPE_CHECKING:
    from sgp4.api import Satrec

#: WGS 72, the constants that SGP4 element sets are fitted with (Spacetrack Report 3; Vallado 2006).
EARTH_RADIUS_KM = 6378.135
MU_KM3_S2 = 398600.8
#: SGP4 itself takes catalogue numbers up to here (Alpha-5); larger ones are kept outside of it.
LARGEST_ALPHA5 = 339_999
#: Below so many revolutions a day SGP4 takes its deep-space branch (period of 225 minutes).
DEEP_SPACE_REV_DAY = 6.4

_SGP4_EPOCH = datetime(1949, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class ElementSet:
    """Mean elements (TEME, SGP4) of one satellite. Angles in degrees, mean motion in revolutions a day.

    `norad_id` is the catalogue number as written, of any size; `epoch` is UTC. `bstar` in 1/earth radii, `ndot` in
    rev/day^2 (halved as in a TLE), `nddot` in rev/day^3 (a sixth). `origin` says where it stood: `tle line 3`, `omm 2`.
    """

    norad_id: int
    name: str
    epoch: datetime
    mean_motion: float
    eccentricity: float
    inclination_deg: float
    raan_deg: float
    arg_perigee_deg: float
    mean_anomaly_deg: float
    bstar: float = 0.0
    ndot: float = 0.0
    nddot: float = 0.0
    cospar: str = ""
    origin: str = ""

    @property
    def key(self) -> str:
        """A hash of satellite, epoch and elements: two of one key are one set, whatever they were written in."""
        numbers = (
            self.mean_motion, self.eccentricity, self.inclination_deg, self.raan_deg, self.arg_perigee_deg,
            self.mean_anomaly_deg, self.bstar,
        )  # fmt: skip
        text = f"{self.norad_id} {self.epoch.isoformat()} {' '.join(f'{n:.10g}' for n in numbers)}"
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    @property
    def altitude_km(self) -> float:
        """Mean altitude over the equator: semi-major axis (Kepler, from mean motion) less the earth's radius."""
        return self.semi_major_axis_km - EARTH_RADIUS_KM

    @property
    def semi_major_axis_km(self) -> float:
        """From the mean motion by Kepler's third law."""
        rate = self.mean_motion * 2 * math.pi / 86400.0
        return float((MU_KM3_S2 / rate**2) ** (1 / 3))

    @property
    def is_geosynchronous(self) -> bool:
        """About one revolution a day: it hangs over a part of the earth and makes no passes."""
        return 0.9 <= self.mean_motion <= 1.1

    def age_days(self, when: datetime) -> float:
        """How far `when` lies from the epoch, in days, never negative."""
        return abs((when - self.epoch).total_seconds()) / 86400.0

    def satrec(self) -> Satrec:
        """The propagator. Raises `WordError` where SGP4 refuses the elements."""
        from sgp4.api import WGS72, Satrec

        epoch_days = (self.epoch - _SGP4_EPOCH) / timedelta(days=1)
        per_day = 2 * math.pi / 1440.0
        satrec = Satrec()
        satrec.sgp4init(
            WGS72,
            "i",
            self.norad_id if self.norad_id <= LARGEST_ALPHA5 else 0,
            epoch_days,
            self.bstar,
            self.ndot * per_day / 1440.0,
            self.nddot * per_day / 1440.0**2,
            self.eccentricity,
            math.radians(self.arg_perigee_deg),
            math.radians(self.inclination_deg),
            math.radians(self.mean_anomaly_deg),
            self.mean_motion * per_day,
            math.radians(self.raan_deg),
        )
        if satrec.error:
            raise WordError("element set", f"{self.name or self.norad_id}", _why(satrec.error))
        return satrec


def checked(elements: ElementSet) -> ElementSet:
    """The set itself, if an orbit can have such elements. Raises `WordError` that says which cannot be."""
    e = elements
    name = f"{e.name or e.norad_id}"
    numbers = {
        "mean motion": e.mean_motion, "eccentricity": e.eccentricity, "inclination": e.inclination_deg,
        "right ascension": e.raan_deg, "argument of perigee": e.arg_perigee_deg, "mean anomaly": e.mean_anomaly_deg,
        "BSTAR": e.bstar, "first derivative of the mean motion": e.ndot,
        "second derivative of the mean motion": e.nddot,
    }  # fmt: skip
    for what, number in numbers.items():
        if not math.isfinite(number):
            raise WordError("element set", name, f"its {what} is no number")
    if not 0 < e.mean_motion < 18:
        raise WordError(
            "element set", name, f"a mean motion of {e.mean_motion:g} revolutions a day is no orbit"
        )
    if not 0 <= e.eccentricity < 1:
        raise WordError(
            "element set", name, f"an eccentricity of {e.eccentricity:g} is no orbit around the earth"
        )
    if not 0 <= e.inclination_deg <= 180:
        raise WordError("element set", name, f"an inclination of {e.inclination_deg:g} degrees cannot be")
    for what in ("right ascension", "argument of perigee", "mean anomaly"):
        if not 0 <= numbers[what] <= 360:
            raise WordError(
                "element set", name, f"its {what} of {numbers[what]:g} degrees is not within 0 to 360"
            )
    if abs(e.bstar) > 1:
        raise WordError("element set", name, f"a BSTAR of {e.bstar:g} cannot be")
    perigee = e.semi_major_axis_km * (1 - e.eccentricity) - EARTH_RADIUS_KM
    # Below some 80 km nothing goes round once more.
    if perigee < 80:
        raise WordError(
            "element set", name, f"its perigee would lie {perigee:.0f} km above the earth: no orbit"
        )
    e.satrec()
    return elements


def _why(error: int) -> str:
    from sgp4.api import SGP4_ERRORS

    return f"SGP4 refuses it: {SGP4_ERRORS.get(error, f'error {error}')}"
