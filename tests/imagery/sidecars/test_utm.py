"""Outlines in metres of a UTM zone."""

from __future__ import annotations

import pytest

from obslog.imagery.sidecars.utm import utm_ring

SQUARE = [
    (700_000.0, 3_900_000.0),
    (710_000.0, 3_900_000.0),
    (710_000.0, 3_910_000.0),
    (700_000.0, 3_910_000.0),
]


def test_a_square_of_ten_kilometres_lies_where_it_should() -> None:
    found = utm_ring(SQUARE, 32636)
    assert found is not None
    assert found.bbox == pytest.approx((35.1975, 35.2207, 35.3099, 35.3133), abs=0.001)


@pytest.mark.parametrize("epsg", [4326, 32600, 32661, 32761, 27700, 0, -32636])
def test_any_other_reference_system_gives_none(epsg: int) -> None:
    assert utm_ring(SQUARE, epsg) is None


@pytest.mark.parametrize("far", [1e300, -1e300, 9e7, 1.9e7, float("nan"), float("inf")])
def test_a_point_too_far_away_gives_none_or_ground_but_no_error(far: float) -> None:
    for points in ([(far, 0.0), *SQUARE], [(500_000.0, far), *SQUARE]):
        found = utm_ring(points, 32636)
        assert found is None or all(-90 <= lat <= 90 for p in found.polygons for _, lat in p[0])
