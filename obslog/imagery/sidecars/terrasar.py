"""TerraSAR-X, TanDEM-X and PAZ: the main annotation of a product.

Dated by the start of the scene; the outline goes through its four corners.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, texts
from obslog.model.places import Geometry

_NAME = re.compile(r"(?:TSX|TDX|PAZ)\d_SAR__\w+\.xml", re.IGNORECASE | re.ASCII)
_PROVIDERS = {"TSX": "DLR", "TDX": "DLR", "PAZ": "Hisdesat"}


def read(folder: Folder, name: str) -> Claim | None:
    """What the main annotation says. Raises `SidecarError`."""
    root = folder.xml(name)
    mission = found_text(root, "generalHeader/mission", ".//missionInfo/mission") or ""
    if root.tag != "level1Product" or mission[:3].upper() not in _PROVIDERS:
        return None
    said = Said.of("the annotation", name)
    said.when = instant(found_text(root, "productInfo/sceneInfo/start/timeUTC"))
    said.text("provider", _PROVIDERS[mission[:3].upper()])
    said.text("platform", mission.lower())
    said.text("instrument", "x-sar")
    said.number("incidence_deg", found_text(root, ".//sceneCenterCoord/incidenceAngle"))
    said.text("product_level", found_text(root, ".//productVariantInfo/productVariant"))
    spacing = root.find("productInfo/imageDataInfo/imageRaster/rowSpacing")
    if spacing is not None and spacing.get("units") == "m":
        said.number("gsd_m", spacing.text)
    said.footprint = _outline(root)
    said.tag("terrasar:product", name[: -len(".xml")])
    said.tag("terrasar:mode", found_text(root, ".//acquisitionInfo/imagingMode"))
    said.tag("terrasar:polarisations", " ".join(dict.fromkeys(texts(root, "polLayer", 20))))
    said.tag("terrasar:look_side", found_text(root, ".//acquisitionInfo/lookDirection"))
    said.tag("terrasar:orbit", found_text(root, ".//missionInfo/absOrbit"))
    said.tag("terrasar:orbit_direction", found_text(root, ".//missionInfo/orbitDirection"))
    return said.claim()


def _outline(root: Any) -> Geometry | None:
    """Through the four corners, which are stated in reading order."""
    corners = root.findall("productInfo/sceneInfo/sceneCornerCoord")
    points = []
    for corner in corners[:5]:
        lon, lat = number(corner.findtext("lon")), number(corner.findtext("lat"))
        if lon is None or lat is None:
            return None
        points.append((lon, lat))
    return ring([points[0], points[1], points[3], points[2]]) if len(points) == 4 else None


FORMATS = (SidecarFormat("TerraSAR-X", _NAME, read, everything, depth=2),)
