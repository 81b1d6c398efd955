"""From looks to the zone, within one pass: packing of what was seen, covering by what bounds it.

Least number: the largest sum over looks with pairwise disjoint footprints (or single parts of them). Largest
number: the smallest sum of upper bounds that together account for every part (change.md 1.2). Both are exact
for up to `EXACT_LOOKS` looks that matter; beyond, packing and cover are merely good: wider, never narrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from obslog.change.tally import Charge, Floor
from obslog.change.weights import LOOK, ZERO, Number, cost, of_cost, of_worth, worth

#: Looks that a pass may hold, after those that others make superfluous are left out, for an exact answer.
EXACT_LOOKS = 15

Ids = tuple[str, ...]
#: What taking a look whole gains, its ground, its id.
_Offer = tuple[int, frozenset[str], str]


@dataclass(frozen=True, slots=True)
class Combined:
    """A number, the looks it rests on, and whether it is the best that the looks give."""

    number: Number
    looks: Ids
    exact: bool


_NOTHING_SHOWN = Combined(ZERO, (), True)


def pack(parts: Sequence[str], floors: Iterable[tuple[str, frozenset[str], Floor]]) -> Combined:
    """The largest sum of least numbers from (look id, footprint, floor) over disjoint ground.

    A look whose footprint is not known, or reaches beyond the zone, counts only by what it places in a part;
    an empty footprint stands for the whole zone.
    """
    shown = [offer for offer in floors if offer[2].whole[0]]
    if not shown:
        return _NOTHING_SHOWN
    inside = frozenset(parts)
    singles: dict[str, tuple[int, str]] = {}
    wholes: list[tuple[str, frozenset[str], int]] = []
    for look_id, footprint, floor in shown:
        for part, number in floor.parts.items():
            offer = (LOOK - worth(number), look_id)
            if part in inside and (part not in singles or offer < singles[part]):
                singles[part] = offer
        if footprint <= inside:
            wholes.append((look_id, footprint or inside, worth(floor.whole) - LOOK))
    chosen, exact = _packing(wholes, singles)
    taken = frozenset[str]().union(*(ground for _, ground, _ in chosen))
    alone = [offer for part, offer in singles.items() if part not in taken]
    total = sum(gain for gain, _, _ in chosen) - sum(offer for offer, _ in singles.values())
    ids = {look_id for _, _, look_id in chosen} | {look_id for _, look_id in alone}
    return Combined(of_worth(total), tuple(sorted(ids)), exact)


def _packing(
    wholes: Sequence[tuple[str, frozenset[str], int]], singles: Mapping[str, tuple[int, str]]
) -> tuple[Sequence[_Offer], bool]:
    """The looks to take whole, each with its gain over their single parts; and whether that is the best."""
    gains: dict[frozenset[str], tuple[int, str]] = {}
    for look_id, ground, offer in wholes:
        gain = offer + sum(singles[part][0] for part in ground if part in singles)
        if gain > 0 and (ground not in gains or (-gain, look_id) < gains[ground]):
            gains[ground] = (-gain, look_id)
    offers = sorted(((-lost, ground, look_id) for ground, (lost, look_id) in gains.items()), key=_by_gain)
    if len(offers) <= 1:
        return offers, True
    exact = len(offers) <= EXACT_LOOKS
    return (_best_packing(offers) if exact else _good_packing(offers)), exact


def _by_gain(offer: _Offer) -> tuple[int, str]:
    return -offer[0], offer[2]


def _best_packing(offers: Sequence[_Offer]) -> list[_Offer]:
    """The disjoint offers with the largest gain together; `offers` with the largest gain first."""
    best: tuple[int, list[_Offer]] = (0, [])
    left = [sum(gain for gain, _, _ in offers[i:]) for i in range(len(offers) + 1)]

    def search(i: int, gain: int, taken: frozenset[str], chosen: list[_Offer]) -> None:
        nonlocal best
        if gain > best[0]:
            best = (gain, chosen)
        if i == len(offers) or gain + left[i] <= best[0]:
            return
        if not offers[i][1] & taken:
            search(i + 1, gain + offers[i][0], taken | offers[i][1], [*chosen, offers[i]])
        search(i + 1, gain, taken, chosen)

    search(0, 0, frozenset(), [])
    return best[1]


def _good_packing(offers: Sequence[_Offer]) -> list[_Offer]:
    """Disjoint offers, the largest first: a sum that is there, though perhaps not the largest."""
    taken: frozenset[str] = frozenset()
    chosen: list[_Offer] = []
    for offer in offers:
        if not offer[1] & taken:
            chosen.append(offer)
            taken |= offer[1]
    return chosen


@dataclass(frozen=True, slots=True)
class _Option:
    """One charge as costs: to use it at all, and for each part that it is used for."""

    once: int
    parts: Mapping[str, int]
    look_id: str


def cover(
    parts: Sequence[str], charges: Iterable[tuple[str, Charge]], capacity: Mapping[str, int]
) -> Combined | None:
    """The smallest sum of upper bounds from (look id, charge) that accounts for every part, or None.

    `capacity` maps a part to how many objects of the query it can hold: known without any look.
    """
    if not parts:
        return None
    free: dict[str, tuple[int, str]] = {p: (cost((n, False)), "") for p, n in capacity.items() if p in parts}
    options: list[_Option] = []
    for look_id, charge in charges:
        costs = {part: cost(number) for part, number in charge.parts.items() if part in parts}
        if charge.once == ZERO:
            for part, price in costs.items():
                if part not in free or (price + LOOK, look_id) < free[part]:
                    free[part] = (price + LOOK, look_id)
        elif costs:
            options.append(_Option(cost(charge.once) + LOOK, costs, look_id))
    if not all(part in free or any(part in o.parts for o in options) for part in parts):
        return None
    options = _needed(options, free)
    exact = len({option.look_id for option in options}) <= EXACT_LOOKS
    used = _best_cover(parts, options, free) if exact else _good_cover(parts, options, free)
    total, ids = _price(parts, used, free)
    assert total is not None
    return Combined(of_cost(total), ids, exact)


def _needed(options: list[_Option], free: Mapping[str, tuple[int, str]]) -> list[_Option]:
    """The options that no other makes superfluous, cheapest first."""
    kept: list[_Option] = []
    for option in sorted(options, key=lambda o: (o.once, o.look_id, sorted(o.parts.items()))):
        useful = {p: c for p, c in option.parts.items() if p not in free or c < free[p][0]}
        if useful and not any(_beats(other, useful) for other in kept):
            kept.append(_Option(option.once, useful, option.look_id))
    return kept


def _beats(other: _Option, useful: Mapping[str, int]) -> bool:
    return all(part in other.parts and other.parts[part] <= price for part, price in useful.items())


def _price(
    parts: Sequence[str], used: Sequence[_Option], free: Mapping[str, tuple[int, str]]
) -> tuple[int | None, Ids]:
    """What covering every part costs with these options opened, and whose they are; None: a part is open."""
    total = sum(option.once for option in used)
    ids = {option.look_id for option in used}
    for part in parts:
        offers = [(option.parts[part], option.look_id) for option in used if part in option.parts]
        if part in free:
            offers.append(free[part])
        if not offers:
            return None, ()
        price, look_id = min(offers)
        total += price
        ids.add(look_id)
    return total, tuple(sorted(ids - {""}))


def _best_cover(
    parts: Sequence[str], options: Sequence[_Option], free: Mapping[str, tuple[int, str]]
) -> Sequence[_Option]:
    """The options to open for the smallest total: each opened or not, given up where it cannot pay."""
    if len(options) <= 1:
        return _best_of_one(parts, options, free)
    best: tuple[int | None, Sequence[_Option]] = (None, ())

    def search(i: int, used: list[_Option]) -> None:
        nonlocal best
        total, _ = _price(parts, used, free)
        if total is not None and (best[0] is None or total < best[0]):
            best = (total, used)
        if i == len(options):
            return
        least = _at_best(parts, used, options[i:], free)
        if least is None or (best[0] is not None and least >= best[0]):
            return
        search(i + 1, [*used, options[i]])
        search(i + 1, used)

    search(0, [])
    return best[1]


def _best_of_one(
    parts: Sequence[str], options: Sequence[_Option], free: Mapping[str, tuple[int, str]]
) -> Sequence[_Option]:
    without, _ = _price(parts, (), free)
    if not options:
        return ()
    opened, _ = _price(parts, options, free)
    assert opened is not None
    return options if without is None or opened < without else ()


def _at_best(
    parts: Sequence[str],
    used: Sequence[_Option],
    left: Sequence[_Option],
    free: Mapping[str, tuple[int, str]],
) -> int | None:
    """No cover that goes on from here costs less: every part at its lowest price, the rest opened free.

    An option whose `once` is below 0 (a total that what was placed exceeds) is taken as opened.
    """
    total = sum(option.once for option in used) + sum(min(0, option.once) for option in left)
    for part in parts:
        prices = [option.parts[part] for option in (*used, *left) if part in option.parts]
        if part in free:
            prices.append(free[part][0])
        if not prices:
            return None
        total += min(prices)
    return total


def _good_cover(
    parts: Sequence[str], options: Sequence[_Option], free: Mapping[str, tuple[int, str]]
) -> Sequence[_Option]:
    """A cover that holds, though perhaps not the smallest: open all, then close what does not pay."""
    used = list(options)
    for option in sorted(options, key=lambda o: (-o.once, o.look_id)):
        without = [other for other in used if other is not option]
        now, _ = _price(parts, used, free)
        then, _ = _price(parts, without, free)
        if then is not None and now is not None and then < now:
            used = without
    return used
