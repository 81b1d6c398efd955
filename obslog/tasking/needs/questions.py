"""The open questions of a site as data: what the looks leave open, since when, and why; one derivation for all faces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from obslog.change.openness import OpenPart, Why
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.text import listed, plural
from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison, TypeChange, pass_name
from obslog.observing.pass_naming import between, brief
from obslog.observing.unseen import missing_parts, unseen_parts
from obslog.observing.verdicts import Query, movements, rests_on, type_words, unsettled

#: Parts that a look could not see whole.
UNSEEN = (Why.NOT_COVERED, Why.NOT_VISIBLE, Why.VISIBILITY_UNKNOWN, Why.IN_PART)
#: Parts seen whole that leave a number open all the same.
_OTHERWISE = {
    Why.TOO_SMALL: "the image of {} is too coarse to clear it",
    Why.NOT_LISTED: "the looks of {} do not list it in full",
    Why.OPEN_COUNT: "on {} it was counted only from below",
}


class Kind(StrEnum):
    """What leaves a question open."""

    #: The bounds of two passes do not decide whether a number changed.
    UNDETERMINED = "undetermined"
    #: A change that the last pass alone shows.
    SEEN_ONCE = "seen once"
    #: Ground that the last pass could not see.
    UNSEEN = "not observable"
    #: An image that nobody has looked at.
    NOT_EXPLOITED = "not exploited"
    #: Records that cannot both hold.
    CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Question:
    """One open question. `sentence` says it whole, `why` what leaves it open.

    `types` are the types or sets it asks of, `areas` the ids of the parts that were not seen, `looks`, `images`
    (sha256) and `statements` what it rests on. `since` is the last instant (aware UTC) at which the answer was
    known; None where it never was.
    """

    kind: Kind
    sentence: str
    why: str
    types: tuple[Query, ...] = ()
    areas: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True)
class Held:
    """What questions are derived from. `comparisons` holds each consecutive pair of passes of a period, `overall` the
    first against the last (None with fewer than two); `passes` their names; `last` the looks of the newest one.
    """

    site: Site
    tree: TypeTree | None
    comparisons: tuple[Comparison, ...]
    overall: Comparison | None
    passes: tuple[str, ...]
    last: tuple[Look, ...]
    area_names: Mapping[str, str]


def questions(held: Held) -> tuple[Question, ...]:
    """What the comparisons and the last pass leave open, those about change first."""
    return (*undetermined(held), *seen_once(held), *last_pass(held))


def undetermined(held: Held) -> tuple[Question, ...]:
    """Types whose number may have changed, those of one comparison and one reason in one question.

    Of the whole period every open verdict is asked; of two passes within it only what the whole period does
    not ask: verdicts that both passes bound and still leave open, and types the whole period does not have.
    """
    asked: set[str] = set()
    found: list[Question] = []
    for comparison in [*([held.overall] if held.overall else []), *reversed(held.comparisons)]:
        main = comparison is held.overall or held.overall is None
        left_open = [
            change
            for change in unsettled(comparison, held.tree)
            if change.type not in asked
            and (main or str(change.diff.verdict) == "undetermined" or not _has(held.overall, change.type))
        ]
        reasons: dict[tuple[str, str], list[TypeChange]] = {}
        for change in left_open:
            asked.add(change.type)
            key = (str(change.diff.verdict), why_open(change, comparison, held))
            reasons.setdefault(key, []).append(change)
        for (verdict, why), changes in reasons.items():
            found.append(_of_change(held, comparison, verdict, why, changes))
    return tuple(found)


def _of_change(
    held: Held, comparison: Comparison, verdict: str, why: str, changes: Sequence[TypeChange]
) -> Question:
    names = listed((" or ".join(plural(n, None) for n in c.diff.query) for c in changes), "or")
    open_parts = [part for c in changes for part in (*c.diff.open1, *c.diff.open2)]
    return Question(
        Kind.UNDETERMINED,
        f"Did the number of {names} change between {between(held.passes, comparison)}? "
        f"{verdict.capitalize()}: {why}.",
        why,
        types=tuple(change.diff.query for change in changes),
        areas=tuple(dict.fromkeys(one.part for one in open_parts if one.why in UNSEEN)),
        looks=_looks(comparison, changes),
        since=_last_known(held, comparison.before.chosen.latest, [change.diff.query for change in changes]),
    )


def _last_known(held: Held, until: datetime, asked: Sequence[Query]) -> datetime | None:
    """The newest moment up to `until` at which a pass bounded each of these numbers; None where none did."""
    known: dict[Query, datetime] = {}
    for comparison in (*held.comparisons, *([held.overall] if held.overall else [])):
        for change in comparison.changes:
            for side, bounds in ((comparison.before, change.diff.n1), (comparison.after, change.diff.n2)):
                when, query = side.chosen.latest, change.diff.query
                if bounds.hi is not None and when <= until:
                    known[query] = max(when, known.get(query, when))
    moments = [known.get(query) for query in asked]
    return min((one for one in moments if one is not None), default=None) if None not in moments else None


def why_open(change: TypeChange, comparison: Comparison, held: Held) -> str:
    """Why a strict verdict leaves the question open: what each side did not show."""
    reasons = []
    for side, open_parts in ((comparison.before, change.diff.open1), (comparison.after, change.diff.open2)):
        when = brief(held.passes, pass_name(side.chosen))
        reasons += side_open(side.chosen.looks, when, open_parts, held.area_names)
    return "; ".join(reasons) or "the bounds of both passes overlap"


def side_open(
    looks: Sequence[Look], when: str, open_parts: Iterable[OpenPart], area_names: Mapping[str, str]
) -> list[str]:
    """What one pass did not show of a type; `when` names the pass."""
    parts = list(open_parts)
    reasons = []
    missing = missing_parts(looks, area_names, {one.part for one in parts if one.why in UNSEEN})
    if missing:
        reasons.append(f"the pass of {when} did not see {listed(missing)}")
    for why, words in _OTHERWISE.items():
        if any(one.why is why for one in parts):
            reasons.append(words.format(when))
    return reasons


def seen_once(held: Held) -> tuple[Question, ...]:
    """Movements that only the last pass shows: a further look would carry or refute them."""
    if not held.comparisons:
        return ()
    last = held.comparisons[-1]
    moves = movements(last.changes, held.tree)
    if not moves:
        return ()
    when = brief(held.passes, pass_name(last.after.chosen))
    named = listed(dict.fromkeys(f"{type_words(move.change.diff.query)} ({move.word})" for move in moves))
    sentence = f"Does a later pass bear out the change that only {when} shows: {named}?"
    return (
        Question(
            Kind.SEEN_ONCE, sentence, f"only the pass of {when} shows it",
            types=tuple(dict.fromkeys(move.change.diff.query for move in moves)),
            looks=_looks(last, [move.change for move in moves]), since=last.after.chosen.earliest,
        ),
    )  # fmt: skip


def last_pass(held: Held) -> tuple[Question, ...]:
    """What the newest pass could not see."""
    missing = missing_parts(held.last, held.area_names)
    if not missing:
        return ()
    when = brief(held.passes, held.passes[-1])
    why = "The last pass could not see it."
    parts = unseen_parts(held.last)
    return (
        Question(
            Kind.UNSEEN, f"What did {listed(missing)} hold on {when}? {why}", why, areas=parts,
            looks=tuple(look.id for look in held.last), since=_last_whole(held, parts),
        ),
    )  # fmt: skip


def _last_whole(held: Held, parts: tuple[str, ...]) -> datetime | None:
    """When the newest pass before the last one that saw all of these parts whole was made at the latest."""
    before = [comparison.before.chosen for comparison in reversed(held.comparisons)]
    found = (one for one in before if not set(parts) & set(unseen_parts(one.looks)))
    return next(
        (one.latest for one in found if any(set(parts) <= set(look.parts) for look in one.looks)), None
    )


def _looks(comparison: Comparison, changes: Iterable[TypeChange]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(look for change in changes for look in rests_on(comparison, change)))


def _has(comparison: Comparison | None, kind: str) -> bool:
    return comparison is not None and any(change.type == kind for change in comparison.changes)
