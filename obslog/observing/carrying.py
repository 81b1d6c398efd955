"""Marks of an earlier look laid on a new image as proposals: to be confirmed or refused one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from obslog.change import alignment as laying
from obslog.model.errors import RefusedError
from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus
from obslog.model.marks import Carried, Mark, MarkKind, MarkStatus, Point
from obslog.model.places import Area
from obslog.observing.aligning import image_alignment
from obslog.observing.desk import Desk
from obslog.observing.looks import baseline, look_to_change
from obslog.observing.marking import placer, rounded, said
from obslog.observing.viewing import ground_of
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Op

if TYPE_CHECKING:
    from obslog.places.area_index import AreaIndex

#: A box whose carried corners lie askew by more than this share of its size is carried as an oriented one.
_ASKEW = 0.02

#: Where a pixel of the earlier image lies on the new one; None where it cannot be told.
Laying = Callable[[Point], Point | None]


def mark_carry(desk: Desk, look: str, since: str = "last") -> Carried:
    """The standing marks of an earlier look, laid on this look's image as proposals; one entry of the journal.

    `since` names the earlier look as `no_change_since` does. Those that fall outside the image, or where it holds
    no data, are left out and counted in the answer; those carried into this look before (also ones that were
    refused since) are not carried again. Raises `NotFoundError`, and `RefusedError` where the look is no draft,
    the earlier one has no marks, or nothing relates the two images.
    """
    into = _draft(desk, look)
    site = desk.site(into.site_id)
    source = baseline(desk, site, into, since)
    marks = [m for m in queries.marks(desk.ws, look_id=source.id) if m.status is MarkStatus.STANDING]
    when = source.when.describe()
    if not marks or source.image_id is None:
        raise RefusedError(f"the look of {when} has no marks to carry; name another look of {site.name}")
    earlier, image = (queries.image(desk.ws, one) for one in (source.image_id, into.image_id or ""))
    lay = _laying(desk, earlier, image)
    place = placer(desk, image, into)
    with desk.ws.transaction():
        into = _draft(desk, into.id)
        known = queries.carried_from(desk.ws, into.id)
        shows = _Shown.of(image)
        found = [_laid(desk, mark, image, into, lay) for mark in marks if mark.id not in known]
        laid = [_placed(mark, place.placed(mark)) for mark in found if mark is not None]
        made = [mark for mark in laid if shows.holds(mark)]
        left_out = len(found) - len(made)
        if found and not made:
            raise RefusedError(f"none of the {len(found)} marks of {when} lies on image {image.id[:12]}")
        if made:
            stamp = desk.stamp()
            ops: list[Op] = [op for one in made for op in rows.mark_ops(one, desk.actor.basis, stamp)]
            desk.write("mark carry", ops, {**said(made), "since": source.id, "left_out": left_out})
    return Carried(made, since=source.id, left_out=left_out)


def _draft(desk: Desk, look: str) -> Look:
    found = look_to_change(desk, look)
    if found.status is not LookStatus.DRAFT or found.image_id is None:
        raise RefusedError(f"look {found.id[-8:]} is {found.status}: marks are carried into a draft")
    return found


def _laying(desk: Desk, earlier: Image, image: Image) -> Laying:
    """How pixels of one image lie on the other: itself, the stored alignment, or the ground of both."""
    if earlier.id == image.id:
        return lambda point: point
    stored = image_alignment(desk, earlier.id, image.id)
    if stored is not None:
        return lambda point: laying.apply(stored, point)
    before, after = ground_of(desk, earlier.id), ground_of(desk, image.id)
    if before is None or after is None:
        which = earlier if before is None else image
        raise RefusedError(
            f"image {which.id[:12]} has no place on the ground: align two points first "
            f"(obslog image align {earlier.id[:12]} {image.id[:12]})"
        )

    def by_ground(point: Point) -> Point | None:
        there = before.to_ground(*point)
        return None if there is None else after.to_image(*there)

    return by_ground


def _laid(desk: Desk, mark: Mark, image: Image, look: Look, lay: Laying) -> Mark | None:
    """The mark as a proposal on the new image; None where a point of it cannot be told. State is of its day."""
    kind, corners = mark.kind, mark.points
    if kind is MarkKind.BOX:
        (left, top), (right, bottom) = corners
        corners = (left, top), (right, top), (right, bottom), (left, bottom)
    laid = [found for point in corners if (found := lay(point)) is not None]
    if len(laid) < len(corners):
        return None
    if kind is MarkKind.BOX:
        kind, laid = _box(laid)
    return replace(
        mark, id=new_id(), image_id=image.id, kind=kind, points=rounded(laid), status=MarkStatus.CARRIED,
        look_id=look.id, carried_from=mark.id, state=None, remarks=None, analyst=desk.actor.name,
        area=mark.area if mark.area in look.parts else None,
    )  # fmt: skip


def _box(corners: Sequence[Point]) -> tuple[MarkKind, list[Point]]:
    """Four corners as an upright box where they nearly are one, else as an oriented box."""
    columns, lines = sorted(c for c, _ in corners), sorted(r for _, r in corners)
    size = max(columns[3] - columns[0], lines[3] - lines[0])
    gaps = columns[1] - columns[0], columns[3] - columns[2], lines[1] - lines[0], lines[3] - lines[2]
    if max(gaps) > _ASKEW * size:
        return MarkKind.ORIENTED, list(corners)
    return MarkKind.BOX, [(columns[0], lines[0]), (columns[3], lines[3])]


def _placed(before: Mark, placed: Mark) -> Mark:
    """An image without a place tells no area: the one that the earlier mark had is kept."""
    return placed if placed.lon is not None else replace(placed, area=before.area)


@dataclass(frozen=True)
class _Shown:
    """What of the ground an image holds data of; None: not known."""

    size: tuple[float, float] | None
    ground: AreaIndex | None

    @classmethod
    def of(cls, image: Image) -> _Shown:
        from obslog.places.area_index import AreaIndex

        wide, high = image.identity.width, image.identity.height
        # An alignment may lay marks on an image whose own placement is rough: then its frame alone decides.
        ground = (
            None if image.valid_area is None else AreaIndex([Area("shown", "", "shown", image.valid_area)])
        )
        return cls((wide, high) if wide and high else None, ground)

    def holds(self, mark: Mark) -> bool:
        column, row = mark.centre
        if self.size is not None and not (0 <= column <= self.size[0] and 0 <= row <= self.size[1]):
            return False
        if self.ground is None or mark.lon is None or mark.lat is None:
            return True
        return self.ground.area_at(mark.lon, mark.lat) == "shown"
