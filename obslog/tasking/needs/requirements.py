"""Keeping requirements: asked, changed, dropped, opened again, listed with where each stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from obslog.model.errors import RefusedError, WordError
from obslog.model.notation import Notation
from obslog.model.places import ELSEWHERE, Geometry, Site
from obslog.model.requirements import Needs, Requirement, RequirementState, SensorKind
from obslog.model.text import fold
from obslog.observing.desk import Desk, required
from obslog.observing.sites import read_geometry
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.queries import Pursued
from obslog.tasking.needs.asking import (
    NEEDS,
    area_name,
    changed_needs,
    floor_of,
    floor_words,
    ground_asked,
    last_useful,
    moment_text,
    read_needs,
    rounded,
)


class Stage(StrEnum):
    """Where a requirement stands, worked out from what was decided, from orders and answers, and from the clock."""

    OPEN = "open"
    #: A provider has an order for it, or may have.
    ORDERED = "ordered"
    #: An image was judged to answer a part of it.
    IN_PART = "answered in part"
    SATISFIED = "satisfied"
    DROPPED = "dropped"
    #: Open, and an answer would be of no use any more.
    EXPIRED = "expired"


@dataclass(frozen=True)
class RequirementLine:
    """A requirement with names for its ids, and where it stands. `expired`: an answer would come too late."""

    requirement: Requirement
    site_name: str
    area_name: str | None
    orders: int
    stage: Stage
    expired: bool
    ground: str


def requirement_add(
    desk: Desk,
    site: str,
    question: str,
    *,
    area: str | None = None,
    types: Sequence[str] = (),
    priority: int = 3,
    because: str | None = None,
    asked_by: str | None = None,
    geometry: str | Path | Mapping[str, Any] | Geometry | None = None,
    **needs: Any,
) -> Requirement:
    """Ask a question of a site, or of one area of it; `needs` by the names in `asking.NEEDS`.

    What is not given: a window of 14 days from now, and the GSD that the smallest of `types` takes
    (`requirement_notes` says so). Raises `WordError`, `NotFoundError`, `RefusedError`.
    """
    _refuse_unknown(needs, NEEDS)
    shape = read_geometry(geometry)
    with desk.ws.transaction():
        place = desk.site(site)
        named = read_types(desk, types)
        now = desk.clock().astimezone(UTC)
        made = Requirement(
            id=new_id(),
            site_id=place.id,
            question=required("question", question),
            why=(because or "").strip(),
            needs=read_needs(desk.tree(), named, now, needs),
            area_id=area_id(place, area),
            geometry=shape,
            types=named,
            priority=_priority(priority),
            asked_by=(asked_by or "").strip() or desk.actor.name,
            analyst=desk.actor.name,
            created_at=now,
        )
        keep(desk, "requirement add", place, made)
    return made


def keep(desk: Desk, action: str, site: Site, made: Requirement, **note: str) -> None:
    """Write a new requirement, whoever thought of it."""
    stamp = queries.stamp(made.created_at) if made.created_at is not None else desk.stamp()
    ops = rows.requirement_ops(made, desk.actor.basis, stamp)
    desk.write(action, ops, {"site": site.name, "requirement": made.id, "question": made.question, **note})


def changed(desk: Desk, place: Site, old: Requirement, changes: Mapping[str, Any]) -> Requirement:
    """`old` with `changes`, by the names that `requirement_add` takes; None takes away what may be missing.

    Raises `WordError`, `NotFoundError`, `RefusedError`.
    """
    _refuse_unknown(
        changes, ("question", "area", "types", "priority", "because", "asked_by", "geometry", *NEEDS)
    )
    new = old
    if "question" in changes:
        new = replace(new, question=required("question", changes["question"] or ""))
    if "because" in changes:
        new = replace(new, why=(changes["because"] or "").strip())
    if "asked_by" in changes:
        new = replace(new, asked_by=(changes["asked_by"] or "").strip() or old.asked_by)
    if "area" in changes:
        new = replace(new, area_id=area_id(place, changes["area"]))
    if "types" in changes:
        new = replace(new, types=read_types(desk, changes["types"] or ()))
    if "priority" in changes:
        new = replace(new, priority=_priority(changes["priority"]))
    if "geometry" in changes:
        new = replace(new, geometry=read_geometry(changes["geometry"]))
    asked = {name: value for name, value in changes.items() if name in NEEDS}
    floor = floor_of(desk.tree(), new.types)
    if new.types != old.types and "max_gsd_m" not in asked and "min_niirs" not in asked and floor is not None:
        asked |= {"max_gsd_m": rounded(floor.gsd_m), "min_niirs": floor.niirs}
    return replace(new, needs=changed_needs(new.needs, desk.clock().astimezone(UTC), asked))


def requirement_edit(desk: Desk, requirement: str, **changes: Any) -> Requirement:
    """Change an open requirement, by the names that `requirement_add` takes; None takes away what may be missing.

    New types bring their own GSD floor unless one is given. Raises `WordError`, `NotFoundError`, and
    `RefusedError` for one that is not open, or where nothing would change.
    """
    with desk.ws.transaction():
        old = find(desk, requirement)
        if old.state is not RequirementState.OPEN:
            raise RefusedError(
                f"requirement {old.id[-8:]} is {old.state}: open it again first (requirement reopen)"
            )
        place = queries.site_by_id(desk.ws, old.site_id)
        new = changed(desk, place, old, changes)
        ops = rows.requirement_edit_ops(old, new)
        if not ops:
            raise RefusedError("nothing to change: the requirement says so already")
        desk.write("requirement edit", ops, {"site": place.name, "requirement": old.id})
    return new


def requirement_drop(desk: Desk, requirement: str, *, reason: str) -> Requirement:
    """Do not pursue an open requirement any more. Raises `RefusedError` for one that is not open."""
    return _to(desk, requirement, RequirementState.DROPPED, (RequirementState.OPEN,), reason)


def requirement_reopen(desk: Desk, requirement: str, *, reason: str) -> Requirement:
    """Ask a dropped or satisfied requirement again. Raises `RefusedError` for one that is open."""
    closed = (RequirementState.DROPPED, RequirementState.SATISFIED)
    return _to(desk, requirement, RequirementState.OPEN, closed, reason)


def _to(
    desk: Desk, requirement: str, state: RequirementState, among: Collection[RequirementState], reason: str
) -> Requirement:
    because = required("reason", reason)
    act = "reopen" if state is RequirementState.OPEN else "drop"
    with desk.ws.transaction():
        old = find(desk, requirement)
        if old.state not in among:
            raise RefusedError(
                f"requirement {old.id[-8:]} is {old.state} already, so there is nothing to {act}"
            )
        new = replace(old, state=state, state_reason=because)
        note = {"site": desk.site_name(old.site_id), "requirement": old.id, "because": because}
        desk.write(f"requirement {act}", rows.requirement_edit_ops(old, new), note)
    return new


def find(desk: Desk, text: str) -> Requirement:
    """The requirement of that id, or of a unique beginning or end of it. Raises `NotFoundError`, `AmbiguousError`."""
    return queries.requirement(desk.ws, queries.find_id(desk.ws, "requirements", text))


def requirement_list(
    desk: Desk, site: str | None = None, *, state: str | None = None
) -> tuple[RequirementLine, ...]:
    """Requirements of one site or of all, of one state or stage (None: every one), the most urgent first.

    Raises `WordError` for a word that is neither.
    """
    wanted = None if state is None else _stage(state)
    place = desk.site(site) if site else None
    with desk.ws.reading():
        found = queries.requirements(desk.ws, site_id=place.id if place else None)
        lines = _lines(desk, found)
    return tuple(line for line in lines if wanted is None or line.stage is wanted)


def requirement_show(desk: Desk, requirement: str) -> RequirementLine:
    """One requirement, and where it stands."""
    with desk.ws.reading():
        (line,) = _lines(desk, [find(desk, requirement)])
    return line


def requirement_notes(desk: Desk, requirement: Requirement) -> tuple[str, ...]:
    """What of a requirement was reckoned or taken for granted, and what should make its reader pause."""
    place = queries.site_by_id(desk.ws, requirement.site_id)
    needs, now = requirement.needs, desk.clock().astimezone(UTC)
    said = [f"ground: {ground_asked(requirement, place).words}"]
    floor = floor_of(desk.tree(), requirement.types)
    if floor is not None and needs.max_gsd_m == rounded(floor.gsd_m):
        said.append(f"GSD: {floor_words(floor)}")
    elif floor is not None and needs.max_gsd_m is not None and needs.max_gsd_m > floor.gsd_m:
        said.append(f"GSD: {needs.max_gsd_m:g} m is too coarse to tell {floor.type}; {floor_words(floor)}")
    elif needs.max_gsd_m is None and needs.min_niirs is None:
        why = "no type is named" if not requirement.types else "no size of its types is published"
        said.append(f"GSD: any, since {why}")
    if needs.sensor is SensorKind.SAR and needs.min_niirs is not None:
        said.append("NIIRS is a scale of visible images: a SAR image has none")
    if needs.latest < now:
        said.append("the window has passed: only an image that exists already can answer")
    return tuple(said)


def stage_of(requirement: Requirement, pursued: Pursued, now: datetime) -> Stage:
    """Where a requirement stands at `now` (aware UTC)."""
    if requirement.state is RequirementState.SATISFIED:
        return Stage.SATISFIED
    if requirement.state is RequirementState.DROPPED:
        return Stage.DROPPED
    if pursued.under_way:
        return Stage.ORDERED
    if last_useful(requirement.needs) < now:
        return Stage.EXPIRED
    return Stage.IN_PART if pursued.in_part else Stage.OPEN


def area_id(site: Site, name: str | None) -> str | None:
    """The id of the area of that name; None stays None. Raises `WordError` naming the areas there are."""
    if name is None or not name.strip():
        return None
    if fold(name) == ELSEWHERE:
        return ELSEWHERE
    return next((area.id for area in site.areas if area.id == name), None) or site.area(name).id


def read_types(desk: Desk, types: Sequence[str]) -> tuple[str, ...]:
    """Types as asked for, a set (`An-26|An-32`) as its members. Raises `NotFoundError`, `WordError`."""

    def no_area(name: str) -> str:
        raise WordError("area", name, "leave @AREA out: --area names it")

    notation = Notation(desk.tree(), no_area)
    return tuple(dict.fromkeys(name for text in types for name in notation.type_set(text)))


def window_words(needs: Needs) -> str:
    """When an image may be taken, and until when it is of use, in words."""
    words = f"{moment_text(needs.earliest)} to {moment_text(needs.latest)}"
    if needs.useful_until is not None and needs.useful_until != needs.latest:
        words += f", of use until {moment_text(needs.useful_until)}"
    return words


def _lines(desk: Desk, found: Sequence[Requirement]) -> list[RequirementLine]:
    now = desk.clock().astimezone(UTC)
    sites = queries.sites_by_id(desk.ws, {one.site_id for one in found})
    made = queries.pursued(desk.ws, [one.id for one in found])
    lines = []
    for one in found:
        place, done = sites[one.site_id], made.get(one.id, Pursued())
        late = one.state is RequirementState.OPEN and last_useful(one.needs) < now
        lines.append(
            RequirementLine(
                one, place.name, area_name(one, place), done.orders, stage_of(one, done, now), late,
                ground_asked(one, place).words,
            )
        )  # fmt: skip
    return lines


def _stage(text: str) -> Stage:
    try:
        return Stage(text.strip().casefold())
    except ValueError:
        raise WordError("state", text, f"write one of {', '.join(Stage)}") from None


def _priority(given: Any) -> int:
    try:
        number = int(given)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= 4:
        raise WordError("priority", str(given), "write 1 (first) to 4")
    return number


def _refuse_unknown(given: Mapping[str, Any], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise TypeError(f"unknown need {name!r}; known: {', '.join(known)}")
