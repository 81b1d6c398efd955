"""What the log does not know of its sites: open questions, the times nothing was seen, what could have come and gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from obslog.change.passes import Pass
from obslog.model.errors import RefusedError
from obslog.model.text import listed
from obslog.observing.comparison import Comparison
from obslog.observing.desk import Desk
from obslog.observing.questions import read_types
from obslog.observing.testimony import claimed, contradictions
from obslog.observing.unseen import area_name
from obslog.observing.verdicts import movements, type_words
from obslog.store import queries
from obslog.store.queries.observed import Seen, observed
from obslog.tasking.needs.asking import moment_text, read_instant
from obslog.tasking.needs.knowing import LOOKS, Known, as_of_instant, known_sites
from obslog.tasking.needs.questions import Held, Kind, Question, questions
from obslog.tasking.needs.unseen_times import Gap, gaps_between, longer_than, longest

#: So many gaps of a ground are named, those that may have lasted longest.
NAMED = 5
#: In a log of more sites than this, of each the last two passes are compared where all are asked at once.
_MANY = 50


@dataclass(frozen=True)
class Unseen:
    """A time in which nothing was seen of a ground. `area` is its name, None for the whole site.

    `running`: it has not ended. `evidence` says what shows that something moved within it, from looks on either side,
    and what sources say moved then or about then; ids in `looks` and `statements`; empty where nothing does.
    """

    area: str | None
    gap: Gap
    running: bool
    evidence: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How long, and from when to when: `at most 6 d 8 h, 11 Dec 2024 00:00Z to 17 Dec 2024 08:19Z`."""
        gap = self.gap
        most = "" if gap.exact else "at most "
        least = f", at least {duration(gap.at_least_h)}" if not gap.exact and gap.at_least_h > 0 else ""
        on = ", still running" if self.running else ""
        return (
            f"{most}{duration(gap.at_most_h)}{least}: {moment_text(gap.start)} to {moment_text(gap.end)}{on}"
        )


@dataclass(frozen=True)
class SiteGaps:
    """What is not known of one site, from `since` (None: its first look) to `until`, as of `until`.

    `questions` are open; `longest` is the longest time in which nothing could have been seen, of the whole site first,
    then of each area; `unseen` those longer than `cadence_days` (or, without one, the longest few), in which something
    could have come and gone. `looks` is how many looks saw anything.
    """

    site_id: str
    site: str
    since: datetime | None
    until: datetime
    cadence_days: float | None
    looks: int
    questions: tuple[Question, ...]
    longest: tuple[Unseen, ...]
    unseen: tuple[Unseen, ...]
    area_names: tuple[tuple[str, str], ...] = ()


def gaps(
    desk: Desk,
    site: str | None = None,
    *,
    types: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    as_of: str | datetime | None = None,
    cadence_days: float | None = None,
) -> tuple[SiteGaps, ...]:
    """The gaps of a site, or of all by name, from `since` to `until` (EDTF), else to the moment asked.

    The questions are those of each site's newest passes; in a log of many sites, asked of all at once, of the last two.
    With `types` only looks that could have shown them count as seeing, and only questions about them are asked.
    `cadence_days` stands in for the sites' own. Raises `NotFoundError`, `WordError`, `RefusedError`.
    """
    asked = {name for query in read_types(desk, types) for name in query}
    now = as_of_instant(desk, until if until is not None else as_of)
    begin = read_instant(since, now, end=False) if since is not None else None
    if begin is not None and begin >= now:
        raise RefusedError(f"the period begins ({moment_text(begin)}) when it has ended ({moment_text(now)})")
    with desk.ws.reading():
        many = site is None and len(queries.site_names(desk.ws)) > _MANY
        known = known_sites(desk, site, now, 2 if many else LOOKS)
        sizes = [size for name in asked if (size := desk.tree().smallest_m(name)) is not None]
        sights = observed(
            desk.ws, known[0].site.id if site and known else None,
            since=queries.stamp(begin) if begin is not None else None, until=queries.stamp(now),
            size_m=min(sizes, default=None),
        )  # fmt: skip
        return tuple(
            _of_site(one, sights.get(one.site.id, {}), begin, asked, cadence_days or one.site.cadence_days)
            for one in known
        )


def open_questions(known: Known) -> tuple[Question, ...]:
    """The open questions of a site from its newest passes, the images that wait, and statements that clash."""
    pairs = range(len(known.passes) - 1)
    comparisons = tuple(
        known.change if n == len(known.passes) - 2 else known.between(n, n + 1) for n in pairs
    )
    kept = tuple(one for one in comparisons if one is not None)
    overall = known.between(0, -1) if len(kept) > 1 else (kept[0] if kept else None)
    last = known.last
    held = Held(
        known.site, known.tree, kept, overall, known.pass_names, last.looks if last else (), known.names
    )
    return (*questions(held), *_waiting(known), *_statements(known))


def _waiting(known: Known) -> list[Question]:
    return [
        Question(
            Kind.NOT_EXPLOITED, f"What does {one.name} of {one.when.describe()} show? Nobody has looked at it.",
            "nobody has looked at it", images=(one.image_id,), since=one.when.earliest,
        )
        for one in known.waiting
    ]  # fmt: skip


def _statements(known: Known) -> list[Question]:
    found = []
    for one in contradictions(known.tree, known.statements):
        named = listed((claimed(s.claims[0]) for s in one.statements), "or")
        when = one.statements[0].when
        said = one.sentence[:1].upper() + one.sentence[1:].rstrip(".")
        found.append(
            Question(
                Kind.CONTRADICTION, f"Which holds of {when.describe()}, if either: {named}? {said}.", said,
                types=tuple(dict.fromkeys(claim.types for s in one.statements for claim in s.claims)),
                statements=tuple(s.id for s in one.statements), since=when.earliest,
            )
        )  # fmt: skip
    return found


def _of_site(
    known: Known,
    parts: dict[str, list[Seen]],
    begin: datetime | None,
    asked: set[str],
    cadence_days: float | None,
) -> SiteGaps:
    whole = {one.look_id: one for seen in parts.values() for one in seen}
    first = begin
    grounds: list[tuple[str | None, str | None, list[Seen]]] = [(None, None, list(whole.values()))]
    grounds += [
        (area.id, area.name, parts.get(area.id, []))
        for area in known.site.areas
        if parts.get(area.id) or whole
    ]
    if begin is None and whole:
        # Of an area that its site's first look did not see, nothing was known from then on.
        first = min(one.earliest for one in whole.values())
    found = {part: gaps_between(seen, first, known.now) for part, _, seen in grounds}
    names = {part: name for part, name, _ in grounds}
    tops = [
        _unseen(known, names[part], part, top)
        for part, made in found.items()
        if (top := longest(made)) is not None
    ]
    limit = None if cadence_days is None else timedelta(days=cadence_days)
    long: list[Unseen] = []
    for part, made in found.items():
        over = longer_than(made, limit) if limit is not None else made
        for gap in sorted(over, key=lambda one: (-one.at_most_h, one.start))[:NAMED]:
            # What nobody saw of the whole site nobody saw of its areas: said once.
            if part is None or not any(_same(gap, other) for other in found[None]):
                long.append(_unseen(known, names[part], part, gap))
    told = open_questions(known)
    if asked:
        told = tuple(
            one
            for one in told
            if not one.types or any(_about(known, name, asked) for q in one.types for name in q)
        )
    return SiteGaps(
        known.site.id, known.site.name, begin, known.now, cadence_days, len(whole), told, tuple(tops),
        tuple(sorted(long, key=lambda one: (one.gap.start, one.area or ""))), tuple(known.names.items()),
    )  # fmt: skip


def _about(known: Known, name: str, asked: set[str]) -> bool:
    return any(known.tree.comparable(name, one) for one in asked)


def _same(one: Gap, other: Gap) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _unseen(known: Known, name: str | None, part: str | None, gap: Gap) -> Unseen:
    """A gap with what shows that something moved in it."""
    made = Unseen(name, gap, gap.end >= known.now)
    told: list[str] = []
    looks: tuple[str, ...] = ()
    comparison = _across(known, gap)
    if comparison is not None:
        moves = [
            move
            for move in movements(comparison.changes, known.tree)
            if part is None or _stood_on(comparison, part, move.change.diff.query)
        ]
        told += [
            f"{_at_least(m.number)} {type_words(m.change.diff.query)} {m.word} (from the looks)"
            for m in moves
        ]
        looks = tuple(dict.fromkeys(look for m in moves for look in m.change.diff.looks))
    said = []
    for statement, source in known.statements if part is None else ():
        earliest, latest = statement.when.earliest, statement.when.latest
        if statement.movement is None or latest is None or latest < gap.start:
            continue
        if (earliest or latest) > gap.end:
            continue
        said.append(statement.id)
        inside = earliest is not None and earliest >= gap.start and latest <= gap.end
        who = f"{statement.when.describe()} (says {source.name} [{statement.code}])"
        where = "" if inside else "; its date does not say whether within this time"
        told += [f"{claimed(claim)} {statement.movement}, {who}{where}" for claim in statement.claims]
    return replace(made, evidence=tuple(dict.fromkeys(told)), looks=looks, statements=tuple(said))


def _across(known: Known, gap: Gap) -> Comparison | None:
    """The passes on either side of a gap compared, where both are among those read."""
    before = _place(known.passes, gap.after)
    after = _place(known.passes, gap.before)
    if before is None or after is None or before >= after:
        return None
    return known.between(before, after)


def _place(passes: Sequence[Pass], look: str | None) -> int | None:
    return next((number for number, one in enumerate(passes) if look in one.ids), None)


def _stood_on(comparison: Comparison, part: str, query: tuple[str, ...]) -> bool:
    looks = (*comparison.before.chosen.looks, *comparison.after.chosen.looks)
    return any(s.area == part and set(s.types) & set(query) for look in looks for s in look.seen)


def _at_least(number: int) -> str:
    from obslog.model.counts import Count

    return Count.at_least(number).words()


def duration(hours: float) -> str:
    """Hours as people say them: `5 h`, `47 h`, `6 d 8 h`, `706 d`."""
    if hours < 48:
        return f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"
    days, rest = divmod(round(hours), 24)
    return f"{days} d {rest} h" if rest and days < 30 else f"{days} d"


def ground_words(one: Unseen) -> str:
    """The ground in words: `the whole site`, `the roads`."""
    return "the whole site" if one.area is None else area_name("", {"": one.area})
