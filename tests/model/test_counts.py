"""Counts: what analysts write, the interval it means, and how a report says it."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.counts import LARGEST, Count, parse_count
from obslog.model.errors import WordError

FIRM = [
    ("2", 2, 2),
    ("0", 0, 0),
    ("007", 7, 7),
    ("exactly 2", 2, 2),
    ("=2", 2, 2),
    ("a single", 1, 1),
    ("one", 1, 1),
    ("Twelve", 12, 12),
    ("a dozen", 12, 12),
    ("twenty", 20, 20),
    ("ninety-nine", 99, 99),
    ("twenty one", 21, 21),
    ("2+", 2, None),
    ("2 +", 2, None),
    ("≥2", 2, None),
    (">= 2", 2, None),
    ("at least 2", 2, None),
    ("At  least\u00a0two", 2, None),
    ("no fewer than two", 2, None),
    ("two or more", 2, None),
    ("more than 3", 4, None),
    ("over 3", 4, None),
    (">3", 4, None),
    ("<=3", 0, 3),
    ("≤ 3", 0, 3),
    ("up to 4", 0, 4),
    ("at most four", 0, 4),
    ("no more than four", 0, 4),
    ("four or fewer", 0, 4),
    ("fewer than 4", 0, 3),
    ("<4", 0, 3),
    ("2-4", 2, 4),
    ("2 - 4", 2, 4),
    ("2–4", 2, 4),
    ("2—4", 2, 4),
    ("2−4", 2, 4),
    ("2 to 4", 2, 4),
    ("two or three", 2, 3),
    ("between 2 and 4", 2, 4),
    ("3-3", 3, 3),
    ("a pair", 2, 2),
    ("a pair of", 2, 2),
    ("none", 0, 0),
    ("no", 0, 0),
    ("zero", 0, 0),
    (str(LARGEST), LARGEST, LARGEST),
]
ESTIMATED = [
    ("~40", 32, 48),
    ("≈40", 32, 48),
    ("about 10", 8, 12),
    ("about ten", 8, 12),
    ("c. 40", 32, 48),
    ("approximately 3", 2, 4),
    ("around 1", 0, 2),
    ("a couple", 2, 3),
    ("a couple of", 2, 3),
    ("a few", 3, 5),
    ("several", 3, None),
    ("many", 10, None),
    ("dozens", 24, None),
    ("some", 1, None),
]
WRONG = [
    "",
    "   ",
    "5-3",
    "between 5 and 3",
    "-1",
    "+2",
    "two?",
    "2?",
    "??",
    "possible An-124",
    "2.5",
    "1,000",
    "1e3",
    "2++",
    "2--4",
    "2-4-6",
    "<0",
    "fewer than zero",
    "about 0",
    "~",
    "about 3-5",
    "٣",
    "２",
    "²",
    "½",
    "ſeveral",
    "2\n4",
    "2\x00",
    "2 An-124",
    str(LARGEST + 1),
    "9" * 5000,
    "about 99999999999",
]


@pytest.mark.parametrize(("text", "lo", "hi"), FIRM)
def test_a_count_as_written_means_its_bounds_and_is_no_estimate(text: str, lo: int, hi: int | None) -> None:
    assert parse_count(text) == Count(lo, hi, text.strip())


@pytest.mark.parametrize(("text", "lo", "hi"), ESTIMATED)
def test_an_estimate_word_means_its_bounds_and_stays_an_estimate(text: str, lo: int, hi: int | None) -> None:
    assert parse_count(text) == Count(lo, hi, text, estimate=True)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_count_is_an_error_with_a_hint_and_never_a_guess(text: str) -> None:
    with pytest.raises(WordError, match=r"write|comes first|is not a count") as caught:
        parse_count(text)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("text", ["?", " ? ", "unknown", "an unknown number of"])
def test_a_question_mark_says_nothing_of_the_number(text: str) -> None:
    count = parse_count(text)
    assert (count.lo, count.hi, count.unknown, count.estimate) == (0, None, True, False)


def test_the_analysts_own_words_are_kept_but_for_blanks_around_them() -> None:
    assert parse_count("  At  least TWO ").text == "At  least TWO"


@pytest.mark.parametrize(
    ("text", "words", "short"),
    [
        ("2", "two", "2"),
        ("11", "11", "11"),
        ("1", "one", "1"),
        ("2+", "at least two", "2+"),
        ("150+", "at least 150", "150+"),
        ("more than 3", "at least four", "4+"),
        ("up to three", "no more than three", "<=3"),
        ("2-4", "two to four", "2-4"),
        ("~40", "about 40", "~40"),
        ("about five", "about five", "~5"),
        ("a pair", "two", "2"),
        ("a couple", "a couple of", "2-3"),
        ("a few", "a few", "3-5"),
        ("several", "several", "3+"),
        ("many", "many", "10+"),
        ("dozens", "dozens of", "24+"),
        ("some", "some", "1+"),
        ("0", "none", "0"),
        ("no", "none", "0"),
        ("?", "an unknown number of", "?"),
    ],
)
def test_how_a_report_says_a_count(text: str, words: str, short: str) -> None:
    count = parse_count(text)
    assert (count.words(), count.short()) == (words, short)


def test_a_sum_that_rests_on_an_estimate_says_so_and_quotes_nobody() -> None:
    total = parse_count("a few") + parse_count("2")
    assert (total.words(), total.short(), total.estimate) == ("by estimate five to seven", "5-7", True)
    assert Count(3, 6, "a few", estimate=True).words() == "by estimate three to six"
    assert Count(9, 11, "about 10", estimate=True).short() == "9-11"


def test_the_makers_name_their_bounds() -> None:
    assert Count.exactly(2, "two") == Count(2, 2, "two")
    assert Count.at_least(2) == Count(2, None)
    assert Count.between(2, 4) == Count(2, 4)
    assert Count.up_to(3) == Count(0, 3)
    with pytest.raises(WordError):
        Count.between(4, 2)
    with pytest.raises(WordError):
        Count.exactly(-1)


def test_exact_open_and_zero() -> None:
    two, some, none = parse_count("2"), parse_count("some"), parse_count("none")
    assert [c.is_exact for c in (two, some, none)] == [True, False, True]
    assert [c.is_open for c in (two, some, none)] == [False, True, False]
    assert [c.is_zero for c in (two, some, none)] == [False, False, True]


def test_nothing_known_and_none_is_nothing_known_but_with_two_it_is_at_least_two() -> None:
    unknown = parse_count("?")
    assert (unknown + Count.exactly(0)).unknown
    assert (unknown + Count.exactly(2)).short() == "2+"
    both = unknown & parse_count("?")
    assert both is not None and both.unknown


def test_counts_that_contradict_each_other_have_nothing_in_common() -> None:
    assert parse_count("2") & parse_count("at least 3") is None


def test_an_estimate_that_a_firm_count_confirms_is_no_longer_one() -> None:
    confirmed = parse_count("about 10") & parse_count("9")
    narrowed = parse_count("about 10") & parse_count("at least 9")
    assert confirmed is not None and not confirmed.estimate
    assert narrowed is not None and narrowed.estimate


counts = st.builds(
    lambda lo, width, estimate: Count(lo, None if width is None else lo + width, estimate=estimate),
    st.integers(0, 12),
    st.none() | st.integers(0, 12),
    st.booleans(),
)
CEILING = 60


def numbers(count: Count) -> set[int]:
    return {n for n in range(CEILING) if count.contains(n)}


@given(counts, counts)
def test_a_sum_holds_exactly_the_sums_of_what_each_group_can_be(a: Count, b: Count) -> None:
    brute = {x + y for x in numbers(a) for y in numbers(b) if x + y < CEILING}
    assert numbers(a + b) == brute
    assert (a + b) == (b + a)


@given(counts, counts)
def test_what_two_counts_allow_is_what_each_of_them_allows(a: Count, b: Count) -> None:
    both = a & b
    assert (set() if both is None else numbers(both)) == numbers(a) & numbers(b)
    assert both == b & a


@given(counts)
def test_the_short_form_and_the_words_read_back_to_the_same_bounds(count: Count) -> None:
    again = parse_count(count.short())
    assert (again.lo, again.hi, again.unknown) == (count.lo, count.hi, count.unknown)
    if not count.estimate:
        said = parse_count(count.words())
        assert (said.lo, said.hi, said.estimate) == (count.lo, count.hi, False)


@pytest.mark.parametrize("text", [text for text, _, _ in FIRM + ESTIMATED] + ["?"])
def test_what_was_read_reads_back_from_its_words_with_estimate_and_all(text: str) -> None:
    count = parse_count(text)
    said, short = parse_count(count.words()), parse_count(count.short())
    assert (said.lo, said.hi, said.estimate, said.unknown) == (
        count.lo,
        count.hi,
        count.estimate,
        count.unknown,
    )
    assert (short.lo, short.hi, short.unknown) == (count.lo, count.hi, count.unknown)


@given(st.text(st.characters(), max_size=12) | st.text("0123456789+-–<>=~? abotuwN", max_size=12))
def test_any_text_is_a_count_or_a_word_error(text: str) -> None:
    try:
        count = parse_count(text)
    except WordError:
        return
    assert count.text == text.strip()


def test_one_character_from_all_over_unicode_is_a_count_or_a_word_error() -> None:
    read = set()
    for code in range(0, sys.maxunicode + 1, 31):
        try:
            parse_count(chr(code))
        except WordError:
            continue
        read.add(chr(code))
    assert read <= set("0123456789?")  # and no digit of another script
