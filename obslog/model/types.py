"""The tree of object types (object > aircraft > fixed-wing > ... > An-124): what a sighting may be called.

A tree is immutable and answers from tables made once, because a diff asks `is_at_or_below` for every item of
every look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from obslog.model.errors import AmbiguousError, NotFoundError, WordError

#: The root of every tree.
ROOT = "object"

#: Characters with a meaning in the notation of sightings (`TYPE|TYPE=COUNT@AREA; state ...`).
_RESERVED = frozenset("|=@;")

#: "Flanker-B" is the B variant of "Flanker".
_NATO_VARIANT = re.compile(r"-[A-Z]$")

#: A tree from outside that is deeper than this is refused, before its tables eat the memory.
DEPTH_LIMIT = 64

#: Longest name that is compared with others for a "did you mean".
_NEAR_LIMIT = 80


@dataclass(frozen=True)
class ObjectType:
    """One node of the tree, with published dimensions in metres where there are any.

    `span_m` is what `span_kind` says: wingspan, wingspan spread (swing wings: an upper bound), rotor
    diameter, beam or width. `source` says where the dimensions are from; `checked` is True only where each of
    them was compared with that source, so a figure written from memory, or checked in part, is False.
    """

    name: str
    parent: str | None
    aliases: tuple[str, ...] = ()
    nato: str | None = None
    length_m: float | None = None
    span_m: float | None = None
    height_m: float | None = None
    span_kind: str = ""
    note: str = ""
    source: str = ""
    checked: bool = False


def name_key(text: str) -> str:
    """What two spellings of one type share: case, accents, blanks and dashes away (`AN 124`, `An-124`)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(
        c for c in plain if not (unicodedata.combining(c) or c.isspace() or unicodedata.category(c) == "Pd")
    )


class TypeTree:
    """An immutable tree of `ObjectType`s. Methods that take a name take it as the tree spells it.

    They raise `NotFoundError` for a name the tree does not hold; `resolve` turns what a person wrote into
    one that it does.
    """

    __slots__ = (
        "_ancestors",
        "_below",
        "_by_key",
        "_by_nato",
        "_children",
        "_self_and_up",
        "_smallest",
        "_types",
    )

    def __init__(self, types: Iterable[ObjectType]) -> None:
        """Build from nodes in any order; siblings keep the order given.

        Raises `WordError`: an empty or doubled name (case, accents, dashes ignored), an alias that another
        type has, an unknown parent, no root or several, a circle, a depth above `DEPTH_LIMIT`, a
        dimension that is no positive number.
        """
        given = tuple(types)
        self._by_key = _index_names(given)
        by_name = {t.name: t for t in given}
        self._children = _index_children(given, by_name)
        order = _depth_first(given, self._children)
        self._types = {name: by_name[name] for name in order}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        for name, node in self._types.items():
            up = () if node.parent is None else (node.parent, *self._ancestors[node.parent])
            if len(up) > DEPTH_LIMIT:
                raise WordError("type", name, f"lies more than {DEPTH_LIMIT} steps below the root")
            self._ancestors[name] = up
        self._self_and_up = {name: frozenset((name, *up)) for name, up in self._ancestors.items()}
        below: dict[str, set[str]] = {name: {name} for name in order}
        self._smallest: dict[str, float | None] = {t.name: t.length_m for t in given}
        for name in reversed(order):
            parent = self._types[name].parent
            if parent is not None:
                below[parent] |= below[name]
                self._smallest[parent] = _smaller(self._smallest[parent], self._smallest[name])
        self._below = {name: frozenset(members) for name, members in below.items()}
        self._by_nato = _index_nato(self._types.values())

    @classmethod
    def from_hierarchy(
        cls, hierarchy: Mapping[str, str], lengths: Mapping[str, float] | None = None
    ) -> TypeTree:
        """A tree from {child: parent} and {name: length in metres}, as conformance files state it.

        A parent that has none itself is put under `object`. Raises `WordError` as the constructor does, and
        for a length of a type that is not in the hierarchy.
        """
        lengths = lengths or {}
        parents: dict[str, str | None] = {ROOT: None}
        for child, parent in hierarchy.items():
            if not isinstance(parent, str):
                raise WordError("type", str(child), "a hierarchy maps each type to the name of its parent")
            parents.setdefault(parent, ROOT)
            parents[child] = parent
        for name in lengths:
            if name not in parents:
                raise WordError("type", name, "has a length but no place in the hierarchy")
        return cls(ObjectType(name, parent, length_m=lengths.get(name)) for name, parent in parents.items())

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def __len__(self) -> int:
        return len(self._types)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, depth first: each type before those below it, siblings in the order given."""
        return tuple(self._types)

    def get(self, name: str) -> ObjectType:
        """The node of that name."""
        try:
            return self._types[name]
        except KeyError:
            raise self._not_found(name) from None

    def parent(self, name: str) -> str | None:
        """The type right above; None for the root."""
        return self.get(name).parent

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The types above, nearest first, the root last; the type itself is not among them."""
        self.get(name)
        return self._ancestors[name]

    def children(self, name: str) -> tuple[str, ...]:
        """The types right below, in order."""
        self.get(name)
        return tuple(self._children.get(name, ()))

    def subtree(self, name: str) -> frozenset[str]:
        """The type and all below it."""
        self.get(name)
        return self._below[name]

    def depth(self, name: str) -> int:
        """How many types are above: 0 for the root, 1 for a class (aircraft, ship, vehicle)."""
        return len(self.ancestors(name))

    def is_at_or_below(self, a: str, b: str) -> bool:
        """Whether every `a` is a `b`."""
        try:
            if b in self._self_and_up[a]:
                return True
        except KeyError:
            raise self._not_found(a) from None
        if b not in self._types:
            raise self._not_found(b)
        return False

    def comparable(self, a: str, b: str) -> bool:
        """Whether one of the two is the other, or lies above it: what is an `a` could then be a `b`."""
        return self.is_at_or_below(a, b) or self.is_at_or_below(b, a)

    def lca(self, names: Iterable[str]) -> str:
        """The most specific type that all of `names` are at or below (lowest common ancestor).

        Raises `WordError` if there are no names.
        """
        lines = [(name, *self.ancestors(name)) for name in names]
        if not lines:
            raise WordError("type", "", "a candidate set needs at least one type")
        return next(up for up in lines[0] if all(up in self._self_and_up[line[0]] for line in lines))

    def class_of(self, name: str) -> str:
        """The type at or above this one that is right below the root: aircraft, ship, vehicle."""
        line = (name, *self.ancestors(name))
        return line[-2] if len(line) > 1 else name

    def smallest_m(self, name: str) -> float | None:
        """The smallest known length in metres of the type and all below it; None where none is known.

        A branch is as small as its smallest member (DESIGN 6, None); members without a length do not count.
        """
        self.get(name)
        return self._smallest[name]

    def resolve(self, text: str) -> str:
        """The tree's spelling of a type as a person wrote it, by name, alias or NATO reporting name.

        Case, accents, blanks and dashes do not matter. Names and aliases go before NATO names. A NATO name
        may stand for its variants (Flanker for Flanker-B, -H and -M) and so fit several types; it is then
        read as the one of them that holds all others (Candid: Il-76), or else as their common parent if that
        lies below the class (Coaler: tactical transport). Raises `AmbiguousError` where it fits types that do
        not share a parent (Mainstay: A-50 and A-60), and `NotFoundError`, with near matches, where it fits
        none.
        """
        key = name_key(text)
        name = self._by_key.get(key)
        if name is not None:
            return name
        fits = self._by_nato.get(key, ())
        if not fits:
            raise self._not_found(text)
        if len(fits) == 1:
            return fits[0]
        shared = self.lca(fits)
        if shared in fits:
            return shared
        if self.depth(shared) > 1 and all(self._types[fit].parent == shared for fit in fits):
            return shared
        raise AmbiguousError("type", text, fits)

    def with_added(self, types: Iterable[ObjectType]) -> TypeTree:
        """A tree that also holds `types`, whose parents are in this tree or among them.

        Raises `WordError` as the constructor does, and for a name or alias that could not be written in a
        sighting (it holds `|`, `=`, `@`, `;` or a control character, or begins or ends with a blank).
        """
        added = tuple(types)
        for node in added:
            for text in (node.name, *node.aliases):
                if text != text.strip() or any(c in _RESERVED or not c.isprintable() for c in text):
                    raise WordError("type", text, "a name has no blank at its ends and none of | = @ ; in it")
            if node.parent is None:
                raise WordError("type", node.name, f"say what it lies below, for example {ROOT}")
        return TypeTree((*self._types.values(), *added))

    def _not_found(self, text: str) -> NotFoundError:
        """The error for an unknown name, with up to three that are spelt alike."""
        known = (*self._by_key, *self._by_nato)
        keys = get_close_matches(name_key(text[:_NEAR_LIMIT]), known, n=6, cutoff=0.7)
        near = dict.fromkeys(name for key in keys for name in self._named_by(key))
        return NotFoundError("type", text, tuple(near)[:3], "`type list` shows those there are")

    def _named_by(self, key: str) -> tuple[str, ...]:
        """The types that a key leads to: one by name or alias, or all that a NATO name fits."""
        return (self._by_key[key],) if key in self._by_key else self._by_nato[key]


def _index_names(types: tuple[ObjectType, ...]) -> dict[str, str]:
    """Key of every name and alias -> name, after checking that each leads to one type only."""
    index: dict[str, str] = {}
    for node in types:
        key = name_key(node.name)
        if not key:
            raise WordError("type", node.name, "a type needs a name")
        if key in index:
            raise WordError("type", node.name, f"there is a type {index[key]} already")
        for metres in (node.length_m, node.span_m, node.height_m):
            if metres is not None and not _is_dimension(metres):
                raise WordError("type", node.name, f"{metres!r} is no dimension in metres")
        index[key] = node.name
    for node in types:
        for alias in node.aliases:
            owner = index.setdefault(name_key(alias), node.name)
            if owner != node.name or not name_key(alias):
                hint = f"as an alias of {node.name} it is empty or already means {owner}"
                raise WordError("type", alias, hint)
    return index


def _index_children(types: tuple[ObjectType, ...], by_name: Mapping[str, ObjectType]) -> dict[str, list[str]]:
    """Parent -> its children in the order given. Refuses several roots and unknown parents."""
    children: dict[str, list[str]] = {}
    roots = [node.name for node in types if node.parent is None]
    if len(roots) != 1:
        raise WordError("type", ", ".join(roots), "a tree of types has exactly one root")
    for node in types:
        if node.parent is None:
            continue
        if node.parent not in by_name:
            raise WordError("type", node.name, f"its parent {node.parent!r} is not in the tree")
        children.setdefault(node.parent, []).append(node.name)
    return children


def _depth_first(types: tuple[ObjectType, ...], children: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The names from the root down; what cannot be reached from there lies in a circle, which is refused."""
    order: list[str] = []
    todo = [node.name for node in types if node.parent is None]
    while todo:
        name = todo.pop()
        order.append(name)
        todo.extend(reversed(children.get(name, ())))
    if len(order) < len(types):
        lost = next(node.name for node in types if node.name not in set(order))
        raise WordError("type", lost, "its parents lead in a circle, never to the root")
    return tuple(order)


def _index_nato(types: Iterable[ObjectType]) -> dict[str, tuple[str, ...]]:
    """Key of every NATO reporting name, and of its stem without the variant letter -> the types it fits."""
    index: dict[str, list[str]] = {}
    for node in types:
        if node.nato:
            for key in dict.fromkeys((name_key(node.nato), name_key(_NATO_VARIANT.sub("", node.nato)))):
                index.setdefault(key, []).append(node.name)
    return {key: tuple(names) for key, names in index.items()}


def _is_dimension(metres: object) -> bool:
    """Whether this is a number above zero and below 10 km: what is longer is no object."""
    return isinstance(metres, int | float) and not isinstance(metres, bool) and 0 < metres < 10_000


def _smaller(a: float | None, b: float | None) -> float | None:
    """The smaller of two lengths, or the one that is known."""
    known = [metres for metres in (a, b) if metres is not None]
    return min(known, default=None)
