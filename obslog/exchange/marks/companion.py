"""The file beside label lines (YOLO, DOTA) that keeps what such a line cannot say: each line with its whole mark."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from obslog.exchange.files import json_in, text_in
from obslog.exchange.marks.mark_files import (
    FileMark,
    Files,
    MarkedImage,
    kind_in,
    number,
    said_in,
    said_out,
    text,
    whole,
)
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError

NAME = "obslog.json"


def companion(
    images: Sequence[MarkedImage],
    files: Sequence[str],
    lines: Sequence[Sequence[str | None]],
    about: Mapping[str, str],
) -> bytes:
    """The file: for each image its label file and the line of each mark, None for one that no line can hold."""
    shapes = [
        {
            "name": shown(image.name), "file": file, "sha256": image.sha256, "width": image.width, "height": image.height,
            "gsd_m": image.gsd_m,
            "marks": [
                {"line": line, "label": shown(mark.label), "points": mark.points, **said_out(mark)}
                for mark, line in zip(image.marks, said, strict=True)
            ],
        }
        for image, file, said in zip(images, files, lines, strict=True)
    ]  # fmt: skip
    document = {"obslog": {name: shown(said) for name, said in about.items()}, "images": shapes}
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


#: Reads the lines of one label file that the companion does not know: (lines with their numbers, file, image).
ReadLines = Callable[[Sequence[tuple[int, str]], str, MarkedImage], list[FileMark]]


def read_with(files: Files, name: str, folder: str, read_lines: ReadLines) -> list[MarkedImage]:
    """The images of a folder of label files: a line that the companion knows is its whole mark, any other is read.

    A mark whose line was taken out is gone; one that no line can hold stays. Raises `FileRefusedError`.
    """
    known = _known(files, name)
    found = []
    labelled = sorted(file for file in files if file.endswith(".txt") and _is_label(file, folder, files))
    for file in sorted({*labelled, *known}):
        image, kept, unwritten = known.get(file, (MarkedImage(_image_name(file)), {}, []))
        written = text_in(files[file], f"{name}/{file}").splitlines() if file in files else []
        marks: list[FileMark] = [] if file not in files else list(unwritten)
        fresh: list[tuple[int, str]] = []
        for line_number, line in enumerate(written, 1):
            if kept.get(line):
                marks.append(kept[line].pop(0))
            elif line.strip():
                fresh.append((line_number, line))
        read = read_lines(fresh, name if file == name else f"{name}/{file}", image)
        # Without a companion nothing tells the size of the image.
        found.append(replace(image, marks=(*marks, *read), relative=file not in known))
    return found


def _is_label(file: str, folder: str, files: Files) -> bool:
    """Whether a text file holds labels: those in a folder of that name where there is one, else all but lists."""
    inside = any(f"/{folder}/" in f"/{each}" for each in files)
    plain = file.rpartition("/")[2].lower() in (
        "classes.txt",
        "readme.txt",
        "train.txt",
        "val.txt",
        "test.txt",
    )
    return f"/{folder}/" in f"/{file}" if inside else not plain


def _image_name(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".txt")


_Known = tuple[MarkedImage, dict[str, list[FileMark]], list[FileMark]]


def _known(files: Files, name: str) -> dict[str, _Known]:
    if NAME not in files:
        return {}
    document = json_in(files[NAME], f"{name}/{NAME}")
    try:
        return {str(one["file"]): _image(one) for one in document["images"]}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, WordError):
            raise FileRefusedError(f"{name}/{NAME}", str(error)) from None
        raise FileRefusedError(
            f"{name}/{NAME}", "it is not as obslog writes it: take it away, or mend it"
        ) from None


def _image(one: Mapping[str, Any]) -> _Known:
    image = MarkedImage(
        meant(str(one["name"])), (), text(one.get("sha256")), whole(one.get("width")), whole(one.get("height")),
        number(one["gsd_m"]) if one.get("gsd_m") is not None else None,
    )  # fmt: skip
    by_line: dict[str, list[FileMark]] = {}
    unwritten = []
    for given in one["marks"]:
        points = tuple((number(x), number(y)) for x, y in given["points"])
        kind = kind_in(given, points)
        if kind is None:
            raise WordError("kind", str(given.get("kind"))[:40], "it has another number of points")
        mark = FileMark(points, kind, meant(str(given["label"])), said_in(given), NAME)
        if given["line"] is None:
            unwritten.append(mark)
        else:
            by_line.setdefault(str(given["line"]), []).append(mark)
    return image, by_line, unwritten
