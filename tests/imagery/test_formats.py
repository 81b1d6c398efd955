"""JPEG 2000 and NITF are read as safely as TIFF; what is not read is refused by the name of its format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from making_formats import codestream, crs_from, jp2, nitf, nitf_holding, overview_box, with_box
from making_rasters import vrt_to
from obslog.imagery.drivers import ALLOWED_DRIVERS, skipped_drivers
from obslog.imagery.footprint import place
from obslog.imagery.magic import claims_image, driver_of
from obslog.imagery.opening import open_evidence
from obslog.model.errors import FileRefusedError

CANARY = 213
Listener = tuple[str, list[bytes]]


def seen(path: Path) -> set[int]:
    """Every value of a whole and of a reduced read, the place and the tags read too."""
    with open_evidence(path) as evidence, evidence.dataset() as source:
        place(source)
        source.tags()
        source.overviews(1)
        source.dataset_mask()
        reduced = source.read(out_shape=(source.count, 8, 8))
        return {int(value) for value in np.concatenate([reduced.ravel(), source.read().ravel()])}


def naive(path: Path) -> set[int]:
    """What a reader without precautions sees in a reduced read."""
    import rasterio

    with rasterio.open(path) as source:
        return {int(value) for value in source.read(out_shape=(source.count, 8, 8)).ravel()}


@pytest.mark.parametrize("compression", ["NC", "C3", "C8"])
def test_nitf_images_are_read_and_placed(tmp_path: Path, compression: str) -> None:
    path = nitf(tmp_path / "a.ntf", compression)
    with open_evidence(path) as evidence, evidence.dataset() as source:
        assert (evidence.driver, source.width, source.count) == ("NITF", 512, 3)
        assert place(source).footprint is not None
    assert seen(path) == {40}


def test_jpeg_2000_is_read_and_placed_in_boxes_and_as_a_codestream(tmp_path: Path) -> None:
    boxes, raw = jp2(tmp_path / "a.jp2"), codestream(tmp_path / "b.j2k")
    with open_evidence(boxes) as evidence, evidence.dataset() as source:
        assert evidence.driver == "JP2OpenJPEG"
        assert place(source).crs == "EPSG:32636"
        assert source.overviews(1) != []
    assert seen(boxes) == seen(raw) == {40}


@pytest.mark.parametrize("scheme", ["local", "curl", "http"])
def test_a_box_cannot_name_an_overview_elsewhere(
    tmp_path: Path, canary: Path, listener: Listener, scheme: str
) -> None:
    address, heard = listener
    target = {"local": str(canary), "curl": f"/vsicurl/{address}/x.tif", "http": f"{address}/x.tif"}[scheme]
    path = with_box(jp2(tmp_path / "a.jp2"), overview_box(target))
    assert seen(path) == {40}
    assert heard == []
    if scheme == "local":
        assert CANARY in naive(path), "this GDAL no longer follows it; the trap proves nothing"


def test_a_box_whose_name_of_a_domain_is_written_as_entities_cannot_either(
    tmp_path: Path, canary: Path
) -> None:
    assert seen(with_box(jp2(tmp_path / "a.jp2"), overview_box(str(canary), "&#79;VERVIEWS"))) == {40}


@pytest.mark.parametrize("kind", ["file", "http"])
def test_the_coordinate_system_of_a_jpeg_2000_is_not_fetched(
    tmp_path: Path, canary: Path, listener: Listener, kind: str
) -> None:
    address, heard = listener
    definition = tmp_path / "crs.wkt"
    definition.write_text('LOCAL_CS["canary",UNIT["metre",1]]')
    path = crs_from(tmp_path / "a.jp2", str(definition) if kind == "file" else f"{address}/crs.xml")
    with open_evidence(path) as evidence, evidence.dataset() as source:
        assert source.crs is None
    assert heard == []


def test_a_nitf_that_holds_another_file_where_its_image_should_be_is_refused(
    tmp_path: Path, canary: Path
) -> None:
    with pytest.raises(FileRefusedError, match="cannot be opened as NITF"):
        seen(nitf_holding(tmp_path / "a.ntf", vrt_to(str(canary), 512).encode()))


def test_boxes_inside_a_nitf_are_refused_since_no_setting_stops_them(tmp_path: Path, canary: Path) -> None:
    inner = with_box(jp2(tmp_path / "inner.jp2"), overview_box(str(canary))).read_bytes()
    path = nitf_holding(tmp_path / "a.ntf", inner)
    assert CANARY in naive(path), "this GDAL no longer follows it; the trap proves nothing"
    with pytest.raises(FileRefusedError, match="container of its own"):
        seen(path)


def test_a_decoy_for_jpeg_inside_a_nitf_in_the_working_folder_is_not_read(
    tmp_path: Path, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = nitf(tmp_path / "a.ntf", "C3")
    data = path.read_bytes()
    at = data.index(b"\xff\xd8\xff")
    folder = tmp_path / "delivery"
    decoys = folder / f"JPEG_SUBFILE:Q0,{at},{len(data) - at}," / "proc" / "self" / "fd"
    decoys.mkdir(parents=True)
    for number in range(64):
        (decoys / str(number)).write_text(vrt_to(str(canary), 512))
    monkeypatch.chdir(folder)
    with pytest.raises(FileRefusedError, match="a trap for this format"):
        seen(path)
    monkeypatch.chdir(tmp_path)
    assert seen(path) == {40}


def test_a_table_of_contents_is_no_image(tmp_path: Path) -> None:
    path = tmp_path / "A.TOC"
    path.write_bytes(b"NITF02.00" + b" " * 30 + b"A.TOC" + b" " * 400)
    with pytest.raises(FileRefusedError, match="NITF"):
        seen(path)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"GIF89a", "GIF is not read"),
        (b"BM\x00\x00\x00\x00", "BMP is not read"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP is not read"),
        (b"\x89HDF\r\n\x1a\n", "HDF5 is not read"),
        (b"\x0e\x03\x13\x01", "HDF4 is not read"),
        (b"CDF\x01", "netCDF is not read"),
        (b"\0\0\0\x18ftypheic", "HEIC or AVIF is not read"),
        (b"\0\0\0\x18ftypisom", "a video"),
        (b"GRIB", "GRIB is not read"),
        (b"EHFA_HEADER_TAG", "ERDAS Imagine is not read"),
        (b"<VRTDataset rasterXSize='1'>", "points to other files"),
    ],
)
def test_what_is_not_read_is_refused_by_name(head: bytes, words: str) -> None:
    driver, reason = driver_of(head.ljust(64, b"\0"))
    assert driver is None
    assert words in reason


def test_names_that_claim_an_image() -> None:
    assert all(claims_image(name) for name in ("a.JP2", "a.ntf", "a.nc", "a.heic", "a.tif"))
    assert not any(claims_image(name) for name in ("a.xml", "a.pdf", "tif", ".tif"))


def test_every_other_driver_of_the_installed_gdal_is_switched_off() -> None:
    from rasterio.env import Env

    with Env() as env:
        there = set(env.drivers())
    skipped = set(skipped_drivers().split(","))
    assert there - skipped - set(ALLOWED_DRIVERS) == set()
    assert not skipped & set(ALLOWED_DRIVERS)
