"""What keys of the tally and the areas make of a look."""

from __future__ import annotations

import pytest

from obslog.model.counting import Group
from obslog.model.counts import Count, parse_count
from obslog.model.errors import RefusedError, WordError
from obslog.model.looks import Confidence, Look, LookStatus, Scope, Visible
from obslog.model.when import UNDATED
from obslog.tui.scene import edits

IL76 = Group(("Il-76",))
EMPTY = Look(
    "L", UNDATED, {"n": Visible(None, "unknown"), "s": Visible(1.0, "footprint")},
    status=LookStatus.DRAFT, parts=("n", "s"),
)  # fmt: skip


def test_a_count_is_stated_and_stated_anew() -> None:
    look = edits.with_count(EMPTY, IL76, parse_count("2+"))
    look = edits.with_count(look, IL76, parse_count("3"))
    assert [(s.types, s.count.short()) for s in look.seen] == [(("Il-76",), "3")]


def test_a_zero_is_none_seen_and_a_count_takes_that_back() -> None:
    look = edits.with_count(edits.with_count(EMPTY, IL76, parse_count("2")), IL76, parse_count("0"))
    assert (look.seen, look.none) == ((), (Scope("Il-76"),))
    look = edits.with_count(look, IL76, parse_count("1"))
    assert (len(look.seen), look.none) == (1, ())


def test_a_zero_elsewhere_stays() -> None:
    north = Group(("Il-76",), area="n")
    look = edits.with_count(edits.with_count(EMPTY, north, parse_count("0")), IL76, parse_count("1"))
    assert look.none == (Scope("Il-76", "n"),)


def test_none_of_a_candidate_set_is_refused() -> None:
    with pytest.raises(RefusedError, match="each of its types"):
        edits.with_count(EMPTY, Group(("An-26", "An-32")), parse_count("0"))


def test_an_unknown_number_needs_its_reason() -> None:
    with pytest.raises(RefusedError, match="reason"):
        edits.with_count(EMPTY, IL76, parse_count("?"))
    assert edits.with_count(EMPTY, IL76, parse_count("?"), "shadow").seen[0].because == "shadow"


def test_a_reason_survives_a_new_count() -> None:
    look = edits.with_reason(edits.with_count(EMPTY, IL76, Count.exactly(2)), IL76, "one under trees")
    assert edits.with_count(look, IL76, Count.exactly(3)).seen[0].because == "one under trees"


def test_a_row_can_be_made_less_sure() -> None:
    look = edits.with_count(EMPTY, IL76, Count.exactly(2))
    to = Group(("Il-76",), Confidence.PROBABLE)
    assert edits.moved(look, IL76, to).seen[0].confidence is Confidence.PROBABLE


def test_a_row_cannot_be_laid_over_another() -> None:
    look = edits.with_count(EMPTY, IL76, Count.exactly(2))
    probable = Group(("Il-76",), Confidence.PROBABLE)
    look = edits.with_count(look, probable, Count.exactly(1))
    with pytest.raises(RefusedError, match="another row"):
        edits.moved(look, probable, IL76)


def test_a_none_moves_with_its_area() -> None:
    look = edits.with_count(EMPTY, IL76, parse_count("0"))
    assert edits.moved(look, IL76, Group(("Il-76",), area="n")).none == (Scope("Il-76", "n"),)


def test_dropping_a_row_leaves_the_others() -> None:
    look = edits.with_count(
        edits.with_count(EMPTY, IL76, Count.exactly(2)), Group(("A-50",)), Count.exactly(1)
    )
    assert [s.types for s in edits.without(look, IL76).seen] == [("A-50",)]


def test_completeness_is_said_and_taken_back() -> None:
    look = edits.complete_toggled(EMPTY, "transport")
    assert look.complete_for == (Scope("transport"),)
    assert edits.complete_toggled(look, "transport").complete_for == ()


def test_visibility_is_stated_and_goes_back_to_automatic() -> None:
    look = edits.with_visible(EMPTY, "n", 0.8)
    assert look.visible["n"] == Visible(0.8, "stated")
    assert list(look.visible) == ["n", "s"]
    assert edits.automatic(look, "n", EMPTY.visible["n"]).visible == EMPTY.visible
    with pytest.raises(WordError):
        edits.with_visible(EMPTY, "n", 1.5)


def test_an_area_that_could_not_be_observed_says_why_until_some_of_it_could() -> None:
    look = edits.not_observable(EMPTY, "n", "cloud")
    assert look.not_observable == {"n": "cloud"} and look.visible["n"].fraction == 0.0
    assert edits.with_visible(look, "n", 0.5).not_observable == {}
    with pytest.raises(RefusedError):
        edits.not_observable(EMPTY, "n", " ")
