"""What a look could see: which parts it closes, where its objects can stand, what its image can resolve."""

from __future__ import annotations

from collections.abc import Iterable

from obslog.model.looks import Look, Visible
from obslog.model.types import TypeTree


def closes(visible: Visible) -> bool:
    """True if a part was seen whole: only then does not seeing something say that it was not there."""
    return visible.fraction == 1.0


def may_hold(visible: Visible) -> bool:
    """True if an object that the look lists can stand in the part: some of it was, or may have been, seen."""
    return visible.fraction is None or visible.fraction > 0


def whole_parts(look: Look) -> frozenset[str]:
    """The parts that the look saw whole and did not call unobservable."""
    return frozenset(p for p, v in look.visible.items() if closes(v) and p not in look.not_observable)


def footprint(look: Look) -> frozenset[str]:
    """The parts in which the objects that the look lists can stand; empty if the look does not say."""
    seen = {part for part, visible in look.visible.items() if may_hold(visible)}
    placed = {s.area for s in look.seen} | {t.area for t in look.totals}
    return frozenset(seen | {area for area in placed if area is not None})


def smallest_m(tree: TypeTree, name: str) -> float | None:
    """Length in metres of the smallest object of that type: a branch is as small as its smallest member.

    A type of which no length is known is taken to be as small as the nearest type above it that states its
    own; None where there is none either.
    """
    known = tree.smallest_m(name)
    if known is not None:
        return known
    lengths = (tree.get(above).length_m for above in tree.ancestors(name))
    return next((length for length in lengths if length is not None), None)


def resolves(tree: TypeTree, look: Look, query: Iterable[str]) -> bool:
    """True if the look's image can clear each type of the query, so that none seen can mean none there.

    Where the look states the smallest object it can clear, a type of unknown size is not cleared.
    """
    limit = look.min_resolved_m
    if limit is None:
        return True
    sizes = [smallest_m(tree, name) for name in query]
    return all(size is not None and size >= limit for size in sizes)


def parts_to_cover(parts: tuple[str, ...], looks: Iterable[Look]) -> tuple[str, ...]:
    """The parts of a zone that an upper bound must account for: every one, seen by a look or not."""
    return parts
