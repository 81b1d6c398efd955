"""How two dates lie askew: the shift that brings most objects together, weighed against what georeference allows.

Margins of an assignment do not protect against an error of a whole image (change.md 2.1), so the shift comes
first. Every pair of like objects votes for the shift between them; a Gaussian prior from the expected errors of
the two images says how far they can lie apart. Where a rival shift is nearly as good (a full row of equal stands
moved by one stand), it is named too: who rests on the better one alone would be wrong too often.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from typing import TYPE_CHECKING

from obslog.change.spots import GATE, GATE_SIGMAS, Field, Likeness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.spatial import cKDTree

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

#: CE90, the radius that holds 90 % of a circular normal error, in standard deviations along one axis.
CE90_SIGMAS = 2.1460
#: What one more pair speaks for a shift, in nats. On a ramp six tenths full, of which a quarter leaves and a
#: quarter of the free stands fills between the dates, a stand is held at both dates, at one, or at none with
#: p = .50, .10, .10, .30: log(.50 * .30 / (.10 * .10)) = 2.7.
VOTE = 2.7
#: A shift that comes within two votes of the best is its rival (change.md 2.1: wrong .3-3.3 % of aliased rows).
RIVAL = 2 * VOTE
#: Shifts are sought this far, in standard deviations of the prior.
_REACH = 4.0
#: Pairs that vote, at the most: beyond it every so many objects are asked, which is plenty.
_MOST_PAIRS = 100_000
#: Peaks of the vote that are looked at closely, and cells of its grid along one side.
_PEAKS, _CELLS = 32, 600
_ROUNDS = 12


@dataclass(frozen=True)
class Shift:
    """A shift of the earlier date that lays it on the later, in metres east and north.

    `votes` is how many pairs it brings together (a pair that fits less well votes less), `score` what speaks for
    it in nats, the prior included; `sigma_m` its standard error along one axis.
    """

    east_m: float
    north_m: float
    votes: float
    score: float
    sigma_m: float

    @property
    def length_m(self) -> float:
        """How far it goes."""
        return hypot(self.east_m, self.north_m)


@dataclass(frozen=True)
class _Votes:
    """Pairs that may vote: row, column, offset (column's place less row's) with a tree over it, cost of likeness,
    variance of the offset along one axis."""

    rows: Ints
    columns: Ints
    offset: Floats
    likeness: Floats
    variance: Floats
    tree: cKDTree


def find_shifts(before: Field, after: Field, likeness: Likeness, prior_sigma_m: float) -> tuple[Shift, ...]:
    """The best shift first, then its rivals; none where no pair of objects could speak for one.

    `prior_sigma_m` is the standard error of the offset between the images along one axis, expected at zero.
    Swapping the dates gives the same shifts, reversed (of very many objects, where only some are asked, nearly so).
    """
    votes = _pairs(before, after, likeness, prior_sigma_m)
    if votes is None:
        return ()
    seeds = [
        _settled(votes, prior_sigma_m, at, rounds=2) for at in (*_peaks(votes, prior_sigma_m), (0.0, 0.0))
    ]
    best = max(seed.score for seed in seeds)
    found: list[Shift] = []
    for seed in seeds:
        if seed.score < min(0.7 * best, best - 2 * RIVAL):
            continue  # a peak gains little by settling
        shift = _settled(votes, prior_sigma_m, (seed.east_m, seed.north_m), rounds=_ROUNDS)
        apart = min((hypot(s.east_m - shift.east_m, s.north_m - shift.north_m) for s in found), default=None)
        if apart is None or apart > 0.1 * sqrt(float(votes.variance.min())):
            found.append(shift)
    found.sort(key=lambda s: (-round(s.score, 6), round(s.length_m, 6), s.east_m, s.north_m))
    return tuple(s for s in found if s.score > found[0].score - RIVAL)


def _pairs(before: Field, after: Field, likeness: Likeness, prior_sigma_m: float) -> _Votes | None:
    """All like pairs within reach; of very many objects every so many are asked."""
    import numpy as np
    from scipy.spatial import cKDTree

    if not len(before) or not len(after):
        return None
    reach = _REACH * prior_sigma_m + GATE_SIGMAS * hypot(before.sigma.max(), after.sigma.max())
    tree = cKDTree(after.xy)
    number = int(cKDTree(before.xy).count_neighbors(tree, reach))
    every = max(1, -(-number // _MOST_PAIRS))
    # Asking one in so many of the smaller side leaves every partner of those that are asked.
    asked = np.arange(0, len(before), every)
    near = cKDTree(before.xy[asked]).sparse_distance_matrix(tree, reach, output_type="ndarray")
    rows, columns = asked[near["i"]], near["j"].astype(np.intp)
    cost = likeness.cost(rows, columns)
    keep = cost < GATE
    rows, columns, cost = rows[keep], columns[keep], cost[keep]
    if not len(rows):
        return None
    variance = before.sigma[rows] ** 2 + after.sigma[columns] ** 2
    offset = after.xy[columns] - before.xy[rows]
    order = np.lexsort((columns, rows))
    offset = offset[order]
    return _Votes(rows[order], columns[order], offset, cost[order], variance[order], cKDTree(offset))


def _peaks(votes: _Votes, prior_sigma_m: float) -> list[tuple[float, float]]:
    """Offsets about which votes heap up, on a grid, best first."""
    import numpy as np
    from scipy.ndimage import gaussian_filter, maximum_filter

    sigma = sqrt(float(np.median(votes.variance)))
    reach = float(np.abs(votes.offset).max()) + 3 * sigma
    cell = max(sigma / 2, 2 * reach / _CELLS)
    # The middle of a cell lies at no offset, and cells lie alike on both sides of it.
    side = 2 * int(reach / cell + 1) + 1
    edges = (np.arange(side + 1) - side / 2) * cell
    weight = 1 - votes.likeness / GATE
    heap, _, _ = np.histogram2d(votes.offset[:, 0], votes.offset[:, 1], bins=(edges, edges), weights=weight)
    smooth = gaussian_filter(heap, sigma / cell, mode="constant") * 2 * np.pi * (sigma / cell) ** 2
    middle = (edges[:-1] + edges[1:]) / 2
    score = VOTE * smooth - (middle[:, None] ** 2 + middle[None, :] ** 2) / (2 * prior_sigma_m**2)
    high = (score >= maximum_filter(score, size=3)) & (smooth > 0.2)
    at = np.argwhere(high)
    best = at[np.argsort(-score[high], kind="stable")][:_PEAKS]
    return [(float(middle[i]), float(middle[j])) for i, j in best]


def _settled(votes: _Votes, prior_sigma_m: float, start: tuple[float, float], rounds: int) -> Shift:
    """The shift near one place that fits its voters best, the prior among them, and what speaks for it."""
    import numpy as np

    at = np.array(start)
    # Whoever votes anywhere within a little of the start; a peak does not wander far.
    widest = sqrt(float(votes.variance.max()))
    near = np.array(votes.tree.query_ball_point(at, (GATE_SIGMAS + 2) * widest, return_sorted=True), np.intp)
    rows, columns, offset = votes.rows[near], votes.columns[near], votes.offset[near]
    likeness, variance = votes.likeness[near], votes.variance[near]
    total, precision = 0.0, 1 / prior_sigma_m**2
    for _ in range(rounds):
        cost = ((offset - at) ** 2).sum(axis=1) / (2 * variance) + likeness
        weight = np.maximum(1 - cost / GATE, 0.0)
        chosen = _once_each(rows, columns, weight)
        total = float(weight[chosen].sum())
        share = weight[chosen] / variance[chosen]
        precision = float(share.sum()) + 1 / prior_sigma_m**2
        moved = (share[:, None] * offset[chosen]).sum(axis=0) / precision
        still = float(np.abs(moved - at).max()) < 1e-4
        at = moved
        if still:
            break
    score = VOTE * total - float((at**2).sum()) / (2 * prior_sigma_m**2)
    return Shift(float(at[0]), float(at[1]), total, score, 1 / sqrt(precision))


def _once_each(rows: Ints, columns: Ints, weight: Floats) -> Ints:
    """The pairs that are the best of both their ends, so that no object votes twice."""
    import numpy as np

    if not len(weight):
        return np.zeros(0, np.intp)
    best_row, best_column = np.zeros(int(rows.max()) + 1), np.zeros(int(columns.max()) + 1)
    np.maximum.at(best_row, rows, weight)
    np.maximum.at(best_column, columns, weight)
    return np.flatnonzero((weight > 0) & (weight == best_row[rows]) & (weight == best_column[columns]))
