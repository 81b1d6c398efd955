"""Certain arrivals and departures: at least so many, whatever the true counts were (change.md 1.2)."""

from __future__ import annotations

from dataclasses import dataclass

from obslog.change.bounds import Bounds, Side, normal
from obslog.change.tally import Query

#: Net change from and to, None where that end is open.
Net = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """At least so many arrived and left; whether that rests on an estimate; the looks it rests on."""

    arrivals: int
    departures: int
    estimate: bool = False
    looks: tuple[str, ...] = ()


_NOTHING = Moved(0, 0)


def net_change(before: Bounds, after: Bounds) -> Net:
    """[c - b, d - a] of [a, b] -> [c, d]."""
    least = None if before.hi is None else after.lo - before.hi
    most = None if after.hi is None else after.hi - before.lo
    return least, most


class Movements:
    """What moved between two sides, for any number of queries; the tree below a query is worked out once."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after, self.tree = before, after, before.tree
        tallies = (*before.tallies, *after.tallies)
        self._seen = frozenset[str]().union(*(tally.names for tally in tallies))
        self._sets: dict[str, list[Query]] = {}
        for query in sorted({normal(self.tree, found) for tally in tallies for found in tally.sets}):
            if len(query) > 1:
                self._sets.setdefault(self.tree.lca(query), []).append(query)
        self._moved: dict[Query, Moved] = {}

    def of(self, query: Query) -> Moved:
        """The certain movements of objects of a query in normal form."""
        moved = self._moved.get(query)
        if moved is None:
            moved = self._moved[query] = self._work_out(query)
        return moved

    def _work_out(self, query: Query) -> Moved:
        if len(query) == 1 and query[0] not in self._seen:
            return _NOTHING
        n1, n2 = self.before.bounds(query), self.after.bounds(query)
        if n1.conflict or n2.conflict:
            return _NOTHING
        least, most = net_change(n1, n2)
        below = self._below(query)
        arrivals, departures = below.arrivals, below.departures
        # The balance: arrivals less departures are the net change, so that either bounds the other.
        if least is not None:
            arrivals = max(arrivals, least, departures + least)
        if most is not None:
            departures = max(departures, -most, arrivals - most)
        estimate, looks = below.estimate, below.looks
        if (arrivals, departures) != (below.arrivals, below.departures):
            estimate = estimate or n1.estimate or n2.estimate
            looks = (*looks, *n1.looks, *n2.looks)
        return Moved(arrivals, departures, estimate, tuple(sorted(set(looks))))

    def _below(self, query: Query) -> Moved:
        """What the disjoint types below add up to; for one type also with a candidate set among them."""
        if len(query) > 1:
            return _sum([self.of((name,)) for name in query])
        name = query[0]
        children = [child for child in self.tree.children(name) if child in self._seen]
        ways = [[self.of((child,)) for child in children]]
        for members in self._sets.get(name, ()):
            apart = [
                child for child in children if not any(self.tree.is_at_or_below(m, child) for m in members)
            ]
            ways.append([self.of(members), *(self.of((child,)) for child in apart)])
        sums = [_sum(way) for way in ways]
        best = max(sums, key=lambda moved: moved.arrivals + moved.departures)
        arrivals = max(moved.arrivals for moved in sums)
        departures = max(moved.departures for moved in sums)
        if (best.arrivals, best.departures) == (arrivals, departures):
            return best
        whole = _sum(sums)
        return Moved(arrivals, departures, whole.estimate, whole.looks)


def _sum(found: list[Moved]) -> Moved:
    real = [moved for moved in found if moved.arrivals or moved.departures]
    if len(real) <= 1:
        return real[0] if real else _NOTHING
    return Moved(
        sum(moved.arrivals for moved in real),
        sum(moved.departures for moved in real),
        any(moved.estimate for moved in real),
        tuple(look_id for moved in real for look_id in moved.looks),
    )
