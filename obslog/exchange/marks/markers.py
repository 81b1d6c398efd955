"""Markers in a table (CSV, or parted by | or tabs), read: a type and one or two pixels, or places in degrees, a line."""

from __future__ import annotations

from collections.abc import Mapping

from obslog.exchange.marks.mark_files import FileMark, Files, MarkedImage, number, said_in
from obslog.exchange.rows.csv_sheets import table, unguarded
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.marks import MarkKind, Point

#: The columns that hold a pixel, (column, row), and its second one; the names are folded.
_PIXELS = (
    (("p1x", "p1y"), ("p2x", "p2y")),
    (("x", "y"), ("x2", "y2")),
    (("column", "row"), ("column2", "row2")),
)
#: The columns that hold places in degrees.
_DEGREES = (
    (("p1lon", "p1lat"), ("p2lon", "p2lat")), (("lon", "lat"), ("lon2", "lat2")),
    (("longitude", "latitude"), ("longitude2", "latitude2")),
)  # fmt: skip
_TYPES, _SUBTYPES = ("type", "label", "class", "category"), ("subtype",)


def read(files: Files, name: str) -> list[MarkedImage]:
    """The markers of a file, as those of one unnamed image. Of two pixels (nose and tail) the middle is the mark.

    A marker with degrees has them in `ground`, beside its pixel or without one. Raises `FileRefusedError`.
    """
    ((_, data),) = files.items()
    lines = table(data, name)
    header = [cell.strip().lstrip("#").strip().casefold() for cell in lines[0]] if lines else []
    pixels = next((pair for pair in _PIXELS if set(pair[0]) <= set(header)), None)
    degrees = next((pair for pair in _DEGREES if set(pair[0]) <= set(header)), None)
    kinds = [column for column in _TYPES if column in header]
    if not (pixels or degrees) or not kinds:
        raise FileRefusedError(
            name, "line 1: it names no columns of a type and of pixels (x, y) or degrees (lon, lat)"
        )
    marks = []
    for place, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(header):
            raise FileRefusedError(name, f"line {place}: it has {len(line)} cells, not {len(header)}")
        row = dict(zip(header, (unguarded(cell.strip()) for cell in line), strict=True))
        try:
            marks.append(_mark(row, pixels, degrees, kinds[0], place))
        except WordError as error:
            raise FileRefusedError(name, f"line {place}: {error}") from None
    return [MarkedImage("", tuple(marks))]


_Columns = tuple[tuple[str, str], tuple[str, str]]


def _mark(
    row: Mapping[str, str], pixels: _Columns | None, degrees: _Columns | None, kind: str, place: int
) -> FileMark:
    at, ground = (_points(row, columns) for columns in (pixels, degrees))
    if not at and not ground:
        raise WordError("marker", row[kind][:40], "it has no place")
    below = next((row[column] for column in _SUBTYPES if row.get(column)), "")
    label = f"{row[kind]}/{below}" if below else row[kind]
    said = said_in(row)
    ends = ground or at
    if len(ends) == 2:
        told = "ends {} and {}".format(*(f"{x:.9g},{y:.9g}" for x, y in ends))
        said["remarks"] = f"{said['remarks']}; {told}" if "remarks" in said else told
    points = (_middle(at),) if at else ()
    return FileMark(points, MarkKind.POINT, label, said, f"line {place}", _middle(ground) if ground else None)


def _points(row: Mapping[str, str], columns: _Columns | None) -> list[Point]:
    return [(number(row[x], x), number(row[y], y)) for x, y in columns or () if row.get(x) and row.get(y)]


def _middle(points: list[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
