"""A report as Markdown (CommonMark with tables and footnotes), in which text from outside stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from obslog.model.text import listed
from obslog.report.forms.markdown_numbers import ahead, battle, charts
from obslog.report.forms.markdown_pictures import figures, stand_lists
from obslog.report.parts import (
    WINDOWS_LEAD,
    AssessmentLine,
    Claim,
    EvidenceLine,
    Grid,
    Note,
    Report,
    StatementLine,
)

#: Signs that Markdown, its tables, its HTML and its mathematics give a meaning to.
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$]")
#: What Markdown of the GitHub kind turns into a link by itself.
_LINKS = re.compile(r"(?i)(://|\bwww\.|\bmailto:)")


def render(report: Report) -> str:
    """The Markdown text, one paragraph or list item a line."""
    blocks = [
        *_head(report),
        *claims("Finding", report.finding),
        *([report.finding_note] if report.finding_note else []),
        *claims("Arrivals and departures", report.windows, WINDOWS_LEAD),
        *_changes(report),
        *battle(report.battle, escape, marks),
        *charts(report.charts, escape),
        *_matrix(report.grid),
        *claims("Observations", report.observations, "What each look says, in order of time."),
        *claims("Looked for and not seen", report.zeros),
        *claims("What could not be seen", report.gaps),
        *_assessments(report.assessments),
        *statements(report.statements),
        *claims("Contradictions", report.contradictions),
        *claims("Open questions", report.questions),
        *ahead(report.ahead, escape),
        *stand_lists(report.stands, escape),
        *_sources(report),
        *evidence(report.evidence),
        *notes(report.notes),
        ending(report.head, report.version, report.recipe),
    ]
    return "\n\n".join(blocks) + "\n"


def ending(head: str, version: str, recipe: str | None) -> str:
    """The last line: what the report is as of, who wrote it, and how it was asked for."""
    said = f"As of journal head {escape(head)}. Written by obslog {escape(version)}."
    return said if recipe is None else f"{said} Recipe: `{recipe}`."


def escape(text: str) -> str:
    """Outside text with every sign that Markdown would read taken as itself, and no link made of it."""
    plain = _SPECIAL.sub(lambda sign: "\\" + sign[0], text)
    return _LINKS.sub(lambda link: link[0].replace(":", "\\:").replace(".", "\\."), plain)


def _head(report: Report) -> list[str]:
    blocks = [f"# {escape(report.title)}"]
    if report.banner:
        blocks.append(f"> **{escape(report.banner)}**")
    blocks.append(
        f"{escape(report.period)}, as of journal head {escape(report.head)}\\\n{escape(report.place)}"
    )
    if report.notice:
        blocks.append(f"**{escape(report.notice)}**")
    blocks += [escape(said) for said in (report.redacted, *report.left_out) if said]
    return blocks


def claims(title: str, said: Sequence[Claim], lead: str = "", level: int = 2) -> list[str]:
    """A heading and its claims; nothing where there are none."""
    if not said:
        return []
    return [f"{'#' * level} {title}", *([lead] if lead else []), _items(said)]


def _items(claims: Iterable[Claim]) -> str:
    return "\n".join(f"- **{claim.id}** {_sentence(claim)}" for claim in claims)


def _sentence(claim: Claim) -> str:
    text = escape(claim.sentence) + marks(claim.footnotes)
    if claim.also:
        text += f" *The same numbers hold for {escape(', '.join(claim.also))}.*"
    if claim.beside:
        text += f" *Beside it: {', '.join(f'{one.statement} {one.stands}' for one in claim.beside)}.*"
    rests = [*claim.statements, *claim.images]
    return f"{text} ({', '.join(rests)})" if rests else text


def marks(footnotes: Iterable[int]) -> str:
    """The signs of footnotes."""
    return "".join(f"[^{number}]" for number in footnotes)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are escaped already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _changes(report: Report) -> list[str]:
    if not report.changes:
        return []
    blocks = ["## What changed", "Strict verdicts: they count only what is certain of each object's type."]
    blocks += [escape(sentence) for sentence in report.unpictured]
    for number, one in enumerate(report.changes):
        blocks.append(f"### {escape(one.title)}{' (first pass to last)' if one.whole_period else ''}")
        blocks += [f"*{escape(note)}*" for note in one.notes]
        if one.strict:
            blocks.append(_items(one.strict))
        blocks += figures(report.figures_of(number), escape, report.folder)
        if one.labelled:
            blocks += ["As labelled (types taken at the analyst's word; not strict):", _items(one.labelled)]
        if one.is_telling:
            head = ("type", "before", "after", "net", "arrived", "left", "strict", "as labelled")
            blocks.append(
                table(
                    head,
                    (
                        [
                            escape(row.type),
                            *(
                                escape(cell)
                                for cell in (row.before, row.after, row.net, row.arrived, row.left)
                            ),
                            row.strict,
                            row.labelled,
                        ]
                        for row in one.rows
                    ),
                )
            )
    return blocks


def _matrix(grid: Grid) -> list[str]:
    if not grid.rows:
        return []
    head = ["type", *(escape(column.name) + marks(column.footnotes) for column in grid.columns)]
    rows = (
        [escape(row.type), *(f"**{escape(cell.sign)}** {escape(cell.words)}" for cell in row.cells)]
        for row in grid.rows
    )
    legend = "\n".join(f"- **{escape(sign)}** {escape(words)}" for _, sign, words in grid.legend)
    return ["## Types by date", table(head, rows), legend]


def _assessments(lines: Sequence[AssessmentLine]) -> list[str]:
    if not lines:
        return []
    blocks = ["## Assessments", "What analysts conclude, as written; not observation."]
    for line in lines:
        items = [f"**{line.id}** {escape(line.text)}{marks(line.footnotes)}"]
        items += [f"  - Likelihood: {escape(line.likelihood)}"] if line.likelihood else []
        items += [f"  - Confidence: {escape(line.confidence)}"] if line.confidence else []
        items += [f"  - Of: {escape(line.when)}"] if line.when else []
        if line.supersedes:
            why = f": {escape(line.why)}" if line.why else ""
            items.append(f"  - Supersedes {escape(line.supersedes)}{why}")
        blocks.append("- " + "\n".join(items))
    return blocks


def statements(lines: Sequence[StatementLine], level: int = 2) -> list[str]:
    """What sources say, with code and origin."""
    if not lines:
        return []
    items = []
    for line in lines:
        when = f"{escape(line.when)} ({escape(line.when_basis)})"
        parts = [f"- **{line.id}** {escape(line.source)}, {when}: {escape(line.text)}"]
        parts += [f"  - Says: {escape('; '.join(line.says))}"] if line.says else []
        parts.append(f"  - Code {escape(line.code)}: {escape(line.code_words)}; {escape(line.kind)}")
        if line.counts_with:
            parts.append(f"  - Same origin as {line.counts_with}: the two count once")
        if line.beside:
            beside = "; ".join(f"{stands} {listed(claims)}" for stands, claims in line.beside)
            parts.append(f"  - Beside the verdicts: {beside}")
        items.append("\n".join(parts))
    lead = "What sources say. No statement enters a count or a verdict above."
    return [f"{'#' * level} Statements", lead, "\n".join(items)]


def _sources(report: Report) -> list[str]:
    if not report.sources:
        return []
    rows = (
        [
            escape(source.name),
            escape(source.kind),
            escape(source.reliability),
            ", ".join(source.statements),
            escape(source.url or ""),
            escape(source.notes or ""),
        ]
        for source in report.sources
    )
    return ["## Sources", table(("source", "kind", "reliability", "says", "address", "notes"), rows)]


def evidence(lines: Sequence[EvidenceLine], level: int = 2) -> list[str]:
    """The images, each with its sha256."""
    if not lines:
        return []
    items = []
    for line in lines:
        facts = [
            f"{escape(line.when)} ({escape(line.when_basis)})",
            f"GSD {escape(line.gsd)}",
            f"platform {escape(line.platform)}",
            f"covers {escape(line.covers)}",
        ]
        facts += ["DRAWN, NOT A PHOTOGRAPH"] if line.drawn else []
        facts += [] if line.looked_at else ["nobody has looked at it"]
        if line.same_acquisition_as:
            facts.append(f"same acquisition as {', '.join(line.same_acquisition_as)}, so one source")
        facts += [f"licence {escape(line.licence)}"] if line.licence else []
        parts = [
            f"- **{line.id}** {escape(line.name)}: {'; '.join(facts)}",
            f"  - sha256 {escape(line.sha256)}",
        ]
        parts += [f"  - warning: {escape(warning)}" for warning in line.warnings]
        items.append("\n".join(parts))
    return [f"{'#' * level} Evidence", "\n".join(items)]


def notes(notes: Sequence[Note]) -> list[str]:
    """What the signs of footnotes stand for."""
    return ["\n".join(f"[^{note.number}]: {_note(note)}" for note in notes)] if notes else []


def _note(note: Note) -> str:
    parts = [f"look {escape(note.short)}", f"{escape(note.analyst)} ({escape(note.analyst_basis)})"]
    if note.when:
        parts.append(f"{escape(note.when)} (date from {escape(note.when_basis)})")
    if note.image:
        parts.append(f"image {note.evidence} {escape(note.image)}, sha256 {escape(note.sha256 or '')}")
    if note.entry is not None:
        parts.append(f"journal entry {note.entry}")
    if note.derived_from:
        parts.append(f"copied from look {escape(note.derived_from)}, not independent")
    return "; ".join(parts) + "."
