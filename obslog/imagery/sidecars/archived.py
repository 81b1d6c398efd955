"""A folder within an archive: sidecars are found among the archive's own members, and nowhere above it."""

from __future__ import annotations

import errno
import os
from functools import cached_property
from weakref import WeakValueDictionary

from obslog.imagery.archives import Archive, ArchiveError, open_archive, split
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.sidecars.listing import Folder


class ArchiveFolder(Folder):
    """The names in one folder of an archive; `place` is its address (`d.zip!/PRODUCT`, the root `d.zip!`)."""

    def __init__(
        self, archive: Archive, inner: bytes, made: WeakValueDictionary[bytes, ArchiveFolder]
    ) -> None:
        place = archive.path + b"!/" + inner if inner else archive.path + b"!"
        super().__init__(place, archive.names_in(inner))
        self._archive, self._inner, self._made = archive, inner, made
        made[inner] = self

    @classmethod
    def root(cls, archive: Archive) -> ArchiveFolder:
        """The topmost folder of an archive; those within it are made as they are asked for."""
        return cls(archive, b"", WeakValueDictionary())

    @property
    def span(self) -> bytes:
        """The folder whose members come one after another: itself, or in a packed tar the whole archive."""
        return self._archive.path + b"!" if self._archive.in_one_pass else self.place

    def at(self, inner: bytes) -> ArchiveFolder:
        """The folder of that path (from the archive's root), the same one while anybody holds it."""
        return self._made.get(inner) or ArchiveFolder(self._archive, inner, self._made)

    def _size(self, name: bytes) -> int:
        member = self._archive.members.get(self._path(name))
        if member is None:
            raise FileNotFoundError(errno.ENOENT, "no such member")
        return member.size

    def _within(self, name: bytes) -> Folder | None:
        inner = self._path(name)
        return self.at(inner) if self._archive.has_folder(inner) else None

    def _path(self, name: bytes) -> bytes:
        return self._inner + b"/" + name if self._inner else name

    @cached_property
    def parent(self) -> Folder | None:
        """The folder above within the archive; None at its root: what lies beside an archive is not its own."""
        return self.at(os.path.dirname(self._inner)) if self._inner else None  # noqa: PTH120 (bytes)


def folder_of(path: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Folder:
    """The folder in which the file of this path or address lies; without names if it cannot be read."""
    address = os.fsencode(path)
    if b"!/" not in address or os.path.lexists(os.path.dirname(address)):  # noqa: PTH120 (bytes)
        return Folder.of(path)
    parts = split(os.path.abspath(address))  # noqa: PTH100 (bytes)
    try:
        archive = open_archive(parts[0], limits) if parts is not None else None
    except (ArchiveError, OSError):
        archive = None
    if parts is None or archive is None:
        return Folder.of(path)
    return ArchiveFolder.root(archive).at(os.path.dirname(parts[1]))  # noqa: PTH120 (bytes)
