"""Gaofen and other Chinese optical satellites with the `ProductMetaData` XML of CRESDA.

Dated by the start of the scene. Its clock is Beijing's, eight hours before UTC, though the file names no zone:
the time of reception beside it is the same instant in UTC.
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

#: What is written behind a clock time in these files to say what it means.
CLOCK = "+08:00"

_CORNERS = ("TopLeft", "TopRight", "BottomRight", "BottomLeft")
_SATELLITES = (
    (re.compile(r"GF0*(\d+)([A-Z]?)\d*"), "gaofen-{}", "CNSA"),
    (re.compile(r"ZY-?0*(\d+)-?0*(\d*)"), "ziyuan-{}-{}", "CNSA"),
    (re.compile(r"HJ-?(\d)-?([A-Z]?)"), "huanjing-{}{}", "CNSA"),
    (re.compile(r"CB-?0*(\d)(A?)"), "cbers-{}{}", "CRESDA"),
    (re.compile(r"SV-?0*(\d)-?0*(\d*)"), "superview-{}-{}", "SpaceView"),
    (re.compile(r"JL-?0*1(\w{0,10})()"), "jilin-1{}", "Chang Guang"),
)


def read(folder: Folder, name: str) -> Claim | None:
    """What the XML of one scene says. Raises `SidecarError`."""
    if first_tag(folder, name) != "ProductMetaData":
        return None
    root = folder.xml(name)
    satellite = found_text(root, "SatelliteID")
    if satellite is None:
        return None
    said = Said.of("CRESDA's metadata", name)
    stated = found_text(root, "StartTime", "CenterTime")
    zoned = stated is None or re.search(r"(?:Z|[+-]\d\d:?\d\d)\Z", stated) is not None
    said.when = instant(stated if zoned else f"{stated}{CLOCK}") or instant(stated)
    platform, provider = _platform(satellite)
    said.text("provider", provider)
    said.text("platform", platform)
    said.text("instrument", (found_text(root, "SensorID") or "").lower())
    said.number("gsd_m", found_text(root, "ImageGSD"))
    said.number("cloud_fraction", found_text(root, "CloudPercent"), 0.01)
    said.text("product_level", found_text(root, "ProductLevel"))
    said.footprint = _outline(root)
    for tag in ("OrbitID", "SceneID", "ProductID"):
        said.tag(f"cresda:{tag[:-2].lower()}", found_text(root, tag))
    return said.claim()


def scene(name: str) -> str:
    """The scene's name, which the panchromatic and the colour image share."""
    return re.sub(r"(?:-(?:PAN|MSS|MUX|NAD|FWD|BWD)\d?)?\.xml\Z", "", name, flags=re.IGNORECASE)


def _platform(satellite: str) -> tuple[str, str | None]:
    for pattern, platform, provider in _SATELLITES:
        match = pattern.fullmatch(satellite.strip().upper())
        if match is not None:
            first, second = (group.lower() for group in match.groups())
            if platform.count("{}") == 1:
                return platform.format(first + second), provider
            return platform.format(first, second).rstrip("-"), provider
    return satellite.strip().lower(), None


def _outline(root: Any) -> Geometry | None:
    points = []
    for corner in _CORNERS:
        lat = number(found_text(root, f"{corner}Latitude"))
        lon = number(found_text(root, f"{corner}Longitude"))
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (
    SidecarFormat(
        "CRESDA",
        re.compile(r"(?:GF|ZY|HJ|CB0|CBERS|SV|JL|OHS).+\.xml", re.IGNORECASE | re.DOTALL),
        read,
        scene,
    ),
)
