"""The assignment is the cheapest there is, and what every other choice would cost more is exact."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from obslog.change.assigning import NEAR, Edges, assign
from obslog.change.spots import GATE

NEVER = 1e6


def dense(edges: Edges) -> np.ndarray:
    """The whole matrix of costs, with a place of its own for each end left alone."""
    n, m = edges.n, edges.m
    matrix = np.zeros((n + m, n + m))
    matrix[:n, :m] = NEVER
    matrix[edges.rows, edges.columns] = edges.cost
    matrix[:n, m:] = matrix[n:, :m] = NEVER
    matrix[np.arange(n), m + np.arange(n)] = matrix[n + np.arange(m), np.arange(m)] = GATE / 2
    return matrix


def least(matrix: np.ndarray) -> float:
    rows, columns = linear_sum_assignment(matrix)
    return float(matrix[rows, columns].sum())


def random_edges(rng: np.random.Generator, most: int, *, tied: bool) -> Edges:
    n, m = (int(k) for k in rng.integers(0, most, 2))
    rows, columns = np.nonzero(rng.random((n, m)) < rng.choice([0.1, 0.3, 0.9]))
    cost = rng.random(len(rows)) * GATE
    return Edges(n, m, rows, columns, np.minimum(np.round(cost) if tied else cost, GATE - 0.01))


def test_300_random_cases_cost_what_a_dense_assignment_costs() -> None:
    rng = np.random.default_rng(1)
    for case in range(300):
        edges = random_edges(rng, 60, tied=case % 3 == 0)
        assert assign(edges).cost == pytest.approx(least(dense(edges)), abs=1e-6)


def test_every_choice_within_two_of_the_best_is_listed_with_what_it_costs_more() -> None:
    rng = np.random.default_rng(2)
    for case in range(120):
        edges = random_edges(rng, 8, tied=case % 3 == 0)
        n, m, matrix, found = edges.n, edges.m, dense(edges), assign(edges)
        best = least(matrix)
        listed = dict(
            zip(
                zip(found.option_rows.tolist(), found.option_columns.tolist(), strict=True),
                found.option_extra.tolist(),
                strict=True,
            )
        )
        pairs = list(zip(edges.rows.tolist(), edges.columns.tolist(), strict=True))
        for i, j in [*pairs, *((i, -1) for i in range(n)), *((-1, j) for j in range(m))]:
            row, column = (i if i >= 0 else n + j), (j if j >= 0 else m + i)
            forced, kept = matrix.copy(), matrix[row, column]
            forced[row, :] = forced[:, column] = NEVER
            forced[row, column] = kept
            extra = least(forced) - best
            if extra < NEAR - 1e-6:
                assert listed[i, j] == pytest.approx(extra, abs=1e-6)
            elif extra > NEAR + 1e-6:
                assert (i, j) not in listed


def test_one_graph_that_hangs_together_from_end_to_end_is_solved_as_well() -> None:
    rng = np.random.default_rng(3)
    n = 400  # a chain: each row may take three columns beside it
    rows = np.repeat(np.arange(n), 3)
    columns = np.clip(rows + np.tile([-1, 0, 1], n), 0, n - 1)
    once = np.unique(rows * n + columns)
    edges = Edges(n, n, once // n, once % n, rng.random(len(once)) * 8)
    assert assign(edges).cost == pytest.approx(least(dense(edges)), abs=1e-5)


@pytest.mark.parametrize(("n", "m"), [(0, 0), (3, 0), (0, 4), (2, 2)])
def test_without_pairs_everybody_stays_alone(n: int, m: int) -> None:
    nothing = np.zeros(0, np.intp)
    found = assign(Edges(n, m, nothing, nothing, np.zeros(0)))
    assert found.cost == GATE / 2 * (n + m)
    assert sorted(zip(found.option_rows.tolist(), found.option_columns.tolist(), strict=True)) == sorted(
        [(i, -1) for i in range(n)] + [(-1, j) for j in range(m)]
    )
