"""A chip of one image of the log: its file verified by its sha256, the part asked for cut, marks and furniture burnt in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.imagery.opening import open_regular
from obslog.imagery.viewing import CHANGED, ImageView
from obslog.model.chips import Chip, Derivation
from obslog.model.errors import FileRefusedError, RefusedError
from obslog.model.images import Image
from obslog.model.marks import Mark
from obslog.model.places import Geometry, Site
from obslog.model.text import safe
from obslog.model.version import VERSION
from obslog.observing.desk import Desk
from obslog.observing.viewing import file_of_image, image_view
from obslog.places.plane import Plane

if TYPE_CHECKING:
    from obslog.imagery.chip_drawing import Inset
    from obslog.imagery.chip_frame import Frame

#: Pixels a side of a chip where nobody says otherwise.
SIDE = 480
_CHUNK = 1 << 20
#: The bases of a date as the strip under a chip says them.
_BASIS = {
    "stac": "STAC item", "sidecar": "sidecar file", "tags": "tags of the file", "exif": "EXIF",
    "file_name": "file name, a claim", "caption": "caption", "analyst": "the analyst",
}  # fmt: skip


@dataclass(frozen=True)
class Square:
    """A square of ground to be cut, north up: its middle in degrees, and metres a side."""

    lon: float
    lat: float
    size_m: float


@dataclass(frozen=True)
class Part:
    """A rectangle of an image to be cut as it lies: (column, row, width, height) in its pixels."""

    window: tuple[float, float, float, float]


def verify(desk: Desk, image: Image) -> None:
    """Read the file of an image through and hold it against its sha256.

    Raises `FileRefusedError` where it is gone or is another one now.
    """
    file = file_of_image(desk, image)
    digest = hashlib.sha256()
    with open_regular(file.path) as (fd, _):
        while block := os.read(fd, _CHUNK):
            digest.update(block)
    if digest.hexdigest() != image.id:
        raise FileRefusedError(file.shown, CHANGED)


def open_verified(desk: Desk, image: Image) -> ImageView:
    """The image open to be looked at, its file just verified; never its preview. Close it after."""
    verify(desk, image)
    return image_view(desk, image.id)


def cut_chip(
    view: ImageView,
    image: Image,
    wanted: Square | Part,
    *,
    title: str,
    site: Site | None = None,
    marks: Sequence[Mark] = (),
    side: int = SIDE,
) -> Chip:
    """One chip of an open image, with the marks given burnt in. Needs no log, so it may run on another thread.

    Raises `RefusedError` where the image shows nothing there, `FileRefusedError` where its file cannot be read.
    """
    from obslog.imagery.chip import HIGH, LOW, cut
    from obslog.imagery.chip_drawing import STRIP, Furniture, drawn

    frame = _frame(view, image, wanted, side)
    found = cut(view, frame)
    furniture = Furniture(
        title=safe(f"{title}  {image.identity.when.describe()}".strip()),
        lines=(safe(f"date from: {basis_words(image)}"), safe(f"image: {image.id[:12]}"), credit_line(image)),
        warning="DRAWN, NOT A PHOTOGRAPH" if image.identity.drawn else None,
        inset=_inset(frame, view, image, site),
        marks=tuple(marks),
    )
    metres = frame.metres_per_pixel
    derivation = Derivation(
        image=image.id,
        name=safe(image.path.rstrip("/").rpartition("/")[2] or image.path),
        window=found.window,
        ground=None if frame.ground is None else _rounded(frame.ground),
        bands=found.bands,
        band_names=tuple(safe(name) for name in found.band_names),
        percentiles=(LOW, HIGH),
        ranges=tuple((round(low, 6), round(high, 6)) for low, high in found.ranges),
        resampling=found.resampling,
        size=(frame.width, frame.height),
        metres_per_pixel=None if metres is None else round(metres, 6),
        marks=tuple(mark.id for mark in marks),
        pixels_sha256=found.pixels_sha256,
        version=VERSION,
    )
    return Chip(drawn(found, frame, furniture), frame.width, frame.height + STRIP, derivation)


def basis_words(image: Image) -> str:
    """Where the date of an image comes from."""
    basis = str(image.identity.when.basis)
    return _BASIS.get(basis, "unknown")


def credit_line(image: Image) -> str:
    """Who must be named beside the picture, and under which licence."""
    who = image.attribution or image.identity.provider
    licence = image.licence
    if not who and not licence:
        return "credit: not recorded"
    return safe("credit: " + ("; ".join(part for part in (who, licence) if part)))


def square_about(
    points: Sequence[tuple[float, float]], *, context: float = 1.6, least_m: float = 120.0
) -> Square:
    """The square that holds places (longitude, latitude) with room around them, at least `least_m` metres a side."""
    plane = Plane(*points[0])
    metres = [plane.to_metres(lon, lat) for lon, lat in points]
    west, east = min(x for x, _ in metres), max(x for x, _ in metres)
    south, north = min(y for _, y in metres), max(y for _, y in metres)
    lon, lat = plane.to_degrees((west + east) / 2, (south + north) / 2)
    size = max(least_m, context * max(east - west, north - south))
    # Round figures, so that a slight change of a mark does not change every pixel.
    return Square(round(lon, 6), round(lat, 6), float(-(-size // 10) * 10))


def corners(geometry: Geometry) -> list[tuple[float, float]]:
    """The corners of the outer rings of a geometry, in degrees."""
    return [point for polygon in geometry.polygons for point in polygon[0]]


def _frame(view: ImageView, image: Image, wanted: Square | Part, side: int) -> Frame:
    from obslog.imagery.chip_frame import GroundFrame, PixelFrame

    grid = view.ground
    if isinstance(wanted, Square):
        if grid is None:
            raise RefusedError(
                f"image {image.id[:12]} has no place on the ground: ask for a window of its pixels"
            )
        return GroundFrame(wanted.lon, wanted.lat, wanted.size_m, side, grid)
    left, top, width, height = wanted.window
    scale = side / max(width, height)
    middle = left + width / 2, top + height / 2
    metres = image.identity.gsd_m if grid is None else grid.metres_per_pixel(*middle)
    north = None if grid is None else grid.north_deg(*middle)
    return PixelFrame(
        wanted.window, max(1, round(width * scale)), max(1, round(height * scale)), metres, north
    )


def _inset(frame: Frame, view: ImageView, image: Image, site: Site | None) -> Inset | None:
    """Where the chip is: on the site where both have a place on the ground, else on the image."""
    from obslog.imagery.chip_drawing import Inset

    if frame.ground is None or site is None or site.geometry is None:
        left, top, right, bottom = 0.0, 0.0, float(view.width), float(view.height)
        rectangle = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        window = _pixel_box(frame, view)
        return None if window is None else Inset((rectangle,), window, flip=True)
    plane = Plane(site.lon, site.lat)
    shapes = [site.geometry, *(area.geometry for area in site.areas if area.geometry is not None)]
    outlines = tuple(
        tuple(plane.to_metres(lon, lat) for lon, lat in polygon[0])
        for shape in shapes
        for polygon in shape.polygons
    )
    lon, lat, size = frame.ground
    east, north = plane.to_metres(lon, lat)
    half = size / 2
    return Inset(outlines, (east - half, north - half, east + half, north + half))


def _pixel_box(frame: Frame, view: ImageView) -> tuple[float, float, float, float] | None:
    import numpy as np

    columns, rows = frame.lattice()
    if not np.isfinite(columns).all():
        return None
    left, right = max(0.0, float(columns.min())), min(float(view.width), float(columns.max()))
    top, bottom = max(0.0, float(rows.min())), min(float(view.height), float(rows.max()))
    return left, top, right, bottom


def _rounded(ground: tuple[float, float, float]) -> tuple[float, float, float]:
    return round(ground[0], 7), round(ground[1], 7), round(ground[2], 3)
