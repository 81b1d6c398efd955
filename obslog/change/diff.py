"""The bound-aware change between two passes: both intervals, the net, what is certain, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from obslog.change import certainty
from obslog.change.bounds import Bounds, Reading, Side, Zone, normal
from obslog.change.movements import Moved, Movements, Net, net_change
from obslog.change.openness import OpenPart, open_parts
from obslog.change.tally import Query
from obslog.model.looks import Look
from obslog.model.types import TypeTree


class Verdict(StrEnum):
    """What two intervals say of a change."""

    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    INCREASE = "increase_certain"
    DECREASE = "decrease_certain"
    UNCHANGED = "unchanged_count"
    POSSIBLE_INCREASE = "possible_increase"
    POSSIBLE_DECREASE = "possible_decrease"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Change:
    """One reading of a change. `net` is None where a side contradicts itself; a None end is open."""

    n1: Bounds
    n2: Bounds
    net: Net | None
    arrivals_min: int
    departures_min: int
    verdict: Verdict


@dataclass(frozen=True)
class TypeDiff:
    """The change of one type or set: the strict reading, and as labelled beside it in `best`.

    `estimate`: an estimate word stands behind the strict verdict: nothing of it is certain. `looks`: ids of
    those it rests on. `open1`, `open2`: the parts that leave a side without an upper bound, and why.
    `age_h` (of the later look) and `gap_h` (longest unobserved time between) are hours, None if not asked.
    """

    query: Query
    n1: Bounds
    n2: Bounds
    net: Net | None
    arrivals_min: int
    departures_min: int
    verdict: Verdict
    best: Change
    estimate: bool = False
    looks: tuple[str, ...] = ()
    age_h: float | None = None
    gap_h: float | None = None
    open1: tuple[OpenPart, ...] = ()
    open2: tuple[OpenPart, ...] = ()


def verdict_of(before: Bounds, after: Bounds) -> Verdict:
    """The verdict on [a, b] -> [c, d] (change.md 1.2)."""
    if before.conflict or after.conflict:
        return Verdict.CONFLICT
    if before.unknown or after.unknown:
        return Verdict.UNKNOWN
    least, most = net_change(before, after)
    if least is not None and least > 0:
        return Verdict.INCREASE
    if most is not None and most < 0:
        return Verdict.DECREASE
    if least == most == 0:
        return Verdict.UNCHANGED
    if least == 0:
        return Verdict.POSSIBLE_INCREASE
    if most == 0:
        return Verdict.POSSIBLE_DECREASE
    return Verdict.UNDETERMINED


class Comparison:
    """Two sides under both readings, for any number of queries."""

    def __init__(
        self, tree: TypeTree, zone1: Zone, looks1: Sequence[Look], zone2: Zone, looks2: Sequence[Look]
    ) -> None:
        self.tree = tree

        def movements(reading: Reading) -> Movements:
            return Movements(Side(tree, zone1, looks1, reading), Side(tree, zone2, looks2, reading))

        self.strict = movements(Reading.STRICT)
        labels = any(certainty.rests_on_label(s) for look in (*looks1, *looks2) for s in look.seen)
        self.labelled = movements(Reading.LABELLED) if labels else self.strict

    def of(self, query: Sequence[str]) -> TypeDiff:
        """The change of one type or set. Raises `NotFoundError`, `WordError` as `bounds.normal` does."""
        asked = normal(self.tree, query)
        moved, strict = _change(self.strict, asked)
        best = strict if self.labelled is self.strict else _change(self.labelled, asked)[1]
        n1, n2 = strict.n1, strict.n2
        return TypeDiff(
            asked,
            n1,
            n2,
            strict.net,
            strict.arrivals_min,
            strict.departures_min,
            strict.verdict,
            best,
            n1.estimate or n2.estimate or moved.estimate,
            tuple(sorted({*n1.looks, *n2.looks, *moved.looks})),
            open1=open_parts(self.strict.before, asked) if n1.hi is None else (),
            open2=open_parts(self.strict.after, asked) if n2.hi is None else (),
        )


def _change(movements: Movements, query: Query) -> tuple[Moved, Change]:
    n1, n2 = movements.before.bounds(query), movements.after.bounds(query)
    verdict = verdict_of(n1, n2)
    moved = movements.of(query)
    net = None if verdict is Verdict.CONFLICT else net_change(n1, n2)
    return moved, Change(n1, n2, net, moved.arrivals, moved.departures, verdict)


def diff(
    tree: TypeTree,
    zone1: Zone,
    looks1: Sequence[Look],
    zone2: Zone,
    looks2: Sequence[Look],
    query: Sequence[str],
) -> TypeDiff:
    """The change of one type or set between two passes. Raises `NotFoundError`, `WordError`."""
    return Comparison(tree, zone1, looks1, zone2, looks2).of(query)


def diff_all(
    tree: TypeTree,
    zone1: Zone,
    looks1: Sequence[Look],
    zone2: Zone,
    looks2: Sequence[Look],
    types: Iterable[Sequence[str]] | None = None,
) -> tuple[TypeDiff, ...]:
    """The change of each type and set in `types`, or of all that `mentioned` finds. Raises as `diff` does."""
    comparison = Comparison(tree, zone1, looks1, zone2, looks2)
    asked = mentioned(tree, (*looks1, *looks2)) if types is None else types
    return tuple(comparison.of(query) for query in asked)


def mentioned(tree: TypeTree, looks: Iterable[Look]) -> tuple[Query, ...]:
    """Every type and set that a look names, and the types above them up to their class, in tree order.

    A set stands right after the type that holds all its members.
    """
    found: set[Query] = set()
    for look in looks:
        found.update(s.types for s in look.seen)
        found.update((s.certain,) for s in look.seen if s.certain is not None)
        found.update((t.type,) for t in look.totals)
        found.update((scope.type,) for scope in (*look.none, *look.complete_for))
    sets = {normal(tree, query) for query in found}
    names = {name for query in sets for name in query}
    up = {above for name in names for above in (name, *tree.ancestors(name)[:-1])}
    order = {name: place for place, name in enumerate(tree.names)}

    def in_tree(query: Query) -> tuple[int, int, Query]:
        return order[query[0] if len(query) == 1 else tree.lca(query)], len(query), query

    return tuple(sorted({*sets, *((name,) for name in up)}, key=in_tree))
