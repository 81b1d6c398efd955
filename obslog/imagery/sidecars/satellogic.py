"""Satellogic: the `…_metadata_stac.geojson` of a NewSat capture, an item or a collection of items about one."""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import geometry_from_geojson
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant
from obslog.imagery.sidecars.said import Said, member

_CAPTURE = re.compile(r"\d{8}_\d{6}(?:_\d{3})?_SN\d+", re.IGNORECASE | re.ASCII)
_MAX_FEATURES = 1000


def read_own(folder: Folder, name: str) -> Claim | None:
    """What is said of the images in the folder `rasters` of a capture's own folder. Raises `SidecarError`."""
    return _read(folder, name) if folder.folder("rasters") is not None else None


def read_beside(folder: Folder, name: str) -> Claim | None:
    """What is said of the images that lie beside. Raises `SidecarError`."""
    return None if folder.folder("rasters") is not None else _read(folder, name)


def _read(folder: Folder, name: str) -> Claim | None:
    value = folder.json(name)
    features = member(value, "features")
    items = features[:_MAX_FEATURES] if isinstance(features, list) else [value]
    item = next((each for each in items if _is_capture(each)), None)
    if item is None:
        return None
    properties = item["properties"]
    said = Said.of("Satellogic's item", name)
    said.when = instant(properties.get("datetime"))
    said.text("provider", "Satellogic")
    said.text("platform", "newsat")
    instruments = properties.get("instruments")
    listed = instruments if isinstance(instruments, list) else [instruments]
    said.text("instrument", ", ".join(each.lower() for each in listed[:8] if isinstance(each, str)))
    gsd = properties.get("gsd")
    said.number("gsd_m", gsd if isinstance(gsd, int | float) else None)
    said.number("off_nadir_deg", properties.get("view:off_nadir"))
    said.number("incidence_deg", properties.get("view:incidence_angle"))
    said.number("sun_elevation_deg", properties.get("view:sun_elevation"))
    said.number("cloud_fraction", properties.get("eo:cloud_cover"), 0.01)
    said.text("product_level", _first(properties, "product_level", "product_name"))
    if isinstance(item.get("geometry"), dict):
        try:
            said.footprint = geometry_from_geojson(item["geometry"])
        except ValueError as error:
            said.warnings.append(f"{said.witness}: its geometry is not used: {error}")
    said.tag("satellogic:id", item.get("id"))
    said.tag("satellogic:satellite", _first(properties, "sat_id"))
    said.tag("satellogic:outcome", _first(properties, "outcome_id"))
    return said.claim()


def scene(name: str) -> str:
    """The instant and satellite that begin the names of all files of a capture."""
    match = _CAPTURE.match(name)
    return match.group(0) if match is not None else name


def _is_capture(item: Any) -> bool:
    return (
        isinstance(member(item, "properties"), dict)
        and isinstance(item["properties"].get("datetime"), str)
        and (
            item["properties"].get("platform") == "NewSat" or _first(item["properties"], "sat_id") is not None
        )
    )


def _first(properties: dict[str, Any], *keys: str) -> str | None:
    """A text under one of the keys, with the prefix of either version."""
    for key in keys:
        for prefix in ("satl:", "rd:"):
            found = properties.get(prefix + key)
            if isinstance(found, str):
                return found
    return None


_PATTERN = re.compile(r".+_metadata_stac\.(?:geo)?json", re.IGNORECASE | re.DOTALL)

FORMATS = (
    SidecarFormat("Satellogic", _PATTERN, read_own, everything, depth=1),
    SidecarFormat("Satellogic beside", _PATTERN, read_beside, scene),
)
