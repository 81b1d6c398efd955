"""A world file places a picture only with a coordinate system beside it; nothing else beside it is looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from making_rasters import geotiff, jpeg, png
from obslog.imagery.footprint import Placement, place
from obslog.imagery.identify import identify
from obslog.imagery.limits import Limits
from obslog.imagery.opening import open_evidence
from obslog.imagery.pixels import look_through
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.world_files import read_world_file, world_file_of
from obslog.model.images import Identity

UTM = "1.0\n0.0\n0.0\n-1.0\n769000.5\n3922999.5\n"


def prj(path: Path, code: int = 32636) -> Path:
    from rasterio.crs import CRS

    path.write_text(CRS.from_epsg(code).to_wkt(morph_to_esri_dialect=True))
    return path


def known(path: Path) -> Identity:
    return identify(path).identity


@pytest.mark.parametrize("name", ["a.jgw", "a.jpgw", "a.wld", "a.jpg.wld", "A.JGW", "a.jpgw"])
def test_a_world_file_and_its_system_place_a_picture(tmp_path: Path, name: str) -> None:
    path = jpeg(tmp_path / "a.jpg")
    (tmp_path / name).write_text(UTM)
    prj(tmp_path / "a.prj")
    found = known(path)
    same = known(geotiff(tmp_path / "same.tif"))
    assert (found.georeference, found.crs, found.basis["footprint"]) == (
        "world_file",
        "EPSG:32636",
        "world_file",
    )
    assert found.footprint is not None and same.footprint is not None
    assert np.allclose(found.footprint.bbox, same.footprint.bbox, atol=1e-9)
    assert found.gsd_m == same.gsd_m


def test_without_a_system_it_places_nothing_and_says_so(tmp_path: Path) -> None:
    path = png(tmp_path / "a.png")
    (tmp_path / "a.pgw").write_text(UTM)
    found = known(path)
    assert (found.footprint, found.georeference) == (None, "none")
    assert any("a.pgw gives positions but no coordinate system" in warning for warning in found.warnings)


def test_the_files_own_georeference_comes_first(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif")
    (tmp_path / "a.tfw").write_text("1 0 0 -1 500000 10")
    assert known(path).georeference == "transform"


def test_a_tiff_that_knows_its_system_but_not_its_place_takes_it_from_the_world_file(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif", transform=Affine.identity())
    assert known(path).footprint is None
    (tmp_path / "a.tfw").write_text(UTM.replace(".", ","))
    found = known(path)
    assert (found.georeference, found.crs) == ("world_file", "EPSG:32636")


@pytest.mark.parametrize(
    "text", ["", "1 2 3", "a b c d e f", "0 0 0 0 5 5", "1 0 0 -1 nan 5", "1 0 0 -1 1e300 5", "1 " * 5000]
)
def test_a_world_file_that_is_none_is_passed_over(tmp_path: Path, text: str) -> None:
    path = png(tmp_path / "a.png")
    (tmp_path / "a.pgw").write_text(text)
    prj(tmp_path / "a.prj")
    assert known(path).footprint is None


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:32636",
        "+proj=utm +zone=36",
        "http://example.org/crs",
        "/etc/hostname",
        'LOCAL_CS["site",UNIT["metre",1]]',
        'GEOGCS["x"',
        "PROJCS[" * 9000,
    ],
)
def test_a_definition_is_text_only_and_of_the_earth(tmp_path: Path, text: str) -> None:
    path = png(tmp_path / "a.png")
    (tmp_path / "a.pgw").write_text(UTM)
    (tmp_path / "a.prj").write_text(text)
    assert known(path).footprint is None


def test_world_files_that_are_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(UTM)
    folder = tmp_path / "in"
    folder.mkdir()
    path = png(folder / "a.png")
    prj(folder / "a.prj")
    (folder / "a.pgw").symlink_to(outside)
    assert known(path).footprint is None


def test_the_valid_area_of_a_picture_placed_by_a_world_file(tmp_path: Path) -> None:
    from PIL import Image

    pixels = np.random.default_rng(1).integers(30, 250, (300, 300), dtype=np.uint8)
    pixels[:, :100] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png")
    (tmp_path / "a.pgw").write_text(UTM)
    prj(tmp_path / "a.prj")
    report = look_through(str(tmp_path / "a.png"), Limits())
    footprint = known(tmp_path / "a.png").footprint
    assert report.valid_area is not None and footprint is not None
    assert report.valid_area.bbox[0] > footprint.bbox[0]
    assert report.valid_area.bbox[2] == pytest.approx(footprint.bbox[2])


def test_numbers_of_a_world_file_are_those_of_the_first_pixels_centre(tmp_path: Path) -> None:
    (tmp_path / "a.tfw").write_text("2 0.5 -0.5 -2 100 200")
    world = world_file_of(tmp_path.as_posix() + "/a.tif")
    assert world is not None
    assert Affine(*world.six) @ (0.5, 0.5) == (100, 200)
    assert world.six == (2, -0.5, 99.25, 0.5, -2, 200.75)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_no_bytes_beside_a_picture_make_it_raise(
    tmp_path_factory: pytest.TempPathFactory, world: bytes, system: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "world"
    folder.mkdir(exist_ok=True)
    (folder / "a.tfw").write_bytes(world)
    (folder / "a.prj").write_bytes(system)
    read_world_file(Folder.of(folder.as_posix() + "/a.tif"), b"a.tif")


def doubted(path: Path) -> Placement:
    with open_evidence(path) as evidence, evidence.dataset() as source:
        return place(source)


def test_georeferences_that_cannot_be_meant_are_told(tmp_path: Path) -> None:
    island = geotiff(tmp_path / "a.tif", crs="EPSG:4326", transform=Affine(1e-5, 0, -1e-4, 0, -1e-5, 1e-4))
    assert "0 N 0 E" in doubted(island).warnings[0]
    plain = geotiff(tmp_path / "b.tif", crs="EPSG:4326", transform=Affine(1, 0, 0, 0, -1, 0))
    assert doubted(plain).footprint is None
    assert "plain pixels" in doubted(plain).warnings[0]
    metres = geotiff(tmp_path / "c.tif", crs="EPSG:4326", transform=Affine(1, 0, 769_000, 0, -1, 3_923_000))
    assert doubted(metres).georeference == "unplaced"
    east = geotiff(tmp_path / "d.tif", crs="EPSG:4326", transform=Affine(1e-5, 0, 1_000, 0, -1e-5, 35))
    assert doubted(east).georeference == "unplaced"
    huge = geotiff(tmp_path / "e.tif", transform=Affine(90_000, 0, 0, 0, -90_000, 3_000_000), size=8)
    assert any("not plausible" in warning for warning in doubted(huge).warnings)
    far = geotiff(tmp_path / "f.tif", transform=Affine(1, 0, 2_900_000, 0, -1, 3_923_000))
    assert any("UTM zone" in warning for warning in doubted(far).warnings)


def test_an_ordinary_place_is_not_doubted(tmp_path: Path) -> None:
    assert doubted(geotiff(tmp_path / "a.tif")).warnings == ()


def test_pixel_is_point_shifts_by_half_a_pixel(tmp_path: Path) -> None:
    """GDAL writes the tie point half a pixel in, so that the same ground is meant."""
    area = known(geotiff(tmp_path / "a.tif", tags={"AREA_OR_POINT": "Area"}))
    point = known(geotiff(tmp_path / "b.tif", tags={"AREA_OR_POINT": "Point"}))
    assert area.footprint is not None and point.footprint is not None
    assert np.allclose(area.footprint.bbox, point.footprint.bbox, atol=1e-12)
