"""The tally as it is shown: one line for each type, what it says and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from obslog.model.counting import Group
from obslog.model.looks import Confidence, Look, Scope
from obslog.model.marks import TallyRow
from obslog.model.types import TypeTree

#: How sure, by shape: never by colour alone.
GLYPHS = {Confidence.CONFIRMED: "●", Confidence.PROBABLE: "◐", Confidence.POSSIBLE: "○"}
ASCII_GLYPHS = {Confidence.CONFIRMED: "@", Confidence.PROBABLE: "%", Confidence.POSSIBLE: "o"}


def glyphs(plain: bool) -> Mapping[Confidence, str]:
    """The sign of each certainty; of plain ASCII where asked."""
    return ASCII_GLYPHS if plain else GLYPHS


@dataclass(frozen=True)
class Line:
    """One row: `said` is its count as printed, `marks` how many support it, `proposed` how many were carried
    forward and wait for a word. `stated` where the analyst wrote the count; `differs` where it does not hold the
    marks; `none` for what was looked for and not seen; `complete` where the list is exhaustive for the type."""

    key: Group
    said: str = ""
    marks: int = 0
    proposed: int = 0
    stated: bool = False
    none: bool = False
    differs: bool = False
    because: str | None = None
    complete: bool = False

    @property
    def name(self) -> str:
        """The type, or the members of the candidate set."""
        return "|".join(self.key.types)


def lines(
    rows: Iterable[TallyRow],
    look: Look,
    waiting: Mapping[Group, int] | None = None,
    opened: Sequence[Group] = (),
    tree: TypeTree | None = None,
) -> tuple[Line, ...]:
    """The tally of a look: what was seen, what was not, then rows that were `opened` and say nothing yet.

    In the order of the tree, so that a line stays where it is while its number grows. `waiting` says how many marks
    carried forward wait for a word in each row.
    """
    complete = set(look.complete_for)
    found: dict[Group, Line] = {}
    for row in rows:
        key = Group(row.types, row.confidence, row.area, row.state)
        found[key] = Line(
            key, row.count.short(), row.marks, 0, row.stated is not None, False, row.differs, row.because,
            _complete(key, complete),
        )  # fmt: skip
    for scope in look.none:
        key = Group((scope.type,), Confidence.CONFIRMED, scope.area)
        if key not in found:
            found[key] = Line(key, "0", stated=True, none=True, complete=scope in complete)
    for scope in look.complete_for:
        key = Group((scope.type,), Confidence.CONFIRMED, scope.area)
        if not any(line.key.types == key.types and line.key.area == key.area for line in found.values()):
            found[key] = Line(key, complete=True)
    for key, number in (waiting or {}).items():
        line = found.get(key) or Line(key, complete=_complete(key, complete))
        found[key] = Line(**{**line.__dict__, "proposed": number})
    for key in opened:
        found.setdefault(key, Line(key, complete=_complete(key, complete)))
    order = _order(tree)
    return tuple(sorted(found.values(), key=lambda line: _place(line.key, order)))


def _complete(key: Group, scopes: set[Scope]) -> bool:
    return len(key.types) == 1 and Scope(key.types[0], key.area) in scopes


_orders: dict[int, tuple[TypeTree, dict[str, int]]] = {}


def _order(tree: TypeTree | None) -> Mapping[str, int]:
    """Name -> place in the tree, depth first; kept for the tree asked last."""
    if tree is None:
        return {}
    kept = _orders.get(id(tree))
    if kept is None or kept[0] is not tree:
        _orders.clear()
        kept = _orders[id(tree)] = (tree, {name: place for place, name in enumerate(tree.names)})
    return kept[1]


def _place(key: Group, order: Mapping[str, int]) -> tuple[object, ...]:
    sure = list(Confidence).index(key.confidence)
    first = min((order.get(name, len(order)) for name in key.types), default=0)
    return (first, len(key.types), key.types, key.area or "", sure, key.state or "")
