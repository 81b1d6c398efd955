"""Ranking: which passes could answer a requirement, which cannot and why, and in which order they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from obslog.model.requirements import Needs, SensorKind
from obslog.orbits.sensors import Sensor
from obslog.tasking.choosing.choices import ALIKE_DEG, GLINT_DEG, LATE_WORTH
from obslog.tasking.choosing.collecting import collected
from obslog.tasking.choosing.likelihood import Seen, angle_doubt_deg, gsd_of_niirs, likelihood
from obslog.tasking.choosing.opportunities import Asked, Baseline, Opportunity, Ranked
from obslog.tasking.choosing.prices import Price, cost_of
from obslog.tasking.choosing.reasons import with_reasons
from obslog.tasking.choosing.views import GroundView

#: By what opportunities may be ordered.
ORDERS = ("chance", "time", "cost")


def rank(asked: Asked, views: Iterable[GroundView], by: str = "chance") -> Ranked:
    """Hold each pass against the needs, and order what is left.

    `by` chance: likelihood times timeliness, then cost, then time; `time`: the earliest first; `cost`: what one usable
    image is expected to cost (cost over chance), those without a price last. Ties go by time and catalogue number, so
    that the order of input never matters.
    """
    ruled: Counter[str] = Counter()
    found: list[Opportunity] = []
    for view in views:
        reason = ruled_out(view, asked.needs, asked.end)
        if reason is None:
            found.append(_opportunity(view, asked))
        else:
            ruled[reason] += 1
    found.sort(key=lambda one: _order(one, by))
    return Ranked(
        asked.requirement_id,
        asked.question,
        asked.aim,
        asked.start,
        asked.end,
        with_reasons(found, by),
        tuple(sorted(ruled.items(), key=lambda item: (-item[1], item[0]))),
        asked.messages,
    )


def _order(one: Opportunity, by: str) -> tuple[Any, ...]:
    last = (one.view.one.tca, one.view.one.norad_id)
    # Chances are no better than whole hundredths: below that, price and time decide.
    worth = -round(one.worth, 2)
    amount = one.cost.amount if one.cost is not None else float("inf")
    if by == "time":
        return last
    if by == "cost":
        return (amount / max(one.likelihood.ranks_as, 1e-6), worth, *last)
    return (worth, amount, *last)


def ruled_out(view: GroundView, needs: Needs, end: datetime) -> str | None:
    """Why a pass cannot answer, the first reason that holds; None where it can.

    Limits hold for the worst corner of the ground. Where the needs name no sun, an optical sensor still needs it above
    the horizon.
    """
    sensor, one = view.sensor, view.one
    if sensor is None:
        return "by satellites that the table of sensors does not have"
    if needs.sensor is not SensorKind.ANY and sensor.kind != needs.sensor:
        return (
            "by radar, where an optical image is asked"
            if sensor.kind == "sar"
            else "by optical sensors, where radar is asked"
        )
    if one.tca > end:
        return "too late to be of use"
    if one.fits is False or _beyond(view, sensor):
        return "out of the sensor's reach"
    if needs.max_off_nadir_deg is not None and view.off_nadir_deg[1] > needs.max_off_nadir_deg:
        return f"more oblique than {needs.max_off_nadir_deg:g}°"
    if sensor.kind == "optical":
        if one.sun_elevation_deg < 0:
            return "at night"
        if needs.min_sun_deg is not None and one.sun_elevation_deg < needs.min_sun_deg:
            return f"with the sun below {needs.min_sun_deg:g}°"
    return _too_coarse(view, sensor, needs)


def _beyond(view: GroundView, sensor: Sensor) -> bool:
    """Whether the worst corner lies beyond the limits that the middle is within."""
    if sensor.incidence_deg is not None:
        return not (
            sensor.incidence_deg[0] <= view.incidence_deg[0]
            and view.incidence_deg[1] <= sensor.incidence_deg[1]
        )
    return sensor.max_off_nadir_deg is not None and view.off_nadir_deg[1] > sensor.max_off_nadir_deg


def _too_coarse(view: GroundView, sensor: Sensor, needs: Needs) -> str | None:
    if view.gsd_m is None:
        return None
    worst = view.gsd_m[1]
    if needs.max_gsd_m is not None and worst > needs.max_gsd_m:
        return f"coarser than {needs.max_gsd_m:g} m"
    if needs.min_niirs is not None and sensor.kind == "optical" and worst > gsd_of_niirs(needs.min_niirs):
        return f"below NIIRS {needs.min_niirs:g} (estimate)"
    return None


def timeliness(at: datetime, start: datetime, end: datetime) -> float:
    """1 at the start, down evenly to `LATE_WORTH` (our choice) at the end."""
    span = (end - start).total_seconds()
    gone = (at - start).total_seconds() / span if span > 0 else 0.0
    return 1.0 - (1.0 - LATE_WORTH) * min(max(gone, 0.0), 1.0)


def _opportunity(view: GroundView, asked: Asked) -> Opportunity:
    one, sensor = view.one, view.sensor
    assert sensor is not None
    price = (
        asked.prices.of(sensor.name, sensor.operator)
        if asked.prices is not None and sensor.taskable
        else None
    )
    stated = price.collected if price is not None else None
    known = collected(sensor.name, sensor.operator, stated, asked.record)
    seen = Seen(
        sensor.kind,
        view.off_nadir_deg[1],
        one.sun_elevation_deg,
        view.gsd_m[1] if view.gsd_m is not None else None,
        one.element_age_days,
        known if sensor.taskable else None,
    )
    found = likelihood(seen, asked.needs, asked.sky.clear(one.tca, one.solar_hour, sensor.kind))
    return Opportunity(
        view,
        found,
        found.ranks_as * timeliness(one.tca, asked.start, asked.end),
        (one.tca - asked.start).total_seconds() / 3600.0,
        cost_of(price, asked.aim.area_km2, view.collects, sensor.operator or sensor.name)
        if price is not None
        else None,
        tuple(_notes(view, asked, sensor, price)),
    )


def _notes(view: GroundView, asked: Asked, sensor: Sensor, price: Price | None) -> Iterable[str]:
    if not sensor.taskable:
        yield "systematic: it images by its operator's plan, nothing is to be ordered"
    elif asked.prices is not None and price is None:
        yield f"no price for {sensor.operator or sensor.name}"
    if view.collects > 1:
        strips = f"{view.collects} strips, which one pass may not take"
        yield f"the ground is {view.across_km:.0f} km across, its swath {sensor.swath_km:g} km: {strips}"
    if sensor.approximate:
        yield "its row in the table of sensors is approximate"
    doubt = angle_doubt_deg(view.one.element_age_days)
    limit = _tightest(asked.needs.max_off_nadir_deg, sensor.max_off_nadir_deg)
    if limit is not None and view.off_nadir_deg[1] + doubt > limit and doubt >= 0.1:
        yield f"elements of that age leave {doubt:.1f}° of off-nadir in doubt: it may miss the limit of {limit:g}°"
    if sensor.kind == "optical" and view.glint_deg < GLINT_DEG:
        yield f"the sun mirrors {view.glint_deg:.0f}° from the line of sight: water would shine"
    base = asked.baseline
    if base is not None and sensor.kind == "optical" and _alike(view, base):
        yield f"sun and off-nadir within {ALIKE_DEG:g}° of {base.name}: easy to compare"
    if view.one.clipped:
        yield _CLIPPED[view.one.clipped]


_CLIPPED = {
    "start": "in view already when the time looked at begins",
    "end": "still in view when the time looked at ends",
    "both": "in view throughout the time looked at",
}


def _alike(view: GroundView, base: Baseline) -> bool:
    apart = (view.one.off_nadir_deg - base.off_nadir_deg, view.one.sun_elevation_deg - base.sun_deg)
    return all(abs(degrees) <= ALIKE_DEG for degrees in apart)


def _tightest(*limits: float | None) -> float | None:
    return min((limit for limit in limits if limit is not None), default=None)
