"""YOLO-OBB: a folder of `class x1 y1 ... x4 y4` in shares of the image, names in data.yaml; reads YOLO boxes too."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from obslog.exchange.files import text_in
from obslog.exchange.marks.companion import NAME, companion, read_with
from obslog.exchange.marks.mark_files import (
    FileMark,
    Files,
    MarkedImage,
    corners,
    number,
    pairs,
    shape_of,
    stems,
)
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind, Point


def write(
    images: Sequence[MarkedImage], about: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """data.yaml, labels/NAME.txt for each image, and obslog.json with what a line cannot say."""
    labels = sorted({mark.label for image in images for mark in image.marks})
    files: dict[str, bytes] = {}
    names, lines = [], []
    for stem, image in zip(stems(images), images, strict=True):
        said = [_line(mark, labels.index(mark.label), image) for mark in image.marks]
        names.append(f"labels/{stem}.txt")
        lines.append(said)
        files[names[-1]] = "".join(f"{line}\n" for line in said if line is not None).encode()
    listed = "".join(
        f"  {place}: {json.dumps(shown(label), ensure_ascii=False)}\n" for place, label in enumerate(labels)
    )
    head = "".join(f"# {name}: {shown(said)}\n" for name, said in about.items())
    files["data.yaml"] = f"{head}path: .\ntrain: images\nval: images\nnames:\n{listed}".encode()
    files[NAME] = companion(images, names, lines, about)
    lost = sum(line is None for said in lines for line in said)
    return files, (
        f"{lost} marks from the label lines, which hold boxes on images of known size: they are in {NAME}",
    ) if lost else ()


def _line(mark: FileMark, label: int, image: MarkedImage) -> str | None:
    if mark.kind is MarkKind.POINT or not image.width or not image.height:
        return None
    shares = [f"{x / image.width:.9g} {y / image.height:.9g}" for x, y in corners(mark)]
    return f"{label} {' '.join(shares)}"


def read(files: Files, name: str) -> list[MarkedImage]:
    """The images of a folder, or of one label file; points are shares where no size is known. Raises `FileRefusedError`."""
    labels = _labels(files, name)

    def lines(given: Sequence[tuple[int, str]], file: str, image: MarkedImage) -> list[FileMark]:
        return [_mark(line, labels, f"{file} line {place}", image) for place, line in given]

    return read_with(files, name, "labels", lines)


def _mark(line: str, labels: Mapping[int, str], where: str, image: MarkedImage) -> FileMark:
    words = line.split()
    try:
        place = int(words[0])
        if len(words) in (5, 6):
            x, y, wide, high = (number(word) for word in words[1:5])
            points: tuple[Point, ...] = ((x - wide / 2, y - high / 2), (x + wide / 2, y + high / 2))
            kind = MarkKind.BOX
        elif len(words) == 9:
            kind, points = shape_of(pairs(words[1:]))
        else:
            raise WordError("label", line[:60], "write CLASS and four corners, or CLASS X Y WIDTH HEIGHT")
        if not all(-0.5 <= value <= 1.5 for point in points for value in point):
            raise WordError("label", line[:60], "its points are no shares of the image, 0 to 1")
    except ValueError as error:
        told = (
            str(error)
            if isinstance(error, WordError)
            else f"{line[:60]!r} does not begin with the number of a class"
        )
        raise FileRefusedError(where, told) from None
    if image.sha256 and not (image.width and image.height):
        raise FileRefusedError(where, "the size of its image is not known, so its shares tell no pixel")
    if image.width and image.height:
        points = tuple((round(x * image.width, 3), round(y * image.height, 3)) for x, y in points)
    return FileMark(points, kind, labels.get(place, str(place)), {}, where)


def _labels(files: Files, name: str) -> dict[int, str]:
    """The names of classes: of data.yaml (`names:` as a mapping or a list), else of classes.txt, a line each."""
    for file in sorted(files):
        last = file.rpartition("/")[2].lower()
        if last == "classes.txt":
            found = text_in(files[file], f"{name}/{file}").splitlines()
            return {place: label.strip() for place, label in enumerate(found) if label.strip()}
    for file in sorted(files):
        if file.lower().endswith((".yaml", ".yml")):
            return _yaml_names(text_in(files[file], f"{name}/{file}"))
    return {}


def _yaml_names(text: str) -> dict[int, str]:
    """The names of a data.yaml; only the forms that YOLO uses are read."""
    _, _, rest = f"\n{text}".partition("\nnames:")
    first, _, below = rest.partition("\n")
    if first.strip().startswith("["):
        whole = (first + below).partition("]")[0].strip(" [")
        return {place: _unquoted(word) for place, word in enumerate(whole.split(",")) if word.strip()}
    names: dict[int, str] = {}
    for line in below.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"(?:\s*-\s+|\s+(\d{1,6})\s*:\s*)(.+?)\s*", line)
        if found is None:
            break
        names[int(found[1]) if found[1] else len(names)] = _unquoted(found[2])
    return names


def _unquoted(word: str) -> str:
    word = word.strip()
    if word.startswith('"'):
        try:
            return meant(str(json.loads(word)))
        except ValueError:
            return word.strip('"')
    return (
        word[1:-1].replace("''", "'")
        if word.startswith("'") and word.endswith("'") and len(word) > 1
        else word
    )
