"""Type-ahead in the tree of types."""

from __future__ import annotations

import pytest

from obslog.model.errors import NotFoundError, WordError
from obslog.places.catalogue import load_types
from obslog.tui.scene.matching import TypeIndex


@pytest.fixture(scope="module")
def index() -> TypeIndex:
    return TypeIndex(load_types(), usual=("Il-76", "A-50"))


def first(index: TypeIndex, text: str) -> str:
    return index.matches(text)[0].name


@pytest.mark.parametrize(
    ("typed", "name"),
    [("il76", "Il-76"), ("a50", "A-50"), ("an 124", "An-124"), ("ruslan", "An-124"), ("condor", "An-124"),
     ("candid", "Il-76"), ("bear-h", "Tu-95")],
)  # fmt: skip
def test_a_type_is_found_by_name_alias_or_nato_name(index: TypeIndex, typed: str, name: str) -> None:
    assert first(index, typed) == name


def test_what_is_usual_here_goes_first_among_what_fits_as_well(index: TypeIndex) -> None:
    assert first(index, "il") == "Il-76"
    assert [match.name for match in index.matches("")] == ["Il-76", "A-50"]


def test_a_match_says_by_which_name_it_fits_and_how_large_it_is(index: TypeIndex) -> None:
    match = index.matches("ruslan")[0]
    assert match.by == "Ruslan" and "69.1 m x 73.3 m" in match.line


def test_a_bar_begins_another_member_of_a_candidate_set(index: TypeIndex) -> None:
    found = index.matches("An-26|an32")
    assert index.chosen("An-26|an32", found[0]) == ("An-26", "An-32")


def test_a_set_of_a_type_and_its_parent_is_refused(index: TypeIndex) -> None:
    with pytest.raises(WordError, match="kind of"):
        index.chosen("transport|il76", index.matches("il76")[0])


def test_what_fits_nothing_is_not_found(index: TypeIndex) -> None:
    assert index.matches("zzz") == ()
    with pytest.raises(NotFoundError):
        index.chosen("zzz", None)
