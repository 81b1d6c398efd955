"""Satellites that stay in view for hours (geosynchronous ones): one opportunity a day, when the sun is highest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from obslog.orbits.passes import Pass
from obslog.tasking.choosing.aim import Aim

#: A low satellite is over the horizon for a quarter of an hour at the most.
_LONG = timedelta(hours=2)


def by_day(passes: Iterable[Pass], aim: Aim) -> Iterator[Pass]:
    """The passes; each that lasts for hours as one for every day on which the sun culminates within it.

    Such a window with no noon in it stays as it is. Angles of the satellite are taken again where the views are made.
    """
    for one in passes:
        days = list(_days(one, aim)) if one.set - one.rise > _LONG else []
        yield from days or [one]


def _days(one: Pass, aim: Aim) -> Iterator[Pass]:
    import numpy as np

    from obslog.orbits.frames import seconds_of, site_position
    from obslog.orbits.sun import solar_hour, sun_elevation_deg

    _, normal = site_position(aim.lon, aim.lat)
    epoch = one.tca - timedelta(days=one.element_age_days)
    noon = _noon(one.rise, aim.lon)
    while noon <= one.set:
        seconds = np.asarray(seconds_of(noon))
        off = float(solar_hour(seconds, np.asarray(aim.lon))) - 12.0
        at = noon - timedelta(hours=off)
        if one.rise <= at <= one.set:
            age = abs((at - epoch).total_seconds()) / 86400.0
            height = float(sun_elevation_deg(np.asarray(seconds_of(at)), normal))
            yield replace(one, tca=at, sun_elevation_deg=height, solar_hour=12.0, element_age_days=age)
        noon += timedelta(days=1)


def _noon(start: datetime, lon: float) -> datetime:
    """The first mean solar noon not well before `start`."""
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(hours=(12.0 - lon / 15.0) % 24.0 - 24.0)
