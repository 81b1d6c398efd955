"""Marks of two dates on simulated ramps: what is found, what is missed, and what is admitted to be open."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from change.ramps import (
    TREE,
    Score,
    a_bias,
    compare,
    grid,
    ramp,
    relative_sigma,
    row_of_equal_stands,
    shift_error,
    states,
)
from obslog.change.marks import ObjectState, Offset, Registration, diff_marks
from obslog.change.spots import Spot
from obslog.model.errors import NotFoundError, RefusedError

SAME = Offset(0.1, Registration.SAME_IMAGE)


def spot(id_: str, x: float, y: float = 0.0, types: str = "Il-76", **more: object) -> Spot:
    return Spot(id_, x, y, tuple(types.split("|")), **{"sigma_m": 1.0, "size_m": 46.6, **more})  # type: ignore[arg-type]


def one_each(first: Spot, second: Spot, offset: Offset = SAME) -> dict[str, int]:
    return states(diff_marks(TREE, [first], [second], offset))


# On ramps -----------------------------------------------------------------------------------------------------


def test_150_stands_at_ce90_10_m_are_compared_as_well_as_the_bars_ask() -> None:
    rng, score, errors = np.random.default_rng(10), Score(), []
    for _ in range(40):
        scene = ramp(rng, 150, a_bias(rng, 10.0), jitter_m=2.0)
        found = compare(scene)
        score.add(scene, found)
        errors.append(shift_error(scene, found))
    assert score.precision >= 0.995  # all of these pairs have a margin of two and more
    assert score.recall >= 0.95
    assert score.open_share <= 0.10
    assert np.median(errors) < 0.6 and np.percentile(errors, 95) < 1.2


@pytest.mark.parametrize("stands", [50, 300])
def test_small_and_large_ramps_are_no_worse(stands: int) -> None:
    rng, score = np.random.default_rng(stands), Score()
    for _ in range(12):
        scene = ramp(rng, stands, a_bias(rng, 10.0), jitter_m=1.0)
        score.add(scene, compare(scene))
    assert score.precision >= 0.995
    assert score.open_share <= 0.10


def test_marks_that_are_less_exact_than_they_say_still_make_few_wrong_pairs() -> None:
    rng, score = np.random.default_rng(4), Score()
    for _ in range(12):
        made = ramp(rng, 150, a_bias(rng, 10.0), jitter_m=2.0)
        sure = replace(
            made,
            before=[replace(s, sigma_m=1.2) for s in made.before],
            after=[replace(s, sigma_m=1.2) for s in made.after],
        )
        score.add(sure, compare(sure))
    assert score.precision >= 0.99


@pytest.mark.parametrize("stands", [10, 20, 40])
def test_a_row_of_equal_stands_is_seldom_a_stand_off_without_a_word(stands: int) -> None:
    rng, silent, scenes = np.random.default_rng(stands), 0, 120
    for _ in range(scenes):
        scene = row_of_equal_stands(rng, stands, a_bias(rng, 10.0), jitter_m=2.0)
        found = compare(scene)
        silent += found.registration is not Registration.AMBIGUOUS and shift_error(scene, found) > 11
    assert silent / scenes <= 0.035


def test_a_full_row_that_moved_one_stand_is_said_to_be_open() -> None:
    before = [spot(f"1{k}", 22.0 * k, types="Su-34", size_m=23.3) for k in range(12)]
    after = [spot(f"2{k}", 22.0 * k, types="Su-34", size_m=23.3) for k in range(1, 13)]
    found = diff_marks(TREE, before, after, Offset(relative_sigma(10.0)))
    assert found.registration is Registration.AMBIGUOUS and found.shift is None and len(found.rivals) == 2
    assert not found.of(ObjectState.NEW) and not found.of(ObjectState.GONE)
    # The same two dates on images that were laid on one another by two points are no question.
    laid = diff_marks(TREE, before, after, Offset(0.5, Registration.TWO_POINTS))
    assert states(laid) == {"still occupied": 11, "new": 1, "gone": 1}


def test_a_grid_so_dense_that_all_of_it_hangs_together_is_sorted() -> None:
    rng = np.random.default_rng(8)
    scene = grid(rng, 600, 8.0, 2.0, (4.0, -3.0))
    score, found = Score(), compare(scene)
    score.add(scene, found)
    assert shift_error(scene, found) < 0.6
    # At 8 m a stand's neighbour lies within the gate: most is open, and what is not is nearly always right.
    assert score.precision >= 0.95
    assert 0.3 < score.open_share < 0.8


# Sides that are empty, order, swapping ------------------------------------------------------------------------


def test_empty_sides_are_all_new_or_all_gone() -> None:
    row = [spot("a", 0), spot("b", 60)]
    prior = Offset(relative_sigma(10.0))
    assert states(diff_marks(TREE, [], row, prior)) == {"new": 2}
    assert states(diff_marks(TREE, row, [], prior)) == {"gone": 2}
    nothing = diff_marks(TREE, [], [], prior)
    assert nothing.changes == () and nothing.registration is Registration.AS_PLACED


def test_the_order_of_the_marks_does_not_matter() -> None:
    scene = ramp(np.random.default_rng(6), 80, (5.0, 3.0), jitter_m=2.0)
    found = compare(scene)
    shuffler = random.Random(1)
    for _ in range(3):
        shuffler.shuffle(scene.before)
        shuffler.shuffle(scene.after)
        assert compare(scene) == found


@pytest.mark.parametrize("seed", range(6))
def test_swapping_the_dates_swaps_new_and_gone_and_turns_the_shift_round(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scene = (
        ramp(rng, 60, a_bias(rng, 10.0), 2.0) if seed % 2 else row_of_equal_stands(rng, 12, (9.0, 1.0), 2.0)
    )
    there = compare(scene)
    back = compare(replace(scene, before=scene.after, after=scene.before))
    assert there.registration is back.registration
    if there.shift and back.shift:
        assert back.shift.east_m == pytest.approx(-there.shift.east_m, abs=1e-3)
        assert back.shift.north_m == pytest.approx(-there.shift.north_m, abs=1e-3)
    swapped = {ObjectState.NEW: ObjectState.GONE, ObjectState.GONE: ObjectState.NEW}
    assert {
        (swapped.get(c.state, c.state), c.after, c.before, frozenset(c.alternatives)) for c in there.changes
    } == {(c.state, c.before, c.after, frozenset(c.alternatives)) for c in back.changes}


# One object at a time -----------------------------------------------------------------------------------------


def test_what_lies_where_the_other_look_could_not_see_is_neither_new_nor_gone() -> None:
    rng, hidden = np.random.default_rng(12), 0
    for _ in range(20):
        scene = ramp(rng, 60, a_bias(rng, 10.0), 2.0)
        middle = float(np.median([s.x_m for s in scene.before]))
        # The later image ends in the middle of the ramp.
        before = [replace(s, untold="outside the later image") if s.x_m > middle else s for s in scene.before]
        after = [s for s in scene.after if s.x_m - scene.bias[0] <= middle]
        found = diff_marks(TREE, before, after, Offset(relative_sigma(10.0)))
        outside = {s.id for s in before if s.untold}
        assert not outside & {c.before for c in found.of(ObjectState.GONE)}
        hidden += len(found.of(ObjectState.NOT_COMPARABLE))
        assert all(c.reason == "outside the later image" for c in found.of(ObjectState.NOT_COMPARABLE))
    assert hidden > 100


def test_an_aircraft_turned_round_on_its_stand_still_occupies_it() -> None:
    assert one_each(spot("a", 0, heading_deg=10), spot("b", 1, heading_deg=190)) == {"still occupied": 1}


def test_a_label_of_the_kind_alone_is_compatible_and_another_type_is_not() -> None:
    assert one_each(spot("a", 0), spot("b", 0, types="heavy transport")) == {"still occupied": 1}
    assert one_each(spot("a", 0), spot("b", 0, types="An-124")) == {"gone": 1, "new": 1}
    assert one_each(spot("a", 0, types="An-26|An-32"), spot("b", 0, types="An-32")) == {"still occupied": 1}
    assert one_each(spot("a", 0, types="An-26|An-32"), spot("b", 0, types="An-72")) == {"gone": 1, "new": 1}


def test_a_relabel_is_not_a_movement() -> None:
    unsure = spot("b", 0, types="A-50", possible=("aircraft",))  # "possibly an A-50"
    assert one_each(spot("a", 0), unsure) == {"still occupied": 1}
    assert one_each(spot("a", 0), spot("b", 0, types="A-50")) == {"gone": 1, "new": 1}


def test_lengths_that_differ_too_much_are_two_objects() -> None:
    assert one_each(spot("a", 0, length_m=46.0), spot("b", 0, length_m=49.0)) == {"still occupied": 1}
    assert one_each(spot("a", 0, length_m=46.0), spot("b", 0, length_m=76.0)) == {"gone": 1, "new": 1}


def test_further_than_three_sigma_but_within_the_gate_it_moved() -> None:
    assert one_each(spot("a", 0), spot("b", 4.1)) == {"still occupied": 1}
    assert one_each(spot("a", 0), spot("b", 4.8)) == {"moved": 1}
    assert one_each(spot("a", 0), spot("b", 6.5)) == {"gone": 1, "new": 1}
    # A vehicle of 2 m that lies 4.8 m off did not shuffle on its place.
    small = {"types": "Tigr", "size_m": 2.0}
    assert one_each(spot("a", 0, **small), spot("b", 4.8, **small)) == {"ambiguous": 2}


def test_two_candidates_as_good_as_each_other_are_named() -> None:
    found = diff_marks(TREE, [spot("a", 0)], [spot("b", 1.5), spot("c", -1.5)], SAME)
    by_id = {c.before or c.after: c for c in found.changes}
    assert {c.state for c in found.changes} == {ObjectState.AMBIGUOUS}
    assert by_id["a"].alternatives == ("c", "b") and not by_id["a"].alone
    assert by_id["b"].alternatives == ("a",) and by_id["b"].alone
    assert by_id["a"].margin == pytest.approx(0.0, abs=1e-6)


def test_one_object_each_is_matched_as_far_as_no_other_stand_can_be_meant() -> None:
    vague = Offset(relative_sigma(10.0))
    assert one_each(spot("a", 0), spot("b", 15), vague) == {"still occupied": 1}
    # Half a Flanker's length further on its neighbour's stand begins.
    small = {"types": "Su-34", "size_m": 23.3}
    assert one_each(spot("a", 0, **small), spot("b", 8, **small), vague) == {"still occupied": 1}
    assert one_each(spot("a", 0, **small), spot("b", 15, **small), vague) == {"ambiguous": 2}
    assert one_each(spot("a", 0), spot("b", 15), Offset(relative_sigma(2.0))) == {"gone": 1, "new": 1}


def test_marks_without_partners_nearby_lie_as_the_images_say() -> None:
    found = diff_marks(TREE, [spot("a", 0)], [spot("b", 500)], Offset(relative_sigma(10.0)))
    assert found.registration is Registration.AS_PLACED
    assert states(found) == {"gone": 1, "new": 1}


def test_marks_heaped_on_one_place_are_refused_and_unknown_types_too() -> None:
    heap = [spot(f"h{k}", 0.001 * k) for k in range(2000)]
    with pytest.raises(RefusedError, match="cannot be told apart"):
        diff_marks(TREE, heap, [replace(s, id=f"i{s.id}") for s in heap], SAME)
    with pytest.raises(NotFoundError):
        diff_marks(TREE, [spot("a", 0, types="Zeppelin")], [spot("b", 0)], SAME)
