"""Marks made, changed and taken away: each is written at once, with its place on the ground and its area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from obslog.model.counting import counted_groups, group_of
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.images import Image
from obslog.model.looks import Confidence, Look, LookStatus
from obslog.model.marks import POINTS_OF, Mark, MarkKind, MarkStatus, NewMark, Point
from obslog.model.notation import Notation
from obslog.observing.desk import Desk
from obslog.observing.drafting import refuse_contradiction
from obslog.observing.looks import area_named, area_names, find_look_id, image_of, look_to_change
from obslog.observing.viewing import ground_of
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Op

if TYPE_CHECKING:
    from obslog.places.area_index import AreaIndex
    from obslog.places.ground_grid import GroundGrid

#: Points are kept to a thousandth of a pixel.
_DIGITS = 3
#: The marks of so many looks are kept at the desk, and read whole after so many entries of the journal.
_LOOKS_KEPT, _MOST_SINCE = 4, 500


@dataclass(frozen=True)
class Placer:
    """Where a pixel of one image lies: on the ground, and in which area of the site (None: no site asked)."""

    ground: GroundGrid | None
    areas: AreaIndex | None

    def placed(self, mark: Mark) -> Mark:
        """The mark with the ground of its centre and the area there; without them where the image has no place."""
        found = None if self.ground is None else self.ground.to_ground(*mark.centre)
        if found is None:
            return replace(mark, lon=None, lat=None, area=None)
        lon, lat = round(found[0], 9), round(found[1], 9)
        return replace(mark, lon=lon, lat=lat, area=self.areas.area_at(lon, lat) if self.areas else None)


def placer(desk: Desk, image: Image, look: Look | None) -> Placer:
    """What places marks of one look on one image; the site's areas are those that the look was made with."""
    kept = desk.grounds.get((image.id, image.ties if image.identity.georeference == "ties" else ()))
    ground = kept or ground_of(desk, image.id)
    return Placer(ground, areas_of(desk, look) if look is not None and ground is not None else None)


def areas_of(desk: Desk, look: Look) -> AreaIndex:
    """The areas that a look was made with, ready to be asked; an area that is redrawn has another id."""
    from obslog.places.area_index import AreaIndex

    if look.parts not in desk.areas:
        found = queries.areas_by_id(desk.ws, look.parts)
        desk.areas[look.parts] = AreaIndex([found[part] for part in look.parts if part in found])
    return desk.areas[look.parts]


def marks_add(desk: Desk, image: str, new: Iterable[NewMark], *, look: str | None = None) -> tuple[Mark, ...]:
    """Mark objects on an image, for one of its looks or (None) for the image alone; one entry of the journal.

    Raises `WordError` for points, a kind or a type that cannot be, `NotFoundError`, and `RefusedError` where the
    look is of another image, retracted, says that there is none of it, or could not see that area.
    """
    wanted = list(new)
    if not wanted:
        return ()
    ready(desk, image)
    with desk.ws.transaction():
        made, ops = marks_made(desk, image_of(desk, image), look, wanted)
        desk.write("mark add", ops, said(made))
    return tuple(made)


def marks_made(
    desk: Desk, image: Image, look: str | None, new: Iterable[NewMark]
) -> tuple[list[Mark], list[Op]]:
    """New marks on one image and the rows that hold them, for an entry that its caller writes, in a transaction.

    Its ground is to be `ready`. Raises as `marks_add`.
    """
    notation = Notation(desk.tree(), _no_area)
    into = _taking(desk, look, image)
    where = placer(desk, image, into)
    made = [_made(desk, one, image, into, where, notation) for one in new]
    _refuse_unseen(desk, into, made)
    stamp = desk.stamp()
    return made, [op for one in made for op in rows.mark_ops(one, desk.actor.basis, stamp)]


@dataclass(frozen=True)
class Changes:
    """What of marks is to be replaced; None keeps. An empty `state` or `remarks` takes it away, an empty `area`
    leaves it to the ground of the image."""

    points: Sequence[Point] | None = None
    types: str | None = None
    confidence: Confidence | str | None = None
    state: str | None = None
    remarks: str | None = None
    area: str | None = None


def marks_edit(desk: Desk, marks: Sequence[str], changes: Changes) -> tuple[Mark, ...]:
    """Change marks of one look in one entry of the journal; gives them as they are then, in the order given.

    Raises as `marks_add`, and `RefusedError` where nothing changes, or where the marks belong to several looks.
    """
    if changes.points is not None or changes.area is not None:
        for image in {find_mark(desk, mark).image_id for mark in marks}:
            ready(desk, image)
    with desk.ws.transaction():
        old = _of_one_look([find_mark(desk, mark) for mark in dict.fromkeys(marks)])
        evidence = image_of(desk, old[0].image_id)
        into = _taking(desk, old[0].look_id, evidence)
        new = [_changed(desk, one, changes, evidence, into) for one in old]
        ops: list[Op] = [op for was, now in zip(old, new, strict=True) for op in rows.mark_edit_ops(was, now)]
        if not ops:
            raise RefusedError(f"nothing to change: mark {old[0].id[-8:]} says that already")
        _refuse_unseen(desk, into, new)
        desk.write("mark edit", ops, said(new))
    return tuple(new)


def _changed(desk: Desk, old: Mark, changes: Changes, image: Image, look: Look | None) -> Mark:
    new = replace(
        old,
        points=old.points if changes.points is None else _points(changes.points, old.kind, image),
        types=old.types if changes.types is None else Notation(desk.tree(), _no_area).type_set(changes.types),
        confidence=old.confidence if changes.confidence is None else _confidence(changes.confidence),
        state=old.state if changes.state is None else changes.state.strip() or None,
        remarks=old.remarks if changes.remarks is None else changes.remarks.strip() or None,
    )
    if changes.area:
        return replace(placer(desk, image, look).placed(new), area=_area(desk, look, changes.area))
    if new.points == old.points and changes.area is None:
        return new
    there = placer(desk, image, look).placed(new)
    # An area that was stated stays where the image cannot tell another.
    return there if there.lon is not None or changes.area is not None else replace(there, area=old.area)


def _of_one_look(marks: list[Mark]) -> list[Mark]:
    """The same marks. Raises `RefusedError` where there are none, or where they belong to several looks or images."""
    if not marks:
        raise RefusedError("name the marks")
    if len({(one.look_id, one.image_id) for one in marks}) > 1:
        raise RefusedError("these marks belong to several looks: take those of one look at a time")
    return marks


def mark_remove(desk: Desk, mark: str, *, reason: str | None = None) -> Mark:
    """Take a mark away, with the reason if there is one; its row stays, retracted.

    One that was carried forward is refused by that: it is not carried into this look again.
    """
    with desk.ws.transaction():
        old = find_mark(desk, mark)
        if old.look_id is not None:
            look_to_change(desk, old.look_id)
        op = rows.mark_gone_op(old)
        because = {"because": reason.strip()} if reason and reason.strip() else {}
        desk.write("mark remove", [op], {**said([old]), **because})
    return old


def mark_confirm(desk: Desk, marks: Sequence[str]) -> tuple[Mark, ...]:
    """Marks that were carried forward stand from now on, and count; one entry of the journal.

    Raises `NotFoundError`, and `RefusedError` where none of them waits, or as `marks_add` does.
    """
    with desk.ws.transaction():
        found = _of_one_look([find_mark(desk, one) for one in dict.fromkeys(marks)])
        asked = [one for one in found if one.status is MarkStatus.CARRIED]
        if not asked:
            raise RefusedError("no mark to confirm: none of these was carried forward and waits for a word")
        into = _taking(desk, asked[0].look_id, image_of(desk, asked[0].image_id))
        done = [replace(one, status=MarkStatus.STANDING) for one in asked]
        _refuse_unseen(desk, into, done)
        ops: list[Op] = [
            op for old, new in zip(asked, done, strict=True) for op in rows.mark_edit_ops(old, new)
        ]
        desk.write("mark confirm", ops, said(done))
    by_id = {one.id: one for one in done}
    return tuple(by_id.get(one.id, one) for one in found)


def mark_list(desk: Desk, image: str | None = None, *, look: str | None = None) -> tuple[Mark, ...]:
    """Marks in the order they were made: of an image (those of retracted looks left out), of a look, or all."""
    image_id = queries.find_id(desk.ws, "images", image) if image is not None else None
    if look is None:
        return tuple(queries.marks(desk.ws, image_id=image_id))
    found = _marks_of_look(desk, find_look_id(desk, look))
    return found if image_id is None else tuple(one for one in found if one.image_id == image_id)


def _marks_of_look(desk: Desk, look_id: str) -> tuple[Mark, ...]:
    """The marks of a look. Those read last are kept at the desk, and only what changed since is read again."""
    with desk.ws.reading():
        seq = int(desk.ws.head().partition(":")[0])
        then, marks = desk.marks.pop(look_id, (0, ()))
        if not then or seq - then > _MOST_SINCE:
            marks = tuple(queries.marks(desk.ws, look_id=look_id))
        elif seq != then and (touched := queries.marks_touched(desk.ws, then)):
            now = queries.marks_by_id(desk.ws, touched)
            kept = [one for one in marks if one.id not in touched]
            fresh = [one for one in now.values() if one.look_id == look_id]
            marks = tuple(sorted((*kept, *fresh), key=lambda one: one.id))
    while len(desk.marks) >= _LOOKS_KEPT:
        desk.marks.pop(next(iter(desk.marks)))
    desk.marks[look_id] = seq, marks
    return marks


def find_mark(desk: Desk, text: str) -> Mark:
    """The mark of that id, or of a unique beginning or end of it. Raises `NotFoundError`, `AmbiguousError`."""
    found = queries.marks_by_id(desk.ws, [text]) or queries.marks_by_id(
        desk.ws, [queries.find_id(desk.ws, "marks", text)]
    )
    if not found:
        raise NotFoundError("mark", text, hint="it was removed; undo brings it back")
    return next(iter(found.values()))


def said(marks: Sequence[Mark]) -> dict[str, object]:
    """The note of an entry about marks of one look (or of none): which look and image, and what in words."""
    first = marks[0]
    note: dict[str, object] = {"image": first.image_id[:12], "what": what(marks)}
    return {"look": first.look_id, **note} if first.look_id is not None else note


def what(marks: Sequence[Mark]) -> str:
    """Marks in a few words: `An-124`, or `3 marks: An-124, Il-76`."""
    names = tuple(dict.fromkeys("|".join(one.types) for one in marks))
    if len(marks) == 1:
        return names[0]
    shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    return f"{len(marks)} marks: {shown}"


def _no_area(name: str) -> str:
    raise WordError("type", f"@{name}", "a type holds no @; the area of a mark is told by its place")


def ready(desk: Desk, image: str) -> None:
    """Have the ground of an image before a transaction begins: making it may take a while."""
    if not any(image_id == image for image_id, _ in desk.grounds):
        ground_of(desk, image)


def _taking(desk: Desk, look: str | None, image: Image) -> Look | None:
    """The look that takes marks of an image. Raises `NotFoundError`, and `RefusedError` for one that takes none."""
    if look is None:
        return None
    now = look_to_change(desk, look)
    if now.image_id != image.id:
        raise RefusedError(f"look {now.id[-8:]} reads another image than {image.id[:12]}")
    return now


def _made(
    desk: Desk, new: NewMark, image: Image, look: Look | None, where: Placer, notation: Notation
) -> Mark:
    try:
        kind = MarkKind(new.kind)
    except ValueError:
        raise WordError("kind of mark", str(new.kind), f"write {', '.join(MarkKind)}") from None
    mark = Mark(
        id=new_id(), image_id=image.id, kind=kind, points=_points(new.points, kind, image),
        types=notation.type_set(new.types), confidence=_confidence(new.confidence),
        look_id=look.id if look is not None else None, state=(new.state or "").strip() or None,
        remarks=(new.remarks or "").strip() or None, analyst=desk.actor.name,
    )  # fmt: skip
    mark = where.placed(mark)
    return replace(mark, area=_area(desk, look, new.area)) if new.area else mark


def _area(desk: Desk, look: Look | None, name: str) -> str:
    """The id of an area that the look was made with, by name or id. Raises `WordError`, `RefusedError`."""
    if look is None:
        raise RefusedError("a mark on an image alone has no area: name the look that it belongs to")
    return area_named(desk, look, name)


def _confidence(word: Confidence | str) -> Confidence:
    try:
        return Confidence(word)
    except ValueError:
        raise WordError("confidence", str(word), f"write {', '.join(Confidence)}") from None


def _points(given: Sequence[Point], kind: MarkKind, image: Image) -> tuple[Point, ...]:
    """The points as they are kept. Raises `WordError` for another number of them, no size, or outside the image."""
    points = rounded(given)
    shown = " ".join(f"{column:g},{row:g}" for column, row in points)
    if len(points) != POINTS_OF[kind]:
        raise WordError(f"{kind} mark", shown, f"it has {POINTS_OF[kind]} points COLUMN,ROW")
    if not all(isfinite(value) for point in points for value in point):
        raise WordError(f"{kind} mark", shown, "pixels are numbers")
    columns, lines = [point[0] for point in points], [point[1] for point in points]
    if kind is not MarkKind.POINT and (min(columns) == max(columns) or min(lines) == max(lines)):
        raise WordError(f"{kind} mark", shown, "it has no size: its points lie on one line")
    if kind is MarkKind.BOX:
        points = (min(columns), min(lines)), (max(columns), max(lines))
    wide, high = image.identity.width, image.identity.height
    middle = sum(columns) / len(points), sum(lines) / len(points)
    if wide and high and not (0 <= middle[0] <= wide and 0 <= middle[1] <= high):
        raise WordError(f"{kind} mark", shown, f"it lies outside the image of {wide} x {high} pixels")
    return points


def rounded(points: Iterable[Point]) -> tuple[Point, ...]:
    """Points as they are kept: to a thousandth of a pixel."""
    return tuple((round(float(column), _DIGITS), round(float(row), _DIGITS)) for column, row in points)


def _refuse_unseen(desk: Desk, look: Look | None, marks: Sequence[Mark]) -> None:
    """Marks that count may not contradict what their look says. Raises `RefusedError`."""
    groups = {group_of(one): 1 for one in marks if one.status is MarkStatus.STANDING}
    if look is None or not groups:
        return
    with_them = replace(
        look, seen=tuple(group.sighting(number) for group, number in groups.items()), totals=()
    )
    try:
        refuse_contradiction(with_them, desk.tree(), "", {})
    except RefusedError:
        # The names are read only where somebody is told of them.
        names = area_names(desk, look.site_id)
        refuse_contradiction(with_them, desk.tree(), desk.site_name(look.site_id), names)
    if look.status is LookStatus.CLOSED and counted_groups(look, groups) != look:
        types = sorted({"|".join(group.types) for group in groups})
        raise RefusedError(
            f"look {look.id[-8:]} is closed and says nothing of {', '.join(types)} there: "
            f"undo the closing, or say it first (obslog look edit {look.id[-8:]} --saw ...)"
        )
