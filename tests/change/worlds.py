"""Random worlds that keep their own truth: objects that stand, come, go and move, and looks that tell no lie.

Nothing here knows how bounds are worked out: `obslog.change` is never imported (a test checks it). A look is
truthful in the words of the trade: each item counts objects that are what it says they can be and where it
says they are; a closed type has every object of it that was seen in an item; a total counts what was
recognised as its type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from obslog.model.counts import Count, parse_count
from obslog.model.edtf import parse_edtf
from obslog.model.looks import Confidence, Look, Scope, Sighting, Total, Visible
from obslog.model.types import ObjectType, TypeTree
from obslog.model.when import Basis, at

START = datetime(2024, 12, 13, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Thing:
    """One object: what it truly is (a leaf, or something under a branch that has no name) and its length."""

    number: int
    type: str
    length_m: float


@dataclass(frozen=True)
class Label:
    """How an analyst lists objects: the fields of a sighting that are not its count."""

    types: tuple[str, ...]
    certain: str | None
    confidence: Confidence
    area: str | None


@dataclass
class World:
    """Parts, types, where each object stands at each moment, and truthful looks of each moment."""

    tree: TypeTree
    parts: tuple[str, ...]
    moments: list[Mapping[Thing, str]] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    looks: list[tuple[int, Look]] = field(default_factory=list)
    capacity: dict[str, dict[str, int]] = field(default_factory=dict)
    labels_true: bool = True

    def there(self, moment: int, query: tuple[str, ...]) -> frozenset[Thing]:
        """The objects of a type or set that truly stand in the zone at a moment."""
        return frozenset(t for t in self.moments[moment] if self.is_one_of(t.type, query))

    def is_one_of(self, name: str, query: tuple[str, ...]) -> bool:
        return any(self.tree.is_at_or_below(name, one) for one in query)


def world(seed: int) -> World:
    """The world of a seed: always the same one."""
    rng = Random(seed)
    tree = _tree(rng)
    made = World(tree, tuple("ABCD"[: rng.choice((1, 1, 2, 2, 3, 4))]))
    _history(rng, made)
    for moment in range(len(made.moments)):
        for _ in range(rng.choice((1, 1, 2, 3))):
            made.looks.append((moment, _look(rng, made, moment, len(made.looks))))
    if rng.random() < 0.3:
        _capacity(rng, made)
    return made


def queries(made: World, rng: Random) -> Iterator[tuple[str, ...]]:
    """Every type, and a few sets of types of which none lies below another."""
    for name in made.tree.names:
        yield (name,)
    for _ in range(4):
        names = _set(rng, made.tree, rng.choice(made.tree.names))
        if len(names) > 1:
            yield names


# -- the tree


def _tree(rng: Random) -> TypeTree:
    parents: dict[str, str] = {"aircraft": "object", "ship": "object"}
    for number in range(rng.randint(5, 11)):
        parents[f"t{number}"] = rng.choice([name for name in parents if name != "ship" or rng.random() < 0.4])
    branches = set(parents.values())
    lengths = {n: round(rng.uniform(8, 80), 1) for n in parents if n not in branches and rng.random() < 0.8}
    plain = TypeTree(
        [ObjectType("object", None), *(ObjectType(n, p, length_m=lengths.get(n)) for n, p in parents.items())]
    )
    for name in branches - {"object"}:
        known = plain.smallest_m(name)
        if known is not None and rng.random() < 0.2:
            # A branch states its own length: nothing below it is smaller.
            lengths[name] = known
    return TypeTree(
        [ObjectType("object", None), *(ObjectType(n, p, length_m=lengths.get(n)) for n, p in parents.items())]
    )


def _thing(rng: Random, tree: TypeTree, number: int) -> Thing:
    leaves = [name for name in tree.names if not tree.children(name)]
    name = rng.choice(leaves if rng.random() < 0.8 else tree.names[1:])
    own = tree.get(name).length_m
    if own is not None and not tree.children(name):
        return Thing(number, name, own)
    known = (tree.smallest_m(above) for above in (name, *tree.ancestors(name)))
    least = next((length for length in known if length is not None), 5.0)
    return Thing(number, name, rng.uniform(least, 90))


# -- what happens


def _history(rng: Random, made: World) -> None:
    """Two days of one to three moments; between moments objects come, go and change their part."""
    standing = {_thing(rng, made.tree, n): rng.choice(made.parts) for n in range(rng.randint(0, 6))}
    number = len(standing)
    for day in range(2):
        hour = 0.0
        for _ in range(rng.choice((1, 2, 3))):
            hour += rng.uniform(1.0, 3.0)
            made.moments.append(dict(standing))
            made.times.append(START + timedelta(days=day, hours=hour))
            for thing in list(standing):
                fate = rng.random()
                if fate < 0.2:
                    del standing[thing]
                elif fate < 0.5:
                    standing[thing] = rng.choice(made.parts)
            for _ in range(rng.choice((0, 0, 1, 2))):
                standing[_thing(rng, made.tree, number)] = rng.choice(made.parts)
                number += 1


def _capacity(rng: Random, made: World) -> None:
    part, name = rng.choice(made.parts), rng.choice(made.tree.names)
    most = max(
        sum(made.is_one_of(t.type, (name,)) for t, where in moment.items() if where == part)
        for moment in made.moments
    )
    made.capacity[part] = {name: most + rng.choice((0, 0, 1))}


# -- what a look says


def _look(rng: Random, made: World, moment: int, number: int) -> Look:
    visible = {part: Visible(f) for part in made.parts if (f := _fraction(rng)) != "not covered"}  # type: ignore[arg-type]
    resolved = rng.choice((None, None, None, 12.0, 25.0, 40.0))
    seen = [
        (thing, part)
        for thing, part in made.moments[moment].items()
        if part in visible and _is_seen(rng, thing, visible[part].fraction, resolved)
    ]
    analyst = _Analyst(rng, made, seen)
    analyst.list_items()
    none, complete = analyst.closures()
    totals = analyst.totals()
    when = at(made.times[moment] + timedelta(seconds=rng.randint(0, 240)))
    if rng.random() < 0.1:
        when = parse_edtf(f"{made.times[moment]:%Y-%m-%d}", Basis.CAPTION)
    return Look(
        id=f"look{number}",
        when=when,
        visible=visible,
        seen=analyst.sightings(),
        totals=tuple(totals),
        none=tuple(none),
        complete_for=tuple(complete),
        min_resolved_m=resolved,
        parts=made.parts,
    )


def _fraction(rng: Random) -> float | str | None:
    draw = rng.random()
    if draw < 0.6:
        return 1.0
    if draw < 0.75:
        return round(rng.uniform(0.05, 0.99), 2)
    return rng.choice((0.0, None, "not covered"))


def _is_seen(rng: Random, thing: Thing, fraction: float | None, resolved: float | None) -> bool:
    if resolved is not None and thing.length_m < resolved and rng.random() < 0.7:
        return False
    return rng.random() < (rng.choice((0.0, 0.5, 1.0)) if fraction is None else fraction)


class _Analyst:
    """Lists what was seen without a lie, leaving out what need not be said."""

    def __init__(self, rng: Random, made: World, seen: list[tuple[Thing, str]]) -> None:
        self.rng, self.made, self.tree, self.seen = rng, made, made.tree, seen
        self.groups: dict[Label, list[tuple[Thing, str]]] = {}
        self.listed: set[Label] = set()

    def list_items(self) -> None:
        for thing, part in self.seen:
            fitting = [label for label in self.groups if self._fits(label, thing, part)]
            if fitting and self.rng.random() < 0.6:
                label = self.rng.choice(fitting)
            else:
                label = self._label(thing.type, part if self.rng.random() < 0.5 else None)
            self.groups.setdefault(label, []).append((thing, part))
            if not self.made.is_one_of(thing.type, label.types):
                self.made.labels_true = False
        if self.rng.random() < 0.15:
            # "no more than two of them": listed, though there is none.
            self.groups.setdefault(self._label(self.rng.choice(self.tree.names[1:]), None), [])
        self.listed = {label for label in self.groups if self.rng.random() < 0.8}
        self._list_what_assertions_close()

    def _fits(self, label: Label, thing: Thing, part: str) -> bool:
        return label.area in (None, part) and self.made.is_one_of(thing.type, self.possible(label))

    def possible(self, label: Label) -> tuple[str, ...]:
        """What an object so listed can be, as the words of the log have it."""
        if label.certain is not None:
            return (label.certain,)
        if label.confidence is Confidence.CONFIRMED:
            return label.types
        shared = self.tree.lca(label.types)
        if label.confidence is Confidence.POSSIBLE:
            return (self.tree.class_of(shared),)
        return (self.tree.parent(shared) or shared,)

    def _label(self, name: str, area: str | None) -> Label:
        rng, tree = self.rng, self.tree
        line = (name, *tree.ancestors(name))
        draw = rng.random()
        if draw < 0.4:
            return Label((name,), None, Confidence.CONFIRMED, area)
        if draw < 0.55:
            return Label((rng.choice(line[:-1]),), None, Confidence.CONFIRMED, area)
        if draw < 0.75:
            types = _set(rng, tree, rng.choice(line[:2]))
            confidence = Confidence.CONFIRMED
            if rng.random() < 0.3:
                other = Label(types, None, Confidence.PROBABLE, area)
                if self.made.is_one_of(name, self.possible(other)):
                    confidence = Confidence.PROBABLE
            return Label(types, None, confidence, area)
        if draw < 0.85:
            above = rng.choice([n for n in line if tree.children(n)] or ["object"])
            return Label((rng.choice(tree.children(above)),), None, Confidence.PROBABLE, area)
        if draw < 0.92:
            kind = rng.choice(sorted(tree.subtree(tree.class_of(name))))
            return Label((kind,), None, Confidence.POSSIBLE, area)
        certain = rng.choice(line)
        return Label((rng.choice(sorted(tree.subtree(certain))),), certain, Confidence.CONFIRMED, area)

    def _list_what_assertions_close(self) -> None:
        """A type that is asserted is listed whole: whoever lists one An-124 lists all that were seen."""
        again = True
        while again:
            again = False
            closed = [(name, label.area) for label in self.listed for name in label.types]
            for label in [label for label in self.groups if label not in self.listed]:
                if any(self._in_scope(*one, *scope) for one in self.groups[label] for scope in closed):
                    self.listed.add(label)
                    again = True

    def _in_scope(self, thing: Thing, part: str, name: str, area: str | None) -> bool:
        return area in (None, part) and self.tree.is_at_or_below(thing.type, name)

    def closures(self) -> tuple[list[Scope], list[Scope]]:
        """What was looked for and not seen, and what the list is complete for."""
        none, complete = [], []
        for _ in range(self.rng.choice((0, 1, 1, 2, 3))):
            name = self.rng.choice(self.tree.names)
            area = self.rng.choice((None, None, *self.made.parts))
            inside = [
                (thing, label)
                for label, group in self.groups.items()
                for thing, part in group
                if self._in_scope(thing, part, name, area)
            ]
            if any(label not in self.listed for _, label in inside):
                continue
            recognised = any(self.made.is_one_of(t, (name,)) for _, label in inside for t in label.types)
            if not recognised and self.rng.random() < 0.7:
                none.append(Scope(name, area))
            else:
                complete.append(Scope(name, area))
        return none, complete

    def totals(self) -> Iterator[Total]:
        """Counts that include the items below their type, and whatever else was recognised as that type."""
        for _ in range(self.rng.choice((0, 0, 0, 1, 2))):
            name = self.rng.choice(self.tree.names)
            area = self.rng.choice((None, None, *self.made.parts))
            n = sum(
                self._in_scope(thing, part, name, area) and not self._listed_above(label, name)
                for label, group in self.groups.items()
                for thing, part in group
            )
            yield Total(name, _count(self.rng, n), area)

    def _listed_above(self, label: Label, name: str) -> bool:
        """True for an item of a wider type, such as two unidentified aircraft beside a total of fighters."""
        anchor = self.tree.lca(self.possible(label))
        wider = anchor != name and self.tree.is_at_or_below(name, anchor)
        return (
            label in self.listed and wider and not any(self.made.is_one_of(t, (name,)) for t in label.types)
        )

    def sightings(self) -> tuple[Sighting, ...]:
        return tuple(
            Sighting(label.types, _count(self.rng, len(group)), label.certain, label.confidence, label.area)
            for label, group in self.groups.items()
            if label in self.listed
        )


def _set(rng: Random, tree: TypeTree, name: str) -> tuple[str, ...]:
    """A candidate set that holds `name`, of types of which none lies below another."""
    names = [name]
    for other in rng.sample(tree.names, k=min(3, len(tree.names))):
        if len(names) < 3 and not any(tree.comparable(other, one) for one in names):
            names.append(other)
    return tuple(sorted(names))


def _count(rng: Random, n: int) -> Count:
    """A count in some words that is true of `n`."""
    if rng.random() < 0.5:
        return parse_count(str(n))
    words = [
        f"{n}+",
        f"<={n + rng.randint(0, 2)}",
        f"{max(0, n - rng.randint(0, 2))}-{n + rng.randint(0, 2)}",
        "?",
    ]
    words += ["several", "a few", "a couple", "some", f"at least {max(0, n - 1)}", f"about {max(1, n)}"]
    true = [count for count in map(parse_count, words) if count.contains(n)]
    return rng.choice(true)
