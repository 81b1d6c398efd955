"""Files that are broken, or that ask for more than a machine has."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hostile.cases import IMPORTED, REJECTED, SKIPPED, Corpus
from making_formats import jp2, nitf
from making_rasters import geotiff, jpeg, png, png_bomb, tiny_tiff

_CUT = (
    r"cut|truncat|decode|opened|bytes|short|end of|Read|strile|tile|scanline|whole|premature|IReadBlock|empty"
)


def fill(corpus: Corpus) -> None:
    """Add all cases of this kind."""
    _cut(corpus)
    _bombs(corpus)
    _loops(corpus)
    _odd(corpus)


def _cut(corpus: Corpus) -> None:
    """Each format cut off at several places."""
    makers: dict[str, Callable[[Path], Path]] = {
        "tif": lambda path: geotiff(path, size=200, value=5),
        "deflated.tif": lambda path: geotiff(path, size=200, value=6, compress="deflate", dtype="uint16"),
        "tiled.tif": lambda path: geotiff(path, size=256, value=7, tiled=True, blockxsize=64, blockysize=64),
        "png": lambda path: png(path, 200),
        "jpg": lambda path: jpeg(path, 400),
        "jp2": lambda path: jp2(path),
        "ntf": lambda path: nitf(path),
    }
    for suffix, make in makers.items():
        whole = make(corpus.folder / f"whole.{suffix}")
        data = whole.read_bytes()
        whole.unlink()
        for share in (0, 1, 10, 50, 90, 99):
            length = len(data) * share // 100 if share else 3
            # A JPEG 2000 that lacks its last layers may still be whole at what it holds.
            outcome: Any = (REJECTED, IMPORTED) if suffix in ("jp2", "jpg") and share >= 50 else REJECTED
            if suffix.endswith("tif") and share == 99:
                outcome = (REJECTED, IMPORTED)  # what is cut may be the directory's tail, or padding
            corpus.write(f"cut/{share}.{suffix}", data[:length] + bytes([share]) * (share == 0), outcome, "")
    corpus.write("cut/nothing.tif", b"", REJECTED, "empty")
    corpus.write("cut/nothing.txt", b"", SKIPPED)


def _bombs(corpus: Corpus) -> None:
    """A little file that stands for a great many pixels."""
    bomb = "bomb|limit|pixels|opened|too|dimension"
    tiny_tiff(corpus.add("bombs/billion.tif", REJECTED, bomb), 1_000_000_000, 1_000_000_000)
    tiny_tiff(corpus.add("bombs/big_billion.tif", REJECTED, bomb), 4_000_000_000, 4_000_000_000, big=True)
    tiny_tiff(corpus.add("bombs/wide.tif", REJECTED, bomb), 2_000_000_000, 1)
    tiny_tiff(corpus.add("bombs/tall.tif", REJECTED, bomb), 1, 2_000_000_000)
    tiny_tiff(corpus.add("bombs/square.tif", REJECTED, bomb), 46_340, 46_340)
    _shared_strips(corpus.add("bombs/shared_strips.tif", REJECTED, bomb), 60_000)
    png_bomb(corpus.add("bombs/grey.png", REJECTED, bomb))
    _text_chunk(corpus.add("bombs/text.png", (REJECTED, IMPORTED)))
    geotiff(corpus.add("bombs/bands.tif", REJECTED, "bands"), size=4, count=200)
    geotiff(
        corpus.add("bombs/nothing_but_zeros.tif", (IMPORTED, REJECTED)),
        size=3000,
        value=0,
        compress="deflate",
    )


def _shared_strips(path: Path, side: int) -> None:
    """A TIFF of side x side whose strips all lie at one place."""
    rows = 100
    strips = side // rows
    packed = zlib.compress(b"\0" * side * rows)
    entries = [
        (256, 4, 1, side),
        (257, 4, 1, side),
        (258, 3, 1, 8),
        (259, 3, 1, 8),
        (262, 3, 1, 1),
        (277, 3, 1, 1),
    ]
    base = 8 + 2 + 12 * 9 + 4
    entries += [(273, 4, strips, base), (278, 4, 1, rows), (279, 4, strips, base + 4 * strips)]
    at = base + 8 * strips
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    offsets = struct.pack("<I", at) * strips + struct.pack("<I", len(packed)) * strips
    path.write_bytes(struct.pack("<2sHIH", b"II", 42, 8, 9) + body + b"\0\0\0\0" + offsets + packed)


def _text_chunk(path: Path) -> None:
    """A PNG with a text of 256 MB in a chunk of 250 kB."""
    png(path)
    data = path.read_bytes()
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"A" * (1 << 20)) for _ in range(256)) + packer.flush()
    text = b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    path.write_bytes(data[:33] + chunk + data[33:])


def _loops(corpus: Corpus) -> None:
    """Directories of a TIFF that lead in a circle, nowhere, or beyond the file."""
    for name, following in (("itself", 8), ("beyond", 1 << 30), ("header", 2)):
        path = tiny_tiff(corpus.add(f"loops/{name}.tif", (REJECTED, IMPORTED)), 2, 2)
        data = bytearray(path.read_bytes())
        struct.pack_into("<I", data, 8 + 2 + 12 * 9, following)
        path.write_bytes(bytes(data))
    corpus.write(
        "loops/first_beyond.tif", struct.pack("<2sHI", b"II", 42, 1 << 30), REJECTED, "opened|cut|bytes"
    )
    corpus.write("loops/no_entries.tif", struct.pack("<2sHIHI", b"II", 42, 8, 0, 0), REJECTED)
    corpus.write("loops/many_entries.tif", struct.pack("<2sHIH", b"II", 42, 8, 65535) + b"\0" * 99, REJECTED)
    corpus.write("loops/long_value.tif", _one_entry(258, 3, 1 << 31, 8), REJECTED)
    corpus.write("loops/zero_wide.tif", _one_entry(256, 4, 1, 0), REJECTED)


def _one_entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, tag, kind, count, value, 0)


def _odd(corpus: Corpus) -> None:
    """Right magic, wrong inside; and formats that are not read."""
    noise = bytes(range(256)) * 8
    for name, magic in {
        "noise.tif": b"II*\0", "noise.big.tif": b"II+\0", "noise.mm.tif": b"MM\0*", "noise.png": b"\x89PNG\r\n\x1a\n",
        "noise.jpg": b"\xff\xd8\xff\xe0", "noise.jp2": b"\0\0\0\x0cjP  \r\n\x87\n", "noise.j2k": b"\xff\x4f\xff\x51",
        "noise.ntf": b"NITF02.10", "noise.gif": b"GIF89a", "noise.bmp": b"BM", "noise.webp": b"RIFF\0\0\0\0WEBP",
        "noise.nc": b"CDF\x01", "noise.h5": b"\x89HDF\r\n\x1a\n", "noise.img": b"EHFA_HEADER_TAG",
        "pdf.tif": b"%PDF-1.7\n", "zip.tif": b"PK\x03\x04", "html.jpg": b"<html>", "elf.tif": b"\x7fELF",
        "gzip.tif": b"\x1f\x8b\x08", "sqlite.tif": b"SQLite format 3\0", "json.png": b'{"type": "FeatureCollection"}',
    }.items():  # fmt: skip
        corpus.write(f"odd/{name}", magic + noise, REJECTED)
    for suffix in ("gif", "bmp", "webp", "heic", "ecw", "sid", "hdf", "nc", "vrt"):
        corpus.write(f"odd/plain.{suffix}", noise, (REJECTED, SKIPPED))
    corpus.move(jpeg(corpus.place("made.jpg")), "odd/really_a_jpeg.tif", IMPORTED)
    corpus.move(png(corpus.place("made.png"), value=41), "odd/really_a_png.jpg", IMPORTED)
    corpus.move(geotiff(corpus.place("made.tif"), value=42), "odd/no_suffix", IMPORTED)
    corpus.move(geotiff(corpus.place("made.tif"), value=43), "odd/tif.txt", IMPORTED)
