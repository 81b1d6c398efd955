"""Sources: Admiralty codes are two judgements apart, and "cannot be judged" is not the worst of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.counts import parse_count
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.sources import (
    CREDIBILITY,
    RELIABILITY,
    UNJUDGED,
    AdmiraltyCode,
    Claim,
    Source,
    Statement,
    parse_admiralty,
)


@pytest.mark.parametrize("reliability", RELIABILITY)
@pytest.mark.parametrize("credibility", CREDIBILITY)
def test_every_code_is_read_in_either_case(reliability: str, credibility: str) -> None:
    code = parse_admiralty(f" {reliability.lower()}{credibility} ")
    assert code == AdmiraltyCode(reliability, credibility)
    assert str(code) == reliability + credibility


@pytest.mark.parametrize("text", ["", "B", "2B", "G1", "A0", "A7", "B22", "B 2", "Б2", "B²"])
def test_what_is_no_code_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(WordError, match="A-F"):
        parse_admiralty(text)


@given(st.text(st.characters(), max_size=4))
def test_any_text_is_a_code_or_a_word_error(text: str) -> None:
    try:
        assert parse_admiralty(text).rank
    except WordError as error:
        assert error.what == "Admiralty code"


def test_a_code_in_words() -> None:
    assert parse_admiralty("B3").words == "usually reliable; possibly true"
    assert UNJUDGED.words == "reliability cannot be judged; truth cannot be judged"


def test_what_cannot_be_judged_is_not_sorted_as_the_worst() -> None:
    def order(codes: str) -> str:
        return " ".join(sorted(codes.split(), key=lambda code: parse_admiralty(code).rank))

    assert order("F1 E1 D1 C1 B1 A1") == "A1 B1 C1 F1 D1 E1"
    assert order("A6 A5 A4 A3 A2 A1") == "A1 A2 A3 A6 A4 A5"


def test_a_statement_that_nobody_graded_is_unjudged_and_claims_nothing() -> None:
    said = Statement("1", "OSLK", "2", parse_edtf("2024-12-13"), "At least two heavy transports.")
    assert (str(said.code), said.claims, said.kind) == ("F6", (), "observation")
    assert Source("2", "a news agency", "news").reliability == "F"
    assert Claim(("An-124",), parse_count("at least two")).certain is None
