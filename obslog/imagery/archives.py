"""Images in archives, read where they are: nothing is unpacked to the disk, nothing beyond the limits.

A member's address is the path of its archive, `!/`, and its name. Each process keeps the listings of the
archives it met last, and where a packed tar can only be read forward, the place it has got to.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property

from obslog.imagery import archive_tar, archive_zip
from obslog.imagery.archive_copies import check_memory, copied, member_stat
from obslog.imagery.archive_forward import Texts, put_back, take_stream
from obslog.imagery.archive_members import (
    ARCHIVE_SUFFIXES,
    HEAD_BYTES,
    MARK,
    ArchiveError,
    Entry,
    Kind,
    Member,
    format_by_name,
    members_of,
    safe_name,
)
from obslog.imagery.archive_streams import PIECE, TRUNCATED, PlainFile, Source, Unpacked, bzip2, gzip, xz
from obslog.imagery.limits import DEFAULT_LIMITS, Limits

__all__ = [
    "ARCHIVE_SUFFIXES",
    "Archive",
    "ArchiveError",
    "Kind",
    "Member",
    "effort",
    "file_of",
    "open_archive",
    "open_member",
    "split",
]

CHANGED = "changed while reading: import it again when it is complete"
_PACKED = {"tar.gz": (b"\x1f\x8b", gzip), "tar.bz2": (b"BZh", bzip2), "tar.xz": (b"\xfd7zXZ\0", xz)}
#: What a packed tar may unpack to in all: so much, or so many times its own size.
_LEAST_TOTAL, _MOST_PER_BYTE = 1 << 30, 100
_LISTINGS_KEPT, _MEMBERS_KEPT = 64, 200_000

Stamp = tuple[int, int, int, int, int]
_lock = threading.Lock()
_listings: OrderedDict[tuple[bytes, Stamp, Limits], Archive | ArchiveError] = OrderedDict()


class Archive:
    """One archive as it was listed: its `path`, `format`, `stat`, and its `members` by name, in its own order."""

    def __init__(self, path: bytes, form: str, info: os.stat_result, limits: Limits) -> None:
        self.path, self.format, self.stat, self.limits = path, form, info, limits
        self.members: dict[bytes, Member] = {}
        self._key = path, stamp_of(info)
        self._texts = Texts(self._key, self._begun)

    @property
    def in_one_pass(self) -> bool:
        """True for a packed tar: its members are read fast only in their own order."""
        return self.format in _PACKED

    def address(self, member: Member) -> bytes:
        """The path under which the member is opened."""
        return self.path + MARK + member.name

    @cached_property
    def files(self) -> list[bytes]:
        """The names of all members that can be read, sorted."""
        return sorted(m.name for m in self.members.values() if m.kind in (Kind.IMAGE, Kind.OTHER))

    def has_folder(self, folder: bytes) -> bool:
        """True if members lie in that folder; `b""` is the archive's own root."""
        prefix = folder + b"/" if folder else b""
        at = bisect_left(self.files, prefix)
        return at < len(self.files) and self.files[at].startswith(prefix)

    def names_in(self, folder: bytes) -> Iterator[bytes]:
        """The names of the files and folders in one folder of it, each once."""
        prefix = folder + b"/" if folder else b""
        at = bisect_left(self.files, prefix)
        seen_file = None
        while at < len(self.files) and self.files[at].startswith(prefix):
            name, below, _ = self.files[at][len(prefix) :].partition(b"/")
            if name != seen_file:
                yield name
            seen_file = name
            at = bisect_left(self.files, prefix + name + b"0") if below else at + 1  # "0" follows "/"

    def list_members(self, fd: int) -> None:
        """Read the list from `fd`. Raises `ArchiveError`."""
        if self.format == "zip":
            listed = archive_zip.entries(fd, self.stat.st_size, self.limits)
            self.members = members_of(listed, lambda entry: archive_zip.head(fd, entry), self.limits)
            return
        source = self.source(fd)
        heads = _Heads(source, self._texts if self.in_one_pass else None)
        self.members = members_of(heads.kept(archive_tar.entries(source, self.limits)), heads.of, self.limits)
        if isinstance(source, Unpacked):
            source.drain()

    def source(self, fd: int) -> PlainFile | Unpacked:
        """The bytes of the tar itself, from its beginning."""
        size = self.stat.st_size
        if not self.in_one_pass:
            return PlainFile(fd, size)
        dense = 10 if self.limits.allow_dense else 1
        most = max(_LEAST_TOTAL, _MOST_PER_BYTE * size) * dense
        return Unpacked(fd, 0, size, _PACKED[self.format][1], most, many=True)

    def pieces(self, fd: int, member: Member) -> Iterator[bytes]:
        """The bytes of one member, a piece at a time. Raises `ArchiveError`."""
        if self.format == "zip":
            return archive_zip.pieces(fd, member.place, member.size)
        if not self.in_one_pass:
            return _exactly(PlainFile(fd, self.stat.st_size, member.place[0]), member.size)
        if member.kind is Kind.OTHER:
            return iter([self._texts.read(member.name)] if member.size else [])
        return self._forward(member)

    def _forward(self, member: Member) -> Iterator[bytes]:
        """From the stream that is nearest before the member, which then waits for the next member."""
        stream = take_stream(self._key, member.place[0], self._begun)
        stream.skip(member.place[0] - stream.position)
        yield from _exactly(stream, member.size)
        put_back(self._key, stream)

    def _begun(self) -> Unpacked:
        """The packed tar from its beginning, with a descriptor of its own."""
        fd = _descriptor(self.path)
        try:
            if stamp_of(os.fstat(fd)) != self._key[1]:
                raise ArchiveError(CHANGED)
            stream = self.source(fd)
            assert isinstance(stream, Unpacked)
            stream.own(fd)
        except BaseException:
            os.close(fd)
            raise
        return stream


class _Heads:
    """The first bytes of each entry of a tar as it is gone through, and its texts where they are to be kept."""

    def __init__(self, source: Source, texts: Texts | None) -> None:
        self._source, self._texts, self._head = source, texts, b""

    def of(self, entry: Entry) -> bytes:
        return self._head

    def kept(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """The entries; the head of each is at hand until the next is drawn."""
        for entry in entries:
            self._head = b"" if entry.reason else self._source.read(min(HEAD_BYTES, entry.size))
            if self._texts is not None:
                self._texts.met(safe_name(entry.name)[0], entry.size, self._head, self._source)
            yield entry


def _exactly(source: Source, size: int) -> Iterator[bytes]:
    while size > 0:
        part = source.read(min(PIECE, size))
        if not part:
            raise ArchiveError(TRUNCATED)
        size -= len(part)
        yield part


def stamp_of(info: os.stat_result) -> Stamp:
    """What changes when a file does: device, inode, size, and both times in nanoseconds."""
    return info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns


def _descriptor(path: bytes) -> int:
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)


def open_archive(path: bytes, limits: Limits = DEFAULT_LIMITS) -> Archive | None:
    """The archive at `path`, listed; None if it is none by its name or by its first bytes.

    An archive that did not change is listed once a process. Raises `ArchiveError` with a plain reason if it
    cannot be used, `OSError` if it cannot be opened.
    """
    form = format_by_name(path)
    if form is None:
        return None
    fd = _descriptor(path)
    try:
        return _listed(fd, path, form, limits)
    finally:
        os.close(fd)


def _listed(fd: int, path: bytes, form: str, limits: Limits) -> Archive | None:
    info = os.fstat(fd)
    if not stat.S_ISREG(info.st_mode):
        return None
    key = path, stamp_of(info), limits
    with _lock:
        kept = _listings.get(key)
        if kept is not None:
            _listings.move_to_end(key)
    if kept is None:
        if not _is_archive(os.pread(fd, archive_tar.BLOCK, 0), form):
            return None
        kept = Archive(path, form, info, limits)
        try:
            kept.list_members(fd)
        except ArchiveError as error:
            kept = ArchiveError(str(error))
        if stamp_of(os.fstat(fd)) != key[1]:
            raise ArchiveError(CHANGED)
        _keep_listing(key, kept)
    if isinstance(kept, ArchiveError):
        raise ArchiveError(str(kept))
    return kept


def _is_archive(head: bytes, form: str) -> bool:
    if form == "zip":
        return head.startswith(archive_zip.MAGIC)
    return archive_tar.is_header(head) if form == "tar" else head.startswith(_PACKED[form][0])


def _keep_listing(key: tuple[bytes, Stamp, Limits], kept: Archive | ArchiveError) -> None:
    with _lock:
        _listings[key] = kept
        _listings.move_to_end(key)
        sizes = {k: len(v.members) if isinstance(v, Archive) else 0 for k, v in _listings.items()}
        total = sum(sizes.values())
        while len(_listings) > 1 and (len(_listings) > _LISTINGS_KEPT or total > _MEMBERS_KEPT):
            oldest, _ = _listings.popitem(last=False)
            total -= sizes[oldest]


def split(address: bytes) -> tuple[bytes, bytes] | None:
    """The archive's path and the member's name, if `address` names one in a file that is there."""
    at = address.find(MARK)
    while at > 0:
        try:
            if format_by_name(address[:at]) and stat.S_ISREG(os.lstat(address[:at]).st_mode):
                return address[:at], address[at + len(MARK) :]
        except (OSError, ValueError):
            pass
        at = address.find(MARK, at + 1)
    return None


def file_of(path: bytes) -> bytes:
    """The file on the disk that holds what is at this path or address."""
    if MARK not in path or os.path.lexists(path):
        return path
    parts = split(path)
    return path if parts is None else parts[0]


def effort(path: bytes, size: int) -> int:
    """The bytes that must be gone through to read what is at this path or address, of `size` bytes itself.

    A packed tar may have to be gone through to its end, and once more for its list.
    """
    if MARK not in path:
        return size
    carrier = file_of(path)
    if carrier == path or format_by_name(carrier) not in _PACKED:
        return size
    try:
        return size + 8 * os.lstat(carrier).st_size
    except OSError:
        return size


def open_member(address: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[int, os.stat_result] | None:
    """A descriptor of a member's bytes, read-only where the system can make it so, and its stat.

    The bytes are in memory (on macOS in a file without a name). The stat has the member's size and else what
    the archive has, so that it moves when the archive does. None if `address` is not within an archive. Raises
    `ArchiveError` with a plain reason, `FileNotFoundError` if there is no such member.
    """
    parts = split(address)
    archive = open_archive(parts[0], limits) if parts is not None else None
    if parts is None or archive is None:
        return None
    member = archive.members.get(parts[1])
    if member is None:
        raise FileNotFoundError(errno.ENOENT, "no such member")
    if member.reason is not None:
        raise ArchiveError(member.reason)
    check_memory(member.size)
    fd = _descriptor(archive.path)
    try:
        if stamp_of(os.fstat(fd)) != stamp_of(archive.stat):
            raise ArchiveError(CHANGED)
        copy = copied(archive.pieces(fd, member), archive.stat)
        if stamp_of(os.fstat(fd)) != stamp_of(archive.stat):
            os.close(copy)
            raise ArchiveError(CHANGED)
    finally:
        os.close(fd)
    return copy, member_stat(archive.stat, member.size)
