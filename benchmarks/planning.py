"""How near a plan comes to the best there is, and how fast: beside HiGHS (scipy.optimize.milp) in one run.

Made-up requirements and opportunities; values are those of obslog itself (attempts near in time share a sky). For the
peer each requirement's sets of up to three opportunities are columns, of which those that another beats in price and
value are dropped (that loses nothing): a multiple-choice knapsack, solved to its proven bound. Prints; asserts nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np

from obslog.tasking.choosing.choices import PRIORITY_WEIGHTS
from obslog.tasking.choosing.likelihood import Attempt, chance_of_any
from obslog.tasking.choosing.plan_table import Option
from obslog.tasking.choosing.planning import take

START = datetime(2024, 12, 10, tzinfo=UTC)
MOST = 3
#: (requirements, opportunities in all, budget a requirement)
CASES = ((20, 190, 400.0), (100, 1_200, 400.0), (500, 6_000, 100.0), (500, 6_000, 400.0), (500, 6_000, 900.0))


def drawn(requirements: int, opportunities: int, seed: int = 1) -> tuple[list[Option], dict[str, float]]:
    """Options over two weeks, three in ten of them radar, and the weights of their requirements."""
    draw = random.Random(seed)
    weights = {f"r{n:04d}": PRIORITY_WEIGHTS[draw.randint(1, 4)] for n in range(requirements)}
    names = list(weights)
    skies = {name: draw.uniform(0.2, 0.9) for name in names}
    options = []
    for n in range(opportunities):
        name = names[n % requirements]
        radar = draw.random() < 0.3
        attempt = Attempt(
            START + timedelta(minutes=draw.randrange(14 * 1440)),
            1.0 if radar else skies[name],
            draw.uniform(0.3, 0.95),
        )
        price, least = draw.choice(((8.5, 25.0), (12.0, 50.0), (15.0, 25.0), (22.0, 25.0), (30.0, 16.0)))
        options.append(Option(f"o{n:05d}", name, attempt, round(price * max(least, draw.uniform(1, 60)), 2)))
    return options, weights


def columns(options: Sequence[Option], weights: dict[str, float]) -> list[tuple[str, float, float]]:
    """(requirement, cost, value) of every set worth having."""
    of: dict[str, list[Option]] = {}
    for option in options:
        of.setdefault(option.requirement, []).append(option)
    found = []
    for name, own in of.items():
        sets = []
        for n in range(1, MOST + 1):
            for some in combinations(own, n):
                value = weights[name] * chance_of_any([o.attempt for o in some])
                sets.append((sum(o.cost or 0.0 for o in some), -value))
        best = 0.0
        for cost, negative in sorted(sets):
            if -negative > best + 1e-12:
                best = -negative
                found.append((name, cost, best))
    return found


def bound(table: Sequence[tuple[str, float, float]], budget: float) -> tuple[float, float]:
    """(best value found, proven upper bound) by HiGHS, to a gap of one part in 10,000."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    names = {name: n for n, name in enumerate(dict.fromkeys(name for name, _, _ in table))}
    cost = np.array([c for _, c, _ in table])
    value = np.array([v for _, _, v in table])
    rows = np.array([names[name] for name, _, _ in table])
    one_each = csr_matrix((np.ones(len(table)), (rows, np.arange(len(table)))), (len(names), len(table)))
    limits: list[Any] = [
        LinearConstraint(one_each, -np.inf, 1),
        LinearConstraint(cost[None, :], -np.inf, budget),
    ]
    solved = milp(
        -value,
        constraints=limits,
        integrality=np.ones(len(table)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 1e-4},
    )
    return -float(solved.fun), -float(solved.mip_dual_bound)


def main() -> None:
    """Print the table."""
    print(
        "requirements/opportunities, budget | plan: value, CPU s | HiGHS: value, bound, CPU s | plan over bound, speed"
    )
    for requirements, opportunities, each in CASES:
        options, weights = drawn(requirements, opportunities)
        budget = each * requirements
        begun = time.process_time()
        plan = take(options, weights, budget, most=MOST)
        ours = time.process_time() - begun
        begun = time.process_time()
        table = columns(options, weights)
        listed = time.process_time() - begun
        begun = time.process_time()
        best, most = bound(table, budget)
        theirs = time.process_time() - begun
        assert plan.spent <= budget + 1e-6
        print(
            f"{requirements:4d}/{opportunities:5d}, {budget:9,.0f} | {plan.value:8.1f}, {ours:6.2f} | "
            f"{best:8.1f}, {most:8.1f}, {listed:.1f} + {theirs:.2f} | "
            f"{plan.value / most:.4f}, {(listed + theirs) / ours:.0f} times"
        )


if __name__ == "__main__":
    main()
