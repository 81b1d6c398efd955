"""A plan: which opportunities to order for which requirements under one budget, and why each, and why no other."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from obslog.tasking.choices import LEAST_GAIN, MOST_ATTEMPTS, SKY_LASTS_DAYS
from obslog.tasking.likelihood import Attempt, chance_of_any

#: Exchanges are tried where so few pairs of chosen and left-out options stand; in larger plans they add next to
#: nothing (`benchmarks/planning.py`).
_FEW_PAIRS = 40_000
#: Where there are no more options than the first figure, so many of them are tried as the first of the plan.
_FEW, _FIRSTS = 400, 40
_ROUNDING = 1e-9
#: Plans that differ by less are worth the same, and the one found first stands.
_SOMETHING = 1e-6


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


@dataclass(frozen=True)
class LeftOut:
    """An option that the plan does not take, and why: `budget` (it costs more than is left), `enough` (as many
    attempts as may be), `gain` (it adds next to nothing: `gain`), `price` (none is known), `value` (others add more
    for what they cost)."""

    option: Option
    why: str
    gain: float = 0.0


@dataclass(frozen=True)
class Taken:
    """What a plan takes and leaves, and what is spent. `value` is the sum over requirements of weight times chance."""

    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]
    spent: float
    value: float


def take(
    options: Iterable[Option],
    weights: Mapping[str, float],
    budget: float | None,
    *,
    most: int = MOST_ATTEMPTS,
    least_gain: float = LEAST_GAIN,
    lasts_days: float = SKY_LASTS_DAYS,
) -> Taken:
    """Greedy by what an option adds per cost, then under a budget by exchanges of one for one.

    The value of a plan is the sum of weight times the chance of an answer (`chance_of_any`: attempts near in time
    share a sky). With `budget` None prices do not matter and options are taken by what they add. At most `most` options
    a requirement; none that adds less than `least_gain` to its requirement's chance. An option without a price is
    never taken under a budget. Each of the best single options is tried as the first one too: the better of the greedy
    choice and the best single option is within a constant of the optimum where gains diminish (Khuller, Moss, Naor
    1999, The budgeted maximum coverage problem). How near it comes is measured in `benchmarks/planning.py`. Ties go to
    the cheaper, the earlier, then by key: the order of `options` never matters.
    """
    table = _Table(options, weights, budget, most, least_gain, lasts_days)
    steps = _greedy(table)
    value = table.value([step.option for step in steps])
    for first in _firsts(table) if budget is not None else ():
        other = _greedy(table, first)
        worth = table.value([step.option for step in other])
        if worth > value + _SOMETHING:
            # One dear option is worth more than the cheap ones that kept it out.
            steps, value = other, worth
    if budget is not None:
        steps = _exchanged(table, steps)
    chosen = [step.option for step in steps]
    return Taken(tuple(steps), tuple(_left_out(table, chosen)), table.spent(chosen), table.value(chosen))


class _Table:
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
        return price is not None and (self.budget is None or spent + price <= self.budget + _ROUNDING)


#: What orders options: the more for its cost the first, then the more, the cheaper, the earlier, the key.
_Rank = tuple[float, float, float, datetime, str]


def _rank(table: _Table, option: Option, gain: float) -> _Rank:
    weighted = table.weights[option.requirement] * gain
    price = table.price(option) or 0.0
    density = weighted / price if price > 0 else float("inf") if table.budget is not None else weighted
    # Rounded, so that sums taken in another order cannot turn a tie.
    return (-_rounded(density), -_rounded(weighted), option.cost or 0.0, option.attempt.at, option.key)


def _rounded(value: float) -> float:
    return value if value == float("inf") else float(f"{value:.9g}")


def _greedy(table: _Table, first: Option | None = None) -> list[Step]:
    """Take the best for its cost, again and again. What is too dear once stays so, since the rest only shrinks."""
    chosen: dict[str, list[Option]] = {name: [] for name in table.of}
    chances = dict.fromkeys(table.of, 0.0)
    rounds = dict.fromkeys(table.of, 0)
    heap: list[tuple[_Rank, int, Option, float]] = []
    spent, steps = 0.0, list[Step]()

    def offer(name: str) -> None:
        if len(chosen[name]) >= table.most:
            return
        for option in table.of[name]:
            if option in chosen[name] or not table.fits(option, spent):
                continue
            after = table.chance([*chosen[name], option])
            if after - chances[name] >= max(table.least_gain, _ROUNDING):
                rank = _rank(table, option, after - chances[name])
                heapq.heappush(heap, (rank, rounds[name], option, after))

    def accept(option: Option, after: float, rival: str | None) -> None:
        nonlocal spent
        name = option.requirement
        steps.append(Step(option, chances[name], after, rival))
        chosen[name].append(option)
        chances[name] = after
        rounds[name] += 1
        spent += table.price(option) or 0.0
        offer(name)

    for name in table.of:
        offer(name)
    if first is not None:
        accept(first, table.chance([first]), None)
    while heap:
        _, made, option, after = heapq.heappop(heap)
        if made != rounds[option.requirement] or not table.fits(option, spent):
            continue
        accept(option, after, _next(table, heap, rounds, spent))
    return steps


def _next(
    table: _Table, heap: Sequence[tuple[_Rank, int, Option, float]], rounds: Mapping[str, int], spent: float
) -> str | None:
    """The key of what would have been taken instead, among the first that still stand."""
    for _, made, option, _ in heapq.nsmallest(4, heap):
        if made == rounds[option.requirement] and table.fits(option, spent):
            return option.key
    return None


def _firsts(table: _Table) -> list[Option]:
    """The affordable options that are worth the most by themselves, best first: each is tried as the first one."""
    able = [
        option
        for option in table.all
        if table.fits(option, 0.0) and option.attempt.chance >= max(table.least_gain, _ROUNDING)
    ]
    if table.most < 1:
        return []
    able.sort(
        key=lambda o: (
            -_rounded(table.weights[o.requirement] * o.attempt.chance),
            o.cost or 0.0,
            o.attempt.at,
            o.key,
        )
    )
    return able[: _FIRSTS if len(able) <= _FEW else 1]


def _exchanged(table: _Table, steps: list[Step]) -> list[Step]:
    """Exchange one chosen option for one left out while that adds value and fits; in small plans alone."""
    for _ in range(len(steps)):
        chosen = [step.option for step in steps]
        out = [o for o in table.all if o not in chosen and table.price(o) is not None]
        if not chosen or len(chosen) * len(out) > _FEW_PAIRS:
            break
        found = _best_exchange(table, chosen, out)
        if found is None:
            break
        gone, come = found
        kept = [step.option for step in steps if step.option != gone]
        steps = _retold(table, [*kept, come], {s.option.key: s for s in steps}, {come.key: gone.key})
    return steps


def _best_exchange(
    table: _Table, chosen: Sequence[Option], out: Sequence[Option]
) -> tuple[Option, Option] | None:
    spent = sum(table.price(option) or 0.0 for option in chosen)
    own: dict[str, list[Option]] = {}
    for option in chosen:
        own.setdefault(option.requirement, []).append(option)
    chances = {name: table.chance(some) for name, some in own.items()}
    best: tuple[float, float, str, str] | None = None
    pair: tuple[Option, Option] | None = None
    for gone in chosen:
        mine = [o for o in own[gone.requirement] if o != gone]
        lost = table.weights[gone.requirement] * (chances[gone.requirement] - table.chance(mine))
        for come in out:
            if not table.fits(come, spent - (table.price(gone) or 0.0)):
                continue
            name = come.requirement
            there = mine if name == gone.requirement else own.get(name, [])
            if len(there) >= table.most:
                continue
            base = table.chance(there) if there else 0.0
            gain = table.chance([*there, come]) - base
            added = table.weights[name] * gain - lost
            if gain < table.least_gain or added <= _SOMETHING:
                continue
            rank = (-_rounded(added), come.cost or 0.0, come.key, gone.key)
            if best is None or rank < best:
                best, pair = rank, (gone, come)
    return pair


def _retold(
    table: _Table, order: Sequence[Option], old: Mapping[str, Step], swapped: Mapping[str, str]
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


def _left_out(table: _Table, chosen: Sequence[Option]) -> Iterable[LeftOut]:
    spent = sum(table.price(option) or 0.0 for option in chosen)
    own: dict[str, list[Option]] = {}
    for option in chosen:
        own.setdefault(option.requirement, []).append(option)
    taken = {option.key for option in chosen}
    for option in table.all:
        if option.key in taken:
            continue
        there = own.get(option.requirement, [])
        gain = table.chance([*there, option]) - (table.chance(there) if there else 0.0)
        if table.price(option) is None:
            why = "price"
        elif len(there) >= table.most:
            why = "enough"
        elif gain < max(table.least_gain, _ROUNDING):
            why = "gain"
        else:
            why = "budget" if not table.fits(option, spent) else "value"
        yield LeftOut(option, why, gain)
