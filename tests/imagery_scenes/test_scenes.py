"""The drawn scenes are small, true to scale, in their true places, and say that they are drawn."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import pytest
import rasterio
from geographiclib.geodesic import Geodesic
from PIL import Image
from rasterio.warp import transform
from shapely import union_all
from shapely.geometry import Polygon

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


# The gazetteer's runway at OSLK: threshold 17, then threshold 35, degrees WGS 84.
THRESHOLDS = (35.9474983215332, 35.41389846801758), (35.94940185546875, 35.38869857788086)


def test_the_runway_is_dark_between_the_gazetteers_thresholds_and_bears_177_degrees() -> None:
    geod = Geodesic.WGS84
    (lon, lat), (lon2, lat2) = THRESHOLDS
    line = geod.Inverse(lat, lon, lat2, lon2)
    assert line["s12"] == pytest.approx(2800, abs=15) and line["azi1"] % 360 == pytest.approx(177, abs=1)
    with rasterio.open(FOLDER / "khmeimim_20241205T081500Z.tif") as scene:
        pixels = scene.read().mean(axis=0)
        on, beside = [], []
        for share in np.linspace(0.3, 0.7, 60):
            xs, ys = transform(
                "EPSG:4326", scene.crs, [lon + share * (lon2 - lon)], [lat + share * (lat2 - lat)]
            )
            on.append(pixels[scene.index(xs[0] + 8, ys[0])])
            beside.append(pixels[scene.index(xs[0] + 60, ys[0])])
    assert np.std(on) < 15 and np.mean(on) + 4 < np.mean(beside)


def test_the_masks_of_large_aircraft_and_ships_measure_what_is_published() -> None:
    seen = set()
    for facts in FACTS.values():
        for thing in facts["objects"]:
            if thing["type"] in ("An-124", "Il-76", "An-26", "An-72", "Grigorovich", "Ropucha"):
                seen.add(thing["type"])
                assert thing["mask_along_m"] == pytest.approx(thing["length_m"], abs=0.5)
                assert thing["mask_across_m"] == pytest.approx(thing["span_m"], abs=0.5)
    assert len(seen) == 6


def test_what_is_seen_is_never_more_than_what_stands_there() -> None:
    for facts in FACTS.values():
        for area in facts["areas"].values():
            assert 0 <= area["visible"] <= 1
            assert all(n <= area["present"][name] for name, n in area["seen"].items())
            if area["visible"] == 1:
                assert area["seen"] == area["present"]


def test_the_cloud_of_the_10th_hides_the_north_apron_and_whitens_it() -> None:
    facts = FACTS["khmeimim_20241210T082600Z.tif"]
    apron = facts["areas"]["north apron"]
    assert apron["visible"] == 0 and not apron["seen"] and apron["present"]["Il-76"] == 2
    with rasterio.open(FOLDER / facts["file"]) as scene:
        xs, ys = transform("EPSG:4326", scene.crs, [35.9449], [35.4096])
        row, column = scene.index(xs[0], ys[0])
        assert scene.read()[:, row - 40 : row + 40, column - 40 : column + 40].mean() > 190


def test_areas_of_a_site_do_not_overlap_and_lie_inside_it() -> None:
    for site in RECORDS["sites"]:
        whole = Polygon(site["polygon"])
        areas = [Polygon(area["polygon"]) for area in site["areas"]]
        assert all(whole.contains(area) for area in areas)
        assert sum(area.area for area in areas) == pytest.approx(union_all(areas).area, rel=1e-9)


@pytest.mark.parametrize("path", TIFFS, ids=lambda path: path.name)
def test_no_tag_gives_a_reader_cause_to_look_elsewhere(path: Path) -> None:
    # A GDAL_METADATA tag that names an overview file would make GDAL open it.
    text = path.read_bytes()
    for part in text.split(b"<GDALMetadata>")[1:]:
        words = part[: part.index(b"</GDALMetadata>")].upper()
        assert b"OVERVIEW" not in words and b"&" not in words


def _drawn_again(folder: Path, *scenes: str) -> None:
    subprocess.run([sys.executable, FOLDER / "draw.py", folder, *scenes], check=True, capture_output=True)


def _same_picture(one: Path, two: Path) -> bool:
    with rasterio.open(one) as a, rasterio.open(two) as b:
        return bool(
            np.array_equal(a.read(), b.read()) and a.tags() == b.tags() and a.transform == b.transform
        )


def test_drawing_a_scene_again_gives_the_same_bytes(tmp_path: Path) -> None:
    name = "tartus_2024-12-11.tif"
    for folder in ("one", "two"):
        _drawn_again(tmp_path / folder, name)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    _skip_with_other_libraries()
    assert _same_picture(tmp_path / "one" / name, FOLDER / name)


def _skip_with_other_libraries() -> None:
    import platform

    made = RECORDS["made_with"]
    here = {"numpy": np.__version__, "pillow": PIL.__version__, "gdal": rasterio.__gdal_version__}
    if made != {**here, "machine": platform.machine()}:
        pytest.skip(f"the scenes were drawn with other library versions: {made}")


@pytest.mark.slow
def test_drawing_everything_again_gives_the_shipped_scenes_and_records(tmp_path: Path) -> None:
    _skip_with_other_libraries()
    _drawn_again(tmp_path)
    assert (tmp_path / "records.json").read_bytes() == (FOLDER / "records.json").read_bytes()
    for path in TIFFS:
        assert _same_picture(path, tmp_path / path.name), path.name
    crop = Path("press") / "khmeimim_transports.jpg"
    assert (tmp_path / crop).read_bytes() == (FOLDER / crop).read_bytes()
