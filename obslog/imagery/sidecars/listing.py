"""One folder as its names stand: sidecars are found in this list only, never by a path written in a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from obslog.imagery.sidecars.bounded import (
    MAX_BYTES,
    SidecarError,
    parse_json,
    parse_text,
    parse_xml,
    read_bytes,
)

_MAX_ITEMS = 256
_MAX_TOTAL = 64 << 20
_MAX_NAMES = 200_000
_KEPT_BYTES = 32 << 20


class Folder:
    """The names in one folder, and what its small files hold, each read at most once.

    `place` is its absolute path in bytes; `names` are sorted. Subclasses say how bytes are read and which
    folders lie within and above.
    """

    def __init__(self, place: str | bytes, names: Iterable[str | bytes]) -> None:
        self.place = os.fsencode(place)
        self.names = tuple(sorted(os.fsencode(name) for name in names))
        self._parsed: dict[tuple[str, bytes], Any] = {}
        self._kept = 0
        self._assets: dict[bytes, bytes] | None = None
        #: What lookups over this folder found; filled by `sidecars.registry`.
        self.notes: dict[str, Any] = {}

    def _bytes(self, name: bytes) -> bytes:
        """The bytes of one file of this folder, at most 16 MB. Raises `SidecarError`."""
        return read_bytes(os.path.join(self.place, name))  # noqa: PTH118 (bytes)

    def _size(self, name: bytes) -> int:
        """The size of one file in bytes. Raises `OSError`."""
        return os.lstat(os.path.join(self.place, name)).st_size  # noqa: PTH118 (bytes)

    def _within(self, name: bytes) -> Folder | None:
        path = os.path.join(self.place, name)  # noqa: PTH118 (bytes)
        try:
            return Folder.of_folder(path) if stat.S_ISDIR(os.lstat(path).st_mode) else None
        except OSError:
            return None

    @cached_property
    def parent(self) -> Folder | None:
        """The folder above; None at the top, or where it cannot be read."""
        above = os.path.dirname(self.place)  # noqa: PTH120 (bytes)
        return None if above == self.place else Folder.of_folder(above)

    @classmethod
    def of(cls, path: str | bytes) -> Folder:
        """The folder in which the file `path` lies; without names if it cannot be read."""
        folder = os.path.dirname(os.path.abspath(os.fsencode(path)))  # noqa: PTH100, PTH120 (bytes)
        return cls.of_folder(folder)

    @classmethod
    def of_folder(cls, folder: bytes) -> Folder:
        """The folder at this absolute path; without names if it cannot be read."""
        names: list[bytes] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    names.append(entry.name)
                    if len(names) >= _MAX_NAMES:
                        break
        except OSError:
            names = []
        return Folder(folder, names)

    @property
    def shown(self) -> str:
        """The folder's own name as text."""
        return os.path.basename(self.place).decode("utf-8", "backslashreplace")  # noqa: PTH119 (bytes)

    def find(self, name: str | bytes) -> bytes | None:
        """The name as it stands in the folder, found whatever its case; None if it is not there."""
        wanted = os.fsencode(name)
        return wanted if wanted in self._exact else self._folded.get(wanted.lower())

    @cached_property
    def _exact(self) -> frozenset[bytes]:
        return frozenset(self.names)

    @cached_property
    def _folded(self) -> dict[bytes, bytes]:
        return {name.lower(): name for name in reversed(self.names)}

    @cached_property
    def shown_names(self) -> tuple[str, ...]:
        """The names that are UTF-8 text; others name no sidecar."""
        found = []
        for name in self.names:
            try:
                found.append(name.decode("utf-8"))
            except UnicodeDecodeError:
                continue
        return tuple(found)

    def data(self, name: str | bytes) -> bytes:
        """The whole of one small file of this folder. Raises `SidecarError` if over 16 MB or not readable."""
        return bytes(self._once("data", name, lambda data: data))

    def text(self, name: str | bytes) -> str:
        """One small file as text. Raises `SidecarError`."""
        return str(self._once("text", name, parse_text))

    def json(self, name: str | bytes) -> Any:
        """The JSON value of one file. Raises `SidecarError` (each time the same)."""
        return self._once("json", name, parse_json)

    def xml(self, name: str | bytes) -> Any:
        """The root element of one XML file, namespaces taken off. Raises `SidecarError`."""
        return self._once("xml", name, parse_xml)

    def _once(self, how: str, name: str | bytes, parse: Any) -> Any:
        key = (how, os.fsencode(name))
        if key not in self._parsed:
            try:
                data = self._bytes(key[1])
                if len(data) > MAX_BYTES:
                    raise SidecarError("a sidecar of over 16 MB is not read")
                value = parse(data)
                self._kept += len(data)
            except SidecarError as error:
                value = error
            if self._kept > _KEPT_BYTES:
                self._parsed.clear()
                self._kept = 0
            self._parsed[key] = value
        value = self._parsed[key]
        if isinstance(value, SidecarError):
            raise SidecarError(str(value))
        return value

    def folder(self, name: str | bytes) -> Folder | None:
        """A folder of that name (whatever its case) in this one; None if there is none. Links are not followed."""
        there = self.find(name)
        if there is None:
            return None
        if there not in self._children:
            self._children[there] = self._within(there)
        return self._children[there]

    @cached_property
    def _children(self) -> dict[bytes, Folder | None]:
        return {}

    def subfolders(self) -> list[bytes]:
        """The names of the folders in this one, at most 256."""
        found = []
        for name in self.names:
            if self.folder(name) is not None:
                found.append(name)
            if len(found) >= _MAX_ITEMS:
                break
        return found

    def item_naming(self, image: bytes) -> bytes | None:
        """The JSON file of this folder that is a STAC item with an asset whose href ends in the name `image`."""
        if self._assets is None:
            self._assets = self._asset_names()
        return self._assets.get(image)

    def _asset_names(self) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        total = 0
        candidates = [name for name in self.names if name.lower().endswith((b".json", b".geojson"))]
        for name in candidates[:_MAX_ITEMS]:
            try:
                total += self._size(name)
                if total > _MAX_TOTAL:
                    break
                value = self.json(name)
            except (SidecarError, OSError):
                continue
            for asset in _assets(value):
                found.setdefault(asset, name)
        return found


def _assets(value: Any) -> Iterable[bytes]:
    """The base names of the assets of a STAC item; nothing for any other JSON."""
    if not isinstance(value, dict) or value.get("type") != "Feature" or "stac_version" not in value:
        return
    assets = value.get("assets")
    for asset in assets.values() if isinstance(assets, dict) else ():
        href = asset.get("href") if isinstance(asset, dict) else None
        if isinstance(href, str):
            base = href.split("?")[0].split("#")[0].replace("\\", "/").rsplit("/", 1)[-1]
            if base:
                yield base.encode("utf-8", "backslashreplace")
