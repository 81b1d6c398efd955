"""A plan under a budget: never over it, never what cannot be, the same whatever the order, near the best there is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.tasking.choosing.likelihood import Attempt, chance_of_any
from obslog.tasking.choosing.plan_table import Option
from obslog.tasking.choosing.planning import take

START = datetime(2024, 12, 10, tzinfo=UTC)


def option(key: str, of: str, chance: float, cost: float | None, *, hours: float = 0.0) -> Option:
    return Option(key, of, Attempt(START + timedelta(hours=hours), chance, 1.0), cost)


def drawn(draw: random.Random, n: int, requirements: int = 3) -> list[Option]:
    return [
        Option(
            f"o{i:03d}",
            f"r{draw.randrange(requirements)}",
            Attempt(
                START + timedelta(hours=draw.randrange(300)), draw.uniform(0.1, 1.0), draw.uniform(0.3, 1.0)
            ),
            draw.choice([125.0, 250.0, 400.0, 900.0, None]),
        )
        for i in range(n)
    ]


WEIGHTS = {"r0": 8.0, "r1": 2.0, "r2": 1.0}


def best_value(options: Sequence[Option], budget: float, most: int) -> float:
    """The optimum by trying all there is."""
    able = [o for o in options if o.cost is not None]
    best = 0.0
    for n in range(len(able) + 1):
        for some in combinations(able, n):
            if sum(o.cost or 0 for o in some) > budget:
                continue
            by: dict[str, list[Attempt]] = {}
            for o in some:
                by.setdefault(o.requirement, []).append(o.attempt)
            if any(len(a) > most for a in by.values()):
                continue
            best = max(best, sum(WEIGHTS[r] * chance_of_any(a) for r, a in by.items()))
    return best


def test_what_is_first_is_what_adds_most_for_its_cost() -> None:
    plan = take([option("dear", "r1", 0.7, 900), option("cheap", "r1", 0.5, 100)], WEIGHTS, 100)
    assert [s.option.key for s in plan.steps] == ["cheap"] and plan.spent == 100
    assert [(x.option.key, x.why) for x in plan.left_out] == [("dear", "budget")]


def test_a_cheap_trifle_does_not_keep_out_the_one_that_matters() -> None:
    plan = take([option("trifle", "r2", 0.2, 1), option("matters", "r0", 0.9, 900)], WEIGHTS, 900)
    assert [s.option.key for s in plan.steps] == ["matters"]


def test_a_second_try_under_the_same_sky_is_not_bought() -> None:
    twice = [option("a", "r0", 0.6, 100), option("b", "r0", 0.6, 100, hours=0.1)]
    plan = take(twice, WEIGHTS, 1000)
    assert [s.option.key for s in plan.steps] == ["a"]
    assert plan.left_out[0].why == "gain" and plan.left_out[0].gain < 0.01
    later = take([twice[0], option("b", "r0", 0.6, 100, hours=200)], WEIGHTS, 1000)
    assert len(later.steps) == 2 and later.steps[1].before == pytest.approx(0.6)


def test_three_tries_are_enough() -> None:
    many = [option(f"o{i}", "r0", 0.4, 10, hours=100 * i) for i in range(6)]
    plan = take(many, WEIGHTS, 1000)
    assert len(plan.steps) == 3 and {x.why for x in plan.left_out} == {"enough"}


def test_without_a_budget_only_what_it_adds_counts_and_no_price_is_needed() -> None:
    plan = take([option("a", "r0", 0.4, None), option("b", "r0", 0.7, 9999)], WEIGHTS, None, most=1)
    assert [s.option.key for s in plan.steps] == ["b"]


def test_what_has_no_price_is_not_bought_under_a_budget() -> None:
    plan = take([option("a", "r0", 0.9, None)], WEIGHTS, 1000)
    assert not plan.steps and plan.left_out[0].why == "price"


def test_what_is_free_is_taken_before_what_costs() -> None:
    plan = take([option("free", "r2", 0.3, 0), option("dear", "r0", 0.9, 100, hours=9)], WEIGHTS, 100, most=1)
    assert [s.option.key for s in plan.steps] == ["free", "dear"]


@given(st.integers(0, 10_000), st.sampled_from([0.0, 100.0, 500.0, 1300.0, 5000.0]), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_no_plan_is_over_its_budget_or_takes_what_cannot_be(seed: int, budget: float, most: int) -> None:
    draw = random.Random(seed)
    options = drawn(draw, draw.randrange(25))
    plan = take(options, WEIGHTS, budget, most=most)
    chosen = [s.option for s in plan.steps]
    assert sum(o.cost or 0 for o in chosen) <= budget + 1e-6
    assert plan.spent == pytest.approx(sum(o.cost or 0 for o in chosen))
    assert all(o.cost is not None for o in chosen)
    assert len(set(chosen)) == len(chosen) and all(
        sum(o.requirement == r for o in chosen) <= most for r in WEIGHTS
    )
    assert {o.key for o in chosen} | {x.option.key for x in plan.left_out} == {o.key for o in options}
    assert all(s.after > s.before for s in plan.steps)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_order_of_input_does_not_matter(seed: int) -> None:
    draw = random.Random(seed)
    options = drawn(draw, 20)
    # Ties are what an order could break.
    options += [Option(f"{o.key}-twin", o.requirement, o.attempt, o.cost) for o in options[:6]]
    mixed = list(options)
    draw.shuffle(mixed)
    assert take(options, WEIGHTS, 1000) == take(mixed, WEIGHTS, 1000)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_more_money_never_buys_less(seed: int) -> None:
    options = drawn(random.Random(seed), 15)
    values = [take(options, WEIGHTS, budget).value for budget in (0, 400, 1500, 1e6)]
    assert values[0] <= values[1] + 1e-9 and values[-1] >= max(values) - 1e-9


def test_it_comes_within_a_few_percent_of_the_best_there_is() -> None:
    ratios = []
    for seed in range(120):
        draw = random.Random(seed)
        options = drawn(draw, 9)
        budget = draw.choice([400.0, 800.0, 1300.0, 2000.0])
        best = best_value(options, budget, 2)
        if best:
            ratios.append(take(options, WEIGHTS, budget, most=2, least_gain=0.0).value / best)
    assert max(ratios) <= 1 + 1e-9
    assert sum(ratios) / len(ratios) > 0.995 and min(ratios) > 0.95
