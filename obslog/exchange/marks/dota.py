"""DOTA: a folder of `x1 y1 ... x4 y4 category difficult` in pixels, below `imagesource:` and `gsd:` lines or without."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from obslog.exchange.files import text_in
from obslog.exchange.marks.companion import NAME, companion, read_with
from obslog.exchange.marks.mark_files import FileMark, Files, MarkedImage, corners, pairs, shape_of, stems
from obslog.exchange.showing import shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind

_HEAD = re.compile(r"(?i)(imagesource|gsd|acquisition dates)\s*:\s*(.*)")


def write(
    images: Sequence[MarkedImage], about: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """labelTxt/NAME.txt for each image, and obslog.json with what a line cannot say. Possible is difficult."""
    files: dict[str, bytes] = {}
    names, lines = [], []
    for stem, image in zip(stems(images), images, strict=True):
        said = [_line(mark) for mark in image.marks]
        names.append(f"labelTxt/{stem}.txt")
        lines.append(said)
        head = f"imagesource:{shown(image.name)}\ngsd:{image.gsd_m if image.gsd_m is not None else 'null'}\n"
        files[names[-1]] = (head + "".join(f"{line}\n" for line in said if line is not None)).encode()
    files[NAME] = companion(images, names, lines, about)
    lost = sum(line is None for said in lines for line in said)
    return files, (
        f"{lost} marks from the label lines, which hold boxes: they are in {NAME}",
    ) if lost else ()


def _line(mark: FileMark) -> str | None:
    if mark.kind is MarkKind.POINT:
        return None
    # A category is one word: blanks become dashes, which names of types do not tell apart.
    label = "-".join(shown(mark.label).split()) or "?"
    difficult = int(mark.said.get("confidence") == "possible")
    pixels = [value for point in corners(mark) for value in point]
    shown_pixels = " ".join(str(int(value)) if value == int(value) else repr(value) for value in pixels)
    return f"{shown_pixels} {label} {difficult}"


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of a folder, or of one label file. Raises `FileRefusedError`."""
    heads = {
        file: dict(_HEAD.findall("\n".join(text_in(data, f"{name}/{file}").splitlines()[:5])))
        for file, data in files.items()
        if file.endswith(".txt")
    }

    def lines(given: Sequence[tuple[int, str]], file: str, image: MarkedImage) -> list[FileMark]:
        return [
            _mark(line, f"{file} line {place}") for place, line in given if not _HEAD.fullmatch(line.strip())
        ]

    found = []
    for image in read_with(files, name, "labelTxt", lines):
        head = {key.lower(): value.strip() for key, value in heads.get(image.name + ".txt", {}).items()}
        source = head.get("imagesource", "")
        named = image if "." not in source or image.sha256 else replace(image, name=source)
        found.append(replace(named, relative=False))
    return found


def _mark(line: str, where: str) -> FileMark:
    words = line.split()
    try:
        if len(words) < 9:
            raise WordError("label", line[:60], "write x1 y1 x2 y2 x3 y3 x4 y4 CATEGORY [DIFFICULT]")
        kind, points = shape_of(pairs(words[:8]))
    except WordError as error:
        raise FileRefusedError(where, str(error)) from None
    difficult = len(words) > 9 and words[9] == "1"
    return FileMark(points, kind, words[8], {"confidence": "possible"} if difficult else {}, where)
