"""The keys that move over an image: crosshair, screens, zoom, turn, stretch, bands."""

from __future__ import annotations

from dataclasses import replace

from obslog.model.errors import ObslogError
from obslog.tui.keys import Keyed, key
from obslog.tui.widgets.canvas_messages import CrosshairMoved
from obslog.tui.widgets.raster_view import RasterView
from obslog.tui.widgets.reading import STRETCHES, Look

ZOOM = 1.5


class RasterKeys(Keyed, RasterView):
    """A view that is moved by keys."""

    area = "image"

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
        self.post_message(CrosshairMoved(self._at))

    def _screen(self, dx: float, dy: float) -> None:
        width, height = self._view.dots
        self._fitted = False
        view = self._view.panned(dx * width * 0.8, dy * height * 0.8)
        column = min(max(view.column, 0.0), self._image[0])
        row = min(max(view.row, 0.0), self._image[1])
        self._at = column, row
        self._set_view(view.centred(column, row))
        self.post_message(CrosshairMoved(self._at))

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

    @key("ctrl+left,alt+h", "ten left", "The crosshair ten dots to the left.", show=False)
    def action_far_left(self) -> None:
        self._step(-10, 0)

    @key("ctrl+right,alt+l", "ten right", "The crosshair ten dots to the right.", show=False)
    def action_far_right(self) -> None:
        self._step(10, 0)

    @key("ctrl+up,alt+k", "ten up", "The crosshair ten dots up.", show=False)
    def action_far_up(self) -> None:
        self._step(0, -10)

    @key("ctrl+down,alt+j", "ten down", "The crosshair ten dots down.", show=False)
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
        self._zoom(ZOOM)

    @key("minus", "zoom out", "Smaller, about the crosshair.", show=False)
    def action_zoom_out(self) -> None:
        self._zoom(1 / ZOOM)

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
        north = None if self.ground is None else self.ground.north_deg(*self._at)
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

    @key(
        "F",
        "fine look",
        "What is shown, alone and with real pixels, where the terminal shows sixels.",
        show=False,
    )
    async def action_fine_look(self) -> None:
        from obslog.tui.screens.fine import FineScreen

        self.app.push_screen(FineScreen(await self.fine_picture()))

    @key("backslash", "outlines", "Outlines and marks on or off.", show=False)
    def action_outlines(self) -> None:
        self._shows_overlay = not self._shows_overlay
        self._redraw()
