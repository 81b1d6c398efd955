"""What a plan chooses among: options by requirement, with the rules that hold for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from obslog.tasking.choosing.likelihood import Attempt, chance_of_any

ROUNDING = 1e-9
#: Plans that differ by less are worth the same, and the one found first stands.
SOMETHING = 1e-6


@dataclass(frozen=True)
class Option:
    """One opportunity as the plan sees it. `key` names it (unique); `cost` in the plan's currency, None: no price."""

    key: str
    requirement: str
    attempt: Attempt
    cost: float | None = None


@dataclass(frozen=True)
class Step:
    """One option that the plan takes, in the order of taking. `before` and `after` are the chances of an answer to its
    requirement without and with it; `rival` is the next best option that was left for it at that moment; `swapped`
    the key of one that it took the place of in the end."""

    option: Option
    before: float
    after: float
    rival: str | None = None
    swapped: str | None = None


class Table:
    """The options by requirement, with the rules of one plan."""

    def __init__(
        self,
        options: Iterable[Option],
        weights: Mapping[str, float],
        budget: float | None,
        most: int,
        least_gain: float,
        lasts_days: float,
    ) -> None:
        self.weights, self.budget = weights, budget
        self.most, self.least_gain, self.lasts_days = most, least_gain, lasts_days
        self.all = sorted(options, key=lambda option: option.key)
        self.of: dict[str, list[Option]] = {}
        for option in self.all:
            self.of.setdefault(option.requirement, []).append(option)

    def chance(self, chosen: Sequence[Option]) -> float:
        """Of an answer to one requirement, by options that are all its own."""
        return chance_of_any([option.attempt for option in chosen], self.lasts_days)

    def value(self, chosen: Iterable[Option]) -> float:
        """Of a whole plan."""
        by: dict[str, list[Option]] = {}
        for option in chosen:
            by.setdefault(option.requirement, []).append(option)
        return sum(self.weights[name] * self.chance(some) for name, some in sorted(by.items()))

    def price(self, option: Option) -> float | None:
        """What it takes of the budget; 0 where there is none."""
        return 0.0 if self.budget is None else option.cost

    def spent(self, chosen: Iterable[Option]) -> float:
        """What options cost together (0 for those without a price)."""
        return sum(option.cost or 0.0 for option in chosen)

    def fits(self, option: Option, spent: float) -> bool:
        """Whether what is left of the budget pays for it."""
        price = self.price(option)
        return price is not None and (self.budget is None or spent + price <= self.budget + ROUNDING)

    def least(self) -> float:
        """What an option adds at the least to the chance of its requirement."""
        return max(self.least_gain, ROUNDING)


def rounded(value: float) -> float:
    """Nine digits: so that sums taken in another order cannot turn a tie."""
    return value if value == float("inf") else float(f"{value:.9g}")


def retold(
    table: Table, order: Sequence[Option], old: Mapping[str, Step], swapped: Mapping[str, str]
) -> list[Step]:
    """The steps of options taken in this order."""
    own: dict[str, list[Option]] = {}
    steps = []
    for option in order:
        there = own.setdefault(option.requirement, [])
        before = table.chance(there)
        there.append(option)
        known = old.get(option.key)
        steps.append(
            Step(
                option,
                before,
                table.chance(there),
                known.rival if known else None,
                swapped.get(option.key) or (known.swapped if known else None),
            )
        )
    return steps
