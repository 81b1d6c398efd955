"""The analyst's shorthand: what it means, and one clear line for each way to get it wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import NotFoundError, ObslogError, WordError
from obslog.model.looks import Confidence, Scope, Sighting
from obslog.model.notation import Notation, parse_fraction
from obslog.model.types import TypeTree

TREE = TypeTree.from_hierarchy(
    {
        "aircraft": "object", "transport": "aircraft", "An-124": "transport", "An-26": "transport",
        "An-32": "transport", "fighter": "aircraft",
    }
)  # fmt: skip


def area(name: str) -> str:
    if name != "north":
        raise WordError("area", name, "there is only north")
    return "A1"


NOTATION = Notation(TREE, area)


def test_at_least_two_at_the_north_apron_with_noses_raised() -> None:
    seen = NOTATION.sighting("An-124=2+@north; state nose raised; probable")
    assert isinstance(seen, Sighting)
    assert (seen.types, seen.count.lo, seen.count.hi, seen.area) == (("An-124",), 2, None, "A1")
    assert (seen.state, seen.confidence) == ("nose raised", Confidence.PROBABLE)


def test_a_candidate_set_is_one_sighting_of_either() -> None:
    seen = NOTATION.sighting("An-32|An-26=3; because size alone cannot tell;")
    assert isinstance(seen, Sighting)
    assert (seen.types, seen.because) == (("An-26", "An-32"), "size alone cannot tell")


def test_zero_is_the_same_as_none() -> None:
    assert NOTATION.sighting("fighter=0@north") == NOTATION.scope("fighter@north") == Scope("fighter", "A1")


def test_a_certain_type_must_hold_what_it_is_certain_of() -> None:
    seen = NOTATION.sighting("An-124=1; certain aircraft")
    assert isinstance(seen, Sighting) and seen.certain == "aircraft"
    with pytest.raises(WordError, match="or above"):
        NOTATION.sighting("An-124=1; certain fighter")


def test_totals_and_scopes() -> None:
    assert NOTATION.total("aircraft=12@north").area == "A1"
    assert NOTATION.scope("aircraft") == Scope("aircraft")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("An-124", "write TYPE=COUNT"),
        ("=2", "write TYPE=COUNT"),
        ("An-124=", "write TYPE=COUNT"),
        ("An-124=two?", "count"),
        ("An-124=?", "needs its reason"),
        ("An-26|An-32=0", "one --none for each"),
        ("An-26|transport=1", "is a kind of"),
        ("|=1", "candidate set"),
        ("An-124=1@", "name an area"),
        ("An-124=1@south", "only north"),
        ("An-124=1; maybe", "not understood"),
        ("An-124=1; state", "not understood"),
        ("An-124=1; probable; possible", "said twice"),
    ],
)
def test_a_bad_sighting_is_one_clear_line(text: str, says: str) -> None:
    with pytest.raises(WordError, match=says):
        NOTATION.sighting(text)


def test_a_question_mark_with_its_reason_is_no_statement() -> None:
    seen = NOTATION.sighting("An-124=?; because shadow")
    assert isinstance(seen, Sighting) and (seen.count.lo, seen.count.hi) == (0, None)


@pytest.mark.parametrize("text", ["aircraft", "=3", "aircraft="])
def test_a_bad_total_is_one_clear_line(text: str) -> None:
    with pytest.raises(WordError, match="total"):
        NOTATION.total(text)


def test_an_unknown_type_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        NOTATION.sighting("An-999=1")
    with pytest.raises(WordError):
        NOTATION.scope("@north")


@pytest.mark.parametrize(
    ("text", "value"), [("0.7", 0.7), ("70%", 0.7), ("70 %", 0.7), ("1", 1.0), (" 0 ", 0.0)]
)
def test_fractions(text: str, value: float) -> None:
    assert parse_fraction(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "1.1", "-0.1", "nan", "inf", "half", "1_0", "٠.٧", "101%"])
def test_bad_fractions(text: str) -> None:
    with pytest.raises(WordError, match="visible fraction"):
        parse_fraction(text)


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for read in (NOTATION.sighting, NOTATION.total, NOTATION.scope, NOTATION.type_set, parse_fraction):
        try:
            read(text)
        except ObslogError as error:
            assert str(error)
