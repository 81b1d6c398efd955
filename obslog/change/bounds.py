"""How many objects of a type a look, or the looks of one pass, allow: from at least `lo` to at most `hi`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from obslog.change import certainty, visibility
from obslog.change.certainty import Reading, certain_type
from obslog.change.combining import cover, pack
from obslog.change.tally import Query, Tally
from obslog.model.errors import WordError
from obslog.model.looks import Look
from obslog.model.types import TypeTree

__all__ = ["Bounds", "Reading", "Side", "Zone", "certain_type", "look_bounds", "normal", "pass_bounds"]

#: Ways of taking one reading for each image that are tried, before a contradiction is called a conflict.
_CHOICES = 64


@dataclass(frozen=True)
class Zone:
    """The ground asked about: its parts, and where known how many objects of a type each can hold."""

    parts: tuple[str, ...]
    capacity: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bounds:
    """From `lo` to `hi` objects, `hi` None where nothing bounds them above; `lo` > `hi` is a conflict.

    `estimate`: an estimate word stands behind a bound. `looks`: ids of those that the bounds rest on, or,
    where nothing is known, of those asked. `exact` is False where too many looks were combined for the best
    bounds; they are then wider, never wrong. `readings_differ`: readings of one image disagree, and the
    bounds hold whichever of them is right.
    """

    lo: int
    hi: int | None
    estimate: bool = False
    looks: tuple[str, ...] = ()
    exact: bool = True
    readings_differ: bool = False

    @property
    def conflict(self) -> bool:
        """True if no number satisfies what was said."""
        return self.hi is not None and self.lo > self.hi

    @property
    def unknown(self) -> bool:
        """True if any number is possible."""
        return self.lo == 0 and self.hi is None


class Side:
    """The looks of one pass over one zone under one reading, made ready for any number of queries."""

    def __init__(self, tree: TypeTree, zone: Zone, looks: Sequence[Look], reading: Reading) -> None:
        self.tree, self.zone, self.looks, self.reading = tree, zone, tuple(looks), reading
        self.tallies = tuple(tally_of(tree, look, reading) for look in self.looks)
        self._found: dict[Query, Bounds] = {}

    def bounds(self, query: Query) -> Bounds:
        """The bounds for a query in `normal` form."""
        found = self._found.get(query)
        if found is None:
            found = _combine(self.tree, self.zone, self.tallies, query)
            if found.conflict:
                found = _whichever_reading(self, query) or found
            self._found[query] = found
        return found


def normal(tree: TypeTree, query: Sequence[str]) -> Query:
    """A query without types that lie below others of it, each once, in order of name.

    Raises `WordError` for an empty query and `NotFoundError` for a type that the tree does not hold.
    """
    if len(query) == 1:
        tree.get(query[0])
        return (query[0],)
    if not query:
        raise WordError("type", "", "ask for at least one type")
    names = sorted(set(query))
    return tuple(n for n in names if not any(n != other and tree.is_at_or_below(n, other) for other in names))


def pass_bounds(
    tree: TypeTree, zone: Zone, looks: Sequence[Look], query: Sequence[str], reading: Reading = Reading.STRICT
) -> Bounds:
    """The bounds in the whole zone from looks between which nothing moved. Raises as `normal` does."""
    return Side(tree, zone, looks, reading).bounds(normal(tree, query))


def look_bounds(
    tree: TypeTree,
    look: Look,
    query: Sequence[str],
    reading: Reading = Reading.STRICT,
    area: str | None = None,
) -> Bounds:
    """The bounds for what one look could see, however little that was; with `area`, for what it saw of that.

    They say nothing of the parts, and shares of parts, that the look did not see.
    """
    asked = normal(tree, query)
    tally = tally_of(tree, look, reading)
    seen = tally.footprint
    parts = tuple(sorted(seen if area is None else seen & {area}))
    low = pack(parts, [(look.id, seen, tally.floor(asked))])
    charges = tally.charges_for(asked, frozenset(parts))
    high = cover(parts, [(look.id, charge) for charge in charges], {})
    hi, unsure = (None, False) if high is None else high.number
    return Bounds(low.number[0], hi, low.number[1] or unsure, (look.id,))


#: Tallies made so far, by the identity of the look. The look is kept, so that no other can have its identity.
_tallies: dict[tuple[int, Reading], tuple[Look, TypeTree, Tally]] = {}
_TALLIES_KEPT = 8_192


def tally_of(tree: TypeTree, look: Look, reading: Reading) -> Tally:
    """What the look says of numbers; kept, since every type of a diff asks the same looks."""
    if reading is Reading.LABELLED and not any(certainty.rests_on_label(s) for s in look.seen):
        reading = Reading.STRICT
    key = (id(look), reading)
    kept = _tallies.get(key)
    if kept is not None and kept[0] is look and kept[1] is tree:
        return kept[2]
    made = Tally(tree, look, reading)
    if len(_tallies) >= _TALLIES_KEPT:
        _tallies.clear()
    _tallies[key] = (look, tree, made)
    return made


def forget() -> None:
    """Drop the tallies kept so far."""
    _tallies.clear()


def _combine(tree: TypeTree, zone: Zone, tallies: Sequence[Tally], query: Query) -> Bounds:
    low = pack(zone.parts, ((t.look.id, t.footprint, t.floor(query)) for t in tallies))
    parts = visibility.parts_to_cover(zone.parts, (t.look for t in tallies))
    charges = ((t.look.id, charge) for t in tallies for charge in t.charges(query))
    high = cover(parts, charges, _capacity(tree, zone, query))
    (lo, unsure), hi = low.number, None
    looks, exact = low.looks, low.exact
    if high is not None:
        hi, unsure = high.number[0], unsure or high.number[1]
        looks, exact = tuple(sorted({*looks, *high.looks})), exact and high.exact
    if not looks:
        looks = tuple(sorted({t.look.id for t in tallies}))
    return Bounds(lo, hi, unsure, looks, exact)


def _capacity(tree: TypeTree, zone: Zone, query: Query) -> dict[str, int]:
    """How many objects of the query each part can hold, where a capacity of a type at or above it says so."""
    if not zone.capacity:
        return {}
    found: dict[str, int] = {}
    for part, by_type in zone.capacity.items():
        fits = [n for t, n in by_type.items() if all(tree.is_at_or_below(name, t) for name in query)]
        if fits:
            found[part] = min(fits)
    return found


def _whichever_reading(side: Side, query: Query) -> Bounds | None:
    """Bounds that hold whichever reading of each image is right; None if the images themselves conflict."""
    by_image: dict[str, list[Tally]] = {}
    for tally in side.tallies:
        by_image.setdefault(tally.look.image_id or f"look {tally.look.id}", []).append(tally)
    if all(len(tallies) == 1 for tallies in by_image.values()):
        return None
    choices = list(islice(product(*by_image.values()), _CHOICES + 1))
    if len(choices) > _CHOICES:
        return None
    found = [_combine(side.tree, side.zone, choice, query) for choice in choices]
    if any(bounds.conflict for bounds in found):
        return None
    highs = [bounds.hi for bounds in found]
    return Bounds(
        min(bounds.lo for bounds in found),
        None if None in highs else max(hi for hi in highs if hi is not None),
        any(bounds.estimate for bounds in found),
        _ids(bounds.looks for bounds in found),
        all(bounds.exact for bounds in found),
        readings_differ=True,
    )


def _ids(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({look_id for group in groups for look_id in group}))
