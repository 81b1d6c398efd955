"""The numbers over time of a report as Markdown: what the charts show, in words."""

from __future__ import annotations

from collections.abc import Callable

from obslog.report.number_parts import Charts

Escape = Callable[[str], str]


def charts(found: Charts, escape: Escape) -> list[str]:
    """A line a type; the drawings themselves stand in the HTML and PDF forms."""
    if not found.drawn:
        return []
    lead = "What the charts of the HTML and PDF forms show, in words."
    lines = "\n".join(f"- {escape(one.text)}" for one in found.drawn)
    more = [escape(found.left_out)] if found.left_out else []
    return ["## Counts over time", lead, lines, *more]
