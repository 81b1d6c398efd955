"""A line measured on an image of the log: by its ground, by ties, by its GSD, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from observing.scene import Airfield
from obslog.model.errors import RefusedError, WordError
from obslog.observing.measuring import read_pixel


def test_a_placed_image_measures_geodesics(desk: Airfield) -> None:
    image = desk.image("2024-12-13T08:00:00Z")  # 0.00001 degrees a pixel, north up, at 35.4 N
    north = desk.log.measure(image, ((100.0, 300.0), (100.0, 200.0)))
    assert north.length_m == pytest.approx(110.95, abs=0.1)
    assert north.azimuth_deg == pytest.approx(0.0, abs=0.01)
    east = desk.log.measure(image, ((100.0, 200.0), (200.0, 200.0)))
    assert east.length_m == pytest.approx(90.8, abs=0.1)
    assert east.azimuth_deg == pytest.approx(90.0, abs=0.01)
    assert 0 < east.error_m < 6 and east.basis == "ground"


def test_an_image_placed_by_ties_is_measured_on_its_ties(desk: Airfield) -> None:
    image = desk.crop()
    desk.log.image_place(image, ["0,0=35.402,35.940", "48,48=35.401,35.9412"])
    assert desk.log.measure(image, ((0.0, 0.0), (48.0, 48.0))).basis == "ground"


def test_an_image_that_knows_nothing_of_its_size_measures_nothing(desk: Airfield) -> None:
    with pytest.raises(RefusedError, match="obslog image place"):
        desk.log.measure(desk.crop(), ((0.0, 0.0), (10.0, 10.0)))


def test_a_file_that_is_away_is_measured_by_its_gsd(desk: Airfield) -> None:
    image = desk.image("2024-12-13T08:00:00Z")
    Path(desk.log.image_show(image).path).unlink()
    found = desk.log.measure(image, ((100.0, 300.0), (100.0, 200.0)))
    assert found.basis == "gsd" and found.azimuth_deg is None
    assert "no longer there" in found.sentence
    assert found.length_m == pytest.approx(100, rel=0.2)


def test_a_line_has_two_pixels_on_the_ground(desk: Airfield) -> None:
    image = desk.image("2024-12-13T08:00:00Z")
    for points in ([(1.0, 1.0)], [(1.0, 1.0), (2.0, float("nan"))], [(1.0, 1.0), (1e9, 1.0)]):
        with pytest.raises(WordError):
            desk.log.measure(image, points)
    assert read_pixel("812,455.5") == (812.0, 455.5)
    with pytest.raises(WordError):
        read_pixel("812")
