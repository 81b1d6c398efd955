"""A line on an image: the geodesic length and direction, and how far they can be trusted."""

from __future__ import annotations

import pytest
from geographiclib.geodesic import Geodesic

from obslog.model.errors import WordError
from obslog.places.measuring import measure_ground, measure_pixels


@pytest.mark.parametrize("azimuth", [0.0, 45.0, 128.7, 271.0])
def test_length_and_azimuth_are_the_geodesic_ones(azimuth: float) -> None:
    there = Geodesic.WGS84.Direct(35.4, 35.95, azimuth, 46.6)
    found = measure_ground((35.95, 35.4), (there["lon2"], there["lat2"]), 0.5)
    assert found.length_m == pytest.approx(46.6, abs=1e-6)
    assert found.azimuth_deg == pytest.approx(azimuth, abs=1e-4)
    assert found.basis == "ground"


def test_the_line_across_the_antimeridian_is_the_short_one() -> None:
    assert measure_ground((179.9999, -17.0), (-179.9999, -17.0), 0.5).length_m == pytest.approx(21.3, abs=0.1)


def test_the_band_holds_pointing_and_scale_and_says_so() -> None:
    found = measure_ground((35.95, 35.4), (35.9506, 35.4), 0.5, placed_within_m=8.0)
    assert found.error_m == pytest.approx(1.96 * (2 * 0.5**2 + (0.01 * found.length_m) ** 2) ** 0.5)
    assert found.azimuth_error_deg == pytest.approx(1.46, abs=0.05)
    assert "pointing 1 px of 0.5 m at each end, scale 1%" in found.sentence
    assert "the whole line may lie 8 m off on the ground" in found.sentence
    # Where the image lies moves both ends alike.
    assert measure_ground((35.95, 35.4), (35.9506, 35.4), 0.5).error_m == found.error_m


def test_by_gsd_alone_there_is_no_north() -> None:
    found = measure_pixels((10.0, 10.0), (40.0, 50.0), 0.6)
    assert found.length_m == pytest.approx(30.0)
    assert found.azimuth_deg is None and found.basis == "gsd"
    assert "north is not known" in found.sentence


def test_a_line_shorter_than_its_error_has_no_direction() -> None:
    assert measure_ground((35.95, 35.4), (35.95000001, 35.4), 0.5).azimuth_deg is None
    assert measure_ground((35.95, 35.4), (35.95, 35.4), 0.5).length_m == 0


@pytest.mark.parametrize("pixel_m", [0.0, -1.0, float("nan")])
def test_an_image_without_scale_measures_nothing(pixel_m: float) -> None:
    with pytest.raises(WordError):
        measure_pixels((0.0, 0.0), (1.0, 1.0), pixel_m)
