"""The files under some paths, in one order whatever the disk says, following no link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from obslog.imagery.opening import display, kind_reason, os_reason
from obslog.imagery.sidecars.listing import Folder
from obslog.model.errors import NotFoundError


class Found(NamedTuple):
    """One thing met on the walk: its path in bytes, its stat, and why it is no file to read, if it is not.

    `folder` is true for a folder that could not be entered or was met before. `listing` is the folder in which
    it lies, where the walk was asked for it. `outcome` is there where the walk knows it already.
    """

    path: bytes
    size: int = 0
    mtime_ns: int = 0
    device: int = 0
    inode: int = 0
    reason: str | None = None
    listing: Folder | None = None
    folder: bool = False
    outcome: str | None = None

    @property
    def shown(self) -> str:
        """The path as text, bytes that are not UTF-8 as visible escapes."""
        return display(self.path)

    @property
    def stamp(self) -> tuple[int, int, int, int]:
        """Size, modification time (ns), device and inode: equal means not touched since."""
        return self.size, self.mtime_ns, self.device, self.inode


def roots(paths: Sequence[str | bytes | os.PathLike[str]], listed: Sequence[bytes] = ()) -> tuple[bytes, ...]:
    """The paths and then those of a list made absolute, each once, without those that lie within another.

    Raises `NotFoundError` for a path that is not there; one of the list is met on the walk as no longer there.
    """
    found: dict[bytes, None] = {}
    for path in paths:
        absolute = os.path.abspath(os.fsencode(path))  # noqa: PTH100 (bytes)
        try:
            os.lstat(absolute)
        except (OSError, ValueError):
            raise NotFoundError(
                "file or folder", display(path if isinstance(path, bytes) else os.fspath(path))
            ) from None
        found[absolute] = None
    found |= dict.fromkeys(os.path.abspath(path) for path in listed)  # noqa: PTH100 (bytes)
    return tuple(path for path in found if not any(folder in found for folder in _folders_above(path)))


def listed_roots(
    starts: Sequence[bytes], listed: Sequence[bytes]
) -> tuple[tuple[bytes, ...], tuple[Found, ...]]:
    """The roots of `starts` (absolute) and of a list of paths together, and what of the list is not there."""
    there: dict[bytes, None] = dict.fromkeys(starts)
    missing: list[Found] = []
    for path in listed:
        absolute = os.path.abspath(path)  # noqa: PTH100 (bytes)
        try:
            os.lstat(absolute)
        except (OSError, ValueError) as error:
            reason = os_reason(error) if isinstance(error, OSError) else "its name holds a NUL character"
            missing.append(Found(absolute, reason=reason, outcome="rejected"))
            continue
        there[absolute] = None
    return tuple(path for path in there if not any(above in there for above in _folders_above(path))), tuple(
        missing
    )


def _folders_above(path: bytes) -> Iterator[bytes]:
    above = os.path.dirname(path)  # noqa: PTH120 (bytes)
    while above != path:
        yield above
        path, above = above, os.path.dirname(above)  # noqa: PTH120 (bytes)


def walk(starts: Sequence[bytes], listings: bool = False) -> Iterator[Found]:
    """Everything under `starts` (absolute): files, and what stands in the place of files.

    In the order of the paths' bytes. A folder met a second time (a loop of mounts) is not entered again.
    Memory holds one folder a level. `listings` adds to each file the folder in which it lies.
    """
    seen: set[tuple[int, int]] = set()
    listing: Folder | None = None
    for start in starts:
        if os.path.isdir(start) and not os.path.islink(start):  # noqa: PTH112, PTH114 (bytes)
            yield from _folder(start, seen, listings)
        else:
            folder = os.path.dirname(start)  # noqa: PTH120 (bytes)
            if listings and (listing is None or listing.place != folder):
                listing = Folder.of(start)  # once for many files named out of one folder
            yield _found(start, listing)


def count_files(starts: Sequence[bytes]) -> tuple[int, int]:
    """How many things `walk` would yield, and the bytes of the files among them, for a progress bar."""
    files = size = 0
    for found in walk(starts):
        files += 1
        size += found.size
    return files, size


def _folder(folder: bytes, seen: set[tuple[int, int]], listings: bool) -> Iterator[Found]:
    try:
        info = os.stat(folder)  # noqa: PTH116 (bytes)
        with os.scandir(folder) as entries:
            listed = sorted([(_place_of(entry), entry) for entry in entries], key=itemgetter(0))
    except OSError as error:
        yield Found(folder, reason=os_reason(error), folder=True)
        return
    if (info.st_dev, info.st_ino) in seen:
        yield Found(folder, reason="a folder met before under another name", folder=True)
        return
    seen.add((info.st_dev, info.st_ino))
    listing = Folder(folder, [entry.name for _, entry in listed]) if listings else None
    is_file = stat.S_ISREG
    for name, entry in listed:
        if name[-1:] == b"/":
            yield from _folder(entry.path, seen, listings)
            continue
        try:
            info = entry.stat(follow_symlinks=False)
        except OSError as error:
            yield Found(entry.path, reason=os_reason(error), listing=listing)
            continue
        reason = None if is_file(info.st_mode) else kind_reason(info.st_mode)
        yield Found(entry.path, info.st_size, info.st_mtime_ns, info.st_dev, info.st_ino, reason, listing)


def _place_of(entry: os.DirEntry[bytes]) -> bytes:
    """What an entry is sorted by: folders as their files will be, so that paths come in the order of bytes."""
    try:
        return entry.name + b"/" if entry.is_dir(follow_symlinks=False) else entry.name
    except OSError:
        return entry.name


def _found(path: bytes, listing: Folder | None) -> Found:
    try:
        info = os.lstat(path)
    except OSError as error:
        return Found(path, reason=os_reason(error), listing=listing)
    reason = None if stat.S_ISREG(info.st_mode) else kind_reason(info.st_mode)
    return Found(path, info.st_size, info.st_mtime_ns, info.st_dev, info.st_ino, reason, listing)
