"""The grid: every satellite's earth-fixed state at common instants, and between them by quintic interpolation.

One grid answers for any number of sites and constraints; nodes lie at whole multiples of the step since 1970, so
that a search that begins a second later sees the very same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from obslog.orbits.elements import MU_KM3_S2, ElementSet
from obslog.orbits.frames import OMEGA, UNIX_JD, Array, seconds_of, sidereal_angle, to_earth_fixed

#: Between nodes this far apart (seconds) the interpolation is good to some 2 m for low orbits.
STEP_S = 240.0
#: The searched time is widened so that a window which reaches over its edge is known whole.
MARGIN_S = 1800.0
_RADIUS_KM = 6378.137
_J2 = 1.08262668e-3


@dataclass(frozen=True)
class Grid:
    """States of `elements` at `seconds` since 1970 (K,): `state` (satellite, K, 9) holds position km, velocity km/s
    and acceleration km/s2, earth-fixed; `lost` (satellite,) is the index of the first node that SGP4 could not reach
    (K where it reached all), `reasons` why not."""

    elements: tuple[ElementSet, ...]
    start: datetime
    end: datetime
    step_s: float
    seconds: Array
    state: Array
    lost: Array
    reasons: tuple[str, ...]

    @cached_property
    def arcs(self) -> tuple[Array, Array, Array, Array]:
        """At each node: distance from the earth's centre (km), its relative change (1/s), rate of turn (rad/s), all
        (satellite, K), and the direction (3, satellite, K) in single precision. Made when first asked for, then kept.
        """
        r, v = self.state[..., 0:3], self.state[..., 3:6]
        square = np.maximum(np.einsum("skj,skj->sk", r, r), 1.0)
        radius = np.sqrt(square)
        along = np.einsum("skj,skj->sk", r, v) / square
        rate = np.sqrt(np.maximum(np.einsum("skj,skj->sk", v, v) / square - along**2, 1e-12))
        return radius, along, rate, np.moveaxis(r / radius[..., None], -1, 0).astype(np.float32, order="C")

    def at(self, satellite: Array, seconds: Array) -> tuple[Array, Array]:
        """Positions (km) and velocities (km/s), earth-fixed, of satellites (indices) at instants within the grid."""
        position, velocity, _ = self.motion_at(satellite, seconds)
        return position, velocity

    def motion_at(self, satellite: Array, seconds: Array) -> tuple[Array, Array, Array]:
        """As `at`, and the accelerations (km/s2)."""
        (p0, v0, a0, c3, c4, c5), s, h = self._between(satellite, seconds)
        position = p0 + s * (v0 + s * (a0 + s * (c3 + s * (c4 + s * c5))))
        velocity = (v0 + s * (2 * a0 + s * (3 * c3 + s * (4 * c4 + s * (5 * c5))))) / h
        acceleration = (2 * a0 + s * (6 * c3 + s * (12 * c4 + s * (20 * c5)))) / (h * h)
        return position, velocity, acceleration

    def position_at(self, satellite: Array, seconds: Array) -> Array:
        """Positions alone."""
        (p0, v0, a0, c3, c4, c5), s, _ = self._between(satellite, seconds)
        return np.asarray(p0 + s * (v0 + s * (a0 + s * (c3 + s * (c4 + s * c5)))))

    def _between(self, satellite: Array, seconds: Array) -> tuple[tuple[Array, ...], Array, float]:
        h = self.step_s
        # Counted from 1970 and not from the first node, so that every search computes with the same numbers.
        steps = seconds * (1.0 / h)
        first = round(float(self.seconds[0]) / h)
        node = np.clip(steps.astype(np.intp) - first, 0, self.seconds.size - 2)
        s = (steps - (node + first))[..., None]
        # One gather of both ends: what costs here is the memory, not the arithmetic.
        flat = self.state.reshape(-1, 9)
        row = satellite * self.seconds.size + node
        left, right = flat[row], flat[row + 1]
        p0, v0, a0 = left[..., 0:3], left[..., 3:6] * h, left[..., 6:9] * (0.5 * h * h)
        v1, a1 = right[..., 3:6] * h, right[..., 6:9] * (0.5 * h * h)
        # Quintic Hermite through position, velocity and acceleration at both ends.
        d = right[..., 0:3] - p0
        c3 = 10 * d - 6 * v0 - 4 * v1 - 3 * a0 + a1
        c4 = -15 * d + 8 * v0 + 7 * v1 + 3 * a0 - 2 * a1
        c5 = 6 * d - 3 * (v0 + v1) - a0 + a1
        return (p0, v0, a0, c3, c4, c5), s, h


def make_grid(elements: Sequence[ElementSet], start: datetime, end: datetime, step_s: float = STEP_S) -> Grid:
    """Propagate every set over [start, end], widened by `MARGIN_S` on both sides."""
    from sgp4.api import SGP4_ERRORS, SatrecArray

    first = np.floor((seconds_of(start) - MARGIN_S) / step_s)
    last = np.ceil((seconds_of(end) + MARGIN_S) / step_s)
    seconds = np.arange(first, last + 1) * step_s
    days = np.floor(seconds / 86400.0)
    errors, r, v = SatrecArray([one.satrec() for one in elements]).sgp4(
        days + UNIX_JD, (seconds - days * 86400.0) / 86400.0
    )
    bad = errors != 0
    lost = np.where(bad.any(axis=1), bad.argmax(axis=1), seconds.size)
    reasons = tuple(
        SGP4_ERRORS.get(int(errors[i, n]), "SGP4 stops") if n < seconds.size else ""
        for i, n in enumerate(lost)
    )
    if bad.any():
        r, v = np.nan_to_num(r), np.nan_to_num(v)
    state = np.empty((*r.shape[:2], 9))
    angle = sidereal_angle(seconds)
    # One satellite after the other: its numbers then stay in the cache.
    for one, position, velocity in zip(state, r, v, strict=True):
        to_earth_fixed(angle, position, velocity, one)
        _accelerate(one[:, 0:3], one[:, 3:6], one[:, 6:9])
    return Grid(tuple(elements), start, end, step_s, seconds, state, lost, reasons)


def _accelerate(r: Array, v: Array, a: Array) -> None:
    """Into `a`: gravity of the flattened earth (J2) and the forces of the turning frame, km/s2."""
    x, y, z = r[..., 0], r[..., 1], r[..., 2]
    square = np.maximum(x * x + y * y + z * z, 1.0)
    z2 = 5 * z * z / square
    pull = -MU_KM3_S2 / (np.sqrt(square) * square)
    flat = (1.5 * _J2 * _RADIUS_KM**2) / square
    sideways = pull * (1 + flat * (1 - z2)) + OMEGA * OMEGA
    a[..., 0] = sideways * x + (2 * OMEGA) * v[..., 1]
    a[..., 1] = sideways * y - (2 * OMEGA) * v[..., 0]
    a[..., 2] = pull * (1 + flat * (3 - z2)) * z
