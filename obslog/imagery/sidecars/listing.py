"""One folder as its names stand: sidecars are found in this list only, never by a path written in a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from obslog.imagery.sidecars.bounded import SidecarError, parse_json, read_bytes

_MAX_ITEMS = 256
_MAX_TOTAL = 64 << 20


class FolderListing:
    """The names in one folder, and what its JSON files hold, each read at most once."""

    def __init__(self, folder: str | bytes, names: Iterable[str | bytes]) -> None:
        self.folder = os.fsencode(folder)
        self.names = tuple(sorted(os.fsencode(name) for name in names))
        self._json: dict[bytes, Any] = {}
        self._assets: dict[bytes, bytes] | None = None

    @classmethod
    def of(cls, path: str | bytes) -> FolderListing:
        """The listing of the folder in which `path` lies; empty if the folder cannot be read."""
        folder = os.path.dirname(os.path.abspath(os.fsencode(path)))  # noqa: PTH100, PTH120 (bytes)
        try:
            with os.scandir(folder) as entries:
                return cls(folder, [entry.name for entry in entries])
        except OSError:
            return cls(folder, ())

    def find(self, name: bytes) -> bytes | None:
        """The name as it stands in the folder, found whatever its case; None if it is not there."""
        return name if name in self._exact else self._folded.get(name.lower())

    @cached_property
    def _exact(self) -> frozenset[bytes]:
        return frozenset(self.names)

    @cached_property
    def _folded(self) -> dict[bytes, bytes]:
        return {name.lower(): name for name in reversed(self.names)}

    def json(self, name: bytes) -> Any:
        """The JSON of one name in this folder. Raises `SidecarError` (each time the same)."""
        if name not in self._json:
            try:
                self._json[name] = parse_json(read_bytes(os.path.join(self.folder, name)))  # noqa: PTH118
            except SidecarError as error:
                self._json[name] = error
        value = self._json[name]
        if isinstance(value, SidecarError):
            raise SidecarError(str(value))
        return value

    def item_naming(self, image: bytes) -> bytes | None:
        """The JSON file of this folder that has an asset whose href ends in the name `image`."""
        if self._assets is None:
            self._assets = self._asset_names()
        return self._assets.get(image)

    def _asset_names(self) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        total = 0
        candidates = [name for name in self.names if name.lower().endswith((b".json", b".geojson"))]
        for name in candidates[:_MAX_ITEMS]:
            try:
                total += Path(os.fsdecode(os.path.join(self.folder, name))).lstat().st_size  # noqa: PTH118
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
