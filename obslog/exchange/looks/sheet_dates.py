"""Dates in the cells of a sheet: EDTF, months in words, real dates of a workbook; days and months never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from obslog.exchange.rows.xlsx import Value
from obslog.ingest.dates_in_words import date_in_words
from obslog.model.edtf import parse_edtf
from obslog.model.errors import RefusedError, WordError
from obslog.model.when import Basis, When

_TIME = r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?)\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?"
_FIGURES = re.compile(
    rf"(?P<a>\d{{1,4}})(?P<sign>[./-])(?P<b>\d{{1,2}})(?P=sign)(?P<c>\d{{1,4}})(?:[ T,]+{_TIME})?",
    re.IGNORECASE | re.ASCII,
)
_CLOCK = re.compile(_TIME, re.IGNORECASE | re.ASCII)
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}", re.ASCII)
_MONTHS = 12


class UnclearDatesError(RefusedError):
    """Dates in figures that can be read in two ways; `examples` are some, `likely` is what the other lines allow."""

    def __init__(self, name: str, examples: tuple[str, ...], likely: str | None) -> None:
        self.examples, self.likely = examples, likely
        told = f"; the other lines can only be {likely}" if likely else ""
        super().__init__(
            f'{name}: is {examples[0]!r} day/month or month/day? say `order = "dmy"` or "mdy" below [dates] of the '
            f"mapping, or --ask{told}"
        )


@dataclass(frozen=True)
class Figures:
    """A date in figures, day or month first: its two first numbers, its year, and its clock time as written."""

    first: int
    second: int
    year: str
    clock: str

    @property
    def order(self) -> str | None:
        """The one order that reads it, None where both do."""
        if self.first > _MONTHS >= self.second:
            return "dmy"
        return "mdy" if self.second > _MONTHS >= self.first else None

    @property
    def unclear(self) -> bool:
        """Whether both orders read it, as two dates."""
        return self.first != self.second and max(self.first, self.second) <= _MONTHS


def figures(text: str) -> Figures | None:
    """A date in figures with the year last; None for any other text."""
    found = _FIGURES.fullmatch(" ".join(text.split()))
    if found is None or len(found["a"]) > 2:
        return None
    clock = f"T{found['time']}{found['zone'] or ''}" if found["time"] else ""
    return Figures(int(found["a"]), int(found["b"]), found["c"], clock)


def order_of(cells: Iterable[Value], given: str | None, name: str) -> str | None:
    """How the dates in figures of a column are read. Raises `UnclearDatesError` where they do not tell and nobody did."""
    if given is not None:
        return given
    read = [(cell, found) for cell in cells if isinstance(cell, str) and (found := figures(cell)) is not None]
    orders = {found.order for _, found in read} - {None}
    unclear = tuple(str(cell) for cell, found in read if found.unclear)
    if len(orders) > 1:
        raise UnclearDatesError(name, tuple(str(cell) for cell, found in read if found.order), None)
    only = next(iter(orders), None)
    if unclear:
        raise UnclearDatesError(name, unclear, only)
    return only or "dmy"


def when_in(cell: Value, clock: Value, order: str | None, zone: str | None) -> When | None:
    """The date of a cell, with the time in another one; None where it says that none is known.

    Raises `WordError` for what is no date, for two digits of a year, and for a number that is not formatted as one.
    """
    if isinstance(cell, datetime):
        text = cell.date().isoformat()
        if cell.time() != time():
            text = cell.isoformat(timespec="minutes" if not cell.second else "seconds")
    elif isinstance(cell, date):
        text = cell.isoformat()
    elif isinstance(cell, (int, float)) and not 1000 <= cell <= 9999:
        raise WordError("date", str(cell), "it is a number: format the column as a date, or write 2024-12-13")
    else:
        text = str(cell).strip() if cell is not None else ""
    written = text
    found = figures(text)
    if found is not None:
        text = _edtf(found, order, text)
    elif (match := _FIGURES.fullmatch(text)) is not None and match["sign"] != "-":
        text = f"{match['a']:0>4}-{int(match['b']):02}-{int(match['c']):02}"
        text += f"T{_two(match['time'])}{match['zone'] or ''}" if match["time"] else ""
    at = _clock(clock)
    if at and "T" not in text and text:
        text, written = f"{text}T{at}", f"{written} {at}"
    when = date_in_words(text, Basis.ANALYST)
    if when is not None and when.zone == "unknown" and zone:
        when = parse_edtf(text.strip() + _offset(text, zone), Basis.ANALYST)
    return None if when is None else replace(when, text=written)


def _edtf(found: Figures, order: str | None, text: str) -> str:
    if len(found.year) != 4:
        raise WordError("date", text, "write the year with four digits")
    day, month = (found.second, found.first) if order == "mdy" else (found.first, found.second)
    if not 1 <= month <= _MONTHS:
        raise WordError("date", text, f"read as {order} its month would be {month}")
    clock = found.clock.upper().replace("UTC", "Z").replace("GMT", "Z")
    return f"{found.year}-{month:02}-{day:02}" + (f"T{_two(clock[1:])}" if clock else "")


def _two(clock: str) -> str:
    return clock if clock[1:2] != ":" else f"0{clock}"


def _clock(cell: Value) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, (datetime, time)):
        return cell.strftime("%H:%M:%S" if cell.second else "%H:%M")
    found = _CLOCK.fullmatch(str(cell).strip())
    if found is None:
        raise WordError("time", str(cell)[:40], "write 08:12, 08:12Z or 08:12+03:00")
    zone = (found["zone"] or "").upper()
    return _two(found["time"]) + ("Z" if zone in ("UTC", "GMT") else zone)


def _offset(text: str, zone: str) -> str:
    """What a clock time of that zone has behind it. Raises `WordError`."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if zone.upper() in ("UTC", "Z", "GMT"):
        return "Z"
    if _OFFSET.fullmatch(zone):
        return zone
    try:
        behind = datetime.fromisoformat(text.strip()).replace(tzinfo=ZoneInfo(zone)).strftime("%z")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WordError("zone", zone[:40], "write UTC, +03:00 or Asia/Damascus") from None
    return f"{behind[:3]}:{behind[3:5]}"
