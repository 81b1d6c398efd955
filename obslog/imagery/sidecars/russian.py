"""Russian passports: Kanopus-V, Resurs-P, Resurs-DK and their like, in tags, in `key = value` lines, or both.

Dated by the start of the session in UTC, else by the scene. The outline is that of the data: the `Polygon` of
Kanopus, the shapefile beside a passport of Resurs-P, else the four corners.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat, everything, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, number, ring
from obslog.imagery.sidecars.said import Said, numbers
from obslog.imagery.sidecars.shapes import polygons
from obslog.model.places import Geometry
from obslog.model.when import When

_ROOTS = ("PASP_ROOT", "SPP_ROOT", "MSP_ROOT")
_MAX_LINES, _MAX_DEPTH = 20_000, 16

_OPEN = re.compile(r"\s*<(\w{1,60})>\s*")
_CLOSE = re.compile(r"\s*</(\w{1,60})>\s*")
_TAGGED = re.compile(r"\s*<(\w{1,60})>(.*)</\1>\s*")
_LINE = re.compile(r"\s*(\w{1,60})\s*=\s*\"?(.*?)\"?\s*")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?\d*", re.ASCII)
_ANGLE = re.compile(r"(-?)(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)", re.ASCII)
_IMAGE = re.compile(r".*\.(?:tiff?|jp2|img)", re.IGNORECASE | re.DOTALL)
_PASSPORT = re.compile(r"(?!to_download|.*\.aux\.xml).+\.xml", re.IGNORECASE | re.DOTALL)
#: Passports that are delivered with images of other names.
_FOREIGN = re.compile(r"(?:fr_)?(?:KV(?:IK|\d)|Kanopus|Resurs).*\.xml", re.IGNORECASE | re.DOTALL)
_CORNERS = ("NW", "NE", "SE", "SW")
_RASTER_CORNERS = ("LUp", "RUp", "RDown", "LDown")

_Values = Mapping[str, Any]


def read_beside(folder: Folder, name: str) -> Claim | None:
    """What a passport says of the image of its own name. Raises `SidecarError`."""
    return None if _speaks_for_folder(folder, name) else _read(folder, name)


def read_of_folder(folder: Folder, name: str) -> Claim | None:
    """What the one passport of a folder says of images that have other names. Raises `SidecarError`."""
    return _read(folder, name) if _speaks_for_folder(folder, name) else None


def _speaks_for_folder(folder: Folder, name: str) -> bool:
    """True if it is the only passport there and no image has its name, as where they are named by the place."""
    if not _FOREIGN.fullmatch(name):
        return False
    if "passports" not in folder.notes:
        folder.notes["passports"] = sum(1 for each in folder.shown_names if _PASSPORT.fullmatch(each))
    own = stem(name).casefold()
    return folder.notes["passports"] == 1 and not any(
        each.casefold().startswith(own) and _IMAGE.fullmatch(each) for each in folder.shown_names
    )


def _read(folder: Folder, name: str) -> Claim | None:
    if first_tag(folder, name) not in _ROOTS:
        return None
    values = _values(folder, name)
    said = Said.of("the passport", name)
    normal, device = _group(values, "Normal"), _group(values, "Device")
    said.when = _when(values, normal)
    platform = _platform(values)
    said.text("provider", "Roscosmos")
    said.text("platform", platform)
    instrument = _group(values, "Passport", "Pasport").get("cDeviceName") or device.get("cDeviceName")
    said.text("instrument", _instrument(instrument))
    said.number("gsd_m", normal.get("nPixelImg"))
    if values.get("bSunAngle"):
        said.number("sun_elevation_deg", str(values["bSunAngle"]).split(",")[0])
    elif normal.get("aSunElevC"):
        said.number("sun_elevation_deg", _degrees(normal["aSunElevC"]))
    said.text("product_level", values.get("cProcLevel") or normal.get("cLevel"))
    said.footprint = _outline(folder, name, values)
    said.tag("roscosmos:model", values.get("cModelTxtName"))
    said.tag("roscosmos:satellite", values.get("nNumberKA"))
    said.tag("roscosmos:file", values.get("cDataFileName"))
    said.tag("roscosmos:organisation", values.get("cOrganization"))
    return said.claim()


def _values(folder: Folder, name: str) -> _Values:
    """The values in nested groups: `<Group>` lines open one, `key = value` and `<key>value</key>` fill it."""
    data = folder.data(name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")
    root: dict[str, Any] = {}
    stack = [root]
    for line in text.splitlines()[:_MAX_LINES]:
        held = _TAGGED.fullmatch(line) or _LINE.fullmatch(line)
        if held is not None and not line.lstrip().startswith("<?"):
            stack[-1].setdefault(held.group(1), held.group(2).strip())
        elif (opened := _OPEN.fullmatch(line)) is not None:
            if len(stack) < _MAX_DEPTH and opened.group(1) not in _ROOTS:
                inner: Any = stack[-1].setdefault(opened.group(1), {})
                stack.append(inner if isinstance(inner, dict) else {})
        elif _CLOSE.fullmatch(line) is not None and len(stack) > 1:
            stack.pop()
    return root


def _group(values: _Values, *keys: str) -> _Values:
    for key in keys:
        if isinstance(values.get(key), dict):
            return dict(values[key])
    return {}


def _when(values: _Values, normal: _Values) -> When | None:
    for group, day, time in (
        (values, "dSessionDateUTC", "tSessionTimeUTC"),
        (normal, "dSceneDate", "tSceneTime"),
    ):
        on, at = _DAY.fullmatch(str(group.get(day))), _TIME.fullmatch(str(group.get(time)))
        if on is not None:
            date = f"{on.group(3)}-{int(on.group(2)):02}-{int(on.group(1)):02}"
            clock = (
                f"{int(at.group(1)):02}:{int(at.group(2)):02}:{int(at.group(3)):02}" if at is not None else ""
            )
            fraction = (at.group(4) or "") if at is not None else ""
            return (instant(f"{date} {clock}{fraction}") if clock else None) or instant(date)
    return None


def _platform(values: _Values) -> str | None:
    model, code = str(values.get("cModelTxtName") or ""), str(values.get("cCodeKA") or "").upper()
    if re.match(r"Канопус-В\W*ИК", model, re.IGNORECASE):
        return "kanopus-v-ik"
    file = re.match(r"(?:fr_)?KV(IK|\d)_", str(values.get("cDataFileName") or ""), re.IGNORECASE)
    if (
        file is not None and file.group(1).upper() == "IK"
    ):  # the model's name is at times lost to its encoding
        return "kanopus-v-ik"
    if file is not None or model.casefold().startswith("канопус"):
        return "kanopus-v"
    if model.casefold().startswith("ресурс-п") or code.startswith("RSP"):
        return "resurs-p"
    if code.startswith("RDK"):
        return "resurs-dk1"
    return code.lower() or None


def _instrument(name: object) -> str | None:
    known = {"GEOTONP": "geoton", "GEOTON": "geoton", "KSHMSAH": "kshmsa", "KSHMSAS": "kshmsa"}
    return known.get(name, re.sub(r"\d+\Z", "", name.lower())) if isinstance(name, str) else None


def _outline(folder: Folder, name: str, values: _Values) -> Geometry | None:
    stated = _group(values, "Polygon")
    lats, lons = numbers(stated.get("bLat")), numbers(stated.get("bLon"))
    found = ring(list(zip(lons, lats, strict=True))) if lats and len(lats) == len(lons) else None
    return found or _shape(folder, name) or _corners(values)


def _shape(folder: Folder, name: str) -> Geometry | None:
    beside = folder.find(stem(name) + ".shp")
    try:
        return polygons(folder.data(beside)) if beside is not None else None
    except SidecarError:
        return None


def _corners(values: _Values) -> Geometry | None:
    """Through the corners of the raster in degrees, else of the scene in degrees, minutes and seconds."""
    raster = _group(_group(values, "Geo"), "CSGeoRef")
    points: list[LonLat] = []
    for corner in _RASTER_CORNERS:
        lat, lon = number(raster.get(f"n{corner}Lat")), number(raster.get(f"n{corner}Lon"))
        if lat is not None and lon is not None:
            points.append((lon, lat))
    if len(points) == 4:
        return ring(points)
    scene, points = _group(values, "Geographic"), []
    south = number(_group(values, "CoordinateSystem").get("nFalsNord")) == 1e7
    for corner in _CORNERS:
        lat, lon = _degrees(scene.get(f"a{corner}Lat"), south), _degrees(scene.get(f"a{corner}Long"))
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


def _degrees(text: object, south: bool = False) -> float | None:
    """Degrees of `-1:18:46.16`. Less than one degree is written without its sign: `south` then gives it."""
    match = _ANGLE.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    size = int(match.group(2)) + int(match.group(3)) / 60 + float(match.group(4)) / 3600
    return -size if match.group(1) or (south and int(match.group(2)) == 0) else size


FORMATS = (
    SidecarFormat("Russian passport", _PASSPORT, read_beside, stem),
    SidecarFormat("Russian passport of a folder", _FOREIGN, read_of_folder, everything),
)
