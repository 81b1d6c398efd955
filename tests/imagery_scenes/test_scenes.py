"""The drawn scenes are small, true to scale, in their true places, and say that they are drawn."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
import rasterio
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "imagery"
RECORDS = json.loads((FOLDER / "records.json").read_text(encoding="utf-8"))
TIFFS = sorted(FOLDER.glob("*.tif"))
FACTS: dict[str, Any] = {facts["file"]: facts for facts in RECORDS["truth"]["files"]}


def test_all_together_are_under_8_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 8_000_000


@pytest.mark.parametrize("path", TIFFS, ids=lambda path: path.name)
def test_each_scene_says_in_its_tags_that_it_is_drawn(path: Path) -> None:
    with rasterio.open(path) as scene:
        assert "DRAWN, NOT A PHOTOGRAPH" in scene.tags()["TIFFTAG_IMAGEDESCRIPTION"]
        assert scene.crs.to_epsg() == 32636 and scene.overviews(1)


def test_the_press_crop_says_so_too_and_gives_no_date() -> None:
    with Image.open(FOLDER / "press" / "khmeimim_transports.jpg") as crop:
        exif = crop.getexif()
        assert "DRAWN, NOT A PHOTOGRAPH" in str(exif[270])
        assert not {306, 36867, 36868} & {*exif, *exif.get_ifd(34665)}


def test_one_scene_has_16_bits_and_looks_black() -> None:
    with rasterio.open(FOLDER / "khmeimim_20241205T081500Z_16bit.tif") as scene:
        assert scene.dtypes == ("uint16",) and scene.read(1).max() < 4096


def test_one_file_is_the_copy_of_another() -> None:
    one, two = (
        hashlib.sha256((FOLDER / name).read_bytes())
        for name in ("tartus_2024-12-11.tif", "tartus_2024-12-11_copy.tif")
    )
    assert one.digest() == two.digest()


def test_one_file_is_dated_by_its_name_alone() -> None:
    with rasterio.open(FOLDER / "tartus_2024-12-11.tif") as scene:
        assert "ACQUISITION_DATETIME" not in scene.tags() and "TIFFTAG_DATETIME" not in scene.tags()
    assert not (FOLDER / "tartus_2024-12-11.json").exists()


def test_the_an_124_are_drawn_at_their_true_size() -> None:
    facts = FACTS["khmeimim_20241213T081200Z.tif"]
    found = [thing for thing in facts["objects"] if thing["type"] == "An-124"]
    assert len(found) == 2
    for thing in found:
        left, top, right, bottom = thing["pixel_box"]
        diagonal = math.hypot(right - left, bottom - top) * facts["gsd_m"]
        # 69.1 m long and 73.3 m across: turned any way, its box has a diagonal between the longer side and the whole.
        assert 73.3 <= diagonal <= math.hypot(69.1, 73.3) * 1.45


def test_both_sites_lie_where_they_are() -> None:
    places = {site["name"]: (site["lon"], site["lat"]) for site in RECORDS["sites"]}
    assert places["Khmeimim"] == pytest.approx((35.949, 35.401), abs=0.01)
    assert places["Tartus"] == pytest.approx((35.87, 34.91), abs=0.02)


def test_the_truth_of_the_13th_sees_four_fifths_of_the_north_apron() -> None:
    apron = FACTS["khmeimim_20241213T081200Z.tif"]["areas"]["north apron"]
    assert apron["visible"] == pytest.approx(0.8, abs=0.01) and apron["seen"]["An-124"] == 2
