"""What changed between two passes, as claims and a table: strict verdicts first, as labelled apart."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.change.bounds import Bounds
from obslog.model.text import listed, safe
from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison, TypeChange, pass_name
from obslog.observing.verdicts import fold_rollups, is_below, rests_on, type_words
from obslog.report.content.numbering import Counter, Labels
from obslog.report.parts import Beside, ChangeGroup, ChangeRow, Claim, ClaimKind

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
        types=tuple(safe(name) for name in change.diff.query),
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
