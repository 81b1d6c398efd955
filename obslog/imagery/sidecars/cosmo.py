"""COSMO-SkyMed (first and second generation) and KOMPSAT-5, whose products are of one family.

Read are the delivery note (DFDN) and the attributes of the HDF5 file written out as XML (`_Aux.xml`,
`.attribs.xml`). Dated by the start of sensing; the outline goes through the four corners.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.doctype import xml_of_named_type
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, numbers
from obslog.model.places import Geometry

_NOTE = re.compile(r"DFDN_.+\.xml", re.IGNORECASE | re.DOTALL)
_ATTRIBUTES = re.compile(r".+(?:_Aux|\.attribs)\.xml", re.IGNORECASE | re.DOTALL)
_SATELLITES = (
    (re.compile(r"CSKS?(\d)", re.ASCII), "csk{}", "ASI", "sar-x"),
    (re.compile(r"(?:CSG_?)?SSAR(\d)|CSG(\d)", re.ASCII), "csg{}", "ASI", "sar-x"),
    (re.compile(r"(?:KMPS|K)(5)", re.ASCII), "kompsat-{}", "KARI", "cosi"),
)
_CORNERS = ("TopLeft", "TopRight", "BottomRight", "BottomLeft")


def read_note(folder: Folder, name: str) -> Claim | None:
    """What the delivery note of a product says. Raises `SidecarError`."""
    root = xml_of_named_type(folder, name)
    if root.tag != "DeliveryNote":
        return None
    said = _said(name, found_text(root, ".//SatelliteId"))
    if said is None:
        return None
    said.when = instant(found_text(root, ".//SceneSensingStartUTC"))
    said.text("product_level", found_text(root, ".//ProductType"))
    said.footprint = _outline(root, "GeoCoord{}")
    near, far = (number(found_text(root, f".//{end}LookAngle"), 0, 90) for end in ("Near", "Far"))
    if near is not None and far is not None:
        said.number("off_nadir_deg", (near + far) / 2)
    said.tag("cosmo:product", found_text(root, ".//ProductName"))
    said.tag("cosmo:mode", found_text(root, ".//AcquisitionMode"))
    said.tag("cosmo:look_side", found_text(root, ".//LookSide"))
    return said.claim()


def read_attributes(folder: Folder, name: str) -> Claim | None:
    """What the attributes of the HDF5 file say. Raises `SidecarError`."""
    root = xml_of_named_type(folder, name)
    said = _said(name, found_text(root, "Root/SatelliteID", ".//SatelliteID"))
    if said is None:
        return None
    said.when = instant(found_text(root, "Root/SceneSensingStartUTC", ".//SceneSensingStartUTC"))
    said.text("product_level", found_text(root, "Root/ProductType", ".//ProductType"))
    said.footprint = _outline(root, "{}GeodeticCoordinates")
    near, far = (number(found_text(root, f".//{end}IncidenceAngle"), 0, 90) for end in ("Near", "Far"))
    if near is not None and far is not None:
        said.number("incidence_deg", (near + far) / 2)
    said.tag("cosmo:product", found_text(root, "Root/ProductFilename", ".//ProductFilename"))
    said.tag("cosmo:mode", found_text(root, ".//AcquisitionMode"))
    said.tag("cosmo:beam", found_text(root, ".//MultiBeamID"))
    said.tag("cosmo:look_side", found_text(root, ".//LookSide"))
    said.tag("cosmo:orbit", found_text(root, ".//OrbitNumber"))
    return said.claim()


def scene_of_note(name: str) -> str:
    """The product's name in that of its delivery note, without the suffix of the HDF5 file."""
    return re.sub(r"\ADFDN_|(?:\.(?:h5|xml|tif|tiff))+\Z", "", name, flags=re.IGNORECASE)


def scene_of_attributes(name: str) -> str:
    """The product's name in that of its attributes."""
    return re.sub(r"(?:_Aux|(?:\.h5)?\.attribs)\.xml\Z", "", name, flags=re.IGNORECASE)


def _said(name: str, satellite: str | None) -> Said | None:
    """The beginning of what is said of a satellite of this family; None for any other."""
    for pattern, platform, provider, instrument in _SATELLITES:
        match = pattern.fullmatch((satellite or "").strip().upper())
        if match is not None:
            said = Said.of("the metadata", name)
            said.text("provider", provider)
            said.text("platform", platform.format(next(unit for unit in match.groups() if unit)))
            said.text("instrument", instrument)
            return said
    return None


def _outline(root: Any, tag: str) -> Geometry | None:
    points = []
    for corner in _CORNERS:
        parts = numbers(found_text(root, f".//{tag.format(corner)}"))
        if len(parts) not in (2, 3):
            return None
        points.append((parts[1], parts[0]))
    return ring(points)


FORMATS = (
    SidecarFormat("COSMO-SkyMed delivery note", _NOTE, read_note, scene_of_note),
    SidecarFormat("COSMO-SkyMed and KOMPSAT-5 attributes", _ATTRIBUTES, read_attributes, scene_of_attributes),
)
