"""Rings on the ground: four corners need no geometry library, and come out as it would make them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.imagery.ground import geometry_of_ring, geometry_of_rings
from obslog.imagery.outline import outline
from obslog.places.ground import area_m2, contains, overlap_share


@settings(max_examples=300, deadline=None)
@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(1e-4, 5), st.floats(1e-4, 5), st.floats(-0.9, 0.9))
def test_four_corners_are_the_same_shape_either_way(
    lon: float, lat: float, width: float, height: float, lean: float
) -> None:
    ring = [(lon, lat), (lon + width, lat + lean * height), (lon + width, lat + height), (lon, lat + height)]
    quick = geometry_of_ring(ring)
    slow = geometry_of_ring(
        [*ring[:1], ((ring[0][0] + ring[1][0]) / 2, (ring[0][1] + ring[1][1]) / 2), *ring[1:]]
    )
    backwards = geometry_of_ring(ring[::-1])
    assert quick is not None and slow is not None and backwards is not None
    assert area_m2(quick) == pytest.approx(area_m2(slow), rel=1e-6)
    assert area_m2(quick) == pytest.approx(area_m2(backwards), rel=1e-12)
    assert _anticlockwise(quick.polygons[0][0]) and _anticlockwise(backwards.polygons[0][0])


def _anticlockwise(ring: tuple[tuple[float, float], ...]) -> bool:
    lon, lat = ring[0]
    steps = [(x - lon, y - lat) for x, y in ring]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(steps)) > 0


def test_a_crossed_ring_and_one_over_the_antimeridian_are_not_taken_as_they_stand() -> None:
    bow = geometry_of_ring([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert bow is not None and len(bow.polygons) == 2
    over = geometry_of_ring([(179, 0), (-179, 0), (-179, 1), (179, 1)])
    assert over is not None and over.bbox == (179, 0, -179, 1)
    assert geometry_of_ring([(0, 0), (1, 1)]) is None


def test_parts_with_holes_on_either_side_of_the_antimeridian() -> None:
    outer = [(178.0, 0.0), (182.0, 0.0), (182.0, 4.0), (178.0, 4.0)]
    hole = [(-179.5, 1.0), (-178.5, 1.0), (-178.5, 2.0), (-179.5, 2.0)]
    found = geometry_of_rings([(outer, [hole])])
    assert found is not None
    assert found.bbox == (178, 0, -178, 4)
    assert not contains(found, -179, 1.5) and contains(found, 179, 1.5)


@pytest.mark.parametrize(("bend", "corners"), [(0.0, 4), (1e-9, 4), (1e-3, 80)])
def test_an_outline_has_as_many_points_as_its_edges_need(bend: float, corners: int) -> None:
    def to_ground(columns, rows):  # type: ignore[no-untyped-def]
        lons = [30 + c * 1e-5 + bend * (r / 1000) ** 2 for c, r in zip(columns, rows, strict=True)]
        return lons, [40 - r * 1e-5 for r in rows]

    footprint, gsd_m, warnings = outline(1000, 1000, to_ground)
    assert footprint is not None and warnings == ()
    assert len(footprint.polygons[0][0]) == corners + 1
    assert gsd_m == pytest.approx(0.97, abs=0.15)
    square = geometry_of_ring([(30, 40), (30.01, 40), (30.01, 39.99), (30, 39.99)])
    assert square is not None
    assert overlap_share(footprint, square) > 0.9
