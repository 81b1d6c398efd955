"""A plan over all open requirements: what would be ordered under a budget, with why; nothing is ordered by it."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.model.errors import ObslogError
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenPlan, host
from obslog.tui.tasking.aside import aside
from obslog.tui.tasking.planned import Means, ask_plan, plan_lines, read_means
from obslog.tui.text import lines, shown
from obslog.tui.widgets.reading_pane import ReadingPane
from obslog.tui.working import work


class PlanScreen(Keyed, Screen[Any]):
    """The plan, first without a budget."""

    area = "plan"
    title_text = "Plan"
    about = (
        "What to order for all that is open, with a sentence why for each choice. Nothing is ordered by it."
    )
    CSS_PATH = "../styles/tasking.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._means = Means()

    @classmethod
    def opened(cls, message: OpenPlan) -> PlanScreen:
        """The screen that the message asks for."""
        return cls()

    def compose(self) -> ComposeResult:
        yield Static("", id="plan-head", classes="head", markup=False)
        yield ReadingPane(id="plan")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(ReadingPane).focus()
        work(self, "plan", self._read)

    @told
    async def _read(self) -> None:
        means = self._means
        under = "without a budget" if means.budget is None else f"under {means.budget:g} {means.currency}"
        self.query_one("#plan-head", Static).update(
            shown(f"A plan for all open requirements, {under}", "bold")
        )
        pane = self.query_one(ReadingPane)
        pane.show("reckoning; Esc gives up", ())
        try:
            plan = await aside(host(self).engine, lambda log: ask_plan(log, means))
        except ObslogError as error:
            pane.show("", [lines(str(error))])
            return
        pane.show("", [lines(text, style=style) for style, text in plan_lines(plan)])

    @key("b", "budget", "Plan under a budget, by a file of prices; or without one.")
    def action_budget(self) -> None:
        async def go_on(text: str) -> None:
            self._means = read_means(text)
            work(self, "plan", self._read)

        dialog = LineDialog(
            "Under which budget?",
            "A number, its currency and a file of prices (provider,price_per_km2,minimum_km2,currency), such as:",
            "  1500 EUR prices.csv",
            "Empty: without a budget.",
            check=read_means,
            empty=True,
        )
        dialog.then = go_on
        self.app.push_screen(dialog)

    @key("escape", "back", "Back.", show=False)
    def action_back(self) -> None:
        self.app.pop_screen()
