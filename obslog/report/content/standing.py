"""Stands worth a second look: the marks of one pass held against the next image by their pixels. Never a verdict."""

from __future__ import annotations

from itertools import pairwise

from obslog.change.passes import Pass
from obslog.change.stands import Look as Likeness
from obslog.model.errors import ObslogError
from obslog.model.images import Image
from obslog.model.looks import Look
from obslog.model.text import safe
from obslog.observing.comparison import pass_name
from obslog.observing.desk import Desk
from obslog.observing.stand_check import StandQueue, mark_check
from obslog.report.content.numbering import Labels
from obslog.report.material import Material
from obslog.report.picture_parts import Stand, StandList
from obslog.store import queries

#: Images further apart than this are not held against one another: light and season change more than stands do.
MOST_DAYS = 31.0


def stands(desk: Desk, material: Material, labels: Labels) -> tuple[StandList, ...]:
    """For each two passes that follow one another, and each marked image of the first: which stands look changed.

    What cannot be compared is a list without stands that says why.
    """
    passes = _passes(material)
    found = []
    for before, after in pairwise(passes):
        for look in before.looks:
            if look.image_id in material.images and queries.marks(desk.ws, look_id=look.id):
                found.append(_list(desk, material, labels, look, before, after))
    return tuple(found)


def _passes(material: Material) -> list[Pass]:
    if not material.comparisons:
        return []
    return [material.comparisons[0].before.chosen, *(one.after.chosen for one in material.comparisons)]


def _list(desk: Desk, material: Material, labels: Labels, look: Look, before: Pass, after: Pass) -> StandList:
    title = safe(f"{pass_name(before)} → {pass_name(after)}")
    first = labels.images.get(look.image_id or "")
    images = [material.images[key] for key in _images(after) if key in material.images]
    if not images:
        return StandList(title, first, None, (), "not compared: the later pass rests on no image")
    later = max(images, key=lambda image: (_shared(material.images[look.image_id or ""], image), image.id))
    second = labels.images.get(later.id)
    apart = abs((after.earliest - before.latest).total_seconds()) / 86_400
    if apart > MOST_DAYS:
        return StandList(
            title,
            first,
            second,
            (),
            f"not compared: {apart:.0f} days apart, light and season change more than stands",
        )
    try:
        queue = mark_check(desk, look.id, later.id)
    except ObslogError as error:
        return StandList(title, first, second, (), safe(f"not compared: {error}"))
    if not queue.laid.shift.found:
        return StandList(title, first, second, (), safe(f"not compared: {queue.laid.shift.why_not}"))
    return StandList(title, first, second, _stands(material, queue), safe(queue.sentence))


def _images(one: Pass) -> list[str]:
    return list(dict.fromkeys(look.image_id for look in one.looks if look.image_id))


def _shared(one: Image, other: Image) -> float:
    """How much of the ground of one image another shows, 0 to 1."""
    from obslog.places.ground import overlap_share

    if one.ground is None or other.ground is None:
        return 0.0
    return round(overlap_share(other.ground, one.ground), 3)


def _stands(material: Material, queue: StandQueue) -> tuple[Stand, ...]:
    """Those that look changed, the least alike first."""
    changed = [(mark, one) for mark, one in queue.stands if one.look is Likeness.CHANGED]
    return tuple(
        Stand(
            mark=mark.id,
            types=safe(" or ".join(mark.types)),
            where=safe(material.area_names.get(mark.area or "", "") or "whole site"),
            lon=None if mark.lon is None else round(mark.lon, 6),
            lat=None if mark.lat is None else round(mark.lat, 6),
            likeness=None if one.likeness is None else round(one.likeness, 2),
        )
        for mark, one in changed
    )
