"""BlackSky: the JSON beside the images of one capture (`BSG-…_metadata.json`)."""

from __future__ import annotations

import re

from obslog.imagery.claims import Claim
from obslog.imagery.ground import geometry_from_geojson
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant
from obslog.imagery.sidecars.said import Said, member


def read(folder: Folder, name: str) -> Claim | None:
    """What BlackSky's metadata say of one capture. Raises `SidecarError`."""
    value = folder.json(name)
    sensor, acquired = member(value, "sensorName"), member(value, "acquisitionDate")
    if not isinstance(sensor, str) or not isinstance(acquired, str):
        return None
    said = Said.of("BlackSky's metadata", name)
    said.when = instant(acquired)
    said.text("provider", "BlackSky")
    said.text("platform", sensor.strip().lower())
    said.text("instrument", "spaceview-24")
    said.number("gsd_m", value.get("gsd"))
    said.number("off_nadir_deg", value.get("offNadirAngle"))
    said.number("sun_elevation_deg", value.get("sunElevation"))
    elevation = value.get("satelliteElevation")
    said.number("incidence_deg", elevation, -1.0, 90.0)
    said.number("cloud_fraction", value.get("cloudCoverPercent"), 0.01)
    if isinstance(value.get("geometry"), dict):
        try:
            said.footprint = geometry_from_geojson(value["geometry"])
        except ValueError as error:
            said.warnings.append(f"{said.witness}: its geometry is not used: {error}")
    said.text("product_level", "ortho" if value.get("orthorectified") is True else None)
    said.tag("blacksky:id", value.get("id"))
    said.tag("blacksky:ce90_m", value.get("estimatedCE90"))
    return said.claim()


def scene(name: str) -> str:
    """The capture's identifier, which begins the names of its images."""
    return re.sub(r"_metadata\.json\Z", "", name, flags=re.IGNORECASE)


FORMATS = (
    SidecarFormat("BlackSky", re.compile(r"BSG-.+_metadata\.json", re.IGNORECASE | re.DOTALL), read, scene),
)
