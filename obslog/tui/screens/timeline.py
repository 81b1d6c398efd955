"""The timeline: counts of one type at a site over time, with what the look under the cursor says."""

from __future__ import annotations

from typing import Any, Self

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.model.errors import RefusedError
from obslog.tui.cells.chart import Moment
from obslog.tui.cells.chart_view import ChartView
from obslog.tui.change import over_time
from obslog.tui.change.over_time import Course, TypeLine
from obslog.tui.fresh import Fresh
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenChange, OpenMatrix, OpenReport, OpenScene, OpenTimeline, host
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.timeline_chart import TimelineChart
from obslog.tui.widgets.type_lines import TypesPane


class TimelineScreen(Fresh, Keyed, Screen[Any]):
    """One type of one site; types are changed with `[` `]`, by the list, or as they are typed."""

    area = "timeline"
    title_text = "Timeline"
    about = "Counts of one type over time: bounds as bars, zeros, gaps and clouds each with its own sign."
    CSS_PATH = "../styles/change.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-broad")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self, site: str, query: str | None = None) -> None:
        super().__init__()
        self._site = site
        self._asked = tuple(query.split("|")) if query else None
        self.course = Course(site, site, self._asked or ())
        self.types: tuple[TypeLine, ...] = ()

    @classmethod
    def opened(cls, message: OpenTimeline) -> Self:
        """The screen for that message."""
        return cls(message.site, message.query)

    def compose(self) -> ComposeResult:
        yield Static("", id="timeline-head", classes="head", markup=False)
        with Horizontal(id="timeline-body"):
            yield TimelineChart(id="chart", classes="pane")
            yield TypesPane(id="types")
        with VerticalScroll(id="timeline-foot", classes="foot", can_focus=False):
            yield Static("", id="timeline-said", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(TimelineChart).name_pane("reading the log")
        self.query_one(TimelineChart).focus()
        self._load(anew=True)

    def read_log(self) -> None:
        """Read again, at the same place in time."""
        self._load(anew=False)

    @work(exclusive=True, group="timeline")
    @told
    async def _load(self, *, anew: bool) -> None:
        engine = host(self).engine
        self.types = await engine.ask(lambda log: over_time.types_of(log, self._site))
        query = self._asked or over_time.counted_most(self.types)
        if query is None:
            site = await engine.ask(lambda log: log.site_show(self._site))
            self.course = Course(site.id, site.name, ())
        else:
            self.course = await engine.ask(lambda log: over_time.course(log, self._site, query))
        self._show(anew)

    def _show(self, anew: bool) -> None:
        chart, course = self.query_one(TimelineChart), self.course
        view = ChartView.of(course.moments) if anew else chart.view.of_same(course.moments)
        chart.show(view, older=course.older > 0)
        chart.name_pane(course.name or "no looks yet")
        self.query_one(TypesPane).show(self.types, course.query)
        waiting = sum(one.kind == "waiting" for one in course.moments)
        passes = len(course.moments) - waiting
        told_older = f" of {passes + course.older:,}" if course.older else ""
        waits = f" · {waiting} {'image waits' if waiting == 1 else 'images wait'}" if waiting else ""
        self.query_one("#timeline-head", Static).update(
            joined(
                (course.site, "bold"), f" · {course.name} · counts over time, UTC · ",
                f"{passes:,}{told_older} passes", waits,
            )
        )  # fmt: skip
        self._subtitle()
        self._say(chart.view.pointed)

    def _subtitle(self) -> None:
        chart = self.query_one(TimelineChart)
        period = chart.view.period
        if period is not None:
            chart.border_subtitle = shown(
                f"{period[0].name} to {period[1].name}: d change, r report, Esc let go"
            )
        elif self.course.older:
            chart.border_subtitle = shown(f"{self.course.older:,} older: ← at the first loads more")
        else:
            chart.border_subtitle = ""

    @work(exclusive=True, group="said")
    @told
    async def _say(self, moment: Moment | None) -> None:
        said = self.query_one("#timeline-said", Static)
        if moment is None:
            said.update(shown("No closed look at this site yet.", "dim"))
            return
        told_by = await host(self).engine.ask(lambda log: over_time.said_by(log, moment.looks))
        head = f"{moment.name}  {moment.state}  {self.course.name}: {moment.words}"
        looks = f"  [{' '.join(look[-8:] for look in moment.looks)}]" if moment.looks else ""
        windows = f"{self.course.name}: {'; '.join(self.course.windows)}"
        said.update(lines(head + looks, *told_by, windows))

    @on(TimelineChart.Pointed)
    def _pointed(self, event: TimelineChart.Pointed) -> None:
        event.stop()
        self._say(event.moment)

    @on(TimelineChart.PeriodSelected)
    def _period(self, event: TimelineChart.PeriodSelected) -> None:
        event.stop()
        self._subtitle()

    @on(TimelineChart.OlderWanted)
    def _older(self, event: TimelineChart.OlderWanted) -> None:
        event.stop()
        self._read_older()

    @work(exclusive=True, group="timeline")
    @told
    async def _read_older(self) -> None:
        self.query_one(TimelineChart).border_subtitle = shown("reading older passes")
        known = self.course
        self.course = await host(self).engine.ask(lambda log: over_time.with_older(log, known))
        before = self.query_one(TimelineChart).view
        self._show(anew=False)
        if before.begin <= before.moments[0].at:
            # All of what was loaded was in sight: so is what has come.
            self.query_one(TimelineChart).action_whole()

    @on(TimelineChart.Chosen)
    @told
    async def _chosen(self, event: TimelineChart.Chosen) -> None:
        event.stop()
        await self._open(event.moment)

    async def _open(self, moment: Moment) -> None:
        if moment.image is not None:
            self.post_message(OpenScene(moment.image, self.course.site_id))
            return
        found = await host(self).engine.ask(lambda log: over_time.image_of(log, moment.looks))
        if found is None:
            raise RefusedError("this look has no image in the log")
        self.post_message(OpenScene(found[0], self.course.site_id, look=found[1]))

    @on(TypesPane.Picked)
    def _picked(self, event: TypesPane.Picked) -> None:
        event.stop()
        self._show_type(event.query)

    def _show_type(self, query: tuple[str, ...]) -> None:
        self._asked = query
        self._load(anew=False)

    def _step(self, by: int) -> None:
        if self.types:
            names = [line.query for line in self.types]
            place = names.index(self.course.query) if self.course.query in names else -1
            self._show_type(names[(place + by) % len(names)])

    @key("left_square_bracket", "type before", "The type above in the tree.")
    def action_type_before(self) -> None:
        self._step(-1)

    @key("right_square_bracket", "next type", "The type below in the tree.")
    def action_type_next(self) -> None:
        self._step(1)

    @key("slash", "find type", "Choose any type or set (An-26|An-32) as you type it.")
    async def action_find_type(self) -> None:
        from obslog.tui.dialogs.type_search import TypeSearch
        from obslog.tui.scene.matching import TypeIndex

        tree = await host(self).engine.ask(lambda log: log.types())
        index = TypeIndex(tree, [name for line in self.types for name in line.query])
        self.app.push_screen(TypeSearch(index, title="Counts of which type"), self._found_type)

    def _found_type(self, query: tuple[str, ...] | None) -> None:
        if query:
            self._show_type(query)

    @key(
        "d", "change", "What changed between the ends of the period, or between this pass and the one before."
    )
    def action_change(self) -> None:
        first, last = self._ends()
        self.post_message(OpenChange(self.course.site_id, first.looks[-1], last.looks[-1]))

    def _ends(self) -> tuple[Moment, Moment]:
        """The passes at both ends of the period; without one the pass at the cursor and the one before."""
        view = self.query_one(TimelineChart).view
        first, last = view.brush or (0, view.cursor)
        looked = [one for one in view.moments[first : last + 1] if one.looks]
        if len(looked) < 2:
            raise RefusedError("a change needs two passes that somebody looked at: choose a period with v")
        return (looked[0] if view.period else looked[-2]), looked[-1]

    @key("r", "report", "A report of the period, or of all that is loaded.")
    def action_report(self) -> None:
        view = self.query_one(TimelineChart).view
        if not view.moments:
            raise RefusedError("there is nothing to report yet")
        first, last = view.period or (view.moments[0], view.moments[-1])
        self.post_message(
            OpenReport(self.course.site_id, over_time.day(first.begin), over_time.day(last.end))
        )

    @key("m", "matrix", "All types by date.")
    def action_matrix(self) -> None:
        self.post_message(OpenMatrix(self.course.site_id))

    @key("pagedown", "words on", "Scroll what the look says on.", show=False)
    def action_said_on(self) -> None:
        self.query_one("#timeline-foot", VerticalScroll).scroll_page_down(animate=False)

    @key("pageup", "words back", "Scroll what the look says back.", show=False)
    def action_said_back(self) -> None:
        self.query_one("#timeline-foot", VerticalScroll).scroll_page_up(animate=False)

    @key("c", "counts", "To the chart.", show=False)
    def action_to_chart(self) -> None:
        self.set_focus(self.query_one(TimelineChart))

    @key("t", "types", "To the list of types.", show=False)
    def action_to_types(self) -> None:
        self.set_focus(self.query_one(TypesPane))

    @key("y", "copy", "Copy what the look under the cursor says.", show=False)
    async def action_copy(self) -> None:
        moment = self.query_one(TimelineChart).view.pointed
        if moment is not None:
            said = await host(self).engine.ask(lambda log: over_time.said_by(log, moment.looks))
            host(self).copy(
                f"{self.course.site}, {moment.name}: {' '.join(said) or moment.state}", "the sentence"
            )

    @key("escape", "back", "Let the period go, else back.", show=False)
    def action_back(self) -> None:
        if not self.query_one(TimelineChart).unbrush():
            self.app.pop_screen()
