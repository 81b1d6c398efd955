"""USGS HDDS: the `KEY=value` text beside an image that the hazards distribution system hands on.

It names the image, not the vendor's original: for a rectified one its corners are those of the raster. Where
the vendor's own metadata lie in `vendor_metadata`, those speak, and only the corners are taken from here.
"""

from __future__ import annotations

import re

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry

#: <satellite><latitude>_<..>_<..>_<kind><level><bands>: B browse, D text, G image; level R is rectified.
TEXT = re.compile(r"([A-Z]{2}\d\d[NS]\d\d_\w{4,40}_\w{10,40})_D([A-Z])\d{9}\.txt", re.IGNORECASE)
_IMAGE_BASE = re.compile(r"_[BDG][A-Z]\d{9}\Z", re.IGNORECASE)
_VENDOR = re.compile(rb".*\.(?:imd|xml|json)", re.IGNORECASE | re.DOTALL)
_PLATFORMS = {
    "WORLDVIEW": "worldview-{}", "GEOEYE": "geoeye-{}", "QUICKBIRD": "quickbird-{}", "IKONOS": "ikonos-{}",
    "PLANET": "planetscope", "BLACKSKY": "global-{}", "RAPIDEYE": "rapideye-{}", "LANDSAT": "landsat-{}",
}  # fmt: skip


def read(folder: Folder, name: str) -> Claim | None:
    """What the distributor's text says of one image. Raises `SidecarError`."""
    vendor = folder.folder("vendor_metadata")
    if vendor is not None and any(_VENDOR.fullmatch(each) for each in vendor.names):
        return None
    values = keys_of(folder, name)
    if "ENTITY_ID" not in values or "PLATFORM" not in values:
        return None
    said = Said.of("the USGS text", name)
    day, time = values.get("ACQUISITION_DATE", ""), values.get("ACQUISITION_TIME", "")
    said.when = (instant(f"{day} {time}") if time else None) or instant(day)
    said.text("provider", values.get("VENDOR"))
    said.text("platform", _platform(values["PLATFORM"].upper(), values.get("PLATFORM_NUMBER", "")))
    said.text("instrument", values.get("SENSOR", "").lower())
    said.text("product_level", values.get("VENDOR_PROCESS_LEVEL"))
    if values.get("PIX_SIZE_UNITS", "").upper() == "M":
        said.number("gsd_m", values.get("PIXEL_SIZE_X"))
    said.number("sun_elevation_deg", values.get("SUN_ELEVATION"))
    said.number("cloud_fraction", values.get("CLOUD_COVER"))
    said.footprint = _corners(values)
    for key in ("ENTITY_ID", "EVENT", "VENDOR_SCENE_ID", "CATALOG_ID"):
        said.tag(f"usgs:{key.lower()}", values.get(key))
    return said.claim()


def scene(name: str) -> str:
    """The base name that text, image and browse image share."""
    match = TEXT.fullmatch(name)
    return match.group(1) if match is not None else name


def corners_of_rectified(folder: Folder) -> Geometry | None:
    """The corners of the one image of `folder` that was rectified (level R), from its text; None without."""
    texts = [name for name in folder.shown_names if TEXT.fullmatch(name)]
    if len(texts) != 1:
        return None
    try:
        return _corners(keys_of(folder, texts[0]))
    except SidecarError:
        return None


def holds_rectified(folder: Folder) -> bool:
    """True if an image of `folder` is named as one that the distributor rectified."""
    pattern = re.compile(r".{10,}_GR\d{9}\.tiff?", re.IGNORECASE | re.DOTALL)
    return any(pattern.fullmatch(name) for name in folder.shown_names)


def keys_of(folder: Folder, name: str) -> dict[str, str]:
    """The `KEY=value` lines of one text. Raises `SidecarError`."""
    found: dict[str, str] = {}
    for line in folder.text(name).splitlines()[:500]:
        key, equals, value = line.partition("=")
        if equals:
            found.setdefault(key.strip(), value.strip())
    return found


def _platform(called: str, unit: str) -> str:
    known = _PLATFORMS.get(called)
    return (
        known.format(unit) if known is not None else "-".join(part for part in (called.lower(), unit) if part)
    )


def _corners(values: dict[str, str]) -> Geometry | None:
    points = []
    for corner in ("UL", "UR", "LR", "LL"):
        lon, lat = number(values.get(f"{corner}_LONG")), number(values.get(f"{corner}_LAT"))
        if lon is None or lat is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (SidecarFormat("USGS HDDS", TEXT, read, scene, bare=lambda name: _IMAGE_BASE.sub("", _stem(name))),)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
