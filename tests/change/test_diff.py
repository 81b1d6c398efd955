"""What can be said of a change: never more than both sides show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from change.looking import APRON, TREE, TWO_APRONS, look, moment
from obslog.change.bounds import Bounds, Zone
from obslog.change.diff import TypeDiff, Verdict, diff, diff_all, mentioned, verdict_of
from obslog.change.openness import OpenPart, Why
from obslog.model.counts import Count
from obslog.model.looks import Look, Sighting, Visible


def change(before: Look, after: Look, query: str, zone: Zone = APRON) -> TypeDiff:
    return diff(TREE, zone, [before], zone, [after], query.split("|"))


def whole(*saw: str, **more: Sequence[str]) -> Look:
    return look({"apron": 1.0}, *saw, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((2, 2), (5, 5), Verdict.INCREASE),
        ((6, None), (0, 5), Verdict.DECREASE),
        ((2, 2), (2, 2), Verdict.UNCHANGED),
        ((3, 5), (5, 8), Verdict.POSSIBLE_INCREASE),
        ((5, 8), (3, 5), Verdict.POSSIBLE_DECREASE),
        ((2, None), (4, 4), Verdict.UNDETERMINED),
        ((0, None), (4, 4), Verdict.UNKNOWN),
        ((4, 4), (0, None), Verdict.UNKNOWN),
        ((5, 3), (0, None), Verdict.CONFLICT),
        ((0, None), (5, 3), Verdict.CONFLICT),
    ],
)
def test_the_verdict_follows_from_the_two_intervals(
    before: tuple[int, int | None], after: tuple[int, int | None], verdict: Verdict
) -> None:
    assert verdict_of(Bounds(*before), Bounds(*after)) is verdict


def test_two_that_left_and_two_others_that_came_are_seen_though_the_count_is_the_same() -> None:
    found = change(
        whole("An-124=2", complete_for=["heavy transport"]),
        whole("Il-76=2", complete_for=["heavy transport"]),
        "heavy transport",
    )
    assert (found.net, found.arrivals_min, found.departures_min) == ((0, 0), 2, 2)
    assert found.verdict is Verdict.UNCHANGED


def test_four_fighters_that_came_push_four_others_out_of_the_same_total() -> None:
    found = change(
        whole("fighter=8", total=["aircraft=12"]), whole("fighter=12", total=["aircraft=12"]), "aircraft"
    )
    assert (found.arrivals_min, found.departures_min) == (4, 4)


def test_an_arrival_shows_up_the_tree_though_the_number_above_is_not_known() -> None:
    found = change(whole(none=["An-124"]), whole("An-124=2"), "aircraft")
    assert (found.verdict, found.net) == (Verdict.UNKNOWN, (None, None))
    assert found.arrivals_min == 2


def test_a_relabel_makes_no_departure() -> None:
    found = change(whole("An-124=2; probable"), whole("heavy transport=2"), "An-124")
    assert (found.arrivals_min, found.departures_min, found.verdict) == (0, 0, Verdict.UNDETERMINED)
    found = change(whole("An-124=2; probable"), whole("Il-76=2; probable"), "heavy transport")
    assert (found.arrivals_min, found.departures_min) == (0, 0)


def test_as_labelled_stands_beside_the_strict_verdict() -> None:
    found = change(whole("An-124=2; probable"), whole(none=["An-124"]), "An-124")
    assert (found.verdict, found.best.verdict) == (Verdict.POSSIBLE_DECREASE, Verdict.DECREASE)
    assert (found.departures_min, found.best.departures_min) == (0, 2)


def test_a_set_of_candidates_that_came_is_an_arrival_of_what_they_share() -> None:
    found = change(whole(none=["An-26", "An-32"]), whole("An-26|An-32=2"), "tactical transport")
    assert (found.arrivals_min, found.departures_min) == (2, 0)
    fixed = change(
        whole("Su-34=1", none=["An-26", "An-32"]), whole("An-26|An-32=2", none=["Su-34"]), "fixed-wing"
    )
    assert (fixed.arrivals_min, fixed.departures_min) == (2, 1)


def test_a_set_does_not_add_to_its_own_members() -> None:
    before = whole(none=["An-26", "An-32", "Su-34"])
    after = whole("An-26|Su-34=2", "An-26=1", "Su-34=1")
    assert change(before, after, "fixed-wing").arrivals_min == 4
    assert change(before, after, "An-26|Su-34").arrivals_min == 4
    swapped = change(
        whole("An-26=1", none=["Su-34", "An-32"]), whole("An-32|Su-34=1", none=["An-26"]), "fixed-wing"
    )
    assert (swapped.arrivals_min, swapped.departures_min) == (1, 1)


def test_what_a_set_shows_and_what_its_members_show_are_both_kept() -> None:
    before = whole("An-26=3", none=["An-32", "Su-34"])
    after = whole("An-32|Su-34=2", "An-26=0")
    found = change(before, after, "fixed-wing")
    assert (found.arrivals_min, found.departures_min) == (2, 3)


def test_a_conflict_claims_no_movement() -> None:
    five, three = whole("An-124=5", id="a"), whole("An-124=3", id="b")
    found = diff(TREE, APRON, [five, three], APRON, [whole(none=["An-124"])], ["An-124"])
    assert (found.verdict, found.net) == (Verdict.CONFLICT, None)
    assert (found.arrivals_min, found.departures_min) == (0, 0)
    assert ((found.n1.lo, found.n1.hi), (found.n2.lo, found.n2.hi)) == ((5, 3), (0, 0))


def test_a_type_that_nobody_saw_has_not_moved() -> None:
    found = change(whole(none=["ship"]), whole(none=["ship"]), "frigate")
    assert (found.verdict, found.arrivals_min, found.departures_min) == (Verdict.UNCHANGED, 0, 0)


def test_a_verdict_that_rests_on_an_estimate_says_so() -> None:
    assert change(whole("fighter=several"), whole(none=["fighter"]), "fighter").estimate
    assert change(whole("Mi-8=dozens"), whole(none=["Mi-8"]), "aircraft").estimate
    assert not change(whole("Mi-8=2", "fighter=several"), whole(none=["Mi-8"]), "Mi-8").estimate


def test_a_verdict_names_its_looks_those_of_the_types_below_too() -> None:
    before = [look({"north": 1.0}, "An-124=2", id="1"), look({"south": 1.0}, none=["An-124"], id="2")]
    after = [
        look({"north": 1.0, "south": 1.0}, none=["An-124"], id="3"),
        look({"north": 0.5}, "ship=1", id="4"),
    ]
    found = diff(TREE, TWO_APRONS, before, TWO_APRONS, after, ["heavy transport"])
    assert found.departures_min == 2
    assert found.looks == ("1", "2", "3", "4")
    assert diff(TREE, TWO_APRONS, before, TWO_APRONS, after, ["An-124"]).looks == ("1", "2", "3")


def test_why_a_side_is_open_is_told_part_by_part() -> None:
    zone = Zone(("a", "b", "c", "d", "e", "f", "g", "h"))
    seen = {"a": 0.5, "b": 0.0, "c": None, "d": 1.0, "e": 1.0, "f": 1.0}
    after = look(seen, "fighter=2+@d", none=["fighter@f"], hidden={"f": "shadow", "h": "haze"}, id="x")
    found = diff(TREE, zone, [after], zone, [after], ["fighter"])
    assert found.open2 == (
        OpenPart("a", Why.IN_PART, 0.5),
        OpenPart("b", Why.NOT_VISIBLE, 0.0),
        OpenPart("c", Why.VISIBILITY_UNKNOWN),
        OpenPart("d", Why.OPEN_COUNT, 1.0),
        OpenPart("e", Why.NOT_LISTED, 1.0),
        OpenPart("f", Why.NOT_VISIBLE, 0.0),
        OpenPart("g", Why.NOT_COVERED, 0.0),
        OpenPart("h", Why.NOT_VISIBLE, 0.0),
    )


def test_the_look_that_came_nearest_says_what_was_missing() -> None:
    coarse = look({"apron": 1.0}, none=["fighter"], resolved=30.0, id="coarse")
    cloudy = look({"apron": 0.3}, none=["fighter"], id="cloudy")
    found = diff(TREE, APRON, [coarse, cloudy], APRON, [cloudy], ["fighter"])
    assert found.open1 == (OpenPart("apron", Why.TOO_SMALL, 1.0),)
    assert found.open2 == (OpenPart("apron", Why.IN_PART, 0.3),)
    assert diff(TREE, APRON, [], APRON, [], ["fighter"]).open1 == (OpenPart("apron", Why.NOT_COVERED),)


def test_every_type_mentioned_is_compared_and_those_above_up_to_the_class() -> None:
    before = whole("An-26|Su-34=1", "An-124=1; certain transport", none=["frigate"], total=["helicopter=2"])
    names = ["|".join(query) for query in mentioned(TREE, [before])]
    assert names == [
        "aircraft", "fixed-wing", "An-26|Su-34", "transport", "heavy transport", "An-124",
        "tactical transport", "An-26", "fighter", "Su-34", "helicopter", "ship", "frigate",
    ]  # fmt: skip
    found = diff_all(TREE, APRON, [before], APRON, [whole(complete_for=["object"])])
    assert ["|".join(d.query) for d in found] == ["object", *names]


def test_only_what_is_asked_is_compared() -> None:
    found = diff_all(TREE, APRON, [whole("An-124=1")], APRON, [whole()], [("An-124",)])
    assert [d.query for d in found] == [("An-124",)]


def test_a_set_whose_member_lies_below_another_is_as_good_as_the_wider_one() -> None:
    nested = Look(
        id="x",
        when=moment(),
        visible={"apron": Visible(1.0)},
        seen=(Sighting(("Su-34", "fighter"), Count.exactly(2)),),
    )
    found = change(whole(none=["fighter"]), nested, "fixed-wing")
    assert found.arrivals_min == 2
    assert change(whole(none=["fighter"]), nested, "Su-34").n2.hi == 2
