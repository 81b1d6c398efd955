"""What follows from the verdicts of one comparison: roll-ups folded, movements named once, questions left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison, TypeChange

Query = tuple[str, ...]


def is_open(change: TypeChange) -> bool:
    """True where the strict verdict leaves the question open."""
    return str(change.diff.verdict) in ("unknown", "undetermined")


def moved(change: TypeChange) -> bool:
    """True where an arrival or a departure follows from the strict verdict."""
    d = change.diff
    return str(d.verdict) != "conflict" and (d.arrivals_min > 0 or d.departures_min > 0)


def is_below(tree: TypeTree, inner: Query, outer: Query) -> bool:
    """True if every type of `inner` lies at or below a type of `outer`, and the two differ."""
    return inner != outer and all(any(tree.is_at_or_below(a, b) for b in outer) for a in inner)


def type_words(query: Query) -> str:
    """`An-124`, or `An-26 or An-32` for a set."""
    return " or ".join(query)


def fold_rollups(
    changes: Sequence[TypeChange], tree: TypeTree | None
) -> tuple[tuple[TypeChange, tuple[str, ...]], ...]:
    """Each change with the types above it whose numbers are the very same; those are not listed again.

    A roll-up that says no more than the types below it (nothing is known of it, or they account for all that
    moved) is left to the table, unless a statement stands beside it alone.
    """
    if tree is None:
        return tuple((change, ()) for change in changes)
    own = {id(move.change) for move in movements(changes, tree)}
    kept: list[tuple[TypeChange, list[str]]] = []
    for change in _deepest_first(changes, tree):
        below = [item for item in kept if is_below(tree, item[0].diff.query, change.diff.query)]
        same = next((item for item in below if _numbers(item[0]) == _numbers(change)), None)
        told = is_open(change) or (moved(change) and id(change) not in own)
        if same is not None:
            same[1].append(change.type)
        elif not (below and told) or _statements([change]) - _statements([item[0] for item in below]):
            kept.append((change, []))
    place = {id(change): number for number, change in enumerate(changes)}
    kept.sort(key=lambda item: place[id(item[0])])
    return tuple((change, tuple(also)) for change, also in kept)


@dataclass(frozen=True)
class Move:
    """An arrival or departure that follows from a verdict: `word` is "arrived" or "left", `number` at least.

    `over` says that the number includes movements of types below it that are named beside it.
    """

    change: TypeChange
    word: str
    number: int
    over: bool = False


def movements(changes: Sequence[TypeChange], tree: TypeTree | None) -> tuple[Move, ...]:
    """The arrivals and departures that no type below already accounts for, arrivals first."""
    found: list[Move] = []
    for change in _deepest_first(changes, tree) if tree is not None else changes:
        for word, number in (("arrived", change.diff.arrivals_min), ("left", change.diff.departures_min)):
            below = [
                move
                for move in found
                if move.word == word
                and tree is not None
                and is_below(tree, move.change.diff.query, change.diff.query)
            ]
            if number > sum(move.number for move in _topmost(below, tree)):
                found.append(Move(change, word, number, bool(below)))
    place = {id(change): number for number, change in enumerate(changes)}
    return tuple(sorted(found, key=lambda move: (move.word, -move.number, place[id(move.change)])))


def unsettled(comparison: Comparison, tree: TypeTree | None) -> tuple[TypeChange, ...]:
    """The most specific types whose strict verdict is open.

    A member of a candidate set is left out where the set itself is compared: it cannot be told apart.
    """
    sets = [change.diff.query for change in comparison.changes if len(change.diff.query) > 1]
    found = [
        change
        for change, _ in fold_rollups(comparison.changes, tree)
        if is_open(change) and not any({*change.diff.query} < {*query} for query in sets)
    ]
    if tree is None:
        return tuple(found)
    return tuple(
        change
        for change in found
        if not any(is_below(tree, other.diff.query, change.diff.query) for other in found)
    )


def rests_on(comparison: Comparison, change: TypeChange) -> tuple[str, ...]:
    """The looks that a verdict rests on; for a verdict of not knowing, the looks that left it open."""
    if change.diff.looks:
        return change.diff.looks
    return looks_of(comparison)


def looks_of(comparison: Comparison) -> tuple[str, ...]:
    """The ids of the looks of both passes."""
    sides = (comparison.before.chosen, comparison.after.chosen)
    return tuple(dict.fromkeys(look.id for side in sides for look in side.looks))


def _topmost(moves: Sequence[Move], tree: TypeTree | None) -> list[Move]:
    """Those that no other of the same list includes, so that nothing is added up twice."""
    return [
        move
        for move in moves
        if tree is None
        or not any(is_below(tree, move.change.diff.query, other.change.diff.query) for other in moves)
    ]


def _statements(changes: Sequence[TypeChange]) -> set[str]:
    return {t.statement.id for change in changes for t in change.statements}


def _deepest_first(changes: Sequence[TypeChange], tree: TypeTree) -> list[TypeChange]:
    # A set lies above its members although they may be deeper in no sense: single types come first.
    return sorted(changes, key=lambda c: (-max(tree.depth(name) for name in c.diff.query), len(c.diff.query)))


def _numbers(change: TypeChange) -> tuple[object, ...]:
    d = change.diff
    best = (d.best.n1.lo, d.best.n1.hi, d.best.n2.lo, d.best.n2.hi, str(d.best.verdict))
    ends = (d.n1.lo, d.n1.hi, d.n2.lo, d.n2.hi)
    return ends, d.net, d.arrivals_min, d.departures_min, str(d.verdict), best, d.estimate, frozenset(d.looks)
