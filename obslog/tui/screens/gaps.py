"""Gaps: what is not known, since when and why; when nothing could have been seen; one key asks for a new look."""

from __future__ import annotations

from typing import Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static

from obslog.model.requirements import Needs, Requirement
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.fresh import Fresh
from obslog.tui.keys import key, told
from obslog.tui.messages import LogChanged, OpenAsking, OpenGaps, OpenPasses, OpenRequirements, host
from obslog.tui.screens.evidence import EvidenceScreen
from obslog.tui.tasking.aside import aside
from obslog.tui.tasking.lacking import Lack, Lacking, ask_lacking, proposals_for
from obslog.tui.tasking.wanting import ask_evidence
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.lack_rows import LackPane, OpenQuestionsPane, UnseenPane
from obslog.tui.widgets.reading_pane import ReadingPane
from obslog.tui.working import work


class GapsScreen(Fresh, EvidenceScreen):
    """Of one site or of all."""

    area = "gaps"
    title_text = "Gaps"
    about = "What the log does not know. Enter opens what a question rests on; a asks for a new look that would answer it."
    CSS_PATH = "../styles/tasking.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal")]  # noqa: RUF012 (so declared by Textual)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]  # noqa: RUF012 (so declared by Textual)

    def __init__(self, site: str | None = None) -> None:
        super().__init__()
        self._site = site
        self.lacking = Lacking()
        self._last: LackPane | None = None

    @classmethod
    def opened(cls, message: OpenGaps) -> Self:
        """The screen that the message asks for."""
        return cls(message.site)

    def compose(self) -> ComposeResult:
        yield Static(shown("Gaps · asking the log", "bold"), id="gaps-head", classes="head", markup=False)
        with Horizontal(classes="tasking-body"):
            with Vertical(classes="tasking-lists"):
                yield OpenQuestionsPane(id="gap-questions")
                yield UnseenPane(id="gap-times")
            yield ReadingPane(id="told")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OpenQuestionsPane).focus()
        self.read_log()

    def read_log(self) -> None:
        """Ask again."""
        work(self, "gaps", self._read)

    @told
    async def _read(self) -> None:
        self.lacking = await aside(host(self).engine, lambda log: ask_lacking(log, self._site))
        sites = self.lacking.gaps
        of = sites[0].site if self._site is not None and sites else "all sites"
        then = f" · as of {self.lacking.as_of}, the last look of this log" if self.lacking.as_of else ""
        self.query_one("#gaps-head", Static).update(joined(("Gaps of ", "bold"), (of, "bold"), then))
        self.query_one(OpenQuestionsPane).show(self.lacking.questions)
        self.query_one(UnseenPane).show(self.lacking.times)
        self._tell()

    @property
    def pane(self) -> LackPane:
        """The list that has the focus, else the one that was focused last."""
        if isinstance(self.focused, LackPane):
            self._last = self.focused
        return self._last or self.query_one(OpenQuestionsPane)

    @property
    def requirement(self) -> Requirement | None:
        """What would be asked about the chosen line, as far as its evidence goes."""
        lack = self.pane.one
        if lack is None:
            return None
        now = self.lacking.gaps[0].until
        return Requirement("", lack.site_id, lack.sentence, lack.why, Needs(now, now), evidence=lack.evidence)

    @on(LackPane.Pointed)
    def _pointed(self, message: LackPane.Pointed) -> None:
        message.stop()
        self._tell()

    @on(LackPane.Chosen)
    async def _chosen(self, message: LackPane.Chosen) -> None:
        message.stop()
        await self.action_evidence()

    def _tell(self) -> None:
        work(self, "told", self._say, self.pane.one, self.requirement)

    @told
    async def _say(self, lack: Lack | None, one: Requirement | None) -> None:
        pane = self.query_one(ReadingPane)
        if lack is None or one is None:
            pane.show("", ())
            return
        evidence = await host(self).engine.ask(lambda log: ask_evidence(log, one))
        said: list[Text] = [lines(lack.sentence, style="bold"), Text()]
        if lack.why and lack.why not in lack.sentence:
            said += [lines(f"Open because {lack.why}."), Text()]
        known = "It was never known." if lack.since is None else f"Since {lack.since:%Y-%m-%d %H:%MZ}."
        said += [lines(known), *(lines(f"Evidence of change: {sign}") for sign in lack.signs), Text()]
        if evidence:
            said += [lines("It rests on (Enter opens):", style="dim")]
            said += [lines(f"- {each.words}") for each in evidence]
        pane.show(lack.site, said)

    @key("a", "ask", "Ask for a new look that would answer it: what the log proposes, or in your own words.")
    async def action_ask(self) -> None:
        lack = self.pane.one
        if lack is None:
            return
        as_of = self.lacking.as_of
        found = await aside(host(self).engine, lambda log: proposals_for(log, lack, as_of))
        if not found:
            self.post_message(OpenAsking(lack.site_id, given=lack.form))
            return
        choices = [f"accept: {line.proposal.requirement.question}" for line in found]

        async def chosen(at: int) -> None:
            if at < len(found):
                await self._accept(found[at].proposal.key, lack.site, as_of)
            else:
                self.post_message(OpenAsking(lack.site_id, given=lack.form))

        dialog = ChoiceDialog(
            "Ask for a new look",
            [*choices, "ask in your own words"],
            "The log proposes this; nothing is ordered by it.",
        )
        dialog.then = chosen
        self.app.push_screen(dialog)

    @told
    async def _accept(self, known: str, site: str, as_of: str | None) -> None:
        await host(self).engine.ask(lambda log: log.requirement_accept(known, as_of=as_of, site=site))
        host(self).tell("accepted; nothing is ordered. u takes it back")
        self.post_message(LogChanged("requirement accept"))

    @key("r", "requirements", "What is asked of this site.")
    def action_requirements(self) -> None:
        lack = self.pane.one
        self.post_message(OpenRequirements(lack.site_id if lack is not None else self._site))

    @key("s", "passes", "Which satellites pass over this site.")
    def action_passes(self) -> None:
        if self.pane.one is not None:
            self.post_message(OpenPasses(self.pane.one.site_id))

    @key("o", "questions", "To the open questions.", show=False)
    def action_to_questions(self) -> None:
        self.set_focus(self.query_one(OpenQuestionsPane))

    @key("t", "times", "To the times in which nothing was seen.", show=False)
    def action_to_times(self) -> None:
        self.set_focus(self.query_one(UnseenPane))

    @key("w", "words", "To what is said of the chosen line, to scroll it.", show=False)
    def action_to_words(self) -> None:
        self.set_focus(self.query_one(ReadingPane))

    @key("y", "copy", "Copy the sentence.", show=False)
    def action_copy(self) -> None:
        if self.pane.one is not None:
            host(self).copy(f"{self.pane.one.site}: {self.pane.one.sentence}", "the sentence")

    @key("escape", "back", "Back.", show=False)
    def action_back(self) -> None:
        self.app.pop_screen()
