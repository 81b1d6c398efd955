"""A chart of counts: bars within their bounds, and a zero, a gap and a cloud that are never mistaken."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.tui.cells.chart import KINDS, Bin, Heights, Moment, bins, draw, heights
from obslog.tui.cells.chart_glyphs import ASCII, UNICODE, ChartGlyphs
from obslog.tui.cells.chart_time import DAY_S, HOUR_S, TimeScale, ticks
from obslog.tui.cells.chart_view import ChartView

T0 = datetime(2024, 12, 5, 8, tzinfo=UTC).timestamp()
TEXTS = {
    "zero": "0",
    "part": "(0)",
    "cloud": "##",
    "gap": ".",
    "labelled": "[2]",
    "conflict": "!",
    "waiting": "",
}


def moment(
    day: float, kind: str = "count", lo: int = 0, hi: int | None = None, text: str | None = None
) -> Moment:
    if text is None:
        text = TEXTS.get(kind) or (f"{lo}+" if hi is None else str(lo) if lo == hi else f"{lo}-{hi}")
    at = T0 + day * DAY_S
    return Moment(f"day {day:g}", at, at, kind, text, lo, hi, looks=(f"L{day:g}",))


def picture(found: list[Moment], size: tuple[int, int] = (60, 10), **more):  # type: ignore[no-untyped-def]
    view = ChartView.of(found)
    return draw(found, view.begin, view.end, size, **more)


bounds = st.tuples(st.integers(0, 300), st.none() | st.integers(0, 300)).map(
    lambda b: b if b[1] is None else (min(b), max(b))
)
counted = st.builds(lambda day, b: moment(day, "count", *b), st.floats(0, 400, allow_nan=False), bounds)
silent = st.builds(moment, st.floats(0, 400, allow_nan=False), st.sampled_from(sorted(TEXTS)))
many = st.lists(counted | silent, min_size=1, max_size=25).map(
    lambda found: sorted(found, key=lambda m: m.at)
)
sizes = st.tuples(st.integers(16, 150), st.integers(4, 30))


def drawn_heights(shown, one: Bin, rows: int) -> tuple[float, int, bool]:  # type: ignore[no-untyped-def]
    """Rows that are solid (with parts of one), rows that are drawn at all, and whether an arrow stands above."""
    column = shown.left + one.column
    solid, reach, arrow = 0.0, 0, False
    for row in range(1, rows + 1):
        sign, role = shown.rows[rows - row][column]
        if role in ("solid", "both"):
            solid += 1 if sign == UNICODE.solid else UNICODE.parts.index(sign) / 8
        arrow = arrow or role == "open"
        if role in ("solid", "both", "light"):
            reach = row
    return solid, reach, arrow


@given(many, sizes)
def test_a_bar_is_solid_no_higher_than_the_least_that_was_there_and_reaches_no_row_beyond_the_most(
    found: list[Moment], size: tuple[int, int]
) -> None:
    shown = picture(found, size)
    rows = size[1] - 2
    high = heights((Bin(0, (m,)) for one in shown.bins for m in one.members), rows)
    for one in shown.bins:
        solid, reach, arrow = drawn_heights(shown, one, rows)
        if one.bounds is None:
            assert (solid, reach, arrow) == (0, 0, False)
            continue
        lo, hi = one.bounds
        per_row = high.per_row / high.rows_each
        assert solid * per_row <= lo
        assert lo - solid * per_row < per_row / 8 + 1e-9
        assert arrow == (hi is None)
        if hi is not None:
            assert (reach - 1) * per_row < hi or reach == 0
            assert reach * per_row >= hi


@given(many)
def test_what_stands_in_one_column_says_no_more_than_each_of_its_passes(found: list[Moment]) -> None:
    scale = TimeScale(T0 - DAY_S, T0 + 401 * DAY_S, 12)
    for one in bins(found, scale):
        known = [m for m in one.members if m.kind in ("count", "zero")]
        assert (one.bounds is not None) == bool(known)
        if one.bounds is not None:
            lo, hi = one.bounds
            assert all(m.lo >= lo for m in known)
            assert hi is None or all(m.hi is not None and m.hi <= hi for m in known)


@given(sizes, st.sampled_from([UNICODE, ASCII]), st.integers(0, 60))
def test_no_two_kinds_of_knowledge_look_alike(size: tuple[int, int], glyphs: ChartGlyphs, crowd: int) -> None:
    looks: dict[tuple[str, ...], str] = {}
    for kind in KINDS:
        middle = moment(30, "zero", 0, 0) if kind == "zero" else moment(30, kind, 2, 2)
        # Neighbours that take its room away, however many columns there are.
        others = [moment(30 + n * 0.9, "gap") for n in range(-crowd, crowd + 1) if n]
        found = sorted([moment(0, "gap"), *others, middle, moment(60, "gap")], key=lambda m: m.at)
        shown = draw(found, T0 - DAY_S, T0 + 61 * DAY_S, size, glyphs=glyphs)
        column = next(one for one in shown.bins if middle in one.members)
        if len(column.members) > 1:
            return
        seen = tuple(shown.lines())
        assert seen not in looks, f"{kind} looks like {looks[seen]}"
        looks[seen] = kind


def test_a_stretch_without_images_says_how_long_it_was_and_is_no_row_of_zeros() -> None:
    shown = picture([moment(0, "zero", 0, 0), moment(9, "zero", 0, 0)]).lines()
    assert "‹9 d›" in shown[-2]
    assert shown[-2].count("0") == 3  # the axis and the two looks


def test_an_open_bound_carries_an_arrow_and_a_closed_one_light_rows() -> None:
    lines = picture([moment(0, "count", 2, None), moment(5, "count", 1, 3)], (40, 7)).lines()
    assert sum("↑" in line for line in lines) == 1
    assert any("░" in line for line in lines)
    assert "2+" in lines[-2] and "1-3" in lines[-2]


def test_every_sign_has_its_ascii_twin() -> None:
    found = [moment(n * 3, kind, 1, 2) for n, kind in enumerate(KINDS)]
    lines = picture(found, (90, 12), glyphs=ASCII, cursor=2, brush=(1, 4), older=True).lines()
    assert "".join(lines).isascii()


def test_an_image_that_nobody_looked_at_is_marked_and_does_not_end_a_gap() -> None:
    waiting = moment(2, "waiting")
    lines = picture([moment(0, "zero", 0, 0), waiting, moment(10, "zero", 0, 0)], (80, 8)).lines()
    assert "◇" in lines[-2] and "‹10 d›" in lines[-2]


@given(many, sizes, st.data())
def test_whatever_is_drawn_fills_its_size(
    found: list[Moment], size: tuple[int, int], data: st.DataObject
) -> None:
    cursor = data.draw(st.integers(0, len(found) - 1))
    shown = picture(found, size, cursor=cursor, brush=(0, cursor))
    assert [len(row) for row in shown.rows] == [size[0]] * size[1]
    assert all(len(sign) == 1 for row in shown.rows for sign, _ in row)


@pytest.mark.parametrize(
    ("days", "second"),
    [(0.4, "02:00Z"), (6, "7 Dec"), (40, "16 Dec"), (300, "Mar"), (900, "Q2"), (4000, "2026")],
)
def test_ticks_are_round_dates_as_fine_as_their_labels_fit(days: float, second: str) -> None:
    begin = T0 - 9 * HOUR_S if days < 1 else T0
    found = ticks(TimeScale(begin, begin + days * DAY_S, 90))
    assert second in [tick.label for tick in found]


@given(st.floats(1e-2, 1e5), st.integers(16, 300))
def test_labels_of_ticks_never_touch_and_the_first_names_the_year(days: float, width: int) -> None:
    found = ticks(TimeScale(T0, T0 + days * DAY_S, width))
    assert all(0 <= tick.column < width for tick in found)
    assert all(b.column > a.column + len(a.label) + 1 for a, b in pairwise(found))
    assert all(re.search("[0-9]{4}", tick.label) for tick in found[:1])


def test_numbers_too_high_for_the_rows_are_counted_in_round_steps() -> None:
    high = heights([Bin(0, (moment(0, "count", 137, 137),))], 10)
    assert high == Heights(10, per_row=20)
    assert [high.label(row) for row in (1, 10)] == ["20", "200"]


class TestView:
    """The cursor, the stretch shown and the brush."""

    view = ChartView.of([moment(n, "count", n, n) for n in range(10)])

    def test_it_begins_at_the_newest_with_all_in_sight(self) -> None:
        assert self.view.cursor == 9
        assert self.view.begin < self.view.moments[0].at < self.view.moments[-1].at < self.view.end

    def test_a_period_is_begun_ended_and_let_go(self) -> None:
        begun = self.view.to(2).brushing()
        assert begun.period is None
        done = begun.moved(4).brushing()
        assert done.period == (self.view.moments[2], self.view.moments[6])
        assert done.moved(3).period == done.period
        assert done.unbrushed().period is None

    def test_shift_stretches_from_the_cursor(self) -> None:
        assert self.view.stretched(-3).brush == (6, 9)
        assert self.view.stretched(-3).stretched(1).brush == (7, 9)

    @given(st.lists(st.sampled_from(["in", "out", "back", "on", "first", "last"]), max_size=20))
    def test_the_cursor_is_always_in_sight(self, keys: list[str]) -> None:
        view = self.view
        for one in keys:
            view = {
                "in": lambda v: v.zoomed(0.5), "out": lambda v: v.zoomed(2), "back": lambda v: v.moved(-1),
                "on": lambda v: v.moved(1), "first": lambda v: v.to(0), "last": lambda v: v.to(99),
            }[one](view)  # fmt: skip
            assert view.pointed is not None
            assert view.begin <= view.pointed.at <= view.end

    def test_another_type_keeps_the_place_in_time(self) -> None:
        at_four = self.view.to(4).zoomed(0.5).stretched(2)
        older = [moment(n, "gap") for n in range(-5, 10)]
        again = at_four.of_same(older)
        assert again.pointed is not None and again.pointed.at == self.view.moments[6].at
        assert (again.begin, again.end) == (at_four.begin, at_four.end)
        assert again.period is not None and again.period[0].at == self.view.moments[4].at

    def test_of_nothing_nothing_is_pointed_at(self) -> None:
        empty = ChartView.of([])
        assert empty.pointed is None and empty.moved(1) == empty and empty.brush is None
        assert draw((), empty.begin, empty.end, (40, 6)).bins == ()
