"""The sky over a site as a picture of characters: a row a day, the light of each hour, and each pass in its place.

Nothing here knows a terminal: `draw` gives rows of (character, role), which a widget colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from obslog.tui.cells.sky_glyphs import UNICODE, SkyGlyphs
from obslog.tui.cells.sky_time import Clock, light
from obslog.tui.tasking.passing import mark_of

if TYPE_CHECKING:
    from obslog.orbits.pass_words import Pass

#: Of several passes in one cell the first kind here stands there.
_FIRST = ("day", "sar", "other", "night", "beyond")
#: Columns for the names of days and clocks.
LEFT = 15
#: The least columns and rows of which `draw` makes something.
LEAST = (40, 5)

Cell = tuple[str, str]


@dataclass(frozen=True)
class Sky:
    """What is drawn: passes over a place (degrees), the time [start, end] that was searched, the clocks there, the
    first of which lays out the days. `now` is the present moment."""

    passes: tuple[Pass, ...]
    lon: float
    lat: float
    start: datetime
    end: datetime
    now: datetime
    clocks: tuple[Clock, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the first clock that the search touches."""
        first, _ = self.clocks[0].read(self.start)
        last, hour = self.clocks[0].read(self.end)
        count = (last - first).days + (1 if hour > 0 else 0)
        return tuple(first + timedelta(days=n) for n in range(max(1, count)))


@dataclass(frozen=True)
class SkyPicture:
    """Rows of (character, role); `spots` are (row, column, passes there), for the mouse; `first` the first day drawn."""

    rows: tuple[tuple[Cell, ...], ...]
    spots: tuple[tuple[int, int, tuple[Pass, ...]], ...] = ()
    first: int = 0
    drawn: int = 0


def height_for(sky: Sky, lanes: int = 1) -> int:
    """The rows that all days take, with the clocks below them."""
    return len(sky.days) * lanes + 1 + len(sky.clocks)


def draw(
    sky: Sky,
    size: tuple[int, int],
    chosen: Pass | None = None,
    *,
    glyphs: SkyGlyphs = UNICODE,
    first: int = 0,
) -> SkyPicture:
    """Draw on `size` (columns, rows) cells; `first` is the first day in sight, moved so that `chosen` is."""
    width, height = size
    if width < LEAST[0] or height < LEAST[1]:
        return SkyPicture(tuple(((" ", ""),) * width for _ in range(height)))
    days, clock = sky.days, sky.clocks[0]
    room = max(1, height - 1 - len(sky.clocks))
    lanes = 2 if room >= 2 * len(days) else 1
    fit = min(len(days), room // lanes)
    if chosen is not None:
        at = min(max(0, (clock.read(chosen.tca)[0] - days[0]).days), len(days) - 1)
        first = min(max(first, at - fit + 1), at)
    first = max(0, min(first, len(days) - fit))
    wide = width - LEFT - 1
    rows: list[list[Cell]] = []
    spots: list[tuple[int, int, tuple[Pass, ...]]] = []
    for day in days[first : first + fit]:
        lit = _light(sky, clock, day, wide, glyphs)
        cells = _cells(sky, clock, day, wide)
        for lane in range(lanes):
            row: list[Cell] = list(lit)
            for column, passes in cells.items():
                here = tuple(one for one in passes if lanes == 1 or _lane(one) == lane)
                if here:
                    row[column] = _mark(here, chosen, glyphs)
                    spots.append((len(rows), LEFT + column, here))
            name = f"{day:%a} {day.day:>2} {day:%b}" if lane == 0 else "       SAR"
            label = _label(name, "day_name")
            if lane == 0 and (more := _more(day, days, first, fit, glyphs)):
                label[-2] = (more, "day_name")
            rows.append([*label, *row, (glyphs.side, "axis")])
    _now(rows, sky, clock, days[first : first + fit], lanes, wide, glyphs)
    rows += _clocks(sky, days[first], wide, glyphs)
    rows += [[(" ", "")] * width for _ in range(height - len(rows))]
    return SkyPicture(tuple(tuple(row) for row in rows[:height]), tuple(spots), first, fit)


def _lane(one: Pass) -> int:
    return 1 if one.sensor == "sar" else 0


def _more(day: date, days: Sequence[date], first: int, fit: int, glyphs: SkyGlyphs) -> str:
    """The sign of days above the first or below the last that is drawn."""
    at = (day - days[0]).days
    if at == first and first > 0:
        return glyphs.above
    return glyphs.below if at == first + fit - 1 and at < len(days) - 1 else ""


def _label(text: str, role: str) -> list[Cell]:
    return [(sign, role) for sign in f" {text}".ljust(LEFT - 1)[: LEFT - 1]] + [(" ", "")]


def _light(sky: Sky, clock: Clock, day: date, wide: int, glyphs: SkyGlyphs) -> list[Cell]:
    """The light of each column; what was not searched has a sign of its own."""
    begin = clock.instant(day, 0).timestamp()
    middles = [begin + (column + 0.5) * 86400 / wide for column in range(wide)]
    half = 43200 / wide
    first, last = sky.start.timestamp() - half, sky.end.timestamp() + half
    return [
        (glyphs.light[one], one) if first <= at <= last else (glyphs.unasked, "unsearched")
        for one, at in zip(light(sky.lon, sky.lat, middles), middles, strict=True)
    ]


def _cells(sky: Sky, clock: Clock, day: date, wide: int) -> dict[int, list[Pass]]:
    found: dict[int, list[Pass]] = {}
    for one in sky.passes:
        its, hour = clock.read(one.tca)
        if its == day:
            found.setdefault(min(wide - 1, int(hour / 24 * wide)), []).append(one)
    return found


def _mark(here: Sequence[Pass], chosen: Pass | None, glyphs: SkyGlyphs) -> Cell:
    kinds = {mark_of(one) for one in here}
    kind = next(one for one in _FIRST if one in kinds)
    if chosen is not None and chosen in here:
        return glyphs.marks[mark_of(chosen)], "chosen"
    several = sum(mark_of(one) == kind for one in here)
    return (str(min(several, 9)) if several > 1 and kind != "beyond" else glyphs.marks[kind]), kind


def _now(
    rows: list[list[Cell]],
    sky: Sky,
    clock: Clock,
    days: Sequence[date],
    lanes: int,
    wide: int,
    glyphs: SkyGlyphs,
) -> None:
    day, hour = clock.read(sky.now)
    if day in days:
        column = LEFT + min(wide - 1, int(hour / 24 * wide))
        for lane in range(lanes):
            row = rows[days.index(day) * lanes + lane]
            if (
                row[column][1] in ("day", "dusk", "night", "unsearched")
                and row[column][0] not in glyphs.marks.values()
            ):
                row[column] = (glyphs.now, "now")


def _clocks(sky: Sky, day: date, wide: int, glyphs: SkyGlyphs) -> list[list[Cell]]:
    """The line below the days, and what each clock shows along it."""
    step = next(hours for hours in (1, 2, 3, 4, 6, 12) if wide / (24 / hours) >= 7 or hours == 12)
    main = sky.clocks[0]
    columns = {hour: int(hour / 24 * wide) for hour in range(0, 24, step)}
    line: list[Cell] = [(glyphs.line, "axis")] * wide
    for column in columns.values():
        line[column] = (glyphs.tick, "axis")
    found = [[*_label("", ""), *line, (" ", "")]]
    for number, clock in enumerate(sky.clocks):
        role = "clock" if number == 0 else "other_clock"
        row: list[Cell] = [(" ", "")] * wide
        for hour, column in columns.items():
            at = main.instant(day, hour)
            _, shown = clock.read(at + timedelta(seconds=20))
            minutes = int(shown * 60) % 1440
            text = f"{minutes // 60:02d}" if minutes % 60 == 0 else f"{minutes // 60:02d}:{minutes % 60:02d}"
            for place, sign in enumerate(text[: wide - column]):
                row[column + place] = (sign, role)
        ahead = clock.offset_words(main.instant(day, 12))
        found.append([*_label(f"{clock.name} {ahead}".strip(), role), *row, (" ", "")])
    return found
