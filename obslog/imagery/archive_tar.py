"""Tar archives: headers read forward within bounds, whatever kind of tar wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from obslog.imagery.archive_members import ArchiveError, Entry
from obslog.imagery.archive_streams import TRUNCATED, Source
from obslog.imagery.limits import Limits

BLOCK = 512
_LONGEST_HEADER = 1 << 20
_REGULAR, _CONTIGUOUS, _FOLDER = (b"0", b"\0"), b"7", b"5"
_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL, _SPARSE = b"L", b"K", b"x", b"g", b"S"
#: Kinds that have no content of their own.
_OTHERS = {
    b"1": "a hard link: links are not followed",
    b"2": "a symbolic link: links are not followed",
    b"3": "a device, not a file",
    b"4": "a device, not a file",
    b"6": "a named pipe, not a file",
}
_IS_SPARSE = "a sparse file: pack it without --sparse"
_DAMAGED = "damaged: what should be a header is none"


def is_header(block: bytes) -> bool:
    """True for a block with the checksum of a tar header, or the zeros of an archive without members."""
    return len(block) == BLOCK and (not any(block) or _checksum_fits(block))


def entries(source: Source, limits: Limits) -> Iterator[Entry]:
    """The members of a tar in order, folders left out; an entry's place is (offset of its first byte,).

    When an entry is yielded, `source` stands at that byte, and the caller may read on from there. Raises
    `ArchiveError` for what is damaged or beyond the limits.
    """
    long_name: bytes | None = None
    pax: dict[bytes, bytes] = {}
    headers = 0
    while True:
        block = source.read(BLOCK)
        if not any(block) and len(block) in (0, BLOCK):
            return
        if len(block) < BLOCK:
            raise ArchiveError(TRUNCATED)
        headers += 1
        if headers > 4 * limits.members:
            raise ArchiveError(f"over {4 * limits.members:,} headers, which is the limit")
        if not _checksum_fits(block):
            raise ArchiveError(_DAMAGED)
        kind, size = block[156:157], _number(block[124:136])
        if kind in (_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL):
            data = _header_data(source, size)
            if kind == _LONG_NAME:
                long_name = data.split(b"\0", 1)[0]
            elif kind == _PAX:
                pax = _pax(data)
            continue
        entry = _entry(block, kind, size, long_name, pax)
        if kind == _SPARSE:
            _pass_sparse_headers(source, block)
        long_name, pax = None, {}
        start = source.position
        end = start + -(-entry.size // BLOCK) * BLOCK
        if not _is_folder(kind, entry.name):
            yield entry._replace(place=(start,))
        if kind not in _OTHERS and kind != _FOLDER:
            source.skip(end - source.position)


def _is_folder(kind: bytes, name: bytes) -> bool:
    return kind == _FOLDER or (kind in _REGULAR and name.endswith(b"/"))


def _entry(block: bytes, kind: bytes, size: int, long_name: bytes | None, pax: dict[bytes, bytes]) -> Entry:
    name = pax.get(b"path", long_name)
    if name is None:
        name = block[:100].split(b"\0", 1)[0]
        prefix = block[345:500].split(b"\0", 1)[0] if block[257:263] == b"ustar\0" else b""
        name = prefix + b"/" + name if prefix else name
    if b"size" in pax:
        size = _decimal(pax[b"size"])
    if kind == _SPARSE or any(key.startswith(b"GNU.sparse.") for key in pax):
        return Entry(name, size, size, (), _IS_SPARSE)
    if kind in _OTHERS:
        return Entry(name, 0, 0, (), _OTHERS[kind], link=True)
    if kind in (*_REGULAR, _CONTIGUOUS, _FOLDER):
        return Entry(name, size, size, ())
    return Entry(name, size, size, (), "an entry of a kind that is not read", link=True)


def _checksum_fits(block: bytes) -> bool:
    text = block[148:156].split(b"\0", 1)[0].strip()
    if not text or text.strip(b"01234567"):
        return False
    plain = sum(block[:148]) + 8 * 32 + sum(block[156:])
    # Some old programs summed signed characters.
    return int(text, 8) in (plain, plain - 256 * sum(byte > 127 for byte in block[:148] + block[156:]))


def _number(field: bytes) -> int:
    """A size in octal, or in binary where it is too large for that."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    text = field.split(b"\0", 1)[0].strip()
    if text.strip(b"01234567"):
        raise ArchiveError(_DAMAGED)
    return int(text or b"0", 8)


def _decimal(text: bytes) -> int:
    if not 0 < len(text) < 20 or text.strip(b"0123456789"):
        raise ArchiveError(_DAMAGED)
    return int(text)


def _header_data(source: Source, size: int) -> bytes:
    if size > _LONGEST_HEADER:
        raise ArchiveError(f"a header of {size:,} bytes; the limit is {_LONGEST_HEADER:,}")
    data = source.read(size)
    if len(data) < size:
        raise ArchiveError(TRUNCATED)
    source.skip(-size % BLOCK)
    return data


def _pax(data: bytes) -> dict[bytes, bytes]:
    """The records of one extended header that matter here: path, size and whether it is sparse."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(data) and data[at : at + 1] != b"\0":
        space = data.find(b" ", at, at + 12)
        if space < 0:
            raise ArchiveError(_DAMAGED)
        end = at + _decimal(data[at:space])
        key, equals, value = data[space + 1 : end - 1].partition(b"=")
        if end <= space + 1 or end > len(data) or not equals:
            raise ArchiveError(_DAMAGED)
        if key in (b"path", b"size") or key.startswith(b"GNU.sparse."):
            found[key] = value
        at = end
    return found


def _pass_sparse_headers(source: Source, block: bytes) -> None:
    more = block[482]
    while more:
        following = source.read(BLOCK)
        if len(following) < BLOCK:
            raise ArchiveError(TRUNCATED)
        more = following[504]
