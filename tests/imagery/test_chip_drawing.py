"""The furniture of a chip, and where its pixels lie: scale bars are round and fit, marks are where they were set."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from obslog.imagery.chip_drawing import png_bytes, scale_bar
from obslog.imagery.chip_frame import GroundFrame, PixelFrame
from obslog.imagery.chip_marks import INKS, draw_marks
from obslog.imagery.chip_text import ELSEWHERE, drawable, fitted, font
from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind
from obslog.places.ground_grid import GroundGrid


def grid() -> GroundGrid:
    """An image of 400 x 400 pixels over 0.004 by 0.004 degrees, north up."""
    lons, lats = np.meshgrid(np.linspace(35.939, 35.943, 5), np.linspace(35.403, 35.399, 5))
    return GroundGrid(400, 400, np.stack([lons, lats]))


def mark(kind: MarkKind, *points: tuple[float, float], sure: Confidence = Confidence.CONFIRMED) -> Mark:
    return Mark("m1", "i1", kind, points, ("An-124",), sure)


def burnt(*marks: Mark) -> np.ndarray:
    """A black picture of 200 x 200 pixels of an image, marks burnt in."""
    picture = Image.new("RGB", (200, 200))
    draw_marks(picture, PixelFrame((0.0, 0.0, 100.0, 100.0), 200, 200), marks)
    return np.asarray(picture)


@example(4999.999999999999, 20)
@given(st.floats(0.001, 5000), st.integers(20, 400))
def test_a_scale_bar_is_a_round_length_that_fits(metres: float, widest: int) -> None:
    found = scale_bar(metres, widest)
    assert found is not None
    pixels, label = found
    assert 0 < pixels <= widest + 1
    number, unit = label.split()
    length = float(number) * (1000 if unit == "km" else 1)
    assert pixels == pytest.approx(length / metres, abs=0.51)
    assert f"{length:e}"[0] in "125" and float(f"{length:e}".split("e")[0]) in (1, 2, 5)


@pytest.mark.parametrize("metres", [None, 0.0, -1.0, float("nan"), float("inf")])
def test_without_a_scale_there_is_no_bar(metres: float | None) -> None:
    assert scale_bar(metres, 100) is None


@given(st.text(max_size=80), st.integers(20, 300))
def test_words_never_run_over_and_are_never_boxes(text: str, room: int) -> None:
    shown = fitted(text, 12, room)
    assert font(12).getlength(shown) <= max(room, font(12).getlength("…"))


def test_letters_that_the_font_has_not_point_to_the_caption() -> None:
    assert drawable("Base aérienne") == "Base aerienne"
    assert drawable("credit: Роскосмос") == f"credit: {ELSEWHERE}"
    assert drawable("حميميم") == ELSEWHERE


def test_shape_tells_how_sure_before_colour_does() -> None:
    middles = {}
    for sure in Confidence:
        picture = burnt(mark(MarkKind.POINT, (50, 50), sure=sure))
        assert tuple(picture[100, 100 - 4]) == INKS[sure]
        middles[sure] = [tuple(picture[100, 100 + step]) == INKS[sure] for step in (-2, 0, 2)]
    assert middles[Confidence.CONFIRMED] == [True, True, True]
    assert middles[Confidence.PROBABLE][0] is True and middles[Confidence.PROBABLE][2] is False
    assert middles[Confidence.POSSIBLE] == [False, False, False]


def test_a_box_is_drawn_around_its_object_and_leaves_it_free() -> None:
    picture = burnt(mark(MarkKind.BOX, (30, 30), (70, 70)))
    assert picture[70:134, 70:134].max() == 0
    assert tuple(picture[100, 60]) == INKS[Confidence.CONFIRMED]


def test_a_mark_off_the_picture_is_left_out() -> None:
    assert burnt(mark(MarkKind.BOX, (300, 300), (340, 340))).max() == 0


@given(
    st.floats(35.9405, 35.9415),
    st.floats(35.4005, 35.4015),
    st.floats(40, 150),
    st.sampled_from([64, 240, 480]),
)
def test_a_place_on_the_ground_is_found_again_on_the_chip(
    lon: float, lat: float, size: float, side: int
) -> None:
    frame = GroundFrame(lon, lat, size, side, grid())
    columns, rows = frame.lattice()
    across, down = frame.to_chip(columns.ravel(), rows.ravel())
    steps = np.linspace(0, side, columns.shape[0])
    expected_across, expected_down = np.meshgrid(steps, steps)
    assert np.abs(across - expected_across.ravel()).max() < 0.01
    assert np.abs(down - expected_down.ravel()).max() < 0.01
    assert frame.north_deg == 0.0 and frame.metres_per_pixel == size / side


def test_a_png_bears_no_tag() -> None:
    data = png_bytes(Image.new("RGB", (8, 8), (1, 2, 3)))
    kinds = []
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kinds.append(data[at + 4 : at + 8])
        at += 12 + length
    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}
