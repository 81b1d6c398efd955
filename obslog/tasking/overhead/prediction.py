"""Passes asked for in a person's words: places by name or position, a start, a number of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from obslog.model.errors import NotFoundError, WordError
from obslog.model.text import fold
from obslog.orbits.elements import ElementSet
from obslog.orbits.passes import Pass, Place, Wanted, find_passes
from obslog.orbits.sensors import KINDS
from obslog.tasking.overhead.element_files import RefusedSet, elements_of
from obslog.tasking.overhead.sensors import known_sensors

#: The element sets that a log has for a time, of satellites by number (None: all).
History = Callable[[datetime, datetime, Iterable[int] | None], list[ElementSet]]
#: Finds a site of a log by what a person wrote; raises `NotFoundError` where there is none.
FindSite = Callable[[str], Place]


@dataclass(frozen=True)
class Prediction:
    """Passes in order of place and rise, what was refused among the elements, and what a reader must know."""

    passes: tuple[Pass, ...]
    refused: tuple[RefusedSet, ...]
    messages: tuple[str, ...]


def predict(
    elements: Iterable[str | Path],
    sites: Sequence[str],
    start: str | datetime,
    days: float,
    *,
    min_elevation: float | None = None,
    max_off_nadir: float | None = None,
    min_sun: float | None = None,
    sensors: Sequence[str] = (),
    sensor_table: str | Path | None = None,
    stale: bool = False,
    find_site: FindSite | None = None,
    history: History | None = None,
    all_satellites: bool = False,
) -> Prediction:
    """Passes over `sites` (ICAO code, position, or a name that `find_site` knows) for `days` from `start` (UTC).

    Angles in degrees. `sensors` keeps satellites by kind (`optical`, `sar`) as the table of sensors has them;
    `sensor_table` is a file of rows of one's own that go before those that ship. Without `elements` they are taken
    from `history`, of satellites of the table alone unless `all_satellites`. Raises `WordError`,
    `NotFoundError`, `FileRefusedError`: one line, and nothing is found by halves.
    """
    begins = read_start(start)
    if not 0 < days <= 60:
        raise WordError("days", f"{days:g}", "write a number above 0 and up to 60")
    for kind in sensors:
        if kind not in KINDS:
            raise WordError("sensors", kind, f"write {' or '.join(KINDS)}")
    if min_sun is not None and not -90 <= min_sun <= 90:
        raise WordError("sun", f"{min_sun:g}", "write its elevation in degrees, -90 to 90")
    asked = Wanted(
        begins, begins + timedelta(days=days), min_elevation, max_off_nadir, min_sun, tuple(sensors), stale
    )
    asked.limits()
    places = [place_of(text, find_site) for text in sites]
    known, named = known_sensors(sensor_table), [str(one) for one in elements]
    refused: list[RefusedSet] = []
    if named:
        found = list(elements_of(named))
        sets = [one for one in found if isinstance(one, ElementSet)]
        refused = [one for one in found if isinstance(one, RefusedSet)]
        if not sets:
            raise NotFoundError("element set", ", ".join(named), hint=_why_none(refused))
    elif history is None:
        raise WordError("elements", "", "name a file or folder of element sets, or a log that has some")
    else:
        numbers = None if all_satellites else [sensor.norad_id for sensor in known]
        sets = history(asked.start, asked.end, numbers)
    table = find_passes(sets, places, asked, known)
    messages = list(table.messages)
    if sensors and not table.passes:
        messages.append(
            f"no pass by a satellite whose sensor is {' or '.join(sensors)} in the table of sensors"
        )
    return Prediction(table.passes, tuple(refused), tuple(messages))


def _why_none(refused: Sequence[RefusedSet]) -> str:
    if not refused:
        return "no element file stands there"
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    return f"all were refused; the first: {refused[0].text()}{more}"


def read_start(text: str | datetime) -> datetime:
    """An instant in UTC: `2026-05-31`, `2026-05-31T06:00Z`, with or without an offset. Raises `WordError`."""
    if isinstance(text, datetime):
        if text.tzinfo is None:
            raise WordError("start", text.isoformat(), "say which time zone: UTC is meant by a Z at its end")
        return text.astimezone(UTC)
    hint = "write a UTC date or instant, such as 2026-05-31 or 2026-05-31T06:00Z"
    word = text.strip()
    if not word.isascii() or not word[:4].isdigit() or "W" in word.upper():
        raise WordError("start", text, hint)
    try:
        found = datetime.fromisoformat(word)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WordError("start", text, hint) from None
    if not 1957 <= found.year <= 2100:
        raise WordError("start", text, "satellites fly from 1957 on, and element sets reach days ahead")
    return found


def place_of(text: str, find_site: FindSite | None = None) -> Place:
    """A site of a log by its name, a position in any notation, or an airport by its ICAO code.

    Raises `NotFoundError`, `WordError`.
    """
    from obslog.places.coordinates import parse_position
    from obslog.places.gazetteer import airport

    unknown = NotFoundError(
        "site", text, hint="give LAT,LON, an ICAO code such as OSLK, or name the log that knows the site"
    )
    if find_site is not None:
        try:
            return find_site(text)
        except NotFoundError as error:
            unknown = error
    if any(c.isdigit() for c in text) or "," in text:
        lon, lat = parse_position(text)
        return Place(text.strip(), lon, lat)
    if len(fold(text)) == 4:
        found = airport(text)
        return Place(found.icao, found.lon, found.lat, timezone=found.timezone)
    raise unknown
