"""The canvas: an image large, its keys, the hint jump, shapes drawn by keys or mouse."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual import events
from textual.message import Message

from obslog.model.marks import Point
from obslog.tui.cells.gestures import Gesture
from obslog.tui.cells.hints import Hints
from obslog.tui.cells.viewport import Viewport
from obslog.tui.keys import key
from obslog.tui.widgets import canvas_messages
from obslog.tui.widgets.raster_keys import ZOOM, RasterKeys


class RasterCanvas(RasterKeys, can_focus=True):
    """What an analyst looks at and draws on; posts where the crosshair is and what was drawn."""

    area = "image"
    title_text = "Image"
    about = "Move the crosshair with the arrows or hjkl, or with f and two letters; + and - zoom."

    CrosshairMoved: ClassVar[type[Message]] = canvas_messages.CrosshairMoved
    ViewChanged: ClassVar[type[Message]] = canvas_messages.ViewChanged
    Clicked: ClassVar[type[Message]] = canvas_messages.Clicked
    Drawn: ClassVar[type[Message]] = canvas_messages.Drawn
    MarkChosen: ClassVar[type[Message]] = canvas_messages.MarkChosen
    Opened: ClassVar[type[Message]] = canvas_messages.Opened

    def begin(self, shape: str) -> None:
        """Draw a shape (`box`, `oriented`, `diamond`, `line`): Space or a click sets its points, Esc leaves it."""
        self._gesture = Gesture(shape)
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
        if self._drag is not None and event.key == "escape":
            self._leave_drag()
            event.stop()
            event.prevent_default()
        elif self._hints is not None:
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
            self.post_message(canvas_messages.CrosshairMoved(self._at))
        self._hints = None if hints.done else hints
        if hints.mark is not None:
            mark = next((m for m in self._overlay.marks if m.id == hints.mark), None)
            if mark is not None:
                self._at = mark.centre
            self.post_message(canvas_messages.MarkChosen(hints.mark))
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
            self.post_message(canvas_messages.Drawn(done.shape, done.result()))
        self._redraw()

    # -- mouse --

    def _pointed(self, event: events.MouseEvent, view: Viewport | None = None) -> Point:
        # Parts of a cell are known where the terminal tells them; else its middle is meant.
        x = event.pointer_x if event.pointer_x % 1 else event.x + 0.5
        y = event.pointer_y if event.pointer_y % 1 else event.y + 0.5
        column, row = (view or self._view).to_image(x, 2 * y)
        return column, row

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self._source is None or event.button != 1 or not self.can_focus:
            return
        self.focus()
        self.capture_mouse()
        self._drag = (self._pointed(event), self._view, False)
        event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._drag is None:
            if self._gesture is not None and self._gesture.points:
                # What is being drawn follows the mouse between two clicks.
                self._at = self._pointed(event)
                self._redraw()
            return
        start, view, moved = self._drag
        at = self._pointed(event, view)
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

    def _leave_drag(self) -> None:
        """As if the button had never been pressed: the picture goes back, a shape drawn by the drag is given up."""
        assert self._drag is not None
        _, view, _ = self._drag
        self.release_mouse()
        self._drag = self._gesture = None
        self._set_view(view)

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
            self.post_message(canvas_messages.CrosshairMoved(at))
            self.post_message(canvas_messages.Clicked(at))
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, ZOOM)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1 / ZOOM)

    def _wheel(self, event: events.MouseEvent, factor: float) -> None:
        # During a drag the place under the mouse is the hand's.
        if self._source is not None and self._drag is None:
            self._fitted = False
            self._set_view(self._view.zoomed(factor, self._pointed(event)))
        event.stop()
