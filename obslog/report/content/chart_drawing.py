"""A count-over-time chart as SVG: one drawing for HTML and PDF, no script, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import pairwise

from obslog.model.when import at
from obslog.report.number_parts import ChartPoint

#: The page of the drawing in its own units: as wide as a phone, so that its letters need not shrink there.
WIDTH, HEIGHT = 360, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 26.0, 348.0, 24.0, 118.0
#: Height of the row of signs, and of the row of dates.
_SIGNS_Y, _DATES_Y = 13.0, 133.0
#: Room that a sign and a date take, so that none is printed over its neighbour.
_SIGN_ROOM, _DATE_ROOM = 19.0, 48.0
#: Letters of the drawing are digits, signs and dates only; names stand beside it, set by the page.
_FONT = "font-family=\"'DejaVu Sans Mono', ui-monospace, monospace\""

#: kind of swatch -> what it means, in the order of the legend.
LEGEND = (
    ("count", "counted: solid as high as the number"),
    ("between", "between two numbers: solid up to the least, outlined up to the most"),
    ("open", "at least: solid up to the least, and nothing bounds it above"),
    ("zero", "looked for, all could be seen, none"),
    ("part", "none in the part that could be seen: not a zero"),
    ("labelled", "seen by label only: the type is not certain"),
    ("cloud", "not observable"),
    ("gap", "not looked for: says nothing"),
    ("waiting", "an image that nobody has looked at"),
    ("conflict", "looks of one pass exclude each other"),
)


@dataclass(frozen=True)
class _Frame:
    """Where instants and numbers lie in the drawing."""

    first: datetime
    last: datetime
    top: int
    ceiling: float = _TOP
    floor: float = _BOTTOM

    def x(self, instant: datetime) -> float:
        span = (self.last - self.first).total_seconds()
        if span <= 0:
            return (_LEFT + _RIGHT) / 2
        inner = _RIGHT - _LEFT - 24
        return _LEFT + 12 + inner * ((instant - self.first).total_seconds() / span)

    def y(self, number: float) -> float:
        return self.floor - (self.floor - self.ceiling) * 0.83 * number / max(self.top, 1)


def draw(key: str, name: str, text: str, points: Sequence[ChartPoint], top: int) -> str:
    """The SVG of one type. `key` makes its ids unique in a page; `name` and `text` are its title and description.

    `points` in order of time, `top` the highest number that any bound names. Every number of the drawing is
    printed with one decimal, so the same points give the same bytes on any machine.
    """
    frame = _Frame(points[0].earliest, max(point.latest for point in points), top)
    xs = [_middle(frame, point) for point in points]
    wide = _bar_width(xs)
    parts = [_axes(frame, points, xs)]
    for point, x in zip(points, xs, strict=True):
        taken = point.kind == "waiting" and sum(abs(other - x) < wide for other in xs) > 1
        # An image that nobody looked at stands beside a pass of the same time, not upon it.
        parts.append(mark(key, point, x + wide if taken else x, frame, wide))
    parts.append(_signs(points, xs))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{key}-t" aria-describedby="{key}-d" {_FONT} font-size="10.5" fill="currentColor">'
        f'<title id="{key}-t">{escape(name)}: count over time</title><desc id="{key}-d">{escape(text)}</desc>'
        f"{definitions(key)}{''.join(parts)}</svg>"
    )


def definitions(key: str) -> str:
    """The hatching of what was not observable, and the fading of what nothing bounds."""
    return (
        f'<defs><linearGradient id="{key}-fade" x1="0" y1="1" x2="0" y2="0">'
        '<stop offset="0" stop-color="currentColor" stop-opacity="0.42"/>'
        '<stop offset="1" stop-color="currentColor" stop-opacity="0.03"/></linearGradient>'
        f'<pattern id="{key}-hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path d="M-1 1 1-1M0 5 5 0M4 6 6 4" stroke="currentColor" stroke-width="1" stroke-opacity="0.55"/>'
        "</pattern></defs>"
    )


def swatch(kind: str) -> str:
    """The small drawing of one kind for a legend, made by the hand that draws the charts."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    bounds = {"count": (2, 2), "between": (1, 2), "open": (1, None), "part": (0, None), "labelled": (0, 0)}
    lo, hi = bounds.get(kind, (1, 2) if kind == "conflict" else (None, None))
    point = ChartPoint("", start, start, "count" if kind in ("between", "open") else kind, "", "", lo, hi)
    shown = mark(f"key-{kind}", point, 12, _Frame(start, start, 2, 4, 36), 14)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 42" '
        f'aria-hidden="true" {_FONT} font-size="10.5" fill="currentColor">{definitions(f"key-{kind}")}{shown}</svg>'
    )


def kinds_of(points: Sequence[ChartPoint]) -> frozenset[str]:
    """The kinds of swatch that a legend needs for these points."""
    return frozenset(_swatch_kind(point) for point in points)


def _swatch_kind(point: ChartPoint) -> str:
    if point.kind in ("count", "bound"):
        return "open" if point.hi is None else "count" if point.lo == point.hi else "between"
    return point.kind


def mark(key: str, point: ChartPoint, x: float, frame: _Frame, wide: float) -> str:
    """The drawing of one point: a zero, a gap, a cloud and a bound are four different shapes."""
    half = wide / 2
    if point.kind == "cloud":
        return _box(x, frame.ceiling, frame.floor, half, f'fill="url(#{key}-hatch)"')
    if point.kind == "gap":
        return _line(x, frame.ceiling, x, frame.floor, 'stroke-dasharray="1 4" stroke-opacity="0.7"')
    if point.kind == "waiting":
        return (
            f'<rect x="{_n(x - 5)}" y="{_n(frame.floor - 15)}" width="10" height="13" fill="none" '
            'stroke="currentColor" stroke-dasharray="2 2"/>'
            f'<text x="{_n(x)}" y="{_n(frame.floor - 5)}" text-anchor="middle" font-size="9">?</text>'
        )
    if point.kind == "conflict":
        return _conflict(point, x, frame, half)
    if point.kind == "zero":
        return (
            f'<circle cx="{_n(x)}" cy="{_n(frame.floor)}" r="{_n(_ring(half))}" fill="none" stroke="currentColor" '
            f'stroke-width="{2 if half > 3 else 1}"/>'
        )
    return _bounds(key, point, x, frame, half)


def _bounds(key: str, point: ChartPoint, x: float, frame: _Frame, half: float) -> str:
    """Solid up to what is certain, outlined up to what is possible, fading where nothing bounds it above."""
    low, high, ring = point.lo or 0, point.hi, _ring(half)
    base = frame.y(low)
    parts = [_box(x, base, frame.floor, half, 'class="n"')] if low else []
    if high is None:
        top, wing = frame.ceiling, min(4.0, half + 1)
        parts.append(_box(x, top + 3, base, half, f'fill="url(#{key}-fade)"'))
        parts.append(
            f'<path d="M{_n(x - wing)} {_n(top + wing)} {_n(x)} {_n(top - 1)} {_n(x + wing)} {_n(top + wing)}" fill="none" '
            'stroke="currentColor" stroke-width="1.4"/>'
        )
    elif high > low:
        parts.append(_box(x, frame.y(high), base, half - 0.5, 'fill-opacity="0.14" stroke="currentColor"'))
    if point.kind == "part":
        parts.append(
            f'<path d="M{_n(x - ring)} {_n(frame.floor)}a{_n(ring)} {_n(ring)} 0 0 1 {_n(2 * ring)} 0z" fill="none" '
            'stroke="currentColor" '
            'stroke-width="1.4" stroke-dasharray="2 1.5"/>'
        )
    if point.kind == "labelled":
        parts.append(
            f'<path d="M{_n(x)} {_n(frame.floor - 11)}l4 5-4 5-4-5z" fill="none" stroke="currentColor" '
            'stroke-dasharray="2 1.5"/>'
        )
    return "".join(parts)


def _conflict(point: ChartPoint, x: float, frame: _Frame, half: float) -> str:
    ends = [frame.y(number) for number in (point.lo, point.hi) if number is not None]
    bars = "".join(_line(x - half, y, x + half, y, 'stroke-width="2.5"') for y in ends)
    return f'{bars}<text x="{_n(x)}" y="{_n(sum(ends) / len(ends) + 4)}" text-anchor="middle">!</text>'


def _axes(frame: _Frame, points: Sequence[ChartPoint], xs: Sequence[float]) -> str:
    """Numbers on the left, dates below. The ground line is broken: between two passes nobody looked."""
    parts = [_line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, 'stroke-dasharray="2 3" stroke-opacity="0.8"')]
    for number in _ticks(frame.top):
        y = frame.y(number)
        parts.append(f'<text x="{_n(_LEFT - 5)}" y="{_n(y + 3.5)}" text-anchor="end">{number}</text>')
        if number:
            parts.append(_line(_LEFT, y, _RIGHT, y, 'stroke-opacity="0.16"'))
    parts += [_line(x, _BOTTOM, x, _BOTTOM + 4, "") for x in xs]
    for point in points:
        if point.earliest != point.latest and frame.x(point.latest) - frame.x(point.earliest) > 2:
            ends = frame.x(point.earliest), frame.x(point.latest)
            parts.append(_line(ends[0], _BOTTOM + 4, ends[1], _BOTTOM + 4, 'stroke-width="2"'))
    parts += _dates(frame, points, xs)
    return "".join(parts)


def _ticks(top: int) -> list[int]:
    """Zero and up to four whole numbers above it, the steps 1, 2 or 5 times a power of ten."""
    step, factor = 1, 0
    while top // step > 4:
        step = (1, 2, 5)[(factor + 1) % 3] * 10 ** ((factor + 1) // 3)
        factor += 1
    return list(range(0, max(top, 1) + 1, step))


def _dates(frame: _Frame, points: Sequence[ChartPoint], xs: Sequence[float]) -> list[str]:
    """The first and the last date, and as many between them as there is room for."""
    long = frame.first.year != frame.last.year and (frame.last - frame.first).days > 60
    day = (frame.last - frame.first).total_seconds() < 86400
    words = [_date(point.earliest, long, day) for point in points]
    last = len(points) - 1
    shown: list[int] = []
    free = -1e9
    room = _DATE_ROOM + 12 if long else _DATE_ROOM
    for number, x in enumerate(xs):
        clear = x >= free and (number == last or xs[last] - x >= room or x == xs[last])
        if (clear or number == last) and (not shown or words[number] != words[shown[-1]]):
            shown.append(number)
            free = x + room
    return [
        f'<text x="{_n(xs[n])}" y="{_n(_DATES_Y)}" text-anchor="{_anchor(xs[n])}" font-size="9.5">{words[n]}</text>'
        for n in shown
    ]


def _anchor(x: float) -> str:
    if x < _LEFT + 20:
        return "start" if x < _LEFT + 8 else "middle"
    return "end" if x > _RIGHT - 8 else "middle"


def _date(instant: datetime, long: bool, day: bool) -> str:
    """`5 Dec`; over the turn of a year `Dec 2024`; within one day `08:15Z`."""
    words = at(instant).describe().split()
    if day:
        return words[3] if len(words) > 3 else " ".join(words[:2])
    return " ".join(words[1:3]) if long else " ".join(words[:2])


def _signs(points: Sequence[ChartPoint], xs: Sequence[float]) -> str:
    """The sign of each point above it, where there is room."""
    parts: list[str] = []
    free = -1e9
    for point, x in zip(points, xs, strict=True):
        if point.sign and x >= free:
            parts.append(
                f'<text x="{_n(x)}" y="{_n(_SIGNS_Y)}" text-anchor="middle" font-size="9.5">'
                f"{escape(point.sign)}</text>"
            )
            free = x + max(_SIGN_ROOM, 6.2 * len(point.sign))
    return "".join(parts)


def _middle(frame: _Frame, point: ChartPoint) -> float:
    return (frame.x(point.earliest) + frame.x(point.latest)) / 2


def _bar_width(xs: Sequence[float]) -> float:
    """As wide as the nearest neighbour allows, between 2 and 14."""
    apart = [later - earlier for earlier, later in pairwise(xs) if later > earlier]
    return min(14.0, max(2.0, min(apart, default=14.0) * 0.8))


def _box(x: float, top: float, floor: float, half: float, more: str) -> str:
    return (
        f'<rect x="{_n(x - half)}" y="{_n(top)}" width="{_n(2 * half)}" height="{_n(floor - top)}" {more}/>'
    )


def _ring(half: float) -> float:
    """The radius of a zero: as large as its neighbours leave room for."""
    return min(4.5, max(1.5, half * 0.75))


def _line(x1: float, y1: float, x2: float, y2: float, more: str) -> str:
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="currentColor"'
        f"{' ' + more if more else ''}/>"
    )


def _n(value: float) -> str:
    """A coordinate with at most one decimal, a point for it, and no minus before zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
