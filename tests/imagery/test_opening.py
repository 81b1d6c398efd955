"""No file of evidence makes obslog read another file, reach the network, hang, or eat the memory."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from pathlib import Path

import pytest

from making_rasters import geotiff, inject_metadata, jpeg, png, png_bomb, tiny_tiff, vrt_to, with_overviews
from obslog.imagery.limits import Limits
from obslog.imagery.opening import open_evidence
from obslog.model.errors import FileRefusedError

CANARY = 213


def thumbnail(path: Path) -> set[int]:
    """The values of a reduced read, which is what draws in foreign overviews and masks."""
    with open_evidence(path) as evidence, evidence.dataset() as source:
        source.overviews(1)
        pixels = source.read(out_shape=(source.count, 8, 8))
        source.dataset_mask()
        return {int(value) for value in pixels.ravel()}


def refusal(path: Path | bytes, limits: Limits = Limits()) -> str:
    with (
        pytest.raises(FileRefusedError) as caught,
        open_evidence(path, limits) as evidence,
        evidence.dataset(),
    ):
        pass
    assert "\n" not in caught.value.reason
    return caught.value.reason


def test_a_true_geotiff_is_read_and_hashed_from_one_descriptor(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif")
    with open_evidence(path) as evidence, evidence.dataset() as source:
        assert (evidence.driver, source.width, source.count) == ("GTiff", 64, 3)
        assert evidence.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["scene.tif", "scene.jpg", "scene.vrt"])
def test_a_vrt_under_any_name_is_refused_without_reading_its_target(
    tmp_path: Path, canary: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(vrt_to(str(canary)))
    assert "points to other files" in refusal(path)


@pytest.mark.parametrize(
    "text", ["<GDAL_WMS><Service name='WMS'/></GDAL_WMS>", "<MRF_META></MRF_META>", "plain words"]
)
def test_texts_that_gdal_would_open_are_not_images(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scene.tif"
    path.write_text(text)
    assert "not" in refusal(path)


@pytest.mark.parametrize("scheme", ["local", "network"])
def test_an_aux_xml_beside_the_image_leads_nowhere(
    tmp_path: Path, canary: Path, listener: tuple[str, list[bytes]], scheme: str
) -> None:
    address, heard = listener
    target = str(canary) if scheme == "local" else f"/vsicurl/{address}/x.tif"
    path = geotiff(tmp_path / "a.tif", size=512)
    item = f'<Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">{target}</MDI></Metadata>'
    xml = f"<PAMDataset>{item}</PAMDataset>"
    Path(f"{path}.aux.xml").write_text(xml)
    assert thumbnail(path) == {40}
    assert heard == []


@pytest.mark.parametrize("suffix", [".ovr", ".msk"])
def test_overviews_and_masks_beside_the_image_are_not_opened(
    tmp_path: Path, canary: Path, suffix: str
) -> None:
    path = geotiff(tmp_path / "a.tif", size=512)
    Path(f"{path}{suffix}").write_text(vrt_to(str(canary), 512))
    assert thumbnail(path) == {40}


@pytest.mark.parametrize("domain", ["OVERVIEWS", "&#79;VERVIEWS", "overviews"])
@pytest.mark.parametrize("scheme", ["local", "curl", "http"])
def test_metadata_within_a_true_tiff_cannot_name_an_overview_elsewhere(
    tmp_path: Path, canary: Path, listener: tuple[str, list[bytes]], domain: str, scheme: str
) -> None:
    address, heard = listener
    target = {"local": str(canary), "curl": f"/vsicurl/{address}/x.tif", "http": f"{address}/x.tif"}[scheme]
    key = "OVERVIEW_FILE" if "&" not in domain else "&#79;VERVIEW_FILE"
    item = f'<Item name="{key}" domain="{domain}">{target}</Item>'
    path = geotiff(tmp_path / "a.tif", size=512, tags={"NOTE": "x"})
    inject_metadata(path, f"<GDALMetadata>{item}</GDALMetadata>".encode())
    assert thumbnail(path) == {40}
    assert heard == []


def test_the_overviews_of_an_honest_file_are_used(tmp_path: Path) -> None:
    with open_evidence(with_overviews(tmp_path / "a.tif")) as evidence, evidence.dataset() as source:
        assert source.overviews(1) == [2, 4]


def test_a_pipe_a_socket_a_link_and_a_folder_are_refused_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    os.mkfifo(tmp_path / "pipe.tif")
    (tmp_path / "link.tif").symlink_to(geotiff(tmp_path / "real.tif"))
    (tmp_path / "folder.tif").mkdir()
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "s.tif"))
        assert "socket" in refusal(tmp_path / "s.tif")
    assert "named pipe" in refusal(tmp_path / "pipe.tif")
    assert "link" in refusal(tmp_path / "link.tif")
    assert "directory" in refusal(tmp_path / "folder.tif")
    assert "no longer there" in refusal(tmp_path / "gone.tif")
    assert time.monotonic() - began < 5


def test_a_name_that_is_not_utf8_and_a_name_like_a_url_are_only_names(tmp_path: Path) -> None:
    data = geotiff(tmp_path / "a.tif").read_bytes()
    for name in (b"b\xff.tif", b"zip+s3:a!b.tif", b"GTIFF_DIR:1:x.tif"):
        path = os.fsencode(tmp_path) + b"/" + name
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY), "wb") as file:
            file.write(data)
        with open_evidence(path) as evidence, evidence.dataset() as source:
            assert source.width == 64


def test_a_tiny_file_that_claims_a_billion_columns_is_refused_by_its_size(tmp_path: Path) -> None:
    assert "pixels" in refusal(tiny_tiff(tmp_path / "a.tif", 1_000_000_000, 1_000_000_000))


def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = png_bomb(tmp_path / "a.png", 12_000)
    assert "decompression bomb" in refusal(path)
    with open_evidence(path, Limits(allow_dense=True)) as evidence, evidence.dataset() as source:
        assert source.width == 12_000


def test_too_many_bands_are_refused(tmp_path: Path) -> None:
    assert "65 bands" in refusal(geotiff(tmp_path / "a.tif", count=65, size=16))


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "a.tif")
    with pytest.raises(FileRefusedError, match="changed while reading"), open_evidence(path) as evidence:
        evidence.sha256()
        with path.open("ab") as file:
            file.write(b"more")


def test_empty_short_and_foreign_files_say_what_they_are(tmp_path: Path) -> None:
    for name, data, words in (
        ("a.tif", b"", "empty"),
        ("b.tif", b"1", "too short"),
        ("c.tif", b"NITF02.10" + b" " * 90, "cannot be opened as NITF"),
        ("d.tif", b"GIF89a" + b" " * 90, "GIF"),
        ("e.tif", b"PK\x03\x04" + b" " * 90, "zip"),
        ("f.tif", bytes(range(128, 228)), "not a TIFF, PNG, JPEG, JPEG 2000 or NITF"),
        ("g.tif", b"II*\0" + b"\xff" * 60, "cannot be opened as TIFF"),
    ):
        (tmp_path / name).write_bytes(data)
        assert words in refusal(tmp_path / name)


def test_the_callers_environment_is_left_alone(tmp_path: Path) -> None:
    before = dict(os.environ)
    for path in (geotiff(tmp_path / "a.tif"), png(tmp_path / "b.png"), jpeg(tmp_path / "c.jpg")):
        with open_evidence(path) as evidence, evidence.dataset() as source:
            source.read(1)
    assert dict(os.environ) == before


def test_the_traps_here_do_catch_a_naive_reader(tmp_path: Path, canary: Path) -> None:
    import rasterio

    path = geotiff(tmp_path / "a.tif", size=512, tags={"NOTE": "x"})
    item = f'<Item name="OVERVIEW_FILE" domain="OVERVIEWS">{canary}</Item>'
    inject_metadata(path, f"<GDALMetadata>{item}</GDALMetadata>".encode())
    with rasterio.open(path, driver="GTiff") as source:
        assert CANARY in source.read(out_shape=(3, 8, 8)), (
            "this GDAL no longer follows it; the trap proves nothing"
        )
