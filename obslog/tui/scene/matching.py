"""Finding a type as it is typed: by name, alias or NATO name, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from obslog.model.errors import ObslogError
from obslog.model.notation import Notation
from obslog.model.types import ObjectType, TypeTree, name_key

#: As many matches as anybody reads.
MOST = 40


@dataclass(frozen=True)
class Match:
    """One type that fits what was typed: `by` is the alias or NATO name that fits, where it is not the name."""

    name: str
    by: str = ""
    line: str = ""


class TypeIndex:
    """The names of a tree made ready for typing; made once for a screen."""

    def __init__(self, tree: TypeTree, usual: Sequence[str] = ()) -> None:
        """`usual` are types that go before others that fit as well."""
        self.tree = tree
        self._usual = {name: place for place, name in enumerate(usual)}
        self._entries: list[tuple[int, ObjectType, tuple[tuple[str, str], ...]]] = []
        for place, name in enumerate(tree.names):
            node = tree.get(name)
            spellings = [name, *node.aliases, *([node.nato] if node.nato else [])]
            self._entries.append((place, node, tuple((name_key(text), text) for text in spellings)))

    def matches(self, text: str) -> tuple[Match, ...]:
        """The types that the last member of `text` (`An-26|An-3`) fits, best first; the usual ones for no text."""
        asked = name_key(text.rpartition("|")[2])
        if not asked:
            return tuple(self._match(self.tree.get(name), name) for name in self._usual if name in self.tree)
        found = []
        for place, node, spellings in self._entries:
            best = min(((_rank(asked, key, number), said) for number, (key, said) in enumerate(spellings)))
            if best[0] < _NO_FIT:
                usual = self._usual.get(node.name, len(self._usual))
                found.append(((best[0], usual, place), node, best[1]))
        found.sort(key=lambda each: each[0])
        return tuple(self._match(node, by) for _, node, by in found[:MOST])

    def chosen(self, text: str, match: Match | None) -> tuple[str, ...]:
        """The type, or the members of the candidate set, that `text` with the highlighted `match` stands for.

        Raises `WordError`, `NotFoundError`, `AmbiguousError`.
        """
        before, bar, last = text.rpartition("|")
        whole = f"{before}{bar}{match.name if match is not None else last}"
        return Notation(self.tree, lambda name: name).type_set(whole)

    def _match(self, node: ObjectType, by: str) -> Match:
        size = ""
        if node.length_m is not None:
            size = f"{node.length_m:g} m" + (f" x {node.span_m:g} m" if node.span_m is not None else "")
        above = " > ".join(reversed(self.tree.ancestors(node.name)[:2]))
        told = [piece for piece in (above, node.nato or "", size) if piece]
        return Match(node.name, by if by != node.name else "", " · ".join(told))

    def readable(self, text: str) -> bool:
        """True if the text is a whole type or candidate set as it stands."""
        try:
            self.chosen(text, None)
        except ObslogError:
            return False
        return True


_NO_FIT = 100


def _rank(asked: str, key: str, number: int) -> int:
    """How well a spelling fits: the whole of it, its beginning, within; names before aliases and NATO names."""
    if key == asked:
        return 0 if number == 0 else 1
    if key.startswith(asked):
        return 2 if number == 0 else 3
    return (4 if number == 0 else 5) if asked in key else _NO_FIT
