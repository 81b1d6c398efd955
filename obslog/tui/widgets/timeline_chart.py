"""The chart of counts over time as a widget: a cursor that walks the passes, and a brush that chooses a period."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from obslog.tui.cells.chart import Moment, Picture, draw
from obslog.tui.cells.chart_glyphs import ASCII, UNICODE
from obslog.tui.cells.chart_view import ChartView
from obslog.tui.keys import key
from obslog.tui.messages import host
from obslog.tui.panes import Pane

_ROLES = (
    "axis", "tick", "solid", "light", "both", "open", "zero", "count", "part", "cloud", "gap", "labelled",
    "conflict", "waiting", "between", "cursor", "brush",
)  # fmt: skip


class TimelineChart(Pane, Widget, can_focus=True):
    """Shows a `ChartView`; `show` gives it another. Bars are solid up to the lower bound and light up to the upper."""

    area = "chart"
    jump = "c"
    title_text = "Counts"
    about = (
        "One column a pass: solid up to what was there at least, light up to what can have been, an arrow where "
        "nothing bounds it. 0 looked and none, (0) none in the part visible, ## not observable, . not looked for, "
        "[2] by label only, ! conflict, a diamond for an image that nobody has looked at. Nothing drawn: no image."
    )
    DEFAULT_CSS = """
    TimelineChart { height: 1fr; min-height: 4; }
    TimelineChart > .chart--axis, TimelineChart > .chart--between { text-style: dim; }
    TimelineChart > .chart--tick { color: $foreground; }
    TimelineChart > .chart--solid, TimelineChart > .chart--count { color: $primary; }
    TimelineChart > .chart--light { color: $primary-darken-1; }
    TimelineChart > .chart--both { color: $primary; background: $primary-muted; }
    TimelineChart > .chart--open { color: $accent; text-style: bold; }
    TimelineChart > .chart--zero { color: $success; text-style: bold; }
    TimelineChart > .chart--part, TimelineChart > .chart--labelled { color: $success; }
    TimelineChart > .chart--cloud { text-style: bold dim; }
    TimelineChart > .chart--gap { text-style: dim; }
    TimelineChart > .chart--conflict { color: $error; text-style: bold; }
    TimelineChart > .chart--waiting { color: $accent; }
    TimelineChart > .chart--cursor { color: $accent; text-style: bold; }
    TimelineChart > .chart--brush { color: $secondary; text-style: bold; }
    TimelineChart > .chart--pointed { background: $panel-lighten-1; }
    TimelineChart > .chart--chosen { background: $secondary-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chart--{role}" for role in (*_ROLES, "pointed", "chosen")}

    view: reactive[ChartView] = reactive(ChartView(), layout=False)
    #: There are passes before the first shown.
    older: reactive[bool] = reactive(False)

    class Pointed(Message):
        """The cursor stands on another moment (None: there is none)."""

        def __init__(self, moment: Moment | None) -> None:
            super().__init__()
            self.moment = moment

    class Chosen(Message):
        """Enter on a moment: its look, or the image that waits, is to be opened."""

        def __init__(self, moment: Moment) -> None:
            super().__init__()
            self.moment = moment

    class PeriodSelected(Message):
        """A period was chosen, from one moment to another; both None: no longer."""

        def __init__(self, first: Moment | None, last: Moment | None) -> None:
            super().__init__()
            self.first, self.last = first, last

    class OlderWanted(Message):
        """The cursor wants to go before the first moment, and there is more."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: tuple[Any, Picture] | None = None
        self._dragging = False

    def show(self, view: ChartView, *, older: bool = False) -> None:
        """Show other moments; `older` says that there are passes before them."""
        self.older = older
        self._go(view)

    def _go(self, view: ChartView) -> None:
        before = self.view
        self.view = view
        if view.pointed != before.pointed:
            self.post_message(self.Pointed(view.pointed))
        if view.period != before.period:
            first, last = view.period or (None, None)
            self.post_message(self.PeriodSelected(first, last))

    @property
    def picture(self) -> Picture:
        """What is drawn at the present size."""
        glyphs = ASCII if host(self).settings.ascii else UNICODE
        size = (self.size.width, self.size.height)
        asked = (self.view, size, self.older, self.has_focus, glyphs is ASCII)
        if self._drawn is None or self._drawn[0] != asked:
            view = self.view
            cursor = view.cursor if self.can_focus and view.moments else None
            self._drawn = (
                asked,
                draw(
                    view.moments, view.begin, view.end, size,
                    glyphs=glyphs, cursor=cursor, brush=view.brush, older=self.older,
                ),
            )  # fmt: skip
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        """One row of the picture, each run of one role a segment; the cursor's column and the brush behind it."""
        picture = self.picture
        if y >= len(picture.rows):
            return Strip.blank(self.size.width, self.rich_style)
        pointed, chosen = self._behind(picture)
        segments: list[Segment] = []
        run, last = "", None
        for column, (sign, role) in enumerate(picture.rows[y]):
            under = "pointed" if column in pointed else "chosen" if column in chosen else ""
            if (role, under) != last and run:
                segments.append(Segment(run, self._style(*last)))  # type: ignore[misc]
                run = ""
            run, last = run + sign, (role, under)
        if last is not None:
            segments.append(Segment(run, self._style(*last)))
        return Strip(segments, self.size.width)

    def _behind(self, picture: Picture) -> tuple[range, range]:
        columns = {
            moment: span
            for one, span in zip(picture.bins, picture.spans, strict=True)
            for moment in one.members
        }
        left, view = picture.left, self.view
        pointed = columns.get(view.pointed) if view.pointed and self.has_focus else None
        period = view.period
        chosen = range(0)
        if period is not None:
            first = columns.get(period[0], (0, 0))[0]
            last = columns.get(period[1], (0, self.size.width - left - 1))[1]
            chosen = range(left + first, left + last + 1)
        return range(left + pointed[0], left + pointed[1] + 1) if pointed else range(0), chosen

    def _style(self, role: str, under: str) -> Any:
        style = self.rich_style if not role else self.get_component_rich_style(f"chart--{role}", partial=True)
        if under:
            style = self.rich_style + style + self.get_component_rich_style(f"chart--{under}", partial=True)
        return self.rich_style + style

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as there is room."""
        return container.height

    @key("left,h", "earlier", "The pass before.", show=False)
    def action_earlier(self) -> None:
        if self.view.cursor == 0 and self.older:
            self.post_message(self.OlderWanted())
        self._go(self.view.moved(-1))

    @key("right,l", "later", "The next pass.", show=False)
    def action_later(self) -> None:
        self._go(self.view.moved(1))

    @key("home", "first", "The earliest pass that is loaded.", show=False)
    def action_first(self) -> None:
        if self.older:
            self.post_message(self.OlderWanted())
        self._go(self.view.to(0))

    @key("end", "last", "The newest.", show=False)
    def action_last(self) -> None:
        self._go(self.view.to(len(self.view.moments) - 1))

    @key("plus,equals_sign", "zoom in", "Half the time on the same width.", show=False)
    def action_zoom_in(self) -> None:
        self._go(self.view.zoomed(0.5))

    @key("minus", "zoom out", "Twice the time.", show=False)
    def action_zoom_out(self) -> None:
        self._go(self.view.zoomed(2))

    @key("0", "all", "All that is loaded.", show=False)
    def action_whole(self) -> None:
        self._go(self.view.whole())

    @key("v", "period", "Begin a period at the cursor; again, end it there. Esc lets it go.")
    def action_brush(self) -> None:
        self._go(self.view.brushing())

    @key("shift+left,H", "period earlier", "Choose a period, one pass further back.", show=False)
    def action_brush_earlier(self) -> None:
        self._go(self.view.stretched(-1))

    @key("shift+right,L", "period later", "Choose a period, one pass further on.", show=False)
    def action_brush_later(self) -> None:
        self._go(self.view.stretched(1))

    @key("enter", "open", "Open the image of this look, or the image that waits.")
    def action_open(self) -> None:
        if self.view.pointed is not None:
            self.post_message(self.Chosen(self.view.pointed))

    def unbrush(self) -> bool:
        """Let a chosen period go; False where there was none."""
        had = self.view.anchor is not None
        self._go(self.view.unbrushed())
        return had

    def _index_at(self, event: events.MouseEvent) -> int | None:
        """The moment nearest to the mouse, which a drag may have led outside."""
        picture = self.picture
        if not picture.bins:
            return None
        column = event.x - self.gutter.left - picture.left
        nearest = min(picture.bins, key=lambda one: abs(one.column - column))
        return self.view.moments.index(nearest.members[0])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Point at what is under the mouse; a drag from here chooses a period."""
        index = self._index_at(event)
        if index is not None:
            self._dragging = True
            self.capture_mouse()
            self._go(self.view.unbrushed().to(index).brushing())

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Stretch the period to where the mouse is."""
        index = self._index_at(event) if self._dragging else None
        if index is not None:
            self._go(self.view.to(index))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the drag; a click alone chooses no period."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()
            self._go(self.view.unbrushed() if self.view.period is None else self.view.brushing())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in."""
        self.action_zoom_in()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out."""
        self.action_zoom_out()
