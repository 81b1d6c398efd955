"""Open questions of a report, worded with its labels: each one could be answered by a new look."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.model.text import listed, safe
from obslog.report.content.numbering import Counter, Labels, file_name
from obslog.report.content.visibility import looked_at
from obslog.report.material import Material
from obslog.report.parts import Claim, ClaimKind
from obslog.tasking.needs import questions as open_questions
from obslog.tasking.needs.questions import Held


def questions(
    material: Material, labels: Labels, contradictions: Sequence[Claim], differing: Sequence[Claim] = ()
) -> tuple[Claim, ...]:
    """Every open question of the report, numbered Q1, Q2, ..., those about change first."""
    ids = Counter(f"{labels.prefix}Q")
    claims = [
        _question(ids, one.sentence, looks=one.looks, types=one.types)
        for one in open_questions.questions(_held(material))
    ]
    for image in labels.images_in_order:
        if any(image.id == waiting.id for waiting in material.waiting):
            sentence = f"What does {file_name(image.path)} of {image.identity.when.describe()} show?"
            named = (labels.images[image.id],)
            claims.append(_question(ids, f"{sentence} Nobody has looked at it.", images=named))
    for claim in (*contradictions, *differing):
        if claim.statements:
            asked = f"Which of {listed(claim.statements)} holds, if either?"
        else:
            asked = "Which of the looks holds?"
        claims.append(
            _question(
                ids,
                f"{asked} See {claim.id}.",
                looks=claim.looks,
                statements=claim.statements,
                claims=(claim.id,),
            )
        )
    return tuple(claims)


def _held(material: Material) -> Held:
    entries = looked_at(material)
    last = [material.looks[look] for look in entries[-1].looks if look in material.looks] if entries else []
    return Held(
        material.site,
        material.tree,
        material.comparisons,
        material.overall,
        material.matrix.columns,
        tuple(last),
        material.area_names,
    )


def _question(
    ids: Counter,
    sentence: str,
    *,
    looks: tuple[str, ...] = (),
    statements: tuple[str, ...] = (),
    images: tuple[str, ...] = (),
    claims: tuple[str, ...] = (),
    types: Sequence[tuple[str, ...]] = (),
) -> Claim:
    asked = tuple(dict.fromkeys(safe(name) for query in types for name in query))
    return Claim(
        ids.next(), ClaimKind.QUESTION, safe(sentence), looks, statements, images, claims, types=asked
    )
