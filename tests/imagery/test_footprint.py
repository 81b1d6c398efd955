"""Where the pixels lie: outline in WGS 84 and metres a pixel, whatever way the file says it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from making_rasters import geotiff, png
from obslog.imagery.footprint import Placement, place
from obslog.imagery.opening import open_evidence
from realdata import shared_data


def placed(path: Path) -> Placement:
    with open_evidence(path) as evidence, evidence.dataset() as source:
        return place(source)


def test_the_footprint_is_that_of_the_reference_transformation(tmp_path: Path) -> None:
    from rasterio.warp import transform_bounds

    path = geotiff(tmp_path / "a.tif", size=700)
    found = placed(path)
    with open_evidence(path) as evidence, evidence.dataset() as source:
        expected = transform_bounds(source.crs, "EPSG:4326", *source.bounds, densify_pts=21)
    assert found.footprint is not None
    assert np.allclose(found.footprint.bbox, expected, atol=1e-7)
    assert (found.georeference, found.crs) == ("transform", "EPSG:32636")
    assert found.gsd_m == pytest.approx(1.0, rel=2e-3)


def test_web_mercator_pixels_are_smaller_on_the_ground_than_they_say(tmp_path: Path) -> None:
    from rasterio.transform import from_origin

    found = placed(
        geotiff(tmp_path / "a.tif", crs="EPSG:3857", transform=from_origin(4_000_000, 4_290_000, 1, 1))
    )
    assert found.gsd_m == pytest.approx(np.cos(np.radians(35.9)), rel=5e-3)


def test_south_up_and_rotated_files_cover_the_same_ground_as_they_show(tmp_path: Path) -> None:
    north = placed(geotiff(tmp_path / "a.tif"))
    south = placed(geotiff(tmp_path / "b.tif", transform=Affine(1, 0, 769_000, 0, 1, 3_923_000 - 64)))
    turned = placed(geotiff(tmp_path / "c.tif", transform=Affine(0, 1, 769_000, 1, 0, 3_923_000 - 64)))
    assert north.footprint is not None and south.footprint is not None and turned.footprint is not None
    assert np.allclose(north.footprint.bbox, south.footprint.bbox)
    assert np.allclose(north.footprint.bbox, turned.footprint.bbox)


def test_a_footprint_across_the_antimeridian_has_a_part_on_either_side(tmp_path: Path) -> None:
    from rasterio.transform import from_origin

    found = placed(
        geotiff(tmp_path / "a.tif", crs="EPSG:32660", transform=from_origin(700_000, 6_000_000, 3000, 3000))
    )
    assert found.footprint is not None
    west, _, east, _ = found.footprint.bbox
    assert west > 170 and east < -170
    assert len(found.footprint.polygons) == 2


def test_a_footprint_over_a_pole_reaches_it(tmp_path: Path) -> None:
    transform = Affine(50_000, 0, -1_600_000, 0, -50_000, 1_600_000)
    found = placed(geotiff(tmp_path / "a.tif", crs="EPSG:3995", transform=transform))
    assert found.footprint is not None
    assert found.footprint.bbox[3] == pytest.approx(90)


def test_other_worlds_and_local_grids_are_images_without_a_place(tmp_path: Path) -> None:
    mars = 'GEOGCS["Mars",DATUM["D_Mars",SPHEROID["Mars",3396190,169.8944]],PRIMEM["0",0],'
    mars += 'UNIT["degree",0.0174532925]]'
    transform = Affine(0.01, 0, 10, 0, -0.01, 10)
    assert placed(geotiff(tmp_path / "a.tif", crs=mars, transform=transform)).georeference == "non-earth"
    local = placed(geotiff(tmp_path / "b.tif", crs='LOCAL_CS["site grid",UNIT["metre",1]]'))
    assert (local.georeference, local.footprint) == ("local", None)
    assert local.warnings


def test_a_coordinate_system_that_names_a_file_is_not_followed(tmp_path: Path) -> None:
    grids = "+proj=longlat +ellps=clrk66 +nadgrids=/etc/hostname +no_defs"
    found = placed(geotiff(tmp_path / "a.tif", crs=grids, transform=Affine(0.01, 0, 10, 0, -0.01, 10)))
    assert found.georeference in ("unplaced", "transform")
    if found.georeference == "unplaced":
        assert "names a file outside" in found.warnings[0]


def test_ground_control_points_place_an_image_and_say_how_well(tmp_path: Path) -> None:
    from rasterio.control import GroundControlPoint

    corners = [(0, 0, 35.90, 35.45), (0, 64, 35.96, 35.45), (64, 0, 35.90, 35.39), (64, 64, 35.96, 35.39)]
    gcps = [GroundControlPoint(row, col, x, y) for row, col, x, y in corners]
    found = placed(geotiff(tmp_path / "a.tif", transform=Affine.identity(), gcps=gcps, crs="EPSG:4326"))
    assert found.georeference == "gcps"
    assert found.footprint is not None
    assert np.allclose(found.footprint.bbox, (35.90, 35.39, 35.96, 35.45), atol=1e-6)
    assert found.error_m is not None
    assert "ground control points" in found.warnings[0]


def test_a_picture_has_no_place(tmp_path: Path) -> None:
    assert placed(png(tmp_path / "a.png")) == Placement("none")


def test_real_files_lie_where_gdal_says() -> None:
    from rasterio.warp import transform_bounds

    root = shared_data() / "rasters"
    odd = {"goes.tif", "cog_dateline.tif"}
    compared = 0
    for path in sorted(root.rglob("*.tif")):
        found = placed(path)
        if found.georeference != "transform" or path.name in odd:
            continue
        with open_evidence(path) as evidence, evidence.dataset() as source:
            left, bottom, right, top = source.bounds
            sides = (left, min(bottom, top), right, max(bottom, top))
            expected = transform_bounds(source.crs, "EPSG:4326", *sides, densify_pts=21)
        assert found.footprint is not None
        assert np.allclose(found.footprint.bbox, expected, atol=1e-3), path.name
        compared += 1
    assert compared > 20


def test_the_odd_real_files_say_what_is_odd() -> None:
    root = shared_data() / "rasters"
    assert placed(root / "rio_tiler" / "cog_nonearth.tif").georeference == "non-earth"
    assert placed(root / "rio_tiler" / "cog_gcps_ovr.tif").georeference == "gcps"
    assert placed(root / "gdal" / "byte_rpc.tif").georeference == "rpcs"
    dateline = placed(root / "rio_tiler" / "cog_dateline.tif").footprint
    assert dateline is not None and len(dateline.polygons) == 2
    assert "off the Earth" in placed(root / "rasterio" / "goes.tif").warnings[0]
