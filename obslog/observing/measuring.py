"""Lines measured on an image of the log, on its ground where it has one, else by its GSD."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from obslog.model.errors import FileRefusedError, RefusedError, WordError
from obslog.model.marks import Point
from obslog.observing.desk import Desk
from obslog.observing.looks import image_of
from obslog.observing.viewing import ground_of
from obslog.places.measuring import Measurement, measure_ground, measure_pixels


def read_pixel(text: str) -> Point:
    """A pixel written as `COLUMN,ROW`. Raises `WordError`."""
    try:
        column, row = (float(part) for part in text.split(","))
    except ValueError:
        raise WordError("pixel", text, "write COLUMN,ROW, such as 812,455.5") from None
    return column, row


def measure(desk: Desk, image: str, points: Sequence[Point]) -> Measurement:
    """The line between two (column, row) of an image.

    Raises `WordError` for other than two pixels, or one that does not lie on the ground, and `RefusedError` for an
    image that has neither ground nor GSD.
    """
    if len(points) != 2 or not all(len(p) == 2 and all(map(isfinite, p)) for p in points):
        raise WordError("line", str(len(points)), "give two pixels, COLUMN,ROW each")
    (start, end), evidence = points, image_of(desk, image)
    known = evidence.identity
    try:
        ground = ground_of(desk, evidence.id)
        why = "the image has no georeference"
    except FileRefusedError as error:
        ground, why = None, str(error)
    if ground is not None:
        places = ground.to_ground(*start), ground.to_ground(*end)
        pixel_m = ground.metres_per_pixel((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        if places[0] is None or places[1] is None or pixel_m is None:
            raise WordError("line", f"{start} {end}", "a pixel lies off the ground that this image shows")
        error_m = known.error_m if ground.error_m is None else ground.error_m
        return measure_ground(places[0], places[1], pixel_m, error_m)
    if known.gsd_m is None:
        raise RefusedError(
            f"image {evidence.id[:12]} cannot be measured on: {why}, and its GSD is not known; place it by two "
            "points whose position you know: obslog image place"
        )
    return measure_pixels((start[0], start[1]), (end[0], end[1]), known.gsd_m, why)
