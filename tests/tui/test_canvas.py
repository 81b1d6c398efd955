"""The canvas as an analyst uses it: keys, hint jump, shapes, mouse; pixels that come late, in part, or not at all."""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from looking import Drawn, Stand, colours, read, standing
from obslog.model.marks import Mark, MarkKind
from obslog.tui.cells.overlay import Overlay, Shape
from obslog.tui.cells.sampling import BESIDE
from obslog.tui.graphics.detect import Graphics
from obslog.tui.widgets.canvas_messages import Clicked, MarkChosen
from obslog.tui.widgets.canvas_messages import Drawn as ShapeDrawn
from obslog.tui.widgets.raster_canvas import RasterCanvas
from piloting import burst, until


def point(name: str, column: float, row: float) -> Mark:
    return Mark(name, "image", MarkKind.POINT, ((column, row),), ("An-124",))


def expected(column: float, row: float) -> list[float]:
    """What the drawn image is at a pixel, stretched as at first: 2 to 98 %."""
    shares = (column / 400, row / 300, (column + row) / 700)
    return [min(max((share - 0.02) / 0.96, 0), 1) * 255 for share in shares]


async def test_a_pixel_of_the_image_is_seen_where_the_view_says() -> None:
    async with standing(Drawn()) as (_, canvas, _):
        for column, row in ((40.0, 30.0), (300.0, 50.0), (120.0, 280.0)):
            assert colours(canvas, column, row) == pytest.approx(expected(column, row), abs=6)
        assert tuple(canvas.dots[2, 2]) == BESIDE  # the image is less wide than the canvas
        assert canvas.shown_as == "bands 1,2,3, 2-98 %"


async def test_walking_and_zooming_never_wait_for_pixels() -> None:
    source = Drawn()
    async with standing(source) as (pilot, canvas, _):
        source.gate.clear()
        await burst(pilot, "plus", "plus", "l", "l", "j", "plus", "pagedown")
        # All of it happened, a draft is drawn, and the file is still silent.
        assert canvas.view.scale == pytest.approx(canvas.view.fitted(400, 300).scale / 1.5**3, rel=1e-6)
        await until(pilot, lambda: canvas.is_drawn, "a draft")
        column, row = canvas.crosshair
        assert colours(canvas, column + 4, row + 4) == pytest.approx(expected(column + 4, row + 4), abs=25)
        assert canvas.is_reading
        source.gate.set()
        await read(pilot)
        assert colours(canvas, column + 4, row + 4) == pytest.approx(expected(column + 4, row + 4), abs=3)


async def test_of_many_wishes_the_newest_is_read_and_those_between_are_not() -> None:
    source = Drawn(4000, 3000)
    async with standing(source) as (pilot, canvas, _):
        before = len(source.reads)
        source.gate.clear()
        await burst(pilot, *["plus"] * 10, *["pagedown"] * 3, *["minus"] * 4)
        source.gate.set()
        await read(pilot)
        assert len(source.reads) - before <= 2
        (left, top, wide, high), *_ = source.reads[-1]
        at = canvas.view.window()
        assert left <= max(0, at[0]) and top <= max(0, at[1])
        assert left + wide >= min(4000, at[0] + at[2]) and top + high >= min(3000, at[1] + at[3])


async def test_a_small_step_needs_no_read() -> None:
    source = Drawn(4000, 3000)
    async with standing(source) as (pilot, canvas, _):
        await burst(pilot, "equals_sign")
        await read(pilot)
        before, view = len(source.reads), canvas.view
        for _ in range(12):
            canvas.look_at(canvas.view.panned(1, 0))
        await read(pilot)
        assert canvas.view.column == pytest.approx(view.column + 12) and len(source.reads) == before


async def test_a_stretch_is_made_of_what_was_read_and_bands_are_read_when_they_are_wanted() -> None:
    source = Drawn()
    async with standing(source) as (pilot, canvas, _):
        before = len(source.reads)
        await burst(pilot, "right_square_bracket")
        await read(pilot)
        assert canvas.shown_as == "bands 1,2,3, 5-95 %" and len(source.reads) == before
        assert colours(canvas, 100, 30)[0] == pytest.approx((0.25 - 0.05) / 0.9 * 255, abs=4)
        await burst(pilot, "B", "B", "B", "B")
        await read(pilot)
        assert canvas.shown_as.startswith("band 4,") and source.reads[-1][3] == (4,)
        await burst(pilot, "B")
        await read(pilot)
        assert canvas.shown_as.startswith("bands 1,2,3")


async def test_what_is_asked_of_the_file_before_it_answers_is_shown_once_it_does() -> None:
    source = Drawn()
    source.gate.clear()
    async with standing(source, waits=False) as (pilot, canvas, _):
        await until(pilot, lambda: colours(canvas, 150, 100) == [99, 99, 99], "the small picture")
        await burst(pilot, "right_square_bracket", "right_square_bracket")
        source.gate.set()
        await read(pilot)
        assert canvas.shown_as == "bands 1,2,3, 10-90 %"


async def test_an_image_that_cannot_be_read_says_why_until_it_can() -> None:
    source = Drawn()
    source.refuses = True
    async with standing(source) as (pilot, canvas, _):
        shown = "\n".join(strip.text for strip in canvas.render_lines(canvas.size.region))
        assert "field.tif: its disk went away" in shown
        source.refuses = False
        await burst(pilot, "plus")
        await read(pilot)
        shown = "\n".join(strip.text for strip in canvas.render_lines(canvas.size.region))
        assert "went away" not in shown and source.reads


async def test_another_image_lets_the_one_before_go() -> None:
    source, other = Drawn(), Drawn(50, 60)
    async with standing(source) as (pilot, canvas, _):
        canvas.set_source(other)
        await read(pilot)
        await until(pilot, lambda: source.is_closed, "the first to be closed")
        assert not other.is_closed and canvas.crosshair == (25, 30)
        canvas.set_source(None)
        await until(pilot, lambda: other.is_closed, "the second to be closed")
        await until(pilot, lambda: bool((canvas.dots == BESIDE).all()), "an empty canvas")


# -- moving --


async def test_the_crosshair_walks_and_the_picture_follows_at_its_edge() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        await burst(pilot, "equals_sign")
        view, at = canvas.view, canvas.crosshair
        await burst(pilot, "l", "right", "k", "up")
        assert canvas.crosshair == pytest.approx((at[0] + 2, at[1] - 2)) and canvas.view == view
        await burst(pilot, *["ctrl+right"] * 5)
        assert canvas.crosshair[0] == pytest.approx(at[0] + 52) and canvas.view.column > view.column
        assert canvas.view.holds(*canvas.crosshair, room=2)
        await burst(pilot, *["ctrl+right"] * 40)
        assert canvas.crosshair[0] == 400  # it does not leave the image


async def test_a_screen_up_and_back_is_where_it_was() -> None:
    async with standing(Drawn(4000, 3000)) as (pilot, canvas, _):
        await burst(pilot, "equals_sign")
        before = canvas.view
        await burst(pilot, "pageup")
        assert canvas.view.row < before.row and canvas.view.column == pytest.approx(before.column)
        await burst(pilot, "pagedown")
        assert canvas.view.row == pytest.approx(before.row)
        await burst(pilot, "0")
        assert canvas.view.scale == pytest.approx(canvas.view.fitted(4000, 3000).scale)


async def test_a_whole_image_stays_whole_in_a_window_of_another_size() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        await pilot.resize_terminal(120, 50)
        await pilot.pause()
        await read(pilot)
        assert canvas.view.scale == pytest.approx(canvas.view.fitted(400, 300).scale)
        await burst(pilot, "plus")
        scale = canvas.view.scale
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert canvas.view.scale == scale and canvas.view.columns == 60


async def test_what_was_looked_at_stays_on_a_canvas_that_becomes_smaller() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        await burst(pilot, "equals_sign", *["ctrl+right"] * 3, *["ctrl+down"] * 2)
        at = canvas.crosshair
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert canvas.crosshair == at and canvas.view.holds(*at, room=3)


async def test_without_colours_crosshair_lines_and_marks_are_characters_of_their_own() -> None:
    async with standing(Drawn(), graphics=Graphics(depth="mono", plain=True)) as (pilot, canvas, _):
        canvas.overlay = Overlay(
            (point("m", 300, 60),),
            shapes=(Shape(((50, 50), (350, 50)), (0, 255, 0), closed=False),),
            plain=True,
        )
        await read(pilot)
        rows = [row.render(canvas.app.console) for row in canvas.render_lines(canvas.size.region)]
        assert all(row.isascii() and "\x1b" not in row for row in rows)
        x, y = (int(v) for v in canvas.view.to_dot(*canvas.crosshair))
        assert (
            rows[y // 2][x - 3 : x + 4].replace(rows[y // 2][x], "*") == "-- * --"
            and rows[y // 2 + 1][x] == "|"
        )
        x, y = (int(v) for v in canvas.view.to_dot(300, 60))
        assert rows[y // 2][x] == "@"
        x, y = (int(v) for v in canvas.view.to_dot(200, 50))
        assert rows[y // 2][x - 3 : x + 4] == "x" * 7


async def test_outlines_and_marks_are_put_away_by_a_key() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        canvas.overlay = Overlay(shapes=(Shape(((50, 50), (350, 50), (350, 250), (50, 250)), (0, 255, 0)),))
        await until(pilot, lambda: colours(canvas, 200, 50) == [0, 255, 0], "an outline")
        await burst(pilot, "backslash")
        await until(pilot, lambda: colours(canvas, 200, 50) != [0, 255, 0], "no outline")


# -- the hint jump --


async def test_two_letters_put_the_crosshair_there_and_the_next_key_is_what_it_always_is() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        await burst(pilot, "f", "a", "s", "enter")
        first = canvas.crosshair
        await burst(pilot, "f", "a", "s", "l")
        assert canvas.crosshair == pytest.approx((first[0] + canvas.view.scale, first[1]))
        await burst(pilot, "f", "a", "s", "space", "a")
        assert canvas.crosshair != first
        assert canvas.crosshair == pytest.approx(first, abs=4 * canvas.view.scale)


async def test_two_letters_choose_a_mark() -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        canvas.overlay = Overlay((point("first", 100, 100), point("second", 300, 200)))
        await burst(pilot, "f", "o", "s")
        assert app.last(MarkChosen).mark == "second" and canvas.crosshair == (300, 200)


async def test_escape_leaves_the_jump_and_nothing_has_moved() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        before = canvas.crosshair
        await burst(pilot, "f", "a", "escape")
        assert canvas.crosshair == before
        await burst(pilot, "l")
        assert canvas.crosshair != before


# -- shapes --


@pytest.mark.parametrize(("shape", "corners"), [("box", 2), ("oriented", 3), ("diamond", 4), ("line", 2)])
async def test_a_shape_is_drawn_by_keys_alone(shape: str, corners: int) -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        canvas.begin(shape)
        start = canvas.crosshair
        steps = [("ctrl+right", "space"), ("ctrl+down", "space"), ("ctrl+left", "enter")]
        await burst(pilot, "space", *[key for step in steps[: corners - 1] for key in step])
        drawn = app.last(ShapeDrawn)
        assert drawn.shape == shape and len(drawn.points) == (4 if shape == "oriented" else corners)
        assert drawn.points[0] == pytest.approx(start)
        assert canvas.gesture is None


async def test_a_point_is_taken_back_and_a_shape_given_up() -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        canvas.begin("diamond")
        await burst(pilot, "space", "l", "space", "backspace")
        assert canvas.gesture is not None and canvas.gesture.asks == "left wing tip"
        await burst(pilot, "escape")
        assert canvas.gesture is None and not app.told


# -- mouse --


async def _drag(
    pilot: object, canvas: RasterCanvas, start: tuple[int, int], *to: tuple[int, int], up: bool = True
) -> None:
    await pilot.mouse_down(canvas, offset=start)  # type: ignore[attr-defined]
    for at in to:
        await pilot.hover(canvas, offset=at)  # type: ignore[attr-defined]
    if up:
        await pilot.mouse_up(canvas, offset=to[-1])  # type: ignore[attr-defined]


async def test_a_click_puts_the_crosshair_and_says_so() -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        await pilot.click(canvas, offset=(30, 10))
        assert canvas.crosshair == pytest.approx(canvas.view.to_image(30.5, 21))
        assert app.last(Clicked).at == canvas.crosshair


async def test_a_drag_moves_the_picture_under_the_hand() -> None:
    async with standing(Drawn(4000, 3000)) as (pilot, canvas, app):
        await burst(pilot, "equals_sign")
        held = canvas.view.to_image(30.5, 21)
        await _drag(pilot, canvas, (30, 10), (40, 12), (50, 15))
        assert canvas.view.to_image(50.5, 31) == pytest.approx(held)
        assert not app.told  # it was no click


async def test_a_box_is_drawn_by_a_drag() -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        canvas.begin("box")
        view = canvas.view
        await _drag(pilot, canvas, (40, 15), (30, 12), (20, 6))
        first, second = app.last(ShapeDrawn).points
        assert first == pytest.approx(view.to_image(20.5, 13))
        assert second == pytest.approx(view.to_image(40.5, 31))
        assert canvas.view == view


@pytest.mark.parametrize("shape", [None, "box"])
async def test_escape_in_a_drag_is_as_if_the_button_had_not_been_pressed(shape: str | None) -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        view = canvas.view
        if shape is not None:
            canvas.begin(shape)
        await _drag(pilot, canvas, (40, 15), (30, 12), (20, 6), up=False)
        await pilot.press("escape")
        await pilot.mouse_up(canvas, offset=(20, 6))
        assert canvas.view == view and canvas.gesture is None and not app.told
        await pilot.hover(canvas, offset=(10, 4))
        assert canvas.view == view


async def test_the_wheel_zooms_about_what_it_points_at() -> None:
    async with standing(Drawn()) as (pilot, canvas, _):
        held, scale = canvas.view.to_image(20.5, 9), canvas.view.scale
        wheel = {"delta_x": 0, "delta_y": -1, "button": 0, "shift": False, "meta": False, "ctrl": False}
        canvas.post_message(events.MouseScrollUp(canvas, 20, 4, **wheel))
        await pilot.pause()
        assert canvas.view.scale < scale and canvas.view.to_image(20.5, 9) == pytest.approx(held)


async def test_parts_of_a_cell_are_known_where_the_terminal_tells_them() -> None:
    async with standing(Drawn()) as (pilot, canvas, app):
        for kind in (events.MouseDown, events.MouseUp):
            canvas.post_message(kind(canvas, 30.25, 10.75, 0, 0, 1, False, False, False))
            await pilot.pause()
        assert app.last(Clicked).at == pytest.approx(canvas.view.to_image(30.25, 21.5))


# -- terminals --


async def test_over_a_slow_line_a_moving_picture_is_coarse_and_a_standing_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "there here")
    source = Drawn()
    source.is_noisy = True
    async with standing(source) as (pilot, canvas, _):
        canvas.look_at(canvas.view.at_scale(1.0))
        await until(pilot, lambda: (canvas.dots[:, 0:8:2] == canvas.dots[:, 1:8:2]).all(), "a coarse one")
        await read(pilot)
        assert (canvas.dots[:, 0:80:2] != canvas.dots[:, 1:80:2]).mean() > 0.5
        assert canvas._pace.wait(0) >= 0 and canvas._frame.saves_bytes


async def test_pixels_are_read_as_finely_as_the_terminal_shows_them() -> None:
    coarse, fine = Drawn(4000, 3000), Drawn(4000, 3000)
    async with standing(coarse):
        pass
    async with standing(fine, graphics=Graphics("kitty", cell=(10, 20))) as (_, canvas, _):
        rows = canvas.render_lines(canvas.size.region)
        assert "\U0010eeee" in rows[5].render(canvas.app.console)
    # By cells, means of two by two are shown.
    assert fine.reads[-1][1] == pytest.approx(10 * coarse.reads[-1][1] / 2, rel=0.02)


async def test_a_fine_look_is_refused_where_the_terminal_shows_no_sixels() -> None:
    async with standing(Drawn()) as (pilot, _, app):
        await burst(pilot, "F")
        assert "sixels" in app.failures[0]


async def test_a_fine_look_has_a_pixel_for_each_of_the_terminal() -> None:
    async with standing(Drawn(4000, 3000), graphics=Graphics(sixel=True, cell=(8, 16))) as (_, canvas, _):
        picture = await canvas.fine_picture()
        assert picture.shape == (2 * 23 * 8, 80 * 8, 3)
        assert picture[180, 320].tolist() == pytest.approx(expected(200, 150), abs=6)


async def test_a_canvas_that_goes_away_while_the_file_is_silent_holds_nothing_up() -> None:
    source = Drawn()
    async with standing(source) as (pilot, canvas, app):
        source.gate.clear()
        await burst(pilot, "plus", "plus", "plus")
        await asyncio.wait_for(canvas.remove(), 10)
        assert source.is_closed and isinstance(app, Stand)
