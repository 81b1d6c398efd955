"""The passes that could answer: from the element sets of the log, over the site, in the days after what is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from obslog.model.errors import NotFoundError
from obslog.model.places import Site
from obslog.model.resolving import coarsest
from obslog.model.text import listed, safe
from obslog.model.types import TypeTree
from obslog.model.when import at
from obslog.observing.desk import Desk
from obslog.orbits.passes import Pass, Place, Wanted, find_passes
from obslog.orbits.sensors import shipped_sensors
from obslog.report.number_parts import Ahead, PassLine, Sky
from obslog.report.parts import Claim
from obslog.store.queries.elements import satellite_histories
from obslog.tasking.overhead.elements import elements_for
from obslog.tasking.overhead.sensors import demo_sensors

#: How many days are searched, and how many passes are printed.
DAYS, MOST = 7, 12
#: An optical satellite needs the sun above this, and a useful view lies within so many degrees of straight down.
_LEAST_SUN_DEG, _MOST_OFF_NADIR_DEG = 10.0, 45.0

_MADE_UP = "Satellites named DEMO are made up for the demo: none of them flies."


def sky(desk: Desk, site: Site, end: datetime) -> Sky:
    """Passes over a site after `end`, or after the newest element sets where those are newer.

    Only the sensors that ship are asked, not those of a user's own table, and no clock: the same log gives the same
    passes on any machine.
    """
    sensors = (*shipped_sensors(), *demo_sensors())
    numbers = {sensor.norad_id for sensor in sensors}
    known = [one for one in satellite_histories(desk.ws) if one.norad_id in numbers]
    if not known:
        return Sky(
            why_none="The log has no element sets, so no pass can be named: obslog elements import FILE."
        )
    start = max(end, max(one.newest for one in known))
    wanted = Wanted(start, start + timedelta(days=DAYS), max_off_nadir_deg=_MOST_OFF_NADIR_DEG)
    try:
        sets = elements_for(desk, wanted.start, wanted.end, numbers)
    except NotFoundError:
        return Sky(start=start, why_none="The log has no element sets of that time, so no pass can be named.")
    place = Place(site.name, site.lon, site.lat, timezone=site.timezone)
    table = find_passes(sets, [place], wanted, sensors)
    return Sky(tuple(one for one in table.passes if _can_image(one)), start, None, tuple(table.messages))


def _can_image(one: Pass) -> bool:
    return one.fits is not False and (one.sensor == "sar" or one.sun_elevation_deg >= _LEAST_SUN_DEG)


def ahead(found: Sky | None, questions: Sequence[Claim], tree: TypeTree | None) -> Ahead:
    """The passes that could answer an open question, the next first; nothing where no question can be answered so."""
    asked = [claim for claim in questions if _is_of_the_ground(claim)]
    if found is None or not asked:
        return Ahead()
    if found.why_none or found.start is None:
        return Ahead(lead=found.why_none or "")
    floors = {claim.id: _floor(claim, tree) for claim in asked}
    lines = [
        line
        for one in sorted(found.passes, key=lambda one: (one.tca, one.norad_id))
        if (line := _line(one, asked, floors)).answers
    ]
    day = at(found.start).describe()
    lead = (
        f"Passes in the {DAYS} days from {day} (the end of the period, or the newest element sets of the log) of "
        "satellites whose image could tell what is asked. A pass shows what stands there then, not what stood there "
        "before; whether an image is taken, and the sky is clear, is not known."
    )
    if not lines:
        return Ahead(lead=f"No pass in the {DAYS} days from {day} could answer.", notes=_notes(found))
    more = (
        f"{len(lines) - MOST} more passes are not listed: obslog passes lists them."
        if len(lines) > MOST
        else None
    )
    return Ahead(safe(lead), tuple(lines[:MOST]), more, _notes(found))


def _notes(found: Sky) -> tuple[str, ...]:
    made_up = {sensor.norad_id for sensor in demo_sensors()}
    if any(one.norad_id in made_up for one in found.passes):
        return (_MADE_UP, *(safe(note) for note in found.notes))
    return tuple(safe(note) for note in found.notes)


def _is_of_the_ground(claim: Claim) -> bool:
    """A question that a new image bears on; which of two records holds, and what an old image shows, are not such."""
    return not (claim.images or claim.statements or claim.claims)


def _floor(claim: Claim, tree: TypeTree | None) -> float | None:
    """The coarsest GSD in metres that tells every type of the question; None where no size is known, or none is asked."""
    if tree is None or not claim.types:
        return None
    try:
        floor = coarsest(tree, claim.types)
    except NotFoundError:
        return None
    return None if floor is None else floor.gsd_m


def _line(one: Pass, asked: Sequence[Claim], floors: dict[str, float | None]) -> PassLine:
    answers = []
    for claim in asked:
        floor = floors[claim.id]
        if floor is None or one.sensor == "sar" or (one.gsd_m is not None and one.gsd_m <= floor):
            answers.append(claim.id)
    sees = f"{one.gsd_m:.2f} m" if one.gsd_m is not None else "SAR" if one.sensor == "sar" else "not known"
    return PassLine(
        satellite=safe(one.satellite), norad_id=one.norad_id, sensor=one.sensor or "not known",
        when=at(one.tca.replace(second=0, microsecond=0)).describe(), local=one.local_text,
        off_nadir=f"{one.off_nadir_deg:.0f}°", gsd=sees, sun=f"{one.sun_elevation_deg:.0f}°",
        answers=tuple(answers), said=f"could answer {listed(answers)}",
    )  # fmt: skip
