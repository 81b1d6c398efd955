"""Finding: full text, and bound-aware questions (where at least two, where we looked and saw none)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from obslog.change.bounds import Bounds, Reading, pass_bounds
from obslog.change.passes import group_passes
from obslog.model.errors import WordError
from obslog.model.looks import Look
from obslog.model.notation import Notation
from obslog.model.when import When
from obslog.observing.comparison import on_parts, pass_name, zone_of
from obslog.observing.desk import Desk
from obslog.observing.overview import Query
from obslog.observing.sides import PASS_MINUTES, read_when
from obslog.store import queries


@dataclass(frozen=True)
class Hit:
    """One row that full text found."""

    kind: str
    id: str
    text: str

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `search --json`."""
        return {"kind": self.kind, "id": self.id, "text": self.text}


def search(desk: Desk, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Rows that hold every word of `text`. Raises `WordError` for an empty question."""
    if not text.strip():
        raise WordError("search", text, "write the words to look for")
    return tuple(Hit(kind, row_id, body) for kind, row_id, body in queries.search(desk.ws, text, limit))


@dataclass(frozen=True)
class Found:
    """One pass that answers a bound-aware question."""

    site: str
    when: str
    type: str
    bounds: Bounds
    earliest: str

    @property
    def looks(self) -> tuple[str, ...]:
        """The looks it rests on."""
        return self.bounds.looks

    @property
    def count(self) -> str:
        """The bounds as text."""
        lo, hi = self.bounds.lo, self.bounds.hi
        return f"{lo}+" if hi is None else str(lo) if lo == hi else f"{lo}-{hi}"

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `find --json`."""
        return {
            "site": self.site,
            "when": self.when,
            "earliest": self.earliest,
            "type": self.type,
            "bounds": [self.bounds.lo, self.bounds.hi],
            "looks": list(self.bounds.looks),
        }


@dataclass(frozen=True)
class Question:
    """What `find` asks: at least or at most so many, or none, of a type; strict unless `certain` is False."""

    at_least: int | None = None
    at_most: int | None = None
    none: bool = False
    certain: bool = True

    def answered_by(self, bounds: Bounds) -> bool:
        """True where the bounds carry the claim: LO for at least, HI for at most and none."""
        if bounds.conflict:
            return False
        if self.none or self.at_most is not None:
            most = 0 if self.none else self.at_most
            if bounds.hi is None or most is None or bounds.hi > most:
                return False
        return self.at_least is None or bounds.lo >= self.at_least


def find(
    desk: Desk,
    words: str,
    question: Question,
    *,
    since: str | None = None,
    until: str | None = None,
    site: str | None = None,
    limit: int = 50,
) -> tuple[Found, ...]:
    """Passes that answer, newest first. Raises `WordError`, `NotFoundError`."""
    tree = desk.tree()
    query: Query = Notation(tree, _no_area).type_set(words)
    if question.none and (question.at_least or question.at_most is not None):
        raise WordError("find", words, "--none stands alone: leave --at-least and --at-most out")
    asked = (
        question
        if question.at_least or question.at_most is not None or question.none
        else Question(at_least=1, certain=question.certain)
    )
    period = _period(since, until)
    site_id = desk.site(site).id if site else None
    reading = Reading.STRICT if asked.certain else Reading.LABELLED
    found: list[Found] = []
    for batch in _candidates(desk, query, asked, site_id, period):
        found.extend(_answers(desk, batch, query, asked, reading))
        if len(found) >= limit:
            break
    return tuple(sorted(found, key=lambda f: f.earliest, reverse=True)[:limit])


def _no_area(name: str) -> str:
    raise WordError("area", name, "find asks of whole sites: leave @AREA out")


def _period(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    first: When | None = read_when(since) if since else None
    last: When | None = read_when(until) if until else None
    return (
        queries.stamp(first.earliest) if first and first.earliest else None,
        queries.stamp(last.latest) if last and last.latest else None,
    )


def _candidates(
    desk: Desk, query: Query, asked: Question, site_id: str | None, period: tuple[str | None, str | None]
) -> Iterable[dict[str, list[Look]]]:
    """Looks that could answer with all looks of their passes, by site, newest first, in batches."""
    # A candidate set is certain only as the common ancestor of its members, so a set is sought there.
    sought = (desk.tree().lca(query),) if len(query) > 1 and asked.at_least is not None else query
    return queries.candidate_looks(
        desk.ws,
        desk.tree(),
        sought,
        shows=asked.at_least is not None,
        at_least=asked.at_least or 1,
        labelled=not asked.certain,
        site_id=site_id,
        since=period[0],
        until=period[1],
        minutes=PASS_MINUTES,
    )


def _answers(
    desk: Desk, batch: dict[str, list[Look]], query: Query, asked: Question, reading: Reading
) -> Iterable[Found]:
    tree = desk.tree()
    places = queries.sites_by_id(desk.ws, batch)
    for site_id, looks in batch.items():
        place = places[site_id]
        for chosen in group_passes(looks, PASS_MINUTES):
            zone = zone_of(place, chosen.looks)
            aligned = tuple(on_parts(look, zone.parts) for look in chosen.looks)
            bounds = pass_bounds(tree, zone, aligned, query, reading)
            if asked.answered_by(bounds):
                yield Found(
                    place.name, pass_name(chosen), "|".join(query), bounds, queries.stamp(chosen.earliest)
                )
