"""Sentinel-1: the manifest of a SAFE, `productInfo.json` of the folders on AWS, and annotations alone.

Dated by the start of the acquisition; the outline is the manifest's frame.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import geometry_from_geojson
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, joined, lat_lon_pairs, texts
from obslog.model.places import Geometry

_MISSION = re.compile(r"S1([A-D])\Z", re.IGNORECASE | re.ASCII)
_ANNOTATION = re.compile(r"(?:s1[a-d]-)?(?:iw\d?|ew\d?|s\d|wv\d?)-[\w-]*[hv]{2}[\w-]*\.xml", re.IGNORECASE)
_MAX_GRID = 20_000


def read_manifest(folder: Folder, name: str) -> Claim | None:
    """What the manifest of a Sentinel-1 SAFE says; None for that of another mission. Raises `SidecarError`."""
    root = folder.xml(name)
    family = (found_text(root, ".//platform/familyName") or "").upper()
    if family != "SENTINEL-1":
        return None
    said = Said.of("the Sentinel-1 manifest", name)
    said.when = instant(found_text(root, ".//acquisitionPeriod/startTime"))
    _common(said, found_text(root, ".//platform/number"))
    frames = [lat_lon_pairs(text) for text in texts(root, "coordinates", 2000)]
    said.footprint = joined([ring(points) for points in frames if points])
    said.text("product_level", found_text(root, ".//productType"))
    said.tag("sentinel1:product", _product_name(folder))
    said.tag("sentinel1:mode", found_text(root, ".//instrumentMode/mode"))
    said.tag("sentinel1:polarisations", " ".join(texts(root, "transmitterReceiverPolarisation", 4)))
    said.tag("sentinel1:pass", found_text(root, ".//pass"))
    said.tag("sentinel1:orbit", found_text(root, ".//orbitNumber"))
    said.tag("sentinel1:relative_orbit", found_text(root, ".//relativeOrbitNumber"))
    return said.claim()


def read_info(folder: Folder, name: str) -> Claim | None:
    """What a `productInfo.json` says where there is no manifest beside it. Raises `SidecarError`."""
    if folder.find("manifest.safe") is not None:
        return None
    info = folder.json(name)
    mission = _MISSION.match(str(info.get("missionId", ""))) if isinstance(info, dict) else None
    if mission is None:
        return None
    said = Said.of("the Sentinel-1 product description", name)
    said.when = instant(info.get("startTime"))
    _common(said, mission.group(1))
    if isinstance(info.get("footprint"), dict):
        try:
            said.footprint = geometry_from_geojson(info["footprint"])
        except ValueError as error:
            said.warnings.append(f"{said.witness}: its outline is not used: {error}")
    said.text("product_level", info.get("productType"))
    said.tag("sentinel1:product", info.get("id"))
    said.tag("sentinel1:mode", info.get("mode"))
    said.tag("sentinel1:orbit", info.get("absoluteOrbitNumber"))
    return said.claim()


def read_annotation(folder: Folder, name: str) -> Claim | None:
    """What the annotation of one image says where no manifest speaks for its product. Raises `SidecarError`."""
    above = folder.parent
    if folder.find("manifest.safe") or (above is not None and above.find("manifest.safe")):
        return None
    if above is not None and above.find("productInfo.json"):
        return None
    root = folder.xml(name)
    mission = _MISSION.match(found_text(root, "adsHeader/missionId") or "")
    if root.tag != "product" or mission is None:
        return None
    said = Said.of("the Sentinel-1 annotation", name)
    said.when = instant(found_text(root, "adsHeader/startTime"))
    _common(said, mission.group(1))
    said.text("product_level", found_text(root, "adsHeader/productType"))
    said.number("incidence_deg", found_text(root, ".//incidenceAngleMidSwath"))
    said.footprint = _grid_outline(root)
    said.tag("sentinel1:mode", found_text(root, "adsHeader/mode"))
    said.tag("sentinel1:polarisations", found_text(root, "adsHeader/polarisation"))
    said.tag("sentinel1:orbit", found_text(root, "adsHeader/absoluteOrbitNumber"))
    return said.claim()


def _common(said: Said, unit: str | None) -> None:
    letter = unit.lower() if unit and re.fullmatch(r"[A-Da-d]", unit) else ""
    said.text("provider", "ESA")
    said.text("platform", f"sentinel-1{letter}")
    said.text("instrument", "c-sar")


def _product_name(folder: Folder) -> str | None:
    """The product's name where the folder has it; manifests do not state it."""
    match = re.match(r"S1[A-D]_\w{2}_\w{3}\w?_\w{4}_\d{8}T\w+", folder.shown)
    return match.group(0) if match else None


def _grid_outline(root: Any) -> Geometry | None:
    """The outline of an image through the corners of its grid of ground points."""
    points: dict[tuple[float, float], tuple[float, float]] = {}
    for at, point in enumerate(root.iter("geolocationGridPoint")):
        if at >= _MAX_GRID:
            return None
        found = [number(point.findtext(key)) for key in ("line", "pixel", "longitude", "latitude")]
        line, pixel, lon, lat = found
        if line is None or pixel is None or lon is None or lat is None:
            return None
        points[line, pixel] = (lon, lat)
    if not points:
        return None
    lines, pixels = {line for line, _ in points}, {pixel for _, pixel in points}
    first, last, near, far = min(lines), max(lines), min(pixels), max(pixels)
    corners = [(first, near), (first, far), (last, far), (last, near)]
    return ring([points[corner] for corner in corners]) if all(each in points for each in corners) else None


FORMATS = (
    SidecarFormat(
        "Sentinel-1 manifest",
        re.compile(r"manifest\.safe", re.IGNORECASE),
        read_manifest,
        everything,
        depth=2,
    ),
    SidecarFormat(
        "Sentinel-1 product description",
        re.compile(r"productInfo\.json", re.IGNORECASE),
        read_info,
        everything,
        depth=2,
    ),
    SidecarFormat("Sentinel-1 annotation", _ANNOTATION, read_annotation),
)
