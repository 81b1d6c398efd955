"""The numbers over time of a report as Markdown: what the charts show, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from obslog.report.number_parts import Charts, OrderOfBattle

Escape = Callable[[str], str]


def charts(found: Charts, escape: Escape) -> list[str]:
    """A line a type; the drawings themselves stand in the HTML and PDF forms."""
    if not found.drawn:
        return []
    lead = "What the charts of the HTML and PDF forms show, in words."
    lines = "\n".join(f"- {escape(one.text)}" for one in found.drawn)
    more = [escape(found.left_out)] if found.left_out else []
    return ["## Counts over time", lead, lines, *more]


def battle(
    found: OrderOfBattle, escape: Escape, marks: Callable[[Iterable[int]], str], level: int = 2
) -> list[str]:
    """The order of battle as a table."""
    if not found.lines:
        return []
    head = (
        "type",
        "number",
        "as of",
        "age",
        "where, in what state",
        "type, how sure",
        "all of it seen",
        "passes since",
    )
    rows = [
        [
            escape(line.type),
            f"**{escape(line.count or '?')}** {escape(line.words)}",
            escape(line.as_of or "–") + marks(line.footnotes),
            escape(line.age or "–"),
            escape("; ".join(part for part in (line.where, line.states) if part) or "–"),
            line.confidence or "–",
            escape(line.complete),
            escape(line.since or "–"),
        ]
        for line in found.lines
    ]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return [f"{'#' * level} Order of battle", escape(found.lead), table]
