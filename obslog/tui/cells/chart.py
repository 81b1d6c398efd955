"""Counts over time as a picture of characters: bounds as bars, a zero, a gap and a cloud each unlike the others.

Nothing here knows a terminal: `draw` gives rows of (character, role), which a widget colours and a command prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from obslog.tui.cells.chart_glyphs import UNICODE, ChartGlyphs
from obslog.tui.cells.chart_time import DAY_S, TimeScale, ticks

if TYPE_CHECKING:
    from obslog.observing.overview import Timeline

#: What each kind of knowledge is, for the line of words beneath the chart.
KINDS = {
    "count": "counted",
    "zero": "looked, all visible, none",
    "part": "none in the part visible",
    "cloud": "not observable",
    "gap": "not looked for",
    "labelled": "by label only, not certain",
    "conflict": "looks of one pass conflict",
    "waiting": "an image that nobody has looked at",
}
#: Where kinds meet in one column, the one whose sign stands there.
_FIRST = ("conflict", "zero", "count", "labelled", "part", "cloud", "gap", "waiting")


@dataclass(frozen=True)
class Moment:
    """What one pass says of one type, or an image that waits (kind `waiting`).

    `begin` and `end` bound its time (seconds since 1970, UTC); `lo` and `hi` are its strict bounds, `hi` None where
    it is open; `text` is the count as printed, `name` the date as people write it, `state` the look's state.
    """

    name: str
    begin: float
    end: float
    kind: str
    text: str
    lo: int = 0
    hi: int | None = None
    state: str = ""
    looks: tuple[str, ...] = ()
    image: str | None = None

    @property
    def at(self) -> float:
        """Where it stands in time: the middle of its bounds."""
        return (self.begin + self.end) / 2

    @property
    def words(self) -> str:
        """Kind and number in words and signs, without a date: what the chart shows, for who does not see it."""
        said = KINDS[self.kind]
        return f"{said}: {self.text}" if self.kind in ("count", "labelled") else said


def moments(timeline: Timeline, query: Sequence[str]) -> tuple[Moment, ...]:
    """The moments of one type or set in a timeline, in order of time."""
    asked = tuple(query)
    found = []
    for entry in timeline.entries:
        begin = entry.earliest.timestamp()
        end = begin if entry.latest is None else entry.latest.timestamp()
        cell = dict(entry.cells).get(asked)
        if entry.image is not None:
            found.append(Moment(entry.name, begin, end, "waiting", "", state=entry.state, image=entry.image))
        elif cell is not None:
            bounds = cell.bounds
            found.append(
                Moment(
                    entry.name, begin, end, cell.kind, cell.text, bounds.lo, bounds.hi, entry.state, entry.looks
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.at))


@dataclass(frozen=True)
class Bin:
    """The moments of one column, and what they say together: never more than each of them does.

    The bar is solid up to the least of the lower bounds and light up to the greatest of the upper ones, so that
    each pass of the column that has bounds lies between the two.
    """

    column: int
    members: tuple[Moment, ...]

    @property
    def kind(self) -> str:
        """The kind whose sign stands on the line of values."""
        present = {one.kind for one in self.members}
        return next(kind for kind in _FIRST if kind in present)

    @property
    def bounds(self) -> tuple[int, int | None] | None:
        """(lo, hi) of the bar, hi None where it is open; None where no member bounds anything."""
        known = [one for one in self.members if one.kind in ("count", "zero")]
        if not known:
            return None
        highs = [one.hi for one in known if one.hi is not None]
        return min(one.lo for one in known), max(highs) if len(highs) == len(known) else None

    @property
    def text(self) -> str:
        """What is printed on the line of values."""
        if len(self.members) == 1 or self.bounds is None:
            return next(one.text for one in self.members if one.kind == self.kind)
        if self.kind == "conflict":
            return "!"
        lo, hi = self.bounds
        return f"{lo}+" if hi is None else str(lo) if lo == hi else f"{lo}-{hi}"


def bins(found: Iterable[Moment], scale: TimeScale) -> tuple[Bin, ...]:
    """The moments inside a scale, those of one column together, in order of time."""
    columns: dict[int, list[Moment]] = {}
    for one in found:
        column = scale.column(one.at)
        if column is not None:
            columns.setdefault(column, []).append(one)
    return tuple(Bin(column, tuple(columns[column])) for column in sorted(columns))


@dataclass(frozen=True)
class Heights:
    """How numbers become rows: `rows` rows, each of `per_row` objects, or `rows_each` rows for one object."""

    rows: int
    per_row: int = 1
    rows_each: int = 1

    def eighths(self, number: int) -> int:
        """The height of a number in eighths of a row, rounded down: a solid bar never shows more than there is."""
        return number * 8 * self.rows_each // self.per_row

    def rows_up_to(self, number: int) -> int:
        """The rows that a number reaches into."""
        return -(-number * self.rows_each // self.per_row)

    def label(self, row: int) -> str:
        """The number at the top of a row counted from 1, empty where it is none to be printed."""
        return "" if row % self.rows_each else str(row // self.rows_each * self.per_row)


def heights(found: Iterable[Bin], rows: int) -> Heights:
    """Rows for the highest bar, with one more for an arrow."""
    bounds = [b.bounds for b in found if b.bounds is not None]
    top = max((max(lo, hi or 0) for lo, hi in bounds), default=0) or 1
    if top + 1 <= rows:
        return Heights(rows, rows_each=max(1, min(6, rows // (top + 1))))
    return Heights(rows, per_row=next(n for n in _round_numbers() if -(-top // n) + 1 <= max(rows, 2)))


def _round_numbers() -> Iterable[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


Cell = tuple[str, str]


@dataclass(frozen=True)
class Picture:
    """Rows of (character, role), and the column of the picture at which time begins."""

    rows: tuple[tuple[Cell, ...], ...]
    left: int
    bins: tuple[Bin, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def lines(self) -> list[str]:
        """The rows as text."""
        return ["".join(sign for sign, _ in row).rstrip() for row in self.rows]


#: The least width and height in cells that `draw` makes something of.
LEAST = (16, 4)


def draw(
    found: Sequence[Moment],
    begin: float,
    end: float,
    size: tuple[int, int],
    *,
    glyphs: ChartGlyphs = UNICODE,
    cursor: int | None = None,
    brush: tuple[int, int] | None = None,
    older: bool = False,
) -> Picture:
    """Draw moments between two instants on `size` (columns, rows) cells.

    `cursor` and `brush` are indices into `found`; `older` says that there are passes before those given.
    """
    width, height = size
    if width < LEAST[0] or height < LEAST[1]:
        return Picture(tuple(tuple((" ", "") for _ in range(width)) for _ in range(height)), 0)
    rows = height - 2
    # By each moment for itself: how columns join them depends on the room that the labels leave.
    high = heights((Bin(0, (one,)) for one in found if begin <= one.at <= end), rows)
    left = max((len(high.label(row)) for row in range(1, rows + 1)), default=1) + 2
    scale = TimeScale(begin, end, width - left)
    shown = bins(found, scale)
    grid: list[list[Cell]] = [[(" ", "")] * width for _ in range(height)]
    spans = _spans(shown, scale.width)
    _axis(grid, left, high, scale, glyphs)
    for one, span in zip(shown, spans, strict=True):
        _bar(grid, left, one, span, high, glyphs)
    pointed = None if cursor is None else found[cursor]
    free = _values(grid[rows], left, shown, glyphs, pointed)
    _gaps(grid[rows], left, shown, free, glyphs)
    if older:
        grid[rows][left] = (glyphs.older, "tick") if grid[rows][left][0] == " " else grid[rows][left]
    _pointing(grid[-1], left, scale, found, cursor, brush, glyphs)
    return Picture(tuple(tuple(row) for row in grid), left, shown, spans)


def _spans(shown: Sequence[Bin], width: int, widest: int = 2) -> tuple[tuple[int, int], ...]:
    """(first, last) column of each bar: as wide as its neighbours leave, at most 2 * widest + 1."""
    found = []
    for number, one in enumerate(shown):
        before = shown[number - 1].column if number else -4 * widest
        after = shown[number + 1].column if number + 1 < len(shown) else width + 4 * widest
        half = max(0, min(widest, (one.column - before - 2) // 2, (after - one.column - 2) // 2))
        found.append((max(0, one.column - half), min(width - 1, one.column + half)))
    return tuple(found)


def _axis(grid: list[list[Cell]], left: int, high: Heights, scale: TimeScale, glyphs: ChartGlyphs) -> None:
    rows = len(grid) - 2
    for row in range(rows + 1):
        label = high.label(row) if row else "0"
        line = grid[rows - row]
        for place, sign in enumerate(label.rjust(left - 2)):
            line[place] = (sign, "tick")
        line[left - 1] = (glyphs.side, "axis")
    foot = grid[-1]
    foot[left - 1] = (glyphs.corner, "axis")
    foot[left:] = [(glyphs.line, "axis")] * scale.width
    for tick in ticks(scale):
        text = glyphs.tick + tick.label
        if tick.column + len(text) <= scale.width:
            foot[left + tick.column] = (glyphs.tick, "axis")
            for place, sign in enumerate(tick.label, left + tick.column + 1):
                foot[place] = (sign, "tick")


def _bar(
    grid: list[list[Cell]], left: int, one: Bin, span: tuple[int, int], high: Heights, glyphs: ChartGlyphs
) -> None:
    if one.bounds is None:
        return
    lo, hi = one.bounds
    rows = len(grid) - 2
    whole, part = divmod(high.eighths(lo), 8)
    reach = high.rows_up_to(lo) if hi is None else high.rows_up_to(hi)
    columns = range(left + span[0], left + span[1] + 1)
    for row in range(1, min(reach, rows) + 1):
        if row <= whole:
            cell = (glyphs.solid, "solid")
        elif row == whole + 1 and part and glyphs.parts[part] != " ":
            cell = (glyphs.parts[part], "solid" if hi is None or reach == row else "both")
        else:
            cell = (glyphs.light, "light")
        for column in columns:
            grid[rows - row][column] = cell
    if hi is None and reach < rows:
        grid[rows - reach - 1][left + one.column] = (glyphs.open, "open")


def _values(
    line: list[Cell], left: int, shown: Sequence[Bin], glyphs: ChartGlyphs, pointed: Moment | None
) -> list[bool]:
    """Print what each column says where it has room, else its short sign; gives the free columns.

    What the cursor points at is printed first.
    """
    free = [True] * (len(line) - left)
    for one in shown:
        free[one.column] = False
    ordered = sorted(shown, key=lambda one: pointed not in one.members)
    for one in ordered:
        text = _whole_text(one, glyphs)
        start = max(0, min(one.column - (len(text) - 1) // 2, len(free) - len(text)))
        taken = range(start, start + len(text))
        room = range(max(0, start - 1), min(len(free), start + len(text) + 1))
        if not all(free[column] or column == one.column for column in room):
            text = glyphs.waiting if one.kind == "waiting" else glyphs.short.get(one.kind, "")
            taken = range(one.column, one.column + len(text))
        for column, sign in zip(taken, text, strict=True):
            free[column] = False
            line[left + column] = (sign, one.kind)
    return free


def _whole_text(one: Bin, glyphs: ChartGlyphs) -> str:
    """What a column says, with the sign of an image that waits beside it."""
    waits = glyphs.waiting if any(member.kind == "waiting" for member in one.members) else ""
    return waits if one.kind == "waiting" else one.text + waits


def _gaps(line: list[Cell], left: int, shown: Sequence[Bin], free: list[bool], glyphs: ChartGlyphs) -> None:
    """Say between two columns how long nobody looked, where there is room for it."""
    looked = [one for one in shown if one.kind != "waiting"]
    for earlier, later in pairwise(looked):
        days = int((later.members[0].begin - earlier.members[-1].end) // DAY_S)
        text = f"{glyphs.gap_ends[0]}{days} d{glyphs.gap_ends[1]}"
        start = (earlier.column + later.column - len(text) + 1) // 2
        if days < 2 or start <= earlier.column:
            continue
        if all(free[max(0, start - 1) : start + len(text) + 1]):
            for column, sign in enumerate(text, start):
                line[left + column] = (sign, "between")


def _pointing(
    foot: list[Cell],
    left: int,
    scale: TimeScale,
    found: Sequence[Moment],
    cursor: int | None,
    brush: tuple[int, int] | None,
    glyphs: ChartGlyphs,
) -> None:
    """Show on the axis which period is chosen and where the cursor stands."""
    if brush is not None and found:
        first, last = (scale.column(min(max(found[n].at, scale.begin), scale.end)) for n in brush)
        assert first is not None and last is not None
        for column in range(min(first, last), max(first, last) + 1):
            sign, role = foot[left + column]
            foot[left + column] = (sign if role == "tick" else glyphs.brushed, "brush")
    if cursor is not None and found:
        pointed = scale.column(found[cursor].at)
        if pointed is not None:
            foot[left + pointed] = (glyphs.cursor, "cursor")
