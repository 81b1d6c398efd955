"""What passes offer over the whole of a ground: the best and the worst of each angle over its corners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from obslog.orbits.elements import ElementSet
from obslog.orbits.passes import Pass
from obslog.orbits.sensors import Sensor
from obslog.tasking.choosing.aim import Aim

#: Least and most of something over the corners of a ground.
Range = tuple[float, float]


@dataclass(frozen=True)
class GroundView:
    """One pass over one ground. Ranges go over its corners and middle, at the pass's own `tca`: degrees and metres.

    `gsd_m` is the pixel of an optical sensor, the best published resolution of a SAR (both ends the same), None where
    nothing is published. `across_km` is how wide the ground is across the track, whose heading is `heading_deg`.
    `glint_deg` is the angle between the line of sight and the sun as still water would mirror it (180: sun is down).
    """

    one: Pass
    sensor: Sensor | None
    off_nadir_deg: Range
    incidence_deg: Range
    gsd_m: Range | None
    heading_deg: float
    across_km: float
    glint_deg: float = 180.0

    @property
    def collects(self) -> int:
        """How many strips beside each other the ground takes: its width over the sensor's nominal swath, rounded up.

        The swath widens with the look angle; the nominal one errs on the safe side. One where no swath is known.
        """
        if self.sensor is None or not self.sensor.swath_km:
            return 1
        return max(1, -int(-(self.across_km / self.sensor.swath_km - 1e-6) // 1))


def ground_views(
    passes: Sequence[Pass], elements: Iterable[ElementSet], aim: Aim, sensors: Mapping[int, Sensor]
) -> list[GroundView]:
    """A view for each pass, in their order; each satellite's set of the epoch nearest to the pass is used, as in
    `orbits.passes`. Passes of satellites without a set are left out."""
    import numpy as np

    from obslog.orbits.frames import site_position
    from obslog.orbits.geometry import view

    history: dict[int, list[ElementSet]] = {}
    for one in elements:
        history.setdefault(one.norad_id, []).append(one)
    kept = [one for one in passes if one.norad_id in history]
    if not kept:
        return []
    places = [(aim.lon, aim.lat), *aim.corners]
    points, normals = site_position(np.array([p[0] for p in places]), np.array([p[1] for p in places]))
    states = _states(kept, history)
    shape = (len(kept), len(places), 3)
    position, velocity = (
        np.broadcast_to(states[:, None, part], shape) for part in (slice(0, 3), slice(3, 6))
    )
    seen = view(position, velocity, np.broadcast_to(points, shape), np.broadcast_to(normals, shape))
    # The pass has the pixel at the middle; over the corners it changes as its formula does (`ground_sample_m`).
    stretch = seen.slant_km / np.sqrt(np.cos(np.radians(seen.incidence_deg)))
    stretch = stretch / stretch[:, :1]
    headings = _headings(normals[0], states[:, 3:6])
    glints = _glints([seen_by.tca for seen_by in kept], states[:, :3] - points[0], normals[0])
    widths: dict[float, float] = {}
    found = []
    for n, seen_by in enumerate(kept):
        # Whole degrees: an outline a few km wide is no better known than that.
        heading = round(float(headings[n]))
        if heading not in widths:
            widths[heading] = aim.across_km(heading)
        sensor = sensors.get(seen_by.norad_id)
        found.append(
            GroundView(
                seen_by,
                sensor,
                _ends(seen.off_nadir_deg[n]),
                _ends(seen.incidence_deg[n]),
                _pixel(seen_by, sensor, _ends(stretch[n])),
                float(headings[n]),
                widths[heading],
                float(glints[n]),
            )
        )
    return found


def _states(passes: Sequence[Pass], history: Mapping[int, Sequence[ElementSet]]) -> Any:
    """Position and velocity, earth-fixed km (pass, 6), of each pass's satellite at its culmination."""
    import numpy as np

    from obslog.orbits.frames import UNIX_JD, seconds_of, sidereal_angle, to_earth_fixed

    seconds = np.array([seconds_of(one.tca) for one in passes])
    days = np.floor(seconds / 86400.0)
    inertial = np.zeros((len(passes), 6))
    rows: dict[ElementSet, list[int]] = {}
    for n, one in enumerate(passes):
        sets = history[one.norad_id]
        nearest = sets[0] if len(sets) == 1 else min(sets, key=lambda s: (s.age_days(one.tca), s.key))
        rows.setdefault(nearest, []).append(n)
    for elements, which in rows.items():
        _, r, v = elements.satrec().sgp4_array(
            days[which] + UNIX_JD, (seconds - days * 86400.0)[which] / 86400.0
        )
        inertial[which] = np.concatenate((r, v), axis=1)
    fixed = np.empty_like(inertial)
    to_earth_fixed(sidereal_angle(seconds), inertial[:, :3], inertial[:, 3:], fixed)
    return fixed


def _ends(values: Any) -> Range:
    return float(values.min()), float(values.max())


def _pixel(one: Pass, sensor: Sensor | None, stretch: Range) -> Range | None:
    if sensor is None or not sensor.gsd_m:
        return None
    if sensor.kind == "sar":
        return sensor.gsd_m, sensor.gsd_m
    return None if one.gsd_m is None else (one.gsd_m * stretch[0], one.gsd_m * stretch[1])


def _glints(times: Sequence[datetime], line: Any, normal: Any) -> Any:
    """Degrees between each line of sight (km, from the place) and the sun mirrored in a level surface there."""
    import numpy as np

    from obslog.orbits.frames import seconds_of
    from obslog.orbits.sun import sun_direction

    sun = sun_direction(np.array([seconds_of(at) for at in times]))
    height = sun @ normal
    mirrored = 2.0 * height[:, None] * normal - sun
    cosine = np.einsum("ij,ij->i", mirrored, line) / np.linalg.norm(line, axis=1)
    return np.where(height > 0, np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), 180.0)


def _headings(normal: Any, velocity: Any) -> Any:
    """Which way each track goes over the ground, degrees clockwise from north."""
    import numpy as np

    east = np.array([-normal[1], normal[0], 0.0])
    north = np.cross(normal, east)
    return np.degrees(np.arctan2(velocity @ east, velocity @ north)) % 360.0
