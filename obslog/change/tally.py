"""What one look says of numbers: its items, totals and closed types, made ready to answer for any type.

The rules are interval propagation on the sum tree of types (change.md 1.2). A total counts the items below
its type and whatever else was recognised as that type; an item whose type lies above it is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from obslog.change import certainty, visibility
from obslog.change.certainty import Reading
from obslog.change.weights import ZERO, Number, larger, plus
from obslog.model.looks import Look
from obslog.model.types import TypeTree

Query = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Objects listed together: each is at or below one of `possible`; `anchor` is what all of those share."""

    anchor: str
    possible: Query
    asserted: Query
    lo: Number
    hi: int | None
    estimate: bool
    area: str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A count for a type that includes the items below it."""

    type: str
    lo: Number
    hi: int | None
    estimate: bool
    area: str | None


@dataclass(frozen=True, slots=True)
class Charge:
    """An upper bound that a look gives: for any of its `parts`, `once` plus the numbers of the parts chosen.

    `once` is what the look lists without saying where: it is counted one time however many parts are taken.
    """

    once: Number
    parts: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Floor:
    """The least number that a look shows: in all that it saw, and in each part where it says so."""

    whole: Number
    parts: Mapping[str, Number]


class Tally:
    """One look under one reading. Immutable in effect: answers are made once and kept."""

    __slots__ = (
        "_charges", "_children", "_closed", "_floors", "_floors_at", "_found", "footprint", "items", "look",
        "names", "sets", "totals", "tree", "whole_parts",
    )  # fmt: skip

    def __init__(self, tree: TypeTree, look: Look, reading: Reading) -> None:
        """Raises `NotFoundError` for a type that the tree does not hold."""
        self.tree, self.look = tree, look
        self.items = tuple(_items(tree, look, reading))
        self.totals = tuple(
            Sum(t.type, _low(t.count.lo, t.count.estimate), t.count.hi, t.count.estimate, t.area)
            for t in look.totals
        )
        self.whole_parts = visibility.whole_parts(look)
        self.footprint = visibility.footprint(look)
        self.sets = tuple(dict.fromkeys(i.possible for i in self.items if len(i.possible) > 1))
        self._closed = _closed(look)
        self.names = self._active()
        self._children: dict[str, list[str]] = {}
        for name in self.names:
            parent = tree.parent(name)
            if parent is not None:
                self._children.setdefault(parent, []).append(name)
        placed = {i.area for i in self.items} | {t.area for t in self.totals}
        areas = sorted(area for area in placed if area is not None)
        self._floors_at = {area: self._floor_table(area, {}) for area in areas}
        self._floors = self._floor_table(None, self._added_up())
        self._found: dict[Query, Floor] = {}
        self._charges: dict[Query, tuple[Charge, ...]] = {}

    def floor(self, query: Query) -> Floor:
        """The least number of objects that are surely of the query."""
        found = self._found.get(query)
        if found is None:
            parts = {area: self._floor_of(query, area) for area in self._floors_at}
            whole = self._floor_of(query, None)
            if parts:
                whole = larger(whole, _total(parts.values()))
            found = self._found[query] = Floor(whole, {a: n for a, n in parts.items() if n[0]})
        return found

    def charges(self, query: Query) -> tuple[Charge, ...]:
        """The upper bounds for the parts that the look saw whole; () where it bounds nothing."""
        found = self._charges.get(query)
        if found is None:
            found = self._charges[query] = tuple(self.charges_for(query, self.whole_parts))
        return found

    def charges_for(self, query: Query, parts: frozenset[str]) -> list[Charge]:
        """The upper bounds for `parts`, taken as seen whole."""
        if not parts or not visibility.resolves(self.tree, self.look, query):
            return []
        found = [self._listed(query, parts)]
        found += [self._under_total(total, query, parts) for total in self.totals]
        return [charge for charge in found if charge is not None]

    def closers(self, query: Query, part: str) -> list[str] | None:
        """For each type asked the lowest closed type it lies under in that part; None if one has none."""
        closed = self._closed.get(None, frozenset()) | self._closed.get(part, frozenset())
        found = []
        for name in query:
            lowest = next((t for t in (name, *self.tree.ancestors(name)) if t in closed), None)
            if lowest is None:
                return None
            found.append(lowest)
        return found

    def _active(self) -> tuple[str, ...]:
        """The types of which something was seen, and all above them, deepest first."""
        named = {i.anchor for i in self.items} | {t.type for t in self.totals}
        active = named.union(*(self.tree.ancestors(name) for name in named))
        return tuple(sorted(active, key=lambda name: (-self.tree.depth(name), name)))

    def _floor_table(self, area: str | None, besides: Mapping[str, Number]) -> dict[str, Number]:
        """Least numbers by type, in one area or (None) in all that was seen, from the leaves up."""
        items = [i for i in self.items if area is None or i.area == area]
        listed: dict[str, Number] = {}
        for item in items:
            listed[item.anchor] = plus(listed.get(item.anchor, ZERO), item.lo)
        counted = dict(listed)
        if self.totals:
            counted = {}
            for item in items:
                if not self._in_a_total_below(item):
                    counted[item.anchor] = plus(counted.get(item.anchor, ZERO), item.lo)
            besides = dict(besides)
            for total in self.totals:
                if total.area == area:
                    besides[total.type] = larger(besides.get(total.type, ZERO), total.lo)
        floors: dict[str, Number] = {}
        for name in self.names:
            floor = larger(counted.get(name, ZERO), besides.get(name, ZERO))
            plain = listed.get(name, ZERO)
            floor = floors[name] = larger(floor, plain)
            if floor[0] and (parent := self.tree.parent(name)) is not None:
                counted[parent] = plus(counted.get(parent, ZERO), floor)
                listed[parent] = plus(listed.get(parent, ZERO), plain)
        return floors

    def _added_up(self) -> dict[str, Number]:
        """For each type what the areas show of it together: areas are disjoint."""
        if not self._floors_at:
            return {}
        return {name: _total(table[name] for table in self._floors_at.values()) for name in self.names}

    def _in_a_total_below(self, item: Item) -> bool:
        """True if a total below the certain type may count the item, since its label lies under it."""
        return any(
            total.type != item.anchor
            and self.tree.is_at_or_below(total.type, item.anchor)
            and any(self.tree.is_at_or_below(name, total.type) for name in item.asserted)
            for total in self.totals
        )

    def _floor_of(self, query: Query, area: str | None) -> Number:
        table = self._floors if area is None else self._floors_at[area]
        found = _total(table.get(name, ZERO) for name in query)
        if len(query) == 1:
            return found
        items = [i for i in self.items if (area is None or i.area == area) and self._is_surely(i, query)]
        # A set that spans several members of the query stands in none of their tables.
        spans = [i for i in items if not any(self.tree.is_at_or_below(i.anchor, name) for name in query)]
        apart = _total(i.lo for i in spans if not self._in_a_total_below(i))
        return larger(plus(found, apart), _total(i.lo for i in items))

    def _is_surely(self, item: Item, query: Query) -> bool:
        return all(any(self.tree.is_at_or_below(one, name) for name in query) for one in item.possible)

    def _could_be(self, types: Iterable[str], query: Query) -> bool:
        return any(self.tree.comparable(one, name) for one in types for name in query)

    def _listed(self, query: Query, parts: frozenset[str]) -> Charge | None:
        """The closed list: every object of the query that was seen is in an item that could be it."""
        closers = {part: found for part in parts if (found := self.closers(query, part)) is not None}
        if not closers:
            return None
        rest = [
            t for t in self.totals if any(self._not_listed(t, query, found) for found in closers.values())
        ]
        entries: list[tuple[int | None, bool, str | None]] = [
            (i.hi, i.estimate, i.area) for i in self.items if self._could_be(i.possible, query)
        ]
        entries += [(*self._unlisted(t), t.area) for t in rest if not any(self._holds(o, t) for o in rest)]
        return _charge(entries, closers)

    def _not_listed(self, total: Sum, query: Query, closers: list[str]) -> bool:
        """True if the list closed by `closers` may leave objects of the query to the total's own count."""
        below = self.tree.is_at_or_below
        return any(
            total.type != closer and below(total.type, closer) and self.tree.comparable(total.type, name)
            for name, closer in zip(query, closers, strict=True)
        )

    def _holds(self, outer: Sum, inner: Sum) -> bool:
        return outer.area == inner.area and outer.type in self.tree.ancestors(inner.type)

    def _unlisted(self, total: Sum) -> tuple[int | None, bool]:
        """How many objects at most a total counts beyond the items below it."""
        if total.hi is None:
            return None, total.estimate
        inside = [
            i.lo
            for i in self.items
            if self.tree.is_at_or_below(i.anchor, total.type) and (total.area is None or i.area == total.area)
        ]
        listed = _total(inside)
        return max(0, total.hi - listed[0]), total.estimate or listed[1]

    def _under_total(self, total: Sum, query: Query, parts: frozenset[str]) -> Charge | None:
        """A total less what it counts that is surely not of the query, or surely stands elsewhere."""
        below = self.tree.is_at_or_below
        if total.hi is None or not all(below(name, total.type) for name in query):
            return None
        others = self._beside(total.type, query, total.area)
        entries = [
            (i.hi, i.estimate, i.area)
            for i in self.items
            if self._could_be(i.possible, query)
            and not below(i.anchor, total.type)
            and not any(below(name, total.type) for name in i.asserted)
        ]
        if total.area is not None:
            if total.area not in parts:
                return None
            most = total.hi - others[0], total.estimate or others[1]
            charge = _charge(entries, (total.area,))
            if charge is None or total.area not in charge.parts:
                return None
            return Charge(ZERO, {total.area: plus(most, plus(charge.once, charge.parts[total.area]))})
        placed = self.floor(query).parts
        known = _total(placed.values())
        once = total.hi - others[0] - known[0], total.estimate or others[1] or known[1]
        charge = _charge(entries, parts)
        if charge is None:
            return None
        each = {part: plus(number, placed.get(part, ZERO)) for part, number in charge.parts.items()}
        return Charge(plus(once, charge.once), each)

    def _beside(self, name: str, query: Query, area: str | None) -> Number:
        """The least number of objects of type `name` that are surely not of the query."""
        below = self.tree.is_at_or_below
        if any(below(name, one) for one in query):
            return ZERO
        table = self._floors if area is None else self._floors_at[area]
        if not any(below(one, name) for one in query):
            return table.get(name, ZERO)
        inner = [self._beside(child, query, area) for child in self._children.get(name, ())]
        direct = [
            i.lo
            for i in self.items
            if i.anchor == name
            and (area is None or i.area == area)
            and not self._could_be(i.possible, query)
            and not self._in_a_total_below(i)
        ]
        return _total((*inner, *direct))


def _items(tree: TypeTree, look: Look, reading: Reading) -> Iterable[Item]:
    for s in look.seen:
        possible = certainty.possible_types(tree, s, reading)
        anchor = possible[0] if len(possible) == 1 else tree.lca(possible)
        yield Item(
            anchor,
            possible,
            s.types,
            _low(s.count.lo, s.count.estimate),
            s.count.hi,
            s.count.estimate,
            s.area,
        )


def _low(lo: int, estimate: bool) -> Number:
    # "up to a few" shows nothing at all, so no estimate can hide in a least number of 0.
    return lo, estimate and lo > 0


def _closed(look: Look) -> dict[str | None, frozenset[str]]:
    """The types below which the look lists everything it saw: by area, None for all that it saw.

    Closed by `complete_for`, by `none` (looked for and not seen), and by every type asserted: "2 An-124" says
    that all An-124 are listed. What is said of one area closes only that area.
    """
    closed: dict[str | None, set[str]] = {}
    for scope in (*look.none, *look.complete_for):
        closed.setdefault(scope.area, set()).add(scope.type)
    for s in look.seen:
        closed.setdefault(s.area, set()).update(s.types)
    return {area: frozenset(types) for area, types in closed.items()}


def _total(numbers: Iterable[Number]) -> Number:
    count, estimate = 0, False
    for number in numbers:
        count += number[0]
        estimate = estimate or number[1]
    return count, estimate


def _charge(entries: Iterable[tuple[int | None, bool, str | None]], parts: Iterable[str]) -> Charge | None:
    """What entries (most, estimate, area) add up to: those without an area once, the others in their part."""
    once = ZERO
    each: dict[str, Number | None] = dict.fromkeys(parts, ZERO)
    for most, estimate, area in entries:
        if area is None:
            if most is None:
                return None
            once = plus(once, (most, estimate))
        elif (so_far := each.get(area)) is not None:
            each[area] = None if most is None else plus(so_far, (most, estimate))
    return Charge(once, {part: number for part, number in each.items() if number is not None})
