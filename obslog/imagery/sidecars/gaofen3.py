"""Gaofen-3, the radar: the `product` XML (`….meta.xml`) of CRESDA; dated by the start of the scene, in UTC."""

from __future__ import annotations

import re

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said

_CORNERS = ("topLeft", "topRight", "bottomRight", "bottomLeft")
_POLARISATION = re.compile(r"_(L\d\w?)_(?:[HV]{2,4}|[ADV]{1,2}[HVP]?)_(?=L\d)", re.IGNORECASE)


def read(folder: Folder, name: str) -> Claim | None:
    """What the XML of one scene says. Raises `SidecarError`."""
    if first_tag(folder, name) != "product":
        return None
    root = folder.xml(name)
    satellite = re.fullmatch(r"GF-?3-?([BC]|0[23])?", found_text(root, "satellite") or "", re.IGNORECASE)
    if satellite is None:
        return None
    said = Said.of("CRESDA's radar metadata", name)
    said.when = instant(found_text(root, "imageinfo/imagingTime/start", "platform/CenterTime"))
    said.text("provider", "CNSA")
    said.text("platform", f"gaofen-3{(satellite.group(1) or '').lower()}")
    said.text("instrument", "sar")
    said.number("gsd_m", found_text(root, "imageinfo/widthspace"))
    said.number("off_nadir_deg", found_text(root, "sensor/waveParams/wave/centerLookAngle"))
    level = found_text(root, "productinfo/productLevel")
    said.text("product_level", f"L{level}" if level else None)
    points = []
    for corner in _CORNERS:
        lat = number(found_text(root, f"imageinfo/corner/{corner}/latitude"))
        lon = number(found_text(root, f"imageinfo/corner/{corner}/longitude"))
        if lat is not None and lon is not None:
            points.append((lon, lat))
    said.footprint = ring(points) if len(points) == 4 else None
    said.tag("cresda:orbit", found_text(root, "orbitID"))
    said.tag("cresda:orbit_direction", found_text(root, "Direction"))
    said.tag("cresda:mode", found_text(root, "sensor/imagingMode"))
    said.tag("cresda:polarisation", found_text(root, "productinfo/productPolar"))
    said.tag("cresda:look_side", found_text(root, "sensor/lookDirection"))
    return said.claim()


def scene(name: str) -> str:
    """The product's name without its polarisation, of which each image has its own."""
    return bare(re.sub(r"(?:\.meta)?\.xml\Z", "", name, flags=re.IGNORECASE))


def bare(name: str) -> str:
    """A name without its polarisation."""
    return _POLARISATION.sub(r"_\1_", name)


FORMATS = (
    SidecarFormat("Gaofen-3", re.compile(r"GF3.+\.meta\.xml", re.IGNORECASE | re.DOTALL), read, scene, bare),
)
