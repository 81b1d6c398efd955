"""What a satellite sees of a place at an instant: angles, range, side; formulae and conventions in one place.

Off-nadir is measured from the geodetic vertical below the satellite (not from the centre of the earth; the two differ
by up to 0.18 degrees); incidence and elevation from the ellipsoid normal at the place. WGS 84, no refraction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from obslog.orbits.frames import Array, normal_below


@dataclass(frozen=True)
class View:
    """Geometry of (satellite, place) pairs, degrees and km, each an array of one shape.

    `azimuth_deg` is that of the satellite seen from the place, clockwise from north. `right` is True where the place
    lies to the right of the track, `ascending` where the satellite goes north.
    """

    elevation_deg: Array
    off_nadir_deg: Array
    azimuth_deg: Array
    slant_km: Array
    altitude_km: Array
    right: Array
    ascending: Array

    @property
    def incidence_deg(self) -> Array:
        """Angle between the line of sight and the vertical at the place."""
        return 90.0 - self.elevation_deg


def view(position: Array, velocity: Array, place: Array, normal: Array) -> View:
    """The view of places (earth-fixed km, with their normals) from satellites; last axis xyz throughout."""
    line = position - place
    slant = np.linalg.norm(line, axis=-1)
    up = np.sum(line * normal, axis=-1) / slant
    below = normal_below(position)
    down = np.sum(line * below, axis=-1) / slant
    east = np.stack((-normal[..., 1], normal[..., 0], np.zeros_like(normal[..., 0])), axis=-1)
    north = np.cross(normal, east)
    e = np.sum(line * east, axis=-1)
    n = np.sum(line * north, axis=-1)
    side = np.sum(-line * np.cross(velocity, position), axis=-1)
    return View(
        elevation_deg=np.degrees(np.arcsin(np.clip(up, -1, 1))),
        off_nadir_deg=np.degrees(np.arccos(np.clip(down, -1, 1))),
        azimuth_deg=np.mod(np.degrees(np.arctan2(e, n)), 360.0),
        slant_km=slant,
        altitude_km=np.linalg.norm(position, axis=-1) - np.linalg.norm(place, axis=-1),
        right=side > 0,
        ascending=velocity[..., 2] > 0,
    )


def ground_sample_m(gsd_nadir_m: float, slant_km: float, nominal_km: float, incidence_deg: float) -> float:
    """Geometric mean of the two sides of a pixel on the ground, in metres.

    Along the look the pixel stretches by range and by 1/cos(incidence), across it by range alone; `nominal_km` is the
    altitude that `gsd_nadir_m` was published for.
    """
    return float(gsd_nadir_m * (slant_km / nominal_km) / np.sqrt(np.cos(np.radians(incidence_deg))))


def niirs_estimate(gsd_m: float) -> float:
    """A screening estimate for optical images: 4.0 at 1 m, one more for each halving (slope of GIQE 4)."""
    return float(4.0 - 3.32 * np.log10(gsd_m))
