"""The catalogue that ships: the names analysts write are in it, and no two of them collide."""

from __future__ import annotations

import pytest

from obslog.model.errors import AmbiguousError
from obslog.places.catalogue import load_types

TYPES = load_types()


def test_the_catalogue_is_read_once() -> None:
    assert load_types() is TYPES


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("An-124", "heavy transport"),
        ("Il-76", "heavy transport"),
        ("Il-76MD", "Il-76"),
        ("Il-76MD-90A", "Il-76"),
        ("Il-78M", "tanker"),
        ("A-50", "AEW"),
        ("An-26", "tactical transport"),
        ("Su-34", "fighter"),
        ("Su-35", "fighter"),
        ("fighter", "fixed-wing"),
        ("Mi-8", "helicopter"),
        ("Ka-52", "attack helicopter"),
        ("Ropucha", "landing ship"),
        ("Grigorovich", "frigate"),
        ("Udaloy", "destroyer"),
        ("S-400 TEL", "SAM TEL"),
        ("SAM TEL", "vehicle"),
        ("T-72", "tank"),
    ],
)
def test_the_types_of_the_trade_lie_where_an_analyst_looks_for_them(below: str, above: str) -> None:
    assert TYPES.is_at_or_below(below, above)


def test_everything_is_an_aircraft_a_ship_or_a_vehicle() -> None:
    assert TYPES.children("object") == ("aircraft", "ship", "vehicle")


def test_a_tanker_on_the_same_airframe_is_no_transport() -> None:
    assert not TYPES.comparable("Il-78", "Il-76")


def test_an_26_or_an_32_is_a_tactical_transport() -> None:
    assert TYPES.lca(["An-26", "An-32"]) == "tactical transport"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("condor", "An-124"),
        ("Ruslan", "An-124"),
        ("CANDID", "Il-76"),
        ("Curl", "An-26"),
        ("Coaler", "tactical transport"),
        ("Bear", "Tu-95"),
        ("Tu-95MS", "Tu-95"),
        ("Backfire", "Tu-22M3"),
        ("Flanker", "fighter"),
        ("Su-35S", "Su-35"),
        ("Mi-17", "Mi-8"),
        ("Hip", "Mi-8"),
        ("Project 775", "Ropucha"),
        ("Ropucha class", "Ropucha"),
        ("Admiral Grigorovich", "Grigorovich"),
        ("Akula", "Akula"),
        ("S-400", "S-400 TEL"),
        ("SA-22", "Pantsir-S1"),
    ],
)
def test_names_in_common_use_lead_to_the_type(written: str, name: str) -> None:
    assert TYPES.resolve(written) == name


def test_mainstay_is_not_guessed() -> None:
    with pytest.raises(AmbiguousError, match="A-50"):
        TYPES.resolve("Mainstay")


def test_every_dimension_says_where_it_is_from() -> None:
    for name in TYPES.names:
        node = TYPES.get(name)
        assert node.source
        assert not (node.checked and node.length_m is None)
        if node.span_m is not None:
            assert node.span_kind


def test_figures_written_from_memory_do_not_count_as_checked() -> None:
    for name in TYPES.names:
        node = TYPES.get(name)
        assert not (node.checked and "memory" in node.source)


def test_every_name_can_be_written_in_a_sighting() -> None:
    for name in TYPES.names:
        node = TYPES.get(name)
        assert not set("|=@;") & set("".join((name, *node.aliases)))
        assert TYPES.resolve(name) == name
