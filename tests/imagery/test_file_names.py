"""A date in a file name is a claim: read by patterns that ship with their own examples."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.imagery.file_names import claim_of_name
from obslog.imagery.name_patterns import NamePattern, parse_patterns, shipped_patterns
from obslog.model.errors import WordError
from obslog.model.when import Basis, Precision

EXAMPLES = [(p, e) for p in shipped_patterns() for e in p.examples]


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES, ids=[e["name"] for _, e in EXAMPLES])
def test_each_example_of_the_table_holds(pattern: NamePattern, example: dict[str, str]) -> None:
    claim = claim_of_name(example["name"])
    said = claim.when.edtf if claim is not None and claim.when is not None else ""
    assert said == example["when"], pattern.name
    if "platform" in example:
        assert claim is not None
        assert claim.fields["platform"] == example["platform"]


def test_every_pattern_has_an_example() -> None:
    assert [p.name for p in shipped_patterns() if not p.examples] == []


def test_the_text_of_the_name_is_kept_beside_the_date() -> None:
    claim = claim_of_name("khmeimim_13dec2024_crop.jpg")
    assert claim is not None and claim.when is not None
    assert (claim.when.text, claim.when.basis, claim.when.precision) == (
        "13dec2024",
        Basis.FILE_NAME,
        Precision.DAY,
    )


def test_two_days_in_a_name_are_the_time_between_and_a_warning() -> None:
    claim = claim_of_name("khmeimim_20241210_20241213.tif")
    assert claim is not None and claim.when is not None
    assert claim.when.precision is Precision.INTERVAL
    assert claim.warnings and "2024-12-10" in claim.warnings[0]


def test_the_same_day_twice_is_one_day() -> None:
    claim = claim_of_name("20241213_khmeimim_2024-12-13.tif")
    assert claim is not None and claim.when is not None
    assert (claim.when.edtf, claim.warnings) == ("2024-12-13", ())


def test_eight_zeros_are_no_date() -> None:
    claim = claim_of_name("khmeimim_00000000.tif")
    assert claim is not None
    assert claim.when is None
    assert "unknown date" in claim.warnings[0]


def test_new_years_eve_is_suspected() -> None:
    claim = claim_of_name("khmeimim_20241231.tif")
    assert claim is not None and claim.when is not None
    assert claim.when.warnings


def test_a_day_that_may_be_a_month_is_not_read() -> None:
    claim = claim_of_name("khmeimim_10-12-2024.png")
    assert claim is not None
    assert claim.when is None
    assert "day or month" in claim.warnings[0]


@pytest.mark.parametrize(
    "name", ["IMG_2024.png", "20241345.tif", "1734077531.png", "scan_12345678901.tif", "a.tif"]
)
def test_numbers_that_are_no_date_say_nothing(name: str) -> None:
    assert claim_of_name(name) is None


def test_a_clock_time_without_a_zone_is_unknown_unless_the_maker_writes_utc() -> None:
    own, maker = (
        claim_of_name("base_20241213_081200.tif"),
        claim_of_name("20241213_103015_ssc10_u0001_visual.tif"),
    )
    assert own is not None and own.when is not None and own.when.zone == "unknown"
    assert maker is not None and maker.when is not None and maker.when.zone == "utc"


def test_a_pattern_that_cannot_be_read_is_named() -> None:
    with pytest.raises(WordError, match="mine"):
        parse_patterns('[[pattern]]\nname = "mine"\nregex = "("\n')


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="0123456789-_.: TZdecabS2jan", max_size=60) | st.text(max_size=60))
def test_no_name_makes_it_raise(name: str) -> None:
    claim = claim_of_name(name)
    assert claim is None or claim.basis is Basis.FILE_NAME
