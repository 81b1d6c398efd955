"""Pictures for what leaves the log: a chip for each look and area in which something was seen, with its record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.exchange.gathering import Gathered
from obslog.model.errors import ObslogError
from obslog.model.images import Image
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.observing.chipping import Part, Square, corners, cut_chip, open_verified, square_about

if TYPE_CHECKING:
    from obslog.imagery.viewing import ImageView
    from obslog.observing.desk import Desk

#: More pictures than this make a file that no globe opens.
_MOST = 400


@dataclass(frozen=True)
class Pictures:
    """The files by name; the PNG of a look and (the name of) its area, "" for the whole; what could not be shown."""

    files: Mapping[str, bytes]
    of_looks: Mapping[tuple[str, str], str]
    lost: tuple[str, ...]


def cut_pictures(desk: Desk, found: Gathered) -> Pictures:
    """A chip for each area of each look that counts something, from its image as it is on disk now, verified.

    Images that may only be credited (`image publish --credit-only`) are not shown. Where an image cannot be opened, its
    looks have no picture, and why is said.
    """
    images = {image.id: image for image in found.images}
    sites = {site.id: site for site in found.sites}
    files: dict[str, bytes] = {}
    of_looks: dict[tuple[str, str], str] = {}
    lost: list[str] = []
    by_image: dict[str, list[Look]] = {}
    for look in found.looks:
        if look.image_id in images and (look.seen or look.totals):
            by_image.setdefault(str(look.image_id), []).append(look)
    for image_id, looks in by_image.items():
        image = images[image_id]
        if image.publication == "credit":
            lost.append(f"pictures of image {image_id[:12]}, which may be credited but not shown")
            continue
        try:
            with open_verified(desk, image) as view:
                for look in looks:
                    _cut(view, image, look, sites[look.site_id], found, files, of_looks)
        except ObslogError as error:
            lost.append(f"pictures of image {image_id[:12]}: {error}")
        if len(of_looks) >= _MOST:
            lost.append(f"pictures after the first {len(of_looks)}: ask for one site or a shorter period")
            break
    return Pictures(files, of_looks, tuple(lost))


def _cut(
    view: ImageView, image: Image, look: Look, site: Site, found: Gathered, files: dict[str, bytes],
    of_looks: dict[tuple[str, str], str],
) -> None:  # fmt: skip
    marks = [mark for mark in found.marks if mark.look_id == look.id]
    areas = {area.id: area for area in site.areas}
    parts = [*(item.area for item in look.seen), *(item.area for item in look.totals)]
    for part in dict.fromkeys(parts):
        area = areas.get(part or "")
        shape = area.geometry if area is not None else site.geometry
        name = found.names.get(part, part) if part is not None else ""
        wanted: Square | Part = Part((0, 0, float(view.width), float(view.height)))
        if shape is not None and view.ground is not None:
            wanted = square_about(corners(shape), context=1.1)
        title = f"{site.name} {name}".strip()
        chip = cut_chip(view, image, wanted, title=title, site=site, marks=marks)
        file = f"chips/{look.id}_{len([key for key in of_looks if key[0] == look.id])}.png"
        record = json.dumps(chip.to_wire(), sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False)
        files[file], files[f"{file}.json"] = chip.png, record.encode("ascii") + b"\n"
        of_looks[look.id, name] = file
