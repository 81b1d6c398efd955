"""RADARSAT-2 and the RADARSAT Constellation (RCM): `product.xml`, in the product's folder or its `metadata`.

Dated by the start of the raw data; the outline goes through the corners of the image on the ground.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

_NAME = re.compile(r"product\.xml", re.IGNORECASE)
_MAX_GRID = 100_000


def read(folder: Folder, name: str) -> Claim | None:
    """What the product file says. Raises `SidecarError`."""
    root = folder.xml(name)
    satellite = found_text(root, "sourceAttributes/satellite") or ""
    if root.tag != "product" or not satellite.upper().startswith(("RADARSAT", "RCM")):
        return None
    said = Said.of("the RADARSAT product file", name)
    said.when = instant(found_text(root, "sourceAttributes/rawDataStartTime", ".//zeroDopplerTimeFirstLine"))
    said.text("provider", "CSA" if satellite.upper().startswith("RCM") else "MDA")
    said.text("platform", satellite.lower())
    said.text("instrument", "sar")
    ends = [number(found_text(root, f".//incidenceAngle{end}Range"), 0, 90) for end in ("Near", "Far")]
    if ends[0] is not None and ends[1] is not None:
        said.number("incidence_deg", (ends[0] + ends[1]) / 2)
    said.text("product_level", found_text(root, ".//generalProcessingInformation/productType"))
    spacing = [number(found_text(root, f".//sampled{kind}Spacing"), 1e-3, 1e5) for kind in ("Pixel", "Line")]
    slant = "SLC" in str(said.fields.get("product_level"))  # its spacing is no distance on the ground
    if not slant and spacing[0] is not None and spacing[1] is not None:
        said.number("gsd_m", max(spacing[0], spacing[1]))
    said.footprint = _projected_corners(root) or _grid_corners(root)
    said.tag("radarsat:product", found_text(root, "productId"))
    said.tag("radarsat:mode", found_text(root, ".//beamModeMnemonic", ".//acquisitionType"))
    said.tag("radarsat:polarisations", found_text(root, ".//radarParameters/polarizations"))
    said.tag("radarsat:look_side", found_text(root, ".//antennaPointing"))
    said.tag("radarsat:orbit_direction", found_text(root, ".//passDirection"))
    return said.claim()


def _point(element: Any) -> LonLat | None:
    lon, lat = number(found_text(element, ".//longitude")), number(found_text(element, ".//latitude"))
    return None if lon is None or lat is None else (lon, lat)


def _projected_corners(root: Any) -> Geometry | None:
    """The outline of a map-projected image through its stated corners."""
    elements = [
        root.find(f".//{side}Corner") for side in ("upperLeft", "upperRight", "lowerRight", "lowerLeft")
    ]
    points = [_point(element) if element is not None else None for element in elements]
    return None if None in points else ring([point for point in points if point is not None])


def _grid_corners(root: Any) -> Geometry | None:
    """The outline through the corners of the grid of ground points of an image in radar geometry."""
    points: dict[tuple[float, float], LonLat] = {}
    for at, element in enumerate(root.iter("imageTiePoint")):
        line, pixel = number(found_text(element, ".//line")), number(found_text(element, ".//pixel"))
        point = _point(element)
        if line is None or pixel is None or point is None or at >= _MAX_GRID:
            return None
        points[line, pixel] = point
    if not points:
        return None
    lines, pixels = {line for line, _ in points}, {pixel for _, pixel in points}
    first, last, near, far = min(lines), max(lines), min(pixels), max(pixels)
    corners = [(first, near), (first, far), (last, far), (last, near)]
    return ring([points[corner] for corner in corners]) if all(each in points for each in corners) else None


FORMATS = (
    SidecarFormat("RADARSAT", _NAME, read, everything, depth=1),
    SidecarFormat("RCM", _NAME, read, everything, depth=2, inside=("metadata",)),
)
