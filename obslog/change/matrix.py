"""What one pass says of one type, for a matrix of types by dates, as kinds that must look different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from obslog.change import visibility
from obslog.change.bounds import Bounds, Reading, Side, Zone, normal
from obslog.model.looks import Look
from obslog.model.types import TypeTree


class CellKind(StrEnum):
    """Kinds of knowledge. A zero, a gap and a cloud are three different things."""

    COUNT = "count"
    ZERO = "zero"
    PART = "part"
    CLOUD = "cloud"
    GAP = "gap"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class MatrixCell:
    """One type in one pass: its strict bounds, and what kind of knowledge they are."""

    kind: CellKind
    bounds: Bounds


def cell(tree: TypeTree, zone: Zone, looks: Sequence[Look], query: Sequence[str]) -> MatrixCell:
    """The cell of one type (or set) and the looks of one pass. Raises as `bounds.normal` does.

    `count`: bounded on some side. `zero`: all seen, none. `part`: looked for, none in the part that could be
    seen. `cloud`: nothing could be seen. `gap`: not looked for. `conflict`: the looks exclude each other.
    """
    return cells(tree, zone, looks, [query])[0]


def cells(
    tree: TypeTree, zone: Zone, looks: Sequence[Look], queries: Sequence[Sequence[str]]
) -> list[MatrixCell]:
    """The cells of many types and the looks of one pass, which are made ready once. Raises as `cell`."""
    side = Side(tree, zone, looks, Reading.STRICT)
    found = []
    for query in queries:
        asked = normal(tree, query)
        bounds = side.bounds(asked)
        found.append(MatrixCell(_kind(side, asked, bounds), bounds))
    return found


def _kind(side: Side, query: tuple[str, ...], bounds: Bounds) -> CellKind:
    if bounds.conflict:
        return CellKind.CONFLICT
    if bounds.hi == 0:
        return CellKind.ZERO
    if not bounds.unknown:
        return CellKind.COUNT
    if not any(tally.footprint for tally in side.tallies):
        return CellKind.CLOUD
    looked_for = any(
        tally.closers(query, part) is not None and visibility.resolves(side.tree, tally.look, query)
        for tally in side.tallies
        for part in tally.footprint
    )
    return CellKind.PART if looked_for else CellKind.GAP
