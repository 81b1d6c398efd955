"""The change between two dates: a verdict a row, its sentence and statements at the foot, all in the log's words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Self

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.model.errors import RefusedError
from obslog.tui.change import verdicts
from obslog.tui.change.verdicts import Changes, PassLine
from obslog.tui.fresh import Fresh
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenChange, OpenCompare, OpenMatrix, OpenReport, OpenTimeline, host
from obslog.tui.text import joined, lines
from obslog.tui.widgets.change_table import ChangeTable


class ChangeScreen(Fresh, Keyed, Screen[Any]):
    """Two dates of one site; `[` `]` step the earlier one through the passes, `<` `>` the later one."""

    area = "change"
    title_text = "Change"
    about = "What changed between two passes, only as strongly as both looks allow."
    CSS_PATH = "../styles/change.tcss"

    def __init__(self, site: str, before: str = "prev", after: str = "last") -> None:
        super().__init__()
        self._site, self._before, self._after = site, before, after
        self._with_statements = False
        self.changes = Changes(site, "")
        self.passes: tuple[PassLine, ...] = ()

    @classmethod
    def opened(cls, message: OpenChange) -> Self:
        """The screen for that message."""
        return cls(message.site, message.before, message.after)

    def compose(self) -> ComposeResult:
        yield Static("", id="change-head", classes="head", markup=False)
        yield Static("", id="change-columns", classes="dim", markup=False)
        yield ChangeTable(id="verdicts")
        with VerticalScroll(id="change-said", classes="foot", can_focus=False):
            yield Static("", id="change-sentence", markup=False)
            yield Static("", id="change-notes", classes="dim", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self._table.name_pane("reading the log")
        self._table.focus()
        self._read()

    @property
    def _table(self) -> ChangeTable:
        return self.query_one(ChangeTable)

    def read_log(self) -> None:
        """Read again."""
        self._read()

    @work(exclusive=True, group="change")
    @told
    async def _read(self) -> None:
        engine = host(self).engine
        asked = partial(
            verdicts.changes,
            site=self._site,
            before=self._before,
            after=self._after,
            with_statements=self._with_statements,
        )
        try:
            found = await engine.ask(asked)
        finally:
            self._table.name_pane()
        self.passes = await engine.ask(lambda log: verdicts.passes_of(log, self._site))
        self.changes = found
        self._table.show(found.rows)
        self.query_one("#change-head", Static).update(joined((found.header, "bold")))
        self._say()

    @on(ChangeTable.Laid)
    def _laid(self, event: ChangeTable.Laid) -> None:
        event.stop()
        self.query_one("#change-columns", Static).update(event.head)

    @on(ChangeTable.Pointed)
    def _pointed(self, event: ChangeTable.Pointed) -> None:
        event.stop()
        self._say()

    def _say(self) -> None:
        row, found = self._table.chosen_row, self.changes
        said: tuple[str, ...] = ()
        footnotes = found.footnotes
        if row is not None:
            said = (row.sentence, *(f"  {line}" for line in row.testimony))
            rested = row.rests_on.split()
            footnotes = tuple(line for line in found.footnotes if line.partition(" ")[0] in rested)
        self.query_one("#change-sentence", Static).update(lines(*said))
        rests = f"rests on {'; '.join(footnotes)}" if footnotes else ""
        more = [line for line in (rests, *found.assumed, *(f"note: {line}" for line in found.notes)) if line]
        self.query_one("#change-notes", Static).update(lines(*more))
        self.query_one("#change-said", VerticalScroll).scroll_home(animate=False)

    @on(ChangeTable.Chosen)
    @told
    def _chosen(self, event: ChangeTable.Chosen) -> None:
        event.stop()
        before, after = self.changes.images
        if before is None or after is None:
            raise RefusedError("one of the two looks has no image in the log")
        self.post_message(OpenCompare(self.changes.site_id, before, after))

    def _step(self, by: int, *, later: bool) -> None:
        ends = verdicts.stepped(self.passes, (self.changes.before, self.changes.after), by, later=later)
        if ends is None:
            raise RefusedError("there is no pass of this site beyond that one")
        self._choose(*ends)

    def _choose(self, before: str, after: str) -> None:
        order = [
            place for look in (before, after) for place, one in enumerate(self.passes) if look in one.looks
        ]
        if len(order) == 2 and order[0] >= order[1]:
            raise RefusedError("the earlier date must stay before the later one: move the other one first")
        self._before, self._after = before, after
        self._read()

    @key("left_square_bracket", "earlier", "The earlier date one pass back.")
    def action_before_back(self) -> None:
        self._step(-1, later=False)

    @key("right_square_bracket", "later", "The earlier date one pass on.", show=False)
    def action_before_on(self) -> None:
        self._step(1, later=False)

    @key("less_than_sign", "after: earlier", "The later date one pass back.", show=False)
    def action_after_back(self) -> None:
        self._step(-1, later=True)

    @key("greater_than_sign", "after: later", "The later date one pass on.")
    def action_after_on(self) -> None:
        self._step(1, later=True)

    @key("b", "before", "Choose the earlier date from the passes of the site.")
    def action_choose_before(self) -> None:
        self._ask(
            "The earlier date", self.changes.before, lambda look: self._choose(look, self.changes.after)
        )

    @key("a", "after", "Choose the later date from the passes of the site.")
    def action_choose_after(self) -> None:
        self._ask("The later date", self.changes.after, lambda look: self._choose(self.changes.before, look))

    def _ask(self, title: str, look: str, then: Callable[[str], None]) -> None:
        from obslog.tui.dialogs.choice import ChoiceDialog

        newest_first = self.passes[::-1]
        at = next((n for n, one in enumerate(newest_first) if look in one.looks), 0)

        def answered(place: int | None) -> None:
            if place is not None:
                self._take(then, newest_first[place].looks[-1])

        self.app.push_screen(ChoiceDialog(title, [one.name for one in newest_first], at=at), answered)

    @told
    def _take(self, then: Callable[[str], None], look: str) -> None:
        then(look)

    @key("s", "statements", "Add the third reading, which counts statements too; again, take it away.")
    def action_statements(self) -> None:
        self._with_statements = not self._with_statements
        self._read()

    @key("t", "timeline", "The counts of this type over time.")
    def action_timeline(self) -> None:
        row = self._table.chosen_row
        self.post_message(OpenTimeline(self.changes.site_id, row.cells[0] if row else None))

    @key("m", "matrix", "All types by date.", show=False)
    def action_matrix(self) -> None:
        self.post_message(OpenMatrix(self.changes.site_id))

    @key("r", "report", "A report of the time between the two dates.")
    async def action_report(self) -> None:
        ends = self.changes.before, self.changes.after
        whens = await host(self).engine.ask(lambda log: [log.look_show(look).when for look in ends])
        since, until = whens[0].earliest, whens[1].latest
        assert since is not None and until is not None
        self.post_message(OpenReport(self.changes.site_id, f"{since:%Y-%m-%d}", f"{until:%Y-%m-%d}"))

    @key("pagedown", "words on", "Scroll what is said of the chosen row on.", show=False)
    def action_said_on(self) -> None:
        self.query_one("#change-said", VerticalScroll).scroll_page_down(animate=False)

    @key("pageup", "words back", "Scroll what is said of the chosen row back.", show=False)
    def action_said_back(self) -> None:
        self.query_one("#change-said", VerticalScroll).scroll_page_up(animate=False)

    @key("v", "verdicts", "To the table.", show=False)
    def action_to_table(self) -> None:
        self.set_focus(self._table)

    @key("y", "copy", "Copy the sentence of the chosen row.", show=False)
    def action_copy(self) -> None:
        row = self._table.chosen_row
        if row is not None:
            host(self).copy(row.sentence, "the sentence")

    @key("escape", "back", "Back.", show=False)
    def action_back(self) -> None:
        self.app.pop_screen()
