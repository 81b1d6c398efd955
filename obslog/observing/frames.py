"""The plane in metres on which the marks of two looks are compared: the ground, or the pixels of one image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import hypot
from statistics import median
from typing import TYPE_CHECKING

from obslog.change import alignment as laying
from obslog.change.marks import Offset, Registration
from obslog.change.shift import CE90_SIGMAS
from obslog.model.errors import FileRefusedError, RefusedError
from obslog.model.images import Image
from obslog.model.looks import Confidence
from obslog.model.marks import Alignment, Mark, Point
from obslog.model.types import TypeTree
from obslog.observing.desk import Desk
from obslog.observing.spotting import shape_of, size_m
from obslog.observing.viewing import ground_of
from obslog.places.plane import Plane
from obslog.places.within import within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The placement of an image that states no error is taken to be good to this, in metres (CE90).
CE90_UNKNOWN_M = 10.0
#: Metres a pixel where neither image says.
GSD_UNKNOWN_M = 0.5
#: On one image a place is the same place but for rounding.
_SAME_IMAGE_M = 0.05

#: What a frame makes of marks: for each the places in metres of its points.
Placing = Callable[[Sequence[Mark]], list[list[Point]]]


@dataclass(frozen=True)
class Frame:
    """How marks of two images come onto one plane, and what of one image the other shows.

    `before` and `after` give the points of marks in metres (x east or right, y north or up). `shown_after` says for
    marks of the earlier look whether their places lie on the later image, `shown_before` the other way round (None:
    not known). `pixel_m` are metres a pixel of either image, `north_up` is True where y is true north.
    """

    offset: Offset
    before: Placing
    after: Placing
    shown_before: Callable[[Sequence[Mark]], list[bool | None]]
    shown_after: Callable[[Sequence[Mark]], list[bool | None]]
    pixel_m: tuple[float, float]
    north_up: bool
    notes: tuple[str, ...] = field(default=())


def frame_for(
    desk: Desk,
    before: Image,
    after: Image,
    marks: tuple[Sequence[Mark], Sequence[Mark]],
    stored: Alignment | None,
) -> Frame:
    """The best there is: one image, a stored alignment, the ground of both.

    Raises `RefusedError` for two images of which one has no ground and that nobody laid on one another.
    """
    if before.id == after.id:
        return _one_image(before, _pixel_m(desk.tree(), before, (*marks[0], *marks[1])))
    if stored is not None:
        return _by_points(desk.tree(), before, after, marks, stored)
    for image, some in ((before, marks[0]), (after, marks[1])):
        if image.identity.footprint is None or any(mark.lon is None for mark in some):
            raise RefusedError(
                f"image {image.id[:12]} does not say where its pixels lie, so its marks cannot be compared with those "
                f"of another: obslog image align {before.id[:12]} {after.id[:12]} PAIR PAIR, or obslog image place"
            )
    return _on_ground(desk, before, after, marks)


def _one_image(image: Image, scale: tuple[float, tuple[str, ...]]) -> Frame:
    pixel_m, notes = scale
    place = partial(_pixels, pixel_m)
    return Frame(
        Offset(_SAME_IMAGE_M, Registration.SAME_IMAGE), place, place, _all_shown, _all_shown, (pixel_m, pixel_m),
        False, notes,
    )  # fmt: skip


def _by_points(
    tree: TypeTree,
    before: Image,
    after: Image,
    both: tuple[Sequence[Mark], Sequence[Mark]],
    stored: Alignment,
) -> Frame:
    """On the pixels of the later image."""
    pixel_m, notes = _pixel_m(tree, after, both[1])
    if after.identity.gsd_m is None and before.identity.gsd_m is not None:
        pixel_m, notes = before.identity.gsd_m / stored.scale, ()
    marks = both[0]
    errors = [laying.error_px(stored, mark.centre) for mark in marks]
    sigma = pixel_m * (max(errors) if errors else 1.0)
    back = laying.reverse(stored)

    def place(marks: Sequence[Mark]) -> list[list[Point]]:
        moved = [[laying.apply(stored, point) for point in mark.points] for mark in marks]
        return [[(x * pixel_m, -y * pixel_m) for x, y in points] for points in moved]

    margin = CE90_SIGMAS * sigma / pixel_m
    return Frame(
        Offset(sigma, Registration.TWO_POINTS), place, partial(_pixels, pixel_m),
        lambda some: [_on_image(before, laying.apply(back, mark.centre), margin / stored.scale) for mark in some],
        lambda some: [_on_image(after, laying.apply(stored, mark.centre), margin) for mark in some],
        (pixel_m * stored.scale, pixel_m), False, notes,
    )  # fmt: skip


def _on_ground(
    desk: Desk, before: Image, after: Image, marks: tuple[Sequence[Mark], Sequence[Mark]]
) -> Frame:
    """On a plane about the middle of the later image."""
    west, south, east, north = (after.identity.footprint or before.identity.footprint).bbox  # type: ignore[union-attr]
    plane = Plane((west + ((east - west) % 360) / 2 + 180) % 360 - 180, (south + north) / 2)
    notes = []
    errors = []
    for image, which in ((before, "earlier"), (after, "later")):
        error = image.identity.error_m
        if error is None:
            notes.append(
                f"the {which} image does not say how well it is placed: {CE90_UNKNOWN_M:g} m assumed"
            )
        errors.append(CE90_UNKNOWN_M if error is None else max(error, 0.1))
    apart = hypot(*errors)
    pixels = []
    for image, which, some in ((before, "earlier", marks[0]), (after, "later", marks[1])):
        pixel_m, doubts = _pixel_m(desk.tree(), image, some)
        pixels.append(pixel_m)
        notes += [doubt.replace("the image", f"the {which} image") for doubt in doubts]
    return Frame(
        Offset(apart / CE90_SIGMAS), partial(_grounded, desk, before, plane), partial(_grounded, desk, after, plane),
        partial(_on_ground_of, before, apart), partial(_on_ground_of, after, apart), (pixels[0], pixels[1]), True,
        tuple(notes),
    )  # fmt: skip


def _pixel_m(tree: TypeTree, image: Image, marks: Sequence[Mark]) -> tuple[float, tuple[str, ...]]:
    """Metres a pixel, and what was assumed: where the image does not say, objects of known length do."""
    if image.identity.gsd_m is not None:
        return image.identity.gsd_m, ()
    told = []
    for mark in marks:
        _, length_px = shape_of(mark.kind, mark.points)
        metres = size_m(tree, mark.types) if length_px and mark.confidence is Confidence.CONFIRMED else None
        if length_px and metres:
            told.append(metres / length_px)
    if told:
        found = median(told)
        return found, (
            f"the GSD of the image is not known: {found:.2g} m by {len(told)} objects of known length",
        )
    return GSD_UNKNOWN_M, (f"the GSD of the image is not known: {GSD_UNKNOWN_M:g} m a pixel assumed",)


def _pixels(pixel_m: float, marks: Sequence[Mark]) -> list[list[Point]]:
    return [[(x * pixel_m, -y * pixel_m) for x, y in mark.points] for mark in marks]


def _all_shown(marks: Sequence[Mark]) -> list[bool | None]:
    return [True] * len(marks)


def _on_image(image: Image, at: Point, margin: float) -> bool | None:
    """Whether a pixel, with what it may be off, lies on the image; pixels without data are not looked at."""
    width, height = image.identity.width, image.identity.height
    if not width or not height:
        return None
    if not (margin <= at[0] <= width - margin and margin <= at[1] <= height - margin):
        return False
    # Where not all of it holds data nobody knows whether this pixel does.
    return True if image.valid_share is None or image.valid_share >= 0.999 else None


def _on_ground_of(image: Image, margin_m: float, marks: Sequence[Mark]) -> list[bool | None]:
    import numpy as np

    if image.ground is None:
        return [None] * len(marks)
    lons = np.array([np.nan if mark.lon is None else mark.lon for mark in marks], float)
    lats = np.array([np.nan if mark.lat is None else mark.lat for mark in marks], float)
    return [bool(inside) for inside in within(image.ground, lons, lats, margin_m)]


def _grounded(desk: Desk, image: Image, plane: Plane, marks: Sequence[Mark]) -> list[list[Point]]:
    """The points of marks on the ground; the centre alone where the file of the image is not at hand."""
    import numpy as np

    shaped = [mark for mark in marks if len(mark.points) > 1]
    grid = None
    if shaped:
        try:
            grid = ground_of(desk, image.id)
        except FileRefusedError:
            grid = None
    found = {mark.id: [plane.to_metres(mark.lon or 0.0, mark.lat or 0.0)] for mark in marks}
    if grid is not None:
        columns, rows = np.array([point for mark in shaped for point in mark.points], float).T
        lons, lats = grid.to_ground(columns, rows)
        places = iter(zip(lons.tolist(), lats.tolist(), strict=True))
        for mark in shaped:
            corners = [plane.to_metres(*next(places)) for _ in mark.points]
            if all(np.isfinite(corner).all() for corner in corners):
                found[mark.id] = corners
    return [found[mark.id] for mark in marks]
