"""Access: the complete set of windows in which satellites see places, for low orbits all at once.

Every node of the grid answers for the half step around it: the satellite's arc there is a circle to good
approximation, which gives the closest approach to a place in closed form and drops what stays too far. What is left is
refined on the interpolated orbit: the culmination by Newton steps, the edges by bracketed secants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from obslog.orbits.elements import DEEP_SPACE_REV_DAY
from obslog.orbits.frames import Array, normal_below
from obslog.orbits.grid import Grid

#: Windows of one satellite and place whose culminations lie closer than this are one.
_SAME_S = 2.0
#: The sphere of the first estimate, km, and the room (radians, some 0.6 degrees) that covers the flattening of the
#: earth, the tilt of its normals and the deviation of the arc from a circle.
_EARTH_KM = 6371.0
_ROOM_RAD = 0.0105
#: Each node answers a little beyond its half step, so that nothing falls between two.
_OVERLAP_S = 8.0
_BATCH = 8_192
#: A margin (a difference of sines or cosines) this small is an edge: some 1 ms of flight.
_FLAT = 1e-6
_SECANTS = 7
_STRIDE_S = 60.0
_HALVINGS = 18
#: Slow orbits that are not geosynchronous are sampled this often.
_SLOW_STEP_S = 60.0


@dataclass(frozen=True)
class Limits:
    """What counts as access: at least `min_elevation_deg`, and, where given, at most `max_off_nadir_deg`."""

    min_elevation_deg: float = 0.0
    max_off_nadir_deg: float | None = None


@dataclass(frozen=True)
class Windows:
    """Windows as arrays of one length: satellite and place (indices), rise, culmination and set in seconds since
    1970, not yet cut to the search. Sorted by place, rise, satellite."""

    satellite: Array
    place: Array
    rise: Array
    tca: Array
    set: Array


def find_windows(grid: Grid, places: Array, normals: Array, limits: Limits) -> Windows:
    """All windows over places (P, xyz: earth-fixed km, and normals) that meet the grid's [start, end]."""
    slow = np.array([one.mean_motion < DEEP_SPACE_REV_DAY for one in grid.elements], bool)
    none = tuple(np.empty(0, kind) for kind in (np.intp, np.intp, float, float, float))
    parts = [none, *_fast(grid, places, normals, limits, np.flatnonzero(~slow))]
    for one in np.flatnonzero(slow):
        parts += _slow(grid, places, normals, limits, int(one))
    satellite, place, rise, tca, end = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    start_s, end_s = (t.timestamp() for t in (grid.start, grid.end))
    kept = (end > start_s) & (rise < end_s)
    order = np.lexsort((satellite[kept], rise[kept], place[kept]))
    return Windows(*(column[kept][order] for column in (satellite, place, rise, tca, end)))


def _reach_rad(radius_km: Array, limits: Limits) -> Array:
    """The largest central angle between sub-satellite point and place, on a sphere."""
    low = np.radians(min(limits.min_elevation_deg, 89.9))
    reach = np.arccos(np.clip(_EARTH_KM * np.cos(low) / radius_km, -1, 1)) - low
    if limits.max_off_nadir_deg is not None:
        eta = np.radians(limits.max_off_nadir_deg)
        bent = np.sin(eta) * radius_km / _EARTH_KM
        reach = np.minimum(reach, np.where(bent < 1, np.arcsin(np.clip(bent, -1, 1)) - eta, np.pi))
    return np.asarray(reach)


def _fast(
    grid: Grid, places: Array, normals: Array, limits: Limits, satellites: Array
) -> Iterator[tuple[Array, ...]]:
    """Windows of low satellites, refined in batches that fit a cache."""
    batch: list[tuple[Array, ...]] = []
    directions = places / np.linalg.norm(places, axis=-1, keepdims=True)
    for satellite in satellites:
        batch.append(_candidates(grid, directions, limits, int(satellite)))
        if sum(columns[0].size for columns in batch) > _BATCH or satellite == satellites[-1]:
            yield _refined(
                grid, places, normals, limits, *(np.concatenate(c) for c in zip(*batch, strict=True))
            )
            batch = []


def _candidates(grid: Grid, directions: Array, limits: Limits, satellite: int) -> tuple[Array, ...]:
    """(satellite, place, culmination, half width, last known instant), seconds, by the circle of each node's arc."""
    known = int(grid.lost[satellite])
    radius, along, rate = (values[satellite, :known] for values in grid.arcs[:3])
    r, v = grid.state[satellite, :known, 0:3], grid.state[satellite, :known, 3:6]
    reach = _reach_rad(radius, limits)
    wide = reach + _ROOM_RAD
    # Single precision is enough to drop what stays far; written out, since a BLAS would wake its threads for it.
    ux, uy, uz = grid.arcs[3][:, satellite, :known]
    dx, dy, dz = directions.astype(np.float32).T
    cosine = ux[:, None] * dx
    cosine += uy[:, None] * dy
    cosine += uz[:, None] * dz
    # No place nearer than reach plus half a step of flight can be met within this node's half step.
    least = np.cos(np.minimum(wide + rate * (grid.step_s / 2 + _OVERLAP_S), np.pi)).astype(np.float32)
    node, place = np.divmod(np.flatnonzero(cosine >= (least - np.float32(1e-6))[:, None]), len(directions))
    towards = directions[place]
    x = np.einsum("ij,ij->i", r[node], towards) / radius[node]
    y = (np.einsum("ij,ij->i", v[node], towards) / radius[node] - along[node] * x) / rate[node]
    offset, closest = np.arctan2(y, x) / rate[node], np.hypot(x, y)
    good = (closest >= np.cos(wide[node])) & (np.abs(offset) <= grid.step_s / 2 + _OVERLAP_S)
    node, place, offset, closest = node[good], place[good], offset[good], closest[good]
    half = np.arccos(np.clip(np.cos(reach[node]) / closest, -1, 1)) / rate[node]
    last = np.full(node.size, grid.seconds[known - 1] if known else 0.0)
    return np.full(node.size, satellite), place, grid.seconds[node] + offset, half, last


def _refined(
    grid: Grid, places: Array, normals: Array, limits: Limits, satellite: Array, place: Array, t0: Array,
    half: Array, last: Array,
) -> tuple[Array, ...]:  # fmt: skip
    tca = _culmination(grid, satellite, places[place], normals[place], t0)
    order = np.lexsort((tca, place, satellite))
    satellite, place, tca, half, last = (a[order] for a in (satellite, place, tca, half, last))
    same = np.zeros(tca.size, bool)
    same[1:] = (np.diff(satellite) == 0) & (np.diff(place) == 0) & (np.diff(tca) < _SAME_S)
    first, final = grid.seconds[0], np.minimum(grid.seconds[-1], last)
    keep = ~same & (tca >= first) & (tca <= final)
    satellite, place, tca, half, final = (a[keep] for a in (satellite, place, tca, half, final))
    height = _margin_at(grid.position_at(satellite, tca), places[place], normals[place], limits)
    keep = height >= 0
    satellite, place, tca, half, final, height = (
        a[keep] for a in (satellite, place, tca, half, final, height)
    )
    pairs = _Pairs(grid, satellite, places[place], normals[place], limits)
    rise = pairs.edge(tca, height, np.maximum(tca - half, first), np.full(tca.size, first))
    end = pairs.edge(tca, height, np.minimum(tca + half, final), final)
    return satellite, place, rise, tca, end


@dataclass(frozen=True)
class _Pairs:
    """Satellite and place pairs, with what counts as access: the margin is positive within it, negative outside."""

    grid: Grid
    satellite: Array
    place: Array
    normal: Array
    limits: Limits

    def margin(self, t: Array, which: Array) -> Array:
        r = self.grid.position_at(self.satellite[which], t)
        return _margin_at(r, self.place[which], self.normal[which], self.limits)

    def edge(self, inside: Array, height: Array, guess: Array, bound: Array) -> Array:
        """Where the limits are met between `inside` (margin `height`) and the instant `bound`, from a guess.

        `bound` itself where the limits are met there too.
        """
        everything = np.arange(inside.size)
        sign = np.where(bound >= inside, 1.0, -1.0)
        furthest = np.abs(bound - inside)
        # The margin is close to linear in the square of the distance from culmination: secants go in that.
        x0, f0 = np.zeros(inside.size), height.copy()
        x1 = np.minimum(np.maximum(np.abs(guess - inside), 0.5), furthest) ** 2
        f1 = self.margin(inside + sign * np.sqrt(x1), everything)
        todo = np.flatnonzero((np.abs(f1) > _FLAT) & (furthest > 0))
        for _ in range(_SECANTS):
            if not todo.size:
                break
            a, b, fa, fb = x0[todo], x1[todo], f0[todo], f1[todo]
            step = np.where(fa == fb, 0.0, (b * fa - a * fb) / np.where(fa == fb, 1.0, fa - fb))
            x = np.clip(step, 0.04 * b, np.minimum(6.0 * b + 100.0, furthest[todo] ** 2))
            f = self.margin(inside[todo] + sign[todo] * np.sqrt(x), todo)
            x0[todo], f0[todo], x1[todo], f1[todo] = b, fb, x, f
            todo = todo[np.abs(f) > _FLAT]
        found = inside + sign * np.sqrt(x1)
        if todo.size:
            found[todo] = self._bracketed(todo, inside, bound)
        return np.asarray(found)

    def _bracketed(self, todo: Array, inside: Array, bound: Array) -> Array:
        """The same by halving, for the few that secants leave."""
        sign = np.where(bound[todo] >= inside[todo], 1.0, -1.0)
        # The first crossing lies within one pass; a wide step out finds an instant on its other side.
        a, b = inside[todo].copy(), inside[todo].copy()
        limit, is_open = bound[todo], np.zeros(todo.size, bool)
        searching = np.arange(todo.size)
        while searching.size:
            b[searching] += sign[searching] * _STRIDE_S
            over = (b[searching] - limit[searching]) * sign[searching] >= 0
            b[searching] = np.where(over, limit[searching], b[searching])
            within = self.margin(b[searching], todo[searching]) >= 0
            is_open[searching[within & over]] = True
            a[searching[within]] = b[searching[within]]
            searching = searching[within & ~over]
        for _ in range(_HALVINGS):
            middle = (a + b) / 2
            into = self.margin(middle, todo) >= 0
            a, b = np.where(into, middle, a), np.where(into, b, middle)
        return np.where(is_open, limit, (a + b) / 2)


def _culmination(grid: Grid, satellite: Array, p: Array, n: Array, t: Array) -> Array:
    """Where the elevation is highest: the zero of its derivative, (n.v) d2 - (n.d)(d.v), by Newton steps.

    Each for itself, so that a result does not depend on what else was searched for.
    """
    low, high = grid.seconds[0], grid.seconds[-1]
    at = np.clip(t, low, high)
    todo = np.arange(at.size)
    for _ in range(8):
        r, v, a = grid.motion_at(satellite[todo], at[todo])
        d, up = r - p[todo], n[todo]
        nv, nd, dv = _dot(up, v), _dot(up, d), _dot(d, v)
        square = _dot(d, d)
        slope = nv * square - nd * dv
        bend = _dot(up, a) * square + nv * dv - nd * (_dot(v, v) + _dot(d, a))
        step = np.clip(-slope / np.where(bend == 0, 1.0, bend), -60.0, 60.0)
        at[todo] = np.clip(at[todo] + step, low, high)
        # Newton doubles the digits: after a step this small, what is left is below 0.1 ms.
        todo = todo[np.abs(step) >= 0.2]
        if not todo.size:
            break
    return at


def _dot(a: Array, b: Array) -> Array:
    return np.asarray(a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1] + a[..., 2] * b[..., 2])


def _margin_at(r: Array, p: Array, n: Array, limits: Limits) -> Array:
    d = r - p
    slant = np.sqrt(_dot(d, d))
    margin = _dot(d, n) / slant - np.sin(np.radians(limits.min_elevation_deg))
    if limits.max_off_nadir_deg is not None:
        down = _dot(d, normal_below(r)) / slant
        margin = np.minimum(margin, down - np.cos(np.radians(limits.max_off_nadir_deg)))
    return np.asarray(margin)


def _slow(
    grid: Grid, places: Array, normals: Array, limits: Limits, satellite: int
) -> Iterator[tuple[Array, ...]]:
    """Windows of one slow satellite by dense samples: a geosynchronous one may never set."""
    known = int(grid.lost[satellite])
    if known < 2:
        return
    step = grid.step_s if grid.elements[satellite].is_geosynchronous else _SLOW_STEP_S
    seconds = np.arange(grid.seconds[0], grid.seconds[known - 1] + 1, step)
    r = grid.position_at(np.full(seconds.size, satellite), seconds)
    for place, (p, n) in enumerate(zip(places, normals, strict=True)):
        inside = np.concatenate(([False], _margin_at(r, p, n, limits) >= 0, [False]))
        starts = np.flatnonzero(~inside[:-1] & inside[1:])
        ends = np.flatnonzero(inside[:-1] & ~inside[1:]) - 1
        if not starts.size:
            continue
        d = r - p
        height = np.einsum("ij,j->i", d, n) / np.sqrt(np.einsum("ij,ij->i", d, d))
        best = [a + int(np.argmax(height[a : b + 1])) for a, b in zip(starts, ends, strict=True)]
        pairs = _Pairs(
            grid, np.full(starts.size, satellite), np.tile(p, (starts.size, 1)), np.tile(n, (starts.size, 1)),
            limits,
        )  # fmt: skip
        everything = np.arange(starts.size)
        rise = _halved(pairs, everything, seconds[starts], seconds[np.maximum(starts - 1, 0)])
        end = _halved(pairs, everything, seconds[ends], seconds[np.minimum(ends + 1, seconds.size - 1)])
        yield pairs.satellite, np.full(starts.size, place), rise, seconds[best], end


def _halved(pairs: _Pairs, which: Array, inside: Array, outside: Array) -> Array:
    a, b = inside.copy(), outside.copy()
    for _ in range(_HALVINGS):
        middle = (a + b) / 2
        into = pairs.margin(middle, which) >= 0
        a, b = np.where(into, middle, a), np.where(into, b, middle)
    return a
