"""Marks become counts: never more than was marked and stated, whatever the order, proposals never."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.counting import counted, grouped, tally
from obslog.model.counts import Count, parse_count
from obslog.model.looks import Confidence, Look, Sighting, Visible
from obslog.model.marks import Mark, MarkKind, MarkStatus
from obslog.model.when import UNDATED

BLANK = Look(
    "L", UNDATED, {"north": Visible(1.0), "south": Visible(1.0)}, parts=("north", "south", "elsewhere")
)
TYPES = (("An-124",), ("Il-76",), ("An-26", "An-32"))
AREAS, STATES = (None, "north", "south"), (None, "nose raised")


def mark(types: str = "An-124", **changes: object) -> Mark:
    made = Mark("m", "image", MarkKind.POINT, ((1.0, 1.0),), tuple(types.split("|")), look_id="L")
    return replace(made, **changes)  # type: ignore[arg-type]


def saw(types: str, count: str, **changes: object) -> Sighting:
    return replace(Sighting(tuple(types.split("|")), parse_count(count)), **changes)  # type: ignore[arg-type]


marks = st.lists(
    st.builds(
        Mark, id=st.just("m"), image_id=st.just("image"), kind=st.just(MarkKind.POINT),
        points=st.just(((1.0, 1.0),)), types=st.sampled_from(TYPES), confidence=st.sampled_from(list(Confidence)),
        status=st.sampled_from([MarkStatus.STANDING, MarkStatus.STANDING, MarkStatus.CARRIED]),
        look_id=st.sampled_from(["L", "L", "L", "another", None]), area=st.sampled_from(AREAS),
        state=st.sampled_from(STATES),
    ),
    max_size=25,
)  # fmt: skip
stated = st.lists(
    st.builds(
        Sighting, types=st.sampled_from(TYPES),
        count=st.sampled_from([parse_count(text) for text in ("1", "2", "2+", "1-3", "<=2", "~10")]),
        confidence=st.sampled_from(list(Confidence)), area=st.sampled_from(AREAS), state=st.sampled_from(STATES),
    ),
    max_size=5,
)  # fmt: skip


def standing(given_marks: list[Mark]) -> list[Mark]:
    return [one for one in given_marks if one.status is MarkStatus.STANDING and one.look_id == "L"]


@given(marks, stated)
def test_no_more_is_counted_than_is_stated_and_marked(given_marks: list[Mark], seen: list[Sighting]) -> None:
    look = replace(BLANK, seen=tuple(seen))
    whole = counted(look, given_marks)
    assert sum(s.count.lo for s in whole.seen) <= sum(s.count.lo for s in seen) + len(standing(given_marks))
    assert whole.seen[: len(seen)] == tuple(seen)
    assert all(s.count.is_exact and s.count.lo > 0 for s in whole.seen[len(seen) :])


@given(marks, stated)
def test_every_mark_that_stands_supports_exactly_one_row(
    given_marks: list[Mark], seen: list[Sighting]
) -> None:
    look = replace(BLANK, seen=tuple(seen))
    rows = tally(look, given_marks)
    assert sum(row.marks for row in rows) == len(standing(given_marks))
    said = [(r.types, r.confidence, r.area, r.state, r.count) for r in rows]
    assert said == [
        (s.types, s.confidence, s.area, s.state, s.count) for s in counted(look, given_marks).seen
    ]
    assert all(row.differs == (row.marks > 0 and not row.count.contains(row.marks)) for row in rows)


@given(marks, stated, st.randoms(use_true_random=False))
def test_the_order_of_marks_does_not_matter(
    given_marks: list[Mark], seen: list[Sighting], rng: random.Random
) -> None:
    look = replace(BLANK, seen=tuple(seen))
    other = list(given_marks)
    rng.shuffle(other)
    assert counted(look, other) == counted(look, given_marks)
    assert tally(look, other) == tally(look, given_marks)


@given(marks, stated)
def test_proposals_and_marks_of_other_looks_never_count(
    given_marks: list[Mark], seen: list[Sighting]
) -> None:
    look = replace(BLANK, seen=tuple(seen))
    assert counted(look, given_marks) == counted(look, standing(given_marks))


@given(marks)
def test_what_was_counted_once_is_not_counted_again(given_marks: list[Mark]) -> None:
    whole = counted(BLANK, given_marks)
    assert counted(whole, given_marks) == whole
    assert not any(row.differs for row in tally(whole, given_marks))


@given(marks, st.sampled_from(["1", "2+", "0-40", "~10"]))
def test_a_count_of_the_whole_site_holds_the_marks_of_all_its_areas(
    given_marks: list[Mark], count: str
) -> None:
    seen = tuple(saw("|".join(types), count, confidence=sure) for types in TYPES for sure in Confidence)
    look = replace(BLANK, seen=seen)
    assert counted(look, given_marks) == look


def test_marks_alone_are_counted_by_type_certainty_area_and_state() -> None:
    given_marks = [
        mark(area="north"), mark(area="north"), mark(area="south"), mark("Il-76"),
        mark(confidence=Confidence.PROBABLE, area="north"), mark(state="nose raised", area="north"),
    ]  # fmt: skip
    found = {
        (s.types[0], s.area, s.confidence.value, s.state): s.count.lo
        for s in counted(BLANK, given_marks).seen
    }
    assert found == {
        ("An-124", "north", "confirmed", None): 2, ("An-124", "south", "confirmed", None): 1,
        ("An-124", "north", "probable", None): 1, ("An-124", "north", "confirmed", "nose raised"): 1,
        ("Il-76", None, "confirmed", None): 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("count", "number", "differs"),
    [
        ("2", 2, False), ("2+", 2, False), ("2+", 5, False), ("2+", 1, True), ("3", 2, True), ("3", 0, False),
        ("2-4", 5, True),
    ],
)  # fmt: skip
def test_a_stated_count_stands_and_differs_where_it_does_not_hold_the_marks(
    count: str, number: int, differs: bool
) -> None:
    look = replace(BLANK, seen=(saw("An-124", count),))
    given_marks = [mark(area="north")] * number
    (row,) = tally(look, given_marks)
    assert (row.stated, row.marks, row.differs) == (parse_count(count), number, differs)
    assert counted(look, given_marks) == look


def test_a_count_of_one_area_leaves_the_marks_of_another_their_own_row() -> None:
    look = replace(BLANK, seen=(saw("An-124", "2", area="north"),))
    rows = tally(look, [mark(area="north"), mark(area="south"), mark(area="north")])
    assert [(row.area, row.marks, row.count.lo) for row in rows] == [("north", 2, 2), ("south", 1, 1)]


def test_marks_that_say_no_area_are_shared_among_the_rows_that_could_hold_them() -> None:
    look = replace(BLANK, seen=(saw("An-124", "2", area="north"), saw("An-124", "1", area="south")))
    assert [row.marks for row in tally(look, [mark(), mark(), mark()])] == [2, 1]
    assert [(row.marks, row.differs) for row in tally(look, [mark()] * 4)] == [(3, True), (1, False)]


def test_a_probable_mark_is_not_held_by_a_confirmed_count() -> None:
    look = replace(BLANK, seen=(saw("An-124", "2"),))
    assert [row.marks for row in tally(look, [mark(confidence=Confidence.PROBABLE)])] == [0, 1]


def test_the_groups_kept_for_one_tuple_are_not_given_for_another_look() -> None:
    same = (mark(), mark(look_id="M"), mark(look_id="M"))
    assert sum(grouped(BLANK, same).values()) == 1
    assert sum(grouped(replace(BLANK, id="M"), same).values()) == 2
    assert counted(BLANK, same).seen[0].count == Count.exactly(1)
