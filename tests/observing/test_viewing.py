"""The ground of an image's pixels, asked for at the log: by its file, or by the ties it was placed by."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from making_rasters import geotiff, png
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


def test_an_image_is_looked_at_through_the_log(desk: Airfield, tmp_path: Path) -> None:
    path = geotiff(tmp_path / "placed.tif", size=80)
    desk.log.import_images([path])
    image = desk.log.image_list()[0]
    with desk.log.image_view(image.id[:12]) as view:
        assert (view.image_id, view.width, view.height, view.trouble) == (image.id, 80, 80, None)
        pixels = view.read((0, 0, 80, 80), 40, 40)
        assert (pixels.data == 40).all() and pixels.valid.all() and pixels.complete
        small = view.preview()
        assert small is not None and small.shape == (80, 80, 3)
        assert view.ground is not None and view.ground.how == "transform"


def test_a_ground_that_a_view_found_is_known_at_the_log(desk: Airfield, tmp_path: Path) -> None:
    path = geotiff(tmp_path / "placed.tif", size=80)
    desk.log.import_images([path])
    image = desk.log.image_list()[0].id
    with desk.log.image_view(image) as view:
        found = view.ground
    path.unlink()
    assert found is not None and ground_of(desk.log._desk, image) is found


def test_an_image_whose_file_went_is_shown_by_its_preview_alone(desk: Airfield, tmp_path: Path) -> None:
    path = png(tmp_path / "crop.png", size=80)
    desk.log.import_images([path])
    image = desk.log.image_list()[0]
    path.unlink()
    with desk.log.image_view(image.id) as view:
        assert view.trouble is not None and "image relocate" in view.trouble and "preview" not in view.trouble
        pixels = view.read((0, 0, 80, 80), 40, 40)
        assert pixels.complete and not pixels.valid.any() and pixels.backdrop is not None
        assert view.rgb(pixels).std() > 10
        assert view.ranges() == ((0, 255),) * 3 and view.ground is None
        assert (view.bands, view.default_bands, view.has_overviews) == (3, (1, 2, 3), False)
    Path(desk.log.image_preview(image.id)).unlink()
    with pytest.raises(FileRefusedError, match=r"no longer there.*obslog image relocate"):
        desk.log.image_view(image.id)


def test_a_file_that_changed_is_not_shown_in_the_place_of_the_image(desk: Airfield, tmp_path: Path) -> None:
    path = geotiff(tmp_path / "placed.tif", size=80)
    desk.log.import_images([path])
    image = desk.log.image_list()[0]
    geotiff(path, size=80, value=41)
    with pytest.raises(FileRefusedError, match=r"changed since it was imported.*obslog image relocate"):
        desk.log.image_view(image.id)
