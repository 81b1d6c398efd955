"""Two images of a site put side by side: what each says, how they lie, and what became of each marked object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from obslog.model.errors import ObslogError, RefusedError
from obslog.model.looks import LookStatus
from obslog.tui.change.locking import Lock

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.images import Image
    from obslog.model.looks import Look
    from obslog.model.marks import Mark, Point
    from obslog.observing.object_words import ObjectDiff, ObjectLine
    from obslog.places.ground_grid import GroundGrid

#: Looks among which those at the two images are sought, and images that `n` and `p` step through.
LOOKS, IMAGES = 400, 2000


@dataclass(frozen=True)
class Side:
    """One of the two images, the look at it (None: nobody looked), and its standing marks."""

    image: Image
    look: Look | None
    marks: tuple[Mark, ...] = ()

    @property
    def when(self) -> str:
        """Its date in words."""
        return self.image.identity.when.describe()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.identity.width or 1, self.image.identity.height or 1


@dataclass(frozen=True)
class Pair:
    """Two images locked together. `objects` is None where marks cannot be compared; `why_not` is then the reason.

    `others` are the other images of the site that may stand as `before`, in order of time.
    """

    site_id: str
    site: str
    before: Side
    after: Side
    lock: Lock
    objects: ObjectDiff | None = None
    why_not: str = ""
    others: tuple[Image, ...] = ()

    @property
    def lines(self) -> tuple[ObjectLine, ...]:
        """What became of each object, differences first."""
        return self.objects.lines if self.objects is not None else ()

    def on_ground(self, grounds: Grounds) -> Pair:
        """With the ground of the two images known."""
        known = self.lock
        same = self.before.image.id == self.after.image.id
        return replace(
            self, lock=Lock.of(known.before_size, known.after_size, same=same, alignment=known.alignment, grounds=grounds)
        )  # fmt: skip

    @property
    def is_in_order(self) -> bool:
        """Whether `before` is known to be earlier than `after`."""
        first, second = self.before.image.identity.when.latest, self.after.image.identity.when.earliest
        return first is not None and second is not None and first < second

    def places(self, line: ObjectLine) -> tuple[Point | None, Point | None]:
        """Where an object is on either image; on the one that has no mark of it, where it would be."""
        first = _centre(self.before.marks, line.before)
        second = _centre(self.after.marks, line.after)
        if first is None and second is not None:
            first = self.lock.to_before(second)
        elif second is None and first is not None:
            second = self.lock.to_after(first)
        return first, second

    def other(self, by: int) -> str:
        """The image that is `by` steps later than `before` among those that may stand there. Raises `RefusedError`."""
        ids = [image.id for image in self.others]
        place = ids.index(self.before.image.id) + by if self.before.image.id in ids else -1
        if not 0 <= place < len(ids):
            raise RefusedError(
                "this is the newest other image of the site"
                if by > 0
                else "this is the oldest image of the site"
            )
        return ids[place]


def _centre(marks: Sequence[Mark], mark_id: str | None) -> Point | None:
    return next((mark.centre for mark in marks if mark.id == mark_id), None)


Grounds = tuple["GroundGrid | None", "GroundGrid | None"]


def pair(log: Log, site: str, before: str | None, after: str, grounds: Grounds | None = None) -> Pair:
    """The two images of a site with all that is known of them; `before` None: the one looked at before `after`.

    `grounds` of the two are asked of the log where they are not given. Raises `NotFoundError`, and `RefusedError`
    where there is no image to compare with.
    """
    made = sides(log, site, before, after)
    if grounds is None:
        grounds = ground_of(log, made.before), ground_of(log, made.after)
    return with_objects(log, made.on_ground(grounds))


def sides(log: Log, site: str, before: str | None, after: str) -> Pair:
    """As `pair`, but nothing that takes long: no ground of the images, no comparison of their objects."""
    place, later = log.site_show(site), log.image_show(after)
    looks = log.look_list(place.id, limit=LOOKS)
    others = _others(log, place.id, later)
    chosen = log.image_show(before) if before is not None else _before(looks, others, later)
    first, second = _side(log, looks, chosen), _side(log, looks, later)
    same = chosen.id == later.id
    stored = None if same else log.image_alignment(chosen.id, later.id)
    lock = Lock.of(first.size, second.size, same=same, alignment=stored)
    return Pair(place.id, place.name, first, second, lock, None, "the marks are being compared", others)


def _others(log: Log, site_id: str, later: Image) -> tuple[Image, ...]:
    found = [image for image in log.image_list(site_id, limit=IMAGES) if image.id != later.id]
    return tuple(sorted((i for i in found if i.identity.when.is_dated), key=_begins))


def _begins(image: Image) -> tuple[datetime, str]:
    assert image.identity.when.earliest is not None
    return image.identity.when.earliest, image.id


def _before(looks: Sequence[Look], others: Sequence[Image], later: Image) -> Image:
    """The image of the newest closed look from before `later`; else the newest earlier image; else any other."""
    if not others:
        raise RefusedError("this site has no other dated image to compare with")
    begins = later.identity.when.earliest
    looked = {look.image_id for look in looks if look.status is LookStatus.CLOSED}
    earlier = [image for image in others if begins is None or _begins(image)[0] < begins]
    for image in reversed(earlier):
        if image.id in looked and image.acquisition_id != later.acquisition_id:
            return image
    return earlier[-1] if earlier else others[-1]


def _side(log: Log, looks: Sequence[Look], image: Image) -> Side:
    at_it = [one for one in looks if one.image_id == image.id and one.status is not LookStatus.RETRACTED]
    # Newest first: the look of several that was made last.
    look = at_it[0] if at_it else None
    marks = log.mark_list(look=look.id) if look is not None else ()
    return Side(image, look, marks)


def ground_of(log: Log, side: Side) -> GroundGrid | None:
    """Where the pixels of one side lie; None where nothing says so."""
    try:
        return log.image_ground(side.image.id)
    except ObslogError:
        return None  # its file is gone: what is known of its ground is known no more


def with_objects(log: Log, made: Pair) -> Pair:
    """The pair with what became of each object, or with the reason why that cannot be told."""
    made = replace(made, objects=None)
    first, second = made.before.look, made.after.look
    if first is None or second is None:
        side = made.before if first is None else made.after
        return replace(
            made, why_not=f"nobody looked at the image of {side.when} yet: there are no marks to compare"
        )
    if not made.before.marks and not made.after.marks:
        return replace(made, why_not="neither look has marks, so objects cannot be compared one by one")
    try:
        return replace(made, objects=log.mark_diff(first.id, second.id))
    except ObslogError as error:
        return replace(made, why_not=str(error))
