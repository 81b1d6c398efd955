"""Which objects of two dates are taken for one: the cheapest assignment, and what else is nearly as cheap.

A pair costs what it costs, two ends left alone cost `GATE`. One exact sparse assignment is made for all of the
graph. What every other choice would cost more is then exact too: it is the shortest cycle through that choice in
the residual graph (Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9), found by shortest paths that end
at `NEAR`, since a choice that costs more than that is no rival. Nothing here depends on which of several
cheapest assignments was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.change.spots import GATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

#: Choices that cost less than this above the cheapest are rivals: the pair is ambiguous.
NEAR = 2.0

#: Sparse storage drops zeros, so each weight of the matching is larger by this; all matchings have as many.
_LIFT = 1e-6
#: Differences of cost below this are rounding.
_ROUNDING = 1e-9
#: Sources of one batch of shortest paths: bounds the memory.
_BATCH = 512


@dataclass(frozen=True)
class Edges:
    """The pairs that may be one: row (of `n`) and column (of `m`), and a cost below `GATE`; none twice."""

    n: int
    m: int
    rows: Ints
    columns: Ints
    cost: Floats


@dataclass(frozen=True)
class Assignment:
    """The cheapest assignment and its rivals.

    `mate` is the column of each row, -1 for one left alone. `cost` is the sum over pairs and ends left alone.
    `option_rows`, `option_columns`, `option_extra` list every choice that costs less than `NEAR` above the
    cheapest (the cheapest too): a pair, or -1 on one side for an end left alone.
    """

    mate: Ints
    cost: float
    option_rows: Ints
    option_columns: Ints
    option_extra: Floats

    def margin(self, row: int) -> float:
        """What the cheapest rival of the choice made for a row costs more; at most `NEAR`."""
        mine = (self.option_rows == row) & (self.option_columns != self.mate[row])
        return float(self.option_extra[mine].min(initial=NEAR))


def assign(edges: Edges) -> Assignment:
    """The cheapest assignment of a gated graph, with all choices that come within `NEAR` of it."""
    import numpy as np

    mate = _cheapest(edges)
    taken = mate[edges.rows] == edges.columns
    paired = float(edges.cost[taken].sum())
    alone = edges.n + edges.m - 2 * int(taken.sum())
    rows, columns, extra = _rivals(edges, mate, taken)
    order = np.lexsort((columns, rows))
    return Assignment(mate, paired + GATE / 2 * alone, rows[order], columns[order], extra[order])


def _cheapest(edges: Edges) -> Ints:
    """The column of each row in the cheapest assignment, -1 for none.

    The library wants a matching of all nodes: each real row has a column of its own that stands for staying
    alone, each real column such a row, and these meet where their owners do.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    mate = np.full(edges.n, -1, np.intp)
    if not len(edges.rows):
        return mate
    used_rows, r = np.unique(edges.rows, return_inverse=True)
    used_columns, c = np.unique(edges.columns, return_inverse=True)
    n, m = len(used_rows), len(used_columns)
    own_rows, own_columns = np.arange(n), np.arange(m)
    from_ = np.concatenate([r, own_rows, n + own_columns, n + c])
    to = np.concatenate([c, m + own_rows, own_columns, m + r])
    weight = np.concatenate([edges.cost, np.full(n + m, GATE / 2), np.zeros(len(r))]) + _LIFT
    graph = csr_matrix((weight, (from_, to)), shape=(n + m, n + m))
    left, right = min_weight_full_bipartite_matching(graph)
    real = (left < n) & (right < m)
    mate[used_rows[left[real]]] = used_columns[right[real]]
    return mate


def _rivals(edges: Edges, mate: Ints, taken: NDArray[np.bool_]) -> tuple[Ints, Ints, Floats]:
    """Rows, columns and extra cost of every choice within `NEAR` of the cheapest assignment.

    The residual graph has an arc row -> column for each pair not taken (it would be added), column -> row for
    each pair taken (it would be given up), and a hub that stands for being alone. Potentials are distances from
    the hub, so that reduced costs are not negative and giving up a pair is free.
    """
    import numpy as np

    mate_of_column = np.full(edges.m, -1, np.intp)
    matched = np.flatnonzero(mate >= 0)
    mate_of_column[mate[matched]] = matched
    free = ~taken
    rows, columns, gain = edges.rows[free], edges.columns[free], edges.cost[free] - GATE
    value = np.zeros(edges.n)
    value[edges.rows[taken]] = GATE - edges.cost[taken]
    from_row, from_column = _from_hub(edges, mate, value, rows, columns, gain)
    reduced = np.maximum(gain + from_row[rows] - from_column[columns], 0.0)
    near = reduced < NEAR
    rows, columns, reduced = rows[near], columns[near], reduced[near]
    hub_from_row = np.where(mate >= 0, from_row, np.inf)
    hub_from_column = np.where(mate_of_column < 0, from_column, np.inf)
    hub_from_row, hub_from_column = _to_hub(
        hub_from_row, hub_from_column, mate_of_column, rows, columns, reduced
    )
    back = np.minimum(hub_from_column[columns], _around(edges.n, mate_of_column, rows, columns, reduced))
    extra = reduced + back
    alone_row = np.where(mate >= 0, from_row, 0.0)
    alone_column = np.where(mate_of_column >= 0, hub_from_column - from_column, 0.0)
    lone = np.full
    all_rows = np.concatenate([edges.rows[taken], rows, np.arange(edges.n), lone(edges.m, -1)])
    all_columns = np.concatenate([edges.columns[taken], columns, lone(edges.n, -1), np.arange(edges.m)])
    all_extra = np.concatenate([np.zeros(int(taken.sum())), extra, alone_row, alone_column])
    keep = all_extra < NEAR
    return all_rows[keep].astype(np.intp), all_columns[keep].astype(np.intp), all_extra[keep]


def _from_hub(
    edges: Edges, mate: Ints, value: Floats, rows: Ints, columns: Ints, gain: Floats
) -> tuple[Floats, Floats]:
    """Distances from the hub to rows and columns, by Bellman and Ford's method on whole arrays."""
    import numpy as np

    matched = np.flatnonzero(mate >= 0)
    to_column = np.full(edges.m, np.inf)
    to_column[mate[matched]] = 0.0
    to_row = np.zeros(edges.n)
    to_row[matched] = value[matched]
    order = np.argsort(columns, kind="stable")
    rows, gain = rows[order], gain[order]
    targets, starts = np.unique(columns[order], return_index=True)
    # A way passes no node twice, so it ends in time even where rounding makes circles that seem to gain.
    for _ in range(edges.n + 1 if len(targets) else 0):
        best = np.minimum.reduceat(to_row[rows] + gain, starts)
        better = best < to_column[targets] - _ROUNDING
        if not better.any():
            break
        to_column[targets[better]] = best[better]
        to_row[matched] = to_column[mate[matched]] + value[matched]
    # A column that nothing points to and nobody has is never reached; it is alone whatever happens.
    return to_row, np.where(np.isinf(to_column), 0.0, to_column)


def _to_hub(
    row: Floats, column: Floats, mate_of_column: Ints, rows: Ints, columns: Ints, reduced: Floats
) -> tuple[Floats, Floats]:
    """Reduced distances from rows and columns to the hub, exact below `NEAR`."""
    import numpy as np

    order = np.argsort(rows, kind="stable")
    columns, reduced = columns[order], reduced[order]
    sources, starts = np.unique(rows[order], return_index=True)
    held = np.flatnonzero(mate_of_column >= 0)
    column[held] = row[mate_of_column[held]]
    for _ in range(len(row) + 1 if len(sources) else 0):
        best = np.minimum.reduceat(reduced + column[columns], starts)
        better = (best < row[sources] - _ROUNDING) & (best < NEAR)
        if not better.any():
            break
        row[sources[better]] = best[better]
        column[held] = row[mate_of_column[held]]
    return row, column


def _around(n: int, mate_of_column: Ints, rows: Ints, columns: Ints, reduced: Floats) -> Floats:
    """For each arc row -> column, the way from the column back to the row that does not pass the hub.

    Infinite where there is none below `NEAR`. Only rows that lie on a circle with one another need a look.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components, dijkstra

    found = np.full(len(rows), np.inf)
    heads = mate_of_column[columns]
    inner = np.flatnonzero(heads >= 0)
    if not len(inner):
        return found
    tails, heads, weight = rows[inner], heads[inner], reduced[inner] + _LIFT * _LIFT
    graph = csr_matrix((weight, (tails, heads)), shape=(n, n))
    _, group = connected_components(graph, directed=True, connection="strong")
    circling = group[tails] == group[heads]
    inner, tails, heads, weight = inner[circling], tails[circling], heads[circling], weight[circling]
    if not len(inner):
        return found
    nodes, place = np.unique(np.concatenate([tails, heads]), return_inverse=True)
    tails, heads = place[: len(inner)], place[len(inner) :]
    graph = csr_matrix((weight, (tails, heads)), shape=(len(nodes), len(nodes)))
    order = np.argsort(heads, kind="stable")
    for start in range(0, len(nodes), _BATCH):
        sources = np.arange(start, min(start + _BATCH, len(nodes)))
        wanted = order[np.searchsorted(heads[order], start) : np.searchsorted(heads[order], sources[-1] + 1)]
        if len(wanted):
            away = dijkstra(graph, indices=sources, limit=NEAR)
            found[inner[wanted]] = away[heads[wanted] - start, tails[wanted]]
    return found
