"""The numbers over time of a report as JSON: the data that the charts are drawn from, not the drawings."""

from __future__ import annotations

from typing import Any

from obslog.model.when import iso_z
from obslog.report.number_parts import ChartPoint, Charts


def charts_shape(charts: Charts) -> list[dict[str, Any]]:
    """An object a type, with its points in order of time; `hi` null where nothing bounds the number above."""
    return [
        {"type": one.type, "text": one.text, "points": [_point(point) for point in one.points]}
        for one in charts.drawn
    ]


def _point(point: ChartPoint) -> dict[str, Any]:
    return {
        "name": point.name,
        "earliest": iso_z(point.earliest),
        "latest": iso_z(point.latest),
        "kind": point.kind,
        "words": point.words,
        "lo": point.lo,
        "hi": point.hi,
        "looks": list(point.looks),
    }
