"""A plan over requirements as lines for a person, and how it is asked for in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.model.errors import WordError
from obslog.tui.tasking.aside import told_words

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tasking.choosing.plans import Plan


@dataclass(frozen=True)
class Means:
    """A budget with its currency, and the file of prices that it is reckoned by; all None: no budget."""

    budget: float | None = None
    currency: str | None = None
    prices: str | None = None


def read_means(text: str) -> Means:
    """`1500 EUR prices.csv` as a budget, its currency and a file of prices; nothing is no budget. Raises `WordError`."""
    words = text.split(maxsplit=2)
    if not words:
        return Means()
    hint = "write a number, its currency and a file of prices, such as 1500 EUR prices.csv"
    try:
        budget = float(words[0].replace(",", ""))
    except ValueError:
        raise WordError("budget", text, hint) from None
    if len(words) < 3:
        raise WordError("budget", text, hint)
    return Means(budget, words[1], words[2])


def ask_plan(log: Log, means: Means) -> Plan:
    """The plan for all that is open. Raises what `Log.requirement_plan` raises."""
    return log.requirement_plan(budget=means.budget, currency=means.currency, prices=means.prices)


def plan_lines(plan: Plan) -> list[tuple[str, str]]:
    """The plan as (style, line): what to order and why, what that does for each requirement, what was not taken."""
    from obslog.tasking.choosing.prices import money

    said: list[tuple[str, str]] = []
    for number, choice in enumerate(plan.choices, 1):
        said += [("bold", f"{number}. {choice.site}: {choice.question}"), ("", choice.why), ("", "")]
    if not plan.choices:
        said += [("bold", "Nothing is worth ordering."), ("", "")]
    if plan.budget is not None:
        unit = plan.currency or ""
        rest = money(round(plan.budget - plan.spent, 2))
        spent = (
            f"{money(plan.spent)} of {money(plan.budget)} {unit} planned, {rest} left; nothing is ordered."
        )
        said += [("bold", spent), ("", "")]
    for one in plan.outcomes:
        said += [("bold", f"{one.site}: {one.question}"), ("", told_words(one.why))]
        for left, why in one.not_taken:
            said.append(("dim", f"not {left.view.one.satellite} {left.view.one.tca:%Y-%m-%d %H:%M}Z: {why}"))
        said.append(("", ""))
    return [*said, *(("dim", told_words(message)) for message in plan.messages)]
