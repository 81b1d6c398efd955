"""The bytes of one member under a descriptor of their own: in memory, and such that nobody can write to them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from obslog.imagery.archive_members import ArchiveError

#: Members larger than this are unpacked only where there is twice as much memory free.
_WORTH_ASKING = 256 << 20
_F_ADD_SEALS, _ALL_SEALS = 1033, 0x0F


def member_stat(info: os.stat_result, size: int) -> os.stat_result:
    """The stat of a member of `size` bytes of the archive that has the stat `info`."""
    values = list(info)
    values[stat.ST_SIZE] = size
    times = {name: getattr(info, name) for name in ("st_atime_ns", "st_mtime_ns", "st_ctime_ns")}
    return os.stat_result(values, times | {"st_mtime": info.st_mtime})


def copied(pieces: Iterator[bytes], info: os.stat_result) -> int:
    """A descriptor of a nameless file with these bytes and the times of `info`, at its beginning.

    In memory on Linux, sealed; elsewhere a temporary file without a name. Whatever `pieces` raises is raised.
    """
    fd = _nameless()
    try:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                view = view[os.write(fd, view) :]
        os.utime(fd, ns=(info.st_atime_ns, info.st_mtime_ns))
        os.lseek(fd, 0, os.SEEK_SET)
        _seal(fd)
    except BaseException:
        os.close(fd)
        raise
    return fd


def _nameless() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("obslog", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _seal(fd: int) -> None:
    """No more writing to it, not even by this process."""
    if hasattr(os, "memfd_create"):
        import fcntl

        fcntl.fcntl(fd, _F_ADD_SEALS, _ALL_SEALS)


def check_memory(size: int) -> None:
    """Raises `ArchiveError` if so many bytes are too much for the memory that is free."""
    if size <= _WORTH_ASKING or not hasattr(os, "memfd_create"):
        return
    try:
        with open("/proc/meminfo", "rb") as file:  # noqa: PTH123
            rows = dict(line.split(b":", 1) for line in file)
        free = int(rows[b"MemAvailable"].split()[0]) << 10
    except (OSError, KeyError, ValueError):
        return
    if 2 * size > free:
        raise ArchiveError(f"{size:,} bytes unpacked, over half of the memory free here: unpack it first")
