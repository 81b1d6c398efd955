"""Landsat 1 to 9: the MTL file as text, JSON or XML, before the collections, Collection 1 and Collection 2.

Dated by the time of the scene's centre; the outline goes through the corners of the product.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, keyed, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

_NAME = re.compile(r".*_MTL\.(?:txt|json|xml)|.*_WO\.txt", re.IGNORECASE | re.DOTALL)
_ENDING = re.compile(r"_(?:MTL|WO)\.\w+\Z", re.IGNORECASE)
_MAX_VALUES = 5_000
_DELIVERY = "vendor_metadata"
_CORNERS = ("UL", "UR", "LR", "LL")


def read_alone(folder: Folder, name: str) -> Claim | None:
    """What an MTL file says that lies among its images; None in a delivery's own folder for metadata."""
    return None if folder.shown.casefold() == _DELIVERY else read(folder, name)


def read(folder: Folder, name: str) -> Claim | None:
    """What an MTL file of any age and writing says. Raises `SidecarError`."""
    values = _values(folder, name)
    unit = re.search(r"(\d)\s*\Z", values.get("SPACECRAFT_ID", ""))
    if unit is None or "LANDSAT" not in values["SPACECRAFT_ID"].upper():
        return None
    said = Said.of("the Landsat metadata", name)
    said.when = instant(_moment(values))
    said.text("provider", "USGS")
    said.text("platform", f"landsat-{unit.group(1)}")
    sensor = values.get("SENSOR_ID", "").lower()
    said.text("instrument", ", ".join(part for part in re.split(r"[_+]", sensor) if part))
    said.number("sun_elevation_deg", values.get("SUN_ELEVATION"))
    cloud = number(values.get("CLOUD_COVER", values.get("CLOUD_COVER_AUTOMATED_L1")))
    if cloud is not None and cloud >= 0:  # -1 stands for unknown
        said.number("cloud_fraction", cloud, 0.01)
    said.text("product_level", values.get("PROCESSING_LEVEL") or values.get("DATA_TYPE") or _level(values))
    said.footprint = _outline(values)
    for tag, keys in {
        "product": ("LANDSAT_PRODUCT_ID",),
        "scene": ("LANDSAT_SCENE_ID",),
        "path": ("WRS_PATH",),
        "row": ("WRS_ROW", "STARTING_ROW"),
        "collection": ("COLLECTION_NUMBER",),
        "category": ("COLLECTION_CATEGORY",),
    }.items():
        said.tag(f"landsat:{tag}", next((values[key] for key in keys if key in values), None))
    return said.claim()


def scene(name: str) -> str:
    """The product's identifier, which begins the names of its images."""
    return _ENDING.sub("", name)


def _values(folder: Folder, name: str) -> dict[str, str]:
    """All values of an MTL file by their keys; groups dropped, the first of two equal keys kept."""
    kind = name.lower().rpartition(".")[2]
    found: dict[str, str] = {}
    if kind == "xml":
        for element in folder.xml(name).iter():
            if len(found) >= _MAX_VALUES:
                break
            if isinstance(element.text, str) and element.text.strip():
                found.setdefault(str(element.tag).upper(), element.text.strip())
        return found
    todo: list[Any] = [folder.json(name) if kind == "json" else keyed(folder.text(name))]
    while todo and len(found) < _MAX_VALUES:
        value = todo.pop(0)
        for key, each in value.items() if isinstance(value, dict) else ():
            if isinstance(each, dict):
                todo.append(each)
            elif isinstance(each, str | int | float):
                found.setdefault(str(key).upper(), str(each).strip())
    return found


def _moment(values: dict[str, str]) -> str | None:
    day = values.get("DATE_ACQUIRED") or values.get("ACQUISITION_DATE")
    clock = values.get("SCENE_CENTER_TIME") or values.get("SCENE_CENTER_SCAN_TIME")
    return f"{day}T{clock}" if day and clock else day


def _level(values: dict[str, str]) -> str:
    return values.get("PRODUCT_TYPE", "")


def _outline(values: dict[str, str]) -> Geometry | None:
    points = []
    for corner in _CORNERS:
        lon, lat = (
            number(
                values.get(f"CORNER_{corner}_{axis}_PRODUCT", values.get(f"PRODUCT_{corner}_CORNER_{axis}"))
            )
            for axis in ("LON", "LAT")
        )
        if lon is None or lat is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (
    SidecarFormat("Landsat MTL", _NAME, read_alone, scene),
    SidecarFormat("Landsat MTL of a delivery", _NAME, read, everything, depth=1, inside=(_DELIVERY,)),
)
