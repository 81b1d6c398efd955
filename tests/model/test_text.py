"""Text from outside: shown without steering the terminal, names compared as people mean them."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.text import fold, plural, safe

UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("An-124 nose raised", "An-124 nose raised"),
        ("Хмеймим حميميم 米", "Хмеймим حميميم 米"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b31m", "\\x9b31m"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\ud800", "\\ud800"),
        ("\ue000 \U000f0000", "\\ue000 \\U000f0000"),
        ("\u2028\u2029\ufeff", "\\u2028\\u2029\\ufeff"),
        ("\x00\x7f", "\\x00\\x7f"),
        ("0.5\u00a0m", "0.5\u00a0m"),
    ],
)
def test_what_could_steer_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_nothing_of_an_unsafe_category_gets_through_and_nothing_else_is_changed() -> None:
    for code in range(0, sys.maxunicode + 1, 17):
        c = chr(code)
        shown = safe(c)
        assert not any(unicodedata.category(each) in UNSAFE for each in shown)
        if unicodedata.category(c) not in UNSAFE:
            assert shown == c


@given(st.text(st.characters()))
def test_text_made_safe_is_safe_already(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khmeimim", "KHMEIMIM"),
        ("Jabal an-Nusayrīyah", "jabal  an nusayriyah"),
        ("Sana'a", "Sana’a"),
        ("Łask", "lask"),
        ("Gardermoen–Øst", "gardermoen ost"),
        ("  Tartus ", "Tartus"),
        ("Straße", "STRASSE"),
        ("north_apron", "North apron"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_stay_different() -> None:
    assert len({fold(name) for name in ("Khmeimim", "Hmeimim", "Tartus", "An-26", "An-32")}) == 5


@given(st.text(st.characters()))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "n", "said"),
    [
        ("An-124", 2, "An-124"),
        ("Il-76MD-90A", 3, "Il-76MD-90A"),
        ("aircraft", 12, "aircraft"),
        ("fixed-wing", 2, "fixed-wing"),
        ("fighter", 1, "fighter"),
        ("fighter", 0, "fighters"),
        ("landing ship", 2, "landing ships"),
        ("SAM TEL", 4, "SAM TELs"),
        ("fox", 2, "foxes"),
        ("Grigorovich", 2, "Grigorovich"),
        ("buoy", 2, "buoys"),
        ("ferry", 2, "ferries"),
        ("y", 2, "ies"),
        ("vehicle", None, "vehicles"),
        ("", 2, ""),
    ],
)
def test_types_after_a_number_as_the_trade_writes_them(name: str, n: int | None, said: str) -> None:
    assert plural(name, n) == said
