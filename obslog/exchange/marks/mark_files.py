"""Marks as files of other tools have them: images by name, each with labelled shapes in pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from obslog.exchange.showing import meant, shown
from obslog.model.errors import WordError
from obslog.model.marks import POINTS_OF, MarkKind, Point

#: What a mark says beside its shape and label, by the names that files give it.
SAID = (
    "confidence", "status", "state", "remarks", "area", "site", "look", "mark", "analyst", "carried_from",
)  # fmt: skip
#: Name -> bytes of the files of one data set; a single file has its own name.
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class FileMark:
    """One shape: `points` as its kind says, in pixels (column, row); `label` as the file has it.

    `said` holds what else is known of it, by the names of `SAID`; `where` is its place in the file, for errors. Where
    the file says it, `ground` is its middle in degrees (longitude, latitude); such a point may have no pixel.
    """

    points: tuple[Point, ...]
    kind: MarkKind
    label: str
    said: Mapping[str, str] = field(default_factory=dict)
    where: str = field(default="", compare=False)
    ground: Point | None = None


@dataclass(frozen=True)
class MarkedImage:
    """One image with its marks; sizes in pixels, None where the file does not tell. With `relative` set, the points
    are shares of width and height, not pixels.
    """

    name: str
    marks: tuple[FileMark, ...] = ()
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    gsd_m: float | None = None
    relative: bool = False


@dataclass(frozen=True)
class MarkFormat:
    """One format of marks: how it is written (None: only read) and read.

    `write` takes images and what the file is from, and gives its files, one of the empty name where it is a single
    file, and what it cannot hold; `read` raises `FileRefusedError`.
    """

    name: str
    read: Callable[[Files, str], list[MarkedImage]]
    write: (
        Callable[[Sequence[MarkedImage], Mapping[str, str]], tuple[dict[str, bytes], tuple[str, ...]]] | None
    )
    makes_folder: bool = False


def corners(mark: FileMark) -> tuple[Point, ...]:
    """The outline of a mark: its one point, or four corners; of a diamond the box about it, along nose and tail."""
    if mark.kind is MarkKind.BOX:
        (left, top), (right, bottom) = mark.points
        return (left, top), (right, top), (right, bottom), (left, bottom)
    return _about(mark.points) if mark.kind is MarkKind.DIAMOND else mark.points


def _about(diamond: Sequence[Point]) -> tuple[Point, ...]:
    """The box about nose, left wing, tail and right wing whose sides lie along nose and tail."""
    (nose_x, nose_y), (left_x, left_y), (tail_x, tail_y), (right_x, right_y) = diamond
    length = ((nose_x - tail_x) ** 2 + (nose_y - tail_y) ** 2) ** 0.5
    if length == 0:
        return tuple(diamond)
    ux, uy = (nose_x - tail_x) / length, (nose_y - tail_y) / length
    # How far each wing tip lies from the line of nose and tail, to either side.
    sides = [(x - tail_x) * -uy + (y - tail_y) * ux for x, y in ((left_x, left_y), (right_x, right_y))]
    low, high = min(sides), max(sides)
    return tuple(
        (round(x + side * -uy, 3), round(y + side * ux, 3))
        for (x, y), side in (
            ((nose_x, nose_y), low),
            ((nose_x, nose_y), high),
            ((tail_x, tail_y), high),
            ((tail_x, tail_y), low),
        )
    )


def box_of(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of points."""
    columns, rows = [x for x, _ in points], [y for _, y in points]
    return min(columns), min(rows), max(columns), max(rows)


def said_in(given: Mapping[str, object]) -> dict[str, str]:
    """What of `given` a mark can say, as text; a confidence that is none of ours is left out."""
    said = {name: meant(str(given[name])) for name in SAID if given.get(name) not in (None, "")}
    if said.get("confidence") not in (None, "confirmed", "probable", "possible"):
        del said["confidence"]
    return said


def said_out(mark: FileMark) -> dict[str, str]:
    """What a mark says, as a file may show it, its kind among it."""
    return {"kind": str(mark.kind)} | {name: shown(mark.said[name]) for name in SAID if mark.said.get(name)}


def kind_in(given: Mapping[str, object], points: Sequence[Point]) -> MarkKind | None:
    """The kind that a file of ours gives, where the points are as many as it has; else None."""
    word = str(given.get("kind", ""))
    kind = MarkKind(word) if word in set(MarkKind) else None
    return kind if kind is not None and len(points) == POINTS_OF[kind] else None


def shape_of(points: Sequence[Point]) -> tuple[MarkKind, tuple[Point, ...]]:
    """The kind for an outline from elsewhere: one point, four corners, or the upright box about more."""
    if len(points) == 1:
        return MarkKind.POINT, tuple(points)
    if len(points) == 4:
        left, top, right, bottom = box_of(points)
        upright = {(left, top), (right, top), (right, bottom), (left, bottom)}
        if set(points) != upright:
            return MarkKind.ORIENTED, tuple(points)
    left, top, right, bottom = box_of(points)
    return MarkKind.BOX, ((left, top), (right, bottom))


def number(value: object, what: str = "pixel") -> float:
    """A finite number from a file. Raises `WordError`."""
    try:
        found = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except ValueError:
        found = None
    if found is None or not isfinite(found) or abs(found) > 1e9:
        raise WordError(what, str(value)[:40], "it is a number")
    return found


def pairs(values: Sequence[object]) -> tuple[Point, ...]:
    """x, y, x, y, ... as points. Raises `WordError`."""
    if not values or len(values) % 2:
        raise WordError("points", str(list(values))[:60], "they are x and y, in turn")
    numbers = [number(value) for value in values]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def whole(value: object) -> int | None:
    """A size in pixels, None where a file has none."""
    return (
        int(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e7
        else None
    )


def text(value: object) -> str | None:
    """A text of a file of ours, None where there is none."""
    return meant(value) if isinstance(value, str) and value else None


def stems(images: Sequence[MarkedImage]) -> list[str]:
    """A file name without ending for each image: its own, with a part of its sha256 where two are alike."""
    plain = [_plain_name(image.name) for image in images]
    return [
        name if plain.count(name) == 1 else f"{name}-{(image.sha256 or str(place))[:8]}"
        for place, (name, image) in enumerate(zip(plain, images, strict=True))
    ]


def _plain_name(name: str) -> str:
    stem = shown(name).rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    kept = "".join(c if c.isalnum() or c in "-_.+() " else "_" for c in stem).strip(" .")
    return kept.encode()[:120].decode("utf-8", "ignore") or "image"
