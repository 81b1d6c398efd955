"""The numbers over time of a report as Markdown: what the charts show, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from obslog.report.number_parts import Ahead, Charts, OrderOfBattle

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


def ahead(found: Ahead, escape: Escape) -> list[str]:
    """The passes that could answer, as a table, or why there are none."""
    if not found.lead:
        return []
    blocks = ["### Passes that could answer", escape(found.lead)]
    if found.lines:
        head = ("UTC", "local", "satellite", "sensor", "off-nadir", "pixel", "sun", "bears on")
        rows = [
            [
                *(escape(text) for text in (x.when, x.local or "–", x.satellite, x.sensor)),
                *(escape(text) for text in (x.off_nadir, x.gsd, x.sun)),
                ", ".join(x.answers),
            ]
            for x in found.lines
        ]
        blocks.append("\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)))
    blocks += [escape(found.more)] if found.more else []
    return [*blocks, *(f"*{escape(note)}*" for note in found.notes)]
