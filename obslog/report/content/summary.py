"""The summary of several sites: what moved where, one section a site, sites where something moved first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from obslog.model.text import fold, safe
from obslog.report.content.arrivals import told
from obslog.report.content.naming import brief
from obslog.report.content.visibility import looked_at
from obslog.report.material import Material
from obslog.report.parts import Report

#: What a summary says first where a section rests on a drawn scene.
BANNER = "DRAWN, NOT A PHOTOGRAPH: sections that say so rest on drawn scenes and are evidence of nothing."


@dataclass(frozen=True)
class SummaryLine:
    """One site in the table at the head: its section, its passes, the last of them, and the finding in short.

    `moved` says whether an arrival or departure follows from what was seen; `open` counts the open questions.
    """

    number: int
    site: str
    passes: int
    last: str
    moved: bool
    finding: str
    unknown: str
    open: int


@dataclass(frozen=True)
class Summary:
    """Several sites over one period. `reports` are brief ones, their labels and notes numbered through.

    `lead` is the whole in one or two sentences; `silent` names the sites of which no closed look lies in the period.
    `recipe` is how it was asked for (`obslog.report.recipe`).
    """

    title: str
    period: str
    banner: str | None
    head: str
    version: str
    lead: str
    lines: tuple[SummaryLine, ...]
    reports: tuple[Report, ...]
    silent: tuple[str, ...]
    recipe: str | None = None


def in_order(materials: Sequence[Material]) -> list[Material]:
    """Sites where something moved first, then by name; those without a closed look are left out."""
    seen = [one for one in materials if one.looks]
    return sorted(seen, key=lambda one: (not told(one), fold(one.site.name), one.site.id))


def summarise(
    sections: Sequence[tuple[Material, Report]],
    silent: Sequence[str],
    asked: tuple[str | None, str | None],
    head: str,
    version: str,
) -> Summary:
    """The summary of sections that are in order; `silent` are the names of sites without a look.

    `asked` is the period as it was written; an end that was left open is that of the first, or last, look there is.
    """
    lines = tuple(_line(number, *one) for number, one in enumerate(sections, start=1))
    reports = tuple(report for _, report in sections)
    entries = [entry for material, _ in sections for entry in looked_at(material)]
    first = min(entries, key=lambda one: (one.earliest, one.name), default=None)
    last = max(entries, key=lambda one: (one.latest or one.earliest, one.name), default=None)
    period = f"{asked[0] or (first.name if first else 'the beginning')} to {asked[1] or (last.name if last else 'now')}"
    names = tuple(sorted((safe(name) for name in silent), key=lambda name: (fold(name), name)))
    return Summary(
        "Change summary", safe(period), BANNER if any(one.banner for one in reports) else None, safe(head),
        safe(version), _lead(lines, names), lines, reports, names,
    )  # fmt: skip


def _line(number: int, material: Material, one: Report) -> SummaryLine:
    finding = [claim.sentence for claim in one.finding]
    unknown = " ".join(sentence for sentence in finding if sentence.startswith("Not known:"))
    said = " ".join(sentence for sentence in finding if not sentence.startswith("Not known:"))
    passes = looked_at(material)
    last = safe(brief(material, passes[-1].name)) if passes else "undated"
    return SummaryLine(
        number, one.site, len(passes), last, bool(one.windows), said, unknown, len(one.questions)
    )


def _lead(lines: Sequence[SummaryLine], silent: Sequence[str]) -> str:
    moved = sum(line.moved for line in lines)
    total = len(lines) + len(silent)
    some = "none of them" if not moved else "all of them" if moved == total > 1 else f"{moved} of them"
    text = (
        f"{_sites(total)}: arrivals or departures follow from what was seen at {some if total > 1 else 'it'}"
    )
    if total == 1 and not moved:
        text = "One site: no arrival and no departure follows from what was seen"
    text += f", at {len(lines) - moved} none does" if len(lines) > moved and moved else ""
    text += f"; of {_sites(len(silent)).lower()} no closed look lies in the period" if silent else ""
    return f"{text}."


def _sites(number: int) -> str:
    return "One site" if number == 1 else f"{number} sites"
