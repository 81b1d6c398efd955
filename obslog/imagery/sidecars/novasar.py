"""NovaSAR-1: the `metadata.xml` of a product. Dated by its first line; outlined by its grid of ground points."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

_MAX_GRID = 100_000


def read(folder: Folder, name: str) -> Claim | None:
    """What the metadata of a NovaSAR product say; None for any other `metadata.xml`. Raises `SidecarError`."""
    root = folder.xml(name)
    satellite = found_text(root, "Source_Attributes/Satellite") or ""
    if root.tag != "metadata" or "NOVASAR" not in satellite.upper():
        return None
    said = Said.of("the NovaSAR metadata", name)
    times = [
        instant(found_text(root, f"Image_Generation_Parameters/ZeroDopplerTime{end}Line"))
        for end in ("First", "Last")
    ]
    known = [when for when in times if when is not None and when.earliest is not None]
    said.when = min(known, key=lambda when: str(when.earliest)) if known else None
    said.text("provider", "SSTL")
    said.text("platform", "novasar-1")
    said.text("instrument", "s-sar")
    said.text("product_level", found_text(root, "Image_Generation_Parameters/ProductType"))
    said.footprint = _grid_outline(root)
    said.tag("novasar:product", found_text(root, "Product/ProductName"))
    said.tag("novasar:mode", found_text(root, "Source_Attributes/OperationalModeName"))
    said.tag("novasar:look_side", found_text(root, "Source_Attributes/AntennaPointing"))
    said.tag("novasar:orbit_direction", found_text(root, "OrbitData/Pass_Direction"))
    return said.claim()


def _grid_outline(root: Any) -> Geometry | None:
    """Through the corners of the grid, whose points are stated line by line."""
    information = root.find("geographicInformation")
    if information is None:
        return None
    across = number(information.findtext("NumberOfRangeTiepoints"), 2, _MAX_GRID)
    points = information.findall("TiePoint")[: _MAX_GRID + 1]
    if across is None or across != int(across) or len(points) > _MAX_GRID:
        return None
    width = int(across)
    if len(points) < 2 * width or len(points) % width:
        return None
    corners = []
    for point in (points[0], points[width - 1], points[-1], points[-width]):
        lon, lat = number(point.findtext("longitude")), number(point.findtext("latitude"))
        if lon is None or lat is None:
            return None
        corners.append((lon, lat))
    return ring(corners)


FORMATS = (SidecarFormat("NovaSAR", re.compile(r"metadata\.xml", re.IGNORECASE), read, everything),)
