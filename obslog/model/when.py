"""Whens: a date as known, with its bounds in UTC, its precision, and the basis it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from obslog.model.errors import WordError


class Basis(StrEnum):
    """Where a date is from; there is no date without one."""

    STAC = "stac"
    SIDECAR = "sidecar"
    TAGS = "tags"
    EXIF = "exif"
    FILE_NAME = "file_name"
    CAPTION = "caption"
    ANALYST = "analyst"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """The unit that a date was stated in; INTERVAL for two ends, a decade or a century."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"
    UNKNOWN = "unknown"


#: For a file that carries only the time at which it was written.
FILE_TIME_WARNING = "only a file time is there: when the file was written, not when the image was taken"
#: For a clock time without a zone.
ZONE_UNKNOWN_WARNING = "zone unknown: the time could be any from 14 hours before to 12 hours after it in UTC"
#: For 31 December where providers put it for "some time in this year".
PLACEHOLDER_WARNING = "31 December may stand for a year whose day is not known"

#: What local clocks can be ahead of and behind UTC (UTC+14 to UTC-12).
ZONE_AHEAD, ZONE_BEHIND = timedelta(hours=14), timedelta(hours=12)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class When:
    """A date as known: the text as written, and the first and last instant it can mean, both inclusive, UTC.

    `earliest` or `latest` is None where that end is open or unknown. A day ends at 23:59:59Z; a date-time
    given to the second has both ends equal. `edtf` is the canonical form, which parses back to these bounds.
    `qualifier` is EDTF's: '?' uncertain, '~' approximate, '%' both. `zone` says how a clock time was stated:
    'utc', 'offset', 'unknown' (no zone: bounds widened), 'none' (no clock time).
    """

    text: str
    earliest: datetime | None
    latest: datetime | None
    precision: Precision
    basis: Basis
    edtf: str = ""
    qualifier: str = ""
    zone: str = "none"
    warnings: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        """True if both ends are known."""
        return self.earliest is not None and self.latest is not None

    @property
    def midpoint(self) -> datetime | None:
        """The middle of the bounds, for sorting and drawing only; None unless both ends are known."""
        if self.earliest is None or self.latest is None:
            return None
        return self.earliest + (self.latest - self.earliest) / 2

    def within(self, other: When) -> bool:
        """True if every instant that this date can mean lies inside `other`. Undated lies nowhere."""
        if self._is_empty or other._is_empty:
            return False
        starts = other.earliest is None or (self.earliest is not None and other.earliest <= self.earliest)
        end = other._end
        return starts and (end is None or (self.latest is not None and self.latest <= end))

    def overlaps(self, other: When) -> bool:
        """True if both dates can mean one same instant. Undated overlaps nothing."""
        if self._is_empty or other._is_empty:
            return False
        return not (_before(self._end, other.earliest) or _before(other._end, self.earliest))

    @property
    def _is_empty(self) -> bool:
        return self.earliest is None and self.latest is None

    @property
    def _end(self) -> datetime | None:
        """`latest`, with the rest of its second where the bound stands for a whole second."""
        if self.latest is None or self.precision is Precision.SECOND:
            return self.latest
        return self.latest if self.latest.microsecond else self.latest.replace(microsecond=999_999)

    def describe(self) -> str:
        """The date for a person, in UTC: "13 Dec 2024", "13 Dec 2024 08:12Z", "between 10 and 13 Dec 2024",
        "Dec 2024", "by 11 Dec 2024", "undated"; a qualifier is spelt out."""
        said = self._bounds_in_words()
        if self.qualifier in ("~", "%"):
            said = f"about {said}"
        return f"{said} (uncertain)" if self.qualifier in ("?", "%") else said

    def _bounds_in_words(self) -> str:
        first, last = self.earliest, self.latest
        if first is None or last is None:
            if last is not None:
                return f"by {_day_or_time(last, 'end')}"
            return "undated" if first is None else f"on or after {_day_or_time(first, 'start')}"
        if self.zone == "unknown" and self.precision is not Precision.INTERVAL:
            return f"{_clock(first + ZONE_AHEAD, self.precision)} (zone unknown)"
        if self.precision in (Precision.SECOND, Precision.MINUTE, Precision.HOUR):
            return f"{_clock(first, self.precision)}Z"
        whole_days = _is_start_of_day(first) and _is_end_of_day(last)
        if not whole_days:
            return f"between {_clock(first)}Z and {_clock(last)}Z"
        if self.precision is Precision.YEAR:
            return f"{first.year:04}"
        if self.precision is Precision.MONTH:
            return f"{_MONTHS[first.month - 1]} {first.year:04}"
        if first.date() == last.date():
            return _day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"between {first.day} and {_day(last)}"
        if first.year == last.year:
            return f"between {first.day} {_MONTHS[first.month - 1]} and {_day(last)}"
        return f"between {_day(first)} and {_day(last)}"

    def to_wire(self) -> dict[str, str | None]:
        """The wire shape: text, edtf (null if undated), earliest and latest as ISO text ending in Z or null,
        precision, basis."""
        return {
            "text": self.text,
            "edtf": self.edtf or None,
            "earliest": None if self.earliest is None else iso_z(self.earliest),
            "latest": None if self.latest is None else iso_z(self.latest),
            "precision": self.precision.value,
            "basis": self.basis.value,
        }

    @classmethod
    def from_wire(cls, wire: Mapping[str, object]) -> When:
        """The When of a wire shape; the bounds are taken as they stand there, not worked out again.

        Qualifier, zone and warnings follow from `edtf`. Raises `WordError` for a shape that is none.
        """
        from obslog.model.edtf import parse_edtf

        text, edtf = (wire.get(key) or "" for key in ("text", "edtf"))
        if not isinstance(text, str) or not isinstance(edtf, str):
            raise WordError("date", str(wire)[:80], "text and edtf are text")
        try:
            basis, precision = Basis(str(wire.get("basis"))), Precision(str(wire.get("precision")))
        except ValueError as error:
            raise WordError("date", text[:80], f"{error}") from None
        earliest, latest = _from_iso(wire.get("earliest")), _from_iso(wire.get("latest"))
        if earliest is not None and latest is not None and latest < earliest:
            raise WordError("date", text[:80], "latest lies before earliest")
        if not edtf:
            return cls(text, earliest, latest, precision, basis)
        read = parse_edtf(edtf, basis)
        return replace(read, text=text, earliest=earliest, latest=latest, precision=precision, edtf=edtf)


#: The date of what has none.
UNDATED = When("", None, None, Precision.UNKNOWN, Basis.UNKNOWN)


def at(instant: datetime, basis: Basis = Basis.ANALYST, text: str = "") -> When:
    """The When of one aware instant, in UTC. Raises `WordError` for a naive one, which is no instant."""
    if instant.utcoffset() is None:
        raise WordError("date", str(instant), "a time without zone is no instant: give one with a zone")
    try:
        utc = instant.astimezone(UTC)
    except OverflowError:
        raise WordError("date", str(instant), "in UTC it lies outside the years 1 to 9999") from None
    edtf = iso_z(utc)
    return When(text or edtf, utc, utc, Precision.SECOND, basis, edtf, "", "utc")


def iso_z(instant: datetime) -> str:
    """An aware instant as ISO 8601 in UTC ending in Z; a fraction only where there is one."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _from_iso(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise WordError("date", str(value)[:80], "an instant is written 2024-12-13T08:12:00Z") from None
    return at(instant).earliest


def _before(end: datetime | None, start: datetime | None) -> bool:
    return end is not None and start is not None and end < start


def _is_start_of_day(instant: datetime) -> bool:
    return (instant.hour, instant.minute, instant.second, instant.microsecond) == (0, 0, 0, 0)


def _is_end_of_day(instant: datetime) -> bool:
    return (instant.hour, instant.minute, instant.second) == (23, 59, 59)


def _day(instant: datetime) -> str:
    return f"{instant.day} {_MONTHS[instant.month - 1]} {instant.year:04}"


def _day_or_time(instant: datetime, edge: str) -> str:
    on_edge = _is_start_of_day(instant) if edge == "start" else _is_end_of_day(instant)
    return _day(instant) if on_edge else f"{_clock(instant)}Z"


def _clock(instant: datetime, precision: Precision = Precision.MINUTE) -> str:
    return (
        f"{_day(instant)} {instant.hour:02}{'h' if precision is Precision.HOUR else f':{instant.minute:02}'}"
    )
