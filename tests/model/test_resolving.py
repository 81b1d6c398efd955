"""What an image of a given sharpness can support: the very type, its kind, its class, or nothing."""

from __future__ import annotations

import pytest

from obslog.model.errors import NotFoundError, WordError
from obslog.model.resolving import characteristic_m, gsd_of_niirs, niirs_of_gsd, type_support
from obslog.places.catalogue import load_types

TREE = load_types()


@pytest.mark.parametrize(
    ("type_", "gsd_m", "supported"),
    [
        # The table of usable levels in tradecraft.md 2.3.
        ("An-124", 0.5, "An-124"),
        ("An-124", 3.0, "heavy transport"),
        ("An-124", 10.0, "aircraft"),
        ("Il-76", 0.5, "Il-76"),
        ("Il-76", 10.0, None),
        ("An-72", 0.5, "An-72"),
        ("An-26", 0.5, "An-26"),
        ("Su-24", 0.5, "Su-24"),
        ("Su-35", 3.0, "aircraft"),
        ("Ka-52", 0.3, "Ka-52"),
        ("Ka-52", 10.0, None),
        ("Ropucha", 1.0, "Ropucha"),
        ("Ropucha", 2.0, "landing ship"),
        ("T-72", 0.3, "tank"),
        ("T-72", 0.5, "vehicle"),
    ],
)
def test_the_level_that_a_gsd_supports(type_: str, gsd_m: float, supported: str | None) -> None:
    found = type_support(TREE, type_, gsd_m=gsd_m)
    assert found.type_supported == supported
    assert found.ok is (supported == type_)


def test_fighters_are_told_at_one_metre_and_not_at_three() -> None:
    assert type_support(TREE, "fighter", gsd_m=0.9).ok
    assert type_support(TREE, "fighter", gsd_m=3.0).type_supported == "aircraft"


def test_the_warning_says_how_many_pixels_and_what_can_be_said_instead() -> None:
    told = type_support(TREE, "Il-76", gsd_m=3.0).sentence
    assert told == (
        "Il-76 covers about 16 pixels at 3 m, and to name its type takes 26: "
        "this image can support 'heavy transport'."
    )


def test_a_variant_takes_sharpness_beyond_its_size() -> None:
    assert type_support(TREE, "Il-76MD", gsd_m=0.4).ok
    found = type_support(TREE, "Il-76MD", gsd_m=0.8)
    assert found.type_supported == "Il-76" and "NIIRS 5" in found.sentence


def test_niirs_alone_decides_and_the_worse_of_both_counts() -> None:
    assert type_support(TREE, "Il-76", niirs=5).ok
    assert not type_support(TREE, "Il-76", niirs=2).ok
    # A sharp sampling of a blurred picture is no sharp picture.
    assert not type_support(TREE, "Il-76", gsd_m=0.3, niirs=2).ok


@pytest.mark.parametrize(
    ("gsd_m", "niirs"), [(0.3, 5.85), (0.5, 5.1), (0.8, 4.45), (1.0, 4.1), (3.0, 2.55), (10, 0.8)]
)
def test_niirs_of_a_gsd_is_that_of_the_image_quality_equation(gsd_m: float, niirs: float) -> None:
    assert niirs_of_gsd(gsd_m) == pytest.approx(niirs, abs=0.1)
    assert gsd_of_niirs(niirs_of_gsd(gsd_m)) == pytest.approx(gsd_m)


def test_a_candidate_set_is_as_hard_as_its_hardest_member() -> None:
    assert type_support(TREE, "An-26|An-32", gsd_m=0.5).ok
    found = type_support(TREE, "An-26|An-72", gsd_m=1.5)
    assert (found.type, found.type_supported) == ("An-26|An-72", "tactical transport")
    assert found.sentence.startswith("An-26 covers about 18 pixels")
    assert type_support(TREE, "An-26|rescue tug", gsd_m=0.5).ok is None
    assert type_support(TREE, "An-26|T-72", gsd_m=1.5).type_supported is None


def test_what_is_not_known_is_not_judged() -> None:
    unknown = type_support(TREE, "Il-76")
    assert unknown.ok is None and "neither GSD nor NIIRS" in unknown.sentence
    assert type_support(TREE, "rescue tug", gsd_m=0.5).ok is None


def test_a_branch_is_judged_by_its_middle_member() -> None:
    smallest, largest = characteristic_m(TREE, "An-2"), characteristic_m(TREE, "An-225")
    middle = characteristic_m(TREE, "transport")
    assert smallest and largest and middle and smallest < middle < largest


def test_figures_that_cannot_be_are_refused() -> None:
    with pytest.raises(WordError):
        type_support(TREE, "Il-76", gsd_m=0.0)
    with pytest.raises(WordError):
        type_support(TREE, "Il-76", niirs=12)
    with pytest.raises(NotFoundError):
        type_support(TREE, "zeppelin", gsd_m=0.5)
