"""What the log would ask where records exclude one another: looks of a pass, looks and statements, statements alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from obslog.change.bounds import Bounds, pass_bounds
from obslog.change.passes import Pass
from obslog.model.requirements import Proposal, Rule
from obslog.model.sources import Statement
from obslog.model.text import listed, plural
from obslog.observing.comparison import interval_text, on_parts, pass_name, zone_of
from obslog.observing.overview import cell, mentioned
from obslog.observing.pass_naming import brief
from obslog.observing.testimony import Contradiction, certain_of, claimed, contradictions
from obslog.observing.verdicts import is_below, type_words
from obslog.tasking.needs.asking import moment_text
from obslog.tasking.needs.knowing import Known
from obslog.tasking.needs.rules import SOON_DAYS, asked_of, evidence_of, proposal_of


def clashes(known: Known) -> list[Proposal]:
    """Every contradiction that a further image may settle."""
    return [*_within_pass(known), *_against_looks(known), *_among_statements(known)]


def _within_pass(known: Known) -> list[Proposal]:
    """Types on which the looks of the last pass exclude one another."""
    last = known.last
    if last is None or len(last.looks) < 2:
        return []
    found = []
    for query in mentioned(known.tree, [last]):
        one = cell(known.tree, known.site, last, query)
        if one.kind == "conflict":
            found.append((query, one.bounds))
    made = []
    for query, bounds in found:
        if any(is_below(known.tree, other, query) for other, _ in found):
            continue
        when = brief(known.pass_names, pass_name(last))
        named = type_words(query)
        why = f"Looks of {when} exclude one another on {named}: at least {bounds.lo} against at most {bounds.hi}."
        looks = [look for look in last.looks if look.id in bounds.looks] or list(last.looks)
        asked = asked_of(
            known, Rule.CONTRADICTION, f"How many {named} are at {known.site.name}?", why, evidence_of(looks),
            _soon(known), types=query, priority=2,
        )  # fmt: skip
        made.append(proposal_of(known, asked, last.earliest))
    return made


def _against_looks(known: Known) -> list[Proposal]:
    """Statements of the day of the last pass that its looks exclude; those of one origin count once.

    A statement carries no visibility, so only its lower bound can contradict, and only what it is certain of.
    """
    last = known.last
    if last is None:
        return []
    made, told = [], set()
    for statement, source in known.statements:
        if statement.movement is not None or not _same_day(statement, last):
            continue
        for claim in statement.claims:
            kind = certain_of(known.tree, claim)
            bounds = _bounds(known, last, kind)
            key = (statement.acquisition_id or statement.origin or statement.id, kind, claim.count.lo)
            if bounds.conflict or bounds.hi is None or claim.count.lo <= bounds.hi or key in told:
                continue
            told.add(key)
            when = brief(known.pass_names, pass_name(last))
            shown = (
                f"{interval_text(bounds.lo, bounds.hi)} {plural(kind, bounds.hi)}"
                if bounds.hi
                else f"no {kind}"
            )
            why = (
                f"{source.name} [{statement.code}] has {claimed(claim)} on {statement.when.describe()}; "
                f"the looks of {when} show {shown}."
            )
            asked = asked_of(
                known, Rule.CONTRADICTION, f"How many {plural(kind, None)} are at {known.site.name}?", why,
                evidence_of(last.looks, (statement.id,)), _soon(known), types=(kind,), priority=2,
            )  # fmt: skip
            made.append(proposal_of(known, asked, last.earliest))
    return made


def _among_statements(known: Known) -> list[Proposal]:
    """Statements of one origin that cannot both hold as printed.

    Where a look of that time counted what they name, it has settled them. Where only a later one has, the present is
    known and an image of the time they speak of alone can tell.
    """
    made = []
    for one in contradictions(known.tree, known.statements):
        begin = max((s.when.earliest for s in one.statements if s.when.earliest is not None), default=None)
        end = min((s.when.latest for s in one.statements if s.when.latest is not None), default=None)
        if begin is None or end is None or begin > end:
            continue
        types = tuple(
            dict.fromkeys(name for s in one.statements for claim in s.claims for name in claim.types)
        )
        telling = [held for held in known.passes if all(_counts(known, held, name) for name in types)]
        if any(held.earliest <= end and held.latest >= begin for held in telling):
            continue
        made.append(_between(known, one, types, (begin, end), any(held.earliest > end for held in telling)))
    return made


def _between(
    known: Known, one: Contradiction, types: tuple[str, ...], spoken_of: tuple[datetime, datetime], past: bool
) -> Proposal:
    first, second = one.statements
    either = " or ".join(claimed(s.claims[0]) for s in one.statements)
    place, when = known.site.name, first.when.describe()
    sentence = one.sentence[:1].upper() + one.sentence[1:].rstrip(".")
    told = f"{sentence}."
    if past:
        question = f"Which was at {place} on {when}: {either}, if either?"
        told += f" A later look counted them, so an image of {_time(spoken_of)} alone can tell which held."
        window = spoken_of
    else:
        question = f"Which is at {place}: {either}, if either?"
        told += f" No look since then has counted {listed((plural(name, None) for name in types), 'or')}."
        window = _soon(known)
    asked = asked_of(
        known, Rule.CONTRADICTION, question, told, evidence_of((), (first.id, second.id)), window, types=types,
        priority=4 if past else 2,
    )  # fmt: skip
    return proposal_of(known, asked, spoken_of[0])


def _counts(known: Known, held: Pass, name: str) -> bool:
    """True where a pass bounds the number of a type above: it saw all of the ground, and listed it in full."""
    bounds = _bounds(known, held, name)
    return bounds.hi is not None and not bounds.conflict


def _bounds(known: Known, held: Pass, name: str) -> Bounds:
    zone = zone_of(known.site, held.looks)
    return pass_bounds(known.tree, zone, tuple(on_parts(look, zone.parts) for look in held.looks), (name,))


def _same_day(statement: Statement, last: Pass) -> bool:
    earliest, latest = statement.when.earliest, statement.when.latest
    if earliest is None or latest is None:
        return False
    return earliest.date() <= last.latest.date() and latest.date() >= last.earliest.date()


def _soon(known: Known) -> tuple[datetime, datetime]:
    return known.now, known.now + timedelta(days=SOON_DAYS)


def _time(span: tuple[datetime, datetime]) -> str:
    if span[0].date() == span[1].date():
        return f"{span[0].day} {span[0]:%b} {span[0].year}"
    return f"{moment_text(span[0])} to {moment_text(span[1])}"
