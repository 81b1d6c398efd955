"""Which images show which site: found by footprint through the spatial index, kept with the covered share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from obslog.model.images import Image
from obslog.model.places import Site
from obslog.store.ids import new_id
from obslog.store.journal import Actor, Insert, Op
from obslog.store.queries.images import images_in
from obslog.store.queries.places import sites_intersecting
from obslog.store.rows.editing import retire_op

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


def join_images(ws: Workspace, actor: Actor, site: Site) -> int:
    """Join the images whose footprint covers some of `site`, and part those that no longer do.

    One entry of its own; gives how many rows changed. Where the site itself is written, add `join_ops` to
    that write, so that one undo takes back both.
    """
    ops = join_ops(ws, site)
    if ops:
        ws.write("site join", actor, ops, {"site": site.name})
    return len(ops)


def join_ops(ws: Workspace, site: Site) -> list[Op]:
    """The links between `site` and the images whose footprint covers some of it, as far as they change.

    `site` need not be in the log yet. Links that the analyst made stay.
    """
    stands = {
        row[1]: (row[0], row[2], row[3])
        for row in ws.fetch(
            "SELECT id, image_id, covered_share, basis FROM image_sites WHERE site_id = :site AND live = 1",
            site=site.id,
        )
    }
    ops: list[Op] = []
    kept = set()
    for image in images_in(ws, _boxes(site)):
        share = covered_share(image, site)
        if share is None:
            continue
        row_id, before, basis = stands.get(image.id, (None, None, "footprint"))
        kept.add(image.id)
        if row_id is not None and (before == share or basis != "footprint"):
            continue
        if row_id is not None:
            ops.append(retire_op("image_sites", row_id))
        ops.append(link_op(image.id, site.id, share))
    gone = [
        row_id
        for image_id, (row_id, _share, basis) in stands.items()
        if image_id not in kept and basis == "footprint"
    ]
    return [*ops, *(retire_op("image_sites", row_id) for row_id in gone)]


def sites_shown(ws: Workspace, image: Image) -> list[tuple[str, float]]:
    """The sites that an image shows some of, as (site id, covered share 0..1)."""
    from obslog.places.ground import bboxes

    if image.ground is None:
        return []
    near = sites_intersecting(ws, bboxes(image.ground))
    return [(site.id, share) for site in near if (share := covered_share(image, site)) is not None]


def covered_share(image: Image, site: Site) -> float | None:
    """The share 0..1 of the site's ground that the image covers; None where it covers none of it.

    A site without a polygon is a point: covered (1.0) or not.
    """
    from obslog.places.ground import disc, overlap_share

    if image.ground is None:
        return None
    ground = site.geometry or disc(site.lon, site.lat, 1.0)
    share = overlap_share(image.ground, ground)
    return share if share > 0 else None


def link_op(image_id: str, site_id: str, share: float | None, basis: str = "footprint") -> Insert:
    """The new row that joins an image to a site; `basis` is `footprint` or `analyst`."""
    row = {"id": new_id(), "image_id": image_id, "site_id": site_id, "covered_share": share, "basis": basis}
    return Insert("image_sites", row)


def _boxes(site: Site) -> list[tuple[float, float, float, float]]:
    from obslog.places.ground import bboxes

    return list(bboxes(site.geometry)) if site.geometry else [(site.lon, site.lat, site.lon, site.lat)]
