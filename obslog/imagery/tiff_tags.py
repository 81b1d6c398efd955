"""Whether a TIFF's internal overviews may be used: no GDAL_METADATA tag may name an overview elsewhere.

A true TIFF can carry `OVERVIEW_FILE` in tag 42112, also entity-encoded, and GDAL then opens that file, or the
network, at any reduced read. So every 42112 tag of every directory is read here, without GDAL, in bounds.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass

GDAL_METADATA = 42112
SUB_IFDS = 330
_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_OFFSET_CODES = {4: "I", 13: "I", 16: "Q", 18: "Q"}
_MAX_DIRECTORIES = 1024
_MAX_ENTRIES = 4096
_MAX_METADATA = 4 << 20


@dataclass(frozen=True)
class TagValue:
    """The bytes of one tag, with the byte order of its file and its TIFF type."""

    order: str
    kind: int
    data: bytes

    def numbers(self) -> tuple[int | float, ...] | None:
        """The values of a tag of whole numbers (types 3 and 4) or of doubles; None for another type."""
        code = {3: "H", 4: "I", 12: "d"}.get(self.kind)
        if code is None:
            return None
        return struct.unpack(f"{self.order}{len(self.data) // _SIZES[self.kind]}{code}", self.data)


class _OddError(Exception):
    """The directory structure is not one we can vouch for."""


def overviews_are_own(fd: int, size: int) -> bool:
    """True if no 42112 tag in any directory of the TIFF on `fd` (`size` bytes) holds `OVERVIEW` or `&`.

    Reads case-folded, classic and BigTIFF, sub-directories too. Anything odd, cut or too large gives False:
    then only full resolution is read.
    """
    try:
        return all(b"overview" not in text and b"&" not in text for text in _metadata_texts(fd, size))
    except (_OddError, OSError, struct.error):
        return False


def _metadata_texts(fd: int, size: int) -> Iterator[bytes]:
    order, big, first = _head(fd)
    todo, seen, left = [first], set[int](), _MAX_METADATA
    while todo:
        at = todo.pop()
        if at == 0:
            continue
        if at in seen or at >= size or len(seen) >= _MAX_DIRECTORIES:
            raise _OddError
        seen.add(at)
        entries, following = _directory(fd, at, order, big)
        todo.append(following)
        for tag, kind, count, value in entries:
            if tag == GDAL_METADATA:
                text = _value(fd, order, big, kind, count, value, left)
                left -= len(text)
                yield text.lower()
            elif tag == SUB_IFDS:
                if kind not in _OFFSET_CODES or count > _MAX_DIRECTORIES:
                    raise _OddError
                data = _value(fd, order, big, kind, count, value, _MAX_DIRECTORIES * 8)
                todo.extend(struct.unpack(f"{order}{count}{_OFFSET_CODES[kind]}", data))


def first_directory(fd: int, wanted: Container[int], limit: int) -> dict[int, TagValue] | None:
    """The `wanted` tags of the first directory of the TIFF on `fd`, each at most `limit` bytes.

    None where the directory is odd, cut, or holds one of them twice or too large.
    """
    found: dict[int, TagValue] = {}
    try:
        order, big, first = _head(fd)
        for tag, kind, count, value in _directory(fd, first, order, big)[0]:
            if tag in wanted:
                if tag in found:
                    return None
                found[tag] = TagValue(order, kind, _value(fd, order, big, kind, count, value, limit))
    except (_OddError, OSError, struct.error):
        return None
    return found


def _head(fd: int) -> tuple[str, bool, int]:
    """Byte order, whether it is a BigTIFF, and the offset of the first directory."""
    head = os.pread(fd, 16, 0)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        raise _OddError
    version = struct.unpack(order + "H", head[2:4])[0]
    if version not in (42, 43) or (version == 43 and len(head) < 16):
        raise _OddError
    if version == 43:
        return order, True, struct.unpack(order + "Q", head[8:16])[0]
    return order, False, struct.unpack(order + "I", head[4:8])[0]


def _directory(fd: int, at: int, order: str, big: bool) -> tuple[list[tuple[int, int, int, bytes]], int]:
    """The entries (tag, type, count, value field) of the directory at `at`, and the offset of the next."""
    count_size, entry_size, offset_size = (8, 20, 8) if big else (2, 12, 4)
    raw = os.pread(fd, count_size, at)
    count = struct.unpack(order + ("Q" if big else "H"), raw)[0]
    if count > _MAX_ENTRIES:
        raise _OddError
    body = os.pread(fd, count * entry_size + offset_size, at + count_size)
    form = order + ("HHQ8s" if big else "HHI4s")
    entries = [struct.unpack_from(form, body, i * entry_size) for i in range(count)]
    tail = body[count * entry_size :]
    if len(tail) < offset_size:
        raise _OddError
    return entries, struct.unpack(order + ("Q" if big else "I"), tail[:offset_size])[0]


def _value(fd: int, order: str, big: bool, kind: int, count: int, field: bytes, limit: int) -> bytes:
    """The bytes of one tag, inline or elsewhere in the file; `_OddError` if cut, odd or over `limit`."""
    width = _SIZES.get(kind)
    if width is None or width * count > limit:
        raise _OddError
    length = width * count
    if length <= len(field):
        return field[:length]
    data = os.pread(fd, length, struct.unpack(order + ("Q" if big else "I"), field)[0])
    if len(data) != length:
        raise _OddError
    return data
