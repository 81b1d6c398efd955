"""The marks of two looks at one site compared object by object, with what lets them be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot

from obslog.change.marks import Offset, Registration, diff_marks
from obslog.change.shift import CE90_SIGMAS
from obslog.change.spots import Spot
from obslog.change.telling import Telling
from obslog.model.counting import counted
from obslog.model.errors import RefusedError
from obslog.model.looks import Look, LookStatus
from obslog.model.marks import Mark, MarkStatus
from obslog.model.places import ELSEWHERE, Site
from obslog.model.types import TypeTree
from obslog.observing.aligning import image_alignment
from obslog.observing.desk import Desk
from obslog.observing.frames import CE90_UNKNOWN_M, Placing, frame_for
from obslog.observing.looks import area_names, find_look
from obslog.observing.object_words import ObjectDiff
from obslog.observing.spotting import possible, spots
from obslog.store import queries
from obslog.store.queries.carried import refused_origins

#: So many objects that agree are heard against two stored points.
_LEAST_WITNESSES = 3.0


def mark_diff(desk: Desk, before: str, after: str) -> ObjectDiff:
    """Compare the standing marks of two looks (ids); a draft counts as closing it now would leave it.

    Raises `NotFoundError`, `AmbiguousError`; `RefusedError` for looks of two sites, one look twice, retracted looks,
    looks without an image, and images that nobody laid on one another.
    """
    first, second = find_look(desk, before), find_look(desk, after)
    _refuse(first, second)
    site, tree = desk.site(first.site_id), desk.tree()
    marks = _standing(desk, first), _standing(desk, second)
    images = [queries.image(desk.ws, look.image_id or "") for look in (first, second)]
    stored = None if images[0].id == images[1].id else image_alignment(desk, images[0].id, images[1].id)
    frame = frame_for(desk, images[0], images[1], marks, stored)
    names = area_names(desk, site.id)
    earlier, later = (
        _Side(
            marks[0],
            frame.before,
            frame.pixel_m[0],
            frame.shown_after,
            second,
            "later look",
            refused_origins(desk.ws, second.id),
        ),
        _Side(marks[1], frame.after, frame.pixel_m[1], frame.shown_before, first, "earlier look"),
    )
    sides = _spots(tree, site, earlier, marks[1], names), _spots(tree, site, later, marks[0], names)
    diff = diff_marks(tree, *sides, frame.offset)
    notes = (*frame.notes, *_doubts(tree, *sides, frame.offset))
    return ObjectDiff(site.name, first, second, marks[0], marks[1], diff, frame.north_up, notes)


def _doubts(tree: TypeTree, before: Sequence[Spot], after: Sequence[Spot], offset: Offset) -> tuple[str, ...]:
    """Whether the objects speak against two stored points: they check, they do not decide (a row may alias)."""
    if offset.known is not Registration.TWO_POINTS:
        return ()
    free = diff_marks(tree, before, after, Offset(CE90_UNKNOWN_M / CE90_SIGMAS))
    by = free.shift
    if free.registration is not Registration.ESTIMATED or by is None or by.votes < _LEAST_WITNESSES:
        return ()
    if by.length_m <= 3 * hypot(by.sigma_m, offset.sigma_m):
        return ()
    return (
        f"{by.votes:.0f} objects would lie better with a further shift of {by.length_m:.1f} m: "
        "check the two points (obslog image align)",
    )


@dataclass(frozen=True)
class _Side:
    """The marks of one look and how they come onto the frame; the other look, its name, what its image shows.

    `refused` are those that were carried into the other look and taken away there.
    """

    marks: Sequence[Mark]
    place: Placing
    pixel_m: float
    shown: Callable[[Sequence[Mark]], list[bool | None]]
    other: Look
    other_name: str
    refused: frozenset[str] = frozenset()


def _spots(
    tree: TypeTree, site: Site, side: _Side, theirs: Sequence[Mark], names: Mapping[str, str]
) -> list[Spot]:
    """The marks of one side as spots, each with the reason why the other look could not tell its absence."""
    there = [part.area for part in _parts(site, theirs, side.other)]
    listed = list(zip((_certainly(tree, mark) for mark in theirs), there, strict=True))
    telling = Telling(tree, as_closed(side.other, theirs), listed, names)
    found = spots(tree, side.marks, side.place(side.marks), side.pixel_m)
    told = []
    for spot, mark, part, on_image in zip(
        found, side.marks, _parts(site, side.marks, side.other), side.shown(side.marks), strict=True
    ):
        why = part.reason or telling.untold(
            _certainly(tree, mark), part.area, on_image, looked=mark.id in side.refused
        )
        told.append(spot if why is None else replace(spot, untold=f"{side.other_name}: {why}"))
    return told


def _certainly(tree: TypeTree, mark: Mark) -> tuple[str, ...]:
    """The types of which a marked object certainly is one."""
    return possible(tree, mark) or mark.types


def as_closed(look: Look, marks: Sequence[Mark]) -> Look:
    """What a look says; a draft says what closing it now would make it say."""
    return counted(look, marks) if look.status is LookStatus.DRAFT else look


def _refuse(first: Look, second: Look) -> None:
    if first.id == second.id:
        raise RefusedError("these are one look: name two")
    if first.site_id != second.site_id:
        raise RefusedError("these looks are of two sites: objects are compared at one")
    for look in (first, second):
        if look.status is LookStatus.RETRACTED:
            raise RefusedError(f"look {look.id[-8:]} is retracted and says nothing any more")
        if look.image_id is None:
            raise RefusedError(f"look {look.id[-8:]} has no image, so it has no marks")


def _standing(desk: Desk, look: Look) -> tuple[Mark, ...]:
    return tuple(m for m in queries.marks(desk.ws, look_id=look.id) if m.status is MarkStatus.STANDING)


@dataclass(frozen=True)
class _Part:
    """The part of the site that a mark stands in, as one look divides it; None if it is not known which.

    `reason` says why that look cannot speak of the place at all.
    """

    area: str | None
    reason: str | None = None


def _parts(site: Site, marks: Sequence[Mark], look: Look) -> list[_Part]:
    """For each mark of the other look the part of `look` it stands in: as marked, else by the areas' polygons."""
    import numpy as np

    from obslog.places.within import within

    found: list[_Part | None] = [
        _Part(m.area) if m.area is not None and m.area in look.parts else None for m in marks
    ]
    if set(look.parts) <= {ELSEWHERE}:
        found = [each or _Part(ELSEWHERE) for each in found]
    open_ = [i for i, each in enumerate(found) if each is None and marks[i].lon is not None]
    if open_:
        lons = np.array([marks[i].lon for i in open_], float)
        lats = np.array([marks[i].lat for i in open_], float)
        shapes = {area.id: area.geometry for area in site.areas if area.geometry is not None}
        for area in (part for part in look.parts if part in shapes):
            for i, inside in zip(open_, within(shapes[area], lons, lats), strict=True):
                found[i] = found[i] or (_Part(area) if inside else None)
        if all(part in shapes or part == ELSEWHERE for part in look.parts):
            here = np.ones(len(open_), bool) if site.geometry is None else within(site.geometry, lons, lats)
            for i, inside in zip(open_, here, strict=True):
                found[i] = found[i] or (_Part(ELSEWHERE) if inside else _Part(None, f"outside {site.name}"))
    return [each or _Part(None) for each in found]
