"""The marks of two looks at one site compared object by object, with what lets them be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from obslog.change.marks import diff_marks
from obslog.change.telling import Telling
from obslog.model.counting import counted
from obslog.model.errors import RefusedError
from obslog.model.looks import Look, LookStatus
from obslog.model.marks import Mark, MarkStatus
from obslog.model.places import ELSEWHERE, Site
from obslog.model.types import TypeTree
from obslog.observing.aligning import image_alignment
from obslog.observing.desk import Desk
from obslog.observing.frames import frame_for
from obslog.observing.looks import area_names, find_look
from obslog.observing.object_words import ObjectDiff
from obslog.observing.spotting import possible, spots
from obslog.store import queries


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
    sides = []
    for which, other in enumerate((second, first)):
        mine, theirs = marks[which], marks[1 - which]
        telling = Telling(tree, as_closed(other, theirs), _marked(tree, theirs), names)
        shown = (frame.shown_after, frame.shown_before)[which](mine)
        places = (frame.before, frame.after)[which](mine)
        found = spots(tree, mine, places, frame.pixel_m[which])
        asked = [(possible(tree, mark) or mark.types) for mark in mine]
        parts = _parts(site, mine, other)
        reasons = [
            part.reason or telling.untold(types, part.area, there)
            for types, part, there in zip(asked, parts, shown, strict=True)
        ]
        which_look = ("later", "earlier")[which]
        sides.append(
            [
                replace(spot, untold=None if why is None else f"{which_look} look: {why}")
                for spot, why in zip(found, reasons, strict=True)
            ]
        )
    diff = diff_marks(tree, sides[0], sides[1], frame.offset)
    return ObjectDiff(site.name, first, second, marks[0], marks[1], diff, frame.north_up, frame.notes)


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


def _marked(tree: TypeTree, marks: Iterable[Mark]) -> list[tuple[tuple[str, ...], str | None]]:
    return [(possible(tree, mark) or mark.types, mark.area) for mark in marks]


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
