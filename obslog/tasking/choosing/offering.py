"""From requirements to ranked opportunities: element sets, passes, the site's sky and prices brought together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.images import Image
from obslog.model.places import Site
from obslog.model.requirements import Requirement, RequirementState
from obslog.observing.desk import Desk
from obslog.orbits.elements import ElementSet
from obslog.orbits.passes import LONGEST_DAYS, Pass, Place, Wanted, find_passes
from obslog.orbits.sensors import KINDS, Sensor
from obslog.store import queries
from obslog.tasking.choosing.aim import aim_at
from obslog.tasking.choosing.archive import archive_of, look_first
from obslog.tasking.choosing.choices import CLEAR_CLOUD
from obslog.tasking.choosing.collecting import by_orders
from obslog.tasking.choosing.long_views import by_day
from obslog.tasking.choosing.opportunities import Asked, Baseline, Ranked
from obslog.tasking.choosing.prices import Prices, read_prices
from obslog.tasking.choosing.ranking import ORDERS, rank
from obslog.tasking.choosing.sky import HISTORY_LEANS, Climatology, Sky, clouds_by_month, read_climatology
from obslog.tasking.choosing.views import ground_views
from obslog.tasking.needs.asking import ground_asked, last_useful, moment_text
from obslog.tasking.needs.requirements import find
from obslog.tasking.overhead.element_files import RefusedSet, elements_of
from obslog.tasking.overhead.elements import elements_for
from obslog.tasking.overhead.prediction import read_start
from obslog.tasking.overhead.sensors import known_sensors


@dataclass(frozen=True)
class Means:
    """What a ranking draws on beside the log, as a person gives it.

    `elements` are files or folders (none: the log's own history), `climate` and `prices` tables of the user's,
    `sensor_table` rows of sensors that go before those that ship. `start` (UTC; None: now by the log's clock) and
    `days` (None: to the end of each window) say which time is looked at; `stale` takes elements of any age.
    """

    elements: Sequence[str | Path] = ()
    climate: str | Path | None = None
    prices: str | Path | None = None
    sensor_table: str | Path | None = None
    start: str | datetime | None = None
    days: float | None = None
    stale: bool = False


@dataclass(frozen=True)
class _Read:
    """The means, read."""

    climate: Climatology | None
    prices: Prices | None
    sensors: dict[int, Sensor]
    now: datetime
    record: Mapping[str, tuple[int, int]]


def requirement_opportunities(desk: Desk, requirement: str, means: Means, by: str = "chance") -> Ranked:
    """The opportunities of one open requirement, best first. Raises `NotFoundError`, `WordError`, `RefusedError`."""
    if by not in ORDERS:
        raise WordError("order", by, f"write {', '.join(ORDERS)}")
    with desk.ws.reading():
        one = find(desk, requirement)
        if one.state is not RequirementState.OPEN:
            raise RefusedError(f"requirement {one.id[-8:]} is {one.state}: nothing is looked for")
        (ranked,) = offers(desk, [one], means, by)
        first = look_first(archive_of(desk, one))
    return ranked if first is None else replace(ranked, messages=(first, *ranked.messages))


def offers(desk: Desk, found: Sequence[Requirement], means: Means, by: str = "chance") -> list[Ranked]:
    """The opportunities of each requirement, in their order; passes of all are sought at once.

    Raises `RefusedError` where a window has ended, `WordError`, `NotFoundError`.
    """
    if means.days is not None and not 0 < means.days <= LONGEST_DAYS:
        raise WordError("days", f"{means.days:g}", f"write a number above 0 and up to {LONGEST_DAYS:.0f}")
    read = _Read(
        read_climatology(means.climate) if means.climate is not None else None,
        read_prices(means.prices) if means.prices is not None else None,
        {sensor.norad_id: sensor for sensor in known_sensors(means.sensor_table)},
        desk.clock().astimezone(UTC) if means.start is None else read_start(means.start),
        by_orders(queries.orders(desk.ws)),
    )
    sites = queries.sites_by_id(desk.ws, {one.site_id for one in found})
    images = {site_id: queries.images(desk.ws, site_id=site_id) for site_id in sites}
    asked = [_asked(one, sites[one.site_id], images[one.site_id], read, means.days) for one in found]
    if not asked:
        return []
    first, last = min(one.start for one in asked), max(one.end for one in asked)
    sets, messages = _element_sets(desk, means, first, last)
    known = [one for one in sets if one.norad_id in read.sensors]
    messages += _unknown_satellites(sets, read.sensors)
    places = [Place(one.requirement_id, one.aim.lon, one.aim.lat) for one in asked]
    table = find_passes(
        known, places, Wanted(first, last, kinds=KINDS, stale=means.stale), read.sensors.values()
    )
    by_place: dict[str, list[Pass]] = {}
    for each in table.passes:
        by_place.setdefault(each.place, []).append(each)
    ranked = []
    for one in asked:
        seen = by_day(by_place.get(one.requirement_id, ()), one.aim)
        own = [p for p in seen if one.start <= p.tca <= one.end]
        views = ground_views(own, known, one.aim, read.sensors)
        told = rank(replace(one, messages=(*messages, *table.messages, *one.messages)), views, by)
        ranked.append(replace(told, messages=(*told.messages, *_what_chances_mean(told, one))))
    return ranked


def _asked(one: Requirement, site: Site, images: Sequence[Image], read: _Read, days: float | None) -> Asked:
    useful = min(one.needs.latest, last_useful(one.needs))
    start = max(read.now, one.needs.earliest)
    if useful <= start:
        raise RefusedError(
            f"requirement {one.id[-8:]}: its time ended {moment_text(useful)}, so nothing can be ordered for it; "
            "give it more time (requirement edit --until), or see the passes of another time with --start"
        )
    end = min(useful, start + timedelta(days=days if days is not None else LONGEST_DAYS))
    ground = ground_asked(one, site)
    names = tuple(name for name in (site.name, site.icao, *site.aliases) if name)
    limit = CLEAR_CLOUD if one.needs.max_cloud is None else one.needs.max_cloud
    messages = []
    if read.climate is not None and not read.climate.knows(names):
        messages.append(f"the table {read.climate.name} has no row for {site.name}")
    if end < useful:
        messages.append(f"looked at until {moment_text(end)}; the window is open until {moment_text(useful)}")
    return Asked(
        requirement_id=one.id,
        question=one.question,
        needs=one.needs,
        aim=aim_at(site.name, ground.geometry, ground.lon, ground.lat),
        sky=Sky(names, read.climate, clouds_by_month(images), limit),
        start=start,
        end=end,
        prices=read.prices,
        baseline=_baseline(one, images),
        record=read.record,
        messages=tuple(messages),
    )


def _baseline(one: Requirement, images: Sequence[Image]) -> Baseline | None:
    """The image to compare a new one with: the newest that the requirement rests on, of those whose angles are known."""
    for image in images:  # newest first
        known = image.identity
        if (
            image.id in one.evidence.images
            and known.off_nadir_deg is not None
            and known.sun_elevation_deg is not None
        ):
            name = f"image {image.id[:12]} of {known.when.describe()}"
            return Baseline(name, known.off_nadir_deg, known.sun_elevation_deg)
    return None


def _element_sets(
    desk: Desk, means: Means, first: datetime, last: datetime
) -> tuple[list[ElementSet], list[str]]:
    """Element sets for a time, from files or else from the log, and what was refused of the files."""
    if not means.elements:
        numbers = [sensor.norad_id for sensor in known_sensors(means.sensor_table)]
        return elements_for(desk, first, last, numbers), []
    found = list(elements_of(means.elements))
    sets = [one for one in found if isinstance(one, ElementSet)]
    refused = [one for one in found if isinstance(one, RefusedSet)]
    if not sets:
        why = (
            f"all were refused; the first: {refused[0].text()}" if refused else "no element file stands there"
        )
        raise NotFoundError("element set", ", ".join(map(str, means.elements)), hint=why)
    messages = []
    if refused:
        more = f" and {len(refused) - 1} more" if len(refused) > 1 else ""
        messages.append(f"refused: {refused[0].text()}{more}")
    return sets, messages


def _unknown_satellites(sets: Iterable[ElementSet], sensors: dict[int, Sensor]) -> list[str]:
    unknown = {one.norad_id for one in sets if one.norad_id not in sensors}
    if not unknown:
        return []
    are = "satellite is" if len(unknown) == 1 else "satellites are"
    return [
        f"{len(unknown)} {are} not in the table of sensors, so what they could show is not known: left out"
    ]


def _what_chances_mean(ranked: Ranked, asked: Asked) -> Iterable[str]:
    """What a reader of the chances must know."""
    bases = Counter(
        factor.basis
        for one in ranked.opportunities
        for factor in one.likelihood.factors
        if factor.what == "sky"
    )
    unknown = bases.get("unknown", 0)
    if unknown:
        yield (
            f"the clear sky is not known for {unknown} of {len(ranked.opportunities)} opportunities: they are ranked "
            "as if it were even odds; --climate FILE gives a table"
        )
    if bases.get("history"):
        yield HISTORY_LEANS
    orders = [one for one in ranked.opportunities if one.taskable]
    if any(all(f.what != "provider" for f in one.likelihood.factors) for one in orders):
        yield "whether a provider accepts and collects an order is not in these chances"
    if (
        any(one.view.sensor is not None and one.view.sensor.kind == "sar" for one in orders)
        and asked.needs.max_gsd_m
    ):
        yield "the pixel of a radar image is not that of a visible one: a type may be harder to tell"
