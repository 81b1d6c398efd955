"""Make the demo's satellites: orbits of the kind that imaging satellites fly, of satellites that do not exist.

`python imagery/satellites.py` writes `demo_satellites.json` (OMM) and `demo_sensors.csv` into `obslog/data/`. Each is
named DEMO-n and numbered from 900001, where no catalogue reaches, and says that it is made up.
"""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import UTC, datetime
from pathlib import Path

EPOCH = datetime(2024, 12, 17, tzinfo=UTC)
FIRST_NUMBER = 900_001
MADE_UP = "made up for the demo: no such satellite flies"

#: WGS 72, with which SGP4 elements are fitted.
RADIUS_KM, MU, J2 = 6378.135, 398600.8, 1.082616e-3
#: A sun-synchronous node goes once round in a tropical year, radians a second.
SUN_RATE = 2 * math.pi / (365.2422 * 86400)

#: Name, altitude km, local solar hour of the ascending node (None: inclined, not sun-synchronous) and sensor.
SATELLITES = (
    ("DEMO-1", 617.0, 22.5, {"sensor_type": "optical", "gsd_m": 0.3, "swath_km": 13.0, "max_off_nadir_deg": 45}),
    ("DEMO-2", 694.0, 22.0, {"sensor_type": "optical", "gsd_m": 0.5, "swath_km": 20.0, "max_off_nadir_deg": 45}),
    ("DEMO-3", 500.0, 13.5, {"sensor_type": "optical", "gsd_m": 0.7, "swath_km": 8.0, "max_off_nadir_deg": 30}),
    ("DEMO-4", 450.0, None, {"sensor_type": "optical", "gsd_m": 0.5, "swath_km": 6.0, "max_off_nadir_deg": 45}),
    ("DEMO-5", 514.0, 18.0, {"sensor_type": "sar", "gsd_m": 1.0, "swath_km": 10.0, "incidence_min_deg": 20,
                             "incidence_max_deg": 45, "look": "right"}),
    ("DEMO-6", 570.0, 21.0, {"sensor_type": "sar", "gsd_m": 0.5, "swath_km": 5.0, "incidence_min_deg": 15,
                             "incidence_max_deg": 45, "look": "both"}),
)  # fmt: skip
COLUMNS = (
    "name", "norad_id", "operator", "sensor_type", "gsd_m", "swath_km", "max_off_nadir_deg", "incidence_min_deg",
    "incidence_max_deg", "look", "taskable", "approximate", "altitude_km", "launch_date", "status_dec_2024",
    "typical_niirs", "source", "note",
)  # fmt: skip


def sun_right_ascension_deg(when: datetime) -> float:
    """The sun's right ascension, degrees: the Astronomical Almanac's low-precision formula (0.01 degrees)."""
    days = (when - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400
    longitude, anomaly = 280.460 + 0.9856474 * days, math.radians(357.528 + 0.9856003 * days)
    ecliptic = math.radians(longitude + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 4e-7 * days)
    return math.degrees(math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))) % 360


def message(number: int, name: str, altitude_km: float, node_hour: float | None) -> dict[str, object]:
    """The OMM of a circular orbit: mean motion by Kepler, inclination that turns the node with the sun (J2)."""
    axis = RADIUS_KM + altitude_km
    motion = math.sqrt(MU / axis**3)
    if node_hour is None:
        inclination, node = 45.0, 20.0
    else:
        turn = -1.5 * motion * J2 * (RADIUS_KM / axis) ** 2
        inclination = math.degrees(math.acos(SUN_RATE / turn))
        node = (sun_right_ascension_deg(EPOCH) + 15 * (node_hour - 12)) % 360
    return {
        "COMMENT": MADE_UP,
        "OBJECT_NAME": name,
        "OBJECT_ID": "",
        "CENTER_NAME": "EARTH",
        "REF_FRAME": "TEME",
        "TIME_SYSTEM": "UTC",
        "MEAN_ELEMENT_THEORY": "SGP4",
        "EPOCH": f"{EPOCH:%Y-%m-%dT%H:%M:%S}.000000",
        "MEAN_MOTION": round(motion * 86400 / (2 * math.pi), 8),
        "ECCENTRICITY": 0.0001,
        "INCLINATION": round(inclination, 4),
        "RA_OF_ASC_NODE": round(node, 4),
        "ARG_OF_PERICENTER": 90.0,
        "MEAN_ANOMALY": round((number * 137.5) % 360, 4),
        "EPHEMERIS_TYPE": 0,
        "CLASSIFICATION_TYPE": "U",
        "NORAD_CAT_ID": FIRST_NUMBER + number,
        "ELEMENT_SET_NO": 1,
        "REV_AT_EPOCH": 0,
        "BSTAR": 2e-05,
        "MEAN_MOTION_DOT": 0.0,
        "MEAN_MOTION_DDOT": 0.0,
    }


def main() -> None:
    """Write both files beside the other tables."""
    folder = Path(__file__).resolve().parents[1] / "obslog" / "data"
    messages = [message(n, name, height, hour) for n, (name, height, hour, _) in enumerate(SATELLITES)]
    (folder / "demo_satellites.json").write_text(json.dumps(messages, indent=1) + "\n", encoding="utf-8")
    table = io.StringIO()
    rows = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for n, (name, height, _, sensor) in enumerate(SATELLITES):
        rows.writerow({
            "name": name, "norad_id": FIRST_NUMBER + n, "operator": "none (demo)", "taskable": "yes",
            "approximate": "no", "altitude_km": height, "status_dec_2024": "does not exist",
            "source": "imagery/satellites.py", "note": MADE_UP, **sensor,
        })  # fmt: skip
    (folder / "demo_sensors.csv").write_text(table.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
