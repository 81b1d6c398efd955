"""Two images laid on one another: stored, replaced, undone, turned round, refused where it fixes nothing."""

from __future__ import annotations

import pytest

from observing.scene import Airfield
from obslog.change.alignment import apply
from obslog.model.errors import RefusedError, WordError
from obslog.observing.aligning import read_pair

PAIRS = [((5.0, 5.0), (8.0, 4.0)), ((40.0, 30.0), (43.0, 29.0))]


def test_an_alignment_is_kept_and_read_both_ways(field: Airfield) -> None:
    one, other = field.crop(), field.crop()
    assert field.log.image_alignment(one, other) is None
    made = field.log.image_align(one, other, PAIRS, reason="corners of the hangar")
    kept = field.log.image_alignment(one, other)
    assert kept == made and kept is not None
    assert (kept.scale, kept.shift_column, kept.shift_row) == pytest.approx((1.0, 3.0, -1.0))
    back = field.log.image_alignment(other, one)
    assert back is not None and apply(back, (8.0, 4.0)) == pytest.approx((5.0, 5.0))
    assert field.log.journal()[0].action == "image align"


def test_a_new_one_replaces_it_and_undo_brings_it_back(field: Airfield) -> None:
    one, other = field.crop(), field.crop()
    first = field.log.image_align(one, other, PAIRS)
    second = field.log.image_align(other, one, [(b, a) for a, b in PAIRS], reason="the other way")
    found = field.log.image_alignment(other, one)
    assert found is not None and found.id == second.id
    field.log.undo()
    found = field.log.image_alignment(one, other)
    assert found is not None and found.id == first.id
    field.log.undo()
    assert field.log.image_alignment(one, other) is None


def test_points_off_the_image_or_on_one_another_are_refused(desk: Airfield) -> None:
    one, other = desk.crop(), desk.crop()
    with pytest.raises(WordError, match="48 columns"):
        desk.log.image_align(one, other, [((5.0, 5.0), (8.0, 4.0)), ((400.0, 30.0), (43.0, 29.0))])
    with pytest.raises(WordError, match="pixels apart"):
        desk.log.image_align(one, other, [PAIRS[0], PAIRS[0]])
    with pytest.raises(RefusedError, match="name two images"):
        desk.log.image_align(one, one, PAIRS)
    desk.log.image_align(one, other, PAIRS)
    with pytest.raises(RefusedError, match="already"):
        desk.log.image_align(one, other, PAIRS)


@pytest.mark.parametrize("text", ["", "5,5", "5,5=8", "a,b=c,d", "5;5=8;4", "5,5=8,4=9,9"])
def test_a_pair_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(WordError):
        read_pair(text)
