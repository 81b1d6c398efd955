"""COCO object detection JSON: boxes `[x, y, w, h]` from the upper left corner, outlines as segmentation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from obslog.exchange.files import json_in
from obslog.exchange.marks.mark_files import (
    FileMark,
    Files,
    MarkedImage,
    box_of,
    corners,
    kind_in,
    number,
    pairs,
    said_in,
    said_out,
    shape_of,
    text,
    whole,
)
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind


def write(
    images: Sequence[MarkedImage], about: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """One file; kind, confidence and the rest stand in `attributes`, the image's sha256 in `images[].obslog`."""
    labels = sorted({mark.label for image in images for mark in image.marks})
    numbers = {label: place for place, label in enumerate(labels, 1)}
    annotations: list[dict[str, Any]] = []
    for place, image in enumerate(images, 1):
        for mark in image.marks:
            annotations.append(_annotation(mark, len(annotations) + 1, place, numbers[mark.label]))
    document = {
        "info": {"description": "marks of obslog", **{name: shown(said) for name, said in about.items()}},
        "licenses": [],
        "images": [_image(image, place) for place, image in enumerate(images, 1)],
        "annotations": annotations,
        "categories": [
            {"id": number, "name": shown(label), "supercategory": ""} for label, number in numbers.items()
        ],
    }
    return {"": (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()}, ()


def _image(image: MarkedImage, place: int) -> dict[str, Any]:
    own = {"sha256": image.sha256, "gsd_m": image.gsd_m}
    return {
        "id": place, "file_name": shown(image.name), "width": image.width or 0, "height": image.height or 0,
        "obslog": {name: value for name, value in own.items() if value is not None},
    }  # fmt: skip


def _annotation(mark: FileMark, place: int, image: int, category: int) -> dict[str, Any]:
    left, top, right, bottom = box_of(mark.points)
    size = [round(left, 3), round(top, 3), round(right - left, 3), round(bottom - top, 3)]
    outline = [] if mark.kind is MarkKind.POINT else [[value for point in _outline(mark) for value in point]]
    return {
        "id": place, "image_id": image, "category_id": category, "bbox": size, "area": round(size[2] * size[3], 3),
        "segmentation": outline, "iscrowd": 0, "attributes": said_out(mark),
    }  # fmt: skip


def _outline(mark: FileMark) -> Sequence[tuple[float, float]]:
    return corners(mark) if mark.kind is MarkKind.BOX else mark.points


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of a file with their marks. Raises `FileRefusedError`."""
    ((_, data),) = files.items()
    document = json_in(data, name)
    parts = (
        [document.get(part) for part in ("images", "annotations")] if isinstance(document, dict) else [None]
    )
    if not all(isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in parts):
        raise FileRefusedError(name, "it is no COCO file: it has no images and annotations")
    categories = {
        one.get("id"): meant(str(one.get("name", "")))
        for one in document.get("categories") or ()
        if isinstance(one, dict)
    }
    marks: dict[Any, list[FileMark]] = {}
    for place, one in enumerate(document["annotations"], 1):
        where = f"annotation {one.get('id', place)}"
        if one.get("category_id") not in categories:
            raise FileRefusedError(name, f"{where}: there is no category {str(one.get('category_id'))[:20]}")
        try:
            mark = _mark(one, categories[one.get("category_id")], where)
        except WordError as error:
            raise FileRefusedError(name, f"{where}: {error}") from None
        marks.setdefault(_key(one.get("image_id")), []).append(mark)
    images = [
        MarkedImage(
            meant(str(one.get("file_name", ""))), tuple(marks.pop(_key(one.get("id")), ())),
            text(_own(one).get("sha256")), whole(one.get("width")), whole(one.get("height")),
            number(_own(one)["gsd_m"], "gsd_m") if _own(one).get("gsd_m") is not None else None,
        )
        for one in document["images"]
    ]  # fmt: skip
    if marks:
        raise FileRefusedError(
            name, f"there is no image {str(next(iter(marks)))[:20]}, which an annotation names"
        )
    return images


def _key(value: object) -> str:
    return str(value)


def _own(image: Mapping[str, Any]) -> Mapping[str, Any]:
    own = image.get("obslog")
    return own if isinstance(own, dict) else {}


def _mark(one: Mapping[str, Any], label: str, where: str) -> FileMark:
    given = one.get("attributes")
    given = given if isinstance(given, dict) else {}
    outline, box = one.get("segmentation"), one.get("bbox")
    box = box if isinstance(box, list) and len(box) == 4 else None
    points: tuple[tuple[float, float], ...] = ()
    if isinstance(outline, list) and len(outline) == 1 and isinstance(outline[0], list):
        points = pairs(outline[0])
    word = str(given.get("kind", ""))
    if box is not None:
        x, y, wide, high = (number(value) for value in box)
        if word == "point" or (not points and wide == high == 0):
            points = ((x, y),)
        elif word == "box" or len(points) not in (1, 4):
            points = ((x, y), (round(x + wide, 3), round(y + high, 3)))
    if not points:
        raise WordError("annotation", str(one.get("bbox"))[:40], "it has neither a bbox nor an outline")
    kind = kind_in(given, points)
    if kind is None:
        kind, points = (MarkKind.BOX, points) if len(points) == 2 else shape_of(points)
    return FileMark(points, kind, label, said_in(given), where)
