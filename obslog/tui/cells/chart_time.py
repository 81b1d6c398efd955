"""Time along a chart: which instant is which column, and ticks by hour, day, week, month, quarter or year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
#: The shortest stretch that is ever shown, seconds.
SHORTEST_S = HOUR_S

#: (name, least seconds from one tick to the next): the finest whose labels fit is taken.
_STEPS = (
    ("hour", HOUR_S), ("3 hours", 3 * HOUR_S), ("6 hours", 6 * HOUR_S), ("12 hours", 12 * HOUR_S),
    ("day", DAY_S), ("2 days", 2 * DAY_S), ("week", 7 * DAY_S), ("month", 28 * DAY_S),
    ("quarter", 90 * DAY_S), ("year", 365 * DAY_S), ("5 years", 5 * 365 * DAY_S),
    ("20 years", 20 * 365 * DAY_S), ("100 years", 100 * 365 * DAY_S),
)  # fmt: skip


@dataclass(frozen=True)
class TimeScale:
    """`width` columns from `begin` to `end` (seconds since 1970, UTC), equal seconds to equal columns."""

    begin: float
    end: float
    width: int

    def column(self, seconds: float) -> int | None:
        """The column of an instant, None outside."""
        if not self.begin <= seconds <= self.end:
            return None
        return min(self.width - 1, int((seconds - self.begin) / (self.end - self.begin) * self.width))

    def seconds(self, column: float) -> float:
        """The instant in the middle of a column."""
        return self.begin + (column + 0.5) / self.width * (self.end - self.begin)


@dataclass(frozen=True)
class Tick:
    """A mark of time: its column, and what it is called."""

    column: int
    label: str


#: The columns that a label without its year needs, with a blank.
_ROOM = {"month": 5, "quarter": 4, "year": 6}


def ticks(scale: TimeScale) -> tuple[Tick, ...]:
    """Ticks at round instants (UTC) whose labels do not touch; the year stands with the first of each year."""
    per_column = (scale.end - scale.begin) / scale.width
    step = next(
        (name for name, least in _STEPS if least / per_column >= _ROOM.get(name.split()[-1].rstrip("s"), 8)),
        _STEPS[-1][0],
    )
    found: list[Tick] = []
    year, free = None, 0
    for instant in _instants(step, _at(scale.begin), _at(scale.end)):
        column = scale.column(instant.timestamp())
        if column is not None and column >= free:
            label = _label(step, instant, with_year=instant.year != year)
            found.append(Tick(column, label))
            year, free = instant.year, column + len(label) + 2
    return tuple(found)


def _at(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _instants(step: str, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Round instants of a step from the last before `begin` on to `end`."""
    day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    number, _, unit = step.rpartition(" ")
    many = int(number) if number else 1
    if unit.startswith(("hour", "day", "week")):
        one = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(days=7)}[unit[0]] * many
        if unit == "week":
            day -= timedelta(days=day.weekday())
        elif unit == "days":
            day -= timedelta(days=day.toordinal() % many)
        while day <= end:
            yield day
            day += one
        return
    months = {"month": 1, "quarter": 3}.get(unit, 12 * many)
    at = day.year * 12 + day.month - 1
    at -= at % months
    while at // 12 <= min(end.year, 9999):
        if at >= 12:
            yield datetime(at // 12, at % 12 + 1, 1, tzinfo=UTC)
        at += months


def _label(step: str, at: datetime, *, with_year: bool) -> str:
    if "year" in step:
        return f"{at.year}"
    if step == "quarter":
        return f"Q{at.month // 3 + 1} {at.year}" if with_year else f"Q{at.month // 3 + 1}"
    if step == "month":
        return f"{at:%b} {at.year}" if with_year else f"{at:%b}"
    day = f"{at.day} {at:%b} {at.year}" if with_year else f"{at.day} {at:%b}"
    if "hour" in step and at.hour:
        return f"{day} {at:%H:%M}Z" if with_year else f"{at:%H:%M}Z"
    return day
