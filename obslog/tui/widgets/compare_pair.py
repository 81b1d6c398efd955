"""Two canvases locked together: side by side, one blinking over the other, or one drawn aside like a curtain."""

from __future__ import annotations

from enum import StrEnum

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer

from obslog.model.marks import Point
from obslog.tui.cells.overlay import Overlay
from obslog.tui.cells.sampling import PixelSource
from obslog.tui.cells.viewport import Viewport
from obslog.tui.change.locking import Bond, Lock
from obslog.tui.widgets.canvas_messages import CrosshairMoved, ViewChanged
from obslog.tui.widgets.raster_canvas import RasterCanvas

#: Below this many columns two pictures side by side are too narrow to see anything: they blink instead.
NARROW = 100
#: Seconds that each picture stands while they blink by themselves.
BLINK_S = 0.7


class Mode(StrEnum):
    """How the two are shown."""

    SIDE = "side by side"
    BLINK = "blink"
    SWIPE = "swipe"


class FollowingCanvas(RasterCanvas):
    """A canvas that can be led without saying so."""

    def follow(self, view: Viewport, at: Point | None) -> None:
        """Show `view` with the crosshair on `at`; posts nothing."""
        if at is not None:
            self._at = at
        self.look_at(view)


class Curtain(Container):
    """The upper of the two pictures; its right edge is the divider, which the mouse can drag."""

    class Dragged(Message):
        """The divider is wanted at this column of the pair."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *children: FollowingCanvas, id: str | None = None) -> None:
        super().__init__(*children, id=id)
        self._held = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the divider."""
        if event.x >= self.outer_size.width - 1:
            self._held = True
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw it along."""
        if self._held:
            self.post_message(self.Dragged(event.x))
            event.stop()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go."""
        if self._held:
            self._held = False
            self.release_mouse()
            event.stop()


class ComparePair(Container):
    """Holds the two canvases on one another; the screen says which mode, `between` says how they lie."""

    DEFAULT_CSS = """
    ComparePair { layers: base over; width: 1fr; height: 1fr; overflow: hidden hidden; }
    ComparePair > #after { layer: base; height: 100%; }
    ComparePair > Curtain { layer: over; height: 100%; overflow: hidden hidden; }
    ComparePair > Curtain.-edged { border-right: heavy $accent; }
    ComparePair Curtain > #before { height: 100%; }
    """

    class Moved(Message):
        """The crosshair or the part shown changed."""

        def can_replace(self, message: Message) -> bool:
            """The newest is enough."""
            return isinstance(message, ComparePair.Moved)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.after, self.before = FollowingCanvas(id="after"), FollowingCanvas(id="before")
        self._curtain = Curtain(self.before, id="curtain")
        self._mode, self._on_top, self._share = Mode.SIDE, False, 0.5
        self.between = Lock(Bond.PIXELS)
        #: Each goes its own way: while two points are sought on images that nothing holds together.
        self.loose = False
        self._leader = self.after
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self.after
        yield self._curtain

    # -- what the screen sets --

    @property
    def mode(self) -> Mode:
        """How they are shown; side by side is blinking where there is no room for two."""
        return Mode.BLINK if self._mode is Mode.SIDE and self.size.width < NARROW else self._mode

    @property
    def shows_before(self) -> bool:
        """Whether the earlier picture is the one that is seen (in blinking), or the one that leads."""
        return self._on_top if self.mode is Mode.BLINK else self._leader is self.before

    @property
    def blinks(self) -> bool:
        """Whether they blink by themselves."""
        return self._timer is not None

    @property
    def leading(self) -> FollowingCanvas:
        """The canvas whose crosshair is meant."""
        return self.before if self.shows_before else self.after

    def show_as(self, mode: Mode, *, before: bool | None = None) -> None:
        """Show the two another way; `before` says which is seen, or leads."""
        self._mode = mode
        if before is not None:
            self._on_top = before
            self._leader = self.before if before else self.after
        self._arrange()
        self._focus_leader()

    def flip(self) -> None:
        """Let the other picture be seen."""
        self.show_as(Mode.BLINK, before=not (self._on_top if self.mode is Mode.BLINK else False))

    def blink(self, on: bool) -> None:
        """Blink by themselves, or no longer."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if on:
            self._timer = self.set_interval(BLINK_S, self.flip)

    def divide(self, by: float) -> None:
        """Move the divider by a share of the width."""
        self._share = min(0.97, max(0.03, self._share + by))
        self._arrange()

    def show_sources(self, before: PixelSource | None, after: PixelSource | None) -> None:
        """Show two images; the later one stays as it is where it is the one that is shown already."""
        if after is None or after is not self.after.source:
            self.after.set_source(after)
        self.before.set_source(before, view=self.between.view_of_before(self.after.view))
        self.follow(self.after)

    def show_overlays(self, before: Overlay, after: Overlay) -> None:
        """Draw over both."""
        self.before.overlay, self.after.overlay = before, after

    def go_to(self, before: Point | None, after: Point | None, scale: float | None = None) -> None:
        """Put both crosshairs on a place, given on either image; `scale` is pixels of the later image a dot."""
        if after is None and before is not None:
            after = self.between.to_after(before)
        if after is None:
            return
        view = self.after.view if scale is None else self.after.view.at_scale(scale, after)
        if not view.holds(*after, room=8):
            view = view.centred(*after)
        self.after.follow(view, after)
        self.follow(self.after)

    # -- locking --

    def follow(self, lead: FollowingCanvas) -> None:
        """Bring the other canvas to where `lead` is."""
        if self.loose:
            return
        if lead is self.before:
            self.after.follow(
                self.between.view_of_after(self.before.view), self.between.to_after(self.before.crosshair)
            )
        else:
            self.before.follow(
                self.between.view_of_before(self.after.view), self.between.to_before(self.after.crosshair)
            )

    @on(ViewChanged)
    def _viewed(self, event: ViewChanged) -> None:
        event.stop()
        # What a resize does to the two differs: the later one leads then.
        lead = self.before if event.canvas is self.before and self.before.has_focus else self.after
        self.follow(lead)
        self.post_message(self.Moved())

    @on(CrosshairMoved)
    def _pointed(self, event: CrosshairMoved) -> None:
        event.stop()
        if self.before.has_focus:
            self._leader = self.before
        elif self.after.has_focus:
            self._leader = self.after
        self.follow(self._leader)
        self.post_message(self.Moved())

    @on(Curtain.Dragged)
    def _dragged(self, event: Curtain.Dragged) -> None:
        event.stop()
        self.divide(event.column / max(1, self.size.width) - self._share)

    # -- layout --

    def on_resize(self, event: events.Resize) -> None:
        """Lay the canvases out anew."""
        self._arrange()

    def _arrange(self) -> None:
        width = self.size.width
        if not width:
            return
        mode = self.mode
        half = width // 2
        edge = {Mode.SIDE: half, Mode.BLINK: width, Mode.SWIPE: max(2, round(width * self._share))}[mode]
        self._curtain.set_class(mode is not Mode.BLINK, "-edged")
        self._curtain.styles.width = edge
        self._curtain.visible = mode is not Mode.BLINK or self._on_top
        self.before.styles.width = half - 1 if mode is Mode.SIDE else width
        self.after.styles.width = width - half if mode is Mode.SIDE else width
        self.after.styles.offset = (half if mode is Mode.SIDE else 0, 0)

    def _focus_leader(self) -> None:
        # A picture that is not seen never takes the keys.
        target = self.after if self.mode is Mode.SWIPE else self.leading
        if not target.has_focus:
            target.focus()
