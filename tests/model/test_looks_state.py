"""The one word that a look says of its site: six states, none of them claiming more than was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obslog.model.counts import parse_count
from obslog.model.edtf import parse_edtf
from obslog.model.looks import Look, LookState, LookStatus, Scope, Sighting, Total, Visible

PARTS = ("north", "south")
CLEAR = {"north": Visible(1.0), "south": Visible(1.0)}
LOOK = Look("1", parse_edtf("2024-12-13"), CLEAR, parts=PARTS)
AN_124 = Sighting(("An-124",), parse_count("2+"))
NO_FIGHTER = (Scope("fighter"),)


def test_a_look_with_a_sighting_or_a_total_observed_something() -> None:
    assert replace(LOOK, seen=(AN_124,)).state is LookState.OBSERVED
    assert replace(LOOK, totals=(Total("aircraft", parse_count("12")),)).state is LookState.OBSERVED


def test_a_sighting_through_a_gap_in_the_cloud_is_still_an_observation() -> None:
    cloudy = {"north": Visible(0.0, reason="cloud")}
    assert replace(LOOK, visible=cloudy, seen=(AN_124,)).state is LookState.OBSERVED


def test_not_seen_needs_every_area_in_full() -> None:
    assert replace(LOOK, none=NO_FIGHTER).state is LookState.NOT_SEEN
    assert replace(LOOK, complete_for=NO_FIGHTER).state is LookState.NOT_SEEN


@pytest.mark.parametrize(
    "visible",
    [
        {"north": Visible(1.0), "south": Visible(0.7)},
        {"north": Visible(1.0), "south": Visible(None, "unknown")},
        {"north": Visible(1.0)},
    ],
)
def test_none_in_a_part_is_not_none(visible: dict[str, Visible]) -> None:
    assert replace(LOOK, visible=visible, none=NO_FIGHTER).state is LookState.OBSERVED


def test_a_clear_look_that_names_no_type_says_nothing_is_absent() -> None:
    assert LOOK.state is LookState.OBSERVED


def test_cloud_over_all_of_it_is_not_observable_and_never_an_absence() -> None:
    visible = {part: Visible(0.0, reason="cloud") for part in PARTS}
    cloudy = replace(LOOK, visible=visible, none=NO_FIGHTER, not_observable={"north": "cloud"})
    assert cloudy.state is LookState.NOT_OBSERVABLE


def test_an_image_that_holds_none_of_the_site_does_not_cover_it() -> None:
    assert replace(LOOK, visible={}).state is LookState.NOT_COVERED


def test_no_change_since_says_so_whatever_it_copied() -> None:
    assert replace(LOOK, seen=(AN_124,), no_change_since="0").state is LookState.NO_CHANGE_SINCE


def test_the_words_of_the_states_are_the_trades() -> None:
    assert {str(state) for state in LookState} == {
        "OBSERVED",
        "NOT SEEN",
        "NOT OBSERVABLE",
        "NOT COVERED",
        "NOT EXPLOITED",
        "NO CHANGE SINCE",
    }
    assert LOOK.status is LookStatus.CLOSED
