"""Passes: which satellites see which places, when and how well, from element sets of any age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from obslog.model.errors import WordError
from obslog.orbits.elements import ElementSet
from obslog.orbits.pass_words import Pass, Place, instant
from obslog.orbits.sensors import Sensor

if TYPE_CHECKING:
    from obslog.orbits.access import Limits, Windows
    from obslog.orbits.geometry import View
    from obslog.orbits.grid import Grid

__all__ = [
    "LONGEST_DAYS",
    "REFUSE_DAYS",
    "WARN_DAYS",
    "Pass",
    "PassTable",
    "Place",
    "Wanted",
    "find_passes",
    "passes_on",
]

#: Elements older than this are warned of, in days: by then nine in ten passes are still within 14 s, some are 5 min off.
WARN_DAYS = 7.0
#: Elements older than this are not used unless asked for: one window in twelve is then wrong.
REFUSE_DAYS = 30.0
#: So many satellites are named one by one in what is said of them.
_FEW = 3
#: The longest search, days: beyond it no element set says anything.
LONGEST_DAYS = 60.0


@dataclass(frozen=True)
class Wanted:
    """What is asked: a time [start, end] UTC and the limits; `kinds` keeps satellites of a sensor table by kind.

    At most one of `min_elevation_deg` and `max_off_nadir_deg` is given; with neither, 10 degrees of elevation.
    """

    start: datetime
    end: datetime
    min_elevation_deg: float | None = None
    max_off_nadir_deg: float | None = None
    min_sun_deg: float | None = None
    kinds: tuple[str, ...] = ()
    stale: bool = False

    def limits(self) -> Limits:
        """The limits as the search takes them. Raises `WordError` where they cannot be."""
        from obslog.orbits.access import Limits

        if self.min_elevation_deg is not None and self.max_off_nadir_deg is not None:
            raise WordError("limits", "elevation and off-nadir", "give one of them, not both")
        if self.max_off_nadir_deg is not None:
            if not 0 < self.max_off_nadir_deg < 90:
                raise WordError("off-nadir", f"{self.max_off_nadir_deg:g}", "write degrees between 0 and 90")
            return Limits(0.0, self.max_off_nadir_deg)
        least = 10.0 if self.min_elevation_deg is None else self.min_elevation_deg
        if not 0 <= least < 90:
            raise WordError("elevation", f"{least:g}", "write degrees from 0 to below 90")
        return Limits(least)


@dataclass(frozen=True)
class PassTable:
    """Passes in order of place, rise and satellite, and what a reader of them must know, one line each."""

    passes: tuple[Pass, ...]
    messages: tuple[str, ...]


def find_passes(
    elements: Iterable[ElementSet], places: Sequence[Place], wanted: Wanted, sensors: Iterable[Sensor] = ()
) -> PassTable:
    """All passes over `places`. The set of windows is complete, and the same wherever the search begins.

    Of several sets of one satellite each instant uses the one of the nearest epoch. Raises `WordError` for a time or
    limits that cannot be.
    """
    from obslog.orbits.grid import make_grid

    if not wanted.start < wanted.end:
        raise WordError("time", f"{instant(wanted.start)}", "the end of a search lies after its start")
    if wanted.end - wanted.start > timedelta(days=LONGEST_DAYS):
        raise WordError(
            "time", f"{(wanted.end - wanted.start).days} days", f"search at most {LONGEST_DAYS:.0f} days"
        )
    limits = wanted.limits()
    by_id = {sensor.norad_id: sensor for sensor in sensors}
    chosen, messages = _chosen(elements, wanted, by_id)
    if not chosen or not places:
        return PassTable((), tuple(messages))
    grid = make_grid([one.elements for one in chosen], wanted.start, wanted.end)
    for one, lost, reason in zip(chosen, grid.lost, grid.reasons, strict=True):
        if lost < grid.seconds.size:
            since = datetime.fromtimestamp(float(grid.seconds[lost]), UTC)
            messages.append(
                f"{one.elements.name or one.elements.norad_id}: no position from {instant(since)[:16]}Z on ({reason}); "
                "passes after that are not known"
            )
    passes = passes_on(grid, places, limits, wanted, by_id, chosen)
    return PassTable(tuple(passes), (*messages, *_age_warnings(passes)))


@dataclass(frozen=True)
class _Valid:
    elements: ElementSet
    since: datetime
    until: datetime


def _chosen(
    elements: Iterable[ElementSet], wanted: Wanted, sensors: dict[int, Sensor]
) -> tuple[list[_Valid], list[str]]:
    """The sets that are nearest to some instant of the search, each with the time that it is nearest to."""
    history: dict[int, dict[str, ElementSet]] = {}
    for one in elements:
        if wanted.kinds and (one.norad_id not in sensors or sensors[one.norad_id].kind not in wanted.kinds):
            continue
        history.setdefault(one.norad_id, {})[one.key] = one
    limit = timedelta(days=REFUSE_DAYS)
    chosen: list[_Valid] = []
    refused: list[ElementSet] = []
    for sets in history.values():
        ordered = sorted(sets.values(), key=lambda s: (s.epoch, s.key))
        # Of sets with one epoch, the last by key: any rule will do, if it is always the same.
        ordered = list({s.epoch: s for s in ordered}.values())
        middles = [a.epoch + (b.epoch - a.epoch) / 2 for a, b in pairwise(ordered)]
        spans = zip(ordered, [datetime.min.replace(tzinfo=UTC), *middles],
                    [*middles, datetime.max.replace(tzinfo=UTC)], strict=True)  # fmt: skip
        for one, since, until in spans:
            if until <= wanted.start or since >= wanted.end:
                continue
            if not wanted.stale:
                since, until = max(since, one.epoch - limit), min(until, one.epoch + limit)
            if until > wanted.start and since < wanted.end:
                chosen.append(_Valid(one, since, until))
            if not wanted.stale and (since > wanted.start or until < wanted.end):
                refused += [one] if _is_refused(one, wanted, ordered) else []
    return chosen, _refused_lines(refused, wanted)


def _is_refused(one: ElementSet, wanted: Wanted, ordered: Sequence[ElementSet]) -> bool:
    """Whether the time asked reaches beyond what the newest, or the oldest, set of a satellite may be used for."""
    limit = timedelta(days=REFUSE_DAYS)
    too_old = one is ordered[-1] and wanted.end - one.epoch > limit
    return too_old or (one is ordered[0] and one.epoch - wanted.start > limit)


def _refused_lines(refused: Sequence[ElementSet], wanted: Wanted) -> list[str]:
    """A line each, or one for all where they are many: a whole catalogue grows old at once."""
    rest = f"passes beyond {REFUSE_DAYS:.0f} days are left out (newer elements, or --stale)"

    def age(one: ElementSet) -> float:
        return max(one.age_days(wanted.start), one.age_days(wanted.end))

    if len(refused) <= _FEW:
        return [
            f"{one.name or one.norad_id}: its elements of {one.epoch:%Y-%m-%d} are up to {age(one):.0f} days from the "
            f"time asked; {rest}"
            for one in refused
        ]
    names = list(dict.fromkeys(one.name or str(one.norad_id) for one in refused))
    days = sorted({f"{one.epoch:%Y-%m-%d}" for one in refused})
    of = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return [
        f"{len(names)} satellites ({', '.join(names[:_FEW])}{more}): their elements of {of} are "
        f"up to {max(map(age, refused)):.0f} days from the time asked; {rest}"
    ]


def passes_on(
    grid: Grid, places: Sequence[Place], limits: Limits, wanted: Wanted, sensors: dict[int, Sensor],
    chosen: Sequence[_Valid] = (),
) -> list[Pass]:  # fmt: skip
    """Passes on a grid made before: other places and limits cost no propagation."""
    import numpy as np

    from obslog.orbits.access import find_windows
    from obslog.orbits.frames import site_position

    heights = np.array([place.height_m / 1000.0 for place in places])
    points, normals = site_position([p.lon for p in places], [p.lat for p in places], heights)
    windows = find_windows(grid, points, normals, limits)
    if not windows.tca.size:
        return []
    return list(_described(grid, places, points, normals, windows, wanted, sensors, chosen))


def _described(
    grid: Grid, places: Sequence[Place], points: Any, normals: Any, windows: Windows, wanted: Wanted,
    sensors: dict[int, Sensor], chosen: Sequence[_Valid],
) -> Iterable[Pass]:  # fmt: skip
    import numpy as np

    from obslog.orbits.geometry import view
    from obslog.orbits.sun import solar_hour, sun_elevation_deg

    start, end = wanted.start.timestamp(), wanted.end.timestamp()
    # Within the part that is shown, it stands highest at the culmination or at the end nearest to it.
    tca = np.clip(windows.tca, start, end)
    position, velocity = grid.at(windows.satellite, tca)
    p, n = points[windows.place], normals[windows.place]
    seen = view(position, velocity, p, n)
    sun = sun_elevation_deg(tca, n)
    hours = solar_hour(tca, np.array([place.lon for place in places])[windows.place])
    for i in range(tca.size):
        one = grid.elements[int(windows.satellite[i])]
        at = datetime.fromtimestamp(float(windows.tca[i]), UTC)
        if chosen:
            valid = chosen[int(windows.satellite[i])]
            if not valid.since <= at < valid.until:
                continue
        if wanted.min_sun_deg is not None and sun[i] < wanted.min_sun_deg:
            continue
        yield _one(one, places[int(windows.place[i])], windows, i, float(tca[i]), seen, float(sun[i]), float(hours[i]),
                   (start, end), sensors.get(one.norad_id))  # fmt: skip


def _one(
    one: ElementSet, place: Place, windows: Windows, i: int, tca: float, seen: View, sun: float, hour: float,
    search: tuple[float, float], sensor: Sensor | None,
) -> Pass:  # fmt: skip
    from obslog.orbits.geometry import ground_sample_m

    rise, end = float(windows.rise[i]), float(windows.set[i])
    cut = [name for name, is_cut in (("start", rise < search[0]), ("end", end > search[1])) if is_cut]
    incidence = float(90.0 - seen.elevation_deg[i])
    look = "right" if seen.right[i] else "left"
    gsd = None
    if sensor is not None and sensor.kind == "optical" and sensor.gsd_m is not None:
        nominal = sensor.altitude_km or one.altitude_km
        gsd = ground_sample_m(sensor.gsd_m, float(seen.slant_km[i]), nominal, incidence)
    fits, why_not = _fits(sensor, float(seen.off_nadir_deg[i]), incidence, look, float(seen.slant_km[i]))
    at = datetime.fromtimestamp(tca, UTC)
    return Pass(
        place=place.name,
        satellite=one.name or str(one.norad_id),
        norad_id=one.norad_id,
        rise=datetime.fromtimestamp(max(rise, search[0]), UTC),
        tca=at,
        set=datetime.fromtimestamp(min(end, search[1]), UTC),
        max_elevation_deg=float(seen.elevation_deg[i]),
        off_nadir_deg=float(seen.off_nadir_deg[i]),
        incidence_deg=incidence,
        azimuth_deg=float(seen.azimuth_deg[i]),
        slant_km=float(seen.slant_km[i]),
        sun_elevation_deg=sun,
        gsd_m=gsd,
        look=look,
        node="ascending" if seen.ascending[i] else "descending",
        element_age_days=one.age_days(at),
        clipped="both" if len(cut) == 2 else cut[0] if cut else None,
        sensor=None if sensor is None else sensor.kind,
        fits=fits,
        why_not=why_not,
        solar_hour=hour,
        local=place.local(at),
    )


def _fits(
    sensor: Sensor | None, off_nadir: float, incidence: float, look: str, slant_km: float
) -> tuple[bool | None, str | None]:
    """Whether the sensor's published limits allow an image at closest approach, and why not."""
    import math

    if sensor is None:
        return None, None
    if sensor.incidence_deg is not None:
        least, most = sensor.incidence_deg
        if incidence < least:
            return (
                False,
                f"too steep for this SAR ({incidence:.0f} below {least:g} degrees of incidence): squint only",
            )
        if incidence > most:
            return False, f"beyond {most:g} degrees of incidence"
        if sensor.look in ("left", "right") and look != sensor.look:
            return False, f"it looks to the {sensor.look}"
        return True, None
    if sensor.max_off_nadir_deg is not None:
        if off_nadir > sensor.max_off_nadir_deg:
            return False, f"beyond its {sensor.max_off_nadir_deg:g} degrees off-nadir"
        return True, None
    if sensor.swath_km is not None:
        across = slant_km * math.sin(math.radians(off_nadir))
        if across > sensor.swath_km / 2:
            return False, f"{across:.0f} km beside its track, its swath reaches {sensor.swath_km / 2:.0f} km"
        return True, None
    return None, None


def _age_warnings(passes: Sequence[Pass]) -> list[str]:
    old = Counter(p.satellite for p in passes if p.element_age_days > WARN_DAYS)
    oldest = {name: max(p.element_age_days for p in passes if p.satellite == name) for name in sorted(old)}
    if not oldest:
        return []
    named = ", ".join(f"{name} ({days:.0f} d)" for name, days in list(oldest.items())[:5])
    more = f" and {len(oldest) - 5} more" if len(oldest) > 5 else ""
    return [
        f"elements more than {WARN_DAYS:.0f} days from the pass: {named}{more}; "
        "times may be off by minutes, angles by degrees"
    ]
