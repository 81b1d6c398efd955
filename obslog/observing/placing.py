"""An image without georeference placed on the ground by tie points, and the sites that it then shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from obslog.imagery.ties import TiePlacement, place_by_ties
from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Image, Tie
from obslog.observing.desk import Desk
from obslog.observing.looks import image_of
from obslog.observing.wire import image_wire
from obslog.places.coordinates import parse_position
from obslog.store import queries, rows
from obslog.store.journal import Op, Update

_FREE = ("none", "ties", "local", "unplaced", "non-earth")


@dataclass(frozen=True)
class Placed:
    """The image as it stands now, how far each tie lies from the fit (metres), and warnings."""

    image: Image
    placement: TiePlacement
    warnings: tuple[str, ...]

    def wire(self) -> dict[str, Any]:
        """The shape of the line of `image place --json`."""
        shape = image_wire(self.image)
        shape["residuals_m"] = list(self.placement.residuals_m)
        shape["warnings"] = list(self.warnings)
        return shape


def read_tie(text: str) -> Tie:
    """A tie as `COL,ROW=POSITION`: pixels from the upper left corner, and a position in any notation.

    Raises `WordError`.
    """
    pixel, equals, where = text.partition("=")
    parts = pixel.split(",")
    try:
        column, row = (float(part) for part in parts)
    except ValueError:
        column = math.nan
    if not equals or len(parts) != 2 or not (math.isfinite(column) and math.isfinite(row)):
        raise WordError("tie", text, "write COL,ROW=LAT,LON, such as 812,455=35.4101,35.9487")
    lon, lat = parse_position(where.strip())
    return Tie(column, row, lon, lat)


def image_place(desk: Desk, image: str, ties: Sequence[str], *, reason: str | None = None) -> Placed:
    """Place an image by its ties (`read_tie`); its sites are found by the new footprint.

    What the file itself says of its place is only replaced with a `reason`. Raises `WordError` for ties that
    cannot be, `RefusedError` where nothing may or would change.
    """
    read = tuple(read_tie(tie) for tie in ties)
    because = (reason or "").strip() or None
    with desk.ws.transaction():
        old = image_of(desk, image)
        known = old.identity
        if not known.width or not known.height:
            raise RefusedError(f"image {old.id[:12]} has no known size in pixels, so it cannot be placed")
        if known.georeference not in _FREE and because is None:
            raise RefusedError(
                f"image {old.id[:12]} has a place of its own ({known.georeference}); say why it is wrong: --because"
            )
        if read == old.ties:
            raise RefusedError(f"image {old.id[:12]} is placed by these ties already")
        placement = place_by_ties(read, known.width, known.height)
        basis = dict(known.basis) | dict.fromkeys(("footprint", "gsd_m", "error_m"), "analyst")
        identity = replace(
            known, footprint=placement.footprint, gsd_m=placement.gsd_m, error_m=placement.error_m,
            georeference="ties", crs=None, basis=basis,
        )  # fmt: skip
        now = replace(old, identity=identity, ties=read, valid_area=None)
        ops, warnings = _site_ops(desk, now)
        before, after = rows.placement_row(old), rows.placement_row(now)
        changed = [name for name in after if before[name] != after[name]]
        ops.insert(
            0, Update("images", old.id, {n: before[n] for n in changed}, {n: after[n] for n in changed})
        )
        note = {"image": old.id[:12], "ties": len(read), **({"because": because} if because else {})}
        desk.write("image place", ops, note)
        done = queries.image(desk.ws, old.id)
    share = old.valid_share
    if share is not None and share < 0.999:
        warnings.append(f"{1 - share:.0%} of its pixels hold no data; the footprint counts them as covered")
    return Placed(done, placement, (*placement.warnings, *warnings))


def _site_ops(desk: Desk, image: Image) -> tuple[list[Op], list[str]]:
    """The links to the sites that the image shows now; those that somebody stated stay."""
    shown = dict(queries.sites_shown(desk.ws, image))
    ops: list[Op] = []
    warnings: list[str] = []
    for row_id, site_id, before, basis in desk.ws.fetch(
        "SELECT id, site_id, covered_share, basis FROM image_sites WHERE image_id = :image AND live = 1 ORDER BY id",
        image=image.id,
    ):
        share = shown.pop(site_id, None)
        if share is None and basis == "footprint":
            ops.append(rows.retire_op("image_sites", row_id))
            continue
        if share is None:
            warnings.append(
                f"it was said to show {desk.site_name(site_id)}, which its footprint does not cover"
            )
        if share != before:
            ops.append(Update("image_sites", row_id, {"covered_share": before}, {"covered_share": share}))
    ops.extend(queries.link_op(image.id, site_id, share) for site_id, share in shown.items())
    return ops, warnings
