"""What the log would ask where records exclude one another: looks of a pass, looks and statements, statements alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from obslog.change.bounds import pass_bounds
from obslog.change.passes import Pass
from obslog.model.requirements import Proposal, Rule
from obslog.model.sources import Statement
from obslog.model.text import listed
from obslog.observing.comparison import interval_text, on_parts, pass_name, zone_of
from obslog.observing.overview import cell, mentioned
from obslog.observing.pass_naming import brief
from obslog.observing.testimony import Contradiction, Testimony, claimed, contradictions
from obslog.observing.verdicts import is_below, type_words
from obslog.tasking.asking import moment_text
from obslog.tasking.knowing import Known
from obslog.tasking.rules import SOON_DAYS, asked_of, evidence_of, proposal_of


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
    """Statements of the day of the last pass that its looks exclude; those of one type and origin in one proposal."""
    comparison, last = known.change, known.last
    if comparison is None or last is None:
        return []
    said: dict[str, tuple[Testimony, tuple[str, ...], str]] = {}
    # Of a frigate and the ships it counts among, the frigate is what the source spoke of.
    for change in sorted(comparison.changes, key=lambda c: -max(known.tree.depth(n) for n in c.diff.query)):
        after = change.diff.n2
        for one in change.statements:
            if one.stands != "contradicts" or one.statement.id in said or one.same_origin_as is not None:
                continue
            if after.hi is not None and one.claim.count.lo > after.hi and _same_day(one.statement, last):
                shown = interval_text(after.lo, after.hi)
                said[one.statement.id] = (one, change.diff.query, shown)
    made = []
    for one, query, shown in said.values():
        when = brief(known.pass_names, pass_name(last))
        why = (
            f"{_who(one)} has {claimed(one.claim)} on {one.statement.when.describe()}; the looks of {when} show "
            f"{shown} {type_words(query)}."
        )
        asked = asked_of(
            known, Rule.CONTRADICTION, f"How many {type_words(query)} are at {known.site.name}?", why,
            evidence_of(last.looks, (one.statement.id,)), _soon(known), types=query, priority=2,
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
        telling = [held for held in known.passes if all(_bounds(known, held, name) for name in types)]
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
        told += f" No look since then has counted {listed((f'{name}s' for name in types), 'or')}."
        window = _soon(known)
    asked = asked_of(
        known, Rule.CONTRADICTION, question, told, evidence_of((), (first.id, second.id)), window, types=types,
        priority=4 if past else 2,
    )  # fmt: skip
    return proposal_of(known, asked, spoken_of[0])


def _bounds(known: Known, held: Pass, name: str) -> bool:
    """True where a pass bounds the number of a type above: it saw all of the ground, and listed it in full."""
    zone = zone_of(known.site, held.looks)
    looks = tuple(on_parts(look, zone.parts) for look in held.looks)
    bounds = pass_bounds(known.tree, zone, looks, (name,))
    return bounds.hi is not None and not bounds.conflict


def _same_day(statement: Statement, last: Pass) -> bool:
    earliest, latest = statement.when.earliest, statement.when.latest
    if earliest is None or latest is None:
        return False
    return earliest.date() <= last.latest.date() and latest.date() >= last.earliest.date()


def _soon(known: Known) -> tuple[datetime, datetime]:
    return known.now, known.now + timedelta(days=SOON_DAYS)


def _who(one: Testimony) -> str:
    return f"{one.source.name} [{one.statement.code}]"


def _time(span: tuple[datetime, datetime]) -> str:
    if span[0].date() == span[1].date():
        return f"{span[0].day} {span[0]:%b} {span[0].year}"
    return f"{moment_text(span[0])} to {moment_text(span[1])}"
