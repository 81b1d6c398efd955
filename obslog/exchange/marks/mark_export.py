"""From what was gathered to marks as files of other tools have them."""

from __future__ import annotations

from pathlib import PurePath

from obslog.exchange.gathering import Gathered
from obslog.exchange.marks.mark_files import FileMark, MarkedImage
from obslog.model.marks import Mark, MarkStatus


def marked_images(found: Gathered) -> list[MarkedImage]:
    """The images that hold marks, in order of time. One without marks is left out: it does not say that there is none."""
    by_image: dict[str, list[FileMark]] = {}
    sites = {look.id: look.site_id for look in found.looks}
    names = {site.id: site.name for site in found.sites}
    for mark in found.marks:
        if found.about(mark.types):
            by_image.setdefault(mark.image_id, []).append(
                _mark(mark, found, names.get(sites.get(mark.look_id or "", "")))
            )
    return [
        MarkedImage(
            PurePath(image.path).name, tuple(by_image[image.id]), image.id, image.identity.width,
            image.identity.height, image.identity.gsd_m,
        )
        for image in found.images
        if image.id in by_image
    ]  # fmt: skip


def _mark(mark: Mark, found: Gathered, site: str | None) -> FileMark:
    said = {
        "confidence": str(mark.confidence),
        "status": None if mark.status is MarkStatus.STANDING else str(mark.status),
        "state": mark.state, "remarks": mark.remarks, "site": site, "look": mark.look_id, "mark": mark.id,
        "area": found.names.get(mark.area, mark.area) if mark.area else None, "analyst": mark.analyst,
        "carried_from": mark.carried_from,
    }  # fmt: skip
    return FileMark(
        mark.points, mark.kind, "|".join(mark.types), {name: text for name, text in said.items() if text}
    )
