"""STAC items and catalogues on this disk, read: links are followed inside their folder, never to anywhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from obslog.exchange.catalogues.stac import MULTIHASH, rows_in
from obslog.exchange.files import LARGEST, json_in, read_file
from obslog.exchange.rows.sheets import Row
from obslog.exchange.showing import shown
from obslog.model.edtf import parse_edtf
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.when import Basis, When

_MOST_FILES, _DEEPEST = 20_000, 16
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
#: Roles of assets that are no evidence.
_BESIDE = {
    "thumbnail",
    "overview",
    "metadata",
    "saturation",
    "cloud",
    "cloud-shadow",
    "snow-ice",
    "water-mask",
}
_RASTERS = (".tif", ".tiff", ".jp2", ".png", ".jpg", ".jpeg", ".ntf", ".nitf", ".img", ".vrt")


@dataclass(frozen=True)
class ItemAsset:
    """A file of an item that lies on this disk, and the sha256 that the item states for it, if any."""

    file: Path
    sha256: str | None


@dataclass(frozen=True)
class StacItem:
    """One item: where it stands, its id, its date, its files here, how many lie elsewhere, and rows of obslog in it."""

    file: Path
    id: str
    when: When | None
    assets: tuple[ItemAsset, ...]
    remote: int
    missing: int
    rows: tuple[tuple[str, Row], ...]


@dataclass(frozen=True)
class StacRead:
    """The items of a file or folder, and what of it cannot be used, a sentence each."""

    items: tuple[StacItem, ...]
    refused: tuple[str, ...]


def read_stac(path: str | Path) -> StacRead:
    """An item, a collection of items, or a catalogue with all that its relative links name below its folder.

    Raises `FileRefusedError` where the file itself is none of these.
    """
    start = Path(path)
    if start.is_dir():
        start = next(
            (start / name for name in ("catalog.json", "collection.json") if (start / name).is_file()), start
        )
        if start.is_dir():
            raise FileRefusedError(
                str(path), "it holds no catalog.json or collection.json: name the file of an item"
            )
    walk = _Walk(start.resolve().parent)
    items = list(walk.read(start.resolve(), str(path), 0, first=True))
    return StacRead(tuple(items), tuple(walk.refused))


class _Walk:
    """Follows the links of catalogues below one folder, each file once, within limits."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: set[Path] = set()
        self._left = LARGEST
        self.refused: list[str] = []

    def read(self, file: Path, name: str, depth: int, first: bool = False) -> Iterator[StacItem]:
        """The items of one file and of those that it links to; what cannot be read is refused, but for the first file."""
        if file in self._seen:
            return
        self._seen.add(file)
        if len(self._seen) > _MOST_FILES or depth > _DEEPEST:
            raise FileRefusedError(name, f"it links to more than {_MOST_FILES:,} files, or {_DEEPEST} deep")
        try:
            data = read_file(file, self._left)
            self._left -= len(data)
            document = json_in(data, name)
            found = list(self._items(document, file, name))
        except FileRefusedError as error:
            if first:
                raise
            self.refused.append(str(error))
            return
        yield from found
        for link in _links(document) if not found else ():
            href = link.get("href") if isinstance(link, dict) else None
            if not isinstance(href, str) or link.get("rel") not in ("child", "item"):
                continue
            there = self.inside(file, href)
            if there is None:
                self.refused.append(
                    f"{name}: the link to {shown(href)[:80]!r} leads out of its folder: not followed"
                )
            elif not there.is_file():
                self.refused.append(f"{name}: the link to {shown(href)[:80]!r} leads to no file")
            else:
                yield from self.read(there, str(there.relative_to(self._root)), depth + 1)

    def _items(self, document: Any, file: Path, name: str) -> Iterator[StacItem]:
        kind = document.get("type") if isinstance(document, dict) else None
        if kind is None and isinstance(document, dict) and "stac_version" in document:
            # Before 1.0 catalogues and collections did not say that they are.
            kind = "Catalog"
        features = (
            document.get("features")
            if kind == "FeatureCollection"
            else [document]
            if kind == "Feature"
            else []
        )
        if kind not in ("Catalog", "Collection", "Feature", "FeatureCollection") or not isinstance(
            features, list
        ):
            raise FileRefusedError(name, "it is no STAC item, collection of items, collection or catalogue")
        for number, item in enumerate(features, 1):
            where = name if kind == "Feature" else f"{name}: item {number}"
            if (
                not isinstance(item, dict)
                or "stac_version" not in item
                or not isinstance(item.get("properties"), dict)
            ):
                raise FileRefusedError(where, "it is no STAC item")
            yield self._item(item, file, where)

    def _item(self, item: dict[str, Any], file: Path, where: str) -> StacItem:
        assets, remote, missing = [], 0, 0
        given = item.get("assets")
        for asset in given.values() if isinstance(given, dict) else ():
            href = asset.get("href") if isinstance(asset, dict) else None
            if not isinstance(href, str) or not _is_raster(href, asset):
                continue
            if _REMOTE.match(href) or href.startswith("//"):
                remote += 1
                continue
            there = self.inside(file, href)
            if there is None or not there.is_file():
                missing += 1
                continue
            checksum = str(asset.get("file:checksum") or "").lower()
            known = len(checksum) == len(MULTIHASH) + 64 and checksum.startswith(MULTIHASH)
            assets.append(ItemAsset(there, checksum.removeprefix(MULTIHASH) if known else None))
        try:
            when = _when(item["properties"])
        except WordError as error:
            when = None
            self.refused.append(f"{where}: {error}")
        return StacItem(
            file,
            shown(str(item.get("id") or ""))[:80],
            when,
            tuple(assets),
            remote,
            missing,
            tuple(rows_in(item, where)),
        )

    def inside(self, file: Path, href: str) -> Path | None:
        """The file that a relative link means, None where it or a link on its way leads out of the folder."""
        word = unquote(href.split("?")[0].split("#")[0])
        if "\0" in word or _REMOTE.match(word) or word.startswith(("/", "\\")):
            return None
        plain = Path(os.path.normpath(file.parent / word))
        try:
            real = plain.resolve()
        except (OSError, RuntimeError):
            return None
        # Symbolic links are not followed, wherever they lead.
        return plain if plain == real and real.is_relative_to(self._root) else None


def _links(document: object) -> list[Any]:
    links = document.get("links") if isinstance(document, dict) else None
    return links if isinstance(links, list) else []


def _is_raster(href: str, asset: dict[str, Any]) -> bool:
    roles = asset.get("roles")
    if isinstance(roles, list) and _BESIDE & {str(role) for role in roles}:
        return False
    kind = str(asset.get("type") or "")
    ending = Path(unquote(href.split("?")[0])).suffix.lower()
    return kind.startswith("image/") or kind == "application/vnd.nitf" or ending in _RASTERS


def _when(said: dict[str, Any]) -> When | None:
    """The date of an item: `datetime`, else from start to end. Raises `WordError`."""
    single, start, end = (said.get(name) for name in ("datetime", "start_datetime", "end_datetime"))
    if isinstance(single, str) and single.strip():
        return parse_edtf(single, Basis.STAC)
    if isinstance(start, str) and isinstance(end, str) and start.strip() and end.strip():
        return parse_edtf(start if start == end else f"{start.strip()}/{end.strip()}", Basis.STAC)
    return None
