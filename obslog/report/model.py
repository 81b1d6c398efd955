"""The one report model: `build` makes the sentences, tables and lists that every form prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from obslog.model.text import safe
from obslog.report.content import evidence
from obslog.report.content.arrivals import told, windows
from obslog.report.content.battle import order_of_battle
from obslog.report.content.changes import group
from obslog.report.content.charts import charts
from obslog.report.content.differing import readings
from obslog.report.content.finding import finding
from obslog.report.content.grid import grid
from obslog.report.content.looking_ahead import ahead
from obslog.report.content.numbering import Counter, Labels, label
from obslog.report.content.questions import questions
from obslog.report.content.visibility import conflicts, gaps, observations, zeros
from obslog.report.material import Material
from obslog.report.number_parts import Charts, OrderOfBattle
from obslog.report.parts import AssessmentLine, ChangeGroup, Claim, Grid, Report

__all__ = ["Claim", "Report", "build"]

#: What a report says first where it rests on a drawn scene (DESIGN section 6, Drawn scenes).
BANNER = "DRAWN, NOT A PHOTOGRAPH: this report rests on drawn scenes ({}) and is evidence of nothing."


def build(material: Material, *, brief: bool = False, prefix: str = "", notes_before: int = 0) -> Report:
    """The report of a site and period. No clock, no store: the same material gives the same report.

    `brief` leaves out what a section of a summary has no room for: verdicts pass to pass, charts, the matrix, what each
    look says. `prefix` stands before its labels there, and its notes are numbered on from `notes_before`.
    """
    labels = label(material, prefix)
    ids = Counter(f"{prefix}C")
    found = told(material)
    changes = () if brief else _changes(material, labels, ids)
    seen, none = (() if brief else observations(material, ids)), zeros(material, ids)
    hidden = gaps(material, labels, ids)
    contradictions = (*conflicts(material, labels, ids), *readings(material, ids))
    asked = questions(material, labels, contradictions)
    made = [c for one in changes for c in (*one.strict, *one.labelled)]
    draft = Report(
        title=safe(f"{material.site.name}: change report"),
        site=safe(material.site.name),
        place=_place(material),
        period=safe(f"{material.since} to {material.until}"),
        since=safe(material.since),
        until=safe(material.until),
        banner=_banner(material, labels),
        notice=_notice(material),
        head=safe(material.head),
        version=safe(material.version),
        finding=finding(material, labels, found),
        changes=changes,
        grid=Grid((), (), ()) if brief else grid(material),
        observations=seen,
        zeros=none,
        gaps=hidden,
        assessments=evidence.assessments(material, prefix),
        statements=evidence.statements(material, labels, made),
        contradictions=contradictions,
        questions=asked,
        sources=evidence.sources(material, labels),
        evidence=evidence.evidence(material, labels),
        notes=(),
        charts=Charts() if brief else charts(material),
        ahead=ahead(material.sky, asked, material.tree),
        newest=max((look.when.latest for look in material.looks.values() if look.when.latest), default=None),
        windows=windows(material, Counter(f"{prefix}W"), found),
        battle=order_of_battle(material),
    )
    return _with_footnotes(draft, material, labels, notes_before)


def _changes(material: Material, labels: Labels, ids: Counter) -> tuple[ChangeGroup, ...]:
    """The whole period first, then pass to pass; one pair of passes is its own whole period."""
    groups = []
    if material.overall is not None and len(material.comparisons) != 1:
        groups.append(group(material.overall, material.tree, labels, ids, whole_period=True))
    groups += [group(one, material.tree, labels, ids, whole_period=False) for one in material.comparisons]
    return tuple(groups)


def _place(material: Material) -> str:
    site = material.site
    position = f"{_degrees(site.lat, 'NS')} {_degrees(site.lon, 'EW')}"
    parts = [position, site.icao, site.country, f"also {', '.join(site.aliases)}" if site.aliases else None]
    return safe("; ".join(part for part in parts if part))


def _degrees(value: float, letters: str) -> str:
    """Degrees to about 10 m with the letter of their half: `35.4010 N`."""
    return f"{abs(value):.4f} {letters[0] if value >= 0 else letters[1]}"


def _banner(material: Material, labels: Labels) -> str | None:
    drawn = evidence.drawn(material, labels)
    return BANNER.format(", ".join(drawn)) if drawn else None


def _notice(material: Material) -> str | None:
    if material.looks:
        return None
    return "No closed look lies in this period, so this report states no count and no change."


def _with_footnotes(draft: Report, material: Material, labels: Labels, before: int) -> Report:
    """Number looks in the order in which the report first names them; write the numbers into each claim."""
    named = [look for claim in draft.claims for look in claim.looks]
    named += [look for column in draft.grid.columns for look in column.looks]
    named += [look for line in draft.assessments for look in line.looks]
    named += [look for line in draft.battle.lines for look in line.looks]
    numbers = {look: number for number, look in enumerate(dict.fromkeys(named), start=before + 1)}

    def noted(claims: Sequence[Claim]) -> tuple[Claim, ...]:
        return tuple(replace(c, footnotes=tuple(sorted(numbers[look] for look in c.looks))) for c in claims)

    return replace(
        draft,
        finding=noted(draft.finding),
        changes=tuple(
            replace(one, strict=noted(one.strict), labelled=noted(one.labelled)) for one in draft.changes
        ),
        windows=noted(draft.windows),
        battle=_noted_battle(draft.battle, numbers),
        observations=noted(draft.observations),
        zeros=noted(draft.zeros),
        gaps=noted(draft.gaps),
        contradictions=noted(draft.contradictions),
        questions=noted(draft.questions),
        grid=_noted_grid(draft.grid, numbers),
        assessments=tuple(_noted_assessment(line, numbers) for line in draft.assessments),
        notes=evidence.notes(material, labels, numbers),
    )


def _noted_battle(one: OrderOfBattle, numbers: dict[str, int]) -> OrderOfBattle:
    lines = tuple(replace(x, footnotes=tuple(sorted(numbers[look] for look in x.looks))) for x in one.lines)
    return replace(one, lines=lines)


def _noted_grid(one: Grid, numbers: dict[str, int]) -> Grid:
    columns = tuple(
        replace(c, footnotes=tuple(sorted(numbers[look] for look in c.looks))) for c in one.columns
    )
    return replace(one, columns=columns)


def _noted_assessment(line: AssessmentLine, numbers: dict[str, int]) -> AssessmentLine:
    return replace(line, footnotes=tuple(sorted(numbers[look] for look in line.looks)))
