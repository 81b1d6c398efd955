"""Arrival and departure windows: between which two looks at least so many came or left, over looks that cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from obslog.model.counts import Count
from obslog.model.text import listed, plural, safe
from obslog.model.types import TypeTree
from obslog.observing.overview import Cell
from obslog.observing.verdicts import Query, is_below
from obslog.report.content.naming import brief
from obslog.report.content.numbering import Counter
from obslog.report.content.visibility import passes_looks
from obslog.report.material import Material
from obslog.report.parts import Claim, ClaimKind

ARRIVED, LEFT = "arrived", "left"


@dataclass(frozen=True)
class Crossing:
    """At least `number` objects of a type came or left between two passes, by their numbers in order of time.

    The earlier pass shows fewer than the later one certainly holds (or more); none between the two decides which of
    the times it was. It is the narrowest such window.
    """

    query: Query
    word: str
    before: int
    after: int
    number: int


def crossings(query: Query, bounds: Sequence[tuple[int, int | None]]) -> list[Crossing]:
    """Every window of one type. `bounds` are (lo, hi) of each pass in order of time, hi None where it is open.

    The k-th object came between the last pass that shows fewer than k (hi < k) and the next that shows k (lo >= k),
    and left the other way round (change.md 1.2); a pass that shows neither narrows nothing, and one whose bounds
    exclude each other says nothing. One arrival raises the number by one, so those of different k are not the same,
    and the windows of a type add up.
    """
    found: dict[tuple[int, int, str], int] = {}
    told = [(n, lo, hi) for n, (lo, hi) in enumerate(bounds) if hi is None or lo <= hi]
    # What a pass shows of the k-th object changes only at these k.
    steps = sorted({1, *(lo + 1 for _, lo, _ in told), *(hi + 1 for _, _, hi in told if hi is not None)})
    for k, following in pairwise(steps):
        last: tuple[int, bool] | None = None
        for n, lo, hi in told:
            present, absent = lo >= k, hi is not None and hi < k
            if not (present or absent):
                continue
            if last is not None and last[1] != present:
                key = (last[0], n, ARRIVED if present else LEFT)
                found[key] = found.get(key, 0) + following - k
            last = (n, present)
    return [
        Crossing(query, word, first, then, number) for (first, then, word), number in sorted(found.items())
    ]


def windows(material: Material, ids: Counter, found: Sequence[Crossing]) -> tuple[Claim, ...]:
    """A claim for each of the windows that `told` found, in order of time."""
    order = {query: number for number, (query, _) in enumerate(material.matrix.lines)}
    cells = dict(material.matrix.lines)
    groups: dict[tuple[Query, str, int], list[Crossing]] = {}
    for one in sorted(found, key=lambda one: (one.after, one.before, one.word, order[one.query])):
        # Windows of one type that begin, or end, with the same look are told in one sentence.
        shared = one.before if one.word == ARRIVED else one.after
        groups.setdefault((one.query, one.word, shared), []).append(one)
    return tuple(_claim(material, group, cells[group[0].query], ids) for group in groups.values())


def told(material: Material) -> list[Crossing]:
    """The windows of all types, less those whose objects windows of types below them account for."""
    found: list[Crossing] = []
    for query, cells in _deepest_first(material):
        for one in crossings(query, [(cell.bounds.lo, cell.bounds.hi) for cell in cells]):
            if one.number > _told_below(one, found, material.tree):
                found.append(one)
    return found


def looks_of_window(material: Material, one: Crossing) -> tuple[str, ...]:
    """The looks that a window rests on."""
    cells = dict(material.matrix.lines)[one.query]
    ends = (one.before, one.after)
    looks = [look for n in ends for look in cells[n].bounds.looks or passes_looks(material, n)]
    return tuple(dict.fromkeys(looks))


def by_estimate(material: Material, one: Crossing) -> bool:
    """True where an estimate word stands behind an end of the window."""
    cells = dict(material.matrix.lines)[one.query]
    return cells[one.before].bounds.estimate or cells[one.after].bounds.estimate


def _deepest_first(material: Material) -> list[tuple[Query, tuple[Cell, ...]]]:
    tree = material.tree
    if tree is None:
        return list(material.matrix.lines)
    return sorted(
        material.matrix.lines, key=lambda line: (-max(tree.depth(name) for name in line[0]), len(line[0]))
    )


def _told_below(one: Crossing, found: Sequence[Crossing], tree: TypeTree | None) -> int:
    """How many of these objects windows of types below it, no wider than this one, already name."""
    below = [
        other
        for other in found
        if tree is not None
        and other.word == one.word
        and one.before <= other.before
        and other.after <= one.after
        and is_below(tree, other.query, one.query)
    ]
    top = [
        other
        for other in below
        if tree is None or not any(is_below(tree, other.query, upper.query) for upper in below)
    ]
    return sum(other.number for other in top)


def _claim(material: Material, group: Sequence[Crossing], cells: Sequence[Cell], ids: Counter) -> Claim:
    first = group[0]
    number = sum(one.number for one in group)
    estimate = " (by estimate)" if any(by_estimate(material, one) for one in group) else ""
    names = " or ".join(plural(name, number) for name in first.query)
    who = f"{Count.at_least(number).words()} {names} {first.word}{estimate}"

    def when(n: int) -> str:
        return f"{brief(material, material.matrix.columns[n])} ({_said(cells[n])})"

    if len(group) == 1:
        sentence = (
            f"{who} after {when(first.before)} and by {when(first.after)}{_undecided(material, first)}."
        )
    elif first.word == ARRIVED:
        each = listed(f"{Count.exactly(one.number).words()} by {when(one.after)}" for one in group)
        sentence = f"{who} after {when(first.before)}: {each}."
    else:
        each = listed(f"{Count.exactly(one.number).words()} after {when(one.before)}" for one in group)
        sentence = f"{who} by {when(first.after)}: {each}."
    looks = [look for one in group for look in looks_of_window(material, one)]
    return Claim(
        ids.next(), ClaimKind.WINDOW, safe(sentence[:1].upper() + sentence[1:]), tuple(dict.fromkeys(looks)),
        types=tuple(safe(name) for name in first.query),
    )  # fmt: skip


def _undecided(material: Material, one: Crossing) -> str:
    """Why the window is no narrower: the passes within it."""
    names = [brief(material, material.matrix.columns[n]) for n in range(one.before + 1, one.after)]
    if not names:
        return ""
    shown = listed(names) if len(names) < 4 else f"{len(names)} passes"
    many = len(names) > 1
    return f"; {shown} between {'do' if many else 'does'} not narrow it"


def _said(cell: Cell) -> str:
    bounds = cell.bounds
    return Count(bounds.lo, bounds.hi, estimate=bounds.estimate).words()
