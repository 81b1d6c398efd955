"""BKA, the Belarusian satellite of the Kanopus-V kind, by the passport (`…_pasp-en.xml`) beside the image."""

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

_CORNERS = ("Corner1_SW", "Corner2_NW", "Corner3_NE", "Corner4_SE")


def read(folder: Folder, name: str) -> Claim | None:
    """What the passport of one image says. Raises `SidecarError`."""
    if first_tag(folder, name) != "MetaData":
        return None
    root = folder.xml(name)
    satellite = found_text(root, "Processing/Satellite")
    if satellite is None:
        return None
    said = Said.of("the passport", name)
    said.when = instant(found_text(root, "Satellite_Data/Scene_Acquisition/Acquisition_Time_GMT"))
    said.text("provider", "National Academy of Sciences of Belarus")
    said.text("platform", satellite.lower())
    said.text(
        "instrument",
        {"MUL": "mss"}.get(code := found_text(root, "Processing/Instrument") or "", code.lower()),
    )
    said.number("gsd_m", found_text(root, ".//Ground_Resolution/PixelSize_Easting"))
    said.number("off_nadir_deg", found_text(root, "Satellite_Data/Scene_Acquisition/Viewing_Angle"))
    said.number("sun_elevation_deg", found_text(root, "Satellite_Data/Scene_Acquisition/Sun_Elevation"))
    said.number("cloud_fraction", found_text(root, "Processing/Percent_Cloud_Cover"), 0.01)
    said.text("product_level", found_text(root, "Processing/Level"))
    said.footprint = _outline(root.find(".//Scene_Geoposition/Geodetic_Coordinates"))
    said.tag("bka:job", found_text(root, "Production/JobId"))
    return said.claim()


def scene(name: str) -> str:
    """The image's own name."""
    return re.sub(r"_pasp(?:-\w\w)?\.xml\Z", "", name, flags=re.IGNORECASE)


def _outline(corners: Any) -> Geometry | None:
    points = []
    for corner in _CORNERS if corners is not None else ():
        lat, lon = number(found_text(corners, f"{corner}_Lat")), number(found_text(corners, f"{corner}_Lon"))
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (
    SidecarFormat("BKA", re.compile(r".+_pasp(?:-\w\w)?\.xml", re.IGNORECASE | re.DOTALL), read, scene),
)
