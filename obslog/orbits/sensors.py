"""Sensors: what satellites carry, how sharp, how far they can look; a table that ships, and rows of a user's own."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from obslog.model.errors import WordError

KINDS = ("optical", "sar")
_COLUMNS = ("name", "norad_id", "sensor_type")


@dataclass(frozen=True)
class Sensor:
    """One satellite's sensor. Lengths in metres and km, angles in degrees; None where nothing is published.

    `gsd_m` is the pixel at nadir of an optical sensor, the best published resolution of a SAR. `altitude_km` is the
    height that it belongs to. `max_off_nadir_deg` limits an optical sensor (None: it only looks down),
    `incidence_deg` a SAR (smallest, largest), `look` its side (`left`, `right`, `both`). One that is not `taskable`
    images what it flies over, by its operator's plan. A row is `approximate` where its source is vague or still to be
    checked by a person; `note` and `source` say the rest.
    """

    name: str
    norad_id: int
    kind: str
    operator: str = ""
    gsd_m: float | None = None
    swath_km: float | None = None
    max_off_nadir_deg: float | None = None
    incidence_deg: tuple[float, float] | None = None
    look: str | None = None
    altitude_km: float | None = None
    taskable: bool = True
    approximate: bool = False
    note: str = ""
    source: str = ""

    @property
    def limits(self) -> str:
        """How far it may look, in words."""
        if self.incidence_deg is not None:
            return f"incidence {self.incidence_deg[0]:g}-{self.incidence_deg[1]:g}°"
        if self.max_off_nadir_deg is not None:
            return f"off-nadir to {self.max_off_nadir_deg:g}°"
        return "not known" if self.kind == "sar" else "straight down"

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `elements sensors --json`: metres, km, degrees."""
        return {
            "satellite": self.name, "norad_id": self.norad_id, "kind": self.kind, "operator": self.operator or None,
            "gsd_m": self.gsd_m, "swath_km": self.swath_km, "max_off_nadir_deg": self.max_off_nadir_deg,
            "incidence_deg": None if self.incidence_deg is None else list(self.incidence_deg), "look": self.look,
            "altitude_km": self.altitude_km, "taskable": self.taskable, "approximate": self.approximate,
            "source": self.source or None, "note": self.note or None,
        }  # fmt: skip


@lru_cache(1)
def shipped_sensors() -> tuple[Sensor, ...]:
    """The table that ships (`data/sensors.csv`), each row with its source."""
    return read_sensors((files("obslog.data") / "sensors.csv").read_text(encoding="utf-8"), "sensors.csv")


def read_sensors(text: str, name: str) -> tuple[Sensor, ...]:
    """Sensors of a CSV table with the columns of the one that ships. Raises `WordError` that names line and column."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise WordError("sensor table", name, f"has no column {', '.join(missing)}")
    found: list[Sensor] = []
    try:
        for row in rows:
            found.append(_sensor({k: (v or "").strip() for k, v in row.items() if k}, name, rows.line_num))
    except csv.Error as error:
        raise WordError("sensor table", name, f"line {rows.line_num}: {error}") from None
    return tuple(found)


def _sensor(row: dict[str, str], table: str, line: int) -> Sensor:
    def number(column: str) -> float | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0:
            raise WordError(
                "sensor table", table, f"line {line}: {column} {text!r} is no number of 0 or more"
            )
        return value

    kind, identity = row["sensor_type"].casefold(), row["norad_id"]
    if kind not in KINDS:
        raise WordError(
            "sensor table", table, f"line {line}: sensor_type {kind!r} is neither optical nor sar"
        )
    if not (identity.isascii() and identity.isdigit()) or not row["name"]:
        raise WordError("sensor table", table, f"line {line}: give a name and a catalogue number in digits")
    least, most = number("incidence_min_deg"), number("incidence_max_deg")
    return Sensor(
        name=row["name"],
        norad_id=int(identity),
        kind=kind,
        operator=row.get("operator", ""),
        gsd_m=number("gsd_m"),
        swath_km=number("swath_km"),
        max_off_nadir_deg=number("max_off_nadir_deg") or None,
        incidence_deg=(least, most) if least is not None and most is not None else None,
        look=row.get("look", "").casefold() or None,
        altitude_km=number("altitude_km"),
        taskable=row.get("taskable", "yes").casefold() != "no",
        approximate=row.get("approximate", "no").casefold() == "yes",
        note=row.get("note", ""),
        source=row.get("source", ""),
    )
