"""Small rasters that tests make for themselves: good ones, and the hostile ones of the trade."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np


def geotiff(
    path: Path, *, value: int = 40, size: int = 64, tags: dict[str, str] | None = None, **profile: Any
) -> Path:
    """A true GeoTIFF at Khmeimim (EPSG:32636, 1 m, 3 bands) unless `profile` says otherwise."""
    import rasterio
    from rasterio.transform import from_origin

    settings: dict[str, Any] = {
        "driver": "GTiff",
        "width": size,
        "height": size,
        "count": 3,
        "dtype": "uint8",
        "crs": "EPSG:32636",
        "transform": from_origin(769_000, 3_923_000, 1.0, 1.0),
    }
    settings |= profile
    with rasterio.open(path, "w", **settings) as out:
        shape = (settings["count"], settings["height"], settings["width"])
        out.write(np.full(shape, value, settings["dtype"]))
        if tags:
            out.update_tags(**tags)
    return path


def with_overviews(path: Path, size: int = 512) -> Path:
    """A GeoTIFF with internal overviews of its own."""
    import rasterio

    geotiff(path, size=size, tiled=True, blockxsize=128, blockysize=128)
    with rasterio.open(path, "r+") as out:
        out.build_overviews([2, 4])
    return path


def png(path: Path, size: int = 64, value: int = 7) -> Path:
    """A grey PNG without georeference."""
    from PIL import Image

    Image.fromarray(np.random.default_rng(value).integers(0, 255, (size, size), dtype=np.uint8)).save(path)
    return path


def jpeg(path: Path, size: int = 64, exif: dict[int, str] | None = None, comment: str | None = None) -> Path:
    """A JPEG, with EXIF texts (of the Exif directory) if asked."""
    from PIL import Image

    image = Image.fromarray(np.full((size, size, 3), 90, np.uint8))
    data = Image.Exif()
    if exif:
        data.get_ifd(0x8769).update(exif)
    image.save(path, exif=data, comment=(comment or "").encode())
    return path


def png_bomb(path: Path, side: int = 30_000) -> Path:
    """A PNG of a few hundred kilobytes that claims and holds `side` x `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (side + 1)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b""))
    return path


def tiny_tiff(
    path: Path, width: int, height: int, *, metadata: bytes | None = None, big: bool = False
) -> Path:
    """A hand-made one-strip TIFF (or BigTIFF) whose header claims `width` x `height` pixels."""
    entries = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (277, 3, 1)]
    entries += [(273, 4, 8), (278, 4, min(height, 0xFFFFFFFF)), (279, 4, 4)]
    count = len(entries) + (metadata is not None)
    directory = 16 if big else 8
    size = (8 + 20 * count + 8) if big else (2 + 12 * count + 4)
    text_at = directory + size
    rows = []
    for tag, kind, value in sorted(entries):
        rows.append(struct.pack("<HHQQ" if big else "<HHII", tag, kind, 1, value))
    if metadata is not None:
        rows.append(struct.pack("<HHQQ" if big else "<HHII", 42112, 2, len(metadata), text_at))
    head = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) if big else struct.pack("<2sHI", b"II", 42, 8)
    number = struct.pack("<Q" if big else "<H", count)
    end = struct.pack("<Q" if big else "<I", 0)
    path.write_bytes(head + number + b"".join(rows) + end + (metadata or b""))
    return path


def inject_metadata(path: Path, xml: bytes) -> Path:
    """Put `xml` into tag 42112 of a classic little-endian TIFF, in place of the GDAL metadata it holds."""
    data = bytearray(path.read_bytes())
    first = struct.unpack_from("<I", data, 4)[0]
    for entry in range(struct.unpack_from("<H", data, first)[0]):
        at = first + 2 + 12 * entry
        if struct.unpack_from("<H", data, at)[0] == 42112:
            struct.pack_into("<II", data, at + 4, len(xml) + 1, len(data))
            path.write_bytes(bytes(data) + xml + b"\0")
            return path
    raise AssertionError("no tag 42112 in that file")


def vrt_to(target: str, size: int = 64) -> str:
    """The text of a VRT that reads `target`."""
    return (
        f'<VRTDataset rasterXSize="{size}" rasterYSize="{size}"><VRTRasterBand dataType="Byte" band="1">'
        f'<SimpleSource><SourceFilename relativeToVRT="0">{target}</SourceFilename><SourceBand>1</SourceBand>'
        "</SimpleSource></VRTRasterBand></VRTDataset>"
    )
