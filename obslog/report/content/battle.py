"""The order of battle: for each type its bounds at the last pass that tells, how old that is, and what is unknown."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.change.bounds import Reading, Side
from obslog.change.openness import open_parts
from obslog.model.counts import Count
from obslog.model.looks import Confidence, Look, Sighting
from obslog.model.text import listed, safe
from obslog.observing.comparison import on_parts, zone_of
from obslog.observing.overview import Cell, Entry, age_words
from obslog.observing.verdicts import Query, is_below, type_words
from obslog.report.content.grid import cell_of
from obslog.report.content.naming import brief
from obslog.report.content.visibility import ended, looked_at
from obslog.report.material import Material
from obslog.report.number_parts import OrderLine, OrderOfBattle
from obslog.tasking.needs.questions import side_open

#: Kinds of cell that bound the number; what a label alone says stands apart.
_TELLING = frozenset({"count", "zero", "conflict"})


def order_of_battle(material: Material) -> OrderOfBattle:
    """A line a type of the matrix, in its order; () where no pass was looked at."""
    entries = looked_at(material)
    if not entries or len(entries) != len(material.matrix.columns):
        return OrderOfBattle()
    lines = material.matrix.lines
    made = tuple(
        _line(material, entries, query, cells, [line[0] for line in lines]) for query, cells in lines
    )
    last = brief(material, entries[-1].name)
    end = f", which ends {age_words(_hours(material, entries[-1]))} after the last pass, of {last}"
    if _hours(material, entries[-1]) < 1:
        end = f", which ends with the pass of {last}"
    lead = (
        f"What the last pass that tells says of each type, as of that pass and never as a current count. "
        f"Ages are counted to the end of the period{end}."
    )
    return OrderOfBattle(made, safe(lead))


def _line(
    material: Material,
    entries: Sequence[Entry],
    query: Query,
    cells: Sequence[Cell],
    queries: Sequence[Query],
) -> OrderLine:
    tree = material.tree
    depth = sum(tree is not None and len(q) == 1 and is_below(tree, query, q) for q in queries)
    chosen = next((n for n in reversed(range(len(cells))) if cells[n].kind in _TELLING), None)
    labelled = next((n for n in reversed(range(len(cells))) if cells[n].kind == "labelled"), None)
    name = safe(type_words(query))
    if chosen is None:
        return _untold(material, entries, name, depth, query, cells, labelled)
    cell, entry = cells[chosen], entries[chosen]
    looks = _looks(material, entry)
    seen = _sightings(material, looks, query)
    shown = cell_of(cell)
    return OrderLine(
        name, depth, shown.sign, shown.words, safe(brief(material, entry.name)),
        age_words(_hours(material, entry)), _where(material, seen), _states(seen), _confidence(seen),
        _complete(material, looks, entry, query, cell), _since(material, entries, cells, chosen),
        cell.bounds.looks or entry.looks,
    )  # fmt: skip


def _untold(
    material: Material,
    entries: Sequence[Entry],
    name: str,
    depth: int,
    query: Query,
    cells: Sequence[Cell],
    labelled: int | None,
) -> OrderLine:
    """A type of which no pass of the period bounds the number; what a label says is said to be a label."""
    since = _since(material, entries, cells, -1)
    if labelled is None:
        looks = tuple(look for entry in entries for look in entry.looks)
        return OrderLine(
            name,
            depth,
            None,
            "not known",
            None,
            None,
            "",
            "",
            "",
            "no pass of the period tells",
            since,
            looks,
        )
    entry = entries[labelled]
    seen = _sightings(material, _looks(material, entry), query)
    return OrderLine(
        name, depth, cells[labelled].text, "by label only", safe(brief(material, entry.name)),
        age_words(_hours(material, entry)), _where(material, seen), _states(seen), _confidence(seen),
        "no: the type is not certain", _since(material, entries, cells, labelled), entry.looks,
    )  # fmt: skip


def _hours(material: Material, entry: Entry) -> float:
    return (ended(material) - (entry.latest or entry.earliest)).total_seconds() / 3600


def _looks(material: Material, entry: Entry) -> tuple[Look, ...]:
    return tuple(material.looks[look] for look in entry.looks if look in material.looks)


def _sightings(material: Material, looks: Sequence[Look], query: Query) -> list[Sighting]:
    """What the looks of a pass say of this type or of one below it."""
    tree = material.tree
    return [
        one
        for look in looks
        for one in look.seen
        if one.types == query or (tree is not None and is_below(tree, one.types, query))
    ]


def _where(material: Material, seen: Sequence[Sighting]) -> str:
    areas = dict.fromkeys(one.area for one in seen if one.area is not None)
    return safe(", ".join(material.area_names.get(area, "elsewhere") for area in areas))


def _states(seen: Sequence[Sighting]) -> str:
    states = dict.fromkeys(
        f"{one.state} ({Count(one.count.lo, one.count.hi).words()})" for one in seen if one.state
    )
    return safe("; ".join(states))


def _confidence(seen: Sequence[Sighting]) -> str:
    return listed(str(level) for level in Confidence if any(one.confidence is level for one in seen))


def _complete(material: Material, looks: Sequence[Look], entry: Entry, query: Query, cell: Cell) -> str:
    """Whether the pass bounds the number above, and if not what stood in the way."""
    if cell.bounds.hi is not None:
        return "yes"
    if material.tree is None or not looks:
        return "no"
    zone = zone_of(material.site, looks)
    side = Side(material.tree, zone, tuple(on_parts(look, zone.parts) for look in looks), Reading.STRICT)
    when = brief(material, entry.name)
    reasons = side_open(looks, when, open_parts(side, query), material.area_names)
    return safe(f"no: {'; '.join(reasons)}" if reasons else "no")


def _since(material: Material, entries: Sequence[Entry], cells: Sequence[Cell], chosen: int) -> str:
    """What the passes after the chosen one say, none of which bounds the number."""
    later = [
        f"{brief(material, entries[n].name)}: {cell_of(cells[n]).words}"
        for n in range(chosen + 1, len(cells))
    ]
    return safe("; ".join(later))
