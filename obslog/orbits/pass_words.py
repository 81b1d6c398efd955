"""What a pass is, and the place that it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where to look from above: a name and a position in degrees WGS 84, `height_m` over the ellipsoid.

    `timezone` is an IANA name, for display alone.
    """

    name: str
    lon: float
    lat: float
    height_m: float = 0.0
    timezone: str | None = None

    def local(self, at: datetime) -> datetime | None:
        """An instant by the clock of the place; None without a zone, or with one that this machine does not know."""
        if self.timezone is None:
            return None
        from zoneinfo import ZoneInfo

        try:
            return at.astimezone(ZoneInfo(self.timezone))
        except (KeyError, ValueError, OSError):
            return None


@dataclass(frozen=True)
class Pass:
    """One window in which one satellite sees one place within the limits asked for. Instants are UTC.

    Angles (degrees) and range (km) are those at `tca`, when the satellite stands highest within the window; off-nadir
    is geodetic, azimuth that of the satellite from the place. `sun_elevation_deg` is that at the place. `gsd_m` is the
    optical sensor's pixel on the ground there (geometric mean), None where no figure is known and for a SAR. `look` is
    the side on which the place lies, `node` `ascending` or `descending`. `element_age_days` is counted from the epoch
    of the elements to `tca`. `clipped` says which end the search cut: `start`, `end`, `both`, None. `fits` says
    whether the sensor's own limits allow an image, None where they are not known; `why_not` if not. `solar_hour` is the
    sun's time at the place (0..24, noon when it stands highest), `local` `tca` in the zone of the place.
    """

    place: str
    satellite: str
    norad_id: int
    rise: datetime
    tca: datetime
    set: datetime
    max_elevation_deg: float
    off_nadir_deg: float
    incidence_deg: float
    azimuth_deg: float
    slant_km: float
    sun_elevation_deg: float
    gsd_m: float | None
    look: str
    node: str
    element_age_days: float
    clipped: str | None
    sensor: str | None = None
    fits: bool | None = None
    why_not: str | None = None
    solar_hour: float = 0.0
    local: datetime | None = None

    @property
    def local_text(self) -> str | None:
        """`tca` by the clock of the place with its offset, such as `11:36 +02:00`; None where its zone is not known."""
        return None if self.local is None else f"{self.local:%H:%M} {self.local.isoformat()[-6:]}"

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `passes --json`: instants in ISO 8601 to the millisecond."""
        instants = {name: instant(getattr(self, name)) for name in ("rise", "tca", "set")}
        return {
            "satellite": self.satellite,
            "norad_id": self.norad_id,
            **instants,
            "max_elevation_deg": round(self.max_elevation_deg, 4),
            "off_nadir_deg": round(self.off_nadir_deg, 4),
            "incidence_deg": round(self.incidence_deg, 4),
            "azimuth_deg": round(self.azimuth_deg, 3),
            "slant_km": round(self.slant_km, 3),
            "sun_elevation_deg": round(self.sun_elevation_deg, 3),
            "gsd_m": None if self.gsd_m is None else round(self.gsd_m, 3),
            "look": self.look,
            "node": self.node,
            "element_age_days": round(self.element_age_days, 3),
            "clipped": self.clipped,
            "site": self.place,
            "sensor": self.sensor,
            "fits": self.fits,
            "why_not": self.why_not,
            "solar_hour": round(self.solar_hour, 2),
            "local": None if self.local is None else self.local.isoformat(timespec="seconds"),
        }


def instant(when: datetime) -> str:
    """An aware UTC instant in ISO 8601 to the millisecond, with Z."""
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
