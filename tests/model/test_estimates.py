"""Assessments: the likelihood words of ICD 203, confidence levels, and what the lint finds."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.model.estimates import (
    SCALE,
    Assessment,
    ConfidenceLevel,
    likelihood_for,
    lint,
    parse_confidence,
    parse_likelihood,
)


def test_the_scale_has_no_gap_no_zero_and_no_hundred() -> None:
    assert (SCALE[0].low, SCALE[-1].high) == (1, 99)
    assert all(lower.high == upper.low for lower, upper in pairwise(SCALE))


@pytest.mark.parametrize(
    ("percent", "row_a", "row_b"),
    [
        (0.1, "almost no chance", "remote"),
        (5, "almost no chance", "remote"),
        (5.1, "very unlikely", "highly improbable"),
        (20, "very unlikely", "highly improbable"),
        (45, "unlikely", "improbable"),
        (50, "roughly even chance", "roughly even odds"),
        (55, "roughly even chance", "roughly even odds"),
        (80, "likely", "probable"),
        (95, "very likely", "highly probable"),
        (99, "almost certain", "nearly certain"),
        (99.9, "almost certain", "nearly certain"),
    ],
)
def test_a_percentage_has_one_word_in_each_row_and_a_boundary_the_lower(
    percent: float, row_a: str, row_b: str
) -> None:
    assert (likelihood_for(percent), likelihood_for(percent, "B")) == (row_a, row_b)


@pytest.mark.parametrize("percent", [0, 100, -3, 101, float("nan"), float("inf")])
def test_what_is_certain_is_an_observation_not_an_assessment(percent: float) -> None:
    with pytest.raises(WordError, match="observations"):
        likelihood_for(percent)


def test_there_are_two_rows() -> None:
    with pytest.raises(WordError, match="A or B"):
        likelihood_for(50, "C")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Likely", "likely"),
        ("  very   likely ", "very likely"),
        ("probably", "probable"),
        ("highly improbably", "highly improbable"),
        ("almost certainly", "almost certain"),
        ("nearly certain", "nearly certain"),
        ("remote", "remote"),
    ],
)
def test_a_word_of_the_scale_is_read(text: str, word: str) -> None:
    assert parse_likelihood(text) == word


@pytest.mark.parametrize("text", ["", "possible", "may", "100%", "certain", "highly likely"])
def test_a_word_that_is_not_of_the_scale_is_refused(text: str) -> None:
    with pytest.raises(WordError, match="almost no chance"):
        parse_likelihood(text)


def test_confidence_levels_are_read() -> None:
    assert parse_confidence("High confidence") is ConfidenceLevel.HIGH
    assert parse_confidence(" low") is ConfidenceLevel.LOW
    with pytest.raises(WordError, match="moderate"):
        parse_confidence("medium")


PLAIN = [
    "",
    "At least two An-124 at Khmeimim on 13 Dec 2024.",
    "The remote airfield was imaged by remote sensing.",
    "70 % of the north apron was visible.",
    "100 % of the north apron was visible; the south apron was 0 % visible.",
    "Cloud over 10 % of it, 1,100 % more vehicles, 0.5 % or 100.5 % in the table.",
    "The A100 percentage and S-300 launchers.",
    "The likelihood of a withdrawal was not studied; unlikeliest of all.",
    "Confidence-building measures. He was confident. In confidence.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_has_no_findings(text: str) -> None:
    assert lint(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The aircraft are likely to leave. It is very unlikely that they stay. Almost certainly by sea.",
        "The aircraft will probably leave. There is a remote chance that they stay.",
        "A withdrawal is likely. We have high confidence in this judgement.",
        "A withdrawal is nearly certain. The possibility of a return is remote.",
    ],
)
def test_one_row_and_confidence_in_its_own_sentence_is_as_it_should_be(text: str) -> None:
    assert lint(text) == ()


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("They are likely to leave. They will probably go by sea.", "likely", "probably"),
        ("Unlikely today; highly probable tomorrow.", "unlikely", "highly probable"),
        ("Almost certainly An-124. The chance of an error is remote.", "almost certainly", "remote"),
        ("Very\nunlikely. Roughly even odds.", "very unlikely", "roughly even odds"),
        ("Nearly certain that a roughly even chance is left.", "roughly even chance", "nearly certain"),
    ],
)
def test_words_of_both_rows_in_one_text_are_found(text: str, first: str, second: str) -> None:
    (finding,) = lint(text)
    assert finding.startswith(f"mixed rows: {first!r} is of row A and {second!r} of row B")


def test_the_finding_names_the_words_to_write_instead() -> None:
    assert lint("Very unlikely. Probably.")[0].endswith("write 'likely' or 'highly improbable'")


@pytest.mark.parametrize(
    "text",
    [
        "We judge with high confidence that they are likely to leave.",
        "With moderate confidence, i.e. few gaps, this is very unlikely.",
        "Low-to-moderate confidence that it is nearly certain.",
        "It is likely (confidence: low).",
        "Our confidence is high that they will probably leave.",
        "With high confidence\nit is likely.",
    ],
)
def test_likelihood_and_confidence_in_one_sentence_are_found(text: str) -> None:
    (finding,) = lint(text)
    assert finding.startswith("likelihood and confidence in one sentence")


@pytest.mark.parametrize(
    "text", ["They are likely to leave.\n\nHigh confidence", 'It is "likely." High confidence.']
)
def test_a_paragraph_or_a_stop_ends_a_sentence(text: str) -> None:
    assert lint(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "We are 100 % certain.",
        "100% sure",
        "A chance of 0 %.",
        "100.0 percent",
        "zero per cent chance",
        "a hundred percent",
    ],
)
def test_zero_and_a_hundred_percent_are_no_likelihoods(text: str) -> None:
    (finding,) = lint(text)
    assert "is no likelihood" in finding


@given(st.text(st.characters(), max_size=40))
def test_any_text_can_be_linted(text: str) -> None:
    assert isinstance(lint(text), tuple)
    for read in (parse_likelihood, parse_confidence):
        with suppress(WordError):
            read(text)


def test_an_assessment_stands_apart_from_looks() -> None:
    made = Assessment("1", "OSLK", "Loading is likely.", "likely", ConfidenceLevel.LOW, ("look",))
    assert (made.when, made.supersedes, made.why) == (None, None, None)
