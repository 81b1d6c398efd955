"""The picture as cells: what is shown where, bytes that a terminal reads as meant, lines that stay on the canvas."""

from __future__ import annotations

import math

import numpy as np
import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind, MarkStatus
from obslog.tui.cells.encode import as_text, cell_bytes, encode, parts
from obslog.tui.cells.gestures import STEPS, Gesture
from obslog.tui.cells.hints import GRID_FIRST, MARK_FIRST, SECOND, Hints
from obslog.tui.cells.overlay import (
    CARRIED_SIGN,
    NO_MARKS,
    SIGNS,
    Overlay,
    Shape,
    Sheet,
    arrays_of,
    paint,
    paint_crosshair,
)
from obslog.tui.cells.sampling import BESIDE, NO_DATA, Tile, sampled, stretched
from obslog.tui.cells.scale_bar import scale_bar
from obslog.tui.cells.strokes import clipped, segments_of, stroke
from obslog.tui.cells.viewport import Viewport

views = st.builds(
    Viewport,
    column=st.floats(-1e5, 1e5),
    row=st.floats(-1e5, 1e5),
    scale=st.floats(1 / 32, 1e4),
    turn_deg=st.sampled_from([0.0, 30.0, 90.0, 180.0, 271.5]),
    columns=st.integers(1, 300),
    rows=st.integers(1, 100),
)


@given(views, st.floats(0, 300), st.floats(0, 200))
def test_a_dot_and_its_pixel_are_one_place(view: Viewport, x: float, y: float) -> None:
    column, row = view.to_image(x, y)
    back = view.to_dot(column, row)
    assert back == pytest.approx((x, y), abs=1e-4)


@given(views, st.floats(0.2, 5), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_zooming_about_a_pixel_leaves_it_where_it_is(
    view: Viewport, by: float, column: float, row: float
) -> None:
    before = view.to_dot(column, row)
    after = view.zoomed(by, (column, row)).to_dot(column, row)
    assert after == pytest.approx(before, rel=1e-6, abs=1e-3)


@given(views, st.floats(1, 1e5), st.floats(1, 1e5))
def test_a_whole_image_is_whole_on_the_canvas(view: Viewport, width: float, height: float) -> None:
    fitted = view.fitted(width, height)
    for corner in ((0.0, 0.0), (width, 0.0), (0.0, height), (width, height)):
        x, y = fitted.to_dot(*corner)
        assert -1e-3 <= x <= view.dots[0] + 1e-3 and -1e-3 <= y <= view.dots[1] + 1e-3


@given(views)
def test_the_window_holds_every_dot(view: Viewport) -> None:
    left, top, width, height = view.window()
    for x in (0, view.dots[0]):
        for y in (0, view.dots[1]):
            column, row = view.to_image(x, y)
            assert left - 1e-3 <= column <= left + width + 1e-3
            assert top - 1e-3 <= row <= top + height + 1e-3


# -- bytes --


def sheet_of(dots: np.ndarray) -> Sheet:
    return Sheet(dots.astype(np.uint8))


def screen_of(sheet: Sheet, depth: str = "true") -> pyte.Screen:
    """The oracle: what a terminal makes of the rows."""
    rows, columns = sheet.glyphs.shape
    screen = pyte.Screen(columns, rows)
    stream = pyte.Stream(screen)
    cells = encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper, depth)
    for n in range(rows):
        stream.feed(f"\x1b[{n + 1};1H{as_text(cells[n])}")
    return screen


@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(1, 6))
def test_a_terminal_shows_the_colours_that_were_meant(seed: int, columns: int, rows: int) -> None:
    draw = np.random.default_rng(seed)
    sheet = sheet_of(draw.integers(0, 256, (2 * rows, columns, 3)))
    sheet.write(0, 0, "A", (1, 2, 3), (250, 240, 230))
    if columns > 2:
        sheet.write(1, rows - 1, "°", (9, 99, 199), (0, 0, 0))
        sheet.write(2, rows - 1, "●", (255, 0, 128), (7, 7, 7))
    screen = screen_of(sheet)
    for row in range(rows):
        for column in range(columns):
            cell = screen.buffer[row][column]
            code = int(sheet.glyphs[row, column])
            top = sheet.ink[row, column] if code else sheet.dots[2 * row, column]
            bottom = sheet.paper[row, column] if code else sheet.dots[2 * row + 1, column]
            assert cell.data == (chr(code) if code else "▀")
            assert cell.fg == "".join(f"{v:02x}" for v in top)
            assert cell.bg == "".join(f"{v:02x}" for v in bottom)


def test_every_cell_is_equally_long_so_that_a_part_is_a_slice() -> None:
    sheet = sheet_of(np.full((2, 6, 3), 77))
    sheet.write(1, 0, "x°●", (1, 1, 1), (2, 2, 2))
    for depth in ("true", "256", "mono"):
        cells = encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper, depth)
        assert cells.shape[-1] == cell_bytes(depth)
        whole = as_text(cells[0]).removesuffix("\x1b[0m")
        assert whole == as_text(cells[0, :3]).removesuffix("\x1b[0m") + as_text(cells[0, 3:]).removesuffix(
            "\x1b[0m"
        )


def test_without_colour_a_picture_is_brightness_by_characters() -> None:
    dots = np.zeros((2, 2, 3), np.uint8)
    dots[:, 1] = 255
    sheet = sheet_of(dots)
    text = as_text(encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper, "mono")[0])
    assert text == " M" and "\x1b" not in text


def test_no_brightness_looks_like_a_mark_or_a_line() -> None:
    dots = np.repeat(np.arange(256)[None, :, None], 2, axis=0).repeat(3, axis=2)
    sheet = sheet_of(dots)
    shown = set(as_text(encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper, "mono")[0]))
    signs = {sign for pair in (*SIGNS.values(), CARRIED_SIGN) for sign in pair} | set("x|[]")
    assert len(shown) == 10 and not shown & signs


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_of_256_colours_a_near_one_is_taken(red: int, green: int, blue: int) -> None:
    sheet = sheet_of(np.full((2, 1, 3), (red, green, blue)))
    text = as_text(encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper, "256")[0])
    index = int(text.split(";")[2])
    assert index >= 16
    if index >= 232:
        value = (8 + 10 * (index - 232),) * 3
    else:
        levels = (0, 95, 135, 175, 215, 255)
        value = tuple(levels[(index - 16) // 6**n % 6] for n in (2, 1, 0))
    assert max(abs(a - b) for a, b in zip(value, (red, green, blue), strict=True)) <= 80


def test_styled_text_says_the_same_as_the_bytes() -> None:
    sheet = sheet_of(np.arange(2 * 3 * 3).reshape(2, 3, 3))
    sheet.write(1, 0, "x", (200, 0, 0), (0, 0, 200))
    found = parts(sheet.dots, sheet.glyphs[0], sheet.ink[0], sheet.paper[0])
    assert [text for text, _, _ in found] == ["▀", "x", "▀"]
    assert found[1][1:] == ((200, 0, 0), (0, 0, 200))
    assert found[0][1] == tuple(sheet.dots[0, 0].tolist())


# -- samples --


def test_a_fine_piece_lies_on_the_coarse_one_and_what_is_beside_the_image_is_told() -> None:
    coarse = Tile(np.full((2, 2, 3), 50, np.uint8), np.ones((2, 2), bool), (0, 0, 100, 100))
    fine = Tile(np.full((10, 10, 3), 200, np.uint8), np.ones((10, 10), bool), (40, 40, 20, 20))
    view = Viewport(50, 50, 5.0, 0, 40, 20)
    dots = sampled([coarse, fine], view, 100, 100)
    x, y = (int(v) for v in view.to_dot(50, 50))
    assert dots[y, x, 0] == 200
    x, y = (int(v) for v in view.to_dot(5, 5))
    assert dots[y, x, 0] == 50
    assert tuple(dots[0, 0]) == BESIDE


@pytest.mark.parametrize("turn", [0.0, 90.0, 33.0])
def test_a_pixel_is_where_the_view_says_however_it_is_turned(turn: float) -> None:
    rgb = np.zeros((100, 100, 3), np.uint8)
    rgb[30:34, 60:64] = 255
    tile = Tile(rgb, np.ones((100, 100), bool), (0, 0, 100, 100))
    view = Viewport(50, 50, 1.0, turn, 120, 60)
    x, y = view.to_dot(62, 32)
    assert sampled([tile], view, 100, 100)[int(y), int(x), 0] == 255


@given(st.integers(0, 2**31), st.integers(1, 6), st.integers(1, 6), st.integers(1, 3))
def test_a_reduced_piece_holds_the_means_of_what_is_picture(
    seed: int, rows: int, columns: int, times: int
) -> None:
    draw = np.random.default_rng(seed)
    rgb = draw.integers(0, 256, (rows * times, columns * times, 3), np.uint8)
    valid = draw.random((rows * times, columns * times)) < draw.choice([0.5, 1.1])
    small = Tile(rgb, valid, (0, 0, 50, 60)).reduced(times)
    assert small.window == (0, 0, 50, 60) and small.valid.shape == (rows, columns)
    for row in range(rows):
        for column in range(columns):
            part = np.s_[row * times : (row + 1) * times, column * times : (column + 1) * times]
            assert small.valid[row, column] == valid[part].any()
            if valid[part].any():
                mean = rgb[part][valid[part]].mean(axis=0)
                assert small.rgb[row, column].tolist() == pytest.approx(mean.tolist(), abs=1)


def test_what_holds_no_data_is_told_from_black() -> None:
    tile = Tile(np.zeros((10, 10, 3), np.uint8), np.zeros((10, 10), bool), (0, 0, 10, 10))
    assert tuple(sampled([tile], Viewport(5, 5, 1.0, 0, 4, 2), 10, 10)[1, 1]) == NO_DATA


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32, np.int16])
def test_values_are_stretched_between_their_limits(kind: type) -> None:
    band = np.array([[10, 20, 30, 120]], kind)
    found = stretched(band[None], [(20, 120)])
    assert found.shape == (1, 4, 3)
    assert found[0, :, 0].tolist() == [0, 0, 26, 255]
    assert stretched(band[None], [(5, 5)])[0, 0, 0] == 128


# -- lines --


@given(
    st.lists(st.tuples(*[st.floats(-1e4, 1e4)] * 4), min_size=1, max_size=20),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_lines_are_cut_at_the_canvas_and_never_leave_it(
    lines: list[tuple[float, ...]], width: int, height: int
) -> None:
    kept = clipped(np.array(lines), width, height)
    assert (kept[:, [0, 2]] >= -1e-3).all() and (kept[:, [0, 2]] < width).all()
    assert (kept[:, [1, 3]] >= -1e-3).all() and (kept[:, [1, 3]] < height).all()
    stroke(np.zeros((height, width, 3), np.uint8), np.array(lines), (255, 0, 0))


def test_a_line_joins_its_ends_without_a_gap() -> None:
    dots = np.zeros((20, 30, 3), np.uint8)
    stroke(dots, np.array([[2.5, 3.5, 25.5, 11.5]]), (9, 9, 9))
    lit = dots[..., 0] > 0
    assert lit[3, 2] and lit[11, 25] and lit.any(axis=0)[2:26].all()


def test_a_nowhere_is_not_drawn() -> None:
    dots = np.zeros((4, 4, 3), np.uint8)
    stroke(dots, np.array([[math.nan, 0, 3, 3], [math.inf, 0, 3, 3]]), (9, 9, 9))
    assert not dots.any()
    assert segments_of([(1, 1)], closed=True).shape == (0, 4)


@given(st.floats(1e-3, 1e4), st.integers(3, 80))
def test_a_scale_bar_is_a_round_length_that_fits(metres: float, widest: int) -> None:
    found = scale_bar(metres, widest)
    if found is None:
        return
    cells, label = found
    number, unit = label.split()
    length = float(number) * {"km": 1000, "m": 1, "cm": 0.01}[unit]
    assert cells <= widest
    assert length / metres == pytest.approx(cells, abs=0.51)
    assert f"{length:e}"[0] in "125"


# -- marks --


def mark(n: int, kind: MarkKind = MarkKind.POINT, **changed: object) -> Mark:
    points = {
        MarkKind.POINT: ((10.0 * n, 20.0),),
        MarkKind.BOX: ((10.0 * n, 20.0), (10.0 * n + 8, 28.0)),
        MarkKind.DIAMOND: ((10.0 * n, 20.0), (10.0 * n - 4, 25.0), (10.0 * n, 30.0), (10.0 * n + 4, 25.0)),
        MarkKind.ORIENTED: (
            (10.0 * n, 20.0),
            (10.0 * n + 5, 22.0),
            (10.0 * n + 3, 27.0),
            (10.0 * n - 2, 25.0),
        ),
    }[kind]
    return Mark(f"m{n}", "image", kind, points, ("An-124",), **changed)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(list(MarkKind)), max_size=12), st.integers(0, 12))
def test_arrays_grown_from_those_before_are_those_made_anew(kinds: list[MarkKind], kept: int) -> None:
    marks = tuple(mark(n, kind) for n, kind in enumerate(kinds))
    grown = arrays_of(marks, arrays_of(marks[:kept]))
    fresh = arrays_of(marks)
    for name in ("centres", "kinds", "sides", "owners"):
        assert np.array_equal(getattr(grown, name), getattr(fresh, name))


@pytest.mark.parametrize("plain", [False, True])
def test_how_sure_a_mark_is_shows_in_its_shape(plain: bool) -> None:
    view = Viewport(30, 20, 1.0, 0, 60, 20)
    marks = tuple(mark(n + 1, confidence=c) for n, c in enumerate(Confidence))
    marks = (*marks, mark(4, status=MarkStatus.CARRIED))
    sheet = sheet_of(np.zeros((40, 60, 3)))
    paint(sheet, view, Overlay(marks, plain=plain), arrays_of(marks))
    shown = []
    for one in marks:
        x, y = view.to_dot(*one.centre)
        shown.append(chr(sheet.glyphs[int(y // 2), int(x)]))
    assert len(set(shown)) == 4
    assert shown[0] == SIGNS[Confidence.CONFIRMED][plain]
    assert all(sign.isascii() for sign in shown) == plain


def test_the_selected_mark_is_told_without_colour() -> None:
    view = Viewport(10, 20, 1.0, 0, 40, 20)
    marks = (mark(1),)
    sheet = sheet_of(np.zeros((40, 40, 3)))
    paint(sheet, view, Overlay(marks, selected="m1"), arrays_of(marks))
    row = "".join(chr(c or 32) for c in sheet.glyphs[10])
    assert "[●]" in row


def test_outlines_are_labelled_where_they_are_seen() -> None:
    sheet = sheet_of(np.zeros((40, 40, 3)))
    shape = Shape(((5, 5), (30, 5), (30, 30)), (0, 200, 0), label="north")
    paint(sheet, Viewport(20, 20, 1.0, 0, 40, 20), Overlay(shapes=(shape,)), NO_MARKS)
    assert "north" in "".join(chr(c or 32) for c in sheet.glyphs.ravel())
    assert (sheet.dots[..., 1] == 200).any()


def test_the_crosshair_is_seen_on_black_and_on_white() -> None:
    for level in (0, 255):
        sheet = sheet_of(np.full((20, 20, 3), level))
        paint_crosshair(sheet, 10, 10)
        assert (sheet.dots != level).any(axis=-1).sum() >= 8


# -- the hint jump --


def _off(block: tuple[float, float, float, float], x: float, y: float) -> float:
    left, top, wide, high = block
    return max(abs(x - left - wide / 2) / wide, abs(y - top - high / 2) / high)


@given(st.integers(20, 300), st.integers(20, 200), st.floats(0, 0.999), st.floats(0, 0.999))
def test_every_place_is_five_keys_away_or_less(width: int, height: int, across: float, down: float) -> None:
    x, y = across * width, down * height
    hints = Hints(width, height)
    # The block whose middle is nearest (a place on the edge of two is in either).
    blocks = hints.blocks()
    letters = min(blocks, key=lambda name: _off(blocks[name], x, y))
    assert _off(blocks[letters], x, y) <= 0.5 + 1e-9
    keys = 1  # f
    for letter in letters:
        hints, keys = hints.pressed(letter), keys + 1
    hints, keys = hints.pressed("space"), keys + 1
    best = min(hints.cells(), key=lambda name: math.dist(hints.cells()[name], (x, y)))
    hints, keys = hints.pressed(best), keys + 1
    assert hints.done and hints.at is not None and keys == 5
    # About half a cell; on the largest screens a cell and a half.
    assert abs(hints.at[0] - x) <= max(1.0, width / 120) and abs(hints.at[1] - y) <= max(1.7, height / 80)


@given(st.integers(10, 320), st.integers(10, 220))
def test_letters_never_hide_one_another(width: int, height: int) -> None:
    hints = Hints(width, height)
    taken: set[tuple[int, int]] = set()
    for label in hints.labels():
        at = int(label.x) - 1, int(label.y // 2)
        cells = {(at[0] + n, at[1]) for n in range(3)}  # a gap is left between two
        assert not cells & taken
        taken |= cells - {(at[0] + 2, at[1])}
    finer = hints.pressed("a").pressed("a").pressed("space")
    assert len({(int(label.x), int(label.y // 2)) for label in finer.labels()}) == len(finer.labels())


@given(st.integers(10, 400), st.integers(10, 300))
def test_labels_never_use_f_and_never_share_a_first_letter_with_marks(width: int, height: int) -> None:
    marks = tuple((f"m{n}", 1.0, 1.0) for n in range(300))
    hints = Hints(width, height, marks)
    assert "f" not in GRID_FIRST + MARK_FIRST + SECOND
    assert not {name[0] for name in hints.blocks()} & {name[0] for name in hints.mark_labels()}
    names = [*hints.blocks(), *hints.mark_labels()]
    assert len(names) == len(set(names))


def test_two_letters_choose_a_mark() -> None:
    hints = Hints(100, 60, (("first", 10.0, 10.0), ("second", 20.0, 20.0)))
    hints = hints.pressed("o").pressed("s")
    assert (hints.mark, hints.at, hints.done) == ("second", (20.0, 20.0), True)


def test_keys_that_are_no_label_leave_the_jump_as_it_was_or_end_it() -> None:
    hints = Hints(100, 60)
    assert hints.pressed("a").pressed("backspace").typed == ""
    assert hints.pressed("escape").done and hints.pressed("escape").at is None
    assert hints.pressed("enter").done
    half = hints.pressed("a").pressed("a")
    assert half.pressed("enter").done and half.pressed("enter").at == half.at


# -- shapes --


@pytest.mark.parametrize("shape", sorted(STEPS))
def test_a_shape_asks_for_each_point_by_its_name(shape: str) -> None:
    gesture = Gesture(shape)
    for n, name in enumerate(STEPS[shape]):
        assert gesture.asks == name
        gesture = gesture.set((10.0 * n, 5.0 * n * n))
    assert gesture.is_done and gesture.asks == ""
    back = gesture.back()
    assert back is not None and back.asks == STEPS[shape][-1]


def test_a_box_may_be_drawn_from_any_corner() -> None:
    assert Gesture("box").set((9.0, 2.0)).set((3.0, 8.0)).result() == ((3.0, 2.0), (9.0, 8.0))


def test_an_oriented_box_has_right_angles() -> None:
    points = Gesture("oriented").set((0.0, 0.0)).set((10.0, 5.0)).set((3.0, 9.0)).result()
    assert len(points) == 4
    for n in range(4):
        a, b, c = (np.array(points[(n + k) % 4]) for k in range(3))
        assert float(np.dot(b - a, c - b)) == pytest.approx(0, abs=1e-9)
