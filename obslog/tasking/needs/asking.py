"""What an image must be to answer: windows, floors and limits as a person gives them, and what is taken where not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import isfinite
from typing import Any

from obslog.model.edtf import parse_edtf
from obslog.model.errors import RefusedError, WordError
from obslog.model.places import ELSEWHERE, Area, Geometry, Site
from obslog.model.requirements import Needs, Requirement, SensorKind
from obslog.model.resolving import Floor, coarsest, niirs_of_gsd
from obslog.model.types import TypeTree
from obslog.model.when import Basis

#: How long a requirement may be answered where nobody says: a provider's default window (tradecraft.md 1.5).
WINDOW_DAYS = 14.0
_AHEAD = re.compile(r"\+\s*([0-9]{1,4}(?:\.[0-9]{1,3})?)\s*(h|d|w)", re.IGNORECASE)
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0}

#: Limits that are numbers: name -> (lowest, highest, what to write).
_LIMITS = {
    "max_gsd_m": (0.01, 10_000.0, "metres a pixel, such as 0.5"),
    "min_niirs": (0.0, 9.9, "a level from 0 to 9"),
    "max_off_nadir_deg": (0.0, 90.0, "degrees from 0 to 90"),
    "min_sun_deg": (-90.0, 90.0, "degrees from -90 to 90"),
    "max_cloud": (0.0, 1.0, "a fraction from 0 to 1, such as 0.2"),
    "min_covered": (0.0, 1.0, "a fraction from 0 to 1, such as 0.95"),
}
#: The names that `read_needs` and `changed_needs` understand.
NEEDS = ("since", "until", "useful_until", "sensor", *_LIMITS)


@dataclass(frozen=True)
class Ground:
    """The ground that a requirement asks for: its shape in degrees, or (None) the point, and in words whose it is.

    `stands_in`: the whole site, in place of a part of it that nobody has drawn.
    """

    geometry: Geometry | None
    lon: float
    lat: float
    words: str
    stands_in: bool = False


def ground_asked(requirement: Requirement, site: Site) -> Ground:
    """The ground asked for: what was given, else the area's, else the site's, else the site's point."""
    where = area_of(requirement, site)
    name = area_name(requirement, site)
    if requirement.geometry is not None:
        return Ground(requirement.geometry, site.lon, site.lat, "the polygon given")
    if where is not None and where.geometry is not None:
        return Ground(where.geometry, site.lon, site.lat, f"the area {where.name}")
    if site.geometry is not None:
        words = "the whole site"
        if requirement.area_id == ELSEWHERE:
            words = "the whole site (elsewhere is its ground in no named area)"
        elif name is not None:
            words = f"the whole site, since the area {name} has no polygon"
        return Ground(site.geometry, site.lon, site.lat, words, stands_in=name is not None)
    return Ground(
        None,
        site.lon,
        site.lat,
        f"one point, {site.lat:.4f}, {site.lon:.4f}, since {site.name} has no polygon",
    )


def area_of(requirement: Requirement, site: Site) -> Area | None:
    """The area that a requirement names, where the site has it still."""
    return next((area for area in site.areas if area.id == requirement.area_id), None)


def area_name(requirement: Requirement, site: Site) -> str | None:
    """The name of the area asked for; its id where the site no longer has it; None for the whole site."""
    if requirement.area_id is None or requirement.area_id == ELSEWHERE:
        return requirement.area_id
    found = area_of(requirement, site)
    return found.name if found is not None else requirement.area_id


def read_instant(text: str, now: datetime, *, end: bool) -> datetime:
    """An instant as a person writes one: EDTF (its beginning, or with `end` its end), `now`, or `+12h`, `+3d`, `+2w`.

    Raises `WordError`.
    """
    ahead = _AHEAD.fullmatch(text.strip())
    if ahead:
        return now + timedelta(hours=float(ahead[1]) * _HOURS[ahead[2].lower()])
    if text.strip().casefold() == "now":
        return now
    try:
        when = parse_edtf(text, Basis.ANALYST)
    except WordError as error:
        raise WordError("date", text, f"{error.hint}; or now, +12h, +3d, +2w") from None
    found = when.latest if end else when.earliest
    if found is None:
        raise WordError("date", text, "this end is open; name a day or an instant")
    return found


def read_needs(tree: TypeTree, types: tuple[str, ...], now: datetime, given: Mapping[str, Any]) -> Needs:
    """The needs of a new requirement: what is `given` (by the names in `NEEDS`), and defaults for the rest.

    The window begins now and is open for 14 days; the GSD floor is that of the smallest type named. Raises
    `WordError`, `RefusedError`.
    """
    since = given.get("since")
    earliest = now if since is None else _moment(since, now, end=False)
    until = given.get("until")
    start = max(earliest, now) if since is not None else now
    latest = start + timedelta(days=WINDOW_DAYS) if until is None else _moment(until, now, end=True)
    needs = Needs(earliest, latest)
    floor = floor_of(tree, types)
    if floor is not None and given.get("max_gsd_m") is None and given.get("min_niirs") is None:
        needs = replace(needs, max_gsd_m=rounded(floor.gsd_m), min_niirs=floor.niirs)
    if given.get("useful_until") is None:
        needs = in_archives(needs, now)
    rest = {
        name: value for name, value in given.items() if value is not None and name not in ("since", "until")
    }
    return changed_needs(needs, now, rest)


def in_archives(needs: Needs, now: datetime) -> Needs:
    """Needs whose window has passed: only an image that exists already can answer, and finding it takes as long as
    any other order; so an answer is of use for another 14 days from now. Others as they are."""
    if needs.useful_until is not None or needs.latest >= now:
        return needs
    return replace(needs, useful_until=now + timedelta(days=WINDOW_DAYS))


def changed_needs(old: Needs, now: datetime, given: Mapping[str, Any]) -> Needs:
    """`old` with what is `given`; None takes a limit away. Raises `WordError`, `RefusedError` for a window that ends
    before it begins, or an answer that is of use only before the window."""
    readers: Mapping[str, Callable[[Any], Any]] = {
        "since": lambda value: _moment(value, now, end=False),
        "until": lambda value: _moment(value, now, end=True),
        "useful_until": lambda value: None if value is None else _moment(value, now, end=True),
        "sensor": _sensor,
        **{name: partial(_limit, name) for name in _LIMITS},
    }
    columns = {"since": "earliest", "until": "latest"}
    found = {columns.get(name, name): readers[name](value) for name, value in given.items()}
    if found.get("min_covered", 0.0) is None:
        found["min_covered"] = 0.0
    new = replace(old, **found)
    if new.latest < new.earliest:
        raise RefusedError(
            f"the window ends ({moment_text(new.latest)}) before it begins ({moment_text(new.earliest)})"
        )
    if new.useful_until is not None and new.useful_until < new.earliest:
        raise RefusedError(
            f"an answer would be of use until {moment_text(new.useful_until)}, before the window begins "
            f"({moment_text(new.earliest)})"
        )
    return new


def floor_of(tree: TypeTree, types: tuple[str, ...]) -> Floor | None:
    """What an image needs to tell the types named; None without types, or where no size is published."""
    return coarsest(tree, types) if types else None


def floor_words(floor: Floor) -> str:
    """Where a GSD floor is from: `0.77 m a pixel: 26 pixels on 20 m, the size of Su-24 (about NIIRS 4.5)`."""
    niirs = niirs_of_gsd(floor.gsd_m)
    return (
        f"{rounded(floor.gsd_m):g} m a pixel or finer, to tell {floor.type}: {floor.pixels:g} pixels on "
        f"{floor.size_m:.3g} m (about NIIRS {niirs:.1f})"
    )


def rounded(gsd_m: float) -> float:
    """A GSD in metres to two digits, never coarser than it was."""
    from math import floor, log10

    step = 10.0 ** (floor(log10(gsd_m)) - 1)
    return float(f"{floor(gsd_m / step + 1e-9) * step:.4g}")


def moment_text(instant: datetime) -> str:
    """An instant to the minute: `13 Dec 2024 08:12Z`."""
    utc = instant.astimezone(UTC)
    return f"{utc.day} {utc:%b} {utc.year} {utc:%H:%M}Z"


def last_useful(needs: Needs) -> datetime:
    """The last instant at which an answer is of use."""
    return needs.useful_until or needs.latest


def _moment(value: Any, now: datetime, *, end: bool) -> datetime:
    if value is None:
        raise WordError("window", "none", "it begins and ends at some instant; name one")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise WordError("date", value.isoformat(), "it has no time zone; give UTC")
        return value.astimezone(UTC)
    return read_instant(str(value), now, end=end)


def _sensor(value: Any) -> SensorKind:
    try:
        return SensorKind(str(value or "any").strip().casefold())
    except ValueError:
        raise WordError("sensor", str(value), "write optical, sar or any") from None


def _limit(name: str, value: Any) -> float | None:
    if value is None:
        return None
    low, high, hint = _LIMITS[name]
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise WordError(name.replace("_", " "), str(value), f"write {hint}") from None
    if not (isfinite(number) and low <= number <= high):
        raise WordError(name.replace("_", " "), str(value), f"write {hint}")
    return number
