"""Two images locked together: the same ground in the same place on both canvases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.change.alignment import align
from obslog.places.ground_grid import GroundGrid
from obslog.tui.cells.viewport import Viewport
from obslog.tui.change.locking import Bond, Lock, lock_words


def ground(width: int, height: int, metres: float, east_m: float = 0.0, north_m: float = 0.0) -> GroundGrid:
    """A north-up image on the equator, its upper left corner so many metres from (35 E, 0 N)."""
    degree = 111_320.0
    lons = 35 + (east_m + np.linspace(0, width * metres, 5)) / degree
    lats = (north_m - np.linspace(0, height * metres, 5)) / degree
    return GroundGrid(width, height, np.stack(np.meshgrid(lons, lats)), error_m=4.0)


ROTATED = align("b", "a", [((100, 100), (300, 80)), ((900, 100), (300, 480))])
LOCKS = [
    Lock.of((800, 600), (800, 600), same=True),
    Lock.of((1000, 800), (900, 700), alignment=ROTATED),
    Lock.of((1000, 800), (500, 400), grounds=(ground(1000, 800, 0.5), ground(500, 400, 1.2, 30, -12))),
    Lock.of((640, 480), (1280, 700)),
]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.bond))
@given(st.floats(0, 500), st.floats(0, 400))
def test_a_pixel_carried_over_and_back_is_where_it_was(lock: Lock, column: float, row: float) -> None:
    there = lock.to_after((column, row))
    assert there is not None
    assert lock.to_before(there) == pytest.approx((column, row), abs=0.01)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.bond))
@given(
    st.floats(50, 400), st.floats(50, 300), st.floats(0.1, 3), st.floats(0, 359), st.floats(-1, 1), st.floats(-1, 1)
)  # fmt: skip
def test_both_views_show_one_place_at_one_dot(
    lock: Lock, column: float, row: float, scale: float, turn: float, x: float, y: float
) -> None:
    view = Viewport(column, row, scale, turn, 100, 30)
    other = lock.view_of_before(view)
    dot = 50 + 45 * x, 30 + 28 * y
    there = lock.to_after(other.to_image(*dot))
    assert there is not None
    back = view.to_dot(*there)
    # A turn below a fifth of a degree is left out: a third of a dot at the rim.
    assert back == pytest.approx(dot, abs=0.5)
    assert lock.view_of_after(other).to_dot(*there) == pytest.approx(back, abs=0.5)


def test_the_surest_bond_is_taken() -> None:
    grounds = (ground(100, 100, 1), ground(100, 100, 1))
    assert Lock.of((9, 9), (9, 9), same=True, alignment=ROTATED).bond is Bond.SAME
    assert Lock.of((9, 9), (9, 9), alignment=ROTATED, grounds=grounds).bond is Bond.POINTS
    assert Lock.of((9, 9), (9, 9), grounds=grounds).bond is Bond.GROUND
    assert Lock.of((9, 9), (9, 9), grounds=(grounds[0], None)).bond is Bond.PIXELS


def test_two_points_say_how_far_they_moved_the_image_from_its_ground() -> None:
    shifted = align("b", "a", [((100, 100), (113, 100)), ((900, 700), (913, 700))])
    grounds = (ground(1000, 800, 0.5), ground(1000, 800, 0.5))
    lock = Lock.of((1000, 800), (1000, 800), alignment=shifted, grounds=grounds)
    assert lock.shift == pytest.approx((13, 0, 6.5), abs=0.1)
    assert "shift 6.5 m (13 px)" in lock_words(lock)


def test_images_that_nothing_holds_together_are_called_not_aligned() -> None:
    assert lock_words(LOCKS[3]).startswith("NOT ALIGNED")
    assert "±4 m" in lock_words(LOCKS[2])
