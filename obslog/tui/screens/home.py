"""Home: the sites with what was last known, the images that nobody has looked at, and what is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from obslog.model.errors import ObslogError
from obslog.tui.cells.chart_view import ChartView
from obslog.tui.change.over_time import counted_most, course, types_of
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.home.state import HomeState, ask_asked, ask_known, filtered, pairs
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import (
    LogChanged,
    OpenChange,
    OpenGaps,
    OpenImport,
    OpenMatrix,
    OpenNote,
    OpenPasses,
    OpenQueue,
    OpenReport,
    OpenRequirement,
    OpenRequirements,
    OpenScene,
    OpenTimeline,
    host,
)
from obslog.tui.text import joined
from obslog.tui.widgets.field import Field
from obslog.tui.widgets.question_rows import QuestionsPane
from obslog.tui.widgets.queue_rows import QueuePane
from obslog.tui.widgets.site_rows import SitesPane
from obslog.tui.widgets.timeline_chart import TimelineChart
from obslog.tui.working import work

#: So many images of the queue are shown here; the queue's own screen has the rest.
_QUEUE = 100
#: Of so many sites, in their order, more than the figures is asked for at once.
_KNOWN_AHEAD = 40


class HomeScreen(Keyed, Screen[Any]):
    """The first screen."""

    area = "home"
    about = "Choose a site, or an image that waits. What waits is where the day begins: e, then Enter."
    CSS_PATH = "../styles/home.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal")]  # noqa: RUF012 (so declared by Textual)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self) -> None:
        super().__init__()
        self._state = HomeState()
        self._charted: str | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="home-head", classes="head", markup=False)
        with Horizontal(id="home-upper"):
            with Vertical(id="home-sites"):
                yield SitesPane(id="sites", ascii_only=host(self).settings.ascii)
                yield Field(placeholder="filter sites and queue; Esc clears", id="home-filter")
            yield QueuePane(id="queue")
        with Horizontal(id="home-lower"):
            yield TimelineChart(id="home-chart", classes="pane")
            yield QuestionsPane(id="questions")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#home-filter").display = False
        self.query_one(SitesPane).focus()
        self.query_one("#home-chart").add_class("-empty")
        work(self, "home", self._load, first=True)

    def on_screen_resume(self) -> None:
        if self._state.sites or self._state.queue:
            work(self, "home", self._load, first=False)

    def log_changed(self, what: str) -> None:
        """The lists are asked for anew, once this screen is seen."""
        if self.app.screen is self:  # `is_current` holds for the screen just below, too
            work(self, "home", self._load, first=False)

    # -- loading --

    @told
    async def _load(self, *, first: bool) -> None:
        engine = host(self).engine
        head, analysts, now = await engine.ask(lambda log: (log.head(), log.analysts(), log.now()))
        self._head(head, len(analysts), now)
        # The sites first: on a log of a million sightings each of these takes its moment.
        sites = await engine.ask(lambda log: log.site_list())
        self._state = replace(self._state, sites=sites, known={} if first else self._state.known)
        self._show()
        queue, asked = await engine.ask(lambda log: (log.queue(limit=_QUEUE), ask_asked(log)))
        self._state = replace(self._state, queue=queue, asked=asked)
        self._show()
        if first and queue and not sites:
            self.set_focus(self.query_one(QueuePane))
        await self._learn()

    async def _learn(self) -> None:
        """More of each site, those in sight first; shown as it comes."""
        engine = host(self).engine
        for n, line in enumerate(self._state.shown[:_KNOWN_AHEAD]):
            known = await engine.ask(partial(ask_known, site=line))
            self._state = self._state.learned(line.id, known)
            if n % 8 == 7:
                self._show()
        self._show()

    def _head(self, head: str, analysts: int, now: datetime) -> None:
        sequence, _, mark = head.partition(":")
        # A file by its own name: the folders before it would push what matters off the line.
        name = host(self).engine.name
        name = name if "://" in name else name.rpartition("/")[2]
        people = f"{analysts} analyst{'s' if analysts != 1 else ''}"
        text = joined(
            ("obslog", "bold"), f" · {name} · {people} · head {sequence}:{mark[:4]}… · {now:%d %b %Y %H:%MZ}",
            f" ({now.astimezone():%H:%M} local)",
        )  # fmt: skip
        self.query_one("#home-head", Static).update(text)

    def _show(self) -> None:
        state = self._state
        self.query_one(SitesPane).show(state)
        queue = filtered(state.queue, state.filter)
        self.query_one(QueuePane).show(queue, more=len(state.queue) == _QUEUE)
        questions = [
            (line.name, question)
            for line in state.shown
            for question in (state.known[line.id].questions if line.id in state.known else ())
        ]
        names = {line.id for line in state.shown}
        asked = [
            (line.requirement.id, f"? {line.site_name}: {line.requirement.question} ({line.stage})")
            for line in state.asked
            if line.requirement.site_id in names
        ]
        self.query_one(QuestionsPane).show(tuple(questions), tuple(asked))

    @on(SitesPane.Pointed)
    def _pointed(self, message: SitesPane.Pointed) -> None:
        if message.site is not None and message.site != self._charted:
            work(self, "home-chart", self._chart, message.site)

    async def _chart(self, site: str) -> None:
        chart = self.query_one("#home-chart", TimelineChart)
        try:
            types = await host(self).engine.ask(lambda log: types_of(log, site))
            query = counted_most(types)
            if query is None:
                chart.add_class("-empty")
                return
            found = await host(self).engine.ask(lambda log: course(log, site, query))
        except ObslogError:
            return  # The site went away while it was pointed at.
        self._charted = site
        chart.set_class(not found.moments, "-empty")
        chart.view = ChartView.of(found.moments)
        chart.name_pane(f"{site} · {'|'.join(query)}")

    # -- messages --

    @on(SitesPane.Opened)
    def _open_site(self, message: SitesPane.Opened) -> None:
        self.post_message(OpenTimeline(message.site))

    @on(QueuePane.Opened)
    def _open_image(self, message: QueuePane.Opened) -> None:
        lines = self.query_one(QueuePane).lines
        self.post_message(OpenScene(message.line.image, message.line.site_id, pairs(lines)))

    @on(QuestionsPane.Opened)
    def _open_question(self, message: QuestionsPane.Opened) -> None:
        self.post_message(OpenChange(message.site))

    @on(QuestionsPane.Asked)
    def _open_requirement(self, message: QuestionsPane.Asked) -> None:
        self.post_message(OpenRequirement(message.requirement))

    @on(Input.Changed, "#home-filter")
    def _filter(self, event: Input.Changed) -> None:
        self._state = replace(self._state, filter=event.value)
        self._show()

    @on(Input.Submitted, "#home-filter")
    def _filtered(self, event: Input.Submitted) -> None:
        self.set_focus(self.query_one(SitesPane))

    # -- keys --

    @property
    def _site(self) -> str | None:
        return self.query_one(SitesPane).site

    @key("e", "queue", "The images that nobody has looked at: to the pane; once more: the whole queue.")
    def action_queue(self) -> None:
        pane = self.query_one(QueuePane)
        if pane.has_focus:
            self.post_message(OpenQueue())
        else:
            self.set_focus(pane)

    @key("s", "sites", "To the sites.", show=False)
    def action_sites(self) -> None:
        self.set_focus(self.query_one(SitesPane))

    @key("o", "questions", "To the open questions.", show=False)
    def action_questions(self) -> None:
        self.set_focus(self.query_one(QuestionsPane))

    @key("c", "chart", "To the chart of the chosen site.", show=False)
    def action_chart(self) -> None:
        self.set_focus(self.query_one("#home-chart"))

    @key("slash", "filter", "Filter sites and queue as you type; Enter goes back to the list, Esc clears.")
    def action_filter(self) -> None:
        field = self.query_one("#home-filter", Input)
        field.display = True
        self.set_focus(field)

    @key("escape", "back", "Clear the filter.", show=False)
    def action_back(self) -> None:
        field = self.query_one("#home-filter", Input)
        field.value = ""
        field.display = False
        self.set_focus(self.query_one(SitesPane))

    @key("r", "order", "Another order: waiting, newest, oldest, name.", show=False)
    def action_sort(self) -> None:
        self._state = self._state.next_sort()
        self._show()

    @key("plus", "add site", "Add a site: an ICAO code, or a name and a position.", show=False)
    def action_add_site(self) -> None:
        dialog = LineDialog(
            "Add a site",
            "An ICAO code, such as OSLK; or NAME at POSITION, such as: Tartus at 34.91, 35.87",
            check=_read_site,
        )
        self.app.push_screen(dialog, self._add_site)

    @told
    async def _add_site(self, text: str | None) -> None:
        if text is None:
            return
        name, position = _read_site(text)
        site = await host(self).engine.ask(lambda log: log.site_add(name, position=position))
        host(self).tell(f"{site.name} is a site now")
        self.post_message(LogChanged("site add"))

    @key("t", "timeline", "Counts of the chosen site over time.")
    def action_timeline(self) -> None:
        if self._site is not None:
            self.post_message(OpenTimeline(self._site))

    @key("m", "matrix", "Types by date of the chosen site.")
    def action_matrix(self) -> None:
        if self._site is not None:
            self.post_message(OpenMatrix(self._site))

    @key("d", "change", "What changed at the chosen site between its two newest dates.")
    def action_change(self) -> None:
        if self._site is not None:
            self.post_message(OpenChange(self._site))

    @key("p", "passes", "Which satellites pass over the chosen site, and when.")
    def action_passes(self) -> None:
        if self._site is not None:
            self.post_message(OpenPasses(self._site))

    @key("T", "tasking", "What is asked of new images: proposed by the log, open, done; of all sites.")
    def action_tasking(self) -> None:
        self.post_message(OpenRequirements())

    @key(
        "G", "gaps", "What is not known of the chosen site: open questions, times in which nothing was seen."
    )
    def action_gaps(self) -> None:
        self.post_message(OpenGaps(self._site))

    @key("R", "report", "Write a change report of the chosen site.", show=False)
    def action_report(self) -> None:
        self.post_message(OpenReport(self._site))

    @key("S", "statement", "Enter what a source says about the chosen site.", show=False)
    def action_statement(self) -> None:
        if self._site is not None:
            self.post_message(OpenNote(self._site, "statement"))

    @key("A", "assessment", "Enter what you conclude about the chosen site.", show=False)
    def action_assessment(self) -> None:
        if self._site is not None:
            self.post_message(OpenNote(self._site, "assessment"))

    @key("i", "import", "Take a folder of images as evidence.")
    def action_import(self) -> None:
        self.post_message(OpenImport(site=self._site))

    @key("y", "copy", "Copy the name of the chosen site.", show=False)
    def action_copy(self) -> None:
        if self._site is not None:
            host(self).copy(self._site, "the site's name")


def _read_site(text: str) -> tuple[str, tuple[float, float] | None]:
    """(name, position) of `NAME at POSITION`, or of an ICAO code. Raises `WordError`, `NotFoundError`."""
    from obslog.places.coordinates import parse_position
    from obslog.places.gazetteer import airport

    name, at, position = text.rpartition(" at ")
    if at:
        return name.strip(), parse_position(position)
    return airport(text).icao, None
