"""ISRO: Resourcesat and Cartosat, by `BAND_META.txt` or `…_MET.TXT`; dated by the middle of the scene."""

from __future__ import annotations

import re
from collections.abc import Mapping

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.formats import SidecarFormat, everything
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry
from obslog.model.when import When

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(r"\s*(\d{1,2})-?([A-Z]{3})-?(\d{4}|\d\d)\s*", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"\s*(\d\d:\d\d:\d\d)(?:[.:](\d{1,9}))?\s*", re.ASCII)
_CORNERS = ("UL", "UR", "LR", "LL")


def read(folder: Folder, name: str) -> Claim | None:
    """What ISRO's text says of the images of its folder. Raises `SidecarError`."""
    values: dict[str, str] = {}
    for line in folder.text(name).splitlines()[:2000]:
        key, equals, value = line.partition("=")
        if equals:
            values.setdefault(key.strip(), value.strip())
    satellite = values.get("SatID")
    if not satellite or "Sensor" not in values:
        return None
    said = Said.of("ISRO's text", name)
    said.when = _when(values)
    said.text("provider", "ISRO")
    said.text("platform", _platform(satellite))
    said.text("instrument", values["Sensor"].lower())
    for key in ("OutputResolutionAcross", "ResolutionAcross"):
        said.number("gsd_m", values.get(key))
    said.number("sun_elevation_deg", values.get("SunElevationAtCenter") or values.get("SunElevation"))
    incidence = number(values.get("AngleIncidence") or values.get("IncidenceAngle"))
    said.number("incidence_deg", abs(incidence) if incidence is not None else None)
    said.text("product_level", values.get("ProcessingLevel"))
    said.footprint = _outline(values, "Image") or _outline(values, "Prod")
    for key in ("ProductID", "Path", "Row", "ProdType", "ProductType"):
        said.tag(f"isro:{key.lower()}", values.get(key))
    return said.claim()


def scene_of_met(name: str) -> str:
    """The product's number, which begins the names of its files."""
    return re.sub(r"(?:_[A-Z])?_MET\.TXT\Z", "", name, flags=re.IGNORECASE)


def _platform(satellite: str) -> str:
    resourcesat = re.fullmatch(r"IRS-?[RP](\d)([A-Z]?)", satellite.strip().upper())
    if resourcesat is not None and "P" not in satellite.upper():
        return f"resourcesat-{resourcesat.group(1)}{resourcesat.group(2).lower()}"
    return satellite.strip().lower()


def _when(values: Mapping[str, str]) -> When | None:
    """The centre's time, which may hold its day; else the day of the pass."""
    stated = values.get("SceneCenterTime", "")
    day, _, time = stated.rpartition(" ")
    on, at = _DAY.fullmatch(day or values.get("DateOfPass", "")), _TIME.fullmatch(time)
    if on is None or on.group(2).upper() not in _MONTHS:
        return None
    month = _MONTHS.index(on.group(2).upper()) + 1
    year = on.group(3) if len(on.group(3)) == 4 else f"20{on.group(3)}"
    date = f"{year}-{month:02}-{int(on.group(1)):02}"
    clock = f"{at.group(1)}.{at.group(2) or '0'}" if at is not None else ""
    return (instant(f"{date} {clock}") if clock else None) or instant(date)


def _outline(values: Mapping[str, str], kind: str) -> Geometry | None:
    points = []
    for corner in _CORNERS:
        lat, lon = number(values.get(f"{kind}{corner}Lat")), number(values.get(f"{kind}{corner}Lon"))
        if lat is None or lon is None:
            return None
        points.append((lon, lat))
    return ring(points)


FORMATS = (
    SidecarFormat("ISRO", re.compile(r"BAND_META\.txt", re.IGNORECASE), read, everything),
    SidecarFormat(
        "ISRO's product", re.compile(r".+_MET\.TXT", re.IGNORECASE | re.DOTALL), read, scene_of_met
    ),
)
