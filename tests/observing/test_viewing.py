"""The ground of an image's pixels, asked for at the log: by its file, or by the ties it was placed by."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from making_rasters import geotiff
from observing.scene import Airfield
from observing.test_placing import TIES
from obslog.model.errors import FileRefusedError
from obslog.observing.viewing import ground_of


def test_an_image_with_a_place_has_ground_and_it_is_asked_for_once(desk: Airfield, tmp_path: Path) -> None:
    path = geotiff(tmp_path / "placed.tif", size=80)
    desk.log.import_images([path])
    image = desk.log.image_list()[0]
    grid = ground_of(desk.log._desk, image.id[:12])
    assert grid is not None and grid.how == "transform"
    assert image.identity.gsd_m == pytest.approx(grid.metres_per_pixel(40, 40), rel=1e-3)
    path.unlink()
    assert ground_of(desk.log._desk, image.id) is grid


def test_ties_place_the_pixels_as_soon_as_they_are_given(desk: Airfield) -> None:
    crop = desk.crop()
    assert ground_of(desk.log._desk, crop) is None
    desk.log.image_place(crop, TIES)
    grid = ground_of(desk.log._desk, crop)
    assert grid is not None and grid.how == "ties"
    desk.log.undo(desk.entry("image place"))
    assert ground_of(desk.log._desk, crop) is None


def test_a_file_that_went_or_changed_says_how_to_find_it_again(desk: Airfield, tmp_path: Path) -> None:
    path = geotiff(tmp_path / "placed.tif", size=80)
    desk.log.import_images([path])
    image = desk.log.image_list()[0].id
    os.utime(path, (1, 1))
    assert ground_of(desk.log._desk, image) is not None  # touched, but still the same
    desk.log._desk.grounds.clear()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileRefusedError, match=r"changed since it was imported.*obslog image relocate"):
        ground_of(desk.log._desk, image)
    path.unlink()
    with pytest.raises(FileRefusedError, match=r"no longer there.*obslog image relocate"):
        ground_of(desk.log._desk, image)
