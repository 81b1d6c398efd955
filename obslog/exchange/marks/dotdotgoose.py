"""DotDotGoose .pnt, read: points of classes on images."""

from __future__ import annotations

from obslog.exchange.files import json_in
from obslog.exchange.marks.mark_files import FileMark, Files, MarkedImage, number
from obslog.exchange.showing import shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of a file with their points. Raises `FileRefusedError`."""
    ((_, data),) = files.items()
    document = json_in(data, name)
    images = document.get("points") if isinstance(document, dict) else None
    if not isinstance(images, dict) or not all(isinstance(one, dict) for one in images.values()):
        raise FileRefusedError(name, "it is no DotDotGoose file: it holds no points of images")
    found = []
    for title, classes in images.items():
        marks = []
        for label, points in classes.items():
            for place, point in enumerate(points if isinstance(points, list) else (), 1):
                where = f"image {shown(title)[:60]!r}, {shown(label)[:40]} {place}"
                try:
                    if not isinstance(point, dict):
                        raise WordError("point", str(point)[:40], "it has x and y")
                    at = number(point.get("x"), "x"), number(point.get("y"), "y")
                except WordError as error:
                    raise FileRefusedError(name, f"{where}: {error}") from None
                marks.append(FileMark((at,), MarkKind.POINT, label, {}, where))
        found.append(MarkedImage(title, tuple(marks)))
    return found
