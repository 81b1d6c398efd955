"""INPE: CBERS and Amazônia-1, by the `prdf` XML of a band or the CSV of a composition; dated by the middle."""

from __future__ import annotations

import csv
import re
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said, lat_lon_pairs
from obslog.model.places import Geometry
from obslog.model.when import When

_CORNERS = ("UL", "UR", "LR", "LL")
_URN = re.compile(r"\Aurn_ogc_def_EOP_INPE_", re.IGNORECASE)


def read_prdf(folder: Folder, name: str) -> Claim | None:
    """What the XML of one band says. Raises `SidecarError`."""
    if first_tag(folder, name) != "prdf":
        return None
    root = folder.xml(name)
    # Products of two cameras hold one description of each.
    camera = next(
        (each for each in (root.find("leftCamera"), root.find("rightCamera")) if each is not None), root
    )
    satellite, number_of = found_text(camera, "satellite/name"), found_text(camera, "satellite/number")
    if satellite is None:
        return None
    said = Said.of("INPE's description", name)
    said.when = instant(found_text(camera, "image/timeStamp/center", "viewing/center"))
    said.text("provider", "INPE")
    said.text("platform", "-".join(part for part in (satellite, number_of) if part).lower())
    said.text("instrument", (found_text(camera, "satellite/instrument") or "").lower())
    said.number("gsd_m", found_text(camera, "image/horizontalPixelSize"))
    said.number("sun_elevation_deg", found_text(camera, "image/sunPosition/elevation"))
    level = found_text(camera, "image/level")
    said.text("product_level", f"L{level}" if level else None)
    said.footprint = _corners(camera, "image/boundingBox") or _corners(camera, "image/imageData")
    said.tag("inpe:path", found_text(camera, "image/path"))
    said.tag("inpe:row", found_text(camera, "image/row"))
    said.tag("inpe:orbit_direction", found_text(camera, "image/orbitDirection"))
    return said.claim()


def read_csv(folder: Folder, name: str) -> Claim | None:
    """What the one line of a composition's CSV says. Raises `SidecarError`."""
    try:
        rows = list(csv.reader(folder.text(name)[:65_536].splitlines()[:2]))
    except csv.Error as error:
        raise SidecarError(f"not usable CSV: {error}") from None
    if len(rows) != 2 or rows[0][:2] != ["AGENCY", "SATELLITE"]:
        return None
    values = dict(zip(rows[0], rows[1], strict=False))
    said = Said.of("INPE's table", name)
    said.when = _middle(values.get("START_DATE"), values.get("COMPLETE_DATE"))
    said.text("provider", values.get("AGENCY"))
    said.text(
        "platform",
        re.sub(r"(?<=[A-Za-z])-?(?=\d)", "-", values.get("SATELLITE", "").strip().lower(), count=1),
    )
    said.text("instrument", values.get("INSTRUMENT", "").lower())
    off_nadir = values.get("OFF_NADIR")
    said.number("off_nadir_deg", off_nadir)
    said.number("sun_elevation_deg", values.get("SUN_ELEVATION"))
    said.text("product_level", values.get("PROCESSING_LEVEL"))
    said.footprint = ring(lat_lon_pairs(values.get("FOOTPRINT")))
    for key in ("IDENTIFIER", "PATH", "ROW"):
        said.tag(f"inpe:{key.lower()}", values.get(key))
    return said.claim()


def scene_of_prdf(name: str) -> str:
    """The scene's name, which begins those of all its bands."""
    return re.sub(r"(?:_(?:LEFT|RIGHT))?(?:_BAND\d+)?\.xml\Z", "", name, flags=re.IGNORECASE)


def scene_of_csv(name: str) -> str:
    """The composition's name, without the catalogue's prefix."""
    return _URN.sub("", re.sub(r"-metadata\.csv\Z", "", name, flags=re.IGNORECASE))


def _bare(name: str) -> str:
    return _URN.sub("", name)


def _middle(start: object, end: object) -> When | None:
    first, last = instant(start), instant(end)
    if first is None or last is None or first.earliest is None or last.earliest is None:
        return first
    middle = first.earliest + (last.earliest - first.earliest) / 2
    return instant(middle.strftime("%Y-%m-%dT%H:%M:%SZ")) if middle.year >= 1000 else first


def _corners(root: Any, path: str) -> Geometry | None:
    points = []
    for corner in _CORNERS:
        lat = number(found_text(root, f"{path}/{corner}/latitude"))
        lon = number(found_text(root, f"{path}/{corner}/longitude"))
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


def _named(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


FORMATS = (
    SidecarFormat("INPE", _named(r"(?:CBERS|AMAZONIA).+\.xml"), read_prdf, scene_of_prdf),
    SidecarFormat("INPE's table", _named(r".+-metadata\.csv"), read_csv, scene_of_csv, _bare),
)
