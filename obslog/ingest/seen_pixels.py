"""What the pixels of an image say of it, as rows: decoded or not, what of it is valid, how it looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from obslog.imagery.pixels import PixelReport
from obslog.store import queries
from obslog.store.journal import Op, Update
from obslog.store.rows.places import geometry_text

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def report_ops(workspace: Workspace, image: str, report: PixelReport) -> list[Op]:
    """The operations that record `report` of an image that nobody had looked through."""
    if report.reason is not None:
        return [
            Update("images", image, {"decoded": None}, {"decoded": 0}),
            *_rejection(workspace, image, report),
        ]
    new: dict[str, Any] = {"decoded": 1}
    if report.phash is not None:
        new["phash"] = report.phash
    if report.valid_share is not None:
        new["valid_share"] = report.valid_share
    if report.valid_area is not None:
        new["valid_area"] = geometry_text(report.valid_area)
    ops: list[Op] = [Update("images", image, dict.fromkeys(new), new)]
    if report.valid_share is not None and report.valid_share < 1.0:
        ops.extend(_smaller_shares(workspace, image, report))
    return ops


def _smaller_shares(workspace: Workspace, image_id: str, report: PixelReport) -> list[Op]:
    """Sites joined by footprint, of which the valid pixels cover less."""
    kept = queries.image(workspace, image_id)
    trimmed = replace(kept, valid_area=report.valid_area, valid_share=report.valid_share)
    ops: list[Op] = []
    rows = workspace.fetch(
        "SELECT id, site_id, covered_share FROM image_sites "
        "WHERE image_id = :image AND basis = 'footprint' AND live = 1",
        image=image_id,
    )
    for row_id, site_id, before in rows:
        share = queries.covered_share(trimmed, queries.site_by_id(workspace, site_id))
        if share is None:
            ops.append(Update("image_sites", row_id, {"live": 1}, {"live": 0}))
        elif share != before:
            ops.append(Update("image_sites", row_id, {"covered_share": before}, {"covered_share": share}))
    return ops


def _rejection(workspace: Workspace, image: str, report: PixelReport) -> list[Op]:
    """The ledger says rejected; the image is hidden unless somebody has logged a look at it already."""
    ops: list[Op] = []
    items = workspace.fetch(
        "SELECT id, outcome, reason FROM import_items WHERE image_id = :image AND live = 1 ORDER BY id",
        image=image,
    )
    for row_id, outcome, was in items:
        old = {"outcome": outcome, "reason": was}
        ops.append(Update("import_items", row_id, old, {"outcome": "rejected", "reason": report.reason}))
    if workspace.fetch("SELECT id FROM looks WHERE image_id = :image AND live = 1 LIMIT 1", image=image):
        return ops
    for table in ("image_files", "image_sites"):
        rows = workspace.fetch(f"SELECT id FROM {table} WHERE image_id = :image AND live = 1", image=image)
        ops.extend(Update(table, row_id, {"live": 1}, {"live": 0}) for (row_id,) in rows)
    ops.append(Update("images", image, {"live": 1}, {"live": 0}))
    return ops
