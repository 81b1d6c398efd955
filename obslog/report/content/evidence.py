"""What a report rests on: footnotes to looks, the list of images, statements, their sources, assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from obslog.model.images import Image
from obslog.model.sources import RELIABILITY, Statement
from obslog.model.sources import Claim as Said
from obslog.model.text import plural, safe
from obslog.model.when import UNDATED
from obslog.report.content.numbering import Labels, basis_words, file_name, in_time
from obslog.report.material import Material
from obslog.report.parts import AssessmentLine, Claim, EvidenceLine, Note, SourceLine, StatementLine

#: How a statement stands to a verdict, the gravest first.
_STANDS = ("contradicts", "agrees", "adds")


def notes(material: Material, labels: Labels, numbers: Mapping[str, int]) -> tuple[Note, ...]:
    """A footnote for each look, in the order of `numbers`."""
    ordered = sorted(numbers.items(), key=lambda item: item[1])
    return tuple(_note(material, labels, look, number) for look, number in ordered)


def _note(material: Material, labels: Labels, id_: str, number: int) -> Note:
    look = material.looks.get(id_)
    if look is None:
        # A verdict may rest on a look outside the period; it is named by its id all the same.
        return Note(number, safe(id_), short(id_), "not in this report", "", "", "", None, None, None, None)
    image = material.images.get(look.image_id) if look.image_id else None
    return Note(
        number=number,
        look=safe(look.id),
        short=short(look.id),
        analyst=safe(look.analyst) or "analyst not named",
        analyst_basis=safe(look.analyst_basis),
        when=safe(look.when.describe()),
        when_basis=safe(basis_words(look.when)),
        evidence=labels.images.get(image.id) if image else None,
        image=file_name(image.path) if image else None,
        sha256=safe(image.id) if image else None,
        entry=material.entries.get(look.id),
        derived_from=short(look.derived_from) if look.derived_from else None,
    )


def evidence(material: Material, labels: Labels) -> tuple[EvidenceLine, ...]:
    """Each image that a look of this report read, or that nobody read, in order of time."""
    used = {look.image_id for look in material.looks.values()}
    return tuple(_image(image, material, labels, used) for image in labels.images_in_order)


def _image(image: Image, material: Material, labels: Labels, used: set[str | None]) -> EvidenceLine:
    identity = image.identity
    share = dict(image.sites).get(material.site.id)
    siblings = tuple(
        labels.images[other.id]
        for other in labels.images_in_order
        if other.id != image.id and image.acquisition_id and other.acquisition_id == image.acquisition_id
    )
    return EvidenceLine(
        id=labels.images[image.id],
        name=file_name(image.path),
        sha256=safe(image.id),
        size=image.size,
        when=safe(identity.when.describe()),
        when_basis=safe(basis_words(identity.when)),
        gsd="unknown" if identity.gsd_m is None else f"{identity.gsd_m:.2f} m",
        platform=safe(identity.platform or "unknown"),
        covers="unknown" if share is None else share_words(share),
        acquisition=safe(image.acquisition_id) if image.acquisition_id else None,
        same_acquisition_as=siblings,
        licence=safe(image.licence) if image.licence else None,
        drawn=identity.drawn,
        looked_at=image.id in used,
        warnings=tuple(
            safe(warning) for warning in dict.fromkeys((*identity.warnings, *identity.when.warnings))
        ),
    )


def statements(material: Material, labels: Labels, claims: Sequence[Claim]) -> tuple[StatementLine, ...]:
    """What sources say, in order of time, each with the claims it stands beside."""
    first_of: dict[str, str] = {}
    lines = []
    for statement, source in labels.statements_in_order:
        mine = labels.statements[statement.id]
        key = statement.acquisition_id or statement.origin
        counts_with = first_of.setdefault(key, mine) if key else mine
        beside: dict[str, list[str]] = {}
        for claim in claims:
            for one in claim.beside:
                if one.statement == mine:
                    beside.setdefault(one.stands, []).append(claim.id)
        lines.append(
            StatementLine(
                id=mine,
                statement=safe(statement.id),
                kind=safe(statement.kind),
                source=safe(source.name),
                source_kind=safe(source.kind),
                when=safe(statement.when.describe()),
                when_basis=safe(basis_words(statement.when)),
                text=safe(statement.text),
                says=tuple(_said(statement, claim) for claim in statement.claims),
                code=safe(str(statement.code)),
                code_words=statement.code.words,
                origin=safe(statement.origin) if statement.origin else None,
                counts_with=None if counts_with == mine else counts_with,
                beside=tuple((word, tuple(beside[word])) for word in _STANDS if word in beside),
            )
        )
    return tuple(lines)


def sources(material: Material, labels: Labels) -> tuple[SourceLine, ...]:
    """Who is quoted, by name, with the labels of what each says."""
    found = {source.id: source for _, source in material.statements}
    said: dict[str, list[str]] = {}
    for statement, source in labels.statements_in_order:
        said.setdefault(source.id, []).append(labels.statements[statement.id])
    return tuple(
        SourceLine(
            id=safe(source.id),
            name=safe(source.name),
            kind=safe(source.kind),
            reliability=RELIABILITY.get(source.reliability, "not judged"),
            url=safe(source.url) if source.url else None,
            notes=safe(source.notes) if source.notes else None,
            statements=tuple(said[source.id]),
        )
        for source in sorted(found.values(), key=lambda s: (s.name, s.id))
    )


def assessments(material: Material, prefix: str = "") -> tuple[AssessmentLine, ...]:
    """What is concluded, as written; a superseded one keeps its place and is named by its successor."""
    ordered = sorted(
        material.assessments,
        key=lambda a: in_time(a.when or UNDATED, a.id),
    )
    names = {one.id: f"{prefix}A{number}" for number, one in enumerate(ordered, start=1)}
    return tuple(
        AssessmentLine(
            id=names[one.id],
            assessment=safe(one.id),
            text=safe(one.text),
            likelihood=safe(one.likelihood) if one.likelihood else None,
            confidence=safe(str(one.confidence)) if one.confidence else None,
            when=safe(one.when.describe()) if one.when is not None else None,
            looks=one.based_on,
            supersedes=names.get(one.supersedes, short(one.supersedes)) if one.supersedes else None,
            why=safe(one.why) if one.why else None,
        )
        for one in ordered
    )


def drawn(material: Material, labels: Labels) -> tuple[str, ...]:
    """The labels of the images that are drawn and no photographs."""
    return tuple(labels.images[image.id] for image in labels.images_in_order if image.identity.drawn)


def short(id_: str) -> str:
    """The end of an id, enough to tell two apart."""
    return safe(id_[-8:])


def share_words(share: float) -> str:
    """A covered share in percent, never rounded up to all or down to none."""
    if share >= 1.0:
        return "100 % of the site"
    if share <= 0.0:
        return "none of the site"
    return f"{min(99, max(1, round(share * 100)))} % of the site"


def _said(statement: Statement, claim: Said) -> str:
    number = claim.count.lo if claim.count.hi == claim.count.lo else None
    names = " or ".join(plural(name, number) for name in claim.types)
    moved = f" {statement.movement}" if statement.movement else ""
    sure = f" (certain: {claim.certain})" if claim.certain and (claim.certain,) != claim.types else ""
    state = f", {claim.state}" if claim.state else ""
    return safe(f"{claim.count.words()} {names}{moved}{state}{sure}")
