"""Places in a shape, alone and with a margin, holes and the antimeridian included."""

from __future__ import annotations

import numpy as np

from obslog.model.places import Geometry
from obslog.places.ground import box, contains, disc
from obslog.places.within import within


def test_it_agrees_with_the_one_place_at_a_time() -> None:
    shape = disc(35.95, 35.4, 500.0)
    rng = np.random.default_rng(1)
    lons, lats = 35.95 + rng.normal(0, 0.005, 200), 35.4 + rng.normal(0, 0.005, 200)
    expected = [contains(shape, float(x), float(y)) for x, y in zip(lons, lats, strict=True)]
    assert within(shape, lons, lats).tolist() == expected
    assert 0 < sum(expected) < 200


def test_with_a_margin_the_edge_is_not_inside() -> None:
    apron = box(35.94, 35.40, 35.95, 35.41)
    lons, lats = np.array([35.945, 35.9499, 35.9]), np.array([35.405, 35.405, 35.405])
    assert within(apron, lons, lats).tolist() == [True, True, False]
    assert within(apron, lons, lats, margin_m=20.0).tolist() == [True, False, False]


def test_a_hole_is_outside_and_two_parts_at_the_antimeridian_are_one() -> None:
    ring = lambda w, s, e, n: ((w, s), (e, s), (e, n), (w, n), (w, s))  # noqa: E731
    holed = Geometry(((ring(0, 0, 10, 10), ring(4, 4, 6, 6)),))
    assert within(holed, np.array([5.0, 2.0]), np.array([5.0, 2.0])).tolist() == [False, True]
    over = box(179.9, -17.1, -179.9, -16.9)
    at = np.array([179.99999]), np.array([-17.0])
    assert within(over, *at, margin_m=50.0).tolist() == [True]


def test_what_lies_nowhere_is_in_nothing() -> None:
    assert within(box(0, 0, 1, 1), np.array([np.nan]), np.array([0.5])).tolist() == [False]
    assert within(Geometry(()), np.array([0.5]), np.array([0.5])).tolist() == [False]
