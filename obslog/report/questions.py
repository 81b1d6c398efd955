"""Open questions, derived from what the report holds: each one could be answered by a new look."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.change.openness import Why
from obslog.model.text import plural, safe
from obslog.observing.comparison import Comparison, TypeChange, pass_name
from obslog.report.changes import movements, rests_on, type_words
from obslog.report.finding import unsettled
from obslog.report.material import Material
from obslog.report.naming import between, brief
from obslog.report.numbering import Counter, Labels, file_name, listed
from obslog.report.parts import Claim, ClaimKind
from obslog.report.visibility import looked_at, missing_parts

#: Parts that a look could not see whole.
_UNSEEN = (Why.NOT_COVERED, Why.NOT_VISIBLE, Why.VISIBILITY_UNKNOWN, Why.IN_PART)
#: Parts seen whole that leave a number open all the same.
_OTHERWISE = {
    Why.TOO_SMALL: "the image of {} is too coarse to clear it",
    Why.NOT_LISTED: "the looks of {} do not list it in full",
    Why.OPEN_COUNT: "on {} it was counted only from below",
}


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


def why_open(change: TypeChange, comparison: Comparison, material: Material) -> str:
    """Why a strict verdict leaves the question open: what each side did not show."""
    names = material.area_names
    reasons = []
    for side, open_parts in ((comparison.before, change.diff.open1), (comparison.after, change.diff.open2)):
        when, looks = brief(material, pass_name(side.chosen)), side.chosen.looks
        unseen = {one.part for one in open_parts if one.why in _UNSEEN}
        missing = missing_parts(looks, names, unseen)
        if missing:
            reasons.append(f"the pass of {when} did not see {listed(missing)}")
        for why, words in _OTHERWISE.items():
            if any(one.why is why for one in open_parts):
                reasons.append(words.format(when))
    return "; ".join(reasons) or "the bounds of both passes overlap"


def _undetermined(material: Material, ids: Counter) -> list[Claim]:
    """Types whose number may have changed, those of one comparison and one reason in one question.

    Of the whole period every open verdict is asked; of two passes within it only what the whole period does
    not ask: verdicts that both passes bound and still leave open, and types the whole period does not have.
    """
    asked: set[str] = set()
    claims: list[Claim] = []
    for comparison in [*([material.overall] if material.overall else []), *reversed(material.comparisons)]:
        main = comparison is material.overall or material.overall is None
        left_open = [
            change
            for change in unsettled(comparison, material.tree)
            if change.type not in asked
            and (
                main or str(change.diff.verdict) == "undetermined" or not _has(material.overall, change.type)
            )
        ]
        reasons: dict[tuple[str, str], list[TypeChange]] = {}
        for change in left_open:
            asked.add(change.type)
            key = (str(change.diff.verdict), why_open(change, comparison, material))
            reasons.setdefault(key, []).append(change)
        for (verdict, why), changes in reasons.items():
            names = listed((" or ".join(plural(n, None) for n in c.diff.query) for c in changes), "or")
            sentence = (
                f"Did the number of {names} change between {between(material, comparison)}? "
                f"{verdict.capitalize()}: {why}."
            )
            looks = dict.fromkeys(look for change in changes for look in rests_on(comparison, change))
            claims.append(_question(ids, sentence, looks=tuple(looks)))
    return claims


def _has(comparison: Comparison | None, kind: str) -> bool:
    return comparison is not None and any(change.type == kind for change in comparison.changes)


def _seen_once(material: Material, ids: Counter) -> list[Claim]:
    """Movements that only the last pass shows: a further look would carry or refute them."""
    if not material.comparisons:
        return []
    last = material.comparisons[-1]
    moves = movements(last.changes, material.tree)
    if not moves:
        return []
    when = brief(material, pass_name(last.after.chosen))
    named = listed(dict.fromkeys(f"{type_words(move.change.diff.query)} ({move.word})" for move in moves))
    looks = dict.fromkeys(look for move in moves for look in rests_on(last, move.change))
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
    sentence = (
        f"What did {listed(missing)} hold on {brief(material, last.name)}? The last pass could not see it."
    )
    return [_question(ids, sentence, looks=last.looks)]


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
