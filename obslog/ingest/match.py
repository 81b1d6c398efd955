"""Which sites an image shows: found by its footprint through the spatial index, or stated by the analyst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.model.errors import WordError
from obslog.model.images import Image
from obslog.store.queries import Box, any_meets, sites_shown

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


@dataclass(frozen=True)
class SiteMatch:
    """A site that an image shows; `covered_share` 0..1 of its ground, None where somebody says so.

    `basis` is `footprint`, `caption` or `analyst`.
    """

    site_id: str
    covered_share: float | None
    basis: str


def match_sites(
    workspace: Workspace,
    image: Image,
    stated: Sequence[str],
    captioned: Sequence[str] = (),
    ground: Sequence[Box] | None = None,
) -> tuple[tuple[SiteMatch, ...], tuple[str, ...]]:
    """The sites under the footprint, those `stated` by the analyst and `captioned` ones (ids), and warnings.

    `ground` holds the boxes of all sites, where the caller has many images to match. Touching is not covering.
    """
    warnings: list[str] = []
    try:
        near = ground is None or _is_near(image, ground)
        shown = sites_shown(workspace, image) if near else []
    except WordError as error:
        shown, warnings = [], [f"which sites it shows could not be computed: {error}"]
    found = [SiteMatch(site_id, share, "footprint") for site_id, share in shown]
    known = {each.site_id for each in found}
    said = dict.fromkeys(captioned, "caption") | dict.fromkeys(stated, "analyst")
    for site_id, basis in said.items():
        if site_id not in known:
            found.append(SiteMatch(site_id, None, basis))
            if image.identity.footprint is not None:
                warnings.append("its footprint does not cover the site that it is said to show")
    return tuple(found), tuple(dict.fromkeys(warnings))


def _is_near(image: Image, ground: Sequence[Box]) -> bool:
    from obslog.places.ground import bboxes

    footprint = image.identity.footprint
    return footprint is not None and any_meets(bboxes(footprint), ground)
