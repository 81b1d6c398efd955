"""Universal Transverse Mercator against an independent implementation."""

from __future__ import annotations

import mgrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.places.utm import band_of, from_utm, to_utm, zone_of


@given(st.floats(-180, 179.999999), st.floats(-79.9, 83.9))
def test_easting_and_northing_agree_with_geotrans_to_the_metre_it_gives(lon: float, lat: float) -> None:
    zone, north, easting, northing = to_utm(lon, lat)
    grid = mgrs.MGRS()
    theirs = grid.MGRSToUTM(grid.toMGRS(lat, lon))
    if theirs[0] != zone or abs(lat) < 1e-4:
        return  # on the edge of a zone or on the equator the grid's truncation decides
    assert theirs[1] == ("N" if north else "S")
    assert easting == pytest.approx(theirs[2], abs=1.0)
    assert northing == pytest.approx(theirs[3], abs=1.0)


@given(st.floats(-180, 180), st.floats(-80, 84))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    back_lon, back_lat = from_utm(*to_utm(lon, lat))
    assert abs((back_lon - lon + 180) % 360 - 180) < 1e-8
    assert back_lat == pytest.approx(lat, abs=1e-9)


def test_a_published_point() -> None:
    # Equator on the central meridian, and the scale there by definition.
    assert to_utm(3, 0) == (31, True, 500_000.0, 0.0)


def test_norway_and_svalbard_have_wider_zones() -> None:
    assert zone_of(4, 60) == 32
    assert [zone_of(lon, 78) for lon in (8.9, 9, 20.9, 21, 32.9, 33, 41.9, 42)] == [
        31,
        33,
        33,
        35,
        35,
        37,
        37,
        38,
    ]
    assert zone_of(180, 0) == 1


def test_bands_are_eight_degrees_high_and_x_twelve() -> None:
    assert [band_of(lat) for lat in (-80, -0.1, 0, 35.4, 72, 84)] == ["C", "M", "N", "S", "X", "X"]


def test_utm_ends_before_the_poles() -> None:
    with pytest.raises(WordError, match="ends at"):
        to_utm(0, 85)
