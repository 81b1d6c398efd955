"""Passes that could answer: from the element sets of the log alone, each with the questions it bears on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from obslog.demo import SATELLITES
from obslog.orbits.passes import Pass
from obslog.report.content.looking_ahead import DAYS, MOST, ahead
from obslog.report.forms.rendering import render
from obslog.report.model import build
from obslog.report.number_parts import Sky
from obslog.report.parts import Claim, ClaimKind
from report.khmeimim import material, tree
from tasking.port import SITE, Port

START = datetime(2024, 12, 18, 8, 11, tzinfo=UTC)


def flown(hours: float, **changes: object) -> Pass:
    """A pass so many hours after the start: optical, half a metre, high noon."""
    when = START + timedelta(hours=hours)
    one = Pass(
        "Khmeimim", "SAT <b>", 99001, when, when, when, 80.0, 10.0, 11.0, 90.0, 600.0, 45.0, 0.5, "right",
        "descending", 0.5, None, "optical", True, local=when + timedelta(hours=3),
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def question(number: int, *types: str, **fields: object) -> Claim:
    return Claim(f"Q{number}", ClaimKind.QUESTION, "?", types=types, **fields)  # type: ignore[arg-type]


def test_the_next_pass_comes_first_with_the_questions_it_bears_on() -> None:
    found = ahead(Sky((flown(30), flown(6)), START), [question(1, "An-124")], tree())
    assert [line.when for line in found.lines] == ["18 Dec 2024 14:11Z", "19 Dec 2024 14:11Z"]
    assert found.lines[0].answers == ("Q1",)
    assert found.lines[0].gsd == "0.50 m"


def test_an_image_too_coarse_for_a_type_does_not_answer_what_is_asked_of_it() -> None:
    asked = [question(1, "An-124"), question(2, "Ka-52")]
    (line,) = ahead(Sky((flown(6, gsd_m=1.0),), START), asked, tree()).lines
    assert line.answers == ("Q1",)
    assert not ahead(Sky((flown(6, gsd_m=30.0),), START), asked, tree()).lines


def test_what_ground_held_can_be_answered_by_any_image() -> None:
    (line,) = ahead(Sky((flown(6, gsd_m=30.0),), START), [question(1)], tree()).lines
    assert line.answers == ("Q1",)


def test_which_record_holds_and_what_an_old_image_shows_no_pass_can_answer() -> None:
    asked = [question(1, statements=("S1",)), question(2, images=("I1",)), question(3, claims=("C1",))]
    assert ahead(Sky((flown(6),), START), asked, tree()).lead == ""


def test_many_passes_are_cut_short_and_that_is_said() -> None:
    found = ahead(Sky(tuple(flown(n) for n in range(MOST + 5)), START), [question(1)], tree())
    assert len(found.lines) == MOST
    assert found.more == "5 more passes are not listed: obslog passes lists them."


def test_no_pass_and_no_elements_are_two_different_sentences() -> None:
    assert f"No pass in the {DAYS} days" in ahead(Sky((), START), [question(1)], tree()).lead
    why = "The log has no element sets, so no pass can be named: obslog elements import FILE."
    assert ahead(Sky(why_none=why), [question(1)], tree()).lead == why


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_every_form_lists_the_passes_and_a_hostile_name_is_text(form: str) -> None:
    text = render(build(replace(material(), sky=Sky((flown(6),), START))), form)
    assert "18 Dec 2024 14:11Z" in text
    assert "SAT <b>" not in text
    assert "SAT" in text


def test_the_log_s_own_elements_are_used_and_no_clock(harbour: Port) -> None:
    harbour.whole("2024-12-10T08:00Z", "Kilo=1@north pier")
    harbour.look("2024-12-17T08:00Z", "Kilo=1+@north pier", visible={"north pier": 0.5})
    first = json.loads(harbour.log.report(SITE, form="json", pictures=0))["passes_ahead"]
    assert first["lead"].startswith("The log has no element sets")
    harbour.log.elements_import([SATELLITES])
    found = harbour.log.report(SITE, form="json", pictures=0)
    lines = json.loads(found)["passes_ahead"]["lines"]
    assert lines
    assert all(line["satellite"].startswith("DEMO-") for line in lines)
    assert all(line["answers"] for line in lines)
    assert json.loads(found)["passes_ahead"]["notes"][0].endswith("none of them flies.")
    harbour.now += timedelta(days=400)
    assert harbour.log.report(SITE, form="json", pictures=0) == found
