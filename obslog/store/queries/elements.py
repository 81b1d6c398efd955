"""Reading the history of element sets: what is known already, what serves a time, what there is of each satellite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from obslog.orbits.elements import ElementSet
from obslog.store.apply import CHUNK, chunks
from obslog.store.canonical import instant_text, read_instant
from obslog.store.rows.elements import ELEMENT_SET_COLUMNS, element_set_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_COLUMNS = ", ".join(ELEMENT_SET_COLUMNS)


@dataclass(frozen=True)
class SatelliteHistory:
    """What the log has of one satellite: how many sets, their oldest and newest epoch, the newest set's name."""

    norad_id: int
    name: str
    sets: int
    oldest: datetime
    newest: datetime


def known_elements(ws: Workspace, keys: Iterable[str]) -> set[str]:
    """Those of `keys` (`ElementSet.key`) that the log has."""
    found: set[str] = set()
    for part in chunks(sorted(set(keys))):
        rows = ws.fetch("SELECT key FROM element_sets WHERE live = 1 AND key IN :keys", keys=tuple(part))
        found.update(row[0] for row in rows)
    return found


def element_sets(
    ws: Workspace, since: datetime | None, until: datetime | None, satellites: Iterable[int] | None = None
) -> list[ElementSet]:
    """Sets whose epoch lies between two instants (None: open), by satellite and epoch; `satellites` by number."""
    where, values = ["live = 1"], dict[str, Any]()
    if since is not None:
        where.append("epoch >= :since")
        values["since"] = instant_text(since)
    if until is not None:
        where.append("epoch <= :until")
        values["until"] = instant_text(until)
    if satellites is None:
        return _read(ws, where, values)
    found: list[ElementSet] = []
    numbers = sorted(set(satellites))
    for start in range(0, len(numbers), CHUNK):
        part = tuple(numbers[start : start + CHUNK])
        found += _read(ws, [*where, "norad_id IN :numbers"], {**values, "numbers": part})
    return found


def nearest_elements(
    ws: Workspace, before: datetime, after: datetime, satellites: Iterable[int] | None = None
) -> list[ElementSet]:
    """Of each satellite its newest set older than `before` and its oldest newer than `after`."""
    found: list[ElementSet] = []
    numbers = None if satellites is None else frozenset(satellites)
    for best, sign, limit in (("MAX", "<", before), ("MIN", ">", after)):
        rows = ws.fetch(
            f"SELECT {', '.join(f'e.{name}' for name in ELEMENT_SET_COLUMNS)} FROM element_sets e JOIN "
            f"(SELECT norad_id AS number, {best}(epoch) AS best FROM element_sets WHERE live = 1 "
            f"AND epoch {sign} :limit GROUP BY norad_id) x ON e.norad_id = x.number AND e.epoch = x.best "
            "WHERE e.live = 1 ORDER BY e.norad_id, e.id",
            limit=instant_text(limit),
        )
        found += [element_set_of(row) for row in rows if numbers is None or int(row[0]) in numbers]
    return found


def _read(ws: Workspace, where: list[str], values: dict[str, Any]) -> list[ElementSet]:
    rows = ws.fetch(
        f"SELECT {_COLUMNS} FROM element_sets WHERE {' AND '.join(where)} ORDER BY norad_id, epoch, id",
        **values,
    )
    return [element_set_of(row) for row in rows]


def satellite_histories(ws: Workspace) -> list[SatelliteHistory]:
    """Each satellite of which the log has elements, by number."""
    rows = ws.fetch(
        "SELECT e.norad_id, COUNT(*), MIN(e.epoch), MAX(e.epoch), "
        "(SELECT n.name FROM element_sets n WHERE n.norad_id = e.norad_id AND n.live = 1 "
        "ORDER BY n.epoch DESC, n.id DESC LIMIT 1) "
        "FROM element_sets e WHERE e.live = 1 GROUP BY e.norad_id ORDER BY e.norad_id"
    )
    return [
        SatelliteHistory(int(number), name or "", int(sets), read_instant(oldest), read_instant(newest))
        for number, sets, oldest, newest, name in rows
    ]
