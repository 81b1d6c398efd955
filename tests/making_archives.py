"""Archives that tests make for themselves: deliveries of the trade, and the hostile ones."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKERS = {"tar": bytes, "tar.gz": gzip.compress, "tar.bz2": bz2.compress, "tar.xz": lzma.compress}
FORMS = ("zip", *PACKERS)


def tar_header(
    name: bytes, size: int = 0, kind: bytes = b"0", link: bytes = b"", magic: bytes = b""
) -> bytes:
    """One header block of a tar."""
    head = name[:100].ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    number = b"%011o\0" % size if size < 8**11 else b"\x80" + size.to_bytes(11, "big")
    rest = kind + link.ljust(100, b"\0") + (magic or b"ustar\x0000") + b"\0" * 247
    block = head + number + b"14700000000\0" + b" " * 8 + rest
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def padded(data: bytes) -> bytes:
    """Content as it stands in a tar, filled up to whole blocks."""
    return data + b"\0" * (-len(data) % 512)


def tar_member(name: bytes, data: bytes) -> bytes:
    """One file of a tar; a long name as GNU writes it."""
    long = (
        tar_header(b"././@LongLink", len(name) + 1, b"L") + padded(name + b"\0") if len(name) > 100 else b""
    )
    return long + tar_header(name, len(data)) + padded(data)


def pax(records: Mapping[str, bytes]) -> bytes:
    """An extended header of a tar."""
    data = b""
    for key, value in records.items():
        body = b" " + key.encode() + b"=" + value + b"\n"
        length = len(body) + len(str(len(body)))
        length = len(body) + len(str(length))
        data += str(length).encode() + body
    return tar_header(b"PaxHeader", len(data), b"x") + padded(data)


END = b"\0" * 1024


def tar_of(files: Mapping[bytes, bytes], form: str = "tar") -> bytes:
    """A tar of these files, packed as `form` says."""
    whole = b"".join(tar_member(name, data) for name, data in files.items()) + END
    return PACKERS[form](whole)


def zip_of(files: Mapping[bytes, bytes] | Sequence[tuple[bytes, bytes]], **entry: int) -> bytes:
    """A zip of these files; `entry` overrides numbers of every entry (see `zip_entry`)."""
    pairs = list(files.items()) if isinstance(files, Mapping) else list(files)
    body, central, at = [], [], 0
    for name, data in pairs:
        local, record = zip_entry(name, data, at, **entry)
        body.append(local)
        central.append(record)
        at += len(local)
    directory = b"".join(central)
    return b"".join(body) + directory + zip_end(len(pairs), len(directory), at)


def zip_entry(
    name: bytes,
    data: bytes,
    offset: int,
    *,
    flags: int = 0,
    method: int = 8,
    crc: int | None = None,
    size: int | None = None,
    mode: int = 0o100644,
    system: int = 3,
) -> tuple[bytes, bytes]:
    """The local part of one entry, and its record in the central directory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush() if method == 8 else data
    packed = bz2.compress(data) if method == 12 else packed
    numbers = (
        flags, method, 0, 0x21,
        zlib.crc32(data) if crc is None else crc, len(packed), len(data) if size is None else size, len(name), 0,
    )  # fmt: skip
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, *numbers) + name + packed
    central = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20 | system << 8, 20, *numbers, 0, 0, 0, mode << 16, offset
    )
    return local, central + name


def zip_end(count: int, length: int, start: int) -> bytes:
    """The end of a zip's central directory, as zip64 where it has many members."""
    if count < 0xFFFF:
        return struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, length, start, 0)
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, start + length, 1)
    return (
        wide + locator + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )


def archive_of(files: Mapping[bytes, bytes], form: str) -> bytes:
    """An archive in any of `FORMS`."""
    return zip_of(files) if form == "zip" else tar_of(files, form)


def by_the_library(files: Mapping[str, bytes], form: str) -> bytes:
    """The same, written by Python's own modules."""
    out = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data in files.items():
                target.writestr(name, data)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return PACKERS[form](out.getvalue())


def written(path: Path, data: bytes) -> Path:
    """`data` in a file; its path again."""
    path.write_bytes(data)
    return path
