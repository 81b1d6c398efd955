"""EDTF (ISO 8601-2, levels 0 and 1) read into Whens: dates, date-times, unspecified digits, intervals."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from obslog.model.errors import WordError
from obslog.model.when import (
    PLACEHOLDER_WARNING,
    ZONE_AHEAD,
    ZONE_BEHIND,
    ZONE_UNKNOWN_WARNING,
    Basis,
    Precision,
    When,
)

_HINT = (
    "write EDTF: 2024-12-13, 2024-12, 2024, 2024-12-XX, 2024-12-13T08:12Z, 2024-12-10/2024-12-13, "
    "../2024-12-11, with ? (uncertain), ~ (approximate) or % (both) at the end"
)
_DATE = re.compile(r"([0-9]{2}(?:[0-9]{2}|[0-9]X|XX))(?:-([0-9]{2}|XX))?(?:-([0-9]{2}|XX))?")
_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,30}))?)?)?"
    r" ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
#: Bases whose 31 December is often a stand-in for a year whose day nobody knew.
_PLACEHOLDER_BASES = frozenset({Basis.TAGS, Basis.EXIF, Basis.FILE_NAME})
_LAST_SECOND = timedelta(seconds=-1)


def parse_edtf(text: str, basis: Basis = Basis.ANALYST) -> When:
    """Read one EDTF date, date-time or interval; the text is kept, stripped.

    Dates are UTC days. A date-time without zone is never taken as local: its bounds are widened by what
    clocks can differ from UTC, with a warning. Raises `WordError` for anything else: a year outside 1 to
    9999, second 60, hour 24, an interval whose end lies before its start.
    """
    kept = text.strip()
    if len(kept) > 120:
        raise WordError("date", kept[:40] + "...", _HINT)
    try:
        when = _interval(kept, basis) if "/" in kept else _single(kept, basis)
    except OverflowError:
        raise WordError("date", kept, "in UTC it lies outside the years 1 to 9999") from None
    return replace(when, text=kept)


def _interval(text: str, basis: Basis) -> When:
    sides = [side.strip() for side in text.split("/")]
    start, *rest = (None if side in ("", "..") else _single(side, basis) for side in sides)
    end = rest[0]
    ends = [each for each in (start, end) if each is not None]
    if len(sides) != 2 or not ends:
        raise WordError("date", text, f"an interval has two ends, at least one of them a date; {_HINT}")
    if start is not None and end is not None and _is_backwards(start, end):
        raise WordError("date", text, "the interval ends before it starts: write the earlier date first")
    marks = {mark for each in ends for mark in each.qualifier.replace("%", "?~")}
    zones = {each.zone for each in ends}
    return When(
        text,
        None if start is None else start.earliest,
        None if end is None else end.latest,
        Precision.INTERVAL,
        basis,
        "/".join(side if each is None else each.edtf for side, each in zip(sides, (start, end), strict=True)),
        "%" if len(marks) == 2 else "".join(marks),
        next(zone for zone in ("unknown", "offset", "utc", "none") if zone in zones),
        tuple(dict.fromkeys(warning for each in ends for warning in each.warnings)),
    )


def _is_backwards(start: When, end: When) -> bool:
    """True if the end lies before the start; two clock times without zone are taken to be of one zone."""
    same_clock = start.zone == end.zone == "unknown"
    least = ZONE_AHEAD + ZONE_BEHIND if same_clock else timedelta(0)
    return start.earliest is not None and end.latest is not None and end.latest - start.earliest < least


def _single(text: str, basis: Basis) -> When:
    qualifier = text[-1:] if text[-1:] in ("?", "~", "%") else ""
    body = text.removesuffix(qualifier)
    date, date_time = _DATE.fullmatch(body), _DATE_TIME.fullmatch(body)
    if date is not None:
        when = _date(text, body, date.groups(), basis)
    elif date_time is not None:
        when = _date_time(text, date_time, basis)
    else:
        raise WordError("date", text, _reason(body))
    return replace(when, edtf=when.edtf + qualifier, qualifier=qualifier)


def _reason(body: str) -> str:
    """Why a text is no date, where it is a form of EDTF that obslog does not take."""
    if re.fullmatch(r"Y-?[0-9].*|-[0-9]{4}.*", body):
        return "years go from 0001 to 9999"
    return _HINT if body else f"it is empty; {_HINT}"


def _date(text: str, edtf: str, digits: Sequence[str | None], basis: Basis) -> When:
    year, month, day = str(digits[0]), digits[1], digits[2]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if "X" in year and month is not None:
        raise WordError("date", text, "an unspecified year takes no month: write 202X alone, or an interval")
    if month == "XX" and day not in (None, "XX"):
        raise WordError("date", text, "an unspecified month takes no day: write 2024-XX, or an interval")
    if first_year == 0:
        raise WordError("date", text, "years go from 0001 to 9999")
    if month is not None and "21" <= month <= "41" and day is None:
        raise WordError(
            "date", text, "a season names no days (it depends on the hemisphere): write an interval"
        )
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year, 12, 31, 23, 59, 59, tzinfo=UTC)
    precision = Precision.INTERVAL if "X" in year else Precision.YEAR
    warnings: tuple[str, ...] = ()
    if month is not None and month != "XX":
        precision = Precision.MONTH
        number = _checked(text, "month", month, 1, 12)
        days = calendar.monthrange(first_year, number)[1]
        start, end = start.replace(month=number), end.replace(month=number, day=days)
        if day is not None and day != "XX":
            precision = Precision.DAY
            number = _checked(text, "day", day, 1, days)
            start, end = start.replace(day=number), end.replace(day=number)
            if (start.month, start.day) == (12, 31) and basis in _PLACEHOLDER_BASES:
                warnings = (PLACEHOLDER_WARNING,)
    return When(text, start, end, precision, basis, edtf, warnings=warnings)


def _date_time(text: str, match: re.Match[str], basis: Basis) -> When:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    _date(text, text, (year, month, day), basis)  # raises for a day that does not exist
    hours = _checked(text, "hour", hour, 0, 23)
    minutes = _checked(text, "minute", minute or "00", 0, 59)
    seconds = _checked(text, "second", second or "00", 0, 59)
    # A ninth digit is dropped, not rounded: rounding could carry into the next second.
    micros = int((fraction or "")[:6].ljust(6, "0"))
    clock = datetime(int(year), int(month), int(day), hours, minutes, seconds, micros, UTC)
    precision, lasts = _unit(minute, second)
    warnings = tuple(
        warning
        for warning, holds in (
            (
                PLACEHOLDER_WARNING,
                (clock.month, clock.day, hours, minutes, seconds, micros) == (12, 31, 0, 0, 0, 0),
            ),
            (ZONE_UNKNOWN_WARNING, zone is None),
        )
        if holds
    )
    canonical = ":".join(part for part in (hour, minute, second) if part is not None)
    edtf = f"{year}-{month}-{day}T{canonical}{'.' + fraction[:6] if fraction else ''}{_canonical_zone(zone)}"
    if zone is None:
        earliest, latest = clock - ZONE_AHEAD, clock + lasts + ZONE_BEHIND
        return When(text, earliest, latest, precision, basis, edtf, zone="unknown", warnings=warnings)
    earliest = clock.replace(tzinfo=_offset(text, zone)).astimezone(UTC)
    stated = "utc" if zone in "Zz" else "offset"
    return When(text, earliest, earliest + lasts, precision, basis, edtf, zone=stated, warnings=warnings)


def _unit(minute: str | None, second: str | None) -> tuple[Precision, timedelta]:
    """The precision of a clock time, and from its first to its last whole second."""
    if second is not None:
        return Precision.SECOND, timedelta(0)
    if minute is not None:
        return Precision.MINUTE, timedelta(minutes=1) + _LAST_SECOND
    return Precision.HOUR, timedelta(hours=1) + _LAST_SECOND


def _offset(text: str, zone: str) -> timezone:
    if zone in "Zz":
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or "0")
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    if minutes > 59 or not -ZONE_BEHIND <= offset <= ZONE_AHEAD:
        raise WordError("date", text, "a zone is Z, or from -12:00 to +14:00")
    return timezone(offset)


def _canonical_zone(zone: str | None) -> str:
    if zone is None or zone in "Zz":
        return "" if zone is None else "Z"
    return f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"


def _checked(text: str, unit: str, digits: str, least: int, most: int) -> int:
    value = int(digits)
    if not least <= value <= most:
        hint = f"the {unit} {digits} does not exist: it goes from {least:02} to {most:02}"
        raise WordError("date", text, hint)
    return value
