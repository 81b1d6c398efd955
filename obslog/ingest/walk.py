"""The files under some paths, in one order whatever the disk says, following no link."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from obslog.imagery.archives import ARCHIVE_SUFFIXES, Archive, ArchiveError, Kind, open_archive
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.opening import display, kind_reason, os_reason
from obslog.imagery.probing import NOT_IMAGERY
from obslog.imagery.sidecars.archived import ArchiveFolder
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


#: Given an archive as met, its members where they are known already; None where it must be opened.
Known = Callable[[Found], Sequence[Found] | None]


def roots(paths: Sequence[str | bytes | os.PathLike[str]]) -> tuple[bytes, ...]:
    """The paths made absolute, each once, without those that lie within another.

    Raises `NotFoundError` for a path that is not there.
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


def _nothing_known(archive: Found) -> None:
    return None


def walk(
    starts: Sequence[bytes],
    listings: bool = False,
    known: Known = _nothing_known,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Found]:
    """Everything under `starts` (absolute): files, and what stands in the place of files.

    In the order of the paths' bytes. A folder met a second time (a loop of mounts) is not entered again. An
    archive is followed by its members, under their addresses; those of a packed tar come in its own order,
    in which alone they are read fast. Memory holds one folder a level. `listings` adds to each file the folder
    in which it lies.
    """
    way = _Way(listings, known, limits)
    for start in starts:
        if os.path.isdir(start):  # noqa: PTH112 (bytes; a link to a folder that was named is meant)
            yield from way.folder(start)
        else:
            yield from way.file(start)


def count_files(
    starts: Sequence[bytes], known: Known = _nothing_known, limits: Limits = DEFAULT_LIMITS
) -> tuple[int, int]:
    """How many things `walk` would yield, and the bytes of the files among them, for a progress bar."""
    files = size = 0
    for found in walk(starts, known=known, limits=limits):
        files += 1
        size += found.size
    return files, size


class _Way:
    """One walk: what it was asked for, and the folders that it has met."""

    def __init__(self, listings: bool, known: Known, limits: Limits) -> None:
        self.listings, self.known, self.limits = listings, known, limits
        self.seen: set[tuple[int, int]] = set()
        self.listing: Folder | None = None

    def file(self, path: bytes) -> Iterator[Found]:
        """A file named by itself."""
        place = os.path.dirname(path)  # noqa: PTH120 (bytes)
        if self.listings and (self.listing is None or self.listing.place != place):
            self.listing = Folder.of(path)  # once for many files named out of one folder
        found = _found(path, self.listing)
        if path.lower().endswith(ARCHIVE_SUFFIXES):
            found, members = self.entered(found, os.path.isdir(path + b"!"))  # noqa: PTH112 (bytes)
            yield found
            yield from members
        else:
            yield found

    def folder(self, folder: bytes) -> Iterator[Found]:
        """All that lies in a folder, and below."""
        try:
            info = os.stat(folder)  # noqa: PTH116 (bytes)
            with os.scandir(folder) as entries:
                listed = sorted([(_place_of(entry), entry) for entry in entries], key=itemgetter(0))
        except OSError as error:
            yield Found(folder, reason=os_reason(error), folder=True)
            return
        if (info.st_dev, info.st_ino) in self.seen:
            yield Found(folder, reason="a folder met before under another name", folder=True)
            return
        self.seen.add((info.st_dev, info.st_ino))
        listing = Folder(folder, [entry.name for _, entry in listed]) if self.listings else None
        is_file = stat.S_ISREG
        archives, taken = _archives(listed)
        inside: dict[bytes, Iterator[Found]] = {name: iter(()) for name, _ in archives}
        if archives:
            listed = sorted(listed + archives, key=itemgetter(0))
        for name, entry in listed:
            if name[-1:] == b"/":
                yield from inside.pop(name) if name in inside else self.folder(entry.path)
                continue
            try:
                info = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield Found(entry.path, reason=os_reason(error), listing=listing)
                continue
            reason = None if is_file(info.st_mode) else kind_reason(info.st_mode)
            found = Found(
                entry.path, info.st_size, info.st_mtime_ns, info.st_dev, info.st_ino, reason, listing
            )
            if archives and name + b"!/" in inside:
                found, inside[name + b"!/"] = self.entered(found, taken=False)
            elif name in taken:
                found, _ = self.entered(found, taken=True)
            yield found

    def entered(self, found: Found, taken: bool) -> tuple[Found, Iterator[Found]]:
        """A file that is an archive by its name: what to say of it, and its members.

        `taken` if a folder has the name under which the members would stand.
        """
        nothing = iter(())
        if found.reason is not None:
            return found, nothing
        if taken:
            why = "an archive beside a folder of the same name and `!`: rename the folder"
            return found._replace(reason=why, outcome="rejected"), nothing
        members = self.known(found)
        if members is not None:
            return found, iter(members)
        try:
            archive = open_archive(found.path, self.limits)
        except ArchiveError as error:
            return found._replace(reason=f"an archive, {error}", outcome="rejected"), nothing
        except OSError as error:
            return found._replace(reason=os_reason(error)), nothing
        if archive is None:
            return found, nothing
        info = archive.stat
        found = found._replace(
            size=info.st_size, mtime_ns=info.st_mtime_ns, reason=archive_reason(archive), outcome="skipped"
        )
        return found, _members(found, archive, self.listings)


def _archives(
    listed: list[tuple[bytes, os.DirEntry[bytes]]],
) -> tuple[list[tuple[bytes, os.DirEntry[bytes]]], set[bytes]]:
    """The archives of a folder, each where its members belong in the order, and those whose place is taken."""
    named = [(name + b"!/", entry) for name, entry in listed if name.lower().endswith(ARCHIVE_SUFFIXES)]
    if not named:
        return [], set()
    folders = {name for name, _ in listed if name[-2:] == b"!/"}
    return [pair for pair in named if pair[0] not in folders], {n[:-2] for n, _ in named if n in folders}


def _members(found: Found, archive: Archive, listings: bool) -> Iterator[Found]:
    root = ArchiveFolder.root(archive) if listings else None
    members = archive.members.values()
    for member in members if archive.in_one_pass else sorted(members):
        listing, reason, outcome = None, member.reason, None
        if member.kind is Kind.OTHER:
            reason, outcome = NOT_IMAGERY, "skipped"
        elif reason is not None:
            outcome = "skipped" if member.kind is Kind.SKIPPED else "rejected"
        if root is not None and member.reason is None:
            listing = root.at(os.path.dirname(member.name))  # noqa: PTH120 (bytes)
        yield found._replace(
            path=archive.address(member), size=member.size, reason=reason, listing=listing, outcome=outcome
        )


def archive_reason(archive: Archive) -> str:
    """What is said of an archive that was entered; `members_in` reads it."""
    images = sum(member.kind is Kind.IMAGE for member in archive.members.values())
    others = len(archive.members) - images
    return (
        f"an archive: {images} image{'s' * (images != 1)} and {others} other file{'s' * (others != 1)} in it"
    )


def members_in(reason: str | None) -> int | None:
    """How many members the archive has of which that is said; None if it says nothing of the kind."""
    numbers = re.fullmatch(r"an archive: (\d+) images? and (\d+) other files? in it", reason or "")
    return None if numbers is None else int(numbers[1]) + int(numbers[2])


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
