"""What the log proposes to ask, listed; kept only when a person accepts or drops it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from obslog.model.errors import NotFoundError, RefusedError
from obslog.model.places import Site
from obslog.model.requirements import Proposal, Requirement, RequirementState
from obslog.observing.desk import Desk, required
from obslog.store import queries
from obslog.store.ids import new_id
from obslog.tasking.needs.asking import area_name, in_archives, last_useful
from obslog.tasking.needs.clashes import clashes
from obslog.tasking.needs.keys import LENGTH
from obslog.tasking.needs.knowing import Known, as_of_instant, known_sites
from obslog.tasking.needs.requirements import changed, keep, requirement_drop
from obslog.tasking.needs.rules import seen_once, stale, unseen, wide


@dataclass(frozen=True)
class ProposalLine:
    """A proposal with names for its ids; `ground` says which ground is asked."""

    proposal: Proposal
    site_name: str
    area_name: str | None


def proposals_of(known: Known) -> tuple[Proposal, ...]:
    """All that the log would ask of one site, the most urgent first."""
    found = [*clashes(known), *seen_once(known), *unseen(known), *wide(known), *stale(known)]
    once = {one.key: one for one in reversed(found)}
    return tuple(sorted(once.values(), key=lambda one: (one.requirement.priority, found.index(one))))


def requirement_proposals(
    desk: Desk, site: str | None = None, *, as_of: str | datetime | None = None
) -> tuple[Proposal, ...]:
    """What the log would ask of a site, or of all, as of a moment; without what was accepted or dropped already.

    Nothing is kept of it. Raises `NotFoundError`, `WordError`.
    """
    with desk.ws.reading():
        now = as_of_instant(desk, as_of)
        known = known_sites(desk, site, now)
        found = [one for each in known for one in proposals_of(each)]
        return _not_yet(desk, found, known[0].site.id if site and known else None)


def proposal_lines(desk: Desk, proposals: Sequence[Proposal]) -> tuple[ProposalLine, ...]:
    """Proposals with names for their ids."""
    sites = queries.sites_by_id(desk.ws, {one.requirement.site_id for one in proposals})
    lines = []
    for one in proposals:
        place = sites[one.requirement.site_id]
        lines.append(ProposalLine(one, place.name, area_name(one.requirement, place)))
    return tuple(lines)


def requirement_accept(
    desk: Desk,
    key: str,
    *,
    as_of: str | datetime | None = None,
    site: str | None = None,
    **changes: Any,
) -> Requirement:
    """Keep a proposal as a requirement, changed as asked (the names of `requirement_add`).

    `site`, where the caller knows it, saves looking through all sites for the key.
    Raises `NotFoundError` where the log no longer proposes it, `RefusedError` where it was accepted or dropped.
    """
    with desk.ws.transaction():
        made, place = _of_proposal(desk, key, as_of, site)
        made = changed(desk, place, made, changes)
        keep(desk, "requirement accept", place, made, rule=str(made.rule))
    return made


def requirement_drop_any(
    desk: Desk,
    key_or_id: str,
    *,
    reason: str,
    as_of: str | datetime | None = None,
    site: str | None = None,
) -> Requirement:
    """Drop an open requirement, or a proposal: of that a dropped row is kept, so that it is not proposed again until
    its evidence changes. Raises `NotFoundError`, `RefusedError`."""
    if not _is_key(key_or_id):
        return requirement_drop(desk, key_or_id, reason=reason)
    because = required("reason", reason)
    with desk.ws.transaction():
        made, place = _of_proposal(desk, key_or_id, as_of, site)
        made = replace(made, state=RequirementState.DROPPED, state_reason=because)
        keep(desk, "requirement drop", place, made, rule=str(made.rule), because=because)
    return made


def _of_proposal(
    desk: Desk, key: str, as_of: str | datetime | None, site: str | None
) -> tuple[Requirement, Site]:
    """The requirement that a proposal would become, written by the analyst now, and its site."""
    word = key.strip().lower()
    if not _is_key(word):
        raise NotFoundError("proposal", key, hint="give the key that obslog requirement propose prints")
    held = queries.requirements_of_subjects(desk.ws, [word]).get(word)
    if held is not None:
        raise RefusedError(f"proposal {word} is requirement {held.id[-8:]} already, which is {held.state}")
    now = as_of_instant(desk, as_of)
    for known in known_sites(desk, site, now):
        for one in proposals_of(known):
            if one.key == word:
                return _taken_up(desk, one), known.site
    hint = "obslog requirement propose lists them"
    if as_of is None:
        hint += "; one of another moment needs the --as-of that it was listed with"
    raise NotFoundError("proposal", key, hint=hint)


def _taken_up(desk: Desk, one: Proposal) -> Requirement:
    now = desk.clock().astimezone(UTC)
    return replace(
        one.requirement,
        id=new_id(),
        needs=in_archives(one.requirement.needs, now),
        analyst=desk.actor.name,
        asked_by=desk.actor.name,
        created_at=now,
    )


def _not_yet(desk: Desk, found: Iterable[Proposal], site_id: str | None) -> tuple[Proposal, ...]:
    """Those that nobody has accepted or dropped, and that no open requirement of the same kind and ground asks."""
    proposals = list(found)
    decided = queries.requirements_of_subjects(desk.ws, [one.key for one in proposals])
    now = desk.clock().astimezone(UTC)
    asked: dict[tuple[str, str, str | None], list[Requirement]] = {}
    for held in queries.requirements(desk.ws, site_id=site_id, states=(str(RequirementState.OPEN),)):
        if last_useful(held.needs) >= now:
            asked.setdefault((str(held.rule), held.site_id, held.area_id), []).append(held)

    def stands(one: Proposal) -> bool:
        new = one.requirement
        alike = asked.get((str(new.rule), new.site_id, new.area_id), ())
        # Statements that exclude each other are each a question of their own.
        return any(
            set(new.types) <= set(held.types) and held.evidence.statements == new.evidence.statements
            for held in alike
        )

    return tuple(one for one in proposals if one.key not in decided and not stands(one))


def _is_key(text: str) -> bool:
    """A key is ten hexadecimal digits; the end of an id that commands take is eight letters and digits, or all 26."""
    word = text.strip().lower()
    return len(word) == LENGTH and all(c in "0123456789abcdef" for c in word)
