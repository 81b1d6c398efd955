"""Overviews inside a TIFF are trusted only where no directory of it names another file."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making_rasters import geotiff, tiny_tiff, with_overviews
from obslog.imagery.tiff_tags import overviews_are_own


def trusted(path: Path) -> bool:
    fd = os.open(path, os.O_RDONLY)
    try:
        return overviews_are_own(fd, os.fstat(fd).st_size)
    finally:
        os.close(fd)


def test_an_ordinary_file_is_trusted(tmp_path: Path) -> None:
    assert trusted(geotiff(tmp_path / "a.tif"))
    assert trusted(geotiff(tmp_path / "b.tif", tags={"ACQUISITION_DATETIME": "2024-12-13T08:12:00Z"}))
    assert trusted(with_overviews(tmp_path / "c.tif"))
    assert trusted(geotiff(tmp_path / "d.tif", BIGTIFF="YES"))


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("text", [b"<Item domain='OVERVIEWS'/>", b"<i>overview_file</i>", b"&#79;VERVIEWS"])
def test_a_word_or_an_entity_in_any_case_is_not(tmp_path: Path, text: bytes, big: bool) -> None:
    assert not trusted(tiny_tiff(tmp_path / "a.tif", 4, 1, metadata=text, big=big))
    assert trusted(tiny_tiff(tmp_path / "b.tif", 4, 1, metadata=b"<GDALMetadata></GDALMetadata>", big=big))


def test_a_later_directory_counts_too(tmp_path: Path) -> None:
    first = tiny_tiff(tmp_path / "a.tif", 4, 1).read_bytes()
    second = tiny_tiff(tmp_path / "b.tif", 4, 1, metadata=b"<Item domain='OVERVIEWS'/>").read_bytes()
    entries = struct.unpack_from("<H", first, 8)[0]
    moved = bytearray(second[8:])
    at = 2 + 12 * (entries) + 8
    struct.pack_into("<I", moved, at, len(first) + struct.unpack_from("<I", moved, at)[0] - 8)
    joined = bytearray(first + bytes(moved))
    struct.pack_into("<I", joined, 10 + 12 * entries, len(first))
    path = tmp_path / "c.tif"
    path.write_bytes(bytes(joined))
    assert not trusted(path)


def test_a_sub_directory_counts_too(tmp_path: Path) -> None:
    hidden = tiny_tiff(tmp_path / "b.tif", 4, 1, metadata=b"<Item domain='OVERVIEWS'/>").read_bytes()
    count = struct.unpack_from("<H", hidden, 8)[0]
    directory = bytearray(hidden[8:])
    struct.pack_into("<I", directory, 2 + 12 * (count - 1) + 8, 200 + len(hidden) - 8 - 26)
    head = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<H", 1)
    head += struct.pack("<HHII", 330, 4, 1, 200) + struct.pack("<I", 0)
    path = tmp_path / "c.tif"
    path.write_bytes(head.ljust(200, b"\0") + bytes(directory))
    assert not trusted(path)


def test_a_loop_of_directories_ends(tmp_path: Path) -> None:
    path = tiny_tiff(tmp_path / "a.tif", 4, 1)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, 10 + 12 * struct.unpack_from("<H", data, 8)[0], 8)
    path.write_bytes(bytes(data))
    assert not trusted(path)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]), st.binary(max_size=400))
def test_no_bytes_make_it_raise(tmp_path_factory: pytest.TempPathFactory, magic: bytes, body: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.tif"
    path.write_bytes(magic + body)
    assert trusted(path) in (True, False)
