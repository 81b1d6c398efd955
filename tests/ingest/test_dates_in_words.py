"""Dates as people write them in captions."""

from __future__ import annotations

import pytest

from obslog.ingest.dates_in_words import date_in_words
from obslog.model.errors import WordError
from obslog.model.when import Basis


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2024-12-13", "2024-12-13"),
        ("2024-12-13T08:12Z", "2024-12-13T08:12Z"),
        ("13 Dec 2024", "2024-12-13"),
        ("13th December, 2024", "2024-12-13"),
        ("December 13, 2024, 08:12 UTC", "2024-12-13T08:12Z"),
        ("Dec. 2024", "2024-12"),
        ("1 sept 2024 at 9:05:01 Z", "2024-09-01T09:05:01Z"),
        ("2024-12-10/2024-12-13", "2024-12-10/2024-12-13"),
    ],
)
def test_a_date_in_words_is_read(text: str, edtf: str) -> None:
    when = date_in_words(text, Basis.CAPTION)
    assert when is not None
    assert (when.edtf, when.text, when.basis) == (edtf, text, "caption")


def test_words_for_no_date_are_none() -> None:
    assert [date_in_words(word, Basis.CAPTION) for word in ("unknown", "?", " Undated ")] == [None] * 3


@pytest.mark.parametrize(
    "text", ["13/12/2024", "31 Feb 2024", "yesterday", "13 Dec 24", "early December 2024"]
)
def test_what_could_mean_two_days_or_none_is_refused(text: str) -> None:
    with pytest.raises(WordError, match=r"EDTF|day"):
        date_in_words(text, Basis.CAPTION)
