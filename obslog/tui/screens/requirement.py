"""One requirement: what it asks and rests on, what could answer it, what the log holds already, its orders."""

from __future__ import annotations

from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Static

from obslog.model.requirements import Requirement
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.fresh import Fresh
from obslog.tui.keys import key, told
from obslog.tui.messages import LogChanged, OpenAsking, OpenPasses, OpenRequirement, OpenScene, host
from obslog.tui.screens.judging import JudgingScreen
from obslog.tui.tasking.aside import aside
from obslog.tui.tasking.asked import asked_text
from obslog.tui.tasking.pursuit import (
    SORTS,
    Pursuit,
    Ranking,
    answer_words,
    ask_matches,
    ask_pursuit,
    ask_ranking,
    limits,
    none_lines,
    opportunity_lines,
    order_lines,
)
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.pursuit_rows import HeldPane, MatchesPane, OpportunitiesPane, OrdersPane, PursuitPane
from obslog.tui.widgets.reading_pane import ReadingPane
from obslog.tui.working import work


class RequirementScreen(Fresh, JudgingScreen):
    """The requirement of that id."""

    area = "requirement"
    title_text = "Requirement"
    about = "Archive first, then opportunities, then orders. Nothing is ordered but by S on an order, after you typed yes."
    CSS_PATH = "../styles/tasking.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal")]  # noqa: RUF012 (so declared by Textual)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self, known: str) -> None:
        super().__init__()
        self._known = known
        self.pursuit: Pursuit | None = None
        self._by = SORTS[0]

    @classmethod
    def opened(cls, message: OpenRequirement) -> Self:
        """The screen that the message asks for."""
        return cls(message.requirement)

    def compose(self) -> ComposeResult:
        yield Static("", id="requirement-head", classes="head", markup=False)
        with Horizontal(classes="tasking-body"):
            with Vertical(classes="tasking-lists"):
                yield OpportunitiesPane(id="opportunities")
                yield HeldPane(id="held")
                yield MatchesPane(id="matches")
                yield OrdersPane(id="orders")
            yield ReadingPane(id="asked")
        with VerticalScroll(id="requirement-foot", classes="foot", can_focus=False):
            yield Static("", id="requirement-said", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OpportunitiesPane).focus()
        self.read_log()

    def read_log(self) -> None:
        """Ask all of it again."""
        work(self, "requirement", self._read)

    @told
    async def _read(self) -> None:
        engine = host(self).engine
        self.pursuit = await aside(engine, lambda log: ask_pursuit(log, self._known))
        self._show()
        work(self, "ranking", self._rank)
        if self.pursuit.is_open:
            found = await aside(engine, lambda log: ask_matches(log, self._known))
            self.query_one(MatchesPane).show(found)
        else:
            self.query_one(MatchesPane).show(())
        self._say()

    @told
    async def _rank(self) -> None:
        pane = self.query_one(OpportunitiesPane)
        pane.show(pane.ranking, "reckoning; Esc gives up")
        ranking = await aside(host(self).engine, lambda log: ask_ranking(log, self._known, self._by))
        pane.show(ranking)
        self._say()

    def _show(self) -> None:
        if self.pursuit is None:
            return
        line = self.pursuit.line
        one = line.requirement
        where = f"{line.site_name}{f', {line.area_name}' if line.area_name else ''}"
        late = ", and an answer would come too late" if line.expired and str(line.stage) != "expired" else ""
        self.query_one("#requirement-head", Static).update(
            joined((where, "bold"), f" · {line.stage}{late} · priority {one.priority} · {one.question}")
        )
        words = asked_text(one, [each.words for each in self.pursuit.evidence])
        notes = [*self.pursuit.notes, *(answer_words(each) for each in self.pursuit.answers)]
        self.query_one(ReadingPane).show(one.id[-8:], (*words, shown(""), *(lines(note) for note in notes)))
        self.query_one(HeldPane).show(self.pursuit.archive)
        self.query_one(OrdersPane).show(self.pursuit.orders)

    # -- what is chosen --

    @property
    def requirement(self) -> Requirement | None:
        """The one that is shown."""
        return None if self.pursuit is None else self.pursuit.line.requirement

    @on(PursuitPane.Pointed)
    def _pointed(self, message: PursuitPane.Pointed) -> None:
        message.stop()
        self._say()

    def _say(self) -> None:
        """What there is to say of the chosen line, below the lists."""
        pane = self.focused
        said: list[str] = []
        if isinstance(pane, HeldPane):
            said = [] if pane.archive is None else list(pane.archive.sentences)
            if pane.one is not None:
                said = [*pane.one.says, *said]
        elif isinstance(pane, MatchesPane):
            if pane.one is not None:
                said = [pane.one.sentence]
                said += [f"{c.what}: {c.asked} asked, {c.found}: {c.fit}" for c in pane.one.match.checks]
        elif isinstance(pane, OrdersPane):
            said = [] if pane.one is None else order_lines(pane.one.order)
        else:
            opportunities = self.query_one(OpportunitiesPane)
            chosen = opportunities.one
            said = (
                none_lines(opportunities.ranking)
                if chosen is None
                else opportunity_lines(chosen, opportunities.ranking)
            )
        self.query_one("#requirement-said", Static).update(lines(*said))
        self.query_one("#requirement-foot", VerticalScroll).scroll_home(animate=False)

    @on(PursuitPane.Chosen)
    def _chosen(self, message: PursuitPane.Chosen) -> None:
        message.stop()
        pane, one = self.focused, self.requirement
        if one is None:
            return
        if isinstance(pane, HeldPane | MatchesPane) and pane.one is not None:
            self.post_message(OpenScene(pane.one.image.id, one.site_id))
        elif isinstance(pane, OpportunitiesPane) and pane.one is not None:
            self.action_prepare()

    # -- keys --

    @key("c", "change", "Change the question, its window or its limits.")
    def action_change(self) -> None:
        one = self.requirement
        if one is not None:
            self.post_message(OpenAsking(one.site_id, one.id))

    @key("x", "drop", "Do not pursue it any more, with the reason.")
    def action_drop(self) -> None:
        if self.requirement is not None:
            self._ask_why("Why is this not pursued?", "drop")

    @key("O", "ask again", "Ask it again, once it is done.", show=False)
    def action_reopen(self) -> None:
        if self.requirement is not None:
            self._ask_why("Why is it asked again?", "reopen")

    def _ask_why(self, title: str, act: str) -> None:
        async def go_on(reason: str) -> None:
            await self._settle(act, reason)

        dialog = LineDialog(title, "" if self.requirement is None else self.requirement.question)
        dialog.then = go_on
        self.app.push_screen(dialog)

    @told
    async def _settle(self, act: str, reason: str) -> None:
        known = self._known
        if act == "drop":
            await host(self).engine.ask(lambda log: log.requirement_drop(known, reason=reason))
        else:
            await host(self).engine.ask(lambda log: log.requirement_reopen(known, reason=reason))
        host(self).tell(f"{'dropped' if act == 'drop' else 'asked again'}; u takes it back")
        self.post_message(LogChanged(f"requirement {act}"))

    @key("b", "order by", "Opportunities by chance, by time, by cost.")
    def action_sort(self) -> None:
        self._by = SORTS[(SORTS.index(self._by) + 1) % len(SORTS)]
        work(self, "ranking", self._rank)

    @key("p", "passes", "The passes over the site in the window of this requirement, within its limits.")
    def action_passes(self) -> None:
        if self.pursuit is not None:
            one = self.pursuit.line.requirement
            self.post_message(OpenPasses(one.site_id, self.pursuit.begins, limits(one.needs)))

    @key("o", "opportunities", "To the opportunities.", show=False)
    def action_to_opportunities(self) -> None:
        self.set_focus(self.query_one(OpportunitiesPane))

    @key("a", "archive", "To the images that the log holds already.", show=False)
    def action_to_held(self) -> None:
        self.set_focus(self.query_one(HeldPane))

    @key("m", "matches", "To the images that may answer.", show=False)
    def action_to_matches(self) -> None:
        self.set_focus(self.query_one(MatchesPane))

    @key("r", "orders", "To the orders.", show=False)
    def action_to_orders(self) -> None:
        self.set_focus(self.query_one(OrdersPane))

    @key("w", "words", "To what it asks, to scroll it.", show=False)
    def action_to_words(self) -> None:
        self.set_focus(self.query_one(ReadingPane))

    @key("pagedown", "words on", "Scroll what is said of the chosen line on.", show=False)
    def action_said_on(self) -> None:
        self.query_one("#requirement-foot", VerticalScroll).scroll_page_down(animate=False)

    @key("pageup", "words back", "Scroll what is said of the chosen line back.", show=False)
    def action_said_back(self) -> None:
        self.query_one("#requirement-foot", VerticalScroll).scroll_page_up(animate=False)

    @key("y", "copy", "Copy the id of the requirement.", show=False)
    def action_copy(self) -> None:
        if self.requirement is not None:
            host(self).copy(self.requirement.id, "the requirement's id")

    @key("escape", "back", "Give up what is being reckoned, else back.", show=False)
    def action_back(self) -> None:
        busy = [one for one in self.workers if one.group == "ranking" and one.is_running]
        if busy:
            self.workers.cancel_group(self, "ranking")
            self.query_one(OpportunitiesPane).show(Ranking(trouble="given up: b reckons again"))
            self._say()
        else:
            self.app.pop_screen()
