"""What changed between two passes, as claims and a table: strict verdicts first, as labelled apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from obslog.change.bounds import Bounds
from obslog.model.text import safe
from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison, TypeChange, pass_name
from obslog.report.numbering import Counter, Labels, listed
from obslog.report.parts import Beside, ChangeGroup, ChangeRow, Claim, ClaimKind

Query = tuple[str, ...]

#: Verdicts as the table prints them: without and with an estimate behind them.
VERDICT_WORDS = {
    "increase_certain": ("more, certain", "more, by estimate"),
    "decrease_certain": ("fewer, certain", "fewer, by estimate"),
    "unchanged_count": ("same count", "same count, by estimate"),
    "possible_increase": ("possibly more", "possibly more, by estimate"),
    "possible_decrease": ("possibly fewer", "possibly fewer, by estimate"),
    "undetermined": ("undetermined", "undetermined"),
    "unknown": ("unknown", "unknown"),
    "conflict": ("conflict", "conflict"),
}

#: Claims of one comparison are printed in this order.
_ORDER = (
    ClaimKind.STRICT,
    ClaimKind.POSSIBLE,
    ClaimKind.CONTRADICTION,
    ClaimKind.SEEN_AGAIN,
    ClaimKind.ZERO,
    ClaimKind.GAP,
)


def group(
    comparison: Comparison, tree: TypeTree | None, labels: Labels, ids: Counter, *, whole_period: bool
) -> ChangeGroup:
    """The claims and the table of one comparison, claims numbered by `ids` in the order they are printed."""
    folded = fold_rollups(comparison.changes, tree)
    kinds = [(kind_of(change), change, also) for change, also in folded if not _says_nothing(change)]
    strict = [
        _strict_claim(comparison, change, kind, also, labels, ids)
        for kind, change, also in sorted(kinds, key=lambda item: _ORDER.index(item[0]))
    ]
    nothing = [change for change, _ in folded if _says_nothing(change)]
    if nothing:
        strict.append(_unknown_claim(comparison, nothing, labels, ids))
    labelled = [
        _labelled_claim(comparison, change, ids)
        for change, _ in folded
        if str(change.diff.best.verdict) != str(change.diff.verdict)
    ]
    title = f"{pass_name(comparison.before.chosen)} → {pass_name(comparison.after.chosen)}"
    rows = tuple(_row(change, _depth(change, comparison.changes, tree)) for change in comparison.changes)
    notes = tuple(safe(note) for note in comparison.notes())
    return ChangeGroup(safe(title), whole_period, tuple(strict), tuple(labelled), rows, notes)


def kind_of(change: TypeChange) -> ClaimKind:
    """What kind of claim a strict verdict makes."""
    d = change.diff
    if str(d.verdict) == "conflict":
        return ClaimKind.CONTRADICTION
    if d.arrivals_min > 0 or d.departures_min > 0:
        return ClaimKind.STRICT
    if str(d.verdict) in ("possible_increase", "possible_decrease"):
        return ClaimKind.POSSIBLE
    if d.n1.hi == 0 and d.n2.hi == 0:
        return ClaimKind.ZERO
    if d.n1.lo > 0 and d.n2.lo > 0:
        return ClaimKind.SEEN_AGAIN
    return ClaimKind.GAP


def is_open(change: TypeChange) -> bool:
    """True where the strict verdict leaves the question open."""
    return str(change.diff.verdict) in ("unknown", "undetermined")


def is_below(tree: TypeTree, inner: Query, outer: Query) -> bool:
    """True if every type of `inner` lies at or below a type of `outer`, and the two differ."""
    return inner != outer and all(any(tree.is_at_or_below(a, b) for b in outer) for a in inner)


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
        told = is_open(change) or (kind_of(change) is ClaimKind.STRICT and id(change) not in own)
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


def rests_on(comparison: Comparison, change: TypeChange) -> tuple[str, ...]:
    """The looks that a verdict rests on; for a verdict of not knowing, the looks that left it open."""
    if change.diff.looks:
        return change.diff.looks
    return looks_of(comparison)


def looks_of(comparison: Comparison) -> tuple[str, ...]:
    """The ids of the looks of both passes."""
    sides = (comparison.before.chosen, comparison.after.chosen)
    return tuple(dict.fromkeys(look.id for side in sides for look in side.looks))


def type_words(query: Query) -> str:
    """`An-124`, or `An-26 or An-32` for a set."""
    return " or ".join(query)


def bounds_short(bounds: Bounds) -> str:
    """Bounds in the short notation: `2`, `2+`, `<=3`, `2-4`, `?`; a conflict as `3+ against <=2`."""
    if bounds.hi is not None and bounds.lo > bounds.hi:
        return f"{bounds.lo}+ against <={bounds.hi}"
    if bounds.lo == 0 and bounds.hi is None:
        return "?"
    if bounds.hi is None:
        text = f"{bounds.lo}+"
    elif bounds.lo == bounds.hi:
        text = str(bounds.lo)
    else:
        text = f"<={bounds.hi}" if bounds.lo == 0 else f"{bounds.lo}-{bounds.hi}"
    return f"{text} (est.)" if bounds.estimate else text


def verdict_words(verdict: object, estimate: bool) -> str:
    """A verdict in words; never "certain" where an estimate stands behind it."""
    return VERDICT_WORDS.get(str(verdict), (str(verdict), str(verdict)))[int(estimate)]


def _numbers(change: TypeChange) -> tuple[object, ...]:
    d = change.diff
    best = (d.best.n1.lo, d.best.n1.hi, d.best.n2.lo, d.best.n2.hi, str(d.best.verdict))
    ends = (d.n1.lo, d.n1.hi, d.n2.lo, d.n2.hi)
    return ends, d.net, d.arrivals_min, d.departures_min, str(d.verdict), best, d.estimate, frozenset(d.looks)


def _strict_claim(
    comparison: Comparison,
    change: TypeChange,
    kind: ClaimKind,
    also: tuple[str, ...],
    labels: Labels,
    ids: Counter,
) -> Claim:
    return Claim(
        id=ids.next(),
        kind=kind,
        sentence=safe(change.sentence),
        looks=rests_on(comparison, change),
        also=tuple(safe(name) for name in also),
        beside=_beside([change], labels),
        verdict=str(change.diff.verdict),
    )


def _unknown_claim(
    comparison: Comparison, changes: Sequence[TypeChange], labels: Labels, ids: Counter
) -> Claim:
    """One sentence for all types of which one of the two passes says nothing."""
    names = listed((type_words(change.diff.query) for change in changes), "or")
    return Claim(
        id=ids.next(),
        kind=ClaimKind.GAP,
        sentence=safe(f"No verdict on {names}: one of the two passes says nothing of the number."),
        looks=tuple(dict.fromkeys(look for change in changes for look in rests_on(comparison, change))),
        beside=_beside(changes, labels),
        verdict="unknown",
    )


def _says_nothing(change: TypeChange) -> bool:
    return str(change.diff.verdict) == "unknown" and kind_of(change) is ClaimKind.GAP


def _beside(changes: Sequence[TypeChange], labels: Labels) -> tuple[Beside, ...]:
    found = (
        Beside(labels.statements[t.statement.id], t.stands)
        for change in changes
        for t in change.statements
        if t.statement.id in labels.statements
    )
    return tuple(dict.fromkeys(found))


def _labelled_claim(comparison: Comparison, change: TypeChange, ids: Counter) -> Claim:
    best = change.diff.best
    estimate = change.diff.estimate or best.n1.estimate or best.n2.estimate
    before, after = (pass_name(side.chosen) for side in (comparison.before, comparison.after))
    return Claim(
        id=ids.next(),
        kind=ClaimKind.LABELLED,
        sentence=safe(
            f"As labelled, {type_words(change.diff.query)}: {bounds_short(best.n1)} on {before}, "
            f"{bounds_short(best.n2)} on {after}: {verdict_words(best.verdict, estimate)}."
        ),
        looks=rests_on(comparison, change),
        verdict=str(best.verdict),
    )


def _row(change: TypeChange, depth: int) -> ChangeRow:
    d = change.diff
    return ChangeRow(
        type=safe(type_words(d.query)),
        depth=depth,
        before=bounds_short(d.n1),
        after=bounds_short(d.n2),
        net=_net(d.net),
        arrived=f"{d.arrivals_min}+" if d.arrivals_min else "–",
        left=f"{d.departures_min}+" if d.departures_min else "–",
        strict=verdict_words(d.verdict, d.estimate),
        labelled=verdict_words(d.best.verdict, d.estimate or d.best.n1.estimate or d.best.n2.estimate),
        estimate=d.estimate,
    )


def _net(net: tuple[int | None, int | None] | None) -> str:
    if net is None:
        return "–"
    low, high = net
    if low is None and high is None:
        return "open"
    if low is not None and low == high:
        return _signed(low)
    return f"{'open' if low is None else _signed(low)} to {'open' if high is None else _signed(high)}"


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"


def _depth(change: TypeChange, changes: Sequence[TypeChange], tree: TypeTree | None) -> int:
    if tree is None:
        return 0
    return sum(len(c.diff.query) == 1 and is_below(tree, change.diff.query, c.diff.query) for c in changes)
