"""The types that fit a measured length and span: the truth is among them, few else are, and why is said."""

from __future__ import annotations

import random
from statistics import median

import pytest

from obslog.model.errors import NotFoundError, WordError
from obslog.model.fitting import error_m, published, type_fit
from obslog.places.catalogue import load_types

TREE = load_types()


def fitting(*size: float | None, **options: object) -> list[str]:
    return [fit.type for fit in type_fit(TREE, *size, **options).fits]  # type: ignore[arg-type]


def members(branch: str) -> list[str]:
    """Types below a branch with both figures, a variant counted with the type that names it."""
    sized = [
        n for n in TREE.names if n in TREE.subtree(branch) and TREE.get(n).length_m and TREE.get(n).span_m
    ]
    return [n for n in sized if not set(TREE.ancestors(n)) & set(sized)]


def simulated(branch: str, gsd_m: float, draws: int = 12) -> tuple[float, float]:
    """(share of draws with the truth in the set, median size of the set), measured with the errors of the model."""
    rng, held, sizes = random.Random(f"{branch}{gsd_m}"), 0, []
    names = members(branch)
    for name in names:
        node = TREE.get(name)
        assert node.length_m and node.span_m
        for _ in range(draws):
            length = rng.gauss(node.length_m, error_m(node.length_m, gsd_m))
            span = rng.gauss(node.span_m, error_m(node.span_m, gsd_m))
            fits = fitting(length, span, gsd_m=gsd_m, below=branch)
            held += name in fits
            sizes.append(len(fits))
    return held / (len(names) * draws), median(sizes)


@pytest.mark.parametrize(
    ("branch", "gsd_m"), [("aircraft", 0.5), ("ship", 0.5), ("aircraft", 0.3), ("ship", 1.0)]
)
def test_the_99_percent_set_holds_the_truth_and_little_else(branch: str, gsd_m: float) -> None:
    held, size = simulated(branch, gsd_m)
    assert held >= 0.97
    assert size <= 3


def test_of_a_vehicle_the_size_tells_the_category_at_best() -> None:
    held, size = simulated("vehicle", 0.3)
    assert held >= 0.97 and size > 3


def test_a_candid_by_size_is_one_of_five_and_that_is_said() -> None:
    found = type_fit(TREE, 46.2, 50.9, gsd_m=0.5)
    assert {fit.type for fit in found.fits} == {"Il-76", "Il-78", "A-50", "A-60", "Tu-95"}
    assert found.same_size == (("A-50", "A-60", "Il-76", "Il-78", "Tu-95"),)
    assert "look for features" in found.sentence
    by_name = {fit.type: fit for fit in found.fits}
    assert by_name["Il-76"].variants == ("Il-76MD", "Il-76MD-90A")
    assert any("rotodome" in note for note in by_name["A-50"].notes)


@pytest.mark.parametrize("span_m", [23.3, 26.0, 30.0, 34.3])
def test_a_swing_wing_fits_at_any_sweep(span_m: float) -> None:
    assert "Tu-22M3" in fitting(42.5, span_m, gsd_m=0.5)


def test_a_swing_wing_neither_spreads_nor_sweeps_further_than_it_can() -> None:
    assert "Tu-22M3" not in fitting(42.5, 20.0, gsd_m=0.5)
    assert "Tu-22M3" not in fitting(42.5, 38.0, gsd_m=0.5)


def test_probes_booms_folded_wings_and_guns_are_other_figures_of_one_type() -> None:
    assert "Su-24" in fitting(24.6, 10.4, gsd_m=0.3) and "Su-24" in fitting(22.5, 17.6, gsd_m=0.3)
    assert "Su-33" in fitting(21.9, 7.4, gsd_m=0.3)
    assert "T-72" in fitting(6.9, 3.6, gsd_m=0.3)
    assert published(TREE.get("CH-47"))[0] == ((15.5, 15.5), (30.1, 30.1))
    assert published(TREE.get("737-800"))[1] == ((35.8, 35.8), (34.3, 34.3))


def test_a_rotor_and_a_submarine_come_with_what_to_know_of_them() -> None:
    (mi26,) = type_fit(TREE, 33.7, 32.0, gsd_m=0.3).fits
    assert any("blades" in note for note in mi26.notes)
    kilo = type_fit(TREE, 73.0, 9.9, gsd_m=0.5, below="submarine").fits
    assert all("surfaced" in " ".join(fit.notes) for fit in kilo)


def test_what_tells_two_types_apart_is_named_with_the_error() -> None:
    found = type_fit(TREE, 112.0, 15.5, gsd_m=0.5)
    assert found.same_size == (("Ropucha", "Alligator"),)
    assert any(line.startswith("Akula against") and "shorter" in line for line in found.distinguishes)


def test_one_dimension_gives_a_wider_set() -> None:
    assert set(fitting(46.6, 50.5, gsd_m=0.5)) < set(fitting(46.6, None, gsd_m=0.5))
    assert "Il-76" in fitting(None, 50.5, gsd_m=0.5)
    told = type_fit(TREE, 46.6, gsd_m=0.5).sentence
    assert "46.6 m long fits" in told and "measure the span too" in told


def test_a_coarser_image_gives_a_wider_set_and_an_unknown_gsd_is_said() -> None:
    assert len(fitting(23.1, 14.9, gsd_m=3.0)) > len(fitting(23.1, 14.9, gsd_m=0.3))
    found = type_fit(TREE, 23.1, 14.9)
    assert found.gsd_assumed and "GSD not known, taken as 0.5 m" in found.sentence


def test_nothing_fits_and_nothing_is_invented() -> None:
    found = type_fit(TREE, 5.0, 400.0, gsd_m=0.5)
    assert found.fits == () and found.sentence.startswith("5.0 x 400.0 m: no type of known size fits")


@pytest.mark.parametrize("size", [(None, None), (-1.0, 5.0), (float("nan"), 5.0), (0.0, 5.0)])
def test_what_is_no_size_is_refused(size: tuple[float | None, float | None]) -> None:
    with pytest.raises(WordError):
        type_fit(TREE, *size)
    with pytest.raises(NotFoundError):
        type_fit(TREE, 5.0, below="zeppelin")


def test_the_wire_shape_holds_every_fit() -> None:
    shape = type_fit(TREE, 46.2, 50.9, gsd_m=0.5).wire()
    assert set(shape) == {
        "length_m", "span_m", "gsd_m", "gsd_assumed", "fits", "same_size", "distinguishes", "sentence",
    }  # fmt: skip
