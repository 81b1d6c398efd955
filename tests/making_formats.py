"""JPEG 2000 and NITF files that tests make for themselves, good and hostile ones."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

from making_rasters import geotiff


def copied(path: Path, driver: str, source: Path | None = None, **options: Any) -> Path:
    """The image of `source` (a GeoTIFF of 512 x 512 at Khmeimim by default) saved by another GDAL driver."""
    from rasterio.shutil import copy

    given = source or geotiff(path.with_suffix(".source.tif"), size=512)
    copy(str(given), str(path), driver=driver, **options)
    if source is None:
        given.unlink()
    Path(f"{path}.aux.xml").unlink(missing_ok=True)
    return path


def jp2(path: Path, source: Path | None = None, **options: Any) -> Path:
    """A lossless JPEG 2000 file in boxes."""
    settings: dict[str, Any] = {"QUALITY": "100", "REVERSIBLE": "YES", "YCBCR420": "NO"}
    return copied(path, "JP2OpenJPEG", source, **(settings | options))


def codestream(path: Path) -> Path:
    """A raw JPEG 2000 codestream, without boxes."""
    data = jp2(path.with_suffix(".tmp.jp2")).read_bytes()
    path.with_suffix(".tmp.jp2").unlink()
    path.write_bytes(data[data.index(b"\xff\x4f\xff\x51") :])
    return path


def nitf(path: Path, compression: str = "NC", **options: Any) -> Path:
    """A NITF 2.1 file whose corners are stated in UTM (`ICORDS` N)."""
    return copied(path, "NITF", None, IC=compression, ICORDS="N", **options)


def box(kind: bytes, data: bytes) -> bytes:
    """One box of a JPEG 2000 file."""
    return struct.pack(">I4s", 8 + len(data), kind) + data


def with_box(path: Path, extra: bytes) -> Path:
    """Put a box before the codestream of a JPEG 2000 file."""
    data = path.read_bytes()
    at = data.index(b"jp2c") - 4
    path.write_bytes(data[:at] + extra + data[at:])
    return path


def overview_box(target: str, domain: str = "OVERVIEWS") -> bytes:
    """The XML box from which GDAL takes an overview of `target`."""
    item = f'<Metadata domain="{domain}"><MDI key="OVERVIEW_FILE">{target}</MDI></Metadata>'
    return box(b"xml ", f"<GDALMultiDomainMetadata>{item}</GDALMultiDomainMetadata>".encode())


def nitf_holding(path: Path, inner: bytes) -> Path:
    """A NITF whose JPEG 2000 image segment holds these bytes instead, its lengths put right."""
    data = nitf(path, "C8").read_bytes()
    at = data.index(b"\xff\x4f\xff\x51")
    length, whole = len(data) - at, len(data)
    head = data[:at].replace(str(length).zfill(10).encode(), str(len(inner)).zfill(10).encode())
    head = head.replace(str(whole).zfill(12).encode(), str(whole - length + len(inner)).zfill(12).encode())
    path.write_bytes(head + inner)
    return path


def crs_from(path: Path, name: str) -> Path:
    """A JPEG 2000 file with GML only, whose coordinate system is this name."""
    data = jp2(path, GeoJP2="NO", GMLJP2="YES").read_bytes()
    at = data.index(b"jp2c") - 4
    path.write_bytes(_renamed(data[:at], name.encode()) + data[at:])
    return path


def _renamed(data: bytes, name: bytes) -> bytes:
    out, at = b"", 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        inner = data[at + 8 : at + length]
        if kind == b"asoc":
            inner = _renamed(inner, name)
        elif kind == b"xml ":
            for known in (b"urn:ogc:def:crs:EPSG::32636", b"http://www.opengis.net/def/crs/EPSG/0/32636"):
                inner = inner.replace(known, name)
        out += box(kind, inner)
        at += length
    return out


def scene(height: int = 600, width: int = 600, seed: int = 1, bands: int = 1) -> np.ndarray[Any, Any]:
    """A picture with large and small shapes, (band, row, column), 0 to 1: distinct for each seed."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width] / max(height, width)
    picture = np.zeros((height, width))
    for _ in range(12):
        x, y, size, level = rng.uniform(0, 1, 4)
        inside = (abs(columns - x) < size / 4 + 0.02) & (abs(rows - y) < (1 - size) / 4 + 0.02)
        picture[inside] += level
    for _ in range(6):
        x, y, turn = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0, np.pi)
        along = np.cos(turn) * (columns - x) + np.sin(turn) * (rows - y)
        picture[abs(along) < 0.02] += rng.uniform(0.2, 1)
    picture += rng.normal(0, 0.03, picture.shape)
    low, high = picture.min(), picture.max()
    return np.repeat(((picture - low) / (high - low))[None], bands, axis=0)
