"""SAOCOM-1: the XML beside each image in a product's `Data` folder, and the `.xemt` of a delivery.

Dated by the start of the acquisition; the outline goes through the corners on the ground.
"""

from __future__ import annotations

import os
import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.archived import folder_of
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.formats import SidecarFormat, everything, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, numbers
from obslog.model.places import Geometry
from obslog.model.when import When

_XEMT = re.compile(r".+\.xemt", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"(?:slc|di|gec|gtc)-acqId.+\.xml", re.IGNORECASE | re.DOTALL)
_SENSOR = re.compile(r"SAO1([AB])\Z", re.IGNORECASE | re.ASCII)
_CLOCK = re.compile(r"\s*(\d\d)-([A-Z]{3})-(\d{4})\s+([\d:.]+)\s*", re.IGNORECASE | re.ASCII)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
_CORNERS = ("NorthWest", "NorthEast", "SouthEast", "SouthWest")


def read_image(folder: Folder, name: str) -> Claim | None:
    """What the XML of one image in `Data` says. Raises `SidecarError`."""
    root = folder.xml(name)
    sensor = _SENSOR.match(found_text(root, ".//DataSetInfo/SensorName") or "")
    if root.tag != "SAOCOM_XMLProduct" or sensor is None:
        return None
    said = _said(name, sensor)
    said.when = _moment(found_text(root, ".//SwathInfo/AcquisitionStartTime"))
    said.footprint = _corners(root) or _vertices_beside(folder) or _overlay_beside(folder)
    said.text("product_level", name.split("-", 1)[0].upper())
    said.tag("saocom:mode", found_text(root, ".//DataSetInfo/AcquisitionMode"))
    said.tag("saocom:look_side", found_text(root, ".//DataSetInfo/SideLooking"))
    said.tag("saocom:orbit_direction", found_text(root, ".//OrbitDirection"))
    return said.claim()


def read_xemt(folder: Folder, name: str) -> Claim | None:
    """What the `.xemt` of a product says where the product's own files are not there to say it.

    They are in `Data` beside it, or in the archive of its name, read in place. Raises `SidecarError`.
    """
    if folder.folder("Data") is not None or _is_packed_beside(folder, name):
        return None
    root = folder.xml(name)
    sensor = _SENSOR.match(found_text(root, ".//productType/sub/platform") or "")
    if root.tag != "xemt" or sensor is None:
        return None
    said = _said(name, sensor)
    said.when = instant(
        found_text(
            root,
            ".//datatakeTime/InitSequence/startTime",
            ".//acquisitionTime/startTime",
            ".//timeFrame/timePeriod/startTime",
        )
    )
    said.footprint = _vertices(root)
    said.text("product_level", found_text(root, ".//productType/sub/procLevel"))
    said.tag("saocom:product", found_text(root, "product/id"))
    said.tag("saocom:mode", found_text(root, ".//parameters/acqMode"))
    said.tag("saocom:beam", found_text(root, ".//parameters/beamID"))
    said.tag("saocom:polarisations", found_text(root, ".//parameters/acquiredPols"))
    said.tag("saocom:look_side", found_text(root, ".//parameters/sideLooking"))
    said.tag("saocom:orbit_direction", found_text(root, ".//OrbitDirection"))
    return said.claim()


def _said(name: str, sensor: re.Match[str]) -> Said:
    said = Said.of("the SAOCOM metadata", name)
    said.text("provider", "CONAE")
    said.text("platform", f"saocom-1{sensor.group(1).lower()}")
    said.text("instrument", "sar")
    return said


def _moment(text: str | None) -> When | None:
    """The instant of a text such as `08-NOV-2019 09:50:27.048000000000`, in UTC."""
    match = _CLOCK.fullmatch(text) if text is not None else None
    if match is None or match.group(2).upper() not in _MONTHS.split():
        return instant(text)
    day, word, year, clock = match.groups()
    month = _MONTHS.split().index(word.upper()) + 1
    return instant(f"{year}-{month:02d}-{day}T{clock[:18]}")


def _corners(root: Any) -> Geometry | None:
    """The outline through the corners of the image, each stated as latitude, longitude, height."""
    points = []
    for corner in _CORNERS:
        values = root.findall(f".//GroundCornerPoints/{corner}/Point/val")
        lat, lon = (number(value.text) for value in values[:2]) if len(values) >= 2 else (None, None)
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


def _vertices(root: Any) -> Geometry | None:
    points = []
    for vertex in root.findall(".//scene/frame/vertex")[:1000]:
        lon, lat = number(vertex.findtext("lon")), number(vertex.findtext("lat"))
        if lon is None or lat is None:
            return None
        points.append((lon, lat))
    return ring(points)


def _vertices_beside(folder: Folder) -> Geometry | None:
    """The outline in the `.xemt` of the product's own folder, for images in radar geometry."""
    above = folder.parent
    for name in above.shown_names if above is not None else ():
        if above is not None and _XEMT.fullmatch(name):
            try:
                return _vertices(above.xml(name))
            except SidecarError:
                return None
    return None


def _overlay_beside(folder: Folder) -> Geometry | None:
    """The outline of the picture in the product's `Images`, which its KML lays on the ground."""
    images = folder.parent.folder("Images") if folder.parent is not None else None
    for name in images.shown_names if images is not None else ():
        if images is not None and name.lower().endswith(".kml"):
            try:
                values = numbers(found_text(images.xml(name), ".//LatLonQuad/coordinates"))
            except SidecarError:
                return None
            return ring([(values[at], values[at + 1]) for at in range(0, 8, 2)]) if len(values) == 8 else None
    return None


def _is_packed_beside(folder: Folder, name: str) -> bool:
    """True if the archive of the delivery's name lies beside it and holds the product's own files."""
    archive = folder.find(stem(name) + ".zip")
    if archive is None:
        return False
    data = folder_of(os.path.join(folder.place, archive) + b"!/Data/x")  # noqa: PTH118 (bytes)
    return any(_IMAGE.fullmatch(each) for each in data.shown_names)


FORMATS = (
    SidecarFormat("SAOCOM", _IMAGE, read_image, everything, depth=1, inside=("Data",)),
    SidecarFormat("SAOCOM delivery", _XEMT, read_xemt, stem),
)
