"""Planet: PlanetScope, RapidEye and SkySat, by the EOP metadata XML or the item JSON beside an image.

Dated by the acquisition. The platform is what each names: the constellation in the XML, the satellite in the
item; the other is kept among the tags.
"""

from __future__ import annotations

import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import LonLat, geometry_from_geojson
from obslog.imagery.sidecars.bounded import SidecarError, parse_xml
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, joined, member, numbers
from obslog.model.places import Geometry

_ENDING = re.compile(r"(?:_metadata(?:_clip)?)?\.(?:xml|json)\Z", re.IGNORECASE)
#: What follows the item's own name in the names of its files: `_3B_AnalyticMS_8b`, `_1B_udm2`, `_panchromatic`.
_ASSET = re.compile(
    r"_(?:[13][AB]_.*|(?:basic_)?(?:analytic|panchromatic|visual|pansharpened|udm|ortho).*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_CORNERS = ("topLeft", "topRight", "bottomRight", "bottomLeft")


def read_xml(folder: Folder, name: str) -> Claim | None:
    """What the EOP metadata of one asset say. Raises `SidecarError`."""
    return None if _handed_on(folder) else _of_xml(folder, name)


def read_item(folder: Folder, name: str) -> Claim | None:
    """What Planet's item of one scene says. Raises `SidecarError`."""
    return None if _handed_on(folder) else _of_item(folder, name)


def read_handed_on(folder: Folder, name: str) -> Claim | None:
    """What either in `vendor_metadata` says of the image beside that folder. Raises `SidecarError`."""
    return _of_xml(folder, name) if name.lower().endswith(".xml") else _of_item(folder, name)


def _handed_on(folder: Folder) -> bool:
    return folder.shown.lower() == "vendor_metadata"


def _of_xml(folder: Folder, name: str) -> Claim | None:
    if first_tag(folder, name) != "EarthObservation":
        return None
    root = _root(folder, name)
    platform, serial = (
        found_text(root, ".//Platform/shortName"),
        found_text(root, ".//Platform/serialIdentifier"),
    )
    when = instant(found_text(root, ".//acquisitionDateTime", ".//beginPosition"))
    if platform is None or not re.match(r"planetscope|rapideye|re-?\d|skysat|ss", platform, re.IGNORECASE):
        return None
    said = Said.of("Planet's metadata", name)
    said.when = when
    said.text("provider", "Planet")
    said.text("platform", _platform(platform, serial))
    said.text("instrument", (found_text(root, ".//Instrument/shortName") or "").lower())
    said.number("gsd_m", found_text(root, ".//ProductInformation/rowGsd", ".//Sensor/resolution"))
    incidence = number(found_text(root, ".//incidenceAngle"))
    said.number("incidence_deg", abs(incidence) if incidence is not None else None)
    said.number("off_nadir_deg", found_text(root, ".//spaceCraftViewAngle"))
    said.number("sun_elevation_deg", found_text(root, ".//illuminationElevationAngle"))
    said.number("cloud_fraction", found_text(root, ".//cloudCoverPercentage"), 0.01)
    said.text("product_level", found_text(root, ".//productType"))
    said.footprint = _corners(root) or _surface(root)
    said.tag("planet:product", found_text(root, ".//EarthObservationMetaData/identifier"))
    said.tag("planet:satellite", serial)
    said.tag("planet:orbit_direction", found_text(root, ".//orbitDirection"))
    return said.claim()


def _root(folder: Folder, name: str) -> Any:
    """The root element; prefixes that a shortened file does not declare are taken off like the others."""
    try:
        return folder.xml(name)
    except SidecarError as error:
        if "unbound prefix" not in str(error):
            raise
    return parse_xml(re.sub(rb"(</?|\s)[A-Za-z]\w{0,15}:(?=[A-Za-z]\w*[\s/>=])", rb"\1", folder.data(name)))


def _of_item(folder: Folder, name: str) -> Claim | None:
    value = folder.json(name)
    satellite, acquired = member(value, "properties", "satellite_id"), member(value, "properties", "acquired")
    if not isinstance(acquired, str) or member(value, "stac_version") is not None:
        return None
    said = Said.of("Planet's item", name)
    properties = value["properties"]
    said.when = instant(acquired)
    said.text("provider", "Planet")
    said.text("platform", satellite.lower() if isinstance(satellite, str) else properties.get("provider"))
    instrument = properties.get("instrument")
    said.text("instrument", instrument.lower() if isinstance(instrument, str) else None)
    said.number("gsd_m", properties.get("pixel_resolution"))
    said.number("gsd_m", properties.get("gsd"))
    said.number("off_nadir_deg", properties.get("view_angle"))
    said.number("sun_elevation_deg", properties.get("sun_elevation"))
    said.number("cloud_fraction", properties.get("cloud_cover"))
    if isinstance(value.get("geometry"), dict):
        try:
            said.footprint = geometry_from_geojson(value["geometry"])
        except ValueError as error:
            said.warnings.append(f"{said.witness}: its geometry is not used: {error}")
    said.tag("planet:item", value.get("id"))
    for key in ("item_type", "provider", "strip_id", "quality_category", "publishing_stage"):
        said.tag(f"planet:{key}", properties.get(key))
    return said.claim()


def scene(name: str) -> str:
    """The item's own name, which begins those of all its files."""
    return _ASSET.sub("", _ENDING.sub("", name))


def _platform(platform: str, serial: str | None) -> str:
    rapideye = re.fullmatch(r"RE-?0*(\d+)", serial or platform, re.IGNORECASE)
    return f"rapideye-{rapideye.group(1)}" if rapideye is not None else platform.lower()


def _corners(root: Any) -> Geometry | None:
    """Through the corners of the image, as far as they are stated."""
    points: list[LonLat] = []
    for corner in _CORNERS:
        lat = number(found_text(root, f".//geographicLocation/{corner}/latitude"))
        lon = number(found_text(root, f".//geographicLocation/{corner}/longitude"))
        if lat is not None and lon is not None:
            points.append((lon, lat))
    return ring(points) if len(points) == 4 else None


def _surface(root: Any) -> Geometry | None:
    """The outlines in GML: `coordinates` as lon,lat; `posList` as lon lat pairs too."""
    parts = []
    for tag in ("coordinates", "posList"):
        for element in list(root.iter(tag))[:100]:
            found = numbers(element.text)
            points = [] if len(found) % 2 else list(zip(found[::2], found[1::2], strict=True))
            parts.append(ring(points))
    return joined(parts)


def _named(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_XML, _JSON = (
    r".+_metadata(?:_clip)?\.xml",
    r".+_metadata\.json|\d{8}_\d{6}_.+\.json|\d{7}_\d{4}-\d\d-\d\d_.+\.json",
)

FORMATS = (
    SidecarFormat("Planet", _named(_XML), read_xml, scene),
    SidecarFormat("Planet's item", _named(_JSON), read_item, scene),
    SidecarFormat(
        "Planet handed on",
        _named(f"{_XML}|{_JSON}"),
        read_handed_on,
        everything,
        depth=1,
        inside=("vendor_metadata",),
    ),
)
