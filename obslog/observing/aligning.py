"""Two images laid on one another by two fixed points each, kept in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from obslog.change import alignment as laying
from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Image
from obslog.model.marks import Alignment, Point
from obslog.observing.desk import Desk
from obslog.observing.looks import image_of
from obslog.observing.measuring import read_pixel
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Op


def read_pair(text: str) -> tuple[Point, Point]:
    """One point as it lies on both images, `COL,ROW=COL,ROW`. Raises `WordError`."""
    before, equals, after = text.partition("=")
    if not equals:
        raise WordError("pair", text, "write COL,ROW=COL,ROW: the point on the first image and on the second")
    return read_pixel(before), read_pixel(after)


def image_align(
    desk: Desk, before: str, after: str, pairs: Sequence[tuple[Point, Point]], *, reason: str | None = None
) -> Alignment:
    """Store how image `before` lies on image `after`; what was stored for the two is retired in the same entry.

    Raises `WordError` for points that coincide, lie off their image or fix nothing; `RefusedError` for an image with
    itself, or where nothing would change.
    """
    because = (reason or "").strip() or None
    with desk.ws.transaction():
        one, other = image_of(desk, before), image_of(desk, after)
        if one.id == other.id:
            raise RefusedError(f"image {one.id[:12]} lies on itself as it is: name two images")
        made = laying.align(one.id, other.id, pairs)
        for image, points in ((one, [a for a, _ in made.pairs]), (other, [b for _, b in made.pairs])):
            _refuse_outside(image, points)
        old = [each for each in (_stored(desk, one.id, other.id), _stored(desk, other.id, one.id)) if each]
        if any((each.before, each.pairs, each.reason) == (made.before, made.pairs, because) for each in old):
            raise RefusedError("these images are laid on one another by these points already")
        kept = replace(made, id=new_id(), reason=because, analyst=desk.actor.name)
        ops: list[Op] = [rows.retire_op("alignments", each.id) for each in old]
        ops += rows.alignment_ops(kept, desk.actor.basis, desk.stamp())
        note = {"before": one.id[:12], "after": other.id[:12], **({"because": because} if because else {})}
        desk.write("image align", ops, note)
    return kept


def image_alignment(desk: Desk, before: str, after: str) -> Alignment | None:
    """The alignment stored for two images, from `before` to `after` whichever way it was made; None without one."""
    one, other = image_of(desk, before).id, image_of(desk, after).id
    there = _stored(desk, one, other)
    if there is not None:
        return there
    back = _stored(desk, other, one)
    return None if back is None else laying.reverse(back)


def alignment_wire(alignment: Alignment) -> dict[str, Any]:
    """The shape of `image align --json`."""
    return {
        "alignment": alignment.id,
        "before": alignment.before,
        "after": alignment.after,
        "scale": alignment.scale,
        "angle_deg": alignment.angle_deg,
        "shift_column": alignment.shift_column,
        "shift_row": alignment.shift_row,
        "pairs": [[list(a), list(b)] for a, b in alignment.pairs],
        "reason": alignment.reason,
        "analyst": alignment.analyst,
    }


def _stored(desk: Desk, before: str, after: str) -> Alignment | None:
    return queries.alignment(desk.ws, before, after)


def _refuse_outside(image: Image, points: Sequence[Point]) -> None:
    width, height = image.identity.width, image.identity.height
    for column, row in points:
        if width and height and not (0 <= column <= width and 0 <= row <= height):
            raise WordError(
                "point", f"{column:g},{row:g}",
                f"image {image.id[:12]} has {width} columns and {height} rows: the column comes first",
            )  # fmt: skip
