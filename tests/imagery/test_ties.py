"""Tie points place an image as its own georeference would, and what cannot be an image is refused."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obslog.imagery.ties import place_by_ties
from obslog.model.errors import WordError
from obslog.model.images import Tie

WIDTH, HEIGHT = 1000, 800
EAST = 111_320.0


def truth(
    column: float, row: float, turn: float = 0.3, gsd_m: float = 0.5, at: tuple[float, float] = (35.95, 35.40)
) -> Tie:
    """The pixel of an image turned by `turn` radians around its corner at `at` (longitude, latitude)."""
    x, y = column * gsd_m, -row * gsd_m
    east, north = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
    sine = math.sin(math.radians(at[1]))
    prime = 6378137.0 / math.sqrt(1 - 0.0066943799901413165 * sine * sine)
    meridian = prime * (1 - 0.0066943799901413165) / (1 - 0.0066943799901413165 * sine * sine)
    lon = at[0] + math.degrees(east / (prime * math.cos(math.radians(at[1]))))
    lat = at[1] + math.degrees(north / meridian)
    return Tie(column, row, (lon + 180) % 360 - 180, lat)


PIXELS = [(100, 100), (900, 120), (500, 700), (850, 650), (120, 720)]


@pytest.mark.parametrize("number", [2, 3, 4, 5])
@given(turn=st.floats(-3.1, 3.1), gsd_m=st.floats(0.1, 30))
@settings(max_examples=30, deadline=None)
def test_exact_ties_give_the_ground_back(number: int, turn: float, gsd_m: float) -> None:
    placed = place_by_ties([truth(*pixel, turn, gsd_m) for pixel in PIXELS[:number]], WIDTH, HEIGHT)
    assert placed.gsd_m == pytest.approx(gsd_m, rel=2e-3)
    assert max(placed.residuals_m) < gsd_m / 50 + 0.02
    assert (placed.error_m is None) == (number < 4)
    ((ring,),) = placed.footprint.polygons
    for corner in ((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)):
        wanted = truth(*corner, turn, gsd_m)
        nearest = min(math.dist((wanted.lon, wanted.lat), point) for point in ring)
        assert nearest * EAST < max(1.0, 1000 * gsd_m * 3e-3)


def test_the_error_is_that_of_the_ties() -> None:
    dice = random.Random(4)
    pixels = [(dice.uniform(0, WIDTH), dice.uniform(0, HEIGHT)) for _ in range(40)]
    off = 3.0
    ties = []
    for pixel in pixels:
        tie = truth(*pixel)
        ties.append(
            Tie(
                tie.column,
                tie.row,
                tie.lon + dice.gauss(0, off) / 90_700,
                tie.lat + dice.gauss(0, off) / 110_960,
            )
        )
    placed = place_by_ties(ties, WIDTH, HEIGHT)
    assert placed.error_m == pytest.approx(off * math.sqrt(2), rel=0.25)


def test_one_wrong_tie_is_named() -> None:
    ties = [truth(*pixel) for pixel in (*PIXELS, (300, 400), (700, 300), (50, 400), (950, 400))]
    ties[5] = Tie(300, 400, ties[5].lon + 0.002, ties[5].lat)
    (said,) = place_by_ties(ties, WIDTH, HEIGHT).warnings
    assert "300,400" in said


def test_across_the_antimeridian_it_is_two_pieces() -> None:
    ties = [truth(*pixel, 0.0, 30.0, (179.95, 10.0)) for pixel in PIXELS]
    placed = place_by_ties(ties, WIDTH, HEIGHT)
    assert len(placed.footprint.polygons) == 2
    assert max(placed.residuals_m) < 30


@pytest.mark.parametrize(
    ("ties", "says"),
    [
        ([truth(1, 1)], "two or more"),
        ([truth(1, 1), truth(1, 1)], "two ties name this pixel"),
        ([truth(1, 1), Tie(2, 2, truth(1, 1).lon, truth(1, 1).lat)], "this place"),
        ([truth(1, 1), Tie(5000, 2, 35, 35)], "1000 columns and 800 rows"),
        ([truth(10 * i, 20 * i) for i in range(1, 6)], "well beside the line"),
        ([Tie(t.row, t.column, t.lon, t.lat) for t in (truth(1, 1), truth(790, 5), truth(5, 700))], "mirrored"),
        ([Tie(1, 1, 35, 35), Tie(2, 2, 36, 36)], "a pixel would be"),
        ([Tie(1, 1, 0, 89.5), Tie(2, 2, 1, 89.6)], "pole"),
        ([Tie(0, 0, 35, 35), Tie(900, 0, 35.01, 35), Tie(0, 700, 35, 34.9)], "longer than wide"),
    ],
)  # fmt: skip
def test_ties_that_cannot_place_an_image_are_refused(ties: list[Tie], says: str) -> None:
    with pytest.raises(WordError, match=says):
        place_by_ties(ties, WIDTH, HEIGHT)
