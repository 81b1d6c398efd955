"""What the log itself would ask of one site: a look grown stale, ground not seen, counts too wide, changes seen once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from obslog.change.openness import OpenPart, Why
from obslog.change.passes import Pass
from obslog.model.looks import Look
from obslog.model.places import ELSEWHERE
from obslog.model.requirements import Evidence, Needs, Proposal, Requirement, Rule, SensorKind
from obslog.model.text import listed, plural
from obslog.observing.comparison import Comparison, TypeChange, interval_text, pass_name
from obslog.observing.pass_naming import between, brief
from obslog.observing.unseen import area_name, missing_parts
from obslog.observing.verdicts import Move, is_open, movements, rests_on, type_words, unsettled
from obslog.tasking.needs.asking import floor_of, moment_text, rounded
from obslog.tasking.needs.keys import key_of
from obslog.tasking.needs.knowing import Known
from obslog.tasking.needs.questions import UNSEEN, side_open

#: Days in which a proposal asks for its answer. A change seen once is confirmed soon or not at all.
CONFIRM_DAYS, SOON_DAYS, WINDOW_DAYS = 3.0, 7.0, 14.0
#: A change seen once longer ago than this many days is no longer to be confirmed by a look now.
_ONCE_DAYS = 14.0
#: Limits of an optical image that is to be read (tasking.md 3: sun; quality falls off beyond 30 degrees).
MAX_OFF_NADIR_DEG, MIN_SUN_DEG, MAX_CLOUD = 30.0, 15.0, 0.2


def stale(known: Known) -> list[Proposal]:
    """A site that nobody has seen for longer than its cadence; without a cadence nothing is stale."""
    cadence = known.site.cadence_days
    if cadence is None:
        return []
    usable = [one for one in known.passes if any(could_see(look) for look in one.looks)]
    place = known.site.name
    often = f"{place} is to be seen every {_days(cadence)}"
    if not usable:
        why = f"{often}, and no look of the log shows any of it."
        asked = _asked(known, Rule.STALE, f"What is at {place}?", why, (), SOON_DAYS, priority=3)
        return [_proposal(known, asked, None)]
    # A date that is an interval shows the site seen no later than its earliest instant for certain.
    newest = max(usable, key=lambda one: (one.earliest, one.latest))
    if known.now - newest.earliest <= timedelta(days=cadence):
        return []
    before = _age(newest, known.now)
    why = f"{often}; the last usable look is of {pass_name(newest)}, {before} {moment_text(known.now)}."
    blind = [one for one in known.passes if one.earliest > newest.latest and one not in usable]
    if blind:
        why += f" {_count(len(blind), 'later pass', 'later passes')} could see nothing of it."
    late = known.now - newest.earliest > timedelta(days=3 * cadence)
    types = tuple(dict.fromkeys(name for look in newest.looks for seen in look.seen for name in seen.types))
    asked = _asked(
        known, Rule.STALE, f"What is at {place} now?", why, newest.looks, max(2.0, min(cadence, WINDOW_DAYS)),
        types=types, priority=2 if late else 3,
    )  # fmt: skip
    return [_proposal(known, asked, newest.latest)]


def unseen(known: Known) -> list[Proposal]:
    """Areas of which the last pass saw nothing; one proposal for the whole site where it saw nothing at all."""
    last = known.last
    if last is None:
        return []
    areas = {area.id for area in known.site.areas} | {ELSEWHERE}
    parts = [part for part in dict.fromkeys(p for look in last.looks for p in look.parts) if part in areas]
    blind = [part for part in parts if not any(_saw_some(look, part) for look in last.looks)]
    if blind and len(blind) == len(parts):
        return [_unseen(known, last, None, parts)]
    return [_unseen(known, last, part, [part]) for part in blind if part != ELSEWHERE]


def _unseen(known: Known, last: Pass, area: str | None, parts: Sequence[str]) -> Proposal:
    place = known.site.name
    why_not = listed(missing_parts(last.looks, {p: known.names.get(p, p) for p in parts}, set(parts)))
    whole = [one for one in known.passes[:-1] if all(_saw_whole(one, part) for part in parts)]
    when = brief(known.pass_names, pass_name(last))
    why = f"The pass of {when} did not see {why_not}"
    seen = []
    if whole:
        seen = [s for look in whole[-1].looks for s in look.seen if area is None or s.area == area]
        there = listed(dict.fromkeys(f"{s.count.words()} {_or(s.types, s.count.hi)}" for s in seen))
        why += f"; it was last seen whole on {pass_name(whole[-1])}" + (f", with {there}." if there else ".")
    else:
        why += "; no recent pass saw it whole."
    asked = (
        f"What is at {place}?" if area is None else f"What is on {area_name(area, known.names)} of {place}?"
    )
    looks = (*last.looks, *(whole[-1].looks if whole else ()))
    types = tuple(dict.fromkeys(name for s in seen for name in s.types))
    made = _asked(
        known, Rule.UNSEEN, asked, why, looks, SOON_DAYS, area=area, types=types, priority=2 if seen else 3
    )
    if any(
        "cloud" in reason
        for look in last.looks
        for part, reason in look.not_observable.items()
        if part in parts
    ):
        # Radar sees through what hid it; whether it can tell the type is the analyst's to say.
        made = replace(made, needs=replace(made.needs, sensor=SensorKind.ANY))
    return _proposal(known, made, whole[-1].latest if whole else None)


def wide(known: Known) -> list[Proposal]:
    """Counts of the last pass too wide to say whether a number changed: those of one reason in one proposal.

    What a pass did not see at all is asked by `unseen`. What was seen whole and not listed in full is a matter of
    reading that image again, and what only the pass before left open no new look can tell: neither is proposed.
    """
    comparison, last = known.change, known.last
    if comparison is None or last is None:
        return []
    groups: dict[tuple[str, ...], list[TypeChange]] = {}
    sharper: dict[tuple[str, ...], bool] = {}
    when = brief(known.pass_names, pass_name(last))
    for change in unsettled(comparison, known.tree):
        found = _too_wide(known, change, last.looks, when)
        if found is not None:
            reasons, sharp = found
            groups.setdefault(reasons, []).append(change)
            sharper[reasons] = sharp
    made = []
    for reasons, changes in groups.items():
        names = listed((_or(c.diff.query, None) for c in changes), "or")
        verdict = (
            "undetermined"
            if len({str(c.diff.verdict) for c in changes}) > 1
            else str(changes[0].diff.verdict)
        )
        why = (
            f"Whether the number changed between {between(known.pass_names, comparison)} is {verdict}: "
            f"{'; '.join(reasons)}."
        )
        types = tuple(dict.fromkeys(name for c in changes for name in c.diff.query))
        rests = dict.fromkeys(look for c in changes for look in rests_on(comparison, c))
        looks = [look for one in known.passes for look in one.looks if look.id in rests]
        asked = _asked(
            known,
            Rule.WIDE,
            f"How many {names} are at {known.site.name}?",
            why,
            looks,
            WINDOW_DAYS,
            types=types,
        )
        if sharper[reasons]:
            asked = _finer(asked, last.looks)
        since = comparison.before.chosen.latest if all(_bounded(c) for c in changes) else None
        made.append(_proposal(known, asked, since))
    return made


def _bounded(change: TypeChange) -> bool:
    return change.diff.n1.lo == change.diff.n1.hi


def _too_wide(
    known: Known, change: TypeChange, looks: Sequence[Look], when: str
) -> tuple[tuple[str, ...], bool] | None:
    """Why the last pass leaves a type's number open, and whether a finer image would tell; None: it does not, or no
    new image would."""
    after = change.diff.n2
    if after.lo == after.hi or after.conflict:
        return None
    partly = [one for one in change.diff.open2 if one.why in (Why.IN_PART, Why.VISIBILITY_UNKNOWN)]
    coarse = [one for one in change.diff.open2 if one.why in (Why.TOO_SMALL, Why.OPEN_COUNT)]
    if after.hi is not None:
        return (f"on {when} it was counted as {interval_text(after.lo, after.hi)} only",), True
    if not partly and not coarse:
        return None
    told: list[OpenPart] = [one for one in change.diff.open2 if one.why in UNSEEN or one in coarse]
    return tuple(side_open(looks, when, told, known.names)), bool(coarse)


def seen_once(known: Known) -> list[Proposal]:
    """A change that the last pass alone shows: to be confirmed within a short window."""
    comparison, last = known.change, known.last
    if comparison is None or last is None or known.now - last.latest > timedelta(days=_ONCE_DAYS):
        return []
    comparison, moves = _only_last(known, comparison)
    if not moves:
        return []
    when = brief(known.pass_names, pass_name(last))
    said = listed(
        dict.fromkeys(
            f"{_at_least(move.number)} {_or(move.change.diff.query, move.number)} {move.word}"
            for move in moves
        )
    )
    said += f" between {between(known.pass_names, comparison)}"
    why = (
        f"Only the pass of {when} shows it; a further look within {_days(CONFIRM_DAYS)}, preferably by another "
        "sensor, would carry or refute it."
    )
    rests = dict.fromkeys(look for move in moves for look in rests_on(comparison, move.change))
    looks = [look for one in known.passes for look in one.looks if look.id in rests]
    types = tuple(dict.fromkeys(name for move in moves for name in move.change.diff.query))
    asked = _asked(
        known, Rule.SEEN_ONCE, f"Does a further look at {known.site.name} bear out that {said}?", why, looks,
        CONFIRM_DAYS, types=types, priority=2,
    )  # fmt: skip
    return [
        _proposal(known, replace(asked, needs=replace(asked.needs, sensor=SensorKind.ANY)), last.earliest)
    ]


def _only_last(known: Known, comparison: Comparison) -> tuple[Comparison, tuple[Move, ...]]:
    """The movements that the last pass alone shows, and the comparison that they follow from.

    Where the pass before it leaves numbers open, the one before that is its measure, less what the pass between them
    showed already.
    """
    moves = movements(comparison.changes, known.tree)
    if moves or len(known.passes) < 3 or not any(is_open(change) for change in comparison.changes):
        return comparison, moves
    wider = known.between(-3, -1)
    found = movements(wider.changes, known.tree)
    if not found:
        return wider, ()
    shown = {
        (move.change.type, move.word): move.number
        for move in movements(known.between(-3, -2).changes, known.tree)
    }
    return wider, tuple(move for move in found if move.number > shown.get((move.change.type, move.word), 0))


def asked_of(
    known: Known,
    rule: Rule,
    question: str,
    why: str,
    evidence: Evidence,
    window: tuple[datetime, datetime],
    *,
    area: str | None = None,
    types: tuple[str, ...] = (),
    priority: int = 3,
) -> Requirement:
    """A requirement as the log proposes it, with limits under which an optical image can be read."""
    floor = floor_of(known.tree, types)
    needs = Needs(
        earliest=window[0], latest=window[1], sensor=SensorKind.OPTICAL,
        max_gsd_m=rounded(floor.gsd_m) if floor is not None else None,
        min_niirs=floor.niirs if floor is not None else None,
        max_off_nadir_deg=MAX_OFF_NADIR_DEG, min_sun_deg=MIN_SUN_DEG, max_cloud=MAX_CLOUD,
    )  # fmt: skip
    asked = Requirement(
        id="", site_id=known.site.id, question=question, why=why, needs=needs, rule=rule, area_id=area,
        types=tuple(sorted(set(types))), evidence=evidence, priority=priority, asked_by="the log",
    )  # fmt: skip
    key = key_of(asked)
    return replace(asked, id=key, subject=key)


def proposal_of(known: Known, asked: Requirement, since: datetime | None) -> Proposal:
    """A proposal; where newer images wait to be looked at it says so and comes last, for they may hold the answer."""
    waits = known.newer_waiting
    if waits:
        first = min(waits, key=lambda one: one.when.earliest or known.now)
        more = f" and {len(waits) - 1} more" if len(waits) > 1 else ""
        told = f"{asked.why} First look at {first.name} of {first.when.describe()}{more}: nobody has yet."
        asked = replace(asked, why=told, priority=4)
    return Proposal(key_of(asked), asked, min(since, known.now) if since is not None else None)


def _asked(
    known: Known, rule: Rule, question: str, why: str, looks: Iterable[Look], days: float, *, area: str | None = None,
    types: tuple[str, ...] = (), priority: int = 3,
) -> Requirement:  # fmt: skip
    window = known.now, known.now + timedelta(days=days)
    return asked_of(
        known, rule, question, why, evidence_of(looks), window, area=area, types=types, priority=priority
    )


_proposal = proposal_of


def evidence_of(looks: Iterable[Look], statements: Iterable[str] = ()) -> Evidence:
    """Looks with the images that they read, and statements; each once."""
    listed_looks = list({look.id: look for look in looks}.values())
    images = dict.fromkeys(look.image_id for look in listed_looks if look.image_id)
    return Evidence(tuple(look.id for look in listed_looks), tuple(images), tuple(dict.fromkeys(statements)))


def could_see(look: Look) -> bool:
    """True where a look saw, or may have seen, any ground of its site."""
    return any(_saw_some(look, part) for part in look.visible)


def _saw_some(look: Look, part: str) -> bool:
    seen = look.visible.get(part)
    return seen is not None and seen.fraction != 0 and part not in look.not_observable


def _saw_whole(one: Pass, part: str) -> bool:
    return any(
        part in look.visible and look.visible[part].fraction == 1.0 and part not in look.not_observable
        for look in one.looks
    )


def _finer(asked: Requirement, looks: Sequence[Look]) -> Requirement:
    """Asked at half the pixel of the looks that could not tell, or at what the types take, whichever is finer."""
    cleared = [look.min_resolved_m for look in looks if look.min_resolved_m is not None]
    if not cleared:
        return asked
    # A look clears what is five pixels long (DESIGN 6, None).
    half = min(cleared) / 5.0 / 2.0
    limit = asked.needs.max_gsd_m
    return replace(
        asked, needs=replace(asked.needs, max_gsd_m=rounded(half if limit is None else min(limit, half)))
    )


def _age(one: Pass, now: datetime) -> str:
    """How long before `now` a pass was: `3 days before`, `at most 4 days before`."""
    most = (now - one.earliest).total_seconds() / 3600
    if one.earliest == one.latest:
        return f"{_hours(most)} before"
    return f"at most {_hours(most)} before"


def _hours(hours: float) -> str:
    return f"{hours:.0f} h" if hours < 48 else _days(round(hours / 24, 1 if hours < 240 else None))


def _days(days: float) -> str:
    return "day" if days == 1 else f"{days:g} days"


def _or(query: Sequence[str], n: int | None) -> str:
    return type_words(tuple(plural(name, n) for name in query))


def _at_least(number: int) -> str:
    from obslog.model.counts import Count

    return Count.at_least(number).words()


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
