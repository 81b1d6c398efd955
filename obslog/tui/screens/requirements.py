"""Requirements: what the log proposes to ask, what was asked, and what is done; accepted or dropped by a person."""

from __future__ import annotations

from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static

from obslog.model.errors import RefusedError
from obslog.model.requirements import Requirement
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.fresh import Fresh
from obslog.tui.keys import key, told
from obslog.tui.messages import (
    LogChanged,
    OpenAsking,
    OpenGaps,
    OpenPasses,
    OpenPlan,
    OpenRequirement,
    OpenRequirements,
    host,
)
from obslog.tui.screens.evidence import EvidenceScreen
from obslog.tui.tasking.aside import aside
from obslog.tui.tasking.asked import asked_text
from obslog.tui.tasking.wanting import Wanted, ask_evidence, ask_wanted
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.reading_pane import ReadingPane
from obslog.tui.widgets.requirement_rows import AskedPane, DonePane, OpenPane, ProposalsPane, RequirementsPane
from obslog.tui.working import work


class RequirementsScreen(Fresh, EvidenceScreen):
    """Of one site or of all."""

    area = "requirements"
    title_text = "Requirements"
    about = (
        "A requirement is a question that only a new look can answer, with what an image must be to answer it. "
        "Accepting one orders nothing."
    )
    CSS_PATH = "../styles/tasking.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal")]  # noqa: RUF012 (so declared by Textual)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self, site: str | None = None) -> None:
        super().__init__()
        self._site = site
        self.wanted = Wanted()

    @classmethod
    def opened(cls, message: OpenRequirements) -> Self:
        """The screen that the message asks for."""
        return cls(message.site)

    def compose(self) -> ComposeResult:
        yield Static("", id="requirements-head", classes="head", markup=False)
        with Horizontal(classes="tasking-body"):
            with Vertical(classes="tasking-lists"):
                yield ProposalsPane(id="proposals")
                yield OpenPane(id="open")
                yield DonePane(id="done")
            yield ReadingPane(id="asked")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(ProposalsPane).focus()
        self.query_one("#requirements-head", Static).update(shown("Requirements · asking the log", "bold"))
        work(self, "requirements", self._read, first=True)

    def read_log(self) -> None:
        """Ask again."""
        work(self, "requirements", self._read)

    @told
    async def _read(self, *, first: bool = False) -> None:
        self.wanted = await aside(host(self).engine, lambda log: ask_wanted(log, self._site))
        self._show()
        if first and not self.wanted.proposed and self.wanted.open:
            self.query_one(OpenPane).focus()

    def _show(self) -> None:
        wanted = self.wanted
        of = f"of {wanted.site}" if wanted.site else "of all sites"
        then = (
            f" · proposed as of {wanted.as_of}, the last look of this log" if wanted.as_of is not None else ""
        )
        self.query_one("#requirements-head", Static).update(
            joined(("Requirements ", "bold"), (of, "bold"), then)
        )
        self.query_one(ProposalsPane).show(wanted.proposed)
        self.query_one(OpenPane).show(wanted.open)
        self.query_one(DonePane).show(wanted.done)
        self._tell()

    # -- what is chosen --

    @property
    def pane(self) -> AskedPane:
        """The list that has the focus, else the one that was focused last."""
        focused = self.focused
        if isinstance(focused, AskedPane):
            self._last = focused
        return self._last or self.query_one(ProposalsPane)

    _last: AskedPane | None = None

    @property
    def requirement(self) -> Requirement | None:
        """What is chosen."""
        return self.pane.requirement

    @on(AskedPane.Pointed)
    def _pointed(self, message: AskedPane.Pointed) -> None:
        message.stop()
        self._tell()

    def _tell(self) -> None:
        work(self, "asked", self._say, self.requirement)

    @told
    async def _say(self, one: Requirement | None) -> None:
        pane = self.query_one(ReadingPane)
        if one is None:
            pane.show("", ())
            return
        evidence = await host(self).engine.ask(lambda log: ask_evidence(log, one))
        texts = list(asked_text(one, [e.words for e in evidence]))
        line = self.query_one(ProposalsPane).line
        if line is not None and line.proposal.requirement is one and line.proposal.since is not None:
            texts[1:1] = [lines(f"Open since {line.proposal.since:%Y-%m-%d %H:%MZ}.")]
        pane.show("What it asks", texts)

    # -- keys --

    @key("a", "accept", "Keep this proposal as a requirement. Nothing is ordered by it.")
    async def action_accept(self) -> None:
        line = self.query_one(ProposalsPane).line
        if line is None or self.pane is not self.query_one(ProposalsPane):
            raise RefusedError("choose one of those that the log proposes: p, then a")
        as_of, site, key_ = self.wanted.as_of, line.site_name, line.proposal.key
        await host(self).engine.ask(lambda log: log.requirement_accept(key_, as_of=as_of, site=site))
        host(self).tell("accepted; nothing is ordered. u takes it back")
        self.post_message(LogChanged("requirement accept"))

    @key("x", "drop", "Do not pursue this, with the reason.")
    def action_drop(self) -> None:
        one = self.requirement
        if one is None:
            return
        pane = self.pane
        if isinstance(pane, DonePane):
            raise RefusedError("this one is done already: O asks it again")
        proposed = isinstance(pane, ProposalsPane) and pane.line is not None
        known = (
            pane.line.proposal.key if isinstance(pane, ProposalsPane) and pane.line is not None else one.id
        )
        as_of = self.wanted.as_of if proposed else None

        async def drop(reason: str) -> None:
            await self._drop(known, reason, as_of)

        dialog = LineDialog("Why is this not pursued?", one.question)
        dialog.then = drop
        self.app.push_screen(dialog)

    @told
    async def _drop(self, key_or_id: str, reason: str, as_of: str | None) -> None:
        await host(self).engine.ask(lambda log: log.requirement_drop(key_or_id, reason=reason, as_of=as_of))
        host(self).tell("dropped, with the reason; u takes it back")
        self.post_message(LogChanged("requirement drop"))

    @key("O", "ask again", "Ask one that is done again, with the reason.", show=False)
    def action_reopen(self) -> None:
        one = self.query_one(DonePane).requirement
        if one is None or self.pane is not self.query_one(DonePane):
            raise RefusedError("choose one of those that are done: d, then O")

        async def again(reason: str) -> None:
            await self._again(one.id, reason)

        dialog = LineDialog("Why is it asked again?", one.question)
        dialog.then = again
        self.app.push_screen(dialog)

    @told
    async def _again(self, known: str, reason: str) -> None:
        await host(self).engine.ask(lambda log: log.requirement_reopen(known, reason=reason))
        host(self).tell("asked again")
        self.post_message(LogChanged("requirement reopen"))

    @key("plus", "ask", "Ask a question of your own: of the site of the chosen line, or of the one shown.")
    async def action_ask(self) -> None:
        one = self.requirement
        site = self._site or (one.site_id if one is not None else None)
        if site is None:
            sites = await host(self).engine.ask(lambda log: log.site_list())
            if not sites:
                raise RefusedError("there is no site yet to ask about: + on the first screen adds one")
            site = sites[0].id
        self.post_message(OpenAsking(site))

    @key("B", "plan", "What to order for all that is open, under a budget or without one, with why.")
    def action_plan(self) -> None:
        self.post_message(OpenPlan())

    @key("G", "gaps", "What is not known of the site of the chosen line.")
    def action_gaps(self) -> None:
        one = self.requirement
        self.post_message(OpenGaps(one.site_id if one is not None else self._site))

    @key("s", "passes", "Which satellites pass over the site of the chosen line.")
    def action_passes(self) -> None:
        if self.requirement is not None:
            self.post_message(OpenPasses(self.requirement.site_id))

    @key("p", "proposed", "To what the log proposes.", show=False)
    def action_to_proposals(self) -> None:
        self.set_focus(self.query_one(ProposalsPane))

    @key("o", "open", "To those that are open.", show=False)
    def action_to_open(self) -> None:
        self.set_focus(self.query_one(OpenPane))

    @key("d", "done", "To those that are done.", show=False)
    def action_to_done(self) -> None:
        self.set_focus(self.query_one(DonePane))

    @key("w", "words", "To what the chosen one asks, to scroll it.", show=False)
    def action_to_words(self) -> None:
        self.set_focus(self.query_one(ReadingPane))

    @on(RequirementsPane.Opened)
    def _opened(self, message: RequirementsPane.Opened) -> None:
        message.stop()
        self.post_message(OpenRequirement(message.requirement))

    @key("y", "copy", "Copy the question.", show=False)
    def action_copy(self) -> None:
        if self.requirement is not None:
            host(self).copy(self.requirement.question, "the question")

    @key("escape", "back", "Back.", show=False)
    def action_back(self) -> None:
        self.app.pop_screen()
