"""The files under some paths, in one order whatever the disk says, following no link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from obslog.imagery.opening import display, kind_reason, os_reason
from obslog.imagery.sidecars.listing import Folder
from obslog.model.errors import NotFoundError


@dataclass(frozen=True)
class Found:
    """One thing met on the walk: its path in bytes, its stat, and why it is no file to read, if it is not.

    `listing` is the folder in which it lies. `folder` is true for a folder that could not be entered or was
    met before.
    """

    path: bytes
    size: int = 0
    mtime_ns: int = 0
    device: int = 0
    inode: int = 0
    reason: str | None = None
    listing: Folder | None = None
    folder: bool = False

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


def _folders_above(path: bytes) -> Iterator[bytes]:
    above = os.path.dirname(path)  # noqa: PTH120 (bytes)
    while above != path:
        yield above
        path, above = above, os.path.dirname(above)  # noqa: PTH120 (bytes)


def walk(starts: Sequence[bytes]) -> Iterator[Found]:
    """Everything under `starts` (absolute): files, and what stands in the place of files, in sorted order.

    Folders are entered depth first; one met a second time (a loop of mounts) is not entered again. Memory
    holds one folder a level.
    """
    seen: set[tuple[int, int]] = set()
    listing: Folder | None = None
    for start in starts:
        if os.path.isdir(start):  # noqa: PTH112 (bytes)
            yield from _folder(start, seen)
        else:
            folder = os.path.dirname(start)  # noqa: PTH120 (bytes)
            if listing is None or listing.place != folder:
                listing = Folder.of(start)  # once for many files named out of one folder
            yield _found(start, listing)


def count_files(starts: Sequence[bytes]) -> int:
    """How many things `walk` would yield, for a progress bar."""
    return sum(1 for _ in walk(starts))


def _folder(folder: bytes, seen: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        info = os.stat(folder)  # noqa: PTH116 (bytes)
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Found(folder, reason=os_reason(error), folder=True)
        return
    if (info.st_dev, info.st_ino) in seen:
        yield Found(folder, reason="a folder met before under another name", folder=True)
        return
    seen.add((info.st_dev, info.st_ino))
    listing = Folder(folder, [entry.name for entry in listed])
    for entry in listed:
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
        except OSError:
            is_folder = False
        if is_folder:
            yield from _folder(entry.path, seen)
        else:
            yield _found(entry.path, listing)


def _found(path: bytes, listing: Folder) -> Found:
    try:
        info = os.lstat(path)
    except OSError as error:
        return Found(path, reason=os_reason(error), listing=listing)
    reason = None if stat.S_ISREG(info.st_mode) else kind_reason(info.st_mode)
    return Found(path, info.st_size, info.st_mtime_ns, info.st_dev, info.st_ino, reason, listing)
