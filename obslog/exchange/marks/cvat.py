"""CVAT for images 1.1 (XML): boxes, polygons and points with attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians, sin
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from obslog.exchange.files import xml_in
from obslog.exchange.marks.mark_files import (
    FileMark,
    Files,
    MarkedImage,
    kind_in,
    number,
    pairs,
    said_in,
    said_out,
    shape_of,
    text,
)
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind, Point

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write(
    images: Sequence[MarkedImage], about: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """One file. The sha256 of an image is an attribute of it, which CVAT passes over."""
    labels = sorted({mark.label for image in images for mark in image.marks})
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>', "<annotations>", "  <version>1.1</version>", "  <meta>",
        "    <obslog>", *(f"      <{name}>{escape(shown(said))}</{name}>" for name, said in about.items()), "    </obslog>",
        "    <job><labels>", *(f"      <label><name>{escape(shown(label))}</name></label>" for label in labels),
        "    </labels></job>", "  </meta>",
    ]  # fmt: skip
    for place, image in enumerate(images):
        own = {"sha256": image.sha256, "gsd_m": image.gsd_m}
        extra = "".join(
            f' {name}="{_attribute(str(value))}"' for name, value in own.items() if value is not None
        )
        size = f'width="{image.width or 0}" height="{image.height or 0}"'
        lines.append(f'  <image id="{place}" name="{_attribute(image.name)}" {size}{extra}>')
        for mark in image.marks:
            lines += _shape(mark)
        lines.append("  </image>")
    return {"": ("\n".join([*lines, "</annotations>"]) + "\n").encode()}, ()


def _attribute(value: str) -> str:
    return escape(shown(value), {'"': "&quot;"})


def _shape(mark: FileMark) -> list[str]:
    label = f'label="{_attribute(mark.label)}" source="manual" occluded="0"'
    if mark.kind is MarkKind.BOX:
        (left, top), (right, bottom) = mark.points
        name, where = "box", f'xtl="{left!r}" ytl="{top!r}" xbr="{right!r}" ybr="{bottom!r}"'
    else:
        name = "points" if mark.kind is MarkKind.POINT else "polygon"
        where = 'points="' + ";".join(f"{x!r},{y!r}" for x, y in mark.points) + '"'
    said = said_out(mark).items()
    return [
        f'    <{name} {label} {where} z_order="0">',
        *(f'      <attribute name="{key}">{escape(value)}</attribute>' for key, value in said),
        f"    </{name}>",
    ]


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of a file with their marks. Raises `FileRefusedError`."""
    ((_, data),) = files.items()
    root = xml_in(data, name)
    if root.tag != "annotations":
        raise FileRefusedError(name, "it is no CVAT file: its root is not annotations")
    found = []
    for image in root.iter("image"):
        title = meant(image.get("name", ""))
        marks = []
        for place, shape in enumerate(image, 1):
            where = f"image {shown(title)[:60]!r}, shape {place}"
            try:
                mark = _mark(shape, where)
                width, height = _size(image, "width"), _size(image, "height")
            except WordError as error:
                raise FileRefusedError(name, f"{where}: {error}") from None
            if mark is not None:
                marks.append(mark)
        width, height = _size(image, "width"), _size(image, "height")
        gsd = image.get("gsd_m")
        found.append(
            MarkedImage(
                title, tuple(marks), text(image.get("sha256")), width, height, float(gsd) if gsd else None
            )
        )
    return found


def _size(image: Element, name: str) -> int | None:
    value = image.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and int(value[:9]) > 0 else None


def _mark(shape: Element, where: str) -> FileMark | None:
    if shape.tag not in ("box", "polygon", "points", "ellipse"):
        return None
    given: dict[str, object] = {
        str(each.get("name")): each.text or "" for each in shape if each.tag == "attribute"
    }
    if shape.tag == "box":
        left, top, right, bottom = (number(shape.get(side), side) for side in ("xtl", "ytl", "xbr", "ybr"))
        points: tuple[Point, ...] = ((left, top), (right, bottom))
        turned = number(shape.get("rotation", "0"), "rotation")
        if turned % 360:
            points = _turned(points, turned)
    elif shape.tag == "ellipse":
        x, y, rx, ry = (number(shape.get(part), part) for part in ("cx", "cy", "rx", "ry"))
        points = ((x - rx, y - ry), (x + rx, y + ry))
    else:
        words = [part for pair in (shape.get("points") or "").split(";") for part in pair.split(",")]
        points = pairs(words)
    kind = kind_in(given, points)
    if kind is None:
        kind, points = (MarkKind.BOX, points) if len(points) == 2 else shape_of(points)
    return FileMark(points, kind, meant(shape.get("label", "")), said_in(given), where)


def _turned(box: Sequence[Point], degrees: float) -> tuple[Point, ...]:
    """The corners of a box turned clockwise on the screen about its middle."""
    (left, top), (right, bottom) = box
    x, y = (left + right) / 2, (top + bottom) / 2
    c, s = cos(radians(degrees)), sin(radians(degrees))
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return tuple((x + (a - x) * c - (b - y) * s, y + (a - x) * s + (b - y) * c) for a, b in corners)
