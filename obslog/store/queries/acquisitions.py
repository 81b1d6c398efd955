"""Which acquisition an image belongs to: one platform at one instant, or as the analyst linked them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from obslog.model.when import Precision, When
from obslog.store.canonical import instant_text, read_instant
from obslog.store.ids import new_id
from obslog.store.journal import Insert, Op, Update

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: One file says 08:12:11.5, another of the same moment 08:12:11 or 08:12:12.
SAME_INSTANT = timedelta(seconds=1)


def exact_instant(when: When) -> datetime | None:
    """The instant of a date that is stated to the second; None for any other."""
    exact = when.precision is Precision.SECOND and when.earliest == when.latest
    return when.earliest if exact else None


def acquisition_at(ws: Workspace, platform: str, at: datetime) -> str | None:
    """The acquisition of the live images of one platform less than a second from `at`; None where there is none.

    Found by its images, so that one which the analyst linked to others leads later files there too; one that
    was taken apart by hand comes last.
    """
    rows = ws.fetch(
        "SELECT acquisition_id, earliest, acquisition_basis FROM images WHERE platform = :platform "
        "AND earliest > :low AND earliest < :high AND latest = earliest AND precision = 'second' "
        "AND acquisition_id IS NOT NULL AND live = 1",
        platform=platform,
        low=instant_text(at - SAME_INSTANT),
        high=instant_text(at + SAME_INSTANT),
    )
    found = [(row[2] == "analyst", abs(read_instant(row[1]) - at), row[0]) for row in rows]
    return min(found)[2] if found else None


def new_acquisition(platform: str | None, at: datetime | None, note: str | None = None) -> Insert:
    """The row of a new acquisition."""
    text = None if at is None else instant_text(at)
    row = {"id": new_id(), "platform": platform, "earliest": text, "latest": text, "note": note}
    return Insert("acquisitions", row)


def move_ops(ws: Workspace, image_ids: Iterable[str], acquisition: str | None, basis: str | None) -> list[Op]:
    """These images, and the looks at them, belong to `acquisition` from now on; what does already is left."""
    ids = sorted(set(image_ids))
    new = {"acquisition_id": acquisition, "acquisition_basis": basis}
    ops: list[Op] = []
    for row_id, *stands in ws.fetch(
        "SELECT id, acquisition_id, acquisition_basis FROM images WHERE id IN :ids ORDER BY id", ids=ids
    ):
        old = dict(zip(new, stands, strict=True))
        if old != new:
            ops.append(Update("images", row_id, old, new))
    for row_id, before in ws.fetch(
        "SELECT id, acquisition_id FROM looks WHERE image_id IN :ids AND live = 1 ORDER BY id", ids=ids
    ):
        if before != acquisition:
            ops.append(Update("looks", row_id, {"acquisition_id": before}, {"acquisition_id": acquisition}))
    return ops


def redated_ops(ws: Workspace, image_id: str, platform: str | None, when: When) -> list[Op]:
    """The acquisition of an image whose date changed, unless the analyst linked it: the one at its new instant."""
    ((basis, before),) = ws.fetch(
        "SELECT acquisition_basis, acquisition_id FROM images WHERE id = :id", id=image_id
    )
    at = exact_instant(when)
    if basis == "analyst":
        return []
    if platform is None or at is None:
        return move_ops(ws, [image_id], None, None) if before is not None else []
    found = acquisition_at(ws, platform, at)
    made = [] if found is not None else [new_acquisition(platform, at)]
    return [*made, *move_ops(ws, [image_id], found or str(made[0].row["id"]), "instant")]
