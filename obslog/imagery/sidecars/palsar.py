"""PALSAR (ALOS) and PALSAR-2 (ALOS-2): `summary.txt` of JAXA, and the XML of normalised ScanSAR.

PALSAR is dated by the start of its scene. The summaries of PALSAR-2 state a start and an end five seconds
either side of the scene's centre, whatever its length: only the centre is measured, so it dates the image.
"""

from __future__ import annotations

import re

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, keyed, number, ring
from obslog.imagery.sidecars.said import Said, numbers
from obslog.model.places import Geometry

_CORNERS = ("LeftTop", "RightTop", "RightBottom", "LeftBottom")
_SCENE_ID = re.compile(r"(?:(ALOS2)\d|ALPSR[PS]?)", re.ASCII)
_WKT = re.compile(r"\s*POLYGON\s*\(\(([^()]*)\)\)\s*", re.IGNORECASE)
_SUMMARY_XML = re.compile(r"ALOS2.+_summary\.xml", re.IGNORECASE | re.DOTALL)


def read(folder: Folder, name: str) -> Claim | None:
    """What the summary of a PALSAR or PALSAR-2 scene says; None for ALOS's cameras. Raises `SidecarError`."""
    values = {key: value for key, value in keyed(folder.text(name)).items() if isinstance(value, str)}
    match = _SCENE_ID.match(values.get("Scs_SceneID", ""))
    if match is None:
        return None
    second = match.group(1) is not None
    said = Said.of("the PALSAR summary", name)
    moment = values.get("Img_SceneCenterDateTime" if second else "Img_SceneStartDateTime")
    said.when = instant(moment or values.get("Img_SceneCenterDateTime") or values.get("Lbi_ObservationDate"))
    _common(said, second)
    said.number("off_nadir_deg", values.get("Img_OffNadirAngle"))
    said.number("gsd_m", values.get("Pds_PixelSpacing"))
    said.text("product_level", values.get("Lbi_ProcessLevel"))
    said.footprint = _outline(values, "Image") or _outline(values, "Frame")
    said.tag("jaxa:scene", values.get("Scs_SceneID"))
    said.tag("jaxa:product", values.get("Pds_ProductID"))
    said.tag("jaxa:start", values.get("Img_SceneStartDateTime"))
    said.tag("jaxa:end", values.get("Img_SceneEndDateTime"))
    return said.claim()


def read_normalised(folder: Folder, name: str) -> Claim | None:
    """What the XML summary of a normalised PALSAR-2 ScanSAR product says. Raises `SidecarError`."""
    root = folder.xml(name)
    if root.tag != "Product" or found_text(root, ".//SourceAttributes/Satellite") != "ALOS2":
        return None
    said = Said.of("the PALSAR-2 summary", name)
    said.when = instant(found_text(root, ".//SourceDataAcquisitionTime/StartTime"))
    _common(said, True)
    said.number("gsd_m", found_text(root, ".//ProductColumnSpacing"))
    said.text("product_level", root.get("type"))
    outline = _WKT.fullmatch(found_text(root, ".//ProductGeographicalExtent") or "")
    parts = numbers(outline.group(1)) if outline else []
    if len(parts) >= 6 and len(parts) % 2 == 0:
        said.footprint = ring([(parts[at], parts[at + 1]) for at in range(0, len(parts), 2)])
    said.tag("jaxa:product", found_text(root, ".//SourceProcParam/ProductID"))
    said.tag("jaxa:polarisations", found_text(root, ".//Polarizations"))
    said.tag("jaxa:orbit_direction", found_text(root, ".//PassDirection"))
    said.tag("jaxa:look_side", found_text(root, ".//AntennaPointing"))
    return said.claim()


def scene_of_normalised(name: str) -> str:
    """The product's name, which begins those of its images."""
    return name[: -len("_summary.xml")]


def _common(said: Said, second: bool) -> None:
    said.text("provider", "JAXA")
    said.text("platform", "alos-2" if second else "alos")
    said.text("instrument", "palsar-2" if second else "palsar")


def _outline(values: dict[str, str], kind: str) -> Geometry | None:
    points = []
    for corner in _CORNERS:
        lon, lat = (
            number(values.get(f"Img_{kind}Scene{corner}{axis}")) for axis in ("Longitude", "Latitude")
        )
        if lon is None or lat is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (
    SidecarFormat("PALSAR summary", re.compile(r"summary\.txt", re.IGNORECASE), read, everything),
    SidecarFormat("PALSAR-2 summary", _SUMMARY_XML, read_normalised, scene_of_normalised),
)
