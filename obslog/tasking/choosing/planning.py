"""A plan: which opportunities to order for which requirements under one budget, and why each, and why no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from obslog.tasking.choosing.choices import LEAST_GAIN, MOST_ATTEMPTS, SKY_LASTS_DAYS
from obslog.tasking.choosing.exchanging import exchanged
from obslog.tasking.choosing.greedy import firsts, greedy
from obslog.tasking.choosing.plan_table import SOMETHING, Option, Step, Table


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
    table = Table(options, weights, budget, most, least_gain, lasts_days)
    steps = greedy(table)
    value = table.value([step.option for step in steps])
    for first in firsts(table) if budget is not None else ():
        other = greedy(table, first)
        worth = table.value([step.option for step in other])
        if worth > value + SOMETHING:
            # One dear option is worth more than the cheap ones that kept it out.
            steps, value = other, worth
    if budget is not None:
        steps = exchanged(table, steps)
    chosen = [step.option for step in steps]
    return Taken(tuple(steps), tuple(_left_out(table, chosen)), table.spent(chosen), table.value(chosen))


def _left_out(table: Table, chosen: Sequence[Option]) -> Iterable[LeftOut]:
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
        elif gain < table.least():
            why = "gain"
        else:
            why = "budget" if not table.fits(option, spent) else "value"
        yield LeftOut(option, why, gain)
