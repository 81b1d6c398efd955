"""The sensors that are known: a file given, the user's own table, the table that ships, and the demo's made-up ones."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from obslog.model.errors import WordError
from obslog.observing.opening import config_path
from obslog.orbits.sensors import Sensor, read_sensors, shipped_sensors

#: The user's own sensors beside the configuration; the columns of the table that ships.
OWN_TABLE = "sensors.csv"


def known_sensors(own: str | Path | None = None) -> tuple[Sensor, ...]:
    """The sensors that are known; a row of an earlier table stands in the place of a later one of that satellite.

    `own` is a file of rows for this once. Then come `sensors.csv` of the user's configuration folder, the table that
    ships, and the demo's satellites, which are made up and say so. Raises `WordError` naming file and line.
    """
    found: dict[int, Sensor] = {}
    for table in (() if own is None else _read(Path(own)), _of_user(), shipped_sensors(), demo_sensors()):
        for sensor in table:
            found.setdefault(sensor.norad_id, sensor)
    return tuple(found.values())


@lru_cache(1)
def demo_sensors() -> tuple[Sensor, ...]:
    """The demo's satellites DEMO-1, ...: no such satellites fly."""
    return read_sensors(
        (files("obslog.data") / "demo_sensors.csv").read_text(encoding="utf-8"), "demo_sensors.csv"
    )


def _of_user() -> tuple[Sensor, ...]:
    path = config_path().with_name(OWN_TABLE)
    return _read(path) if path.is_file() else ()


def _read(path: Path) -> tuple[Sensor, ...]:
    try:
        return read_sensors(path.read_text(encoding="utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise WordError("sensor table", str(path), "is no UTF-8 text") from None
