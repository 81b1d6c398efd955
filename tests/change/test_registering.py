"""Pictures of one ground laid on one another by their edges, and stands held against another date (change.md 3, 6)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import shift

from obslog.change.registering import MARGIN, register
from obslog.change.stands import Look, Stand, check_stands
from ramp import aircraft, ground, other_light, ramp
from realdata import shared_data


@pytest.mark.parametrize("moved", [(0.0, 0.0), (1.5, -2.25), (-4.6, 5.0)])
def test_near_dates_lie_to_a_tenth_of_a_pixel_in_other_light(moved: tuple[float, float]) -> None:
    two = ramp(1, moved=moved)
    found = register(two.before, two.after, 12)
    assert found.found, found.why_not
    assert (found.columns, found.rows) == pytest.approx(moved, abs=0.1)
    assert found.margin >= 0.2


def test_a_large_picture_is_laid_by_parts_and_to_a_tenth_of_a_pixel() -> None:
    rng = np.random.default_rng(4)
    before = ground(rng, 1600)
    for _ in range(400):
        row, column = rng.integers(20, 1540, 2)
        before[row : row + 20, column : column + 12] += 2
    after = other_light(shift(before, (3.4, -6.7), order=3, mode="reflect"), rng)
    grey = ((before - before.min()) / np.ptp(before) * 255).astype(np.uint8)
    found = register(grey, after, 24)
    assert found.found and found.patches >= 8
    assert (found.columns, found.rows) == pytest.approx((-6.7, 3.4), abs=0.1)


def test_two_grounds_that_have_nothing_in_common_are_not_laid_on_one_another() -> None:
    wrong = 0
    for seed in range(12):
        one, other = (ground(np.random.default_rng(100 + 2 * seed + k), 300) for k in (0, 1))
        wrong += register(one, other, 12).found
    assert wrong == 0


def test_a_shift_beyond_the_search_is_not_answered_by_its_end() -> None:
    two = ramp(2, moved=(40.0, 0.0))
    found = register(two.before, two.after, 12)
    assert not found.found
    assert (found.columns, found.rows) == (0.0, 0.0)


def test_rows_of_equal_hangars_do_not_say_which_row_is_which() -> None:
    picture = np.zeros((300, 300))
    for row in range(0, 300, 10):
        for column in range(0, 300, 10):
            picture[row : row + 5, column : column + 5] = 1
    found = register(picture, picture, 14)
    assert not found.found and found.margin < MARGIN


def test_ground_that_is_half_hidden_is_laid_by_the_rest_and_by_less_than_half_not_at_all() -> None:
    two = ramp(3, moved=(2.0, 1.0))
    valid = np.ones(two.before.shape, bool)
    valid[:, 300:] = False
    after = np.where(valid, two.after, 0).astype(np.uint8)
    found = register(two.before, after, 10, None, valid)
    assert found.found and (found.columns, found.rows) == pytest.approx((2, 1), abs=0.15)
    valid[:, 200:] = False
    assert "half" in str(register(two.before, after, 10, None, valid).why_not)


def test_swapped_dates_turn_the_shift_round() -> None:
    two = ramp(5, moved=(3.0, -2.0))
    there, back = register(two.before, two.after, 10), register(two.after, two.before, 10)
    assert (there.columns, there.rows) == pytest.approx((-back.columns, -back.rows), abs=0.15)


def test_real_pairs_years_apart_are_laid_within_four_pixels_or_not_at_all() -> None:
    from PIL import Image

    folder = shared_data() / "pairs" / "levir"
    answered = 0
    for path in sorted((folder / "A").glob("*.png")):
        one, other = (np.asarray(Image.open(folder / day / path.name).convert("L")) for day in ("A", "B"))
        found = register(one, other, 12)
        if not found.found:
            continue
        answered += 1
        assert found.length_px <= 4
        # They are registered to a few pixels: a shift put in must be found on top of what is left.
        moved = register(one, np.roll(other, (3, -5), (0, 1)), 12)
        assert (moved.columns, moved.rows) == pytest.approx((found.columns - 5, found.rows + 3), abs=0.3)
    assert answered >= 3


def test_stands_that_were_emptied_look_changed_and_the_others_do_not() -> None:
    """change.md 6: AUC >= .98, at most 2 % of those that stayed are flagged."""
    kept: list[float] = []
    gone: list[float] = []
    flagged = 0
    for seed in range(4):
        two = ramp(seed, moved=(0.6, -0.8))
        stands = [
            Stand(str(n), column, row, length / 2 + 2, length / 2 + 2)
            for n, ((column, row), length) in enumerate(zip(two.places, two.lengths, strict=True))
        ]
        for one in check_stands(two.before, two.after, stands):
            assert one.likeness is not None
            if int(one.id) in two.left:
                gone.append(one.likeness)
            else:
                kept.append(one.likeness)
                flagged += one.look is Look.CHANGED
    better = np.mean([[a < b for b in kept] for a in gone])
    assert len(gone) > 15 and better >= 0.98
    assert flagged <= 0.02 * len(kept)
    assert sum(each < 0.6 for each in gone) >= 0.8 * len(gone)


def test_another_aircraft_on_the_stand_looks_changed() -> None:
    rng = np.random.default_rng(7)
    base = ground(rng, 120)
    one, other = base.copy(), base.copy()
    for picture, length, heading in ((one, 40, 10.0), (other, 24, 55.0)):
        drawn = aircraft(length, heading) * 2
        half = drawn.shape[0] // 2
        picture[60 - half : 61 + half, 60 - half : 61 + half] += drawn
    (found,) = check_stands(one, other_light(other, rng), [Stand("a", 60.5, 60.5, 22, 22)])
    assert found.look is Look.CHANGED


def test_what_cannot_be_compared_is_said_and_never_flagged() -> None:
    two = ramp(8)
    hidden = np.zeros(two.after.shape, bool)
    stands = [Stand("edge", 3, 3, 10, 10), Stand("hidden", 200, 200, 12, 12), Stand("small", 200, 200, 2, 2)]
    assert [one.look for one in check_stands(two.before, two.after, stands, None, hidden)] == [
        Look.UNSAID
    ] * 3
    flat = np.full((100, 100), 90.0)
    flat[:20] = 200
    (bare,) = check_stands(flat, flat, [Stand("bare", 60, 60, 10, 10)])
    assert bare.look is Look.UNSAID and "bare ground" in str(bare.why_not)


def test_a_stand_that_is_bare_at_the_later_date_looks_changed() -> None:
    rng = np.random.default_rng(9)
    one = rng.normal(size=(100, 100)) + 100
    one[:30] += 100
    other = one.copy()
    drawn = aircraft(30, 45.0) * 80
    half = drawn.shape[0] // 2
    one[65 - half : 66 + half, 50 - half : 51 + half] += drawn
    (found,) = check_stands(one, other, [Stand("a", 50.5, 65.5, 17, 17)])
    assert found.look is Look.CHANGED
