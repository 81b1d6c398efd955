"""GeoEye-1, Ikonos and OrbView-3 as GeoEye delivered them: `…_metadata.txt`, and the PVL of OrbView."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.formats import SidecarFormat, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, keyed, number, ring
from obslog.imagery.sidecars.said import Said, joined
from obslog.model.places import Geometry
from obslog.model.when import When

_SECTION = re.compile(r"={20,}")
_VALUE = re.compile(r"\s*([^:=]{1,80}):\s*(.*?)\s*")
_ACQUIRED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: GMT| UTC)?", re.ASCII)
_MAX_LINES = 50_000
_SATELLITES = {"IKONOS-2": "ikonos-2", "IKONOS": "ikonos-2", "GEOEYE-1": "geoeye-1", "OV-3": "orbview-3"}


def read_text(folder: Folder, name: str) -> Claim | None:
    """What the order's text says of its images. Raises `SidecarError`."""
    lines = folder.text(name).splitlines()[:_MAX_LINES]
    if not any(line.startswith("Product Order Metadata") for line in lines[:60]):
        return None
    first: dict[str, str] = {}
    acquired: list[When] = []
    for line in lines:
        match = _VALUE.fullmatch(line)
        if match is None:
            continue
        key, value = match.groups()
        first.setdefault(key, value)
        when = instant(value) if key == "Acquisition Date/Time" and _ACQUIRED.fullmatch(value) else None
        if when is not None and when.earliest is not None:
            acquired.append(when)
    said = Said.of("GeoEye's metadata", name)
    said.when = min(acquired, key=lambda each: str(each.earliest), default=None)
    sensor = first.get("Sensor") or first.get("Sensor Name", "")
    said.text("provider", "Maxar")
    said.text("platform", _SATELLITES.get(sensor.upper(), sensor.lower()))
    said.number("gsd_m", _metres(first.get("Pixel Size X")))
    said.number("sun_elevation_deg", _leading(first.get("Sun Angle Elevation")))
    elevation = _leading(first.get("Nominal Collection Elevation"))
    said.number("incidence_deg", elevation, -1.0, 90.0)
    said.number("cloud_fraction", first.get("Percent Cloud Cover"), 0.01)
    said.text("product_level", first.get("Processing Level"))
    said.footprint = _outline(lines)
    said.tag("geoeye:order", first.get("Product Order Number"))
    said.tag("geoeye:source", first.get("Source Image ID"))
    return said.claim()


def read_pvl(folder: Folder, name: str) -> Claim | None:
    """What OrbView's PVL says. Raises `SidecarError`."""
    values = keyed(folder.text(name))
    sensor, image, product = (_inner(values, key) for key in ("sensorInfo", "inputImageInfo", "productInfo"))
    satellite = sensor.get("satelliteName")
    if not isinstance(satellite, str):
        return None
    said = Said.of("OrbView's metadata", name)
    said.when = instant(image.get("firstLineAcquisitionDateTime"))
    said.text("provider", "Maxar")
    said.text("platform", _SATELLITES.get(satellite.upper(), satellite.lower()))
    said.text("instrument", str(sensor.get("sensorName") or "").lower())
    said.number("gsd_m", product.get("pixelSpacing"))
    if (number(product.get("productCloudCoverPercentage")) or 0.0) <= 100:  # 999 where it was not assessed
        said.number("cloud_fraction", product.get("productCloudCoverPercentage"), 0.01)
    corners = _inner(product, "geodeticCorners")
    points: list[LonLat] = []
    for corner in ("upperLeft", "upperRight", "lowerRight", "lowerLeft"):
        at = _inner(corners, f"{corner}Corner")
        lat, lon = number(at.get("latitude")), number(at.get("longitude"))
        if lat is not None and lon is not None:
            points.append((lon, lat))
    said.footprint = ring(points) if len(points) == 4 else None
    said.tag("orbview:orbit", image.get("acquisitionOrbitNumber"))
    return said.claim()


def scene_of_text(name: str) -> str:
    """The order's name, which begins those of its images."""
    return re.sub(r"_metadata\.txt\Z", "", name, flags=re.IGNORECASE)


def _inner(values: dict[str, Any], key: str) -> dict[str, Any]:
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _leading(text: str | None) -> str | None:
    """The number of `61.5 degrees`."""
    return text.split()[0] if text and text.split() else None


def _metres(text: str | None) -> str | None:
    return _leading(text) if text is not None and text.lower().endswith(("meters", "metres")) else None


def _outline(lines: list[str]) -> Geometry | None:
    """Through the four corners of each component, stated as `Latitude`, `Longitude` under `Coordinate: n`."""
    components: list[list[LonLat]] = []
    lat: float | None = None
    within = False
    for line in lines:
        if _SECTION.fullmatch(line.strip()):
            within = False
        match = _VALUE.fullmatch(line)
        key, value = match.groups() if match is not None else (line.strip(), "")
        if key == "Component Geographic Corner Coordinates":
            within = True
            components.append([])
        elif key == "Component ID":
            within = False
        elif within and key == "Latitude":
            lat = number(_leading(value), -90, 90)
        elif within and key == "Longitude" and lat is not None:
            lon = number(_leading(value), -360, 360)
            if lon is not None and len(components[-1]) < 4:
                components[-1].append((lon, lat))
            lat = None
    return joined([ring(points) for points in components[:500] if len(points) == 4])


def _named(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


FORMATS = (
    SidecarFormat("GeoEye", _named(r".+_metadata\.txt"), read_text, scene_of_text),
    SidecarFormat("OrbView", _named(r".+\.pvl"), read_pvl, stem),
)
