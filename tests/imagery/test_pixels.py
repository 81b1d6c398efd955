"""The pixel pass: what is valid and where, a fingerprint that survives re-saving, a preview, in bounded memory."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from PIL import Image

from making_formats import jp2, nitf, scene
from making_rasters import geotiff, jpeg, png
from obslog.imagery.footprint import place
from obslog.imagery.limits import Limits
from obslog.imagery.opening import open_evidence
from obslog.imagery.phash import bits_apart
from obslog.imagery.pixels import PixelReport, look_through
from obslog.model.errors import FileRefusedError
from obslog.places.ground import area_m2, contains, overlap_share
from realdata import shared_data

Array = np.ndarray[Any, Any]


def looked(path: Path, **limits: Any) -> PixelReport:
    report = look_through(os.fsencode(path), Limits(**limits))
    assert PixelReport.from_wire(json.loads(json.dumps(report.to_wire()))) == report
    return report


def saved(path: Path, pixels: Array, **profile: Any) -> Path:
    """A GeoTIFF of these pixels (band, row, column), 1 m each, at Khmeimim."""
    import rasterio

    tags = profile.pop("mask", None)
    settings = {"count": len(pixels), "height": pixels.shape[1], "width": pixels.shape[2]}
    geotiff(path, size=8, **(settings | {"dtype": str(pixels.dtype)} | profile))
    with rasterio.open(path, "r+") as out:
        out.write(pixels)
        if tags is not None:
            out.write_mask(tags)
    return path


def bytes_of(pixels: Array) -> Array:
    return (pixels * 254 + 1).astype(np.uint8)


def footprint_share(path: Path, report: PixelReport) -> float:
    with open_evidence(path) as evidence, evidence.dataset() as source:
        footprint = place(source).footprint
    assert footprint is not None and report.valid_area is not None
    return overlap_share(report.valid_area, footprint)


def test_an_image_without_gaps_is_wholly_valid(tmp_path: Path) -> None:
    report = looked(saved(tmp_path / "a.tif", bytes_of(scene(bands=3))))
    assert (report.reason, report.valid_share, report.valid_area) == (None, 1.0, None)
    assert report.phash is not None and len(report.phash) == 16
    assert report.preview is not None
    with Image.open(io.BytesIO(report.preview)) as preview:
        assert (preview.format, preview.mode, max(preview.size)) == ("JPEG", "RGB", 300)


@pytest.mark.parametrize("kind", ["nodata", "alpha", "mask", "nan", "collar"])
@pytest.mark.parametrize("size", [400, 1300])
def test_what_holds_no_picture_is_cut_away_and_never_too_little(tmp_path: Path, kind: str, size: int) -> None:
    pixels = bytes_of(scene(size, size, bands=1))
    rows, columns = np.mgrid[0:size, 0:size]
    empty = columns + rows * 0.4 < size * 0.3
    path = tmp_path / "a.tif"
    if kind == "nan":
        values = pixels.astype(np.float32)
        values[:, empty] = np.nan
        saved(path, values)
    elif kind == "alpha":
        colours = np.repeat(pixels, 3, axis=0)
        alpha = np.where(empty, 0, 255).astype(np.uint8)[None]
        saved(path, np.concatenate([colours, alpha]), photometric="RGB", alpha="YES")
    elif kind == "mask":
        saved(path, pixels, mask=~empty)
        (tmp_path / "a.tif.msk").unlink(missing_ok=True)
    else:
        pixels[:, empty] = 0
        saved(path, pixels, nodata=0 if kind == "nodata" else None)
    report = looked(path)
    assert report.valid_share is not None
    if kind == "mask" and report.valid_share == 1.0:
        pytest.skip("this GDAL writes masks beside the image")
    assert report.valid_share == pytest.approx(1 - empty.mean(), abs=0.004)
    inside = footprint_share(path, report)
    assert 1 - empty.mean() - 0.02 < inside <= 1 - empty.mean() + 1e-9
    assert report.valid_area is not None
    assert sum(len(ring) for polygon in report.valid_area.polygons for ring in polygon) <= 70
    _holds_only_picture(path, report, empty)


def _holds_only_picture(path: Path, report: PixelReport, empty: Array) -> None:
    from rasterio.warp import transform

    with open_evidence(path) as evidence, evidence.dataset() as source:
        rows, columns = np.nonzero(empty)
        some = np.random.default_rng(3).choice(len(rows), 60)
        xs, ys = source.transform @ (columns[some] + 0.5, rows[some] + 0.5)
        lons, lats = transform(source.crs, "EPSG:4326", list(xs), list(ys))[:2]
    assert report.valid_area is not None
    assert not any(contains(report.valid_area, lon, lat) for lon, lat in zip(lons, lats, strict=True))


def test_a_hole_within_the_picture_is_cut_out(tmp_path: Path) -> None:
    pixels = bytes_of(scene())
    pixels[:, 200:300, 250:400] = 0
    path = saved(tmp_path / "a.tif", pixels, nodata=0)
    report = looked(path)
    assert report.valid_area is not None
    assert [len(polygon) for polygon in report.valid_area.polygons] == [2]
    assert footprint_share(path, report) < report.valid_share  # type: ignore[operator]


def test_dark_pixels_here_and_there_are_no_gap_in_the_area(tmp_path: Path) -> None:
    pixels = bytes_of(scene())
    pixels[:, ::50, ::50] = 0
    report = looked(saved(tmp_path / "a.tif", pixels, nodata=0))
    assert report.valid_area is None
    assert report.valid_share == pytest.approx(1 - 1 / 2500, rel=1e-3)


def test_dark_water_at_one_edge_is_taken_for_a_collar_only_where_it_is_exactly_zero(tmp_path: Path) -> None:
    pixels = bytes_of(scene())
    pixels[:, :, :200] = np.maximum(1, pixels[:, :, :200] // 100)
    assert looked(saved(tmp_path / "a.tif", pixels)).valid_share == 1.0


def test_an_area_across_the_antimeridian_lies_on_either_side(tmp_path: Path) -> None:
    pixels = bytes_of(scene(300, 300))
    pixels[:, :100] = 0
    transform = Affine(0.001, 0, 179.85, 0, -0.001, 10)
    report = looked(saved(tmp_path / "a.tif", pixels, nodata=0, crs="EPSG:4326", transform=transform))
    assert report.valid_area is not None
    assert len(report.valid_area.polygons) == 2
    west, south, east, north = report.valid_area.bbox
    assert west == pytest.approx(179.85) and east == pytest.approx(-179.85)
    assert north == pytest.approx(9.9, abs=0.002) and south == pytest.approx(9.7)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "complex64"])
@pytest.mark.parametrize("value", ["all empty", "flat"])
def test_pictures_of_nothing(tmp_path: Path, dtype: str, value: str) -> None:
    pixels = np.full((1, 40, 40), 0 if value == "all empty" else 7, dtype)
    report = looked(saved(tmp_path / "a.tif", pixels, nodata=0))
    assert report.reason is None
    assert report.valid_share == (0.0 if value == "all empty" else 1.0)
    assert report.phash is None
    assert report.valid_area is None
    assert report.preview is not None


def test_one_pixel_is_an_image(tmp_path: Path) -> None:
    report = looked(saved(tmp_path / "a.tif", np.full((1, 1, 1), 9, np.uint8)))
    assert (report.reason, report.valid_share, report.phash) == (None, 1.0, None)


def test_infinite_values_do_not_blind_the_preview(tmp_path: Path) -> None:
    pixels = scene().astype(np.float32) * 1e-6
    pixels[0, 0, 0], pixels[0, 0, 1], pixels[0, 0, 2] = np.inf, -np.inf, np.nan
    report = looked(saved(tmp_path / "a.tif", pixels))
    assert report.valid_share == pytest.approx(1 - 3 / 360_000)
    assert report.phash == looked(saved(tmp_path / "b.tif", scene().astype(np.float32))).phash


def test_complex_values_show_their_amplitude(tmp_path: Path) -> None:
    amplitude = scene()
    phase = np.random.default_rng(5).uniform(0, 2 * np.pi, amplitude.shape)
    wave = (amplitude * 4000 * np.exp(1j * phase)).astype(np.complex64)
    shown = looked(saved(tmp_path / "a.tif", wave))
    plain = looked(saved(tmp_path / "b.tif", (amplitude * 4000).astype(np.uint16)))
    assert shown.phash is not None and plain.phash is not None
    assert bits_apart(shown.phash, plain.phash) <= 4


def copies(folder: Path, seed: int) -> dict[str, Path]:
    """One scene, as it comes from its maker and as the press saves it."""
    picture = scene(900, 1100, seed)
    wide = (picture * 3000 + 300).astype(np.uint16)
    shown = np.clip((picture[0] - 0.05) * 280, 0, 255).astype(np.uint8)
    paths = {
        "16-bit": saved(folder / f"{seed}.tif", wide),
        "8-bit": saved(folder / f"{seed}8.tif", shown[None]),
    }
    for name, made in {
        "jpeg": Image.fromarray(shown),
        "half": Image.fromarray(shown).resize((550, 450), Image.Resampling.LANCZOS),
        "colour": Image.merge("RGB", [Image.fromarray(shown)] * 3),
    }.items():
        paths[name] = folder / f"{seed}{name}.jpg"
        made.save(paths[name], quality=80)
    paths["jp2"] = jp2(folder / f"{seed}.jp2", paths["8-bit"], QUALITY="15", REVERSIBLE="NO")
    return paths


def test_copies_of_one_scene_are_near_and_other_scenes_far(tmp_path: Path) -> None:
    hashes: dict[int, list[str]] = {}
    for seed in (1, 2, 3, 4, 5, 6):
        found = [looked(path).phash for path in copies(tmp_path, seed).values()]
        hashes[seed] = [each for each in found if each is not None]
        assert len(hashes[seed]) == 6
        assert max(bits_apart(a, b) for a in hashes[seed] for b in hashes[seed]) <= 8
    for one in hashes:
        for other in hashes:
            if one < other:
                assert min(bits_apart(a, b) for a in hashes[one] for b in hashes[other]) > 16


def test_real_scenes_are_near_to_their_copies_and_far_from_each_other(tmp_path: Path) -> None:
    root = shared_data()
    files = sorted((root / "airbases").glob("*.png")) + sorted((root / "pairs/levir/A").glob("*.png"))
    own = {}
    for path in files:
        with Image.open(path) as image:
            shown = image.convert("RGB")
        found = [looked(path).phash]
        for name, made in (("q80", shown), ("half", shown.resize((shown.width // 2, shown.height // 2)))):
            made.save(tmp_path / f"{name}.jpg", quality=80)
            found.append(looked(tmp_path / f"{name}.jpg").phash)
        assert all(each is not None for each in found)
        own[path.name] = [each for each in found if each is not None]
        assert max(bits_apart(a, b) for a in own[path.name] for b in own[path.name]) <= 8, path.name
    names = sorted(own)
    nearest = min(bits_apart(own[a][0], own[b][0]) for a in names for b in names if a < b)
    assert nearest > 16


def test_every_format_is_looked_through(tmp_path: Path) -> None:
    for path in (jp2(tmp_path / "a.jp2"), nitf(tmp_path / "b.ntf"), nitf(tmp_path / "c.ntf", "C8")):
        assert looked(path).reason is None
    for path in (png(tmp_path / "d.png"), jpeg(tmp_path / "e.jpg")):
        assert looked(path).reason is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode(tmp_path: Path, mode: str) -> None:
    grey = bytes_of(scene())[0]
    image = Image.fromarray(grey)
    image = Image.fromarray(grey.astype(np.uint16) * 200) if mode == "I;16" else image.convert(mode)
    image.save(tmp_path / "a.png")
    report = looked(tmp_path / "a.png")
    assert (report.reason, report.valid_share) == (None, 1.0)
    assert report.preview is not None


def test_transparent_pixels_are_not_valid(tmp_path: Path) -> None:
    image = Image.fromarray(bytes_of(scene())[0]).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 150, 600))
    image.save(tmp_path / "a.png")
    assert looked(tmp_path / "a.png").valid_share == pytest.approx(0.75)


def test_a_palette_is_shown_in_its_colours(tmp_path: Path) -> None:
    import rasterio

    path = saved(tmp_path / "a.tif", np.repeat(np.arange(2, dtype=np.uint8), 450)[None, None].repeat(900, 1))
    with rasterio.open(path, "r+") as out:
        out.write_colormap(1, {0: (250, 0, 0, 255), 1: (0, 0, 250, 255)})
    report = looked(path)
    assert report.preview is not None
    with Image.open(io.BytesIO(report.preview)) as preview:
        left, right = preview.getpixel((20, 100)), preview.getpixel((preview.width - 20, 100))
    assert left[0] > 200 > left[2] and right[2] > 200 > right[0]  # type: ignore[index, operator]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_files_cut_short_say_so(tmp_path: Path, share: float) -> None:
    made = [png(tmp_path / "a.png", 200), jpeg(tmp_path / "b.jpg", 900), jp2(tmp_path / "c.jp2")]
    made += [saved(tmp_path / "d.tif", bytes_of(scene())), nitf(tmp_path / "e.ntf")]
    for path in made:
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        report = looked(path)
        if path.suffix == ".jp2" and report.reason is None:
            continue  # a codestream that ends early is lower in quality, not broken, to its decoder
        assert report.reason is not None and "\n" not in report.reason, path.name
        assert report.preview is None and report.valid_share is None


def test_a_file_that_is_no_image_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_text("plain words, no image")
    assert "not a TIFF" in str(looked(tmp_path / "a.tif").reason)
    assert looked(tmp_path / "gone.tif").reason == "no longer there"
    assert "limit" in str(looked(geotiff(tmp_path / "b.tif"), bands=2).reason)


def test_overviews_of_many_strips_are_those_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from obslog.imagery import overview

    pixels = bytes_of(scene(701, 1203, bands=3))
    pixels[:, 300:, :77] = 0
    paths = [
        saved(tmp_path / "a.tif", pixels, nodata=0),
        saved(
            tmp_path / "b.tif", pixels, nodata=0, tiled=True, blockxsize=64, blockysize=48, interleave="band"
        ),
    ]
    whole = [looked(path) for path in paths]
    monkeypatch.setattr(overview, "_STRIP_BYTES", 20_000)
    parts = [looked(path) for path in paths]
    assert whole[0] == whole[1] == parts[0] == parts[1]


def test_valid_shares_of_real_files_are_those_that_gdal_counts() -> None:
    compared = 0
    for path in sorted((shared_data() / "rasters").rglob("*.tif")):
        try:
            with open_evidence(path) as evidence, evidence.dataset() as source:
                expected = float((source.dataset_mask() > 0).mean())
                footprint = place(source).footprint
        except FileRefusedError:
            continue
        report = looked(path)
        if expected == 1.0 or report.valid_share is None:
            continue
        assert report.valid_share == pytest.approx(expected, abs=1e-5), path.name
        compared += 1
        if report.valid_area is not None and footprint is not None and path.name != "goes.tif":
            # Small gaps inside (under a thousandth each) are counted by the share alone.
            assert area_m2(report.valid_area) <= area_m2(footprint) * (expected + 0.004), path.name
    assert compared > 12
