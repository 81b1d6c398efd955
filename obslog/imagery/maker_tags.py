"""What makers write into the tags of their files: which key says which field, in which unit; one table each.

NITF: the header's IDATIM and the support data extensions of STDI-0002 (lengths in inches). Capella: a JSON text
in TIFF's ImageDescription. Sentinel: the keys that GDAL leaves in files translated from a product.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from obslog.imagery.claims import clean_text

INCH_M = 0.0254
#: What GDAL writes where nobody gave a date: the day its NITF writer was made.
GDAL_NITF_DATE = "20021216151629"

#: Keys (folded) that state when the image was taken, the surest first.
WHEN_KEYS = (
    "ACQUISITION_DATETIME",
    "ACQUISITIONDATETIME",
    "CAPELLA:START_TIMESTAMP",
    "ACQUISITION_START_UTC",
    "ACQUISITION_START_TIME",
    "COLLECT_START",
    "DATATAKE_1_DATATAKE_SENSING_START",
    "NITF_IDATIM",
    "NITF_CSDIDA_TIME",
    "NITF_STDIDC_ACQUISITION_DATE",
)
#: Field -> keys that name it.
TEXT_KEYS: Mapping[str, tuple[str, ...]] = {
    "platform": (
        "PLATFORM",
        "SATELLITEID",
        "CAPELLA:PLATFORM",
        "SATELLITE_NAME",
        "DATATAKE_1_SPACECRAFT_NAME",
        "NITF:CSDIDA_PLATFORM",
    ),
    "instrument": ("INSTRUMENT", "CAPELLA:INSTRUMENT", "NITF_CSEXRA_SENSOR"),
    "provider": ("PROVIDER", "CAPELLA:PROVIDER"),
}
#: Field -> (key, factor to our unit, least, most); what lies outside is how makers write "unknown".
NUMBER_KEYS: Mapping[str, tuple[tuple[str, float, float, float], ...]] = {
    "gsd_m": (
        ("NITF_CSEXRA_GEO_MEAN_GSD", INCH_M, 0.5, 99_999.0),
        ("NITF_USE00A_MEAN_GSD", INCH_M, 0.5, 998.9),
        ("NITF_PIAIMC_MEANGSD", INCH_M, 0.5, 99_999.0),
    ),
    "sun_elevation_deg": (("NITF_CSEXRA_SUN_ELEVATION", 1, -90, 90), ("NITF_USE00A_SUN_EL", 1, -90, 90)),
    "cloud_fraction": (
        ("NITF_PIAIMC_CLOUDCVR", 0.01, 0, 100),
        ("CLOUD_COVERAGE_ASSESSMENT", 0.01, 0, 100),
    ),
    "incidence_deg": (
        ("CAPELLA:INCIDENCE_ANGLE", 1, 0, 90),
        ("INCIDENCE_CENTER", 1, 0, 90),
        ("NITF:EXPLTB_INCIDENCE", 1, 0, 90),
    ),
}
#: Platform code and vehicle of CSDIDA -> the platform's name.
_VEHICLES = {
    "QB02": "quickbird-2",
    "GE01": "geoeye-1",
    "WV01": "worldview-1",
    "WV02": "worldview-2",
    "WV03": "worldview-3",
    "WV04": "worldview-4",
    "IK01": "ikonos",
    "IK02": "ikonos",
}
_LONGEST_JSON = 4 << 20
#: Keys whose makers write UTC without saying so.
_UTC_KEYS = ("ACQUISITION_START_UTC", "ACQUISITION_START_TIME", "DATATAKE_1_DATATAKE_SENSING_START")
_NO_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")
_TWO_ZERO_DATE = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)Z([A-Z]{3})(\d\d)")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def spread(raw: Mapping[str, str], extensions: Mapping[str, str]) -> dict[str, str]:
    """Short tags for what long or packed ones hold: a JSON description, NITF `extensions` (TREs) as they stand."""
    found: dict[str, str] = {}
    description = raw.get("TIFFTAG_IMAGEDESCRIPTION", "")
    if description.lstrip().startswith("{") and len(description) <= _LONGEST_JSON:
        found.update(_of_capella(description))
    code = (raw.get("NITF_CSDIDA_PLATFORM_CODE", "") + raw.get("NITF_CSDIDA_VEHICLE_ID", "")).strip().upper()
    if code in _VEHICLES:
        found["nitf:csdida_platform"] = _VEHICLES[code]
    graze = _number(extensions.get("EXPLTB", "")[29:34])
    if graze is not None and 0 < graze <= 90:
        found["nitf:expltb_incidence"] = f"{90 - graze:g}"
    position = _camera(raw)
    if position is not None:
        found["exif:camera_position"] = position
    return found


def _of_capella(text: str) -> dict[str, str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    collect = value.get("collect") if isinstance(value, dict) else None
    if not isinstance(collect, dict) or "start_timestamp" not in collect or "platform" not in collect:
        return {}
    picked: dict[str, Any] = {key: collect.get(key) for key in ("start_timestamp", "platform", "collect_id")}
    picked |= {"mode": collect.get("mode"), "stop_timestamp": collect.get("stop_timestamp")}
    picked["pointing"] = _within(collect, "radar", "pointing")
    picked["incidence_angle"] = _within(collect, "image", "center_pixel", "incidence_angle")
    picked["product_type"] = value.get("product_type")
    found = {
        f"capella:{key}": clean_text(each, 200)
        for key, each in picked.items()
        if isinstance(each, str | int | float) and not isinstance(each, bool)
    }
    return found | {"capella:provider": "Capella Space"}


def _within(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _camera(raw: Mapping[str, str]) -> str | None:
    """The camera's position in degrees by EXIF's GPS tags, as `47.99, -3.36`; None if there is none."""
    angles = []
    for name, back, most in (("Latitude", "S", 90), ("Longitude", "W", 180)):
        parts = re.findall(r"\(([-\d.]+)\)", raw.get(f"EXIF_GPS{name}", ""))
        numbers = [_number(part) for part in parts]
        if len(numbers) != 3 or any(each is None for each in numbers):
            return None
        degrees = sum(each / 60**power for power, each in enumerate(numbers) if each is not None)
        if not 0 <= degrees <= most:
            return None
        angles.append(-degrees if raw.get(f"EXIF_GPS{name}Ref", "").strip() == back else degrees)
    return f"{angles[0]:.5f}, {angles[1]:.5f}"


def maker_instant(key: str, text: str) -> str | None:
    """The instant of a tag in EDTF, UTC where the format means it; None for placeholders."""
    text = text.strip()
    if not key.startswith("NITF_"):
        meant = f"{text}Z" if key in _UTC_KEYS and _NO_ZONE.fullmatch(text) else text
        return meant if any(each.isdigit() for each in text) else None
    older = _TWO_ZERO_DATE.fullmatch(text.upper())
    if older is not None and older.group(5) in _MONTHS:
        day, hour, minute, second, month, year = older.groups()
        century = "19" if int(year) > 60 else "20"
        return f"{century}{year}-{_MONTHS.index(month) + 1:02}-{day}T{hour}:{minute}:{second}Z"
    digits = re.match(r"\d*", text)
    stated = digits.group(0) if digits is not None else ""
    if stated == GDAL_NITF_DATE or len(stated) < 8 or stated.startswith("0000"):
        return None
    day_text = f"{stated[:4]}-{stated[4:6]}-{stated[6:8]}"
    if len(stated) < 12:
        return day_text
    seconds = f":{stated[12:14]}" if len(stated) >= 14 else ""
    return f"{day_text}T{stated[8:10]}:{stated[10:12]}{seconds}Z"


def maker_number(text: str, factor: float, least: float, most: float) -> float | None:
    """The number in a tag in our unit; None if it is none, or outside of what it can be."""
    number = _number(text)
    if number is None or not least <= number <= most:
        return None
    return float(f"{number * factor:.6g}")


def platform_name(text: str) -> str:
    """A platform's name as STAC writes it: lower case, hyphens."""
    return re.sub(r"[\s_]+", "-", text.strip().lower())[:120]


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*[-+]?\d{1,12}(\.\d{0,9})?\s*", text, re.ASCII) else None
