"""How many there can have been: the rules of one look, and of the looks of one pass."""

from __future__ import annotations

import pytest

from change.looking import APRON, TREE, TWO_APRONS, look
from obslog.change import bounds as bounds_module
from obslog.change.bounds import Bounds, Reading, Zone, look_bounds, normal, pass_bounds, tally_of
from obslog.model.errors import NotFoundError, WordError
from obslog.model.looks import Look


def said(
    query: str, *looks: Look, zone: Zone = APRON, reading: Reading = Reading.STRICT
) -> tuple[int, int | None]:
    found = pass_bounds(TREE, zone, looks, query.split("|"), reading)
    return found.lo, found.hi


# One look: what was seen.


def test_two_seen_on_an_apron_seen_whole_are_two() -> None:
    assert said("An-124", look({"apron": 1.0}, "An-124=2")) == (2, 2)


def test_two_seen_in_the_visible_half_is_at_least_two_and_never_four() -> None:
    assert said("An-124", look({"apron": 0.5}, "An-124=2")) == (2, None)


def test_an_unknown_visible_share_bounds_nothing_above() -> None:
    assert said("An-124", look({"apron": None}, "An-124=2")) == (2, None)


def test_nearly_all_seen_is_not_all_seen() -> None:
    assert said("An-124", look({"apron": 0.999}, none=["An-124"])) == (0, None)


def test_a_part_called_unobservable_is_not_closed_by_a_share_stated_for_it() -> None:
    assert said("An-124", look({"apron": 1.0}, none=["An-124"], hidden={"apron": "cloud"})) == (0, None)


def test_a_type_that_is_not_mentioned_is_not_zero() -> None:
    assert said("Il-76", look({"apron": 1.0}, "An-124=2")) == (0, None)


def test_a_type_that_is_not_mentioned_is_zero_where_the_list_is_complete() -> None:
    assert said("Il-76", look({"apron": 1.0}, "An-124=2", complete_for=["aircraft"])) == (0, 0)


def test_looked_for_and_not_seen_is_zero_for_all_below() -> None:
    assert said("Su-34", look({"apron": 1.0}, none=["fighter"])) == (0, 0)


def test_an_unidentified_aircraft_may_be_any_aircraft() -> None:
    seen = look({"apron": 1.0}, "An-124=2", "aircraft=1")
    assert said("An-124", seen) == (2, 3)
    assert said("aircraft", seen) == (3, 3)


def test_an_unidentified_transport_may_be_the_type_that_was_not_recognised() -> None:
    assert said("An-124", look({"apron": 1.0}, "heavy transport=2", none=["An-124"])) == (0, 2)


def test_up_to_four_may_be_none() -> None:
    assert said("fighter", look({"apron": 1.0}, "fighter=<=4")) == (0, 4)


def test_an_unknown_number_says_nothing_of_how_many() -> None:
    assert said("fighter", look({"apron": 1.0}, "fighter=?; because shadow")) == (0, None)


def test_an_unknown_number_in_one_place_leaves_the_other_counted() -> None:
    seen = look({"north": 1.0, "south": 1.0}, "fighter=?@north; because shadow", "fighter=2@south")
    assert said("fighter", seen, zone=TWO_APRONS) == (2, None)
    assert said("fighter", seen, zone=Zone(("south",))) == (2, 2)


# How sure of the type.


def test_a_probable_type_is_certain_only_as_its_parent() -> None:
    seen = look({"apron": 1.0}, "An-124=2; probable")
    assert said("An-124", seen) == (0, 2)
    assert said("heavy transport", seen) == (2, None)
    assert said("An-124", seen, reading=Reading.LABELLED) == (2, 2)


def test_a_possible_type_is_certain_only_as_its_class() -> None:
    seen = look({"apron": 1.0}, "An-124=2; possible", complete_for=["aircraft"])
    assert said("transport", seen) == (0, 2)
    assert said("helicopter", seen) == (0, 2)
    assert said("aircraft", seen) == (2, 2)


def test_the_certain_type_that_the_analyst_gives_counts() -> None:
    seen = look({"apron": 1.0}, "An-124=2; certain transport; possible", complete_for=["aircraft"])
    assert said("transport", seen) == (2, 2)
    assert said("fighter", seen) == (0, 0)


# Candidate sets.


def test_a_candidate_set_counts_for_what_all_its_members_are() -> None:
    seen = look({"apron": 1.0}, "An-26|An-32=2")
    assert said("tactical transport", seen) == (2, None)
    assert said("An-26", seen) == (0, 2)
    assert said("An-26|An-32", seen) == (2, 2)


def test_a_candidate_set_is_none_of_the_types_it_does_not_name() -> None:
    seen = look({"apron": 1.0}, "An-26|Su-34=2", complete_for=["aircraft"])
    assert said("fighter", seen) == (0, 2)
    assert said("heavy transport", seen) == (0, 0)
    assert said("fixed-wing", seen) == (2, 2)


def test_a_set_is_closed_only_if_each_member_is() -> None:
    assert said("An-26|An-32", look({"apron": 1.0}, none=["An-26"])) == (0, None)
    assert said("An-26|An-32", look({"apron": 1.0}, none=["An-26", "An-32"])) == (0, 0)


def test_a_probable_set_is_certain_only_as_the_parent_of_what_its_members_share() -> None:
    seen = look({"apron": 1.0}, "An-26|An-32=2; probable", complete_for=["aircraft"])
    assert said("tactical transport", seen) == (0, 2)
    assert said("transport", seen) == (2, 2)
    assert said("An-26|An-32", seen, reading=Reading.LABELLED) == (2, 2)


def test_a_set_asked_for_adds_its_members_and_what_spans_them() -> None:
    seen = look({"apron": 1.0}, "An-26=1", "An-26|Su-34=2", "Su-34=4", complete_for=["aircraft"])
    assert said("An-26|Su-34", seen) == (7, 7)
    assert said("An-26|Su-34", look({"apron": 1.0}, "An-26|Su-34=2", total=["An-26=1"])) == (2, 2)


def test_a_type_below_another_adds_nothing_to_a_question() -> None:
    assert normal(TREE, ("fighter", "Su-34", "Mi-8", "Mi-8")) == ("Mi-8", "fighter")
    with pytest.raises(WordError, match="at least one type"):
        normal(TREE, ())
    with pytest.raises(NotFoundError):
        normal(TREE, ("An-999",))


# Totals.


def test_a_total_includes_the_items_below_it() -> None:
    seen = look({"apron": 1.0}, "fighter=8", total=["aircraft=12"])
    assert said("aircraft", seen) == (12, 12)
    assert said("fighter", seen) == (8, 8)
    assert said("helicopter", seen) == (0, 4)
    assert said("transport", seen) == (0, 4)


def test_items_outside_a_total_add_to_it() -> None:
    seen = look({"apron": 1.0}, "Mi-8=2", total=["fighter=8"])
    assert said("aircraft", seen) == (10, None)
    assert said("object", seen) == (10, None)


def test_an_unidentified_aircraft_beside_a_total_of_fighters_may_be_a_fighter_more() -> None:
    seen = look({"apron": 1.0}, "Su-34=5", "aircraft=4", total=["fighter=8"])
    assert said("aircraft", seen) == (12, 12)
    assert said("fighter", seen) == (8, 12)
    assert said("Su-34", seen) == (5, 9)


def test_a_possible_fighter_may_be_among_the_total_of_fighters_already() -> None:
    seen = look({"apron": 1.0}, "Su-34=2; possible", total=["fighter=8"])
    assert said("aircraft", seen)[0] == 8
    assert said("fighter", seen) == (8, 8)


def test_what_a_total_counts_beyond_its_items_belongs_to_a_complete_list() -> None:
    seen = look({"apron": 1.0}, "Su-34=5", "Mi-8=2", total=["fighter=8"], complete_for=["aircraft"])
    assert said("aircraft", seen) == (10, 10)
    assert said("Su-35", seen) == (0, 3)


def test_the_larger_of_two_nested_totals_counts_once() -> None:
    seen = look({"apron": 1.0}, total=["fixed-wing=6", "fighter=4"], complete_for=["aircraft"])
    assert said("aircraft", seen) == (6, 6)


def test_a_list_said_to_be_complete_below_its_own_total_is_a_conflict() -> None:
    seen = look({"apron": 1.0}, "fighter=8", total=["aircraft=12"], complete_for=["aircraft"])
    assert pass_bounds(TREE, APRON, [seen], ("aircraft",)).conflict


def test_a_total_that_its_items_exceed_is_a_conflict_and_never_clipped() -> None:
    seen = look({"apron": 1.0}, "fighter=5", total=["aircraft=3"])
    assert said("aircraft", seen) == (5, 3)
    assert said("helicopter", seen) == (0, -2)


def test_an_open_total_bounds_nothing_above() -> None:
    seen = look({"apron": 1.0}, "fighter=2", total=["fixed-wing=3+"], complete_for=["aircraft"])
    assert said("aircraft", seen) == (3, None)
    assert said("transport", seen) == (0, None)


def test_a_total_less_a_candidate_set_that_is_surely_something_else() -> None:
    seen = look({"apron": 1.0}, "An-26|An-32=2", total=["tactical transport=3", "transport=5"])
    assert said("heavy transport", seen) == (0, 2)
    other = look({"apron": 1.0}, "An-124|An-26=2", "Il-76=1", total=["transport=5"])
    assert said("An-32", other) == (0, 2)


def test_a_total_with_an_unknown_number_beside_it_bounds_nothing() -> None:
    seen = look({"apron": 1.0}, "aircraft=?; because shadow", total=["fighter=8"])
    assert said("fighter", seen) == (8, None)


# Where in the zone.


def test_what_is_said_of_one_area_closes_only_that_area() -> None:
    both = {"north": 1.0, "south": 1.0}
    assert said("fighter", look(both, none=["fighter@north"]), zone=TWO_APRONS) == (0, None)
    assert said("fighter", look(both, none=["fighter@north", "fighter@south"]), zone=TWO_APRONS) == (0, 0)
    assert said("fighter", look(both, "fighter=2@north"), zone=TWO_APRONS) == (2, None)


def test_a_total_in_one_area_is_a_total_of_that_area() -> None:
    both = {"north": 1.0, "south": 1.0}
    seen = look(both, "Su-34=1@north", "Mi-8=1@north", total=["aircraft=5@north"], none=["aircraft@south"])
    assert said("aircraft", seen, zone=TWO_APRONS) == (5, 5)
    assert said("fighter", seen, zone=TWO_APRONS) == (1, 4)
    half = look({"north": 0.5, "south": 1.0}, total=["aircraft=5@north"], none=["aircraft@south"])
    assert said("aircraft", half, zone=TWO_APRONS) == (5, None)
    unsure = look(both, "object=?@north; because shadow", total=["aircraft=5@north"])
    assert said("aircraft", unsure, zone=Zone(("north",))) == (5, None)


def test_what_stands_elsewhere_is_not_here() -> None:
    both = look({"north": 1.0, "south": 1.0}, "An-124=5@south", total=["aircraft=12"], id="a")
    assert said("aircraft", both, look({"south": 1.0}, none=["ship"], id="b"), zone=Zone(("north",))) == (
        0,
        7,
    )


def test_an_item_without_a_place_may_stand_in_any_part() -> None:
    seen = look({"north": 1.0, "south": 1.0}, "fighter=2@north", "fighter=3", complete_for=["aircraft"])
    assert said("fighter", seen, zone=TWO_APRONS) == (5, 5)
    assert said("fighter", seen, zone=Zone(("north",))) == (2, 5)


def test_an_unknown_number_without_a_place_leaves_every_part_open() -> None:
    seen = look({"north": 1.0, "south": 1.0}, "fighter=?; because shadow", "fighter=3@south")
    assert said("fighter", seen, zone=TWO_APRONS) == (3, None)


# What the image can resolve.


def test_an_image_cannot_clear_what_it_cannot_resolve() -> None:
    coarse = look({"apron": 1.0}, none=["aircraft"], resolved=30.0)
    assert said("An-124", coarse) == (0, 0)
    assert said("Su-34", coarse) == (0, None)


def test_a_branch_is_as_small_as_its_smallest_member() -> None:
    assert said("aircraft", look({"apron": 1.0}, none=["aircraft"], resolved=16.0)) == (0, None)
    assert said("heavy transport", look({"apron": 1.0}, none=["aircraft"], resolved=46.0)) == (0, 0)


def test_a_type_without_a_length_is_as_small_as_the_type_above_says() -> None:
    assert said("Su-35", look({"apron": 1.0}, none=["fighter"], resolved=15.0)) == (0, 0)
    assert said("Su-35", look({"apron": 1.0}, none=["fighter"], resolved=15.1)) == (0, None)


def test_a_type_of_unknown_size_is_cleared_only_where_no_limit_is_known() -> None:
    assert said("frigate", look({"apron": 1.0}, none=["ship"], resolved=1.0)) == (0, None)
    assert said("frigate", look({"apron": 1.0}, none=["ship"])) == (0, 0)


# Looks of one pass together.


def test_looks_at_different_ground_add_up() -> None:
    north, south = look({"north": 1.0}, "An-124=2", id="n"), look({"south": 1.0}, "An-124=2", id="s")
    assert said("An-124", north, south, zone=TWO_APRONS) == (4, 4)


def test_looks_at_the_same_ground_bound_each_other_and_never_add_up() -> None:
    assert said(
        "An-124", look({"apron": 1.0}, "An-124=3", id="a"), look({"apron": 1.0}, "An-124=2+", id="b")
    ) == (3, 3)


def test_overlapping_looks_are_not_added_below_and_cover_above() -> None:
    zone = Zone(("a", "b", "c"))
    left = look({"a": 1.0, "b": 1.0}, "fighter=3", id="left")
    right = look({"b": 1.0, "c": 1.0}, "fighter=4", id="right")
    assert said("fighter", left, right, zone=zone) == (4, 7)


def test_items_with_a_place_add_to_a_look_at_the_rest() -> None:
    zone = Zone(("a", "b", "c"))
    left = look({"a": 1.0, "b": 1.0}, "fighter=2@a", "fighter=1@b", id="left")
    right = look({"b": 1.0, "c": 1.0}, "fighter=4", id="right")
    assert said("fighter", left, right, zone=zone) == (6, 6)


def test_ground_outside_the_zone_adds_only_what_is_placed_inside_it() -> None:
    wide = look({"north": 1.0, "south": 1.0}, "fighter=2@north", "fighter=3")
    assert said("fighter", wide, zone=Zone(("north",))) == (2, 5)


def test_what_is_listed_without_saying_where_counts_for_the_whole_zone() -> None:
    nowhere = look({}, "fighter=2", id="a")
    assert said("fighter", nowhere, look({"apron": 1.0}, "fighter=3", id="b")) == (3, 3)


def test_what_is_listed_in_a_part_that_was_hidden_is_there_all_the_same() -> None:
    assert said("fighter", look({"north": 0.0, "south": 1.0}, "fighter=2@north"), zone=TWO_APRONS) == (
        2,
        None,
    )


def test_a_stand_holds_no_more_than_it_can() -> None:
    stands = Zone(("north", "south"), {"north": {"heavy transport": 4, "aircraft": 9}})
    assert said("An-124", look({"south": 1.0}, none=["An-124"]), zone=stands) == (0, 4)
    assert said("fighter", look({"south": 1.0}, none=["fighter"]), zone=stands) == (0, 9)
    assert said("object", look({"south": 1.0}, none=["object"]), zone=stands) == (0, None)
    assert said("An-124", look({"south": 0.5}, none=["An-124"]), zone=stands) == (0, None)
    assert said(
        "An-124", look({"north": 1.0, "south": 1.0}, "An-124=5"), zone=Zone(("north",), stands.capacity)
    ) == (0, 4)


def test_looks_that_exclude_each_other_are_a_conflict() -> None:
    five, three = look({"apron": 1.0}, "An-124=5", id="a"), look({"apron": 1.0}, "An-124=3", id="b")
    found = pass_bounds(TREE, APRON, [five, three], ("An-124",))
    assert (found.lo, found.hi, found.conflict) == (5, 3, True)


def test_two_readings_of_one_image_that_differ_are_no_conflict_of_the_site() -> None:
    five, three = (look({"apron": 1.0}, f"An-124={n}", id=n, image="i") for n in ("5", "3"))
    found = pass_bounds(TREE, APRON, [five, three], ("An-124",))
    assert (found.lo, found.hi, found.conflict, found.readings_differ) == (3, 5, False, True)
    assert found.looks == ("3", "5")


def test_another_image_that_excludes_every_reading_is_a_conflict() -> None:
    readings = [look({"apron": 1.0}, f"An-124={n}", id=n, image="i") for n in ("5", "3")]
    other = look({"apron": 1.0}, "An-124=9", id="other", image="j")
    assert pass_bounds(TREE, APRON, [*readings, other], ("An-124",)).conflict


def test_readings_that_differ_where_some_say_nothing_above_leave_it_open() -> None:
    five = look({"apron": 1.0}, "An-124=5", id="a", image="i")
    three = look({"apron": 1.0}, "An-124=3", id="b", image="i")
    half = look({"apron": 0.5}, "An-124=4", id="c", image="i")
    found = pass_bounds(TREE, APRON, [five, three, half], ("An-124",))
    assert (found.lo, found.hi, found.readings_differ) == (3, None, True)


def test_too_many_ways_of_reading_are_called_a_conflict() -> None:
    readings = [look({"apron": 1.0}, f"An-124={n}", id=str(n), image="i") for n in range(1, 70)]
    assert pass_bounds(TREE, APRON, readings, ("An-124",)).conflict


def test_a_zone_without_parts_bounds_nothing() -> None:
    assert said("An-124", look({"apron": 1.0}, none=["An-124"]), zone=Zone(())) == (0, None)


# What the bounds rest on.


def test_bounds_name_the_looks_they_rest_on() -> None:
    more = look({"apron": 0.5}, "An-124=3", id="more")
    all_of_it = look({"apron": 1.0}, "An-124=2-4", id="all")
    found = pass_bounds(
        TREE, APRON, [more, all_of_it, look({"apron": 1.0}, "ship=1", id="other")], ("An-124",)
    )
    assert (found.lo, found.hi, found.looks) == (3, 4, ("all", "more"))


def test_not_knowing_rests_on_all_the_looks_that_were_asked() -> None:
    found = pass_bounds(
        TREE, APRON, [look({"apron": 0.5}, id="b"), look({"apron": 0.0}, id="a")], ("An-124",)
    )
    assert found.unknown
    assert found.looks == ("a", "b")


def test_an_estimate_behind_a_bound_is_said() -> None:
    guess = look({"apron": 1.0}, "fighter=about 10", id="guess")
    assert pass_bounds(TREE, APRON, [guess], ("fighter",)) == Bounds(8, 12, True, ("guess",))


def test_a_firm_count_that_says_the_same_goes_before_an_estimate() -> None:
    guess = look({"apron": 1.0}, "fighter=several", id="a guess")
    firm = look({"apron": 1.0}, "fighter=3", id="firm")
    assert pass_bounds(TREE, APRON, [guess, firm], ("fighter",)) == Bounds(3, 3, False, ("firm",))


def test_what_an_estimate_does_not_touch_is_firm() -> None:
    seen = look({"apron": 1.0}, "fighter=several", "Mi-8=2")
    assert not pass_bounds(TREE, APRON, [seen], ("Mi-8",)).estimate
    assert not pass_bounds(TREE, APRON, [seen], ("An-124",)).estimate


# One look by itself.


def test_one_look_is_bounded_for_what_it_could_see() -> None:
    half = look({"north": 0.7, "south": 0.0}, none=["fighter"])
    assert (look_bounds(TREE, half, ("fighter",)).hi, look_bounds(TREE, half, ("Mi-8",)).hi) == (0, None)
    assert look_bounds(TREE, half, ("fighter",), area="south").hi is None


def test_one_look_can_be_asked_of_one_area() -> None:
    seen = look({"north": 1.0, "south": 1.0}, "fighter=2@north", "fighter=1@south")
    assert look_bounds(TREE, seen, ("fighter",), area="north") == Bounds(2, 2, looks=("look",))
    assert look_bounds(TREE, seen, ("fighter",)) == Bounds(3, 3, looks=("look",))


def test_tallies_are_kept_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds_module.forget()
    monkeypatch.setattr(bounds_module, "_TALLIES_KEPT", 2)
    looks = [look({"apron": 1.0}, f"An-124={n}") for n in range(1, 4)]
    kept = [tally_of(TREE, one, Reading.STRICT) for one in looks]
    assert tally_of(TREE, looks[2], Reading.LABELLED) is kept[2]
    assert tally_of(TREE, looks[0], Reading.STRICT) is not kept[0]
