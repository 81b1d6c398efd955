"""The type x date matrix of a report: every kind of cell has its own sign, its own words and its own look."""

from __future__ import annotations

from obslog.model.counts import Count
from obslog.model.text import safe
from obslog.observing.overview import Cell
from obslog.report.content.changes import bounds_short
from obslog.report.content.visibility import passes_looks
from obslog.report.material import Material
from obslog.report.parts import Grid, GridCell, GridColumn, GridRow

#: kind -> (sign in the legend, meaning). No two alike in sign, words or pattern.
MEANINGS = {
    "count": ("2", "counted, all of it seen"),
    "bound": ("2+", "bounds only: at least, at most, between"),
    "zero": ("0", "looked for, all could be seen, none"),
    "part": ("(0)", "none in the part that could be seen: not a zero"),
    "cloud": ("##", "not observable"),
    "gap": (".", "not looked for: says nothing"),
    "labelled": ("[2]", "seen by label only: the type is not certain"),
    "conflict": ("!", "looks of one pass exclude each other"),
}


def grid(material: Material) -> Grid:
    """The matrix with its legend; columns are passes, rows types."""
    columns = tuple(
        GridColumn(safe(name), passes_looks(material, number))
        for number, name in enumerate(material.matrix.columns)
    )
    rows = tuple(
        GridRow(
            safe(" or ".join(query)),
            tuple(cell_of(cell) for cell in cells),
        )
        for query, cells in material.matrix.lines
    )
    used = {cell.kind for row in rows for cell in row.cells}
    legend = tuple((kind, sign, words) for kind, (sign, words) in MEANINGS.items() if kind in used)
    return Grid(columns, rows, legend)


def cell_of(cell: Cell) -> GridCell:
    """What one cell says, in its kind, its sign and its words."""
    bounds = cell.bounds
    kind = cell.kind
    if kind == "count" and (bounds.lo != bounds.hi or bounds.estimate):
        kind = "bound"
    if kind in ("count", "bound"):
        words = Count(bounds.lo, bounds.hi, estimate=bounds.estimate).words()
        return GridCell(kind, safe(cell.text), words, bounds.looks)
    words = {
        "zero": "none",
        "part": "none in the part visible",
        "cloud": "not observable",
        "gap": "not looked for",
        "labelled": "by label only",
        "conflict": f"conflict: {bounds_short(bounds)}",
    }.get(kind, kind)
    return GridCell(kind, safe(cell.text), safe(words), bounds.looks)
