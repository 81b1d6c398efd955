"""Combining looks is the best there is up to 15 of them, and beyond that wider but never wrong."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from change.looking import TREE, look
from obslog.change import combining
from obslog.change.bounds import Zone, pass_bounds
from obslog.change.combining import EXACT_LOOKS, cover, pack
from obslog.change.tally import Charge, Floor

PARTS = ("a", "b", "c", "d")
Offers = list[tuple[str, frozenset[str], Floor]]
Charges = list[tuple[str, Charge]]


def floors(rng: Random, n: int, parts: tuple[str, ...] = PARTS) -> Offers:
    found = []
    for number in range(n):
        ground = rng.sample(parts, rng.randint(1, len(parts)))
        placed = {p: (rng.randint(1, 4), False) for p in ground if rng.random() < 0.3}
        whole = sum(count for count, _ in placed.values()) + rng.randint(0, 4)
        found.append((f"look{number:02}", frozenset(ground), Floor((whole, False), placed)))
    return found


def charges(rng: Random, n: int, parts: tuple[str, ...] = PARTS) -> Charges:
    found = []
    for number in range(n):
        ground = rng.sample(parts, rng.randint(1, len(parts)))
        once = rng.choice((0, 0, 1, 2, 3, 5, -1))
        found.append(
            (f"look{number:02}", Charge((once, False), {p: (rng.randint(0, 4), False) for p in ground}))
        )
    return found


def best_packing(offers: Offers) -> int:
    """By trying every choice of looks, and of single parts."""
    elements = [(ground, floor.whole[0]) for _, ground, floor in offers]
    elements += [(frozenset({p}), n) for _, _, floor in offers for p, (n, _) in floor.parts.items()]
    best = 0
    for size in range(len(PARTS) + 1):
        for chosen in combinations(elements, size):
            if sum(len(ground) for ground, _ in chosen) == len(frozenset().union(*(g for g, _ in chosen))):
                best = max(best, sum(n for _, n in chosen))
    return best


def best_cover(found: Charges, capacity: dict[str, int]) -> int | None:
    """By trying every way to give each part to a look or to its capacity."""
    ways = [
        [(*((i, c.parts[part][0]) for i, (_, c) in enumerate(found) if part in c.parts),)] for part in PARTS
    ]
    options = [
        [*way[0], *([(-1, capacity[part])] if part in capacity else [])]
        for part, way in zip(PARTS, ways, strict=True)
    ]
    totals = [
        sum(price for _, price in chosen) + sum(found[i][1].once[0] for i in {i for i, _ in chosen} - {-1})
        for chosen in product(*options)
    ]
    return min(totals, default=None)


@pytest.mark.parametrize("seed", range(60))
def test_the_packing_is_the_largest_there_is(seed: int) -> None:
    rng = Random(seed)
    offers = floors(rng, rng.randint(1, 6))
    found = pack(PARTS, offers)
    assert found.exact
    assert found.number == (best_packing(offers), False)


@pytest.mark.parametrize("seed", range(60))
def test_the_cover_is_the_smallest_there_is(seed: int) -> None:
    rng = Random(seed)
    offers = [(i, c) for i, c in charges(rng, rng.randint(1, 6)) if c.once[0] >= 0]
    capacity = {p: rng.randint(0, 6) for p in PARTS if rng.random() < 0.2}
    found = cover(PARTS, offers, capacity)
    best = best_cover(offers, capacity)
    assert (None if found is None else found.number) == (None if best is None else (best, False))


@pytest.mark.parametrize("seed", range(30))
def test_beyond_fifteen_looks_bounds_are_wider_and_say_so(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    lows, highs = floors(rng, 8), [(i, c) for i, c in charges(rng, 8) if c.once[0] > 0]
    exact = pack(PARTS, lows), cover(PARTS, highs, {})
    monkeypatch.setattr(combining, "EXACT_LOOKS", 1)
    rough = pack(PARTS, lows), cover(PARTS, highs, {})
    assert rough[0].number <= exact[0].number
    assert (rough[1] is None) == (exact[1] is None)
    if rough[1] is not None and exact[1] is not None:
        assert rough[1].number >= exact[1].number
    if rough[0].number != exact[0].number:
        assert not rough[0].exact


def test_some_packing_and_cover_beyond_fifteen_looks_is_not_exact() -> None:
    parts = tuple(f"p{n:02}" for n in range(20))
    rng = Random(7)
    lows = [
        (f"look{n:02}", frozenset(rng.sample(parts, 5)), Floor((rng.randint(3, 9), False), {}))
        for n in range(20)
    ]
    assert not pack(parts, lows).exact
    highs = [(f"look{n:02}", Charge((n + 1, False), {parts[n]: (0, False)})) for n in range(20)]
    found = cover(parts, highs, {})
    assert found is not None
    assert not found.exact
    assert found.number == (210, False)


def test_looks_at_the_same_ground_count_as_one_however_many_there_are() -> None:
    looks = [look({"a": 1.0}, f"An-124={n}+", id=f"look{n:02}") for n in range(1, EXACT_LOOKS + 10)]
    found = pass_bounds(TREE, Zone(("a",)), looks, ("An-124",))
    assert (found.lo, found.hi, found.exact) == (EXACT_LOOKS + 9, None, True)


def test_fifteen_looks_that_all_matter_are_combined_exactly() -> None:
    parts = tuple(f"p{n:02}" for n in range(16))
    looks = [
        look({parts[n]: 1.0, parts[n + 1]: 1.0}, f"fighter={n % 3 + 1}", id=f"look{n:02}")
        for n in range(EXACT_LOOKS)
    ]
    found = pass_bounds(TREE, Zone(parts), looks, ("fighter",))
    assert found.exact
    assert found.hi is not None
    assert 0 < found.lo <= found.hi


def test_a_bound_for_ground_outside_the_zone_bounds_nothing_in_it() -> None:
    assert cover(("a",), [("look", Charge((2, False), {"b": (0, False)}))], {}) is None
    assert cover(("a",), [], {"a": 3, "b": 1}) == combining.Combined((3, False), (), True)
