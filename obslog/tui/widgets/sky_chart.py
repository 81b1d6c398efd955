"""The sky over a site as a widget: a row a day, a cursor that walks the passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from obslog.tui.cells.sky import Sky, SkyPicture, draw, height_for
from obslog.tui.cells.sky_glyphs import ASCII, UNICODE, SkyGlyphs
from obslog.tui.keys import key
from obslog.tui.messages import host
from obslog.tui.panes import Pane
from obslog.tui.text import joined

if TYPE_CHECKING:
    from obslog.orbits.pass_words import Pass

_ROLES = (
    "day", "dusk", "night", "unsearched", "axis", "day_name", "clock", "other_clock", "now", "chosen",
    "mark-day", "mark-night", "mark-sar", "mark-beyond", "mark-other",
)  # fmt: skip


class SkyChart(Pane, Widget, can_focus=True):
    """Shows a `Sky`; the chosen pass is told by `Pointed`."""

    area = "sky"
    jump = "c"
    title_text = "Sky"
    about = (
        "A row a day, from midnight to midnight by the clock that is named first below; the others beside it. What is "
        "shaded is night or dusk there. A number: so many passes of that kind in one cell."
    )
    DEFAULT_CSS = """
    SkyChart { height: auto; min-height: 8; }
    SkyChart > .sky--dusk { color: $panel-lighten-2; }
    SkyChart > .sky--night { color: $panel-lighten-1; background: $panel-darken-1; }
    SkyChart > .sky--unsearched { color: $panel-lighten-1; text-style: dim; }
    SkyChart > .sky--axis, SkyChart > .sky--other_clock { text-style: dim; }
    SkyChart > .sky--day_name, SkyChart > .sky--clock { color: $foreground; }
    SkyChart > .sky--now { color: $error; text-style: bold; }
    SkyChart > .sky--mark-day { color: $warning; text-style: bold; }
    SkyChart > .sky--mark-sar { color: $primary; text-style: bold; }
    SkyChart > .sky--mark-night, SkyChart > .sky--mark-beyond { text-style: dim; }
    SkyChart > .sky--mark-other { color: $secondary; }
    SkyChart > .sky--chosen { text-style: bold reverse; color: $accent; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"sky--{role}" for role in _ROLES}

    class Pointed(Message):
        """The cursor stands on another pass."""

        def __init__(self, one: Pass) -> None:
            super().__init__()
            self.one = one

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="pane")
        self._sky: Sky | None = None
        self._chosen: Pass | None = None
        self._drawn: tuple[Any, SkyPicture] | None = None
        self._first = 0

    def on_mount(self) -> None:
        self.name_pane()

    @property
    def glyphs(self) -> SkyGlyphs:
        """The signs of this terminal."""
        return ASCII if host(self).settings.ascii else UNICODE

    def show(self, sky: Sky, chosen: Pass | None) -> None:
        """Show another sky."""
        taller = self._sky is None or height_for(sky) != height_for(self._sky)
        self._sky, self._chosen = sky, chosen
        self.name_pane(f"days by {sky.clocks[0].name}")
        self._explain()
        self.refresh(layout=taller)

    def _explain(self) -> None:
        """What the signs mean, as far as there is room."""
        signs = self.glyphs
        wide = self.size.width >= 96
        marks, lit = signs.marks, signs.light
        words = (
            (marks["day"], "optical by day" if wide else "day"), (marks["night"], "by night" if wide else "night"),
            (marks["sar"], "SAR"), (marks["beyond"], "beyond limits" if wide else "beyond"), (lit["dusk"] * 2, "dusk"),
            (lit["night"] * 2, "night"), *([(signs.unasked * 2, "not asked")] if wide else []), (signs.now, "now"),
        )  # fmt: skip
        self.border_subtitle = joined("  ".join(f"{sign} {word}" for sign, word in words))

    def on_resize(self) -> None:
        """The signs are explained in as many words as fit."""
        self._explain()

    def choose(self, one: Pass | None) -> None:
        """Put the cursor on a pass that is chosen elsewhere."""
        self._chosen = one
        self.refresh()

    @property
    def picture(self) -> SkyPicture:
        """What is drawn at the present size."""
        size = (self.size.width, self.size.height)
        asked = (self._sky, size, self._chosen, self.glyphs is ASCII)
        if self._drawn is None or self._drawn[0] != asked:
            made = SkyPicture(())
            if self._sky is not None:
                made = draw(self._sky, size, self._chosen, glyphs=self.glyphs, first=self._first)
                self._first = made.first
            self._drawn = (asked, made)
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        """One row of the picture, each run of one role a segment."""
        rows = self.picture.rows
        if y >= len(rows):
            return Strip.blank(self.size.width, self.rich_style)
        segments: list[Segment] = []
        run, last = "", ""
        for sign, role in rows[y]:
            role = self._role(sign, role)
            if role != last and run:
                segments.append(Segment(run, self._style(last)))
                run = ""
            run, last = run + sign, role
        segments.append(Segment(run, self._style(last)))
        return Strip(segments, self.size.width)

    def _role(self, sign: str, role: str) -> str:
        """Kinds of passes and of light have words in common."""
        is_light = sign == self.glyphs.light.get(role)
        return role if is_light or role not in ("day", "night", "sar", "beyond", "other") else f"mark-{role}"

    def _style(self, role: str) -> Any:
        if not role:
            return self.rich_style
        return self.rich_style + self.get_component_rich_style(f"sky--{role}", partial=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if self._sky is None:
            return 6
        most = max(7, viewport.height // 2 - 3)
        for lanes in (2, 1):
            if height_for(self._sky, lanes) <= most:
                return height_for(self._sky, lanes)
        return most

    def _go(self, one: Pass | None) -> None:
        if one is not None and one != self._chosen:
            self.choose(one)
            self.post_message(self.Pointed(one))

    def _in_time(self) -> list[Pass]:
        return [] if self._sky is None else sorted(self._sky.passes, key=lambda one: (one.tca, one.satellite))

    def _step(self, by: int) -> None:
        passes = self._in_time()
        if passes:
            at = passes.index(self._chosen) if self._chosen in passes else 0
            self._go(passes[max(0, min(at + by, len(passes) - 1))])

    @key("left,h", "earlier", "The pass before.", show=False)
    def action_earlier(self) -> None:
        self._step(-1)

    @key("right,l", "later", "The next pass.", show=False)
    def action_later(self) -> None:
        self._step(1)

    @key("home", "first", "The first pass.", show=False)
    def action_first(self) -> None:
        self._step(-len(self._in_time()))

    @key("end", "last", "The last pass.", show=False)
    def action_last(self) -> None:
        self._step(len(self._in_time()))

    def _by_day(self, by: int) -> None:
        """The pass that is nearest in hour, on the next day that has one."""
        if self._sky is None or self._chosen is None:
            return
        clock = self._sky.clocks[0]
        here, hour = clock.read(self._chosen.tca)
        rest = [(clock.read(one.tca), one) for one in self._in_time()]
        days = sorted({day for (day, _), _ in rest if (day > here if by > 0 else day < here)}, reverse=by < 0)
        if days:
            on_it = [(abs(at - hour), one.tca, one) for (day, at), one in rest if day == days[0]]
            self._go(min(on_it, key=lambda found: found[:2])[2])

    @key("up,k", "day before", "The nearest pass of the day before.", show=False)
    def action_day_before(self) -> None:
        self._by_day(-1)

    @key("down,j", "next day", "The nearest pass of the next day.", show=False)
    def action_next_day(self) -> None:
        self._by_day(1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The pass under the mouse, or the nearest in its row."""
        at = event.get_content_offset(self)
        if at is not None:
            near = [(abs(column - at.x), passes) for row, column, passes in self.picture.spots if row == at.y]
            if near:
                passes = min(near, key=lambda one: one[0])[1]
                later = passes.index(self._chosen) + 1 if self._chosen in passes else 0
                self._go(passes[later % len(passes)])
