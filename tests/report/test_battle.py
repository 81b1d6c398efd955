"""The order of battle: bounds as of the last pass that tells, never a current count, and what is unknown said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from obslog.model.counts import parse_count
from obslog.model.looks import Scope, Sighting
from obslog.report.content.battle import order_of_battle
from obslog.report.model import build
from obslog.report.number_parts import OrderLine
from report.khmeimim import IMAGES, look, looks, material, whole

END = datetime(2024, 12, 20, 23, 59, 59, tzinfo=UTC)


def lines(*, end: datetime | None = END) -> dict[str, OrderLine]:
    found = order_of_battle(replace(material(), end=end))
    return {line.type: line for line in found.lines}


def test_a_type_is_as_of_the_last_pass_that_bounds_it_with_its_age_at_the_end_of_the_period() -> None:
    line = lines()["An-124"]
    assert (line.count, line.words, line.as_of, line.age) == ("1", "one", "15 Dec 2024", "6 d")
    assert lines(end=None)["An-124"].age == "3 d"


def test_passes_after_it_that_do_not_tell_are_named_with_what_they_say() -> None:
    assert lines()["An-124"].since == "16 Dec 2024: not observable; 18 Dec 2024: by label only"


def test_place_state_and_confidence_come_from_that_pass() -> None:
    line = lines()["Ka-52"]
    assert line.where == "south apron"
    assert line.states == "being dismantled (one)"
    assert line.confidence == "confirmed"


def test_complete_is_yes_or_says_what_stood_in_the_way() -> None:
    assert lines()["An-124"].complete == "yes"
    assert lines()["Ka-52"].complete == (
        "no: the pass of 13 Dec 2024 did not see 20 % of the south apron (cloud); "
        "the looks of 13 Dec 2024 do not list it in full"
    )


def test_a_type_that_no_pass_bounds_is_not_known() -> None:
    cloud = look(
        1, "2024-12-08T08:10:00Z", IMAGES[0], visible={}, not_observable=looks()[3].not_observable,
        none=(Scope("Kilo"),),
    )  # fmt: skip
    (line,) = order_of_battle(material((cloud,))).lines
    assert (line.count, line.words, line.as_of, line.complete) == (
        None, "not known", None, "no pass of the period tells",
    )  # fmt: skip
    assert line.since == "8 Dec 2024: not observable"
    assert line.looks == (cloud.id,)


def test_a_type_seen_by_label_only_is_said_to_be() -> None:
    # One apron of three is all that this look saw.
    (line,) = order_of_battle(material((looks()[4],))).lines
    assert (line.count, line.words, line.complete) == ("[2+]", "by label only", "no: the type is not certain")
    assert line.confidence == "possible"


def test_a_count_from_below_is_at_least_and_not_complete() -> None:
    some = look(1, "2024-12-08T08:10:00Z", IMAGES[0], seen=(Sighting(("Kilo",), parse_count("2+")),))
    (line,) = order_of_battle(material((some,))).lines
    assert (line.count, line.words) == ("2+", "at least two")
    assert line.complete.startswith("no: ")


def test_an_unseen_part_is_never_a_zero() -> None:
    partly = look(
        1, "2024-12-08T08:10:00Z", IMAGES[0], visible=whole(south=0.8), none=(Scope("Kilo"),),
    )  # fmt: skip
    (line,) = order_of_battle(material((partly,))).lines
    assert line.count is None


@pytest.mark.parametrize("seen", [(), None])
def test_a_report_carries_it_with_footnotes_that_lead_somewhere(seen: tuple[()] | None) -> None:
    report = build(material(seen))
    notes = {note.number for note in report.notes}
    assert all(line.footnotes and set(line.footnotes) <= notes for line in report.battle.lines)
    assert bool(report.battle.lines) == (seen is None)
