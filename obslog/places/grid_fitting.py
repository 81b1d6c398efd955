"""A lattice of ground points made from an exact transform, as fine as it must be to stay within a tenth of a pixel."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from obslog.places.ground_grid import GroundGrid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

#: (columns, rows) in pixels, corners at whole numbers -> longitudes, latitudes in degrees; not finite off the Earth.
ToGround = Callable[[Sequence[float], Sequence[float]], tuple[Any, Any]]

_WANTED_PX = 0.03
_MOST_CELLS = 128
#: Where some of it is off the Earth, each of its points has to be asked for alone.
_MOST_CELLS_AT_LIMB = 32
#: With steps of longitude longer than this between nodes, degrees are no good between them; with so many cells
#: a side they will not be.
_LONGEST_STEP_DEG, _ENOUGH_CELLS = 60.0, 32


def fit_grid(
    width: int, height: int, to_ground: ToGround, *, error_m: float | None = None, how: str = "transform"
) -> GroundGrid | None:
    """The grid of an image of that size in pixels, from its exact transform; None where none of it is on the Earth.

    Cells are halved until points between the nodes lie within 0.03 pixels of the exact ones, up to 128 a side;
    what remains is in the grid's `misfit_px`, and where it shows (0.1 pixels) also in its `error_m`.
    """
    best: GroundGrid | None = None
    for round_ in (False, True):
        grid = _fitted(width, height, to_ground, round_)
        if grid is not None and (best is None or grid.misfit_px < best.misfit_px):
            best = grid
        if best is not None and best.misfit_px <= _WANTED_PX:
            break
    if best is None:
        return None
    best.how, best.error_m = how, error_m
    if best.misfit_px > 0.1:
        pixel_m = best.metres_per_pixel(width / 2, height / 2) or 0.0
        best.error_m = math.hypot(error_m or 0.0, best.misfit_px * pixel_m)
    return best


def _fitted(width: int, height: int, to_ground: ToGround, on_sphere: bool) -> GroundGrid | None:
    """The coarsest good grid of one kind, in degrees or on the sphere, else the finest."""
    across, down = 2, 2
    grid: GroundGrid | None = None
    while True:
        nodes = _nodes(width, height, across, down, to_ground, on_sphere)
        if nodes is None:
            return None
        off_across = off_down = math.inf
        steady = _is_steady(nodes)
        if not steady and min(across, down) >= _ENOUGH_CELLS:
            return None
        if steady:
            grid = GroundGrid(width, height, nodes)
            off_across, off_down = _off(grid, across, down, to_ground)
            grid.misfit_px = max(off_across, off_down)
            if grid.misfit_px <= _WANTED_PX:
                return grid
        most = _MOST_CELLS if math.isfinite(float(nodes.sum())) else _MOST_CELLS_AT_LIMB
        wider, deeper = off_across > _WANTED_PX and across < most, off_down > _WANTED_PX and down < most
        if not wider and not deeper:
            return grid
        across, down = across * (1 + wider), down * (1 + deeper)


def _exact(columns: Floats, rows: Floats, to_ground: ToGround) -> tuple[Floats, Floats]:
    import numpy as np

    lons, lats = to_ground(columns.tolist(), rows.tolist())
    lon, lat = np.array(lons, np.float64), np.array(lats, np.float64)
    # Some systems run on past the antimeridian; further away is nowhere.
    off = ~(np.isfinite(lon) & np.isfinite(lat) & (abs(lat) <= 90.000001) & (abs(lon) <= 720))
    lon[off], lat[off] = math.nan, math.nan
    return lon, lat


def _nodes(
    width: int, height: int, across: int, down: int, to_ground: ToGround, on_sphere: bool
) -> Floats | None:
    """The nodes of `across` x `down` cells; None where degrees cannot serve, or all are off the Earth."""
    import numpy as np

    columns, rows = np.meshgrid(np.linspace(0, width, across + 1), np.linspace(0, height, down + 1))
    lon, lat = _exact(columns.ravel(), rows.ravel(), to_ground)
    lon, lat = lon.reshape(columns.shape), lat.reshape(columns.shape)
    if on_sphere:
        if np.isnan(lon).all():
            return None
        lon, lat = np.radians(lon), np.radians(lat)
        return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    if np.isnan(lon).any():
        return None
    return np.stack([_unwrapped(lon), lat])


def _unwrapped(lon: Floats) -> Floats:
    """Longitudes without jumps at the antimeridian, along the first column and then along each row."""
    import numpy as np

    first = np.unwrap(lon[:, :1], axis=0, period=360.0)
    return first + (np.unwrap(lon, axis=1, period=360.0) - lon[:, :1])


def _is_steady(nodes: Floats) -> bool:
    """Whether degrees go on from node to node in small steps: else more cells are needed to tell."""
    import numpy as np

    if len(nodes) == 3:
        return True
    return all(float(abs(np.diff(nodes[0], axis=axis)).max()) <= _LONGEST_STEP_DEG for axis in (0, 1))


def _off(grid: GroundGrid, across: int, down: int, to_ground: ToGround) -> tuple[float, float]:
    """How far, in pixels, points half-way between nodes are from the exact ones: along rows, and down columns.

    What is off in the middle of a cell alone counts for both.
    """
    import numpy as np

    step_x, step_y = grid.width / across, grid.height / down
    on_x, on_y = np.arange(across + 1) * step_x, np.arange(down + 1) * step_y
    mid_x, mid_y = (np.arange(across) + 0.5) * step_x, (np.arange(down) + 0.5) * step_y
    off_across, off_down = _worst(grid, mid_x, on_y, to_ground), _worst(grid, on_x, mid_y, to_ground)
    both = _worst(grid, mid_x, mid_y, to_ground)
    if max(off_across, off_down) <= _WANTED_PX < both:
        return both, both
    return off_across, off_down


def _worst(grid: GroundGrid, on_x: Floats, on_y: Floats, to_ground: ToGround) -> float:
    """The largest distance in pixels over all places (column of `on_x`, row of `on_y`)."""
    import numpy as np

    columns, rows = (each.ravel() for each in np.meshgrid(on_x, on_y))
    lon, lat = _exact(columns, rows, to_ground)
    there = np.isfinite(lon)
    if not there.any():
        return 0.0
    off = grid.off_px(columns[there], rows[there], lon[there], lat[there])
    # Where cells reach over the edge of the Earth, or at a pole, there is nothing to be right about.
    off = off[np.isfinite(off)]
    return float(off.max()) if off.size else math.inf
