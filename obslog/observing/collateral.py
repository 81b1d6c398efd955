"""Recording what others say and what the analyst concludes: sources, statements, assessments."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.model import estimates
from obslog.model.counts import parse_count
from obslog.model.edtf import parse_edtf
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.estimates import Assessment
from obslog.model.looks import Scope
from obslog.model.notation import Notation
from obslog.model.sources import (
    CREDIBILITY,
    RELIABILITY,
    AdmiraltyCode,
    Claim,
    Source,
    Statement,
    parse_admiralty,
)
from obslog.model.text import fold
from obslog.model.types import TypeTree
from obslog.model.when import Basis
from obslog.observing.desk import Desk, near_names, read_basis, required
from obslog.store import queries, rows
from obslog.store.ids import new_id


def source_add(
    desk: Desk,
    name: str,
    *,
    kind: str,
    reliability: str = "F",
    url: str | None = None,
    notes: str | None = None,
) -> Source:
    """Add a source. Raises `WordError` for a bad grade, `RefusedError` for a name in use."""
    letter = reliability.strip().upper()
    if letter not in RELIABILITY:
        raise WordError("reliability", reliability, "write a letter A to F; F = cannot be judged")
    source = Source(
        new_id(), required("source name", name), required("kind of source", kind), letter, url, notes
    )
    with desk.ws.transaction():
        if any(fold(s.name) == fold(source.name) for s in queries.sources(desk.ws)):
            raise RefusedError(f"there is already a source {source.name!r}")
        desk.write("source add", rows.source_ops(source), {"source": source.name})
    return source


def find_source(desk: Desk, text: str) -> Source:
    """The source of that name, or id prefix. Raises `NotFoundError` with close names."""
    known = queries.sources(desk.ws)
    for source in known:
        if fold(source.name) == fold(text) or (len(text) >= 6 and source.id.endswith(text.upper())):
            return source
    names = [source.name for source in known]
    raise NotFoundError("source", text, near_names(text, names), hint="obslog source add NAME --kind KIND")


def _claim(notation: Notation, tree: TypeTree, text: str) -> Claim:
    head = text.partition(";")[0]
    read = notation.sighting(text)
    if isinstance(read, Scope):
        return Claim((read.type,), parse_count(head.partition("=")[2]))
    return Claim(read.types, read.count, read.certain, read.state)


def statement_add(
    desk: Desk,
    site: str,
    text: str,
    *,
    source_name: str,
    when: str,
    basis: str = "caption",
    counts: Sequence[str] = (),
    code: str | None = None,
    origin: str | None = None,
    movement: str | None = None,
    kind: str = "observation",
) -> Statement:
    """Add what a source says of a site. Raises `WordError`, `NotFoundError`; nothing is half-written."""
    if movement not in (None, "arrived", "left"):
        raise WordError("movement", str(movement), "write arrived or left, or leave it out")
    if kind not in ("observation", "assessment"):
        raise WordError("kind of statement", kind, "write observation or assessment")

    def no_area(name: str) -> str:
        raise WordError(
            "area", name, "a statement's count carries no area: it says nothing of what could be seen"
        )

    notation = Notation(desk.tree(), no_area)
    source = find_source(desk, source_name)
    statement = Statement(
        id=new_id(),
        site_id=desk.site(site).id,
        source_id=source.id,
        when=parse_edtf(when, read_basis(basis)),
        text=required("statement", text),
        claims=tuple(_claim(notation, desk.tree(), count) for count in counts),
        code=parse_admiralty(code) if code else AdmiraltyCode(source.reliability, "6"),
        origin=origin,
        movement=movement,
        kind=kind,
    )
    desk.write(
        "statement add", rows.statement_ops(statement), {"site": desk.site(site).name, "source": source.name}
    )
    return statement


def warnings(desk: Desk, statement: Statement) -> tuple[str, ...]:
    """What should make the reader pause: the date's own warnings; a "confirmed" without a second origin."""
    found = list(statement.when.warnings)
    if statement.code.credibility == "1":
        independent = [
            s
            for s, _ in queries.statements(desk.ws, statement.site_id)
            if s.id != statement.id
            and s.source_id != statement.source_id
            and (s.origin is None or s.origin != statement.origin)
        ]
        if not independent:
            found.append(
                f"credibility 1 means {CREDIBILITY['1']}, and the log holds no independent statement"
            )
    return tuple(found)


def assessment_add(
    desk: Desk,
    site: str,
    text: str,
    *,
    when: str | None = None,
    likelihood: str | None = None,
    confidence: str | None = None,
    based_on: Sequence[str] = (),
    supersedes: str | None = None,
    why: str | None = None,
) -> Assessment:
    """Add a conclusion in ICD 203 words. Raises `RefusedError` with every rule that the text breaks."""
    findings = estimates.lint(required("assessment", text))
    if findings:
        raise RefusedError("this assessment breaks ICD 203: " + "; ".join(findings))
    if likelihood is not None:
        likelihood = estimates.parse_likelihood(likelihood)
    level = estimates.parse_confidence(confidence) if confidence is not None else None
    if supersedes and not (why or "").strip():
        raise RefusedError("a judgement that supersedes another says why it changed: add --why TEXT")
    place = desk.site(site)
    looks = tuple(queries.find_id(desk.ws, "looks", look) for look in based_on)
    old = queries.find_id(desk.ws, "assessments", supersedes) if supersedes else None
    moment = parse_edtf(when, Basis.ANALYST) if when else None
    assessment = Assessment(
        id=new_id(),
        site_id=place.id,
        text=text.strip(),
        likelihood=likelihood,
        confidence=level,
        based_on=looks,
        when=moment,
        supersedes=old,
        why=why,
    )
    desk.write(
        "assessment add", rows.assessment_ops(assessment, desk.actor.name, desk.stamp()), {"site": place.name}
    )
    return assessment


def statement_list(desk: Desk, site: str | None) -> tuple[Statement, ...]:
    """Statements of one site or of all, oldest first."""
    return tuple(s for s, _ in queries.statements(desk.ws, desk.site(site).id if site else None))


def assessment_list(desk: Desk, site: str | None) -> tuple[Assessment, ...]:
    """Assessments of one site or of all, oldest first."""
    return tuple(queries.assessments(desk.ws, desk.site(site).id if site else None))
