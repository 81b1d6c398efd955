"""What our own reading of an ordinary GeoTIFF's tags says is what GDAL says; what is not ordinary is left to it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from making_rasters import geotiff
from obslog.imagery.footprint import place, place_grid
from obslog.imagery.identify import identify
from obslog.imagery.opening import open_evidence
from obslog.imagery.systems import known_system
from obslog.imagery.tiff_grid import Grid, ordinary_grid
from obslog.model.errors import FileRefusedError
from realdata import shared_data


def grid_of(path: Path) -> Grid | None:
    fd = os.open(path, os.O_RDONLY)
    try:
        return ordinary_grid(fd)
    finally:
        os.close(fd)


def agrees(path: Path) -> bool | None:
    """Whether the grid read here places the image as GDAL does; None where it is left to GDAL."""
    grid = grid_of(path)
    with open_evidence(path) as evidence, evidence.dataset() as source:
        if grid is None or source.crs is None:
            return None
        assert tuple(source.transform)[:6] == pytest.approx(grid.six, rel=1e-15, abs=0)
        gdals, ours = place(source), place_grid(source.width, source.height, grid.six, source.crs)
        # Of a damaged file that lies nowhere, each may say so in its own words.
        assert gdals == ours or (gdals.footprint is None and ours.footprint is None)
        assert source.tags()["AREA_OR_POINT"] == ("Point" if grid.point else "Area")
    return True


@pytest.mark.parametrize("crs", ["EPSG:32636", "EPSG:4326", "EPSG:3857", "EPSG:3995", "EPSG:28992"])
@pytest.mark.parametrize("point", ["Area", "Point"])
@pytest.mark.parametrize("big", ["YES", "NO"])
@pytest.mark.parametrize("endian", ["LITTLE", "BIG"])
def test_ordinary_files_are_read_alike(tmp_path: Path, crs: str, point: str, big: str, endian: str) -> None:
    size = 1e-5 if crs == "EPSG:4326" else 1.5
    transform = Affine(size, 0, 5.5, 0, -size * 1.25, 52.25)
    tags = {"AREA_OR_POINT": point}
    path = geotiff(
        tmp_path / "a.tif", crs=crs, transform=transform, tags=tags, BIGTIFF=big, ENDIANNESS=endian
    )
    assert agrees(path)


def test_files_that_are_not_ordinary_are_left_to_gdal(tmp_path: Path) -> None:
    turned = geotiff(tmp_path / "a.tif", transform=Affine(0, 1, 769_000, 1, 0, 3_923_000))
    south_up = geotiff(tmp_path / "b.tif", transform=Affine(1, 0, 769_000, 0, 1, 3_923_000))
    bare = geotiff(tmp_path / "c.tif", crs=None, transform=Affine.identity())
    assert [grid_of(path) for path in (turned, south_up, bare)] == [None, None, None]


def test_a_folder_of_one_system_gives_the_same_answers_first_and_later(tmp_path: Path) -> None:
    first = identify(geotiff(tmp_path / "a.tif", crs="EPSG:32637")).identity
    grid = grid_of(tmp_path / "a.tif")
    assert grid is not None and known_system(grid.system) is not None
    later = identify(tmp_path / "a.tif").identity
    assert later == first
    assert later.crs == "EPSG:32637"


def test_another_system_is_another_definition(tmp_path: Path) -> None:
    grids = [grid_of(geotiff(tmp_path / f"{zone}.tif", crs=f"EPSG:{zone}")) for zone in (32636, 32637, 4326)]
    assert len({grid.system for grid in grids if grid is not None}) == 3


def test_real_files_are_read_alike() -> None:
    alike = 0
    for path in sorted(shared_data().rglob("*.tif")):
        try:
            alike += agrees(path) is True
        except FileRefusedError:
            continue
    assert alike > 15


@settings(max_examples=300, deadline=None)
@given(
    data=st.data(),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_no_damage_makes_it_raise_or_disagree(
    tmp_path_factory: pytest.TempPathFactory, data: Any, edits: list[tuple[float, int]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = folder / "whole.tif"
    if not whole.exists():
        geotiff(whole, size=8, count=1)
    content = bytearray(whole.read_bytes())
    for share, value in edits:
        content[int(share * (len(content) - 1))] = value
    path = folder / "damaged.tif"
    path.write_bytes(bytes(content))
    with contextlib.suppress(FileRefusedError):
        agrees(path)
