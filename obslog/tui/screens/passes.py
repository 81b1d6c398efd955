"""Passes: which satellites will see a site, as a table and as a picture of the sky over days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.tui.cells.sky import Sky
from obslog.tui.cells.sky_time import clocks
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.fresh import Fresh
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenPasses, host
from obslog.tui.tasking.aside import aside, of_then, told_words
from obslog.tui.tasking.passing import PassView, ask_ground, ask_passes, sentence
from obslog.tui.text import joined, lines
from obslog.tui.widgets.pass_rows import PassesPane
from obslog.tui.widgets.sky_chart import SkyChart
from obslog.tui.working import work


class PassesScreen(Fresh, Keyed, Screen[Any]):
    """The passes over one site."""

    area = "passes"
    title_text = "Passes"
    about = "Which satellites pass over this site: when, how steeply, in what light. Each filter is a key, one step on."
    CSS_PATH = "../styles/tasking.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self, site: str, start: datetime | None = None, view: PassView | None = None) -> None:
        super().__init__()
        self._site, self._asked = site, start
        self.view = view or PassView()
        self._busy = False
        self._clock = 0

    @classmethod
    def opened(cls, message: OpenPasses) -> Self:
        """The screen that the message asks for."""
        return cls(message.site, message.start, PassView(**message.filters))

    def compose(self) -> ComposeResult:
        yield Static("", id="passes-head", classes="head", markup=False)
        with Vertical():
            yield SkyChart(id="sky")
            yield PassesPane(id="passes")
        with VerticalScroll(id="passes-foot", classes="foot", can_focus=False):
            yield Static("", id="passes-said", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(PassesPane).focus()
        self._load()

    def read_log(self) -> None:
        """Elements may have come."""
        self._load()

    def _load(self) -> None:
        work(self, "passes", self._read)

    @told
    async def _read(self) -> None:
        self._busy = True
        engine = host(self).engine
        ground, now, then = await engine.ask(
            lambda log: (ask_ground(log, self._site), log.now(), of_then(log))
        )
        # Of a log that is an archive, from the morning of its last day on.
        start = self._asked or (now if then is None else then.replace(hour=0, minute=0))
        start = start.replace(second=0, microsecond=0)
        self.view = replace(self.view, ground=ground, now=now, start=start)
        self._show("reckoning the passes; Esc gives up")
        asked = self.view
        try:
            found = await aside(engine, lambda log: ask_passes(log, asked))
        finally:
            self._busy = False
        self.view = replace(self.view, passes=found.passes, said=found.said, sets=found.sets)
        self._show(self._why_none())

    def _why_none(self) -> str:
        if not self.view.sets:
            return "the log has no elements of satellites: obslog elements import FILE brings them in"
        if self.view.passes:
            return "no pass is within the filters: a shows all"
        if self.view.said:
            return "no pass can be told for that time; obslog elements import FILE brings newer elements in"
        return "no passes in that time"

    def _show(self, empty: str) -> None:
        view = self.view
        name = view.ground.name if view.ground is not None else self._site
        kept = f" · {view.filters}" if view.filters else ""
        days = "day" if view.days == 1 else "days"
        self.query_one("#passes-head", Static).update(
            joined(
                ("Passes", "bold"),
                " over ",
                (name, "bold"),
                f" · {view.days} {days} from {_day(view.start)}{kept}",
            )
        )
        self.query_one(PassesPane).show(view, empty)
        self._draw()
        self._say()

    def _draw(self) -> None:
        view = self.view
        if view.ground is None:
            return
        ground = view.ground
        there = clocks(ground.lon, ground.timezone, view.start + timedelta(days=view.days / 2))
        turned = there[self._clock % len(there) :] + there[: self._clock % len(there)]
        sky = Sky(view.shown, ground.lon, ground.lat, view.start, view.end, view.now, turned)
        self.query_one(SkyChart).show(sky, self.query_one(PassesPane).one)

    def _say(self) -> None:
        one = self.query_one(PassesPane).one
        said = [sentence(one)] if one is not None else []
        self.query_one("#passes-said", Static).update(
            lines(*said, *(told_words(words) for words in self.view.said))
        )

    @on(PassesPane.Pointed)
    def _pointed(self, message: PassesPane.Pointed) -> None:
        message.stop()
        self.query_one(SkyChart).choose(message.one)
        self._say()

    @on(SkyChart.Pointed)
    def _pointed_in_the_sky(self, message: SkyChart.Pointed) -> None:
        message.stop()
        self.query_one(PassesPane).choose(message.one)

    def _step(self, name: str) -> None:
        self.view = self.view.stepped(name)
        self._show(self._why_none())

    @key("f", "sensors", "All satellites, optical ones, SAR.")
    def action_kind(self) -> None:
        self._step("kind")

    @key("S", "sun", "The sun at least this high for optical sensors: any, 0°, 15°, 30°.")
    def action_sun(self) -> None:
        self._step("min_sun")

    @key("O", "off-nadir", "Off-nadir at most: any, 20°, 30°, 45°.")
    def action_off_nadir(self) -> None:
        self._step("max_off_nadir")

    @key("m", "usable", "Only what the sensor's own limits allow, or everything.")
    def action_usable(self) -> None:
        self.view = replace(self.view, fitting=not self.view.fitting)
        self._show(self._why_none())

    @key("a", "all", "Take every filter away.", show=False)
    def action_all(self) -> None:
        self.view = replace(self.view, kind="all", min_sun=None, max_off_nadir=None, fitting=False)
        self._show(self._why_none())

    @key("r", "order", "Another order: time, off-nadir, elevation, pixel, sun, satellite.")
    def action_sort(self) -> None:
        self._step("sort")

    @key("z", "clock", "Lay the days out by UTC, by the civil time of the site, or by the sun's.")
    def action_clock(self) -> None:
        self._clock += 1
        self._draw()

    @key("c", "sky", "To the picture of the sky.", show=False)
    def action_to_sky(self) -> None:
        self.set_focus(self.query_one(SkyChart))

    @key("t", "table", "To the table.", show=False)
    def action_to_table(self) -> None:
        self.set_focus(self.query_one(PassesPane))

    @key("d", "days", "3, 7 or 14 days.")
    def action_days(self) -> None:
        self.view = self.view.stepped("days")
        self._load()

    @key(
        "E", "old elements", "Use elements more than 30 days from the pass all the same, or not.", show=False
    )
    def action_stale(self) -> None:
        self.view = replace(self.view, stale=not self.view.stale)
        self._load()

    @key("D", "begin", "Begin on another day.", show=False)
    def action_begin(self) -> None:
        async def go_on(text: str) -> None:
            self._asked = read_start(text)
            self._load()

        dialog = LineDialog(
            "From when on?",
            "UTC: 2024-12-20 or 2024-12-20T06:00Z",
            value=f"{self.view.start:%Y-%m-%d}",
            check=read_start,
        )
        dialog.then = go_on
        self.app.push_screen(dialog)

    @key("right_square_bracket", "later", "The days that follow.", show=False)
    def action_later(self) -> None:
        self._asked = self.view.start + timedelta(days=self.view.days)
        self._load()

    @key("left_square_bracket", "earlier", "The days before.", show=False)
    def action_earlier(self) -> None:
        self._asked = self.view.start - timedelta(days=self.view.days)
        self._load()

    @key("y", "copy", "Copy the sentence of the chosen pass.", show=False)
    def action_copy(self) -> None:
        one = self.query_one(PassesPane).one
        if one is not None:
            host(self).copy(f"{one.place}: {sentence(one)}", "the sentence")

    @key("escape", "back", "Give up what is being reckoned, else back.", show=False)
    def action_back(self) -> None:
        if self._busy:
            self.workers.cancel_group(self, "passes")
            self._busy = False
            self._show("given up: d or [ ] reckons again")
        else:
            self.app.pop_screen()


def read_start(text: str) -> datetime:
    """The instant that was typed. Raises `WordError`."""
    from obslog.tasking.overhead.prediction import read_start as read

    return read(text)


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y %H:%MZ}"
