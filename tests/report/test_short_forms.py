"""The short forms: fixed headings in plain text, and one paragraph for a chat."""

from __future__ import annotations

import re

import pytest

from obslog.report.forms.rendering import render
from obslog.report.model import build
from obslog.report.parts import Report
from report.khmeimim import looks, material
from report.test_forms import hostile_report


@pytest.fixture(scope="module")
def report() -> Report:
    return build(material())


def test_the_headings_stand_in_the_order_of_the_form(report: Report) -> None:
    text = render(report, "text")
    found = re.findall(
        r"^(?:\d+\. [A-Z ]+|FINDING|EXPLOITATION REPORT|AS OF JOURNAL HEAD)", text, re.MULTILINE
    )
    assert found[:3] == ["EXPLOITATION REPORT", "FINDING", "1. TARGET"]
    numbers = [int(title.split(".")[0]) for title in found if title[0].isdigit()]
    assert numbers == sorted(numbers)
    assert found[-1] == "AS OF JOURNAL HEAD"


def test_lines_are_short_enough_for_mail(report: Report) -> None:
    # The head of the journal is one word.
    lines = render(report, "text").splitlines()
    assert all(len(line) <= 78 or "HEAD" in line for line in lines)


def test_items_say_count_type_state_place_and_as_of_when(report: Report) -> None:
    text = re.sub(r"\s+", " ", render(report, "text"))
    assert "1 An-124: one; north apron; confirmed; as of 15 Dec 2024" in text
    assert "0 fighter: none; as of 15 Dec 2024" in text


def test_coverage_says_how_much_was_not_seen_and_why(report: Report) -> None:
    text = re.sub(r"\s+", " ", render(report, "text"))
    coverage = text[text.index("3. COVERAGE") : text.index("4. ITEMS")]
    assert "did not see 20 % of the south apron" in coverage
    assert "cloud" in coverage


def test_assessment_stands_apart_and_keeps_likelihood_from_confidence(report: Report) -> None:
    text = render(report, "text")
    lines = text[text.index("7. ASSESSMENT") : text.index("8. SOURCES")].splitlines()
    assert not any("Likelihood" in line and "Confidence" in line for line in lines)
    assert "likely being withdrawn" not in text[: text.index("7. ASSESSMENT")]


def test_statements_carry_their_code(report: Report) -> None:
    assert re.search(r"S1 \[B3\] ", render(report, "text"))


def test_a_chat_is_one_paragraph_that_says_where_what_and_as_of_what(report: Report) -> None:
    text = render(report, "chat")
    assert text.count("\n") == 1
    assert report.site in text
    assert report.finding[0].sentence in text
    assert report.finding[-1].sentence in text
    assert "as of journal head 42:9f2c0c8a5d1e" in text
    assert text.startswith("DRAWN SCENES, NOT PHOTOGRAPHS.")


def test_a_chat_without_looks_says_so() -> None:
    text = render(build(material(seen=(), images=())), "chat")
    assert "No closed look lies in this period" in text
    assert "None" not in text


@pytest.mark.parametrize("form", ["text", "chat"])
def test_hostile_text_brings_no_line_and_no_control_into_a_short_form(form: str) -> None:
    text = render(hostile_report(), form)
    assert not set(text) & {"\x1b", "\u202e", "\r"}
    if form == "chat":
        assert text.count("\n") == 1


def test_one_image_is_one() -> None:
    text = render(build(material(looks()[:1])), "chat")
    assert "Rests on one image of 8 Dec 2024" in text
