"""Two points on each of two images fix turn, scale and shift, both ways, and no two that coincide."""

from __future__ import annotations

import pytest

from obslog.change.alignment import align, apply, error_px, reverse
from obslog.model.errors import WordError

#: Turned by a right angle (columns towards rows), twice as fine, moved.
PAIRS = (((0.0, 0.0), (500.0, 100.0)), ((100.0, 0.0), (500.0, 300.0)))


def test_two_pairs_give_turn_scale_and_shift() -> None:
    made = align("a", "b", PAIRS)
    assert (made.scale, made.angle_deg) == pytest.approx((2.0, 90.0))
    assert (made.shift_column, made.shift_row) == pytest.approx((500.0, 100.0))
    assert made.pairs == PAIRS and (made.before, made.after) == ("a", "b")
    for before, after in PAIRS:
        assert apply(made, before) == pytest.approx(after)
    assert apply(made, (0.0, 50.0)) == pytest.approx((400.0, 100.0))


def test_the_way_back_is_the_inverse() -> None:
    made = align("a", "b", [((12.0, 700.0), (40.0, 655.5)), ((890.0, 31.0), (902.0, 12.5))])
    back = reverse(made)
    assert (back.before, back.after) == ("b", "a")
    for point in ((0.0, 0.0), (321.0, 8.0), (-40.0, 1200.0)):
        assert apply(back, apply(made, point)) == pytest.approx(point)
    assert reverse(back).shift_column == pytest.approx(made.shift_column)


@pytest.mark.parametrize(
    "pairs",
    [
        [PAIRS[0]],
        [*PAIRS, PAIRS[0]],
        [PAIRS[0], PAIRS[0]],
        [((0.0, 0.0), (5.0, 5.0)), ((0.0, 0.0), (90.0, 90.0))],
        [((0.0, 0.0), (5.0, 5.0)), ((90.0, 0.0), (5.0, 5.0))],
        [((0.0, 0.0), (0.0, 0.0)), ((3.0, 0.0), (3.0, 0.0))],
        [((0.0, 0.0), (0.0, 0.0)), ((50.0, 0.0), (9000.0, 0.0))],
        [((0.0, float("nan")), (0.0, 0.0)), ((50.0, 0.0), (50.0, 0.0))],
    ],
)
def test_points_that_fix_nothing_are_refused(
    pairs: list[tuple[tuple[float, float], tuple[float, float]]],
) -> None:
    with pytest.raises(WordError):
        align("a", "b", pairs)


def test_the_error_grows_away_from_the_points() -> None:
    made = align("a", "b", [((0.0, 0.0), (0.0, 0.0)), ((100.0, 0.0), (100.0, 0.0))])
    assert error_px(made, (50.0, 0.0)) == pytest.approx(1.0)
    assert error_px(made, (0.0, 0.0)) == pytest.approx(2**0.5)
    assert error_px(made, (1000.0, 0.0)) > 15
