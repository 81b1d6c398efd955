"""ALOS's cameras, PRISM and AVNIR-2, by JAXA's `summary.txt`; its radars are read apart."""

from __future__ import annotations

import re

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, keyed, number, ring
from obslog.imagery.sidecars.said import Said

_SENSORS = ("AVNIR-2", "PRISM")
_CORNERS = ("LeftTop", "RightTop", "RightBottom", "LeftBottom")


def read(folder: Folder, name: str) -> Claim | None:
    """What the summary of one scene says; None for a radar's. Raises `SidecarError`."""
    values = keyed(folder.text(name))
    sensor = values.get("Lbi_Sensor")
    if values.get("Lbi_Satellite") != "ALOS" or sensor not in _SENSORS:
        return None
    said = Said.of("JAXA's summary", name)
    said.when = instant(values.get("Img_SceneCenterDateTime")) or instant(values.get("Lbi_ObservationDate"))
    said.text("provider", "JAXA")
    said.text("platform", "alos")
    said.text("instrument", str(sensor).lower())
    said.number("gsd_m", values.get("Pds_PixelSpacing"))
    pointing = number(values.get("Img_PointingAngle"))
    said.number("off_nadir_deg", abs(pointing) if pointing is not None else None)
    said.number("sun_elevation_deg", values.get("Img_SunAngleElevation"))
    said.text("product_level", values.get("Lbi_ProcessLevel"))
    points = []
    for corner in _CORNERS:
        lat = number(values.get(f"Img_ImageScene{corner}Latitude"))
        lon = number(values.get(f"Img_ImageScene{corner}Longitude"))
        if lat is not None and lon is not None:
            points.append((lon, lat))
    said.footprint = ring(points) if len(points) == 4 else None
    said.tag("jaxa:scene", values.get("Scs_SceneID"))
    said.tag("jaxa:product", values.get("Pds_ProductID"))
    return said.claim()


FORMATS = (SidecarFormat("ALOS", re.compile(r"summary\.txt", re.IGNORECASE), read, everything),)
