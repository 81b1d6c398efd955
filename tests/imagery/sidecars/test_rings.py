"""Outlines as sidecars state them: over the antimeridian, round a pole, closed or not."""

from __future__ import annotations

import pytest

from obslog.imagery.sidecars.reading import ring

BOX = [(178.5, 65.7), (178.5, 66.7), (180.0, 66.7), (-179.0, 66.7), (-179.0, 65.7), (180.0, 65.7)]
POLAR = [(0.0, 70.0), (90.0, 70.0), (180.0, 70.0), (-90.0, 70.0)]
WORLD = [(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)]


@pytest.mark.parametrize("turned", range(len(BOX)))
@pytest.mark.parametrize("closed", [False, True])
def test_an_outline_over_the_antimeridian_is_the_same_wherever_it_begins(turned: int, closed: bool) -> None:
    points = BOX[turned:] + BOX[:turned]
    found = ring([*points, points[0]] if closed else points)
    assert found is not None
    assert found.bbox == (178.5, 65.7, -179.0, 66.7)
    assert len(found.polygons) == 2


@pytest.mark.parametrize("points", [POLAR, [*POLAR, POLAR[0]], [*reversed(POLAR)]])
def test_an_outline_round_the_pole_holds_the_pole(points: list[tuple[float, float]]) -> None:
    found = ring(points)
    assert found is not None and found.bbox == (-180.0, 70.0, 180.0, 90.0)


@pytest.mark.parametrize("points", [WORLD, [*WORLD, WORLD[0]], [*WORLD[1:], WORLD[0]]])
def test_the_whole_world_is_the_whole_world(points: list[tuple[float, float]]) -> None:
    found = ring(points)
    assert found is not None and found.bbox == (-180.0, -90.0, 180.0, 90.0)


@pytest.mark.parametrize("count", [3, 4, 5])
def test_a_closed_ring_keeps_all_its_corners(count: int) -> None:
    points = [(1.0, 1.0), (2.0, 1.0), (2.5, 1.5), (2.0, 2.0), (1.0, 2.0)][:count]
    closed, open_ = ring([*points, points[0]]), ring(points)
    assert closed is not None and open_ is not None
    assert closed.polygons == open_.polygons
    assert len(closed.polygons[0][0]) == count + 1
