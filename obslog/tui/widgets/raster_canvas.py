"""The canvas: an image large, with what is drawn over it, a crosshair, and the keys that move it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, ClassVar

import numpy as np
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from obslog.model.errors import ObslogError
from obslog.model.marks import Point
from obslog.tui.cells.encode import encode
from obslog.tui.cells.gestures import Gesture
from obslog.tui.cells.hints import Hints
from obslog.tui.cells.overlay import (
    NO_MARKS,
    MarkArrays,
    Overlay,
    Shape,
    Sheet,
    arrays_of,
    paint,
    paint_crosshair,
    paint_labels,
)
from obslog.tui.cells.sampling import BESIDE, PixelSource, sampled
from obslog.tui.cells.scale_bar import scale_bar
from obslog.tui.cells.viewport import Viewport
from obslog.tui.keys import Keyed, key
from obslog.tui.widgets.cell_strip import CellRow, CellStrip
from obslog.tui.widgets.reading import STRETCHES, Look, Reader, band_choices

#: Frames a second at most: on this machine, over SSH, over a link that says it is slow.
_FAST, _SSH, _SLOW = 30.0, 8.0, 4.0
_ZOOM = 1.5
_DRAWN = (255, 120, 60)


def frames_per_second() -> float:
    """How often a picture is sent at most, by what the environment says of the line to the terminal."""
    if os.environ.get("MOSH_CONNECTION"):
        return _SLOW
    return _SSH if os.environ.get("SSH_CONNECTION") else _FAST


class RasterCanvas(Keyed, Widget, can_focus=True):
    """Shows a `PixelSource` through a `Viewport`; posts where the crosshair is and what was drawn."""

    area = "image"
    title_text = "Image"
    about = "Move the crosshair with the arrows or hjkl, or with f and two letters; + and - zoom."
    DEFAULT_CSS: ClassVar[str] = "RasterCanvas { width: 1fr; height: 1fr; }"

    class CrosshairMoved(Message):
        """The crosshair stands at another pixel (column, row)."""

        def __init__(self, at: Point) -> None:
            super().__init__()
            self.at = at

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RasterCanvas.CrosshairMoved)

    class ViewChanged(Message):
        """Another part of the image is shown."""

        def __init__(self, canvas: RasterCanvas, view: Viewport) -> None:
            super().__init__()
            self.canvas, self.view = canvas, view

        @property
        def control(self) -> RasterCanvas:
            """The canvas that shows it."""
            return self.canvas

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RasterCanvas.ViewChanged) and message.canvas is self.canvas

    class Clicked(Message):
        """A place was clicked with the mouse, and nothing was being drawn."""

        def __init__(self, at: Point) -> None:
            super().__init__()
            self.at = at

    class Drawn(Message):
        """A shape was finished: `box`, `oriented`, `diamond` (points as the kind of mark has them) or `line`."""

        def __init__(self, shape: str, points: tuple[Point, ...]) -> None:
            super().__init__()
            self.shape, self.points = shape, points

    class MarkChosen(Message):
        """A mark was chosen by its letters in the hint jump."""

        def __init__(self, mark: str) -> None:
            super().__init__()
            self.mark = mark

    def __init__(self, *, id: str | None = None, depth: str = "true", classes: str | None = None) -> None:
        """`depth` is how cells are written: `true` colour, `256` colours, or `mono`."""
        super().__init__(id=id, classes=classes)
        self._depth = depth
        self._view = Viewport()
        self._at: Point = (0.0, 0.0)
        self._overlay, self._arrays = Overlay(), NO_MARKS
        self._shows_overlay = True
        self._reader: Reader | None = None
        self._source: PixelSource | None = None
        self._image: tuple[float, float] = (1.0, 1.0)
        self._look, self._choices, self._choice = Look(), ((1,),), 0
        self._hints: Hints | None = None
        self._gesture: Gesture | None = None
        self._drag: tuple[Point, Viewport, bool] | None = None
        self._base: Any = None
        self._rows: list[CellRow] = []
        self._fitted = False
        self._frame_s, self._last_frame, self._pending = 1.0 / frames_per_second(), 0.0, False
        self._timer: Timer | None = None
        self._corner: tuple[str, ...] = ()

    # -- what a screen sets --

    def set_source(
        self, source: PixelSource | None, *, bands: Sequence[int] = (), view: Viewport | None = None
    ) -> None:
        """Show another image, whole, or through `view`; the one before is let go."""
        if self._reader is not None:
            self.run_worker(self._reader.close(), exit_on_error=False)
        self._reader, self._source, self._base = None, source, None
        self._hints = self._gesture = None
        if source is None:
            self._redraw(base=True)
            return
        self._image = float(source.width), float(source.height)
        self._choices, self._choice = band_choices(source.bands, bands), 0
        self._look = Look(self._choices[0])
        self._at = self._image[0] / 2, self._image[1] / 2
        self._reader = Reader(source, self._look, self._arrived, self._failed)
        self._reader.start()
        self._fitted = view is None
        self._set_view(self._view.fitted(*self._image) if view is None else self._sized(view))

    @property
    def source(self) -> PixelSource | None:
        """What is shown."""
        return self._source

    @property
    def view(self) -> Viewport:
        """The part of the image that is shown."""
        return self._view

    def look_at(self, view: Viewport) -> None:
        """Show another part, as a screen that locks two canvases does; posts nothing."""
        self._fitted = False
        self._set_view(self._sized(view), said=False)

    @property
    def overlay(self) -> Overlay:
        """What is drawn over the image."""
        return self._overlay

    @overlay.setter
    def overlay(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._arrays = arrays_of(overlay.marks, self._arrays)
        self._redraw()

    @property
    def corner(self) -> tuple[str, ...]:
        """Lines in the lower left corner, above the scale bar's: position, GSD."""
        return self._corner

    @corner.setter
    def corner(self, lines: Sequence[str]) -> None:
        self._corner = tuple(lines)
        self._redraw()

    @property
    def crosshair(self) -> Point:
        """The pixel (column, row) under the crosshair."""
        return self._at

    def go_to(self, at: Point, *, zoom_to: float | None = None) -> None:
        """Put the crosshair on a pixel, moving the picture where it must; `zoom_to` pixels a dot."""
        column = min(max(at[0], 0.0), self._image[0])
        row = min(max(at[1], 0.0), self._image[1])
        self._at = column, row
        view = self._view if zoom_to is None else self._view.at_scale(zoom_to, self._at)
        if not view.holds(column, row, room=3):
            view = view.centred(column, row)
        if view != self._view:
            self._set_view(view)
        else:
            self._redraw()
        self.post_message(self.CrosshairMoved(self._at))

    @property
    def gesture(self) -> Gesture | None:
        """The shape that is being drawn."""
        return self._gesture

    def begin(self, shape: str) -> None:
        """Draw a shape (`box`, `oriented`, `diamond`, `line`): Space or a click sets its points, Esc leaves it."""
        self._gesture = Gesture(shape)
        self._redraw()

    @property
    def reach(self) -> float:
        """How far from a mark, in image pixels, still points at it: two dots."""
        return 2.0 * self._view.scale

    @property
    def is_reading(self) -> bool:
        """Whether pixels are on their way."""
        return self._reader is not None and self._reader.is_busy

    @property
    def metres_per_dot(self) -> float | None:
        """The ground length of a dot at the middle of the picture."""
        ground = getattr(self._source, "ground", None)
        if ground is None:
            gsd = getattr(self._source, "gsd_m", None)
            return None if gsd is None else float(gsd) * self._view.scale
        metres = ground.metres_per_pixel(self._view.column, self._view.row)
        return None if metres is None else float(metres) * self._view.scale

    # -- view --

    def _sized(self, view: Viewport) -> Viewport:
        return view.resized(self.size.width or 1, self.size.height or 1)

    def _set_view(self, view: Viewport, *, said: bool = True) -> None:
        self._view = self._sized(view)
        if self._reader is not None:
            self._reader.want(self._view)
        self._redraw(base=True)
        if said:
            self.post_message(self.ViewChanged(self, self._view))

    def on_resize(self, event: events.Resize) -> None:
        sized = self._view.resized(event.size.width, event.size.height)
        self._set_view(sized.fitted(*self._image) if self._fitted and self._source is not None else sized)

    async def on_unmount(self) -> None:
        if self._reader is not None:
            await self._reader.close()

    def _arrived(self) -> None:
        self._redraw(base=True)

    def _failed(self, error: ObslogError) -> None:
        self._corner = (*self._corner[:1], str(error))
        self._redraw()

    # -- drawing --

    def _redraw(self, *, base: bool = False) -> None:
        """Draw anew as soon as the pace allows; the newest state is what is drawn."""
        if base:
            self._base = None
        if self._pending or not self.is_mounted:
            return
        wait = self._last_frame + self._frame_s - perf_counter()
        if wait <= 0:
            self._draw()
        else:
            self._pending = True
            self._timer = self.set_timer(wait, self._draw)

    def _draw(self) -> None:
        self._pending, self._last_frame = False, perf_counter()
        if not self.size.width or not self.size.height:
            return
        dirty = self.build()
        if dirty:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in dirty))

    def build(self) -> list[int]:
        """Make the picture of the present state; gives the rows that differ from the one before."""
        view = self._view
        if self._base is None:
            if self._reader is None:
                self._base = np.full((2 * view.rows, view.columns, 3), BESIDE, np.uint8)
            else:
                self._base = sampled(self._reader.tiles, view, *self._image)
        sheet = Sheet(self._base.copy())
        if self._shows_overlay:
            paint(sheet, view, self._overlay, self._arrays)
        self._paint_hand(sheet)
        return self._encode(sheet)

    def _paint_hand(self, sheet: Sheet) -> None:
        """The crosshair, what is being drawn, the scale bar, the letters of the hint jump."""
        view = self._view
        if self._gesture is not None:
            points = self._gesture.sketch(self._at)
            closed = self._gesture.shape in ("box", "oriented") and len(points) > 2
            paint(sheet, view, Overlay(shapes=(Shape(points, _DRAWN, closed),)), NO_MARKS)
        self._paint_corner(sheet)
        if self._hints is not None:
            paint_labels(sheet, [(one.letters, one.x, one.y) for one in self._hints.labels()])
        if self._source is not None:
            paint_crosshair(sheet, *view.to_dot(*self._at))

    def _paint_corner(self, sheet: Sheet) -> None:
        rows, columns = sheet.glyphs.shape
        lines = [line for line in self._corner if line]
        metres = self.metres_per_dot
        bar = scale_bar(metres, columns // 4) if metres is not None else None
        if bar is not None:
            cells, label = bar
            text = "|" + "-" * (cells - 1) + "|" if self._overlay.plain else "├" + "─" * (cells - 1) + "┤"
            lines.append(f"{text} {label}")
        asks = self._gesture.asks if self._gesture is not None else ""
        if asks:
            lines.append(f"{self._gesture.shape if self._gesture else ''}: set {asks} (Space), Esc leaves")
        for n, line in enumerate(reversed(lines)):
            sheet.write(1, rows - 1 - n, line[: columns - 2], (240, 240, 240), (16, 19, 24))

    def _encode(self, sheet: Sheet) -> list[int]:
        """Rows that changed are encoded; the others stay the very rows they were."""
        rows = sheet.glyphs.shape[0]
        if len(self._rows) != rows or (rows and self._rows[0].cells.shape[0] != sheet.glyphs.shape[1]):
            self._rows, changed = [], np.ones(rows, bool)
        else:
            changed = np.array([_differs(old, sheet, n) for n, old in enumerate(self._rows)], bool)
        dirty = np.flatnonzero(changed)
        if not dirty.size:
            return []
        pairs = np.stack((2 * dirty, 2 * dirty + 1), axis=1).ravel()
        cells = encode(
            sheet.dots[pairs], sheet.glyphs[dirty], sheet.ink[dirty], sheet.paper[dirty], self._depth
        )
        fresh = dict(zip(dirty.tolist(), range(dirty.size), strict=True))
        self._rows = [
            CellRow(
                cells[fresh[n]], sheet.dots[2 * n : 2 * n + 2], sheet.glyphs[n], sheet.ink[n], sheet.paper[n]
            )
            if n in fresh
            else self._rows[n]
            for n in range(rows)
        ]
        return [int(n) for n in dirty]

    def render_lines(self, crop: Region) -> list[Strip]:
        if (
            len(self._rows) != self.size.height
            or not self._rows
            or self._rows[0].cells.shape[0] != self.size.width
        ):
            self._view = self._sized(self._view)
            self.build()
        blank = Strip.blank(crop.width)
        return [
            CellStrip(self._rows[y]).crop(crop.x, crop.right) if 0 <= y < len(self._rows) else blank
            for y in crop.line_range
        ]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    # -- keys --

    def _step(self, dx: float, dy: float) -> None:
        x, y = self._view.to_dot(*self._at)
        at = self._view.to_image(x + dx, y + dy)
        column = min(max(at[0], 0.0), self._image[0])
        row = min(max(at[1], 0.0), self._image[1])
        self._at = column, row
        width, height = self._view.dots
        x, y = self._view.to_dot(column, row)
        # The picture follows once the crosshair comes near its edge.
        over_x = min(x - 3, 0) + max(x - (width - 4), 0)
        over_y = min(y - 3, 0) + max(y - (height - 4), 0)
        if over_x or over_y:
            self._fitted = False
            self._set_view(self._view.panned(over_x, over_y))
        else:
            self._redraw()
        self.post_message(self.CrosshairMoved(self._at))

    def _screen(self, dx: float, dy: float) -> None:
        width, height = self._view.dots
        self._fitted = False
        view = self._view.panned(dx * width * 0.8, dy * height * 0.8)
        column = min(max(view.column, 0.0), self._image[0])
        row = min(max(view.row, 0.0), self._image[1])
        self._at = column, row
        self._set_view(view.centred(column, row))
        self.post_message(self.CrosshairMoved(self._at))

    def _zoom(self, factor: float) -> None:
        self._fitted = False
        self._set_view(self._view.zoomed(factor, self._at))

    @key("left,h", "left", "The crosshair to the left; the picture follows at its edge.", show=False)
    def action_left(self) -> None:
        self._step(-1, 0)

    @key("right,l", "right", "The crosshair to the right.", show=False)
    def action_right(self) -> None:
        self._step(1, 0)

    @key("up,k", "up", "The crosshair up.", show=False)
    def action_up(self) -> None:
        self._step(0, -1)

    @key("down,j", "down", "The crosshair down.", show=False)
    def action_down(self) -> None:
        self._step(0, 1)

    @key("ctrl+left,ctrl+h", "ten left", "The crosshair ten dots to the left.", show=False)
    def action_far_left(self) -> None:
        self._step(-10, 0)

    @key("ctrl+right,ctrl+l", "ten right", "The crosshair ten dots to the right.", show=False)
    def action_far_right(self) -> None:
        self._step(10, 0)

    @key("ctrl+up,ctrl+k", "ten up", "The crosshair ten dots up.", show=False)
    def action_far_up(self) -> None:
        self._step(0, -10)

    @key("ctrl+down", "ten down", "The crosshair ten dots down.", show=False)
    def action_far_down(self) -> None:
        self._step(0, 10)

    @key("shift+left,home", "screen left", "A screen to the left.", show=False)
    def action_screen_left(self) -> None:
        self._screen(-1, 0)

    @key("shift+right,end", "screen right", "A screen to the right.", show=False)
    def action_screen_right(self) -> None:
        self._screen(1, 0)

    @key("shift+up,pageup", "screen up", "A screen up.", show=False)
    def action_screen_up(self) -> None:
        self._screen(0, -1)

    @key("shift+down,pagedown", "screen down", "A screen down.", show=False)
    def action_screen_down(self) -> None:
        self._screen(0, 1)

    @key("plus", "zoom in", "Larger, about the crosshair.", show=False)
    def action_zoom_in(self) -> None:
        self._zoom(_ZOOM)

    @key("minus", "zoom out", "Smaller, about the crosshair.", show=False)
    def action_zoom_out(self) -> None:
        self._zoom(1 / _ZOOM)

    @key("equals_sign", "1:1", "One pixel of the image a dot, about the crosshair.", show=False)
    def action_one_to_one(self) -> None:
        self._fitted = False
        self._set_view(self._view.at_scale(1.0, self._at).centred(*self._at))

    @key("0", "whole image", "The whole image.", show=False)
    def action_whole(self) -> None:
        self._fitted = True
        self._set_view(self._view.fitted(*self._image))

    @key(
        "Z", "to the mark", "Zoom to the selected mark; without one, to the outlines of the site.", show=False
    )
    def action_zoom_to(self) -> None:
        mark = next((m for m in self._overlay.marks if m.id == self._overlay.selected), None)
        points = (
            list(mark.points) if mark is not None else [p for s in self._overlay.shapes for p in s.points]
        )
        points = [p for p in points if 0 <= p[0] <= self._image[0] and 0 <= p[1] <= self._image[1]]
        if not points:
            return
        self._fitted = False
        columns, rows = [p[0] for p in points], [p[1] for p in points]
        if mark is not None:
            self._at = mark.centre
            pad = max(20.0, max(columns) - min(columns), max(rows) - min(rows))
            columns, rows = (
                [mark.centre[0] - pad, mark.centre[0] + pad],
                [mark.centre[1] - pad, mark.centre[1] + pad],
            )
        self._set_view(self._view.on_box(min(columns), min(rows), max(columns), max(rows), room=0.05))

    @key("U", "north up", "Turn the picture so that north is up, or back to how the file has it.", show=False)
    def action_north_up(self) -> None:
        if self._view.turn_deg:
            self._set_view(self._view.turned(0.0))
            return
        ground = getattr(self._source, "ground", None)
        north = None if ground is None else ground.north_deg(*self._at)
        if north is None:
            raise ObslogError("the image has no georeference, so nobody knows where north is: image place")
        self._set_view(self._view.turned(-north))

    @key("left_square_bracket", "softer", "Stretch less: a wider range of values.", show=False)
    def action_softer(self) -> None:
        self._stretch(-1)

    @key("right_square_bracket", "harder", "Stretch more: a narrower range of values.", show=False)
    def action_harder(self) -> None:
        self._stretch(1)

    def _stretch(self, by: int) -> None:
        stretch = min(max(self._look.stretch + by, 0), len(STRETCHES) - 1)
        self._show_as(replace(self._look, stretch=stretch))

    @key("B", "bands", "The next choice of bands: the usual three, then each by itself.", show=False)
    def action_bands(self) -> None:
        self._choice = (self._choice + 1) % len(self._choices)
        self._show_as(replace(self._look, bands=self._choices[self._choice]))

    def _show_as(self, look: Look) -> None:
        self._look = look
        if self._reader is not None:
            self._reader.show_as(look)

    @property
    def shown_as(self) -> str:
        """Bands and stretch in words."""
        low, high = STRETCHES[self._look.stretch]
        bands = ",".join(str(band) for band in self._look.bands)
        return f"band {bands}, {low:g}-{high:g} %"

    @key("backslash", "outlines", "Outlines and marks on or off.", show=False)
    def action_outlines(self) -> None:
        self._shows_overlay = not self._shows_overlay
        self._redraw()

    @key(
        "f",
        "hint jump",
        "Letters over the picture: two of them put the crosshair there; Space lays a finer grid.",
    )
    def action_hints(self) -> None:
        width, height = self._view.dots
        shown = []
        if self._shows_overlay and self._overlay.marks:
            x, y = self._view.to_dot(self._arrays.centres[:, 0], self._arrays.centres[:, 1])
            seen = np.flatnonzero((x >= 0) & (x < width) & (y >= 0) & (y < height))[:225]
            shown = [(self._overlay.marks[n].id, float(x[n]), float(y[n])) for n in seen.tolist()]
        self._hints = Hints(width, height, tuple(shown))
        self._redraw()

    # -- the hint jump and gestures take keys before the bindings do --

    def on_key(self, event: events.Key) -> None:
        if self._hints is not None:
            self._hint_key(event)
        elif self._gesture is not None:
            self._gesture_key(event)

    def _hint_key(self, event: events.Key) -> None:
        assert self._hints is not None
        name = event.character if event.character and event.character.isalpha() else event.key
        before, hints = self._hints, self._hints.pressed(name)
        # A key that only ends the jump is then what it always is.
        passed = (
            hints.done and before.block is not None and not before.finer and name not in ("enter", "escape")
        )
        if hints.at is not None and hints.at != before.at:
            self._at = self._view.to_image(*hints.at)
            self.post_message(self.CrosshairMoved(self._at))
        self._hints = None if hints.done else hints
        if hints.mark is not None:
            mark = next((m for m in self._overlay.marks if m.id == hints.mark), None)
            if mark is not None:
                self._at = mark.centre
            self.post_message(self.MarkChosen(hints.mark))
        self._redraw()
        if not passed:
            event.stop()
            event.prevent_default()

    def _gesture_key(self, event: events.Key) -> None:
        assert self._gesture is not None
        if event.key in ("space", "enter"):
            self._set_point(self._at)
        elif event.key == "backspace":
            self._gesture = self._gesture.back() or Gesture(self._gesture.shape)
        elif event.key == "escape":
            self._gesture = None
        else:
            return
        self._redraw()
        event.stop()
        event.prevent_default()

    def _set_point(self, at: Point) -> None:
        assert self._gesture is not None
        self._gesture = self._gesture.set(at)
        if self._gesture.is_done:
            done, self._gesture = self._gesture, None
            self.post_message(self.Drawn(done.shape, done.result()))
        self._redraw()

    # -- mouse --

    def _pointed(self, event: events.MouseEvent) -> Point:
        # Parts of a cell are known where the terminal tells them; else its middle is meant.
        x = event.pointer_x if event.pointer_x % 1 else event.x + 0.5
        y = event.pointer_y if event.pointer_y % 1 else event.y + 0.5
        return self._view.to_image(x, 2 * y)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self._source is None or event.button != 1:
            return
        self.focus()
        self.capture_mouse()
        self._drag = (self._pointed(event), self._view, False)
        event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._drag is None:
            return
        start, view, moved = self._drag
        at = view.to_image(event.x + 0.5, 2 * (event.y + 0.5))
        moved = moved or abs(at[0] - start[0]) + abs(at[1] - start[1]) > 2 * view.scale
        self._drag = (start, view, moved)
        if not moved:
            return
        if self._gesture is not None and self._gesture.shape in ("box", "line"):
            if not self._gesture.points:
                self._gesture = self._gesture.set(start)
            self._at = self._pointed(event)
            self._redraw()
        elif self._gesture is None:
            self._fitted = False
            self._set_view(view.centred(view.column - (at[0] - start[0]), view.row - (at[1] - start[1])))
        event.stop()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._drag is None:
            return
        self.release_mouse()
        _, _, moved = self._drag
        self._drag = None
        at = self._pointed(event)
        if self._gesture is not None:
            self._at = at
            self._set_point(at)
        elif not moved:
            self._at = at
            self._redraw()
            self.post_message(self.CrosshairMoved(at))
            self.post_message(self.Clicked(at))
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._fitted = False
        self._set_view(self._view.zoomed(_ZOOM, self._pointed(event)))
        event.stop()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._fitted = False
        self._set_view(self._view.zoomed(1 / _ZOOM, self._pointed(event)))
        event.stop()


def _differs(old: CellRow, sheet: Sheet, n: int) -> bool:
    return not (
        np.array_equal(old.dots, sheet.dots[2 * n : 2 * n + 2])
        and np.array_equal(old.glyphs, sheet.glyphs[n])
        and (
            not old.glyphs.any()
            or (np.array_equal(old.ink, sheet.ink[n]) and np.array_equal(old.paper, sheet.paper[n]))
        )
    )


__all__ = ["MarkArrays", "RasterCanvas", "frames_per_second"]
