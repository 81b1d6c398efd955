"""What a canvas shows: an image through a viewport, drawn at the pace of the line; keys and mouse are added above it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from obslog.model.errors import ObslogError
from obslog.model.marks import Point
from obslog.tui.cells.gestures import Gesture
from obslog.tui.cells.hints import Hints
from obslog.tui.cells.overlay import NO_MARKS, Overlay, arrays_of
from obslog.tui.cells.sampling import BESIDE, PixelSource, sampled
from obslog.tui.cells.viewport import Viewport
from obslog.tui.graphics.detect import Graphics
from obslog.tui.widgets.canvas_frame import Frame, Hand
from obslog.tui.widgets.canvas_messages import CrosshairMoved, Opened, ViewChanged
from obslog.tui.widgets.canvas_pixels import Pixels
from obslog.tui.widgets.cell_strip import CellStrip, unsent
from obslog.tui.widgets.pacing import Pace, frames_per_second
from obslog.tui.widgets.reading import STRETCHES, Facts, Look, Reader, band_choices

#: On a slow line a picture that moves is sent coarse, and fine once it stood still for so long.
_STILL_S = 0.15


class RasterView(Widget):
    """Shows a `PixelSource` through a `Viewport`, with an overlay and a crosshair."""

    DEFAULT_CSS: ClassVar[str] = "RasterView { width: 1fr; height: 1fr; }"
    #: A drag moves the picture; there is no text to be selected.
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, depth: str = "true", classes: str | None = None) -> None:
        """`depth` is how cells are written: `true` colour, `256` colours, or `mono`."""
        super().__init__(id=id, classes=classes)
        self._frame = Frame(depth)
        self._view = Viewport()
        self._at: Point = (0.0, 0.0)
        self._overlay, self._arrays = Overlay(), NO_MARKS
        self._shows_overlay = True
        self._reader: Reader | None = None
        self._source: PixelSource | None = None
        self._image: tuple[float, float] = (1.0, 1.0)
        self._facts = Facts()
        self._look, self._choice = Look(()), 0
        self._choices: tuple[tuple[int, ...], ...] = ((1,),)
        self._hints: Hints | None = None
        self._gesture: Gesture | None = None
        self._drag: tuple[Point, Viewport, bool] | None = None
        self._base: Any = None
        self._fitted = False
        self._pace, self._pending = Pace(frames_per_second(os.environ)), False
        self._moving: Timer | None = None
        self._corner: tuple[str, ...] = ()
        self._trouble = ""
        self._pixels = Pixels(Graphics(), self)

    # -- what a screen sets --

    def set_source(
        self, source: PixelSource | None, *, bands: Sequence[int] = (), view: Viewport | None = None
    ) -> None:
        """Show another image, whole, or through `view`; the one before is let go.

        `bands` are shown at first, else the file's usual ones. Only the size of the source is asked here; what may
        block is asked on a thread, and `Opened` says when that is known.
        """
        if self._reader is not None:
            self.run_worker(self._reader.close(), exit_on_error=False)
        self._reader, self._source, self._base = None, source, None
        self._hints = self._gesture = None
        self._facts, self._trouble, self._look, self._choice = Facts(), "", Look(tuple(bands)), 0
        if source is None:
            self._redraw(base=True)
            return
        self._image = float(source.width), float(source.height)
        self._at = self._image[0] / 2, self._image[1] / 2
        self._reader = Reader(source, self, bands=bands, finer=self._pixels.finer)
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
        self.post_message(CrosshairMoved(self._at))

    @property
    def gesture(self) -> Gesture | None:
        """The shape that is being drawn."""
        return self._gesture

    @property
    def reach(self) -> float:
        """How far from a mark, in image pixels, still points at it: two dots."""
        return 2.0 * self._view.scale

    @property
    def is_reading(self) -> bool:
        """Whether pixels are on their way."""
        return self._reader is not None and self._reader.is_busy

    @property
    def is_drawn(self) -> bool:
        """Whether what is known is on the screen: nothing waits for its turn."""
        return not self._pending and self._moving is None and self._base is not None

    @property
    def dots(self) -> Any:
        """The colours (2 rows, columns, rgb) that are shown, what lies over the picture included."""
        return np.concatenate([row.dots for row in self._frame.rows])

    @property
    def shown_as(self) -> str:
        """Bands and stretch in words."""
        low, high = STRETCHES[self._look.stretch]
        bands = ",".join(str(band) for band in self._look.bands)
        return f"band{'s' * (len(self._look.bands) > 1)} {bands}, {low:g}-{high:g} %" if bands else "opening"

    @property
    def ground(self) -> Any:
        """Where the pixels lie on the ground (`places.ground_grid`); None while nobody knows. Never blocks."""
        return self._facts.ground

    @property
    def metres_per_dot(self) -> float | None:
        """The ground length of a dot at the middle of the picture."""
        ground = self.ground
        if ground is None:
            gsd = self._facts.gsd_m
            return None if gsd is None else float(gsd) * self._view.scale
        metres = ground.metres_per_pixel(self._view.column, self._view.row)
        return None if metres is None else float(metres) * self._view.scale

    async def fine_picture(self) -> Any:
        """What is shown as pixels (row, column, rgb) for the whole terminal. Raises `ObslogError` where none can be."""
        if self._reader is None:
            raise ObslogError("there is no image to be shown")
        view = self._pixels.still(self._view, self.app.size)
        return sampled([*self._reader.tiles, await self._reader.piece(view)], view, *self._image)

    # -- view --

    def _sized(self, view: Viewport) -> Viewport:
        return view.resized(self.size.width or 1, self.size.height or 1)

    def _set_view(self, view: Viewport, *, said: bool = True) -> None:
        self._view = self._sized(view)
        if self._reader is not None:
            self._reader.want(self._view)
        if self._pace.is_slow and self.is_mounted:
            if self._moving is not None:
                self._moving.stop()
            self._moving = self.set_timer(_STILL_S, self._stands)
        self._redraw(base=True)
        if said:
            self.post_message(ViewChanged(self, self._view))

    def on_mount(self) -> None:
        """Find out what the terminal shows."""
        found = getattr(self.app, "graphics", None)
        if isinstance(found, Graphics):
            self._frame.depth, self._pixels = found.depth, Pixels(found, self)
        self._frame.saves_bytes = self._pace.is_slow

    def on_resize(self, event: events.Resize) -> None:
        self._set_view(self._on_canvas(event.size))

    def _on_canvas(self, size: Size) -> Viewport:
        """The view for a canvas of another size: still whole, or what was looked at still on it."""
        sized = self._view.resized(size.width, size.height)
        if self._fitted and self._source is not None:
            return sized.fitted(*self._image)
        if self._view.holds(*self._at) and not sized.holds(*self._at, room=3):
            return sized.centred(*self._at)
        return sized

    async def on_unmount(self) -> None:
        self._pixels.forget()
        if self._reader is not None:
            await self._reader.close()

    # -- what the reader tells --

    def arrived(self) -> None:
        """There are pixels that are not shown yet."""
        self._redraw(base=True)

    def found(self, facts: Facts) -> None:
        """The file said what it is."""
        self._facts = facts
        if self._reader is not None:
            self._look = self._reader.look
        usual = band_choices(facts.bands, facts.usual)
        self._choices = tuple(dict.fromkeys((self._look.bands, *usual)))
        self._trouble = facts.trouble or ""
        self._redraw()
        self.post_message(Opened(self))

    def failed(self, error: ObslogError | None) -> None:
        """Pixels could not be read; None: they can be again."""
        self._trouble = (self._facts.trouble or "") if error is None else str(error)
        self._redraw()

    # -- drawing --

    def _redraw(self, *, base: bool = False) -> None:
        """Draw anew as soon as the pace allows; the newest state is what is drawn."""
        if base:
            self._base = None
        if self._pending or not self.is_mounted:
            return
        wait = self._pace.wait(unsent(self.app))
        if wait <= 0:
            self._draw()
        else:
            self._pending = True
            self.set_timer(wait, self._waited)

    def _waited(self) -> None:
        self._pending = False
        self._redraw()

    def _draw(self) -> None:
        if not self.size.width or not self.size.height:
            return
        began = self._pace.began()
        dirty = self.build()
        if dirty:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in dirty))
        self._pace.ended(began)

    def _stands(self) -> None:
        self._moving = None
        self._redraw(base=True)

    def build(self) -> list[int]:
        """Make the picture of the present state; gives the rows that differ from the one before."""
        view = self._view
        # A canvas may be asked for its lines between a resize and the word of it.
        if self._base is None or self._base.shape[:2] != (2 * view.rows, view.columns):
            if self._reader is None:
                self._base = np.full((2 * view.rows, view.columns, 3), BESIDE, np.uint8)
            else:
                self._base = sampled(self._reader.tiles, view, *self._image)
                if self._moving is not None:
                    # Two cells alike need the colours of one.
                    self._base[:, 1::2] = self._base[:, : view.columns // 2 * 2 : 2]
        hand = Hand(
            self._at if self._source is not None and self.can_focus else None, self._gesture, self._hints,
            (self._trouble, *self._corner) if self._trouble else self._corner,
            self.metres_per_dot, self._overlay.plain,
        )  # fmt: skip
        overlay = self._overlay if self._shows_overlay else None
        tiles = self._reader.tiles if self._reader is not None else ()
        sharp = self._pixels.sharp(tiles, view, self._image) if tiles else None
        self._frame.holes = (
            self._pixels.show(tiles, view, self._image, overlay, self._arrays) if tiles else None
        )
        return self._frame.build(self._base, view, overlay, self._arrays, hand, sharp)

    def render_lines(self, crop: Region) -> list[Strip]:
        if (
            len(self._frame.rows) != self.size.height
            or not self._frame.rows
            or self._frame.rows[0].cells.shape[0] != self.size.width
        ):
            self._view = self._on_canvas(self.size)
            self.build()
        blank = Strip.blank(crop.width)
        return [
            CellStrip(self._frame.rows[y]).crop(crop.x, crop.right)
            if 0 <= y < len(self._frame.rows)
            else blank
            for y in crop.line_range
        ]
