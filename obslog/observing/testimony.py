"""What sources say, held beside what was seen: agrees, contradicts or adds; never inside a bound (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from obslog.change.bounds import Bounds
from obslog.change.diff import TypeDiff
from obslog.model.sources import Claim, Source, Statement
from obslog.model.text import plural
from obslog.model.types import TypeTree


@dataclass(frozen=True)
class Testimony:
    """One claim of one statement beside one verdict: how it stands to it, and what it shares its origin with."""

    statement: Statement
    source: Source
    claim: Claim
    stands: str
    same_origin_as: str | None = None

    def wire(self) -> dict[str, object]:
        """The shape inside `diff --json`."""
        return {
            "statement": self.statement.id,
            "source": self.source.name,
            "code": str(self.statement.code),
            "when": self.statement.when.edtf,
            "says": self.words,
            "stands": self.stands,
            "origin": self.statement.origin,
            "counts_with": self.same_origin_as,
        }

    @property
    def words(self) -> str:
        """The claim in words: "at least two An-124", "at least one aircraft left"."""
        named = claimed(self.claim)
        moved = f" {self.statement.movement}" if self.statement.movement else ""
        return f"{named}{moved}"

    @property
    def sentence(self) -> str:
        """One line with source, code and date."""
        shared = " (same origin as another: counts once)" if self.same_origin_as else ""
        who = f"{self.source.name} [{self.statement.code}]"
        return f"{self.stands}: {who}, {self.statement.when.describe()}: {self.words}{shared}"


def beside(
    tree: TypeTree,
    diff: TypeDiff,
    before: tuple[datetime, datetime],
    after: tuple[datetime, datetime],
    statements: Iterable[tuple[Statement, Source]],
) -> tuple[Testimony, ...]:
    """The claims that bear on one verdict, in the statements' order.

    `before` and `after` are the earliest and latest instants of the two passes. A count claim bears on a side
    if its date shares a UTC day with that side; a movement claim bears if its date touches the time between.
    A claim carries no visibility, so only its lower bound can contradict, and only what it is certain of.
    """
    found: list[Testimony] = []
    origins: dict[str, str] = {}
    for statement, source in statements:
        for claim in statement.claims:
            if not _bears(tree, diff, claim):
                continue
            stands = _stands(tree, diff, statement, claim, before, after)
            if stands is None:
                continue
            key = statement.acquisition_id or statement.origin
            earlier = origins.get(key) if key else None
            if key and earlier is None:
                origins[key] = statement.id
            found.append(
                Testimony(statement, source, claim, stands, earlier if earlier != statement.id else None)
            )
    return tuple(found)


def claimed(claim: Claim) -> str:
    """What a claim counts, in words: "two frigates", "at least one aircraft (named as An-124)"."""
    named = " or ".join(plural(kind, claim.count.hi) for kind in claim.types)
    if claim.certain and (claim.certain,) != claim.types:
        named = f"{plural(claim.certain, claim.count.hi)} (named as {named})"
    return f"{claim.count.words()} {named}"


def certain_of(tree: TypeTree, claim: Claim) -> str:
    """What a claim is certain of: the type given as certain, else the common ancestor of those it names."""
    return claim.certain or tree.lca(claim.types)


def _bears(tree: TypeTree, diff: TypeDiff, claim: Claim) -> bool:
    certain = certain_of(tree, claim)
    named = {*claim.types, certain}
    return any(tree.is_at_or_below(name, query) for name in named for query in diff.query)


def _stands(
    tree: TypeTree,
    diff: TypeDiff,
    statement: Statement,
    claim: Claim,
    before: tuple[datetime, datetime],
    after: tuple[datetime, datetime],
) -> str | None:
    certain = any(tree.is_at_or_below(certain_of(tree, claim), query) for query in diff.query)
    earliest, latest = statement.when.earliest, statement.when.latest
    if statement.movement:
        if (earliest is not None and earliest > after[1]) or (latest is not None and latest < before[0]):
            return None
        seen = diff.departures_min if statement.movement == "left" else diff.arrivals_min
        return "agrees" if certain and seen >= claim.count.lo > 0 else "adds"
    if earliest is None or latest is None:
        return None
    answers = [
        _against(side, claim, certain)
        for side, span in ((diff.n1, before), (diff.n2, after))
        if earliest.date() <= span[1].date() and latest.date() >= span[0].date()
    ]
    for word in ("contradicts", "agrees", "adds"):
        if word in answers:
            return word
    return None


def _against(seen: Bounds, claim: Claim, certain: bool) -> str:
    if certain and seen.hi is not None and claim.count.lo > seen.hi:
        return "contradicts"
    if seen.lo > 0 and certain and claim.count.lo <= seen.lo:
        return "agrees"
    return "adds"


@dataclass(frozen=True)
class Contradiction:
    """Two records that cannot both hold as printed; shown as such, never settled by obslog."""

    statements: tuple[Statement, Statement]
    sentence: str


def contradictions(
    tree: TypeTree, statements: Sequence[tuple[Statement, Source]]
) -> tuple[Contradiction, ...]:
    """Statements of one origin that name the same number of the same kind of thing as incompatible types.

    Only statements of a single count each are held against one another: of two lists of several types, either
    may simply have left out what the other names.
    """
    found = []
    counted = [(s, who, s.claims[0]) for s, who in statements if s.movement is None and len(s.claims) == 1]
    for number, (first, who1, claim1) in enumerate(counted):
        for second, who2, claim2 in counted[number + 1 :]:
            same = (first.origin and first.origin == second.origin) or (
                first.acquisition_id and first.acquisition_id == second.acquisition_id
            )
            if not same or first.id == second.id or not first.when.overlaps(second.when):
                continue
            if any(tree.comparable(a, b) for a in claim1.types for b in claim2.types):
                continue
            shared = tree.lca((*claim1.types, *claim2.types))
            if (
                shared == tree.class_of(claim1.types[0])
                or tree.depth(shared) < 1
                or claim1.count.lo != claim2.count.lo
            ):
                continue
            found.append(
                Contradiction(
                    (first, second),
                    f"contradiction on type, one origin: {who1.name} [{first.code}] has {claimed(claim1)}, "
                    f"{who2.name} [{second.code}] has {claimed(claim2)}, {first.when.describe()}",
                )
            )
    return tuple(found)
