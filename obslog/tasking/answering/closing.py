"""Closing the loop: images that may answer requirements, and the analyst's judgement of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from obslog.model.errors import RefusedError
from obslog.model.images import Image
from obslog.model.places import Site
from obslog.model.requirements import (
    Answer,
    Decision,
    Fit,
    Match,
    Requirement,
    RequirementState,
)
from obslog.model.text import listed
from obslog.observing.desk import Desk, required
from obslog.observing.looks import image_of
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Op
from obslog.tasking.answering.delivery import order_of_pass
from obslog.tasking.answering.matching import Before, match, shares_of
from obslog.tasking.needs.asking import Ground, ground_asked
from obslog.tasking.needs.requirements import find
from obslog.tasking.overhead.sensors import known_sensors
from obslog.tasking.percentages import percent


@dataclass(frozen=True)
class MatchLine:
    """A match with names for its ids: the requirement, its site, the image, and `looked`: somebody has closed a look
    at it. `order_of_pass` is the order whose pass the image fits where no order is named: a hint, never kept by itself.
    `parts` is how many images that nobody has judged answer a part, this one among them, and `parts_cover` the share of
    the ground that they show together with those accepted; None where it is the only one, or answers no part.
    `sentence` says what the match comes to, and what it turns on."""

    match: Match
    requirement: Requirement
    site_name: str
    image: Image
    looked: bool
    order_of_pass: str | None = None
    parts: int = 0
    parts_cover: float | None = None

    @property
    def outcome(self) -> str:
        """`answers`, `may answer`, `answers a part`, or `does not answer`."""
        one = self.match
        if one.full:
            return "answers"
        return "may answer" if one.candidate else "answers a part" if one.part else "does not answer"

    @property
    def sentence(self) -> str:
        """One sentence: what the image comes to, and the checks on which that turns."""
        unmet = [f"{c.what}: {c.found} ({c.asked} asked)" for c in self.match.checks if c.fit is Fit.NOT_MET]
        unknown = [f"{c.what}: {c.found}" for c in self.match.checks if c.fit is Fit.UNKNOWN]
        said = f"meets all {len(self.match.checks)} things asked" if self.match.full else ""
        if unmet:
            said = f"falls short: {'; '.join(unmet)}"
        if unknown:
            said += f"{'; ' if said else ''}it does not say, or not for sure: {'; '.join(unknown)}"
        by = " It came by an order for this." if self.match.order_id is not None else ""
        if self.order_of_pass is not None:
            by = f" It fits the pass of order {self.order_of_pass[-8:]}, but does not say that it came by it."
        if self.parts_cover is not None:
            said += f"; all {self.parts} images that answer a part show {percent(self.parts_cover)} together"
        return f"{self.outcome}: {said}.{by}"


def requirement_matches(
    desk: Desk, requirement: str | None = None, *, images: Collection[str] | None = None, every: bool = False
) -> tuple[MatchLine, ...]:
    """Images held against one requirement, or against all that are open: first those that meet all that was asked, then
    those that leave something unsaid, then those that show a part of the ground; with `every` those that do not fit.

    `images` keeps to some (whole sha256). Pairs that an analyst has judged are left out. Raises `NotFoundError`,
    `AmbiguousError`.
    """
    with desk.ws.reading():
        if requirement is not None:
            asked = [find(desk, requirement)]
        else:
            asked = queries.requirements(desk.ws, states=(str(RequirementState.OPEN),))
        places = queries.sites_by_id(desk.ws, {one.site_id for one in asked})
        judged: dict[str, list[Answer]] = {}
        for answer in queries.answers(desk.ws, [one.id for one in asked]):
            judged.setdefault(answer.requirement_id, []).append(answer)
        found = [
            line
            for one in asked
            for line in _lines(desk, one, places[one.site_id], judged.get(one.id, ()), images)
        ]
    kept = [line for line in found if every or line.match.proposed]
    order = ("answers", "may answer", "answers a part", "does not answer")
    return tuple(sorted(kept, key=lambda line: order.index(line.outcome)))


def matches_of_import(desk: Desk, run_id: str | None) -> tuple[MatchLine, ...]:
    """What the images that one import took may answer; nothing where no requirement is open."""
    if run_id is None:
        return ()
    with desk.ws.reading():
        if not queries.requirements(desk.ws, states=(str(RequirementState.OPEN),)):
            return ()
        taken = queries.images_of_run(desk.ws, run_id)
        return requirement_matches(desk, images=taken) if taken else ()


def match_hint(lines: Sequence[MatchLine]) -> str | None:
    """One line after an import: what its images may answer, and the command that judges; None where nothing does."""
    if not lines:
        return None
    full = [line for line in lines if line.match.full]
    rest = len(lines) - len(full)
    more = f"{rest} more may answer one, or a part of one: obslog requirement match" if rest else ""
    if not full:
        it = "an image" if rest == 1 else f"{rest} images"
        return f"{it} may answer an open requirement, or a part of one: obslog requirement match"
    one = full[0]
    said = f"image {one.image.id[:12]} meets all that requirement {one.requirement.id[-8:]} asks of {one.site_name}"
    if len(full) > 1:
        said += f", and {len(full) - 1} more so"
    act = f"judge it: obslog requirement satisfy {one.requirement.id[-8:]} {one.image.id[:12]}"
    return f"{said}; {act}{f'; {more}' if more else ''}"


def _lines(
    desk: Desk, asked: Requirement, place: Site, judged: Sequence[Answer], among: Collection[str] | None
) -> Iterator[MatchLine]:
    gone = {one.image_id for one in judged}
    candidates = [one for one in _candidates(desk, asked, place, among) if one.id not in gone]
    if not candidates:
        return
    ground = ground_asked(asked, place)
    parts = _parts(desk, judged)
    held = queries.orders(desk.ws, requirement_id=asked.id)
    now = desk.clock().astimezone(UTC)
    looks = queries.looks_of_images(desk.ws, [one.id for one in candidates], place.id)
    sensors = known_sensors()
    shares = shares_of(asked, place) if looks else {}
    lines = []
    for image in candidates:
        before = Before(looks.get(image.id, ()), parts, held, sensors, shares)
        lines.append(_line(asked, ground, place, image, before, now))
    yield from _with_parts(lines, ground, parts)


def _with_parts(lines: list[MatchLine], ground: Ground, accepted: Sequence[Image]) -> list[MatchLine]:
    """The lines, those that answer a part with what all of these show together: one order may come as many strips."""
    from obslog.places.ground import overlap_share, union

    shares = [line for line in lines if line.outcome == "answers a part"]
    if len(shares) < 2 or ground.geometry is None:
        return lines
    grounds = [one.ground for one in (*accepted, *(line.image for line in shares))]
    whole = overlap_share(union(one for one in grounds if one is not None), ground.geometry)
    return [
        replace(line, parts=len(shares), parts_cover=whole) if line.outcome == "answers a part" else line
        for line in lines
    ]


def _line(
    asked: Requirement, ground: Ground, place: Site, image: Image, before: Before, now: datetime
) -> MatchLine:
    made = match(asked, ground, image, before, now)
    hint = order_of_pass(image, before.orders) if made.order_id is None else None
    return MatchLine(made, asked, place.name, image, bool(before.looks), None if hint is None else hint.id)


def _candidates(desk: Desk, asked: Requirement, place: Site, among: Collection[str] | None) -> list[Image]:
    from obslog.places.ground import bboxes

    # Images that show some of a site are linked to it; ground of a requirement's own may lie elsewhere.
    boxes = bboxes(asked.geometry) if asked.geometry is not None else ()
    since, until = queries.stamp(asked.needs.earliest), queries.stamp(asked.needs.latest)
    return queries.images_that_may_answer(desk.ws, place.id, boxes, since, until, among)


def _parts(desk: Desk, judged: Sequence[Answer]) -> list[Image]:
    """The images that are judged to answer a part, whose ground counts together: of each the last word counts."""
    last = {one.image_id: one.decision for one in judged}
    ids = [image for image, decision in last.items() if decision is Decision.IN_PART]
    return list(queries.images_by_id(desk.ws, ids).values())


def requirement_satisfy(
    desk: Desk,
    requirement: str,
    image: str,
    *,
    order: str | None = None,
    reason: str | None = None,
    in_part: bool = False,
) -> Answer:
    """Judge that an image answers an open requirement, which closes it; `in_part`: it answers a part, and it stays open.

    Whatever a provider says of its order: this is the analyst's to say. Where the image does not meet all that was
    asked, or does not say, a `reason` is needed and kept. `undo` opens the requirement again. Raises `RefusedError`
    for one that is not open, or an order that is for another; `NotFoundError`, `AmbiguousError`, `WordError`.
    """
    because = (reason or "").strip() or None
    with desk.ws.transaction():
        asked, line, earlier = _judging(desk, requirement, image)
        if in_part and earlier and earlier[-1].decision is Decision.IN_PART:
            raise RefusedError(f"image {line.image.id[:12]} is judged to answer a part already")
        if because is None and (wrong := _needs_reason(line, in_part)):
            raise RefusedError(
                f"image {line.image.id[:12]} {wrong}; say why it answers all the same (--because), and that is kept"
            )
        by = line.match.order_id if order is None else _order_of(desk, asked, order)
        decision = Decision.IN_PART if in_part else Decision.SATISFIES
        made = _answer(desk, asked, line, decision, by, because)
        ops: list[Op] = [*rows.answer_ops(made, desk.actor.basis, desk.stamp())]
        if not in_part:
            words = because or f"image {line.image.id[:12]}"
            done = replace(asked, state=RequirementState.SATISFIED, state_reason=words)
            ops += rows.requirement_edit_ops(asked, done)
        _write(desk, "requirement satisfy", ops, line, because, str(decision))
    return made


def requirement_reject(desk: Desk, requirement: str, image: str, *, reason: str) -> Answer:
    """Judge that an image does not answer an open requirement, with the reason; it is not proposed for it again.

    Raises `RefusedError`, `NotFoundError`, `AmbiguousError`, `WordError`.
    """
    because = required("reason", reason)
    with desk.ws.transaction():
        asked, line, earlier = _judging(desk, requirement, image)
        if earlier and earlier[-1].decision is Decision.NO:
            raise RefusedError(f"image {line.image.id[:12]} is judged not to answer it already")
        made = _answer(desk, asked, line, Decision.NO, line.match.order_id, because)
        _write(
            desk,
            "requirement reject",
            rows.answer_ops(made, desk.actor.basis, desk.stamp()),
            line,
            because,
            "no",
        )
    return made


def requirement_answers(desk: Desk, requirement: str) -> tuple[Answer, ...]:
    """The judgements of images against one requirement, in the order they were made."""
    with desk.ws.reading():
        return tuple(queries.answers(desk.ws, [find(desk, requirement).id]))


def answer_words(answer: Answer) -> str:
    """A judgement in one line: `image 5f42... answers it, says analyst one: reason`."""
    said = {
        Decision.SATISFIES: "answers it", Decision.IN_PART: "answers a part of it", Decision.NO: "does not answer it",
    }[answer.decision]  # fmt: skip
    because = f": {answer.reason}" if answer.reason else ""
    by = f", by order {answer.order_id[-8:]}" if answer.order_id else ""
    return f"image {answer.image_id[:12]}{by} {said}, says {answer.analyst}{because}"


def _judging(desk: Desk, requirement: str, image: str) -> tuple[Requirement, MatchLine, list[Answer]]:
    asked = find(desk, requirement)
    if asked.state is not RequirementState.OPEN:
        raise RefusedError(
            f"requirement {asked.id[-8:]} is {asked.state}: open it again first (requirement reopen)"
        )
    evidence = image_of(desk, image)
    place = queries.site_by_id(desk.ws, asked.site_id)
    judged = queries.answers(desk.ws, [asked.id])
    held = queries.orders(desk.ws, requirement_id=asked.id)
    now = desk.clock().astimezone(UTC)
    looks = queries.looks_of_images(desk.ws, [evidence.id], place.id).get(evidence.id, [])
    before = Before(looks, _parts(desk, judged), held, known_sensors(), shares_of(asked, place))
    line = _line(asked, ground_asked(asked, place), place, evidence, before, now)
    return asked, line, [one for one in judged if one.image_id == evidence.id]


def _needs_reason(line: MatchLine, in_part: bool) -> str:
    """What of the image stands against the judgement, in words; empty where nothing does."""
    open_ = [
        check
        for check in line.match.checks
        if check.fit is not Fit.MET and not (in_part and check.what == "ground" and line.match.covered)
    ]
    if not open_:
        return ""
    unmet = [check.what for check in open_ if check.fit is Fit.NOT_MET]
    unsaid = [check.what for check in open_ if check.fit is Fit.UNKNOWN]
    said = [f"falls short in {listed(unmet)}"] if unmet else []
    said += [f"leaves {listed(unsaid)} open"] if unsaid else []
    return " and ".join(said)


def _order_of(desk: Desk, asked: Requirement, order: str) -> str:
    found = queries.order(desk.ws, queries.find_id(desk.ws, "orders", order))
    if found.requirement_id != asked.id:
        raise RefusedError(
            f"order {found.id[-8:]} is for requirement {found.requirement_id[-8:]}, not this one"
        )
    return found.id


def _answer(
    desk: Desk, asked: Requirement, line: MatchLine, decision: Decision, order: str | None, reason: str | None
) -> Answer:
    return Answer(
        new_id(), asked.id, line.image.id, decision, line.match.checks, order, reason, desk.actor.name,
        desk.clock().astimezone(UTC),
    )  # fmt: skip


def _write(
    desk: Desk, action: str, ops: Sequence[Op], line: MatchLine, reason: str | None, said: str
) -> None:
    what = f"image {line.image.id[:12]}, requirement {line.requirement.id[-8:]} of {line.site_name}: {said}"
    note = {"what": what, "requirement": line.requirement.id, "image": line.image.id, "matched": line.outcome}
    desk.write(action, ops, {**note, **({"because": reason} if reason else {})})
