"""Open questions, derived from what the report holds: each one could be answered by a new look."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.model.looks import Look
from obslog.model.text import plural, safe
from obslog.observing.comparison import Comparison, TypeChange, pass_name
from obslog.report.changes import is_open, rests_on, type_words
from obslog.report.finding import most_specific, movements
from obslog.report.material import Material
from obslog.report.numbering import Counter, Labels, file_name, listed
from obslog.report.parts import Claim, ClaimKind
from obslog.report.visibility import looked_at, missing_parts


def questions(
    material: Material, labels: Labels, contradictions: Sequence[Claim], differing: Sequence[Claim] = ()
) -> tuple[Claim, ...]:
    """Every open question of the report, numbered Q1, Q2, ..., those about change first."""
    ids = Counter("Q")
    claims = [*_undetermined(material, ids), *_seen_once(material, ids), *_last_pass(material, ids)]
    for image in labels.images_in_order:
        if any(image.id == waiting.id for waiting in material.waiting):
            sentence = f"What does {file_name(image.path)} of {image.identity.when.describe()} show?"
            named = (labels.images[image.id],)
            claims.append(_question(ids, f"{sentence} Nobody has looked at it.", images=named))
    for claim in (*contradictions, *differing):
        if claim.statements:
            asked = f"Which of {listed(claim.statements)} holds, if either?"
        else:
            asked = "Which look holds?"
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


def why_open(change: TypeChange, comparison: Comparison, material: Material) -> str:
    """Why a strict verdict leaves the question open: what each side did not show."""
    reasons = []
    for side, bounds in ((comparison.before, change.diff.n1), (comparison.after, change.diff.n2)):
        if bounds.hi is not None:
            continue
        when, looks = pass_name(side.chosen), side.chosen.looks
        missing = missing_parts(looks, material.area_names)
        if missing:
            reasons.append(f"{when}: {listed(missing)} not seen")
        elif _too_coarse(looks):
            reasons.append(
                f"{when}: the image may be too coarse for it, or the list is not said to be complete"
            )
        else:
            reasons.append(f"{when}: the list is not said to be complete for it")
    if not reasons:
        return "the bounds of both passes overlap"
    return "; ".join(reasons)


def _undetermined(material: Material, ids: Counter) -> list[Claim]:
    claims: list[Claim] = []
    asked: set[tuple[str, ...]] = set()
    ordered = [*([material.overall] if material.overall else []), *reversed(material.comparisons)]
    for comparison in ordered:
        unsettled = [change for change in comparison.changes if is_open(change)]
        for change in most_specific(unsettled, material.tree):
            query = change.diff.query
            if query in asked:
                continue
            asked.add(query)
            first, last = (pass_name(side.chosen) for side in (comparison.before, comparison.after))
            names = " or ".join(plural(name, None) for name in query)
            sentence = (
                f"Did the number of {names} change between {first} and {last}? "
                f"{str(change.diff.verdict).capitalize()}: {why_open(change, comparison, material)}."
            )
            claims.append(_question(ids, sentence, looks=rests_on(comparison, change)))
    return claims


def _seen_once(material: Material, ids: Counter) -> list[Claim]:
    """Movements that only the last pass shows: a further look would carry or refute them."""
    if not material.comparisons:
        return []
    last = material.comparisons[-1]
    moves = movements(last, material.tree)
    if not moves:
        return []
    when = pass_name(last.after.chosen)
    named = listed(dict.fromkeys(f"{type_words(change.diff.query)} ({word})" for _, change, word, _ in moves))
    looks = dict.fromkeys(look for _, change, _, _ in moves for look in rests_on(last, change))
    sentence = f"Does a later pass bear out the change that only {when} shows: {named}?"
    return [_question(ids, sentence, looks=tuple(looks))]


def _last_pass(material: Material, ids: Counter) -> list[Claim]:
    entries = looked_at(material)
    if not entries:
        return []
    last = entries[-1]
    looks = [material.looks[look] for look in last.looks if look in material.looks]
    missing = missing_parts(looks, material.area_names)
    if not missing:
        return []
    sentence = f"What did {listed(missing)} hold on {last.name}? The last pass could not see it."
    return [_question(ids, sentence, looks=last.looks)]


def _too_coarse(looks: Sequence[Look]) -> bool:
    return any(look.min_resolved_m is not None for look in looks)


def _question(
    ids: Counter,
    sentence: str,
    *,
    looks: tuple[str, ...] = (),
    statements: tuple[str, ...] = (),
    images: tuple[str, ...] = (),
    claims: tuple[str, ...] = (),
) -> Claim:
    return Claim(ids.next(), ClaimKind.QUESTION, safe(sentence), looks, statements, images, claims)
