"""labelme JSON: one file an image, with shapes in pixels and no pixels inside (`imageData` is null)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from obslog.exchange.files import json_in
from obslog.exchange.marks.mark_files import (
    FileMark,
    Files,
    MarkedImage,
    kind_in,
    number,
    said_in,
    said_out,
    shape_of,
    stems,
    text,
    whole,
)
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind, Point

_SHAPES = {
    MarkKind.POINT: "point", MarkKind.BOX: "rectangle", MarkKind.ORIENTED: "polygon", MarkKind.DIAMOND: "polygon",
}  # fmt: skip


def write(
    images: Sequence[MarkedImage], about: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """A folder with a file for each image; what labelme does not know it keeps when it saves the file."""
    files = {}
    for stem, image in zip(stems(images), images, strict=True):
        own: dict[str, str | float | None] = {name: shown(said) for name, said in about.items()}
        own |= {"sha256": image.sha256, "gsd_m": image.gsd_m}
        document = {
            "version": "5.4.1", "flags": {}, "shapes": [_shape(mark) for mark in image.marks],
            "imagePath": shown(image.name), "imageData": None, "imageHeight": image.height or 0,
            "imageWidth": image.width or 0,
            "obslog": {name: value for name, value in own.items() if value is not None},
        }  # fmt: skip
        files[f"{stem}.json"] = (
            json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        ).encode()
    return files, ()


def _shape(mark: FileMark) -> dict[str, Any]:
    return {
        "label": shown(mark.label), "points": [list(point) for point in mark.points], "group_id": None,
        "description": shown(mark.said.get("remarks", "")), "shape_type": _SHAPES[mark.kind], "flags": {},
        "attributes": {name: said for name, said in said_out(mark).items() if name != "remarks"},
    }  # fmt: skip


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of one or several files. Raises `FileRefusedError`."""
    found = []
    for file in sorted(each for each in files if len(files) == 1 or each.lower().endswith(".json")):
        shown_name = name if file == name else f"{name}/{file}"
        document = json_in(files[file], shown_name)
        shapes = document.get("shapes") if isinstance(document, dict) else None
        if not isinstance(shapes, list):
            raise FileRefusedError(shown_name, "it is no labelme file: it has no shapes")
        own = document.get("obslog")
        own = own if isinstance(own, dict) else {}
        marks = tuple(_mark(shape, f"shape {place}", shown_name) for place, shape in enumerate(shapes, 1))
        found.append(
            MarkedImage(
                meant(str(document.get("imagePath") or file)), marks, text(own.get("sha256")),
                whole(document.get("imageWidth")), whole(document.get("imageHeight")),
                float(own["gsd_m"]) if isinstance(own.get("gsd_m"), (int, float)) else None,
            )
        )  # fmt: skip
    return found


def _mark(shape: object, where: str, name: str) -> FileMark:
    try:
        if not isinstance(shape, dict) or not isinstance(shape.get("points"), list):
            raise WordError("shape", str(shape)[:40], "it has points")
        points = [_point(point) for point in shape["points"]]
        given = shape.get("attributes")
        given = dict(given) if isinstance(given, dict) else {}
        given["remarks"] = shape.get("description")
        kind = kind_in(given, points)
        if kind is None:
            kind, points = _elsewhere(str(shape.get("shape_type") or "polygon"), points)
    except WordError as error:
        raise FileRefusedError(name, f"{where}: {error}") from None
    return FileMark(
        tuple(points), kind, meant(str(shape.get("label", ""))), said_in(given), f"{name} {where}"
    )


def _point(point: object) -> Point:
    if not isinstance(point, list) or len(point) != 2:
        raise WordError("point", str(point)[:40], "it is [column, row]")
    return number(point[0]), number(point[1])


def _elsewhere(kind: str, points: Sequence[Point]) -> tuple[MarkKind, list[Point]]:
    if kind == "circle" and len(points) == 2:
        (x, y), (edge_x, edge_y) = points
        radius = ((edge_x - x) ** 2 + (edge_y - y) ** 2) ** 0.5
        return MarkKind.BOX, [(x - radius, y - radius), (x + radius, y + radius)]
    if not points:
        raise WordError("shape", kind[:40], "it has no points")
    if len(points) == 2:
        return MarkKind.BOX, list(points)
    found, outline = shape_of(points)
    return found, list(outline)
