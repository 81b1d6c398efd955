"""Windows of arrival and departure, held against every number of objects that the looks allow."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.looks import Look
from obslog.report.content.arrivals import ARRIVED, LEFT, Crossing, crossings, told, windows
from obslog.report.content.numbering import Counter
from obslog.report.parts import Claim
from report.khmeimim import IMAGES, look, looks, material, sighting, whole

#: The most objects that a world of the brute force holds.
_MOST = 4
Bounds = tuple[int, int | None]

bounds = st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 3))).map(
    lambda pair: (pair[0], None if pair[1] is None else max(pair))
)


def claims(seen: tuple[Look, ...]) -> tuple[Claim, ...]:
    """The windows of some looks as the report words them."""
    made = material(seen)
    return windows(made, Counter("W"), told(made))


def worlds(told_: list[Bounds]) -> list[tuple[int, ...]]:
    """Every row of numbers, one a pass, that the bounds allow."""
    return list(product(*(range(lo, (_MOST if hi is None else hi) + 1) for lo, hi in told_)))


def net(world: tuple[int, ...], first: int, then: int) -> tuple[int, int]:
    """At least how many came, and left, between two passes of a world: what each step between passes shows."""
    steps = [after - before for before, after in pairwise(world[first : then + 1])]
    return sum(max(step, 0) for step in steps), sum(max(-step, 0) for step in steps)


@given(st.lists(bounds, min_size=2, max_size=5))
def test_no_world_that_the_looks_allow_has_fewer_movements_than_the_windows_say(given_: list[Bounds]) -> None:
    found = crossings(("An-124",), given_)
    for world in worlds(given_):
        for one in found:
            came, left = net(world, one.before, one.after)
            assert (came if one.word == ARRIVED else left) >= one.number
        for first in range(len(given_)):
            for then in range(first + 1, len(given_)):
                within = [one for one in found if first <= one.before and one.after <= then]
                came, left = net(world, first, then)
                # Windows add up: the k-th object and the next are two arrivals.
                assert came >= sum(one.number for one in within if one.word == ARRIVED)
                assert left >= sum(one.number for one in within if one.word == LEFT)


@given(st.lists(bounds, min_size=2, max_size=5))
def test_what_came_in_every_world_between_two_passes_lies_in_a_window_between_them(
    given_: list[Bounds],
) -> None:
    found = crossings(("An-124",), given_)
    for first in range(len(given_)):
        for then in range(first + 1, len(given_)):
            least = min(world[then] - world[first] for world in worlds(given_))
            within = sum(
                one.number
                for one in found
                if one.word == ARRIVED and first <= one.before and one.after <= then
            )
            assert within >= least


@given(st.lists(bounds, min_size=2, max_size=5))
def test_read_backwards_an_arrival_is_a_departure(given_: list[Bounds]) -> None:
    last = len(given_) - 1
    turned = {
        (last - one.after, last - one.before, ARRIVED if one.word == LEFT else LEFT, one.number)
        for one in crossings(("An-124",), given_[::-1])
    }
    assert turned == {(one.before, one.after, one.word, one.number) for one in crossings(("An-124",), given_)}


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ([(0, 0), (2, None)], [(0, 1, ARRIVED, 2)]),
        ([(0, None), (2, 2)], []),
        ([(0, 0), (0, None), (2, 2)], [(0, 2, ARRIVED, 2)]),
        ([(0, 0), (1, None), (2, 2)], [(0, 1, ARRIVED, 1), (0, 2, ARRIVED, 1)]),
        ([(2, None), (1, 1)], [(0, 1, LEFT, 1)]),
        ([(0, 0), (2, 2), (0, 0)], [(0, 1, ARRIVED, 2), (1, 2, LEFT, 2)]),
        ([(0, 0), (3, 2), (1, 1)], [(0, 2, ARRIVED, 1)]),
        ([(1, 3), (2, 2)], []),
    ],
)
def test_windows_of_worked_cases(given_: list[Bounds], expected: list[tuple[int, int, str, int]]) -> None:
    found = crossings(("An-124",), given_)
    assert [(one.before, one.after, one.word, one.number) for one in found] == expected


def test_a_look_that_did_not_list_the_type_shows_no_absence() -> None:
    first = look(1, "2024-12-08T08:10:00Z", IMAGES[0], seen=(sighting("Il-76", "1"),))
    then = look(2, "2024-12-13T08:12:00Z", IMAGES[1], seen=(sighting("An-124", "2"),))
    assert not [one for one in told(material((first, then))) if one.query == ("An-124",)]


def test_a_cloudy_pass_neither_narrows_a_window_nor_hides_it() -> None:
    none = look(1, "2024-12-08T08:10:00Z", IMAGES[0], none=looks()[0].none)
    cloud = look(2, "2024-12-10T08:12:00Z", IMAGES[1], visible={}, not_observable=looks()[3].not_observable)
    there = look(3, "2024-12-13T08:12:00Z", IMAGES[2], seen=(sighting("An-124", "2"),))
    (claim,) = claims((none, cloud, there))
    assert claim.sentence == (
        "At least two An-124 arrived after 8 Dec 2024 (none) and by 13 Dec 2024 (two); "
        "10 Dec 2024 between does not narrow it."
    )


def test_partly_seen_is_no_absence() -> None:
    partly = look(1, "2024-12-08T08:10:00Z", IMAGES[0], visible=whole(south=0.8), none=looks()[0].none)
    there = look(2, "2024-12-13T08:12:00Z", IMAGES[1], seen=(sighting("An-124", "2"),))
    assert claims((partly, there)) == ()


def test_a_roll_up_says_nothing_that_its_types_say_already() -> None:
    types = {one.query for one in told(material())}
    assert ("An-124",) in types
    assert ("aircraft",) not in types


def test_a_window_by_an_estimate_says_so_and_names_what_it_rests_on() -> None:
    few = look(1, "2024-12-08T08:10:00Z", IMAGES[0], none=looks()[0].none)
    some = look(2, "2024-12-13T08:12:00Z", IMAGES[1], seen=(sighting("An-124", "~10"),))
    (claim,) = claims((few, some))
    assert "(by estimate)" in claim.sentence
    assert claim.looks == (few.id, some.id)


def test_a_crossing_names_the_passes_by_their_place_in_time() -> None:
    assert crossings(("Kilo",), [(1, 1), (0, 0)]) == [Crossing(("Kilo",), LEFT, 0, 1, 1)]
