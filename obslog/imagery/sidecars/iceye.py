"""ICEYE: the XML or JSON beside an image, which states the same keys.

Dated by the start of the acquisition; the outline goes through the four corners.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, number, ring
from obslog.imagery.sidecars.said import Said, numbers
from obslog.model.places import Geometry

_ENDING = re.compile(r"(?:_metadata|_meta)?\.(?:xml|json)\Z", re.IGNORECASE)
_CORNERS = ("coord_first_near", "coord_first_far", "coord_last_far", "coord_last_near")


def read(folder: Folder, name: str) -> Claim | None:
    """What ICEYE's metadata of one image say. Raises `SidecarError`."""
    values = _values(folder, name)
    satellite = values.get("satellite_name")
    if not isinstance(satellite, str) or "ICEYE" not in satellite.upper():
        return None
    said = Said.of("the ICEYE metadata", name)
    start = values.get("acquisition_start_utc") or values.get("zerodoppler_start_utc")
    said.when = instant(start)
    said.text("provider", "ICEYE")
    said.text("platform", satellite.lower().replace("_", "-"))
    said.text("instrument", "x-sar")
    said.number("incidence_deg", values.get("incidence_center"))
    said.number("off_nadir_deg", values.get("satellite_look_angle"))
    spacing = [number(values.get(f"{axis}_spacing"), 1e-3, 1e5) for axis in ("range", "azimuth")]
    if values.get("product_level") == "GRD" and None not in spacing:
        said.number("gsd_m", max(each for each in spacing if each is not None))
    said.text("product_level", values.get("product_level"))
    said.footprint = _outline(values)
    said.tag("iceye:product", values.get("product_name"))
    said.tag("iceye:mode", values.get("acquisition_mode"))
    said.tag("iceye:polarisation", values.get("polarization"))
    said.tag("iceye:look_side", values.get("look_side"))
    said.tag("iceye:orbit", values.get("orbit_absolute_number"))
    said.tag("iceye:orbit_direction", values.get("orbit_direction"))
    return said.claim()


def scene(name: str) -> str:
    """The product's name, which begins those of its images."""
    return _ENDING.sub("", name)


def bare(name: str) -> str:
    """The image's name; that of a quick look as that of the image in ground range which it shows."""
    return re.sub(r"\A(ICEYE_X\d+)_QUICKLOOK_", r"\1_GRD_", name, flags=re.IGNORECASE | re.ASCII)


def _values(folder: Folder, name: str) -> Mapping[str, Any]:
    """The texts and lists under the root, by their keys."""
    if name.lower().endswith(".json"):
        value = folder.json(name)
        return value if isinstance(value, dict) and "stac_version" not in value else {}
    root = folder.xml(name)
    return {str(child.tag): child.text for child in root if isinstance(child.text, str)}


def _outline(values: Mapping[str, Any]) -> Geometry | None:
    """Through the corners, each stated as pixel, line, latitude, longitude."""
    points = []
    for key in _CORNERS:
        value = values.get(key)
        parts = numbers(" ".join(str(each) for each in value[:4]) if isinstance(value, list) else value)
        if len(parts) != 4:
            return None
        points.append((parts[3], parts[2]))
    return ring(points)


FORMATS = (
    SidecarFormat(
        "ICEYE", re.compile(r"ICEYE_.*\.(?:xml|json)", re.IGNORECASE | re.DOTALL), read, scene, bare
    ),
)
