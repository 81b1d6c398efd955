"""World files: six numbers beside a picture that say where its pixels lie, and the `.prj` that says in which system.

Read here, from the folder's listing, never by GDAL, which would look for much else beside the image. Six numbers
name no coordinate system: without a `.prj` (or a system in the file itself) they place nothing.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any

from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.systems import system_of_wkt

_LONGEST = 4096
_GENERAL = "wld"


@dataclass(frozen=True)
class WorldFile:
    """A grid: `six` as an affine transform from pixel corners, its system `crs` (None if not known), its name."""

    name: str
    six: tuple[float, float, float, float, float, float]
    crs: Any | None
    warnings: tuple[str, ...] = ()


def world_file_of(path: str | bytes, folder: Folder | None = None) -> WorldFile | None:
    """The world file beside the image `path`, of `folder` where the caller has it; None if there is none of use."""
    name = os.path.basename(os.fsencode(path))  # noqa: PTH119 (bytes)
    return read_world_file(Folder.of(path) if folder is None else folder, name)


def read_world_file(folder: Folder, image: bytes) -> WorldFile | None:
    """The world file of the image `image` of `folder`: `a.tfw`, `a.tifw`, `a.tif.wld`, `a.wld` for `a.tif`."""
    stem, dot, suffix = image.rpartition(b".")
    if not dot or not stem:
        return None
    letters = suffix.lower()
    endings = [letters[:1] + letters[-1:] + b"w", letters + b"w", _GENERAL.encode()]
    for candidate in [*(stem + b"." + ending for ending in endings), image + b"w", image + b".wld"]:
        there = folder.find(candidate)
        if there is None or there == image:
            continue
        shown = there.decode("utf-8", "backslashreplace")
        six = _six(folder, there)
        if six is not None:
            crs, warnings = _system(folder, stem)
            return WorldFile(shown, six, crs, warnings)
    return None


def _six(folder: Folder, name: bytes) -> tuple[float, float, float, float, float, float] | None:
    """The affine transform of a world file, whose six lines are a, d, b, e and the first pixel's centre."""
    try:
        text = folder.text(name)
    except SidecarError:
        return None
    words = text[:_LONGEST].split()
    if len(text) > _LONGEST or len(words) != 6:
        return None
    try:
        a, d, b, e, x, y = (float(word.replace(",", ".")) for word in words)
    except ValueError:
        return None
    if not all(math.isfinite(each) and abs(each) < 1e12 for each in (a, d, b, e, x, y)) or a * e == b * d:
        return None
    return a, b, x - (a + b) / 2, d, e, y - (d + e) / 2


def _system(folder: Folder, stem: bytes) -> tuple[Any | None, tuple[str, ...]]:
    there = folder.find(stem + b".prj")
    if there is None:
        return None, ()
    shown = there.decode("utf-8", "backslashreplace")
    try:
        crs = system_of_wkt(folder.text(there))
    except SidecarError as error:
        return None, (f"{shown} is not used: {error}",)
    return (crs, ()) if crs is not None else (None, (f"{shown} is no definition of a coordinate system",))
