"""The grid of an image agrees with the exact transform to a tenth of a pixel, there and back, wherever it lies."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine

from making_rasters import geotiff
from obslog.imagery.grounding import grid_by_ties, grid_of, look_where
from obslog.imagery.limits import DEFAULT_LIMITS
from obslog.imagery.opening import open_evidence
from obslog.model.images import Tie
from obslog.places.grid_fitting import fit_grid
from obslog.places.ground_grid import GroundGrid
from realdata import shared_data

REAL = (
    "rasterio/RGB.byte.tif",
    "rasterio/world.byte.tif",
    "rasterio/rgb1_fake_nir_epsg3857.tif",
    "gdal/byte_rpc.tif",
    "gdal/geomatrix.tif",
    "rio_tiler/cog_dateline.tif",
    "rio_tiler/cog_gcps_ovr.tif",
    "rio_tiler/inverted_lat.tif",
)


def grid_of_file(path: Path) -> GroundGrid | None:
    with open_evidence(path) as evidence, evidence.dataset() as source:
        return grid_of(evidence, source)


def exact(path: Path, columns: Any, rows: Any) -> tuple[Any, Any]:
    """What rasterio's own transformers say, as longitudes and latitudes."""
    import rasterio
    from rasterio.transform import AffineTransformer, GCPTransformer, RPCTransformer
    from rasterio.warp import transform

    with rasterio.open(path) as source:
        crs: Any = source.crs
        if not source.transform.is_identity:
            how: Any = AffineTransformer(source.transform)
        elif source.gcps[0]:
            how, crs = GCPTransformer(source.gcps[0]), source.gcps[1]
        else:
            how, crs = RPCTransformer(source.rpcs, RPC_HEIGHT=source.rpcs.height_off), "EPSG:4326"
        with how:
            xs, ys = how.xy(rows.tolist(), columns.tolist(), offset="ul")
    lons, lats = transform(crs, "EPSG:4326", list(map(float, xs)), list(map(float, ys)))
    return np.array(lons), np.array(lats)


def scattered(width: float, height: float, many: int = 400) -> tuple[Any, Any]:
    """Places in the image, its corners among them."""
    rng = np.random.default_rng(7)
    columns, rows = rng.uniform(0, width, many), rng.uniform(0, height, many)
    columns[:4], rows[:4] = [0, width, width, 0], [0, 0, height, height]
    return columns, rows


def check(grid: GroundGrid, path: Path) -> None:
    columns, rows = scattered(grid.width, grid.height)
    lons, lats = exact(path, columns, rows)
    found_columns, found_rows = grid.to_image(lons, lats)
    assert np.hypot(found_columns - columns, found_rows - rows).max() < 0.1
    back = grid.to_image(*grid.to_ground(columns, rows))
    assert np.hypot(back[0] - columns, back[1] - rows).max() < 1e-5
    on_ground = grid.to_ground(columns, rows)
    assert (abs(on_ground[0]) <= 180).all()
    assert abs((on_ground[0] - lons + 180) % 360 - 180).max() < 0.1 * 360 / grid.width + 1e-5


@pytest.mark.parametrize("name", REAL)
def test_real_files_of_every_kind_agree_with_the_exact_transform(name: str) -> None:
    path = shared_data() / "rasters" / name
    grid = grid_of_file(path)
    assert grid is not None and grid.misfit_px < 0.1
    check(grid, path)


@pytest.mark.parametrize("name", ["rasterio/rotated.tif", "gdal/byte_gcp.tif", "rio_tiler/cog_nonearth.tif"])
def test_real_files_without_a_system_or_with_too_few_points_have_no_grid(name: str) -> None:
    assert grid_of_file(shared_data() / "rasters" / name) is None


@pytest.mark.parametrize(
    ("crs", "transform", "width", "height"),
    [
        ("EPSG:32636", Affine(0.5, 0, 769_000, 0, -0.5, 3_923_000), 16_000, 16_000),
        ("EPSG:32636", Affine(10, 0, 300_000, 0, -10, 4_900_020), 10_980, 10_980),
        ("EPSG:32636", Affine(1, 0, 769_000, 0, 1, 3_923_000), 900, 500),
        ("EPSG:32636", Affine.translation(769_000, 3_923_000) * Affine.rotation(30) * Affine.scale(2, -2), 4000, 900),
        ("EPSG:32660", Affine(10, 0, 790_000, 0, -10, 6_000_000), 6000, 3000),
        ("EPSG:3857", Affine(1, 0, 20_037_000, 0, -1, 4_290_000), 3000, 3000),
        ("EPSG:4326", Affine(1e-5, 0, 179.99, 0, -1e-5, 35), 3000, 3000),
        ("EPSG:4326", Affine(1 / 60, 0, -180, 0, -1 / 60, 90), 21_600, 10_800),
        ("EPSG:3995", Affine(500, 0, -1_600_000, 0, -500, 1_600_000), 6400, 6400),
        ("EPSG:3031", Affine(30, 0, 100_000, 0, -30, 200_000), 8000, 8000),
    ],
)  # fmt: skip
def test_scenes_of_any_size_anywhere_agree_with_the_exact_transform(
    tmp_path: Path, crs: str, transform: Affine, width: int, height: int
) -> None:
    path = geotiff(
        tmp_path / "a.tif", crs=crs, transform=transform * Affine.scale(width / 40, height / 40), size=40
    )
    small = grid_of_file(path)
    assert small is not None
    from rasterio.warp import transform as warp

    def to_ground(columns: Any, rows: Any) -> tuple[list[float], list[float]]:
        xs, ys = transform * (np.array(columns), np.array(rows))
        lons, lats = warp(crs, "EPSG:4326", xs.tolist(), ys.tolist())
        return lons, lats

    grid = fit_grid(width, height, to_ground)
    assert grid is not None and grid.misfit_px < 0.1
    columns, rows = scattered(width, height)
    lons, lats = (np.array(each) for each in to_ground(columns, rows))
    inside = slice(4, None)  # at the corners of the whole world both edges are right
    found = grid.to_image(lons[inside], lats[inside])
    assert np.hypot(found[0] - columns[inside], found[1] - rows[inside]).max() < 0.1
    tiny = small.to_image(lons[inside], lats[inside])
    assert (
        np.hypot(tiny[0] * width / 40 - found[0], tiny[1] * height / 40 - found[1]).max() < 0.1 * width / 40
    )


def test_what_has_no_place_has_no_grid(tmp_path: Path) -> None:
    assert grid_of_file(geotiff(tmp_path / "a.tif", crs='LOCAL_CS["site grid",UNIT["metre",1]]')) is None
    assert fit_grid(10, 10, lambda columns, rows: ([math.nan] * len(columns), [math.nan] * len(rows))) is None
    assert look_where(tmp_path / "none.tif", DEFAULT_LIMITS) == {"grid": None, "reason": "no longer there"}


def test_a_disc_of_the_earth_is_placed_where_it_is_and_nowhere_beside_it() -> None:
    def to_ground(columns: Any, rows: Any) -> tuple[Any, Any]:
        """An orthographic view from above 0 N 30 E, the disc in the middle of 1000 x 1000 pixels."""
        x, y = (np.array(columns) - 500) / 450, (500 - np.array(rows)) / 450
        with np.errstate(invalid="ignore"):
            lat, depth = np.arcsin(y), np.sqrt(1 - x * x - y * y)
        return np.degrees(np.arctan2(x, depth)) + 30, np.degrees(np.where(depth > 0, lat, np.nan))

    grid = fit_grid(1000, 1000, to_ground)
    assert grid is not None
    assert grid.to_image(30.0, 0.0) == pytest.approx((500, 500), abs=0.1)
    assert grid.to_ground(2, 2) is None
    assert grid.to_image(-150.0, 0.0) is None
    assert (np.isnan(grid.to_image(np.array([30.0, -150.0]), np.array([0.0, 0.0]))[0]) == [False, True]).all()


def test_outside_the_image_the_ground_goes_on_for_twice_its_longer_side(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif", size=100)
    grid = grid_of_file(path)
    assert grid is not None
    lons, lats = exact(path, np.array([-150.0, 250.0]), np.array([50.0, -60.0]))
    found = grid.to_image(lons, lats)
    assert np.allclose(found, [[-150, 250], [50, -60]], atol=0.1)
    assert grid.to_image(0.0, 0.0) is None and grid.to_image(math.nan, 35.0) is None
    assert grid.to_ground(-201, 50) is None and grid.to_ground(math.nan, 5) is None
    assert grid.metres_per_pixel(-500, 0) is None and grid.north_deg(0, 900) is None


@pytest.mark.parametrize("turn", [0, 30, 145, 200, 300])
def test_metres_and_north_are_those_of_the_ground(turn: float) -> None:
    from geographiclib.geodesic import Geodesic

    about = Affine.translation(500_000, 3_923_000) * Affine.rotation(turn) * Affine.scale(0.5, -0.5)
    from rasterio.warp import transform as warp

    def to_ground(columns: Any, rows: Any) -> tuple[Any, Any]:
        xs, ys = about * (np.array(columns), np.array(rows))
        return warp("EPSG:32636", "EPSG:4326", xs.tolist(), ys.tolist())

    grid = fit_grid(1000, 800, to_ground)
    assert grid is not None
    here, right = grid.to_ground(400, 300), grid.to_ground(500, 300)
    assert here is not None and right is not None
    line = Geodesic.WGS84.Inverse(here[1], here[0], right[1], right[0])
    assert grid.metres_per_pixel(400, 300) == pytest.approx(line["s12"] / 100, rel=1e-5)
    north = grid.north_deg(400, 300)
    # Along a row to the right: its azimuth is a quarter turn less where north is turned from up.
    assert north is not None and (90 - line["azi1"] - north + 180) % 360 - 180 == pytest.approx(0, abs=0.01)
    assert (north - turn + 180) % 360 - 180 == pytest.approx(0, abs=0.1)  # on the middle meridian of its zone
    steps = grid.steps_m(400, 300)
    assert steps is not None and math.hypot(*steps[1]) == pytest.approx(0.5, rel=1e-3)


def test_ties_place_an_image_by_the_map_that_placed_it() -> None:
    from obslog.imagery.ties import place_by_ties

    ties = [
        Tie(0, 0, 35.9, 35.5),
        Tie(400, 0, 36.0, 35.5),
        Tie(400, 300, 36.0, 35.4),
        Tie(0, 300, 35.9, 35.4001),
    ]
    grid = grid_by_ties(ties, 400, 300)
    placed = place_by_ties(ties, 400, 300)
    assert grid is not None and grid.how == "ties" and grid.error_m == pytest.approx(placed.error_m, rel=0.01)
    corner = grid.to_ground(0, 0)
    assert corner == pytest.approx(max(placed.footprint.polygons[0][0], key=lambda p: p[1] - p[0]), abs=1e-9)


def test_a_grid_is_the_same_after_its_way_over_the_wire(tmp_path: Path) -> None:
    grid = grid_of_file(geotiff(tmp_path / "a.tif"))
    assert grid is not None
    again = GroundGrid.from_wire(json.loads(json.dumps(grid.to_wire())))
    assert again.to_ground(3.25, 60.5) == grid.to_ground(3.25, 60.5)
    assert (again.how, again.error_m, again.width) == (grid.how, grid.error_m, grid.width)


def test_a_world_file_places_a_picture(tmp_path: Path) -> None:
    from rasterio.crs import CRS

    from making_rasters import png

    path = png(tmp_path / "a.png", size=60)
    (tmp_path / "a.pgw").write_text("2\n0\n0\n-2\n769001\n3922999\n")
    assert grid_of_file(path) is None
    (tmp_path / "a.prj").write_text(CRS.from_epsg(32636).to_wkt(version="WKT1_GDAL"))
    grid = grid_of_file(path)
    assert grid is not None and grid.how == "world_file"
    same = grid_of_file(geotiff(tmp_path / "b.tif", size=120))
    assert same is not None and grid.to_ground(30, 30) == pytest.approx(same.to_ground(60, 60), abs=1e-8)
