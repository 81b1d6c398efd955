"""Capella: the `_extended.json` beside an image. Dated by the start of the collect."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, number
from obslog.imagery.sidecars.said import Said, member
from obslog.imagery.sidecars.utm import utm_ring
from obslog.model.places import Geometry

_ENDING = re.compile(r"_extended\.json\Z", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:AUTHORITY|ID)\[\"EPSG\",\s*\"?(32[67]\d\d)\"?\]\]\s*\Z", re.ASCII)
_MAX_WKT = 20_000


def read(folder: Folder, name: str) -> Claim | None:
    """What the extended metadata of one image say. Raises `SidecarError`."""
    root = folder.json(name)
    platform = member(root, "collect", "platform")
    if not isinstance(platform, str) or "capella" not in platform.lower():
        return None
    image = member(root, "collect", "image")
    said = Said.of("the Capella metadata", name)
    said.when = instant(member(root, "collect", "start_timestamp"))
    said.text("provider", "Capella Space")
    said.text("platform", platform.lower())
    said.text("instrument", "sar")
    said.number("incidence_deg", member(image, "center_pixel", "incidence_angle"))
    said.number("off_nadir_deg", member(image, "center_pixel", "look_angle"))
    said.text("product_level", member(root, "product_type"))
    geometry = member(image, "image_geometry")
    if member(geometry, "type") == "geotransform":
        said.number("gsd_m", member(image, "pixel_spacing_column"))
        said.footprint = _outline(image, geometry)
    said.tag("capella:collect", member(root, "collect", "collect_id"))
    said.tag("capella:mode", member(root, "collect", "mode"))
    said.tag("capella:look_side", member(root, "collect", "radar", "pointing"))
    said.tag("capella:orbit_direction", member(root, "collect", "state", "direction"))
    return said.claim()


def scene(name: str) -> str:
    """The name of the image without its suffix."""
    return _ENDING.sub("", name)


def _outline(image: Any, geometry: Any) -> Geometry | None:
    """The outline of a map-projected image from its transform, where that is in a UTM zone."""
    wkt = str(member(geometry, "coordinate_system", "wkt") or "")
    code = _AUTHORITY.search(wkt) if len(wkt) <= _MAX_WKT else None
    stated = member(geometry, "geotransform")
    terms = (
        [number(each, -1e8, 1e8) for each in stated] if isinstance(stated, list) and len(stated) == 6 else []
    )
    size = [number(member(image, key), 1, 1e7) for key in ("columns", "rows")]
    if code is None or not terms or None in terms or None in size:
        return None
    x, across, shear_x, y, shear_y, down = (each for each in terms if each is not None)
    columns, rows = (each for each in size if each is not None)
    corners = [(0.0, 0.0), (columns, 0.0), (columns, rows), (0.0, rows)]
    points = [(x + across * c + shear_x * r, y + shear_y * c + down * r) for c, r in corners]
    return utm_ring(points, int(code.group(1)))


FORMATS = (
    SidecarFormat(
        "Capella", re.compile(r"CAPELLA_.*_extended\.json", re.IGNORECASE | re.DOTALL), read, scene
    ),
)
