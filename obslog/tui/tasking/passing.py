"""Passes over one site as frozen state: what was asked, what the filters let through, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.orbits.pass_words import Pass

#: Orders of the table, each with its name.
SORTS = ("time", "off-nadir", "elevation", "pixel", "sun", "satellite")
KINDS = ("all", "optical", "sar")
#: Limits that the keys go through; None is none.
SUNS: tuple[float | None, ...] = (None, 0.0, 15.0, 30.0)
OFF_NADIRS: tuple[float | None, ...] = (None, 20.0, 30.0, 45.0)
#: Days that the keys go through.
SPANS = (3, 7, 14)


@dataclass(frozen=True)
class Ground:
    """The site that is passed over. Degrees WGS 84; `timezone` an IANA name."""

    id: str
    name: str
    lon: float
    lat: float
    timezone: str | None


@dataclass(frozen=True)
class PassView:
    """Passes and how they are looked at. `start` is where the search began, `now` the log's clock, both UTC.

    `said` is what a reader must know; `sets` the number of satellites whose elements the log has. `cursor` is the
    place among `shown`.
    """

    ground: Ground | None = None
    start: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    days: int = 7
    passes: tuple[Pass, ...] = ()
    said: tuple[str, ...] = ()
    sets: int = 0
    kind: str = "all"
    min_sun: float | None = None
    max_off_nadir: float | None = None
    fitting: bool = True
    stale: bool = False
    sort: str = "time"

    @property
    def end(self) -> datetime:
        """Where the search ended."""
        return self.start + timedelta(days=self.days)

    @property
    def shown(self) -> tuple[Pass, ...]:
        """The passes that the filters let through, in the order asked for."""
        return tuple(sorted((one for one in self.passes if self.lets(one)), key=self._rank))

    def lets(self, one: Pass) -> bool:
        """True for a pass within the filters. The limit of the sun holds for optical sensors: a SAR needs none."""
        if self.kind != "all" and one.sensor != self.kind:
            return False
        if self.min_sun is not None and one.sensor != "sar" and one.sun_elevation_deg < self.min_sun:
            return False
        if self.max_off_nadir is not None and one.off_nadir_deg > self.max_off_nadir:
            return False
        return not (self.fitting and one.fits is False)

    def _rank(self, one: Pass) -> tuple[object, ...]:
        never = float("inf")
        by: object = {
            "time": 0,
            "off-nadir": one.off_nadir_deg,
            "elevation": -one.max_elevation_deg,
            "pixel": never if one.gsd_m is None else one.gsd_m,
            "sun": -one.sun_elevation_deg,
            "satellite": one.satellite,
        }[self.sort]
        return by, one.tca, one.satellite

    @property
    def filters(self) -> str:
        """What the filters keep, in words; empty where they keep all."""
        parts = []
        if self.kind != "all":
            parts.append({"optical": "optical", "sar": "SAR"}[self.kind])
        if self.fitting:
            parts.append("within the sensor's limits")
        if self.max_off_nadir is not None:
            parts.append(f"off-nadir to {self.max_off_nadir:g}°")
        if self.min_sun is not None:
            parts.append(f"sun from {self.min_sun:g}° (optical)")
        return ", ".join(parts)

    def stepped(self, name: str) -> PassView:
        """With the next value of `kind`, `min_sun`, `max_off_nadir`, `sort` or `days`."""
        ladder: Sequence[object] = {
            "kind": KINDS, "min_sun": SUNS, "max_off_nadir": OFF_NADIRS, "sort": SORTS, "days": SPANS,
        }[name]  # fmt: skip
        here = getattr(self, name)
        at = ladder.index(here) if here in ladder else -1
        return replace(self, **{name: ladder[(at + 1) % len(ladder)]})  # type: ignore[arg-type]


def mark_of(one: Pass) -> str:
    """What kind of a pass it is: `day`, `night` (optical), `sar`, `beyond` its sensor's limits, or `other`."""
    if one.fits is False:
        return "beyond"
    if one.sensor == "sar":
        return "sar"
    if one.sensor is None:
        return "other"
    return "day" if one.sun_elevation_deg > 0 else "night"


#: What each kind is, in words.
MARK_WORDS = {
    "day": "optical, sun up",
    "night": "optical, sun down: nothing to see",
    "sar": "SAR, day and night",
    "beyond": "beyond what its sensor can do",
    "other": "sensor not known",
}


def sentence(one: Pass) -> str:
    """What a pass is, for a person."""
    local = f", {one.local_text} at the site" if one.local_text else ""
    pixel = f"pixel {one.gsd_m:.2f} m there; " if one.gsd_m is not None else ""
    kind = MARK_WORDS[mark_of(one)] + (f" ({one.why_not})" if one.why_not else "")
    age = f"elements {abs(one.element_age_days):.1f} days {'old' if one.element_age_days >= 0 else 'younger'} then"
    cut = f"; the search cut it at its {one.clipped}" if one.clipped else ""
    return (
        f"{one.satellite}: highest at {one.tca:%H:%M:%S}Z{local}, solar time {clock(one.solar_hour)}; from "
        f"{one.rise:%H:%M:%S} to {one.set:%H:%M:%S}Z above 10°. Elevation {one.max_elevation_deg:.1f}°, off-nadir "
        f"{one.off_nadir_deg:.1f}°, incidence {one.incidence_deg:.1f}°, {one.slant_km:,.0f} km away; {pixel}sun "
        f"{one.sun_elevation_deg:.0f}°; {one.node}, site to its {one.look}. {kind[0].upper()}{kind[1:]}; {age}{cut}."
    )


def clock(hour: float) -> str:
    """Hours as a clock shows them."""
    minutes = int(hour * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def ask_ground(log: Log, site: str) -> Ground:
    """The site, as passes are reckoned for it. Raises `NotFoundError`."""
    found = log.site_show(site)
    return Ground(found.id, found.name, found.lon, found.lat, found.timezone)


def ask_passes(log: Log, view: PassView) -> PassView:
    """The view with the passes of its site and time. Raises what `Log.passes` raises but where there are no elements."""
    if view.ground is None:
        return view
    sets = len(log.elements_list())
    if not sets:
        return replace(view, passes=(), said=(), sets=0)
    found = log.passes(sites=[view.ground.id], start=view.start, days=view.days, stale=view.stale)
    # What is an option there is a key here.
    said = tuple(message.replace("--stale", "E") for message in found.messages)
    return replace(view, passes=found.passes, said=said, sets=sets)
