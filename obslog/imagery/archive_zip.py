"""Zip archives: the central directory read within bounds, and one member unpacked and checked."""

from __future__ import annotations

import os
import stat
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator

from obslog.imagery.archive_members import HEAD_BYTES, ArchiveError, Entry
from obslog.imagery.archive_streams import PIECE, TRUNCATED, PlainFile, Unpacked, bzip2, deflate
from obslog.imagery.limits import Limits

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _END64_SIZE, _LOCATOR64_SIZE = 22, 56, 20
_LONGEST_COMMENT = 0xFFFF
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_STORED, _DEFLATED, _BZIP2 = 0, 8, 12
_ENCRYPTED = 0x2041  # encrypted, strongly encrypted, directory masked
_AES = 99
_WINDOWS = (0, 10, 11)  # FAT, NTFS, VFAT: some of their programs write names with backslashes
_KINDS = {
    stat.S_IFLNK: "a symbolic link: links are not followed",
    stat.S_IFIFO: "a named pipe, not a file",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFCHR: "a device, not a file",
    stat.S_IFBLK: "a device, not a file",
}
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_DAMAGED = "damaged: its central directory cannot be read"
_OVERLAP = "damaged: members overlap in it, as in a decompression bomb"


def entries(fd: int, size: int, limits: Limits) -> list[Entry]:
    """What the central directory of the `size` bytes of `fd` lists, folders left out.

    How many entries it has and how long it is are checked before any of it is read; members that share bytes
    are refused altogether. An entry's place is (offset of its header, packed, method, CRC, the end of its
    room). Raises `ArchiveError`.
    """
    count, start, length = _directory(fd, size)
    if count > limits.members:
        raise ArchiveError(f"{count:,} members; the limit is {limits.members:,}")
    if length > limits.directory_bytes:
        raise ArchiveError(
            f"a central directory of {length:,} bytes; the limit is {limits.directory_bytes:,}"
        )
    data = PlainFile(fd, start + length, start).read(length)
    if len(data) < length:
        raise ArchiveError(TRUNCATED)
    found: list[Entry] = []
    at = 0
    for _ in range(count):
        entry, at = _entry(data, at)
        found.append(entry)
    if at != length:
        raise ArchiveError(_DAMAGED)
    offsets = sorted(entry.place[0] for entry in found)
    ends = [*offsets, start]
    listed = []
    for entry in found:
        beyond = ends[bisect_right(offsets, entry.place[0])]
        if entry.place[0] + _LOCAL.size + len(entry.name) + entry.packed > beyond:
            raise ArchiveError(_OVERLAP)
        if not entry.name.endswith(b"/"):
            listed.append(entry._replace(place=(*entry.place, beyond)))
    # Two entries with one offset both end at the next one; the sum of what they hold gives them away.
    if len(set(offsets)) < len(offsets):
        raise ArchiveError(_OVERLAP)
    return listed


def head(fd: int, entry: Entry) -> bytes:
    """The first bytes of an entry; none if they cannot be had."""
    if entry.reason is not None or entry.size == 0:
        return b""
    try:
        return _opened(fd, entry.place, entry.size).read(min(HEAD_BYTES, entry.size))
    except (ArchiveError, OSError):
        return b""


def pieces(fd: int, place: tuple[int, ...], size: int) -> Iterator[bytes]:
    """All bytes of a member of `size` bytes, a piece at a time; its checksum is checked at the end.

    Raises `ArchiveError` if they are more, fewer or others than the archive declares.
    """
    source = _opened(fd, place, size)
    crc = have = 0
    while part := source.read(min(PIECE, size + 1 - have)):
        have += len(part)
        if have > size:
            raise ArchiveError("damaged: it unpacks to more than it declares")
        crc = zlib.crc32(part, crc)
        yield part
    if have < size:
        raise ArchiveError("damaged: it unpacks to less than it declares")
    if crc != place[3]:
        raise ArchiveError("damaged: its bytes do not match its checksum")


def _directory(fd: int, size: int) -> tuple[int, int, int]:
    """Of the central directory: its entries, where it starts, how long it is."""
    tail_at = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    tail = PlainFile(fd, size, tail_at).read(size - tail_at)
    at = tail.rfind(_END)
    while at >= 0:
        if at + _END_SIZE <= len(tail):
            numbers = struct.unpack_from("<HHHHIIH", tail, at + 4)
            if at + _END_SIZE + numbers[6] == len(tail):
                break
        at = tail.rfind(_END, 0, at)
    if at < 0:
        raise ArchiveError(f"{TRUNCATED} (no central directory)")
    disk, first, here, count, length, start, _ = numbers
    end = tail_at + at
    if 0xFFFF in (disk, first, here, count) or 0xFFFFFFFF in (length, start):
        locator = os.pread(fd, _LOCATOR64_SIZE, max(0, end - _LOCATOR64_SIZE))
        if locator[:4] == _LOCATOR64:
            _, end64, _ = struct.unpack("<IQI", locator[4:])
            record = os.pread(fd, _END64_SIZE, end64) if end64 < size else b""
            if len(record) < _END64_SIZE or record[:4] != _END64:
                raise ArchiveError(_DAMAGED)
            disk, first, here, count, length, start = struct.unpack("<IIQQQQ", record[16:])
            end = end64
    if disk != first or here != count:
        raise ArchiveError("one part of a split archive: join the parts first")
    if start + length > end:
        raise ArchiveError(_DAMAGED)
    return count, start, length


def _entry(data: bytes, at: int) -> tuple[Entry, int]:
    """The entry of the central directory at `at`, and where the next one is."""
    if at + _CENTRAL.size > len(data):
        raise ArchiveError(_DAMAGED)
    numbers = _CENTRAL.unpack_from(data, at)
    magic, made_by, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment = numbers[
        :13
    ]
    attributes, offset = numbers[15], numbers[16]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_length
    following = extra_at + extra_length + comment
    if magic != b"PK\x01\x02" or following > len(data):
        raise ArchiveError(_DAMAGED)
    name = data[name_at:extra_at]
    if 0xFFFFFFFF in (size, packed, offset):
        size, packed, offset = _wide(data[extra_at : extra_at + extra_length], size, packed, offset)
    if made_by >> 8 in _WINDOWS and b"/" not in name:
        name = name.replace(b"\\", b"/")
    kind = _KINDS.get(stat.S_IFMT(attributes >> 16))
    reason = kind or _unreadable(flags, method)
    return Entry(name, size, packed, (offset, packed, method, crc), reason, kind is not None), following


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The three numbers, those that are too large for their place taken from the extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            wide = [int.from_bytes(extra[i : i + 8], "little") for i in range(at + 4, at + 4 + length - 7, 8)]
            numbers = []
            for number in (size, packed, offset):
                if number == 0xFFFFFFFF:
                    if not wide:
                        raise ArchiveError(_DAMAGED)
                    number = wide.pop(0)
                numbers.append(number)
            return numbers[0], numbers[1], numbers[2]
        at += 4 + length
    return size, packed, offset


def _unreadable(flags: int, method: int) -> str | None:
    if flags & _ENCRYPTED or method == _AES:
        return "encrypted: unpack it with its password first"
    if method not in (_STORED, _DEFLATED, _BZIP2):
        return (
            f"packed in a way that is not read ({_METHODS.get(method, f'method {method}')}): unpack it first"
        )
    return None


def _opened(fd: int, place: tuple[int, ...], size: int) -> PlainFile | Unpacked:
    """The bytes of a member, by its own header, which must agree with the central directory."""
    offset, packed, method, _, beyond = place
    header = os.pread(fd, _LOCAL.size, offset)
    if len(header) < _LOCAL.size:
        raise ArchiveError(TRUNCATED)
    magic, _, flags, own_method, _, _, _, _, _, name_length, extra_length = _LOCAL.unpack(header)
    start = offset + _LOCAL.size + name_length + extra_length
    if magic != MAGIC[0] or own_method != method or flags & _ENCRYPTED or start + packed > beyond:
        raise ArchiveError("damaged: its own header does not agree with the central directory")
    if method == _STORED:
        return PlainFile(fd, start + packed, start)
    return Unpacked(fd, start, packed, deflate if method == _DEFLATED else bzip2, size + 1)
