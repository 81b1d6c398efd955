"""Marks from files of other tools: all of a file in one entry of the journal, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from obslog.exchange.image_names import image_finder
from obslog.exchange.marks.mark_files import FileMark, MarkedImage
from obslog.exchange.marks.mark_formats import format_named, load, told_by
from obslog.exchange.marks.type_map import read_type_map, types_for
from obslog.exchange.showing import shown
from obslog.model.errors import FileRefusedError, ObslogError, RefusedError
from obslog.model.images import Image
from obslog.model.marks import Mark, NewMark
from obslog.observing.looks import find_look, image_of
from obslog.observing.marking import marks_made, ready, what
from obslog.observing.viewing import ground_of
from obslog.store.journal import Op

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


@dataclass(frozen=True)
class MarksTaken:
    """What an import of marks took: the marks, and how many were read, lie outside their image or were left out."""

    path: str
    format: str
    marks: tuple[Mark, ...]
    read: int
    outside: int
    unwanted: int
    #: How far the pixels of the file lie at most from its degrees, by which its marks were placed.
    apart_px: float | None = None

    def to_wire(self) -> dict[str, object]:
        """The shape of the last line of `mark import --json`."""
        images = sorted({mark.image_id for mark in self.marks})
        return {
            "path": self.path, "format": self.format, "read": self.read, "marks": len(self.marks),
            "outside": self.outside, "unwanted": self.unwanted, "images": images, "apart_px": self.apart_px,
        }  # fmt: skip


def mark_import(
    desk: Desk,
    path: str | Path,
    *,
    image: str | None = None,
    look: str | None = None,
    form: str | None = None,
    types: Mapping[str, str] | None = None,
    type_map: str | Path | None = None,
) -> MarksTaken:
    """Take the marks of a file or folder, for one image or look, or (None) for the images that it names.

    `types` and the file `type_map` say what its labels are. Marks whose middle lies outside the image are left out
    and counted. Raises `FileRefusedError` (with file and line), `UnknownLabelsError`, `NotFoundError`,
    `RefusedError`; nothing half-written.
    """
    files, name = load(path)
    chosen = format_named(form) if form is not None else told_by(files, name)
    read = [one for one in chosen.read(files, name) if one.marks]
    if not read:
        raise FileRefusedError(name, f"it holds no marks (read as {chosen.name})")
    said = {**(read_type_map(type_map) if type_map is not None else {}), **(types or {})}
    labels = types_for(desk.tree(), [mark.label for one in read for mark in one.marks], said, name)
    target = find_look(desk, look) if look is not None else None
    wanted = image if target is None else target.image_id
    if target is not None and image is not None and image_of(desk, image).id != target.image_id:
        raise RefusedError(f"look {target.id[-8:]} reads another image than {image[:12]}")
    named = _images(desk, read, wanted, name)
    placed = [(_sized(desk, one, here, name), here) for one, here in named]
    for _, here in placed:
        ready(desk, here.id)
    made: list[Mark] = []
    ops: list[Op] = []
    outside = unwanted = 0
    with desk.ws.transaction():
        for one, here in placed:
            new = []
            for mark in one.marks:
                label = labels[mark.label]
                unwanted += label is None
                outside += label is not None and not _within(mark, here)
                if label is not None and _within(mark, here):
                    new.append((mark, _new(mark, label, here, look)))
            done, rows = _made(desk, here, target.id if target is not None else None, new, name)
            made += done
            ops += rows
        if not made:
            raise RefusedError(
                f"{name}: none of its {sum(len(one.marks) for one in read)} marks lies on the image"
            )
        note = {"what": what(made), "file": shown(PurePath(name).name), "images": len(placed)}
        of = {"look": target.id} if target is not None else {}
        desk.write("mark import", ops, {**of, **note})
    return MarksTaken(
        name,
        chosen.name,
        tuple(made),
        sum(len(one.marks) for one in read),
        outside,
        unwanted,
        _apart([one for one, _ in named], [one for one, _ in placed]),
    )


def _made(
    desk: Desk, image: Image, look: str | None, new: Sequence[tuple[FileMark, NewMark]], name: str
) -> tuple[list[Mark], list[Op]]:
    try:
        return marks_made(desk, image, look, [one for _, one in new])
    except ObslogError as error:
        # Which mark of the file it was is told by asking again, one by one.
        for mark, one in new:
            try:
                marks_made(desk, image, look, [one])
            except ObslogError:
                where = mark.where if mark.where.startswith(name) else f"{name}: {mark.where}"
                raise RefusedError(f"{where}: {error}") from None
        raise


def _new(mark: FileMark, label: str, image: Image, look: str | None) -> NewMark:
    said = mark.said
    # An area is told by the ground where there is one; else by the file.
    area = said.get("area") if look is not None and image.identity.footprint is None else None
    return NewMark(
        mark.points,
        label,
        mark.kind,
        said.get("confidence", "confirmed"),
        said.get("state"),
        said.get("remarks"),
        area,
    )


def _apart(before: Sequence[MarkedImage], after: Sequence[MarkedImage]) -> float | None:
    """How far pixels of the file lie at most from where the degrees of the file put them; None without both."""
    both = [
        hypot(old.points[0][0] - new.points[0][0], old.points[0][1] - new.points[0][1])
        for one, other in zip(before, after, strict=True)
        for old, new in zip(one.marks, other.marks, strict=True)
        if old.ground is not None and old.points and new.points[0] != _NOWHERE
    ]
    return round(max(both), 1) if both else None


def _within(mark: FileMark, image: Image) -> bool:
    x = sum(point[0] for point in mark.points) / len(mark.points)
    y = sum(point[1] for point in mark.points) / len(mark.points)
    wide, high = image.identity.width, image.identity.height
    return not wide or not high or (0 <= x <= wide and 0 <= y <= high)


def _sized(desk: Desk, one: MarkedImage, image: Image, name: str) -> MarkedImage:
    """The marks in pixels of the image of the log. Raises `RefusedError` where sizes differ: nothing is scaled."""
    wide, high = image.identity.width, image.identity.height
    if any(mark.ground is not None for mark in one.marks):
        return _by_ground(desk, one, image, name)
    if one.relative:
        if not wide or not high:
            raise RefusedError(f"{name}: its points are shares of an image whose size is not known")
        scaled = [
            replace(mark, points=tuple((round(x * wide, 3), round(y * high, 3)) for x, y in mark.points))
            for mark in one.marks
        ]
        return replace(one, marks=tuple(scaled))
    if one.width and one.height and wide and high and (one.width, one.height) != (wide, high):
        raise RefusedError(
            f"{name}: {shown(one.name)[:60]!r} is {one.width} x {one.height} pixels there, image {image.id[:12]} is "
            f"{wide} x {high}: marks are never scaled by guess"
        )
    return one


def _by_ground(desk: Desk, one: MarkedImage, image: Image, name: str) -> MarkedImage:
    """Marks laid on the image by their degrees where it has ground: pixels of a file may be those of a larger picture.

    Raises `RefusedError` where a mark has degrees only and the image no place on the ground.
    """
    grid = ground_of(desk, image.id)
    if grid is None:
        if any(not mark.points for mark in one.marks):
            raise RefusedError(
                f"{name}: its places are in degrees, and image {image.id[:12]} has no place on the ground"
            )
        return one
    found = [None if mark.ground is None else grid.to_image(*mark.ground) for mark in one.marks]
    marks = [
        # A place that the image does not show lies outside it.
        mark if mark.ground is None else replace(mark, points=(point or _NOWHERE,))
        for mark, point in zip(one.marks, found, strict=True)
    ]
    return replace(one, marks=tuple(marks))


#: A pixel that no image has.
_NOWHERE = (-1e6, -1e6)


def _images(
    desk: Desk, read: Sequence[MarkedImage], wanted: str | None, name: str
) -> list[tuple[MarkedImage, Image]]:
    """Each image of the file with the one of the log. Raises `RefusedError`, `NotFoundError`."""
    find = image_finder(desk)

    def here(one: MarkedImage) -> set[str]:
        return (find(one.sha256) if one.sha256 else set()) or find(one.name)

    if wanted is not None:
        target = image_of(desk, wanted)
        fits = list(read) if len(read) == 1 else [one for one in read if target.id in here(one)]
        if not fits:
            names = ", ".join(repr(shown(one.name)[:40]) for one in read[:4])
            raise RefusedError(
                f"{name}: it is about {len(read)} images ({names} ...), none of them {PurePath(target.path).name}"
            )
        return [(one, target) for one in fits]
    found = []
    for one in read:
        ids = here(one)
        if len(ids) != 1:
            why = "several images of this log have that name" if ids else "no image of this log has that name"
            named = f"{shown(one.name)[:60]!r}: {why}" if one.name else "it names no image"
            raise RefusedError(f"{name}: {named}; say which with --image or --look")
        found.append((one, image_of(desk, next(iter(ids)))))
    return found
