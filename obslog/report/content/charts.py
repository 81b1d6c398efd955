"""Count-over-time charts as data: a point a pass and type, and the sentence that says the same as the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from obslog.model.text import safe
from obslog.observing.overview import Cell, Entry
from obslog.observing.verdicts import Query, type_words
from obslog.report.content.chart_drawing import LEGEND, draw, kinds_of, swatch
from obslog.report.content.grid import cell_of
from obslog.report.content.naming import brief
from obslog.report.content.visibility import looked_at
from obslog.report.material import Material
from obslog.report.number_parts import Chart, ChartPoint, Charts, Swatch

#: How many types are drawn; the matrix has them all.
MOST = 16

#: Kinds of cell that say something of the number.
_TELLING = frozenset({"count", "bound", "zero", "labelled", "conflict"})


def charts(material: Material) -> Charts:
    """A chart for each type of which two passes or more say something, in the order of the matrix."""
    entries = looked_at(material)
    if len(entries) < 2 or len(entries) != len(material.matrix.columns):
        return Charts()
    telling = [line for line in material.matrix.lines if sum(cell.kind in _TELLING for cell in line[1]) > 1]
    drawn = tuple(
        _chart(f"chart-{number}", query, _points(material, entries, cells))
        for number, (query, cells) in enumerate(telling[:MOST], start=1)
    )
    kinds = {kind for one in drawn for kind in kinds_of(one.points)}
    legend = tuple(Swatch(kind, words, swatch(kind)) for kind, words in LEGEND if kind in kinds)
    return Charts(drawn, legend, _left_out(len(telling) - MOST))


def _left_out(number: int) -> str | None:
    if number < 1:
        return None
    return f"{number} more {'type is' if number == 1 else 'types are'} in the table only."


def _points(material: Material, entries: Sequence[Entry], cells: Sequence[Cell]) -> tuple[ChartPoint, ...]:
    points = [_point(material, entry, cell) for entry, cell in zip(entries, cells, strict=True)]
    for image in material.waiting:
        when = image.identity.when
        if when.earliest is not None and when.latest is not None:
            name = safe(brief(material, when.describe()))
            words = "an image that nobody has looked at"
            points.append(ChartPoint(name, when.earliest, when.latest, "waiting", "", words, None, None))
    return tuple(sorted(points, key=lambda point: (point.earliest, point.latest, point.kind, point.name)))


def _point(material: Material, entry: Entry, cell: Cell) -> ChartPoint:
    shown = cell_of(cell)
    numbered = shown.kind in _TELLING or shown.kind == "part"
    lo, hi = (cell.bounds.lo, cell.bounds.hi) if numbered else (None, None)
    latest: datetime = entry.latest or entry.earliest
    name = safe(brief(material, entry.name))
    return ChartPoint(
        name, entry.earliest, latest, shown.kind, shown.sign, shown.words, lo, hi, cell.bounds.looks
    )


def _chart(key: str, query: Query, points: tuple[ChartPoint, ...]) -> Chart:
    name = safe(type_words(query))
    top = max(
        (number for point in points for number in (point.lo, point.hi) if number is not None), default=0
    )
    text = _text(name, points)
    return Chart(name, points, top, text, draw(key, name, text, points, top))


def _text(name: str, points: Sequence[ChartPoint]) -> str:
    """All passes in one sentence: `An-124: none on 5 Dec 2024; at least two on 13 Dec 2024.`"""
    said = "; ".join(f"{point.words} on {point.name}" for point in points if point.kind != "waiting")
    return f"{name}: {said}."
