"""The last touch to a plan: one chosen option for one left out, while that adds value and fits."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.tasking.choosing.plan_table import SOMETHING, Option, Step, Table, retold, rounded

#: Exchanges are tried where so few pairs of chosen and left-out options stand; in larger plans they add next to
#: nothing.
_FEW_PAIRS = 40_000


def exchanged(table: Table, steps: list[Step]) -> list[Step]:
    """Exchange one chosen option for one left out while that adds value and fits; in small plans alone."""
    for _ in range(len(steps)):
        chosen = [step.option for step in steps]
        taken = {option.key for option in chosen}
        out = [o for o in table.all if o.key not in taken and table.price(o) is not None]
        if not chosen or len(chosen) * len(out) > _FEW_PAIRS:
            break
        found = _best_exchange(table, chosen, out)
        if found is None:
            break
        gone, come = found
        kept = [option for option in chosen if option is not gone]
        steps = retold(table, [*kept, come], {s.option.key: s for s in steps}, {come.key: gone.key})
    return steps


def _best_exchange(
    table: Table, chosen: Sequence[Option], out: Sequence[Option]
) -> tuple[Option, Option] | None:
    spent = sum(table.price(option) or 0.0 for option in chosen)
    own: dict[str, list[Option]] = {}
    for option in chosen:
        own.setdefault(option.requirement, []).append(option)
    chances = {name: table.chance(some) for name, some in own.items()}
    best: tuple[float, float, str, str] | None = None
    pair: tuple[Option, Option] | None = None
    for gone in chosen:
        mine = [o for o in own[gone.requirement] if o is not gone]
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
            if gain < table.least_gain or added <= SOMETHING:
                continue
            rank = (-rounded(added), come.cost or 0.0, come.key, gone.key)
            if best is None or rank < best:
                best, pair = rank, (gone, come)
    return pair
