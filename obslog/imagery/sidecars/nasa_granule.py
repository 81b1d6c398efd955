"""ASTER, MODIS and VIIRS: the XML that NASA's archive writes beside a granule (`.hdf.xml`, `.h5.xml`).

A scene is dated by its instant, a product made of many days by the time that it covers. A tile of the sinusoidal
grid is placed by its number, since the XML's outline is a loose one.
"""

from __future__ import annotations

import math
import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.doctype import xml_of_named_type
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, joined, texts
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.places import Geometry
from obslog.model.when import Basis, When

_NAME = re.compile(r".+\.(?:hdf|h5|nc)\.xml", re.IGNORECASE | re.DOTALL)
_TILE = re.compile(
    r"\A(?!V[NJ]P?\d{0,3}46)(?:M[CYO]D|V[NJ]).*\.h([0-3]\d)v([01]\d)\.", re.IGNORECASE | re.ASCII
)
_ENDING = re.compile(r"\.\w+\.xml\Z")


def read(folder: Folder, name: str) -> Claim | None:
    """What the metadata of one granule say. Raises `SidecarError`."""
    root = xml_of_named_type(folder, name)
    if root.tag != "GranuleMetaDataFile":
        return None
    said = Said.of("the granule's metadata", name)
    said.when = _when(root)
    said.text("provider", "NASA")
    said.text(
        "platform", ",".join(dict.fromkeys(text.lower() for text in texts(root, "PlatformShortName", 4)))
    )
    said.text("instrument", ", ".join(dict.fromkeys(_lower(root, "InstrumentShortName"))))
    said.number("cloud_fraction", found_text(root, ".//QAPercentCloudCover"), 0.01)
    said.text("product_level", found_text(root, ".//CollectionMetaData/ShortName"))
    if name.upper().startswith("AST_"):  # ASTER's XML names no platform; it flies on one only
        said.text("platform", "terra")
        said.text("instrument", "aster")
    said.footprint = _tile(name) or joined(
        [_outline(boundary) for boundary in list(root.iter("Boundary"))[:100]]
    )
    said.tag("nasa:granule", found_text(root, ".//GranuleUR"))
    return said.claim()


def scene(name: str) -> str:
    """The granule's name, which begins those of its images."""
    return _ENDING.sub("", name)


def _lower(root: Any, tag: str) -> list[str]:
    return [text.lower() for text in texts(root, tag, 8)]


def _when(root: Any) -> When | None:
    day, clock = (found_text(root, f".//SingleDateTime/{key}") for key in ("CalendarDate", "TimeofDay"))
    if day is not None:
        return instant(f"{day}T{clock}" if clock else day)
    ends = []
    for end in ("Beginning", "Ending"):
        day, clock = (found_text(root, f".//RangeDateTime/Range{end}{key}") for key in ("Date", "Time"))
        when = instant(f"{day}T{clock}" if clock else day)
        if when is None:
            return None
        ends.append(when.edtf)
    try:
        return parse_edtf(ends[0] if ends[0] == ends[1] else "/".join(ends), Basis.SIDECAR)
    except WordError:
        return None


def _tile(name: str) -> Geometry | None:
    """The ground of the tile of the sinusoidal grid whose number stands in the name: 36 by 18 of ten degrees."""
    match = _TILE.match(name)
    if match is None or int(match.group(1)) > 35 or int(match.group(2)) > 17:
        return None
    west, north = int(match.group(1)) * 10.0 - 180, 90 - int(match.group(2)) * 10.0
    corners = []
    for along, lat in ((west, north), (west + 10, north), (west + 10, north - 10), (west, north - 10)):
        narrowed = max(math.cos(math.radians(lat)), 1e-3)
        corners.append((max(-180.0, min(180.0, along / narrowed)), lat))
    return ring(corners)


def _outline(boundary: Any) -> Geometry | None:
    points = []
    for point in boundary.findall("Point")[:1000]:
        lon, lat = number(point.findtext("PointLongitude")), number(point.findtext("PointLatitude"))
        if lon is None or lat is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (SidecarFormat("NASA granule", _NAME, read, scene),)
