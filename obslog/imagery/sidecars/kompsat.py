"""KARI's optical satellites: KOMPSAT-2, -3, -3A and CAS500-1, by the `Auxiliary` XML or KOMPSAT-2's text.

Dated by the start of the panchromatic image, CAS500-1 by its middle, as their catalogues date them. The outline
goes through the six corners and mid-points of the image. KOMPSAT-5 is a radar and read with its like.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

_CORNERS = ("TL", "TC", "TR", "BR", "BC", "BL")
_TEXT_CORNERS = ("TL", "TR", "BR", "BL")


def read_aux(folder: Folder, name: str) -> Claim | None:
    """What the `Auxiliary` XML says. Raises `SidecarError`."""
    if first_tag(folder, name) != "Auxiliary":
        return None
    root = folder.xml(name)
    satellite = found_text(root, "General/Satellite")
    images = [each for each in (root.find("Image") if root.find("Image") is not None else []) if len(each)]
    if satellite is None or not images:
        return None
    image = next((each for each in images if each.tag == "PAN"), images[0])
    said = Said.of("KARI's auxiliary file", name)
    middle = satellite.upper().startswith("CAS500")
    order = ("Center", "Start") if middle else ("Start", "Center")
    said.when = instant(_parted(found_text(image, *(f"ImagingTime/Imaging{at}Time/UTC" for at in order))))
    said.text("provider", "KARI")
    said.text("platform", satellite.lower())
    said.text("instrument", (found_text(root, "General/Sensor") or "").lower())
    said.number("gsd_m", found_text(image, "ImageGSD/Column", "CollectedGSD/Column"))
    said.number("off_nadir_deg", found_text(image, "Angle/OffNadir"))
    said.number("incidence_deg", found_text(image, "Angle/Incidence"))
    said.number("sun_elevation_deg", found_text(root, "Metadata/MetadataBlock/SunAngle/Elevation"))
    said.text("product_level", found_text(root, "General/ProductLevel"))
    said.footprint = _outline(image)
    said.tag("kari:orbit", found_text(root, "General/OrbitNumber"))
    said.tag("kari:orbit_direction", found_text(root, "General/OrbitDirection"))
    said.tag("kari:pass", found_text(root, "General/PassID"))
    return said.claim()


def read_text(folder: Folder, name: str) -> Claim | None:
    """What the `AUX_` lines of a KOMPSAT-2 text say. Raises `SidecarError`."""
    values: dict[str, str] = {}
    for line in folder.text(name).splitlines()[:2000]:
        parts = line.split(None, 1)
        if len(parts) == 2:
            values.setdefault(parts[0], parts[1].strip())
    satellite = re.fullmatch(r"KOMPSAT[- ]?(\w{1,3})", values.get("AUX_SATELLITE_NAME", ""), re.IGNORECASE)
    if satellite is None:
        return None
    said = Said.of("KARI's text", name)
    day = values.get("AUX_STRIP_ACQ_DATE_UT", "")
    said.when = instant(f"{day} {values.get('AUX_STRIP_ACQ_START_UT', '')}") or instant(day)
    said.text("provider", "KARI")
    said.text("platform", f"kompsat-{satellite.group(1).lower()}")
    said.text("instrument", values.get("AUX_SATELLITE_SENSOR", "").lower())
    said.text("product_level", values.get("AUX_IMAGE_LEVEL"))
    said.tag("kari:orbit", values.get("AUX_STRIP_ORBIT_NUM"))
    return said.claim()


def scene(name: str) -> str:
    """The product's name, which begins those of the images of its bands."""
    return re.sub(r"(?:_Aux)?\.(?:xml|txt)\Z", "", name, flags=re.IGNORECASE)


def _parted(text: str | None) -> str | None:
    """`20210113132919.2834234` with its day and its time of day apart."""
    return re.sub(r"\A(\d{8})(\d{6})(?=\.|\Z)", r"\1 \2", text) if text is not None else None


def _outline(image: Any) -> Geometry | None:
    def points(corners: tuple[str, ...]) -> list[tuple[float, float]]:
        found = []
        for corner in corners:
            lat = number(found_text(image, f"ImagingCoordinates/ImageGeog{corner}/Latitude"))
            lon = number(found_text(image, f"ImagingCoordinates/ImageGeog{corner}/Longitude"))
            if lat is not None and lon is not None:
                found.append((lon, lat))
        return found if len(found) == len(corners) else []

    return ring(points(_CORNERS)) or ring(points(_TEXT_CORNERS))


FORMATS = (
    SidecarFormat("KARI", re.compile(r".+_Aux\.xml", re.IGNORECASE | re.DOTALL), read_aux, scene),
    SidecarFormat(
        "KOMPSAT-2",
        re.compile(r"(?!.*(?:_rpc|_metadata|_mtl|readme)\.).+\.txt", re.IGNORECASE | re.DOTALL),
        read_text,
        scene,
    ),
)
