"""VIA 1 and 2 (VGG Image Annotator) JSON, read: regions of images with their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from obslog.exchange.files import json_in
from obslog.exchange.marks.mark_files import FileMark, Files, MarkedImage, number, said_in, shape_of
from obslog.exchange.showing import shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind, Point

#: The attributes of a region that may hold its label, the likeliest first.
_LABELS = ("type", "label", "class", "name", "category", "object")


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of a project or of a list of annotations. Raises `FileRefusedError`."""
    ((_, data),) = files.items()
    document = json_in(data, name)
    images = document.get("_via_img_metadata", document) if isinstance(document, dict) else None
    if not isinstance(images, dict) or not all(isinstance(one, dict) for one in images.values()):
        raise FileRefusedError(name, "it is no VIA file: it holds no images with regions")
    found = []
    for one in images.values():
        title = str(one.get("filename", ""))
        regions = one.get("regions") or []
        regions = list(regions.values()) if isinstance(regions, dict) else regions
        marks = []
        for place, region in enumerate(regions if isinstance(regions, list) else [], 1):
            where = f"image {shown(title)[:60]!r}, region {place}"
            try:
                marks.append(_mark(region, where))
            except WordError as error:
                raise FileRefusedError(name, f"{where}: {error}") from None
        found.append(MarkedImage(title, tuple(marks)))
    return found


def _mark(region: object, where: str) -> FileMark:
    shape = region.get("shape_attributes") if isinstance(region, dict) else None
    given = region.get("region_attributes") if isinstance(region, dict) else None
    if not isinstance(shape, dict):
        raise WordError("region", str(region)[:40], "it has no shape_attributes")
    given = given if isinstance(given, dict) else {}
    kind, points = _shape(shape)
    return FileMark(points, kind, _label(given), said_in(given), where)


def _label(given: Mapping[str, Any]) -> str:
    """The label among the attributes of a region; one that is chosen from a list is `{label: true}`."""
    name = next((name for name in _LABELS if given.get(name)), next(iter(given), ""))
    value = given.get(name, "")
    return str(next(iter(value), "")) if isinstance(value, dict) else str(value)


def _shape(shape: Mapping[str, Any]) -> tuple[MarkKind, tuple[Point, ...]]:
    kind = str(shape.get("name"))

    def at(*names: str) -> list[float]:
        return [number(shape.get(name), name) for name in names]

    if kind == "rect":
        x, y, wide, high = at("x", "y", "width", "height")
        return MarkKind.BOX, ((x, y), (x + wide, y + high))
    if kind == "point":
        x, y = at("cx", "cy")
        return MarkKind.POINT, ((x, y),)
    if kind in ("circle", "ellipse"):
        x, y, rx, ry = at("cx", "cy", *(("r", "r") if kind == "circle" else ("rx", "ry")))
        return MarkKind.BOX, ((x - rx, y - ry), (x + rx, y + ry))
    columns, rows = shape.get("all_points_x"), shape.get("all_points_y")
    if (
        not isinstance(columns, list)
        or not isinstance(rows, list)
        or len(columns) != len(rows)
        or not columns
    ):
        raise WordError("region", kind[:40], "it is a rect, point, circle, ellipse, polygon or polyline")
    points = tuple((number(x), number(y)) for x, y in zip(columns, rows, strict=True))
    # A polygon may name its first point again at its end.
    points = points[:-1] if len(points) > 1 and points[0] == points[-1] else points
    return (MarkKind.BOX, points) if len(points) == 2 else shape_of(points)
