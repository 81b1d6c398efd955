"""Umbra: the METADATA.json of a delivery. Dated by the start of the collect."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import geometry_from_geojson
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant
from obslog.imagery.sidecars.said import Said, member
from obslog.model.places import Geometry

_ENDING = re.compile(r"[_.-]?METADATA\.json\Z", re.IGNORECASE)


def read(folder: Folder, name: str) -> Claim | None:
    """What the metadata of one delivery say. Raises `SidecarError`."""
    root = folder.json(name)
    satellite, collects = member(root, "umbraSatelliteName"), member(root, "collects")
    vendor = str(member(root, "vendor") or "").upper()
    if (
        not isinstance(collects, list)
        or not collects
        or not (isinstance(satellite, str) or "UMBRA" in vendor)
    ):
        return None
    collect = collects[0]
    said = Said.of("the Umbra metadata", name)
    said.when = instant(member(collect, "startAtUTC"))
    said.text("provider", "Umbra")
    said.text("platform", satellite.lower().replace("_", "-") if isinstance(satellite, str) else None)
    said.text("instrument", "sar")
    said.number("incidence_deg", member(collect, "angleIncidenceDegrees"))
    said.text("product_level", member(root, "productSku"))
    said.footprint = _outline(said, member(collect, "footprintPolygonLla"))
    polarisations = member(collect, "polarizations")
    if isinstance(polarisations, list):
        said.tag("umbra:polarisations", " ".join(each for each in polarisations[:4] if isinstance(each, str)))
    said.tag("umbra:collect", member(collect, "id"))
    said.tag("umbra:mode", member(root, "imagingMode"))
    said.tag("umbra:look_side", member(collect, "observationDirection"))
    said.tag("umbra:orbit_direction", member(collect, "satelliteTrack"))
    return said.claim()


def scene(name: str) -> str:
    """The name of the collect, which begins the names of its images."""
    return _ENDING.sub("", name)


def _outline(said: Said, value: Any) -> Geometry | None:
    if not isinstance(value, dict):
        return None
    try:
        return geometry_from_geojson(value)
    except ValueError as error:
        said.warnings.append(f"{said.witness}: its outline is not used: {error}")
        return None


FORMATS = (SidecarFormat("Umbra", re.compile(r".*METADATA\.json", re.IGNORECASE | re.DOTALL), read, scene),)
