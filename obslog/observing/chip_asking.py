"""A chip as a person asks for it: by pixels, by an area of a site, or around a place; written with its record beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from obslog.model.chips import Chip
from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Image
from obslog.model.marks import Mark, MarkStatus
from obslog.model.places import Site
from obslog.observing.chipping import SIDE, Part, Square, corners, cut_chip, open_verified, square_about
from obslog.observing.desk import Desk
from obslog.observing.looks import find_look, image_of
from obslog.observing.whole_files import write_file
from obslog.store import queries

#: Metres a side around a place where nobody says otherwise.
_AROUND_M = 400.0
_SIDES = (64, 4096)
_SIZES_M = (1.0, 100_000.0)


def image_chip(
    desk: Desk,
    image: str,
    *,
    window: Sequence[float] | None = None,
    area: str | None = None,
    around: tuple[float, float] | None = None,
    size_m: float | None = None,
    site: str | None = None,
    look: str | None = None,
    with_marks: bool = True,
    side: int = SIDE,
    title: str = "",
    output: str | Path | None = None,
) -> Chip:
    """A chip of an image: `window` (column, row, width, height), an `area` of a site, or the square `around` a place
    (longitude, latitude) of `size_m` metres; north up but for a window. Marks of the image, or of `look`, are burnt in.

    With `output` the PNG is written there and its derivation beside it (`.json` added to the name). Raises `WordError`,
    `NotFoundError`, `RefusedError` where the image shows nothing there, `FileRefusedError` where its file changed.
    """
    found = image_of(desk, image)
    place = _site(desk, found, site)
    wanted = _wanted(found, place, window, area, around, size_m)
    if not _SIDES[0] <= side <= _SIDES[1]:
        raise WordError("size", str(side), f"{_SIDES[0]} to {_SIDES[1]} pixels a side")
    if output is not None and Path(output).suffix.lower() != ".png":
        raise WordError("chip file", str(output), "its name must end in .png")
    marks = _marks(desk, found, look) if with_marks else ()
    with open_verified(desk, found) as view:
        chip = cut_chip(view, found, wanted, title=title, site=place, marks=marks, side=side)
    if output is not None:
        record = json.dumps(chip.to_wire(), sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False)
        write_file(output, chip.png)
        write_file(f"{output}.json", record.encode("ascii") + b"\n")
    return chip


def _site(desk: Desk, image: Image, site: str | None) -> Site | None:
    """The site that was named, else the one that the image shows most of."""
    if site is not None:
        return desk.site(site)
    if not image.sites:
        return None
    best = min(image.sites, key=lambda pair: (-pair[1], pair[0]))[0]
    return next((one for one in queries.sites(desk.ws) if one.id == best), None)


def _wanted(
    image: Image,
    site: Site | None,
    window: Sequence[float] | None,
    area: str | None,
    around: tuple[float, float] | None,
    size_m: float | None,
) -> Square | Part:
    asked = [
        name for name, value in (("window", window), ("area", area), ("around", around)) if value is not None
    ]
    if len(asked) != 1:
        raise WordError(
            "chip", ", ".join(asked), "say one of: a window of pixels, an area, a place to go around"
        )
    if size_m is not None and not _SIZES_M[0] <= size_m <= _SIZES_M[1]:
        raise WordError("size", f"{size_m:g} m", f"{_SIZES_M[0]:g} to {_SIZES_M[1]:g} metres a side")
    if around is not None:
        return Square(around[0], around[1], float(size_m or _AROUND_M))
    if area is not None:
        return _about_area(image, site, area)
    assert window is not None
    return _window(image, window)


def _about_area(image: Image, site: Site | None, name: str) -> Square:
    if site is None:
        raise RefusedError(f"image {image.id[:12]} shows no known site: name the site of the area")
    area = site.area(name)
    if area.geometry is None:
        raise RefusedError(f"area {area.name} of {site.name} has no polygon: give a place to go around")
    return square_about(corners(area.geometry), context=1.1)


def _window(image: Image, window: Sequence[float]) -> Part:
    column, row, width, height = (float(each) for each in window)
    if width < 1 or height < 1:
        raise WordError(
            "window", f"{width:g} x {height:g}", "column, row, width and height; at least one pixel"
        )
    wide, high = image.identity.width or 0, image.identity.height or 0
    if column + width <= 0 or row + height <= 0 or (wide and column >= wide) or (high and row >= high):
        raise WordError(
            "window",
            f"{column:g},{row:g}",
            f"image {image.id[:12]} has {wide} columns and {high} rows: the column comes first",
        )
    return Part((column, row, width, height))


def _marks(desk: Desk, image: Image, look: str | None) -> tuple[Mark, ...]:
    """The standing marks of the image, of one look if one is named."""
    chosen = None if look is None else find_look(desk, look)
    if chosen is not None and chosen.image_id != image.id:
        raise RefusedError(f"look {chosen.id[-8:]} is not of image {image.id[:12]}")
    found = queries.marks(desk.ws, image_id=image.id, **({} if chosen is None else {"look_id": chosen.id}))
    return tuple(mark for mark in found if mark.status is MarkStatus.STANDING)
