"""Passes over one made-up place, for tests of what a ranking makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from obslog.model.requirements import Needs
from obslog.orbits.passes import Pass
from obslog.orbits.sensors import Sensor
from obslog.tasking.choosing.aim import Aim
from obslog.tasking.choosing.opportunities import Asked
from obslog.tasking.choosing.sky import Sky, climatology_of
from obslog.tasking.choosing.views import GroundView

START = datetime(2024, 12, 10, tzinfo=UTC)
END = START + timedelta(days=10)
AIM = Aim("Tartus", 35.87, 34.91, ((35.86, 34.90), (35.88, 34.90), (35.88, 34.92), (35.86, 34.92)), 4.0)
OPTICAL = Sensor("EYE", 1, "optical", "Eye Inc", 0.5, 12.0, 45.0, altitude_km=500.0)
RADAR = Sensor("EAR", 2, "sar", "Ear Inc", 0.5, 10.0, None, (20.0, 50.0), "both", 500.0)
SKY = Sky(("Tartus",), climatology_of("site,month,clear\nTartus,12,0.6\n", "sky.csv"))


def over(
    hours: float,
    sensor: Sensor | None = OPTICAL,
    *,
    off_nadir: float = 10.0,
    sun: float = 40.0,
    number: int | None = None,
    worst: float = 0.0,
    **changed: Any,
) -> GroundView:
    """A view of a pass so many hours after `START`; `worst` degrees are added at the worst corner."""
    at = START + timedelta(hours=hours)
    incidence = off_nadir * 1.1
    one = Pass(
        place="Tartus", satellite=sensor.name if sensor else "WHO", norad_id=number or (sensor.norad_id if sensor else 9),
        rise=at - timedelta(minutes=3), tca=at, set=at + timedelta(minutes=3), max_elevation_deg=90 - incidence,
        off_nadir_deg=off_nadir, incidence_deg=incidence, azimuth_deg=90.0, slant_km=520.0, sun_elevation_deg=sun,
        gsd_m=0.55 if sensor and sensor.kind == "optical" else None, look="right", node="descending",
        element_age_days=1.0, clipped=None, sensor=sensor.kind if sensor else None, fits=True, solar_hour=10.5,
    )  # fmt: skip
    one = replace(one, **changed)
    gsd = None
    if sensor is not None and sensor.gsd_m is not None:
        gsd = (sensor.gsd_m, sensor.gsd_m) if sensor.kind == "sar" else (one.gsd_m or 0.5,) * 2
    return GroundView(
        one,
        sensor,
        (off_nadir, off_nadir + worst),
        (incidence, incidence + worst),
        gsd,
        190.0,
        AIM.across_km(190.0),
    )


def asked(**needs: Any) -> Asked:
    """What a requirement over ten days asks."""
    return Asked("R1", "Are they still there?", Needs(START, END, **needs), AIM, SKY, START, END)
