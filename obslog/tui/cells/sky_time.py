"""The clocks of a place: UTC, the civil time there and the sun's, and what light there is by each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The clocks by which days can be laid out.
CLOCKS = ("UTC", "local", "solar")
#: The sun lower than this leaves night: the end of civil twilight, degrees.
DUSK_DEG = -6.0


@dataclass(frozen=True)
class Clock:
    """One clock at a place. `zone` is an IANA name for `local`; `ahead_s` what the others are ahead of UTC."""

    name: str
    ahead_s: float = 0.0
    zone: str | None = None

    def ahead(self, at: datetime) -> timedelta:
        """How far it is ahead of UTC at an instant."""
        if self.zone is not None:
            return at.astimezone(_zone(self.zone)).utcoffset() or timedelta(0)
        return timedelta(seconds=self.ahead_s)

    def read(self, at: datetime) -> tuple[date, float]:
        """The day and the hour (0..24) that it shows at an instant."""
        shown = at.astimezone(UTC) + self.ahead(at)
        return shown.date(), shown.hour + shown.minute / 60 + shown.second / 3600

    def instant(self, day: date, hour: float) -> datetime:
        """When it shows that hour of that day; where a civil clock is changed that day, by its offset at noon."""
        begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return begins + timedelta(hours=hour) - self.ahead(begins + timedelta(hours=12))

    def offset_words(self, at: datetime) -> str:
        """`+03:00`; empty for UTC."""
        minutes = round(self.ahead(at).total_seconds() / 60)
        if self.name == "UTC":
            return ""
        return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def clocks(lon: float, zone: str | None, at: datetime) -> tuple[Clock, ...]:
    """The clocks of a place (longitude in degrees) about an instant: UTC, local where its zone is known, solar."""
    from obslog.orbits.sun import solar_hour

    found = [Clock("UTC")]
    if zone is not None:
        try:
            _zone(zone)
        except (KeyError, ValueError, OSError):
            pass  # A zone that this machine does not know is as none.
        else:
            found.append(Clock("local", zone=zone))
    _, utc = Clock("UTC").read(at)
    sun = float(solar_hour(_array([at.timestamp()]), _array([lon]))[0])
    ahead = (sun - utc + 12) % 24 - 12
    found.append(Clock("solar", ahead_s=ahead * 3600))
    return tuple(found)


def light(lon: float, lat: float, instants: Sequence[float]) -> list[str]:
    """`day`, `dusk` or `night` at a place (degrees WGS 84) for each instant (seconds since 1970, UTC)."""
    import numpy as np

    from obslog.orbits.sun import sun_elevation_deg

    up, around = np.radians(lat), np.radians(lon)
    normal = np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    sun = sun_elevation_deg(_array(instants), normal)
    return ["day" if one > 0 else "dusk" if one > DUSK_DEG else "night" for one in sun.tolist()]


def _array(values: Sequence[float]) -> Any:
    import numpy as np

    return np.asarray(values, float)
