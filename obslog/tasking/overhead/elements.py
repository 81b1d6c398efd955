"""The history of element sets in the log: imported from files, folders or an address, listed, and found for a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from obslog.model.errors import NotFoundError, WordError
from obslog.model.text import safe
from obslog.observing.desk import Desk
from obslog.orbits.elements import ElementSet
from obslog.orbits.passes import REFUSE_DAYS
from obslog.orbits.sensors import Sensor
from obslog.store.queries.elements import (
    element_sets,
    known_elements,
    nearest_elements,
    satellite_histories,
)
from obslog.store.rows.elements import element_set_ops
from obslog.tasking.overhead.element_files import RefusedSet, elements_of
from obslog.tasking.overhead.sensors import known_sensors

#: What is read of an address at most, bytes, and how long it may take, seconds: a whole catalogue is some 15 MB.
_LARGEST, _LONGEST_S = 64 << 20, 120.0


@dataclass(frozen=True)
class ElementsTaken:
    """What an import of elements did: new sets, those the log had, those left out, and each refusal."""

    new: int
    known: int
    left_out: int
    satellites: int
    oldest: datetime | None
    newest: datetime | None
    refused: tuple[RefusedSet, ...] = ()

    @property
    def sentence(self) -> str:
        """What was taken, for a person."""
        if not self.new and not self.known and not self.left_out:
            return f"no element set could be taken; {len(self.refused)} refused"
        parts = [f"{self.new} element sets of {self.satellites} satellites" if self.new else "nothing new"]
        if self.new and self.oldest is not None and self.newest is not None:
            parts.append(f"epochs {self.oldest:%Y-%m-%d %H:%MZ} to {self.newest:%Y-%m-%d %H:%MZ}")
        for number, words in (
            (self.known, "known already"),
            (self.left_out, "of satellites that are not in the table of sensors, left out"),
            (len(self.refused), "refused"),
        ):
            if number:
                parts.append(f"{number} {words}")
        return "; ".join(parts)

    def wire(self) -> dict[str, Any]:
        """The last line of `elements import --json`."""
        return {
            "new": self.new,
            "known": self.known,
            "left_out": self.left_out,
            "satellites": self.satellites,
            "oldest": _iso(self.oldest),
            "newest": _iso(self.newest),
            "refused": len(self.refused),
        }


@dataclass(frozen=True)
class ElementLine:
    """One satellite of which the log has elements. `age_days` is that of the newest set now; ids as catalogued."""

    norad_id: int
    name: str
    sets: int
    oldest: datetime
    newest: datetime
    age_days: float
    sensor: Sensor | None

    def wire(self) -> dict[str, Any]:
        """A line of `elements list --json`."""
        return {
            "satellite": self.name,
            "norad_id": self.norad_id,
            "sets": self.sets,
            "oldest": _iso(self.oldest),
            "newest": _iso(self.newest),
            "age_days": round(self.age_days, 2),
            "sensor": None if self.sensor is None else self.sensor.kind,
        }


def elements_import(
    desk: Desk, sources: Sequence[str | Path], *, only_sensors: bool = False, dry_run: bool = False
) -> ElementsTaken:
    """Take element sets from files, folders or addresses (http, https) into the log, in one entry of the journal.

    A set that the log has is not kept twice. `only_sensors` keeps satellites of the table of sensors alone, `dry_run`
    keeps nothing. Raises `WordError`, `NotFoundError`, `FileRefusedError`, `ServiceError` where a source cannot be
    read as such; single sets that cannot be are refused with file and line, and the others taken.
    """
    if not sources:
        raise WordError("elements", "", "name a file, a folder or an address of element sets")
    found = list(_read(sources))
    refused = tuple(one for one in found if isinstance(one, RefusedSet))
    sets = {one.key: one for one in found if isinstance(one, ElementSet)}
    wanted = sets
    if only_sensors:
        numbers = {sensor.norad_id for sensor in known_sensors()}
        wanted = {key: one for key, one in sets.items() if one.norad_id in numbers}
    if dry_run:
        new = _new(desk, wanted)
    else:
        with desk.ws.transaction():
            new = _new(desk, wanted)
            if new:
                names = [_shown(source) for source in sources]
                note = {
                    "from": ", ".join(names)[:400],
                    "sets": len(new),
                    "satellites": len({one.norad_id for one in new}),
                }
                desk.write("elements import", element_set_ops(new), note)
    epochs = [one.epoch for one in new]
    return ElementsTaken(
        len(new), len(wanted) - len(new), len(sets) - len(wanted), len({one.norad_id for one in new}),
        min(epochs, default=None), max(epochs, default=None), refused,
    )  # fmt: skip


def _new(desk: Desk, sets: dict[str, ElementSet]) -> list[ElementSet]:
    known = known_elements(desk.ws, sets)
    return [one for key, one in sets.items() if key not in known]


def _read(sources: Sequence[str | Path]) -> Iterator[ElementSet | RefusedSet]:
    for source in sources:
        if is_address(source):
            yield from _of_address(str(source))
            continue
        for one in elements_of([source]):
            yield (
                replace(one, origin=f"{_shown(source)} {one.origin}") if isinstance(one, ElementSet) else one
            )


def is_address(source: str | Path) -> bool:
    """Whether a source is an address to be asked over the network, which only the user's own word makes happen."""
    return isinstance(source, str) and "://" in source


def _of_address(url: str) -> Iterator[ElementSet | RefusedSet]:
    from obslog.orbits.reading import read_elements
    from obslog.tasking import http

    where = http.shown(url)
    answer = http.get(url, limit_bytes=_LARGEST, timeout_s=_LONGEST_S)
    try:
        for one in read_elements(answer.body):
            if isinstance(one, ElementSet):
                yield replace(one, origin=f"{where} {one.origin}")
            else:
                yield RefusedSet(where, one.line, one.reason)
    except WordError as error:
        raise WordError("elements", where, str(error)) from None


def _shown(source: str | Path) -> str:
    """A source by its name alone: folders of a machine are nobody else's business."""
    from obslog.tasking import http

    return http.shown(str(source)) if is_address(source) else safe(Path(source).name or str(source))


def elements_list(desk: Desk, satellite: str | None = None) -> tuple[ElementLine, ...]:
    """The satellites of which the log has elements; `satellite` is a part of a name, or a catalogue number.

    Raises `NotFoundError` where none answers to it.
    """
    now = desk.clock().astimezone(UTC)
    sensors = {sensor.norad_id: sensor for sensor in known_sensors()}
    lines = [
        ElementLine(
            one.norad_id, one.name, one.sets, one.oldest, one.newest, (now - one.newest) / timedelta(days=1),
            sensors.get(one.norad_id),
        )
        for one in satellite_histories(desk.ws)
        if satellite is None or satellite.casefold() in one.name.casefold() or satellite == str(one.norad_id)
    ]  # fmt: skip
    if satellite is not None and not lines:
        raise NotFoundError("satellite", satellite, hint="obslog elements list shows those with elements")
    return tuple(lines)


def elements_for(
    desk: Desk, start: datetime, end: datetime, satellites: Iterable[int] | None = None
) -> list[ElementSet]:
    """The sets of the log that may serve a time: those within 30 days of it, and the nearest on either side.

    The nearest are given however old, so that a search with `stale` can use them and another can name them.
    `satellites` are catalogue numbers (None: all). Raises `NotFoundError` where the log has none.
    """
    room = timedelta(days=REFUSE_DAYS)
    numbers = None if satellites is None else frozenset(satellites)
    first, last = start - room, end + room
    found = element_sets(desk.ws, first, last, numbers) + nearest_elements(desk.ws, first, last, numbers)
    if not found:
        raise NotFoundError(
            "element set", "of this log", hint="obslog elements import FILE, or --elements FILE for this once"
        )
    return found


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat().replace("+00:00", "Z")
