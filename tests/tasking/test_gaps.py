"""Gaps: the times in which nothing could have been seen, as dates allow; what moved in them; questions since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.tasking.needs.gaps import SiteGaps, duration
from obslog.tasking.needs.unseen_times import gaps_between, longest
from tasking.port import ALL, SITE, Port

START = datetime(2024, 12, 1, tzinfo=UTC)


class Made(NamedTuple):
    """A look with the bounds of its date."""

    earliest: datetime
    latest: datetime
    look_id: str


def hour(number: float) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=number)


def exact(*hours: float) -> list[Made]:
    """Looks at known instants."""
    return [Made(hour(h), hour(h), f"look at {h}") for h in hours]


def test_between_instants_a_gap_is_what_the_clock_says() -> None:
    made = gaps_between(exact(0, 5, 30), hour(-2), hour(40))
    assert [one.at_most_h for one in made] == [2, 5, 25, 10]
    assert all(one.exact and one.at_least_h == one.at_most_h for one in made)
    top = longest(made)
    assert top is not None and (top.after, top.before) == ("look at 5", "look at 30")


def test_a_look_known_to_the_day_bounds_the_gaps_on_both_sides() -> None:
    day = Made(hour(24), hour(48), "day")
    before, after = gaps_between([*exact(10), day, *exact(60)], None, None)
    # It was taken at 24 h the earliest and at 48 h the latest.
    assert (before.at_least_h, before.at_most_h) == (14, 38)
    assert (after.at_least_h, after.at_most_h) == (12, 36)


def test_without_any_look_all_of_the_period_is_a_gap() -> None:
    (one,) = gaps_between([], hour(0), hour(100))
    assert one.at_most_h == 100 and one.after is None and one.before is None
    assert gaps_between([], None, hour(100)) == ()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 60), st.floats(0, 1)), max_size=8),
    st.integers(-10, 40), st.integers(60, 110),
)  # fmt: skip
def test_whenever_the_looks_were_made_no_unseen_time_is_longer_than_said_and_none_sure_holds_a_look(
    given_looks: list[tuple[int, int, float]], begin: int, end: int
) -> None:
    looks = [Made(hour(at), hour(at + wide), str(n)) for n, (at, wide, _) in enumerate(given_looks)]
    made = gaps_between(looks, hour(begin), hour(end))
    # One world in which each look was made at some instant that its date allows.
    taken = sorted(hour(at + wide * share) for at, wide, share in given_looks)
    inside = [hour(begin), *(t for t in taken if hour(begin) < t < hour(end)), hour(end)]
    for first, second in pairwise(inside):
        assert any(one.start <= first and second <= one.end for one in made)
    for one in made:
        if one.sure_start is not None and one.sure_end is not None:
            assert one.start <= one.sure_start < one.sure_end <= one.end
            assert not any(one.sure_start < t < one.sure_end for t in taken)


def of(port: Port, **options: object) -> SiteGaps:
    """The gaps of the port."""
    (one,) = port.log.gaps(SITE, **options)
    return one


def test_the_longest_time_unseen_is_told_of_the_site_and_of_each_area(port: Port) -> None:
    first = port.whole("2024-12-10T08:00:00Z", "frigate=2@north pier")
    port.look(
        "2024-12-12T08:00:00Z",
        visible={"south pier": 1.0, "elsewhere": 1.0},
        not_observable={"north pier": "cloud"},
    )
    last = port.whole("2024-12-16T08:00:00Z", "frigate=1@north pier")
    one = of(port, as_of="2024-12-17T08:00:00Z")
    told = {each.area: each for each in one.longest}
    assert told[None].gap.at_most_h == 96 and told["south pier"].gap.at_most_h == 96
    north = told["north pier"]
    assert north.gap.at_most_h == 144 and (north.gap.after, north.gap.before) == (first.id, last.id)
    assert north.words == "6 d: 10 Dec 2024 08:00Z to 16 Dec 2024 08:00Z"
    assert north.evidence == ("at least one frigate left (from the looks)",)
    assert set(north.looks) == {first.id, last.id}


def test_with_a_cadence_every_longer_time_is_named_and_only_those(harbour: Port) -> None:
    for day in ("2024-12-01", "2024-12-03", "2024-12-09", "2024-12-10"):
        harbour.whole(f"{day}T08:00:00Z", "frigate=2")
    spans = [
        each.gap.at_most_h / 24 for each in of(harbour, cadence_days=3, as_of="2024-12-11T08:00:00Z").unseen
    ]
    assert spans == [6]
    spans = [
        each.gap.at_most_h / 24 for each in of(harbour, cadence_days=1, as_of="2024-12-11T08:00:00Z").unseen
    ]
    assert spans == [2, 6]


def test_the_time_since_the_last_look_is_still_running(harbour: Port) -> None:
    harbour.whole("2024-12-17", "frigate=2")
    last = of(harbour).unseen[-1]
    assert last.running and last.words == (
        "at most 3 d 12 h, at least 2 d 12 h: 17 Dec 2024 00:00Z to 20 Dec 2024 12:00Z, still running"
    )


def test_what_a_source_says_moved_stands_beside_a_gap_with_what_its_date_leaves_open(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=2")
    harbour.whole("2024-12-16T08:00:00Z", "frigate=2")
    inside = harbour.says("one left", "2024-12-12", "frigate=1", movement="left")
    about = harbour.says("ships had left by then", "../2024-12-11", "ship=several", movement="left")
    harbour.says("one left later", "2024-12-18", "frigate=1", movement="left")
    gap = of(harbour, as_of="2024-12-17").unseen[0]
    assert gap.statements == (about, inside)
    assert gap.evidence == (
        "several ships left, by 11 Dec 2024 (says a newspaper [F6]); its date does not say whether within this time",
        "one frigate left, 12 Dec 2024 (says a newspaper [F6])",
    )


def test_a_look_too_coarse_for_a_type_did_not_see_it(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=2")
    harbour.look("2024-12-12T08:00:00Z", "ship=2", visible=ALL, resolves=200.0)
    harbour.whole("2024-12-16T08:00:00Z", "frigate=2")
    assert of(harbour, as_of="2024-12-17").longest[0].gap.at_most_h == 96
    assert of(harbour, types=["frigate"], as_of="2024-12-17").longest[0].gap.at_most_h == 144


def test_a_period_leaves_out_what_lies_outside_and_begins_with_what_nobody_saw(harbour: Port) -> None:
    for day in (5, 10, 16):
        harbour.whole(f"2024-12-{day:02}T00:00:00Z", "frigate=2")
    one = of(harbour, since="2024-12-08", until="2024-12-11")
    assert one.looks == 1
    first = one.unseen[0]
    assert (first.gap.start, first.gap.at_most_h) == (datetime(2024, 12, 8, tzinfo=UTC), 48)


def test_questions_say_since_when_the_answer_is_not_known_and_why(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=3@north pier")
    harbour.look("2024-12-12T08:00:00Z", visible={"south pier": 1.0, "elsewhere": 1.0},
                 not_observable={"north pier": "cloud"}, complete_for=["ship"])  # fmt: skip
    harbour.image("2024-12-14T08:00:00Z")
    asked = {str(one.kind): one for one in of(harbour, as_of="2024-12-15").questions}
    number = asked["undetermined"]
    assert number.sentence == (
        "Did the number of frigates change between 10 and 12 Dec 2024? "
        "Unknown: the pass of 12 Dec 2024 did not see the north pier (cloud)."
    )
    assert number.since == datetime(2024, 12, 10, 8, tzinfo=UTC) and number.types == (("frigate",),)
    unseen = asked["not observable"]
    assert unseen.since == datetime(2024, 12, 10, 8, tzinfo=UTC)
    waits = asked["not exploited"]
    assert waits.sentence == "What does scene3.tif of 14 Dec 2024 08:00Z show? Nobody has looked at it."
    assert of(harbour, as_of="2024-12-11").questions == ()


def test_an_answered_question_is_gone(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=3@north pier")
    harbour.look("2024-12-12T08:00:00Z", visible={"south pier": 1.0, "elsewhere": 1.0},
                 not_observable={"north pier": "cloud"}, complete_for=["ship"])  # fmt: skip
    assert of(harbour).questions
    harbour.whole("2024-12-13T08:00:00Z", "frigate=3@north pier")
    assert of(harbour).questions == ()


def test_the_report_and_the_gaps_ask_the_same_questions(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00:00Z", "frigate=3@north pier", "submarine=1@south pier")
    harbour.look(
        "2024-12-12T08:00:00Z", "submarine=1", visible={**ALL, "north pier": 0.4}, complete_for=["ship"]
    )
    harbour.whole("2024-12-14T08:00:00Z", "frigate=1@north pier")
    report = harbour.log.report(SITE, form="md")
    told = of(harbour).questions
    assert told and all(one.sentence in report for one in told)


def test_a_site_that_nobody_has_looked_at_has_no_gap_to_measure(harbour: Port) -> None:
    one = of(harbour)
    assert (one.looks, one.questions, one.longest, one.unseen) == (0, (), (), ())
    assert [each.gap.at_most_h for each in of(harbour, since="2024-12-19T12:00:00Z").longest] == [24]


def test_what_cannot_be_asked_is_one_line(harbour: Port) -> None:
    with pytest.raises(NotFoundError):
        harbour.log.gaps("Nowhere")
    with pytest.raises(RefusedError, match="the period begins"):
        harbour.log.gaps(SITE, since="2025-01-01", until="2024-12-01")
    with pytest.raises(WordError):
        harbour.log.gaps(SITE, since="lately")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.5, "30 min"), (5, "5 h"), (47.4, "47 h"), (48, "2 d"), (152.3, "6 d 8 h"), (1000, "41 d")],
)
def test_durations_are_said_as_people_say_them(hours: float, words: str) -> None:
    assert duration(hours) == words
