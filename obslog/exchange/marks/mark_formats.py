"""The formats of marks, and which of them a file or folder is in."""

from __future__ import annotations

import json
import os
from pathlib import Path

from obslog.exchange.files import LARGEST, read_file, reason
from obslog.exchange.marks import coco, cvat, dota, dotdotgoose, labelme, markers, via, yolo_obb
from obslog.exchange.marks.mark_files import Files, MarkFormat
from obslog.model.errors import FileRefusedError, WordError

FORMATS: dict[str, MarkFormat] = {
    one.name: one
    for one in (
        MarkFormat("coco", coco.read, coco.write),
        MarkFormat("yolo-obb", yolo_obb.read, yolo_obb.write, makes_folder=True),
        MarkFormat("dota", dota.read, dota.write, makes_folder=True),
        MarkFormat("labelme", labelme.read, labelme.write, makes_folder=True),
        MarkFormat("cvat", cvat.read, cvat.write),
        MarkFormat("via", via.read, None),
        MarkFormat("dotdotgoose", dotdotgoose.read, None),
        MarkFormat("markers", markers.read, None),
    )
}
_READ = (".json", ".txt", ".xml", ".yaml", ".yml", ".pnt", ".csv")
_MOST_FILES = 20_000


def load(path: str | Path) -> tuple[Files, str]:
    """The files of a file or folder, by name, and the name to tell it by. Raises `FileRefusedError`."""
    place = Path(path)
    name = str(place)
    if not place.is_dir():
        return {name: read_file(place)}, name
    files: dict[str, bytes] = {}
    left = LARGEST
    try:
        for folder, folders, inside in os.walk(place, onerror=_refuse):
            folders.sort()
            for file in sorted(each for each in inside if each.lower().endswith(_READ)):
                whole = Path(folder) / file
                if whole.is_symlink():
                    continue
                data = read_file(whole)
                left -= len(data)
                if left < 0 or len(files) >= _MOST_FILES:
                    raise FileRefusedError(name, "it holds more label files than are read at once")
                files[whole.relative_to(place).as_posix()] = data
    except OSError as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(name, reason(error)) from None
    if not files:
        raise FileRefusedError(name, "it holds no file of marks")
    return files, name


def _refuse(error: OSError) -> None:
    raise error


def format_named(name: str) -> MarkFormat:
    """The format of that name. Raises `WordError`."""
    if name not in FORMATS:
        raise WordError("format", name, f"it can be {', '.join(FORMATS)}")
    return FORMATS[name]


def told_by(files: Files, name: str) -> MarkFormat:
    """The format that files are in, by what they hold. Raises `FileRefusedError` where nothing tells it."""
    texts = [file for file in files if file.lower().endswith(".txt")]
    first = next(iter(files))
    for file, data in files.items():
        ending = Path(file).suffix.lower()
        found = {".xml": "cvat", ".pnt": "dotdotgoose", ".yaml": "yolo-obb", ".yml": "yolo-obb"}.get(ending)
        if found is None and ending == ".json" and not texts:
            found = _json_format(data)
        if found is None and ending == ".csv" and len(files) == 1:
            found = "markers"
        if found is not None:
            return FORMATS[found]
    lines = [line for file in texts for line in files[file][:4096].decode("utf-8", "replace").splitlines()]
    if texts and "|" in lines[0] if lines else False:
        return FORMATS["markers"]
    if texts:
        return FORMATS["dota" if any(_is_dota(line) for line in lines) else "yolo-obb"]
    raise FileRefusedError(name, f"nothing tells which format {Path(first).name!r} is in: give --format")


def _is_dota(line: str) -> bool:
    words = line.split()
    if line.lower().startswith(("imagesource:", "gsd:")):
        return True
    return len(words) in (9, 10) and not words[8].replace(".", "").replace("-", "").isdigit()


def _json_format(data: bytes) -> str | None:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if "annotations" in document and "images" in document:
        return "coco"
    if "shapes" in document:
        return "labelme"
    if isinstance(document.get("points"), dict):
        return "dotdotgoose"
    first = next(iter(document.values()), None)
    is_via = "_via_img_metadata" in document or (isinstance(first, dict) and "regions" in first)
    return "via" if is_via else None
