"""ABAE: VRSS-1 and VRSS-2, by the `productMeta` XML beside the images; dated by the start of the scene."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

_CORNERS = ("UpperLeft", "UpperRight", "LowerRight", "LowerLeft")


def read(folder: Folder, name: str) -> Claim | None:
    """What the XML of one scene says. Raises `SidecarError`."""
    if first_tag(folder, name) != "productMeta":
        return None
    root = folder.xml(name)
    satellite = found_text(root, "satelliteId")
    if satellite is None:
        return None
    said = Said.of("ABAE's metadata", name)
    said.when = instant(_dashed(found_text(root, "Scene_imagingStartTime")))
    said.text("provider", "ABAE")
    said.text("platform", satellite.lower())
    said.text("instrument", (found_text(root, "sensorId") or "").lower())
    said.number("gsd_m", found_text(root, "sensorGSD"))
    said.number("off_nadir_deg", _stated(found_text(root, "satOffNadir")))
    said.number("sun_elevation_deg", _stated(found_text(root, "sunElevation")))
    said.number("cloud_fraction", _stated(found_text(root, "cloudCoverage")), 0.01)
    said.text("product_level", found_text(root, "productLevel"))
    said.footprint = _outline(root, "data") or _outline(root, "product")
    said.tag("abae:orbit", found_text(root, "orbitId"))
    said.tag("abae:scene", found_text(root, "sceneId"))
    said.tag("abae:product", found_text(root, "productId"))
    return said.claim()


def _dashed(text: str | None) -> str | None:
    """`2020 08 22 05:16:13.08` as a date is written elsewhere."""
    return re.sub(r"\A(\d{4}) (\d\d) (\d\d) ", r"\1-\2-\3 ", text) if text is not None else None


def _stated(text: str | None) -> str | None:
    return None if text is None or text.upper() == "NULL" else text


def _outline(root: Any, kind: str) -> Geometry | None:
    """Through the corners of the data or of the product's raster; None where they are all zero."""
    points = []
    for corner in _CORNERS:
        lat, lon = (
            number(found_text(root, f"{kind}{corner}Lat")),
            number(found_text(root, f"{kind}{corner}Long")),
        )
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (SidecarFormat("ABAE", re.compile(r"VRSS.+\.xml", re.IGNORECASE | re.DOTALL), read, stem),)
