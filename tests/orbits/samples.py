"""Element sets for tests: made up by us, of no real satellite, with an epoch of our choosing."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from obslog.orbits.elements import ElementSet
from obslog.orbits.tle import checksum

EPOCH = datetime(2024, 12, 10, 6, 0, 0, tzinfo=UTC)


def low_orbit(number: int = 1, *, seed: int = 1, epoch: datetime = EPOCH, **changed: float) -> ElementSet:
    """A sun-synchronous or inclined orbit at 450 to 800 km, drawn from `seed` and `number`."""
    draw = random.Random(f"{seed} {number}")
    values: dict[str, float] = {
        "mean_motion": draw.uniform(14.3, 15.3),
        "eccentricity": draw.uniform(0.0, 0.004),
        "inclination_deg": draw.choice([97.4, 97.9, 98.5, 45.0, 53.0, 66.0]),
        "raan_deg": draw.uniform(0, 360),
        "arg_perigee_deg": draw.uniform(0, 360),
        "mean_anomaly_deg": draw.uniform(0, 360),
        "bstar": draw.uniform(0, 1e-4),
    } | changed
    values = {name: round(value, 7) for name, value in values.items()}
    return ElementSet(norad_id=90_000 + number, name=f"TEST-{number}", epoch=epoch, **values)


def as_tle(one: ElementSet) -> str:
    """Name and two lines of an element set."""
    day = (one.epoch - datetime(one.epoch.year, 1, 1, tzinfo=UTC)) / timedelta(days=1) + 1
    first = f"1 {one.norad_id:05d}U 24001A   {one.epoch:%y}{day:012.8f}  .00000000  00000+0 {_power(one.bstar)} 0  999"
    second = (
        f"2 {one.norad_id:05d} {one.inclination_deg:8.4f} {one.raan_deg:8.4f} {round(one.eccentricity * 1e7):07d} "
        f"{one.arg_perigee_deg:8.4f} {one.mean_anomaly_deg:8.4f} {one.mean_motion:11.8f}    1"
    )
    return "\n".join([one.name, *(f"{line}{checksum(line)}" for line in (first, second)), ""])


def _power(value: float) -> str:
    if value == 0:
        return " 00000+0"
    exponent = 0
    while abs(value) < 0.1:
        value, exponent = value * 10, exponent - 1
    return f" {round(value * 1e5):05d}{exponent:+d}"
