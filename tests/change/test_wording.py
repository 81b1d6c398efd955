"""What the sentences say, and what they must never say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from change.looking import APRON, TREE, TWO_APRONS, look
from obslog.change.bounds import Zone
from obslog.change.diff import diff
from obslog.change.wording import area_name, look_sentence, percent, sentence
from obslog.model.looks import Look

THEN, NOW = "13 Dec 2024", "15 Dec 2024"
NAMES = {"north": "north apron", "south": "south apron", "apron": "main apron"}


def say(
    before: Look, after: Look, query: str = "An-124", gap: float | None = None, zone: Zone = APRON
) -> str:
    found = diff(TREE, zone, [before], zone, [after], query.split("|"))
    return sentence(replace(found, gap_h=gap), THEN, NOW, NAMES)


def whole(*saw: str, **more: object) -> Look:
    return look({"apron": 1.0}, *saw, **more)  # type: ignore[arg-type]


def test_a_departure_from_a_lower_bound() -> None:
    assert say(look({"apron": 0.8}, "An-124=2"), whole("An-124=1")) == (
        "An-124: at least two on 13 Dec 2024, one on 15 Dec 2024; at least one left."
    )


def test_arrivals_and_departures_under_one_count() -> None:
    before, after = (
        whole("An-124=2", complete_for=["transport"]),
        whole("Il-76=2", complete_for=["transport"]),
    )
    assert say(before, after, "heavy transport", gap=47.0) == (
        "heavy transport: two on 13 Dec 2024, two on 15 Dec 2024; at least two arrived and at least two left; "
        "same count, seen again, longest unobserved gap 47 h."
    )


def test_what_is_present_at_both_dates_is_seen_again_and_never_stayed() -> None:
    assert say(whole("An-124=2"), whole("An-124=2"), gap=47.0).endswith(
        "; same count, seen again, longest unobserved gap 47 h."
    )
    assert say(whole("An-124=2"), whole("An-124=2")).endswith("; same count, seen again.")


def test_none_at_either_date() -> None:
    assert say(whole(none=["fighter"]), whole(none=["fighter"]), "fighter") == (
        "fighter: none on 13 Dec 2024, none on 15 Dec 2024; none at either date."
    )


def test_possible_changes_give_their_range() -> None:
    assert "possibly more (0 to 5 more), seen again." in say(whole("An-124=3-5"), whole("An-124=5-8"))
    assert "possibly fewer (0 to 5 fewer), seen again." in say(whole("An-124=5-8"), whole("An-124=3-5"))
    assert "possibly more, seen again" in say(whole("An-124=2"), whole("An-124=2+"))
    assert "possibly fewer, seen again" in say(whole("An-124=2+"), whole("An-124=2"))


def test_an_undetermined_change_gives_its_range_and_why_it_is_open() -> None:
    assert say(whole("An-124=6"), look({"apron": 0.5}, "An-124=2")).endswith(
        "change undetermined (from 4 fewer to any number more), seen again: "
        "main apron visible in part (50 %) on 15 Dec 2024."
    )
    assert "(from any number fewer to 2 more)" in say(whole("An-124=2+"), whole("An-124=4"))
    assert (
        "; change undetermined, seen again: main apron counted only from below on 13 Dec 2024, and "
        in say(whole("An-124=2+"), whole("An-124=3+"))
    )


def test_no_conclusion_says_which_part_was_not_seen() -> None:
    before = look({"north": 1.0, "south": 1.0}, "An-124=3")
    after = look({"north": 0.0}, none=["An-124"])
    assert say(before, after, zone=TWO_APRONS) == (
        "An-124: three on 13 Dec 2024, not known how many on 15 Dec 2024; "
        "no conclusion: north apron not visible, south apron not covered on 15 Dec 2024."
    )
    neither = look({}, none=["An-124"])
    assert say(before, neither, zone=TWO_APRONS).endswith(
        "north apron and south apron not covered on 15 Dec 2024."
    )


def test_an_arrival_stands_though_the_number_is_unknown() -> None:
    assert say(whole(none=["An-124"]), whole("An-124=2"), "aircraft").split("; ", 1)[1] == (
        "at least two arrived; no conclusion on the number: main apron not searched for it on 13 Dec 2024."
    )


def test_what_rests_on_an_estimate_is_never_called_certain() -> None:
    said = say(whole("An-124=several"), whole(none=["An-124"]))
    assert (
        said
        == "An-124: by estimate at least three on 13 Dec 2024, none on 15 Dec 2024; by estimate at least three left."
    )
    assert "certain" not in said


def test_looks_that_exclude_each_other() -> None:
    found = diff(
        TREE,
        APRON,
        [whole("An-124=5", id="a"), whole("An-124=3", id="b")],
        APRON,
        [whole("An-124=1")],
        ["An-124"],
    )
    assert sentence(found, THEN, NOW) == (
        "An-124: no conclusion: looks on 13 Dec 2024 exclude each other (at least five, yet no more than 3)."
    )


def test_readings_that_differ_are_said_to() -> None:
    readings = [whole(f"An-124={n}", id=n, image="i") for n in ("2", "3")]
    found = diff(TREE, APRON, readings, APRON, [whole("An-124=3")], ["An-124"])
    assert sentence(found, THEN, NOW).endswith("; readings of one image differ.")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("13 Dec 2024", "on 13 Dec 2024"),
        ("Dec 2024", "in Dec 2024"),
        ("2024", "in 2024"),
        ("between 10 and 13 Dec 2024", "between 10 and 13 Dec 2024"),
    ],
)
def test_a_date_has_its_preposition(when: str, said: str) -> None:
    found = diff(TREE, APRON, [whole("An-124=1")], APRON, [whole("An-124=1")], ["An-124"])
    assert f"one {said}, one in 2025" in sentence(found, when, "2025")


def test_a_site_without_areas_is_the_whole_site() -> None:
    assert area_name("elsewhere", {}) == "the whole site"
    assert area_name("elsewhere", {"elsewhere": "whole site"}) == "the whole site"
    assert area_name("elsewhere", NAMES) == "elsewhere"


def test_nearly_all_is_not_printed_as_all_nor_a_little_as_nothing() -> None:
    assert [percent(f) for f in (0.0, 0.001, 0.7, 0.999, 1.0)] == ["0 %", "1 %", "70 %", "99 %", "100 %"]


# What one look says.


def read(seen: Look) -> str:
    return look_sentence(seen, NAMES, TREE)


def test_a_look_says_what_was_seen_and_what_was_not_in_the_part_visible() -> None:
    assert read(look({"north": 0.7}, "An-124=2+@north; state nose raised", none=["fighter"])) == (
        "At least two An-124 (nose raised) on north apron (70 % visible); "
        "no fighters seen in the part visible (70 % of the north apron)."
    )


def test_two_counted_in_the_visible_part_are_said_to_be_at_least_two() -> None:
    assert (
        read(look({"north": 0.7}, "An-124=2@north")) == "At least two An-124 on north apron (70 % visible)."
    )
    assert read(look({"north": 1.0}, "An-124=2@north")) == "Two An-124 on north apron."


def test_a_look_at_everything_says_no_fighters() -> None:
    both = {"north": 1.0, "south": 1.0}
    assert (
        read(look(both, none=["fighter", "helicopter@south"]))
        == "No fighters; no helicopters on south apron."
    )
    part = look({"north": 1.0, "south": None, "elsewhere": 0.5}, none=["fighter"])
    assert read(part) == (
        "No fighters seen in the part visible "
        "(all of the north apron, an unknown share of the south apron, 50 % of elsewhere)."
    )
    assert read(look({"elsewhere": 0.5}, none=["fighter"])).startswith("No fighters seen")
    assert "50 % of the whole site" in look_sentence(look({"elsewhere": 0.5}, none=["fighter"]), {}, TREE)


def test_how_sure_of_the_type_is_said() -> None:
    said = read(
        look({"apron": 1.0}, "An-26|An-32=1; probable", "fighter=2; certain aircraft; because shadow")
    )
    assert said == "One probable An-26 or An-32; two fighters (surely only aircraft), because shadow."
    assert read(look({"apron": 1.0}, "fighter=1+")) == "At least one fighter."


def test_totals_and_complete_lists_are_said() -> None:
    said = read(
        look({"apron": 1.0}, "fighter=8", total=["aircraft=12"], complete_for=["aircraft", "ship@apron"])
    )
    assert said == (
        "Eight fighters; 12 aircraft in all; "
        "the list is complete for aircraft and ships on main apron in what was visible."
    )


def test_what_could_not_be_seen_is_said_with_its_reason() -> None:
    hidden = look({"north": 0.0}, none=["fighter"], hidden={"north": "cloud"})
    assert (
        read(hidden)
        == "Nothing to be said of fighters: none of it visible; not observable: north apron (cloud)."
    )
    assert read(look({"north": 0.0}, hidden={"north": "cloud"})) == (
        "Nothing could be seen; not observable: north apron (cloud)."
    )
    assert read(look({})) == "The site is not covered."
    assert read(look({"north": 1.0})) == "Nothing noted."


def test_items_carried_over_are_said_to_be() -> None:
    carried = look({"north": 1.0}, "An-124=2", no_change_since="x")
    assert read(carried) == "No change since an earlier look, whose items are carried over; two An-124."
