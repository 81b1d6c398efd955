"""Rational polynomials: a pixel's ground is found again, or not at all."""

from __future__ import annotations

import pytest

from obslog.imagery.sidecars.rpc import Rpc

VALUES = {
    "lineoffset": "500", "sampoffset": "400", "latoffset": "35.5", "longoffset": "36.5", "heightoffset": "100",
    "linescale": "500", "sampscale": "400", "latscale": "0.05", "longscale": "0.06", "heightscale": "500",
    "linenumcoef": ["0.01", "0.02", "-1.01"] + ["0.001"] * 17,
    "linedencoef": ["1"] + ["0"] * 19,
    "sampnumcoef": ["0.02", "1.02", "0.01"] + ["0.0005"] * 17,
    "sampdencoef": ["1"] + ["0.0001"] * 19,
}  # fmt: skip


def test_the_ground_of_a_pixel_leads_back_to_it() -> None:
    model = Rpc.of(VALUES)
    assert model is not None
    for pixel in ((0.0, 0.0), (1000.0, 800.0), (321.0, 77.0)):
        ground = model.ground(*pixel)
        assert ground is not None
        assert model.pixel(*ground, 100.0) == pytest.approx(pixel, abs=1e-3)


def test_the_corners_go_round_the_raster() -> None:
    model = Rpc.of(VALUES)
    assert model is not None
    corners = model.corners(1000, 800)
    assert corners is not None
    assert corners[0][1] > corners[3][1] and corners[1][0] > corners[0][0]


@pytest.mark.parametrize("key", list(VALUES))
def test_a_model_that_lacks_anything_is_none(key: str) -> None:
    assert Rpc.of({name: value for name, value in VALUES.items() if name != key}) is None


def test_a_flat_model_leads_nowhere() -> None:
    model = Rpc.of(VALUES | {"linenumcoef": ["0"] * 20, "sampnumcoef": ["0"] * 20})
    assert model is not None
    assert model.ground(10, 10) is None
    assert model.corners(10, 10) is None
