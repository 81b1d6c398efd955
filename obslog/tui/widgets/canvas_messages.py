"""What a canvas tells: where the crosshair stands, what is shown, what was drawn, clicked or chosen.

They are handled as `on_raster_canvas_crosshair_moved` and so on, whichever class of the canvas posts them.
"""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from obslog.model.marks import Point
from obslog.tui.cells.viewport import Viewport


class CrosshairMoved(Message, namespace="raster_canvas"):
    """The crosshair stands at another pixel (column, row)."""

    def __init__(self, at: Point) -> None:
        super().__init__()
        self.at = at

    def can_replace(self, message: Message) -> bool:
        """The newest is enough."""
        return isinstance(message, CrosshairMoved)


class ViewChanged(Message, namespace="raster_canvas"):
    """Another part of the image is shown."""

    def __init__(self, canvas: Widget, view: Viewport) -> None:
        super().__init__()
        self.canvas, self.view = canvas, view

    @property
    def control(self) -> Widget:
        """The canvas that shows it."""
        return self.canvas

    def can_replace(self, message: Message) -> bool:
        """The newest of one canvas is enough."""
        return isinstance(message, ViewChanged) and message.canvas is self.canvas


class Opened(Message, namespace="raster_canvas"):
    """The file of the image said what it is; told again once its ground is known too."""

    def __init__(self, canvas: Widget) -> None:
        super().__init__()
        self.canvas = canvas

    @property
    def control(self) -> Widget:
        """The canvas that shows it."""
        return self.canvas


class Clicked(Message, namespace="raster_canvas"):
    """A place was clicked with the mouse, and nothing was being drawn."""

    def __init__(self, at: Point) -> None:
        super().__init__()
        self.at = at


class Drawn(Message, namespace="raster_canvas"):
    """A shape was finished: `box`, `oriented`, `diamond` (points as the kind of mark has them) or `line`."""

    def __init__(self, shape: str, points: tuple[Point, ...]) -> None:
        super().__init__()
        self.shape, self.points = shape, points


class MarkChosen(Message, namespace="raster_canvas"):
    """A mark was chosen by its letters in the hint jump."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark
