"""Where the pixels of one image lie on the ground: a lattice of known points, straight between them, both ways.

Made once from the exact transform (`places.grid_fitting`), so that whoever draws, measures or counts needs
neither the file nor the library that reads it. Pure numpy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

_WGS84_A, _WGS84_E2 = 6378137.0, 0.0066943799901413165
#: So many times the longer side beyond the image the outermost cells are still believed.
_MARGIN = 2.0
_STEPS = 30
#: An inverse is found when it is so near, in pixels.
_CLOSE, _CLOSE_ENOUGH = 1e-9, 1e-3
_STARTS = 17
_CHUNK = 4096


class GroundGrid:
    """The ground of an image of `width` x `height` pixels.

    Pixels are (column, row) from the outer upper left corner of the first pixel, whole numbers between pixels;
    ground is (longitude, latitude) in degrees WGS 84, longitudes within -180..180. `error_m` is the expected
    error of the placement in metres, None where nothing tells it; `misfit_px` how far the lattice was found to
    stray from the exact transform, in pixels; `how` the kind of georeference (transform, gcps, rpcs, ties ...).

    `nodes` is (2, row, column), longitudes unwrapped and latitudes, or (3, row, column), the normals of the
    ellipsoid as unit vectors, which know no antimeridian and no pole. Nodes are evenly spaced from corner to corner
    of the image; one off the Earth is NaN.
    """

    def __init__(
        self, width: float, height: float, nodes: Floats, *, error_m: float | None = None,
        misfit_px: float = 0.0, how: str = "transform",
    ) -> None:  # fmt: skip
        self.width, self.height, self.nodes = width, height, nodes
        self.error_m, self.misfit_px, self.how = error_m, misfit_px, how
        self._margin = _MARGIN * max(width, height)
        self._steps = width / (nodes.shape[2] - 1), height / (nodes.shape[1] - 1)

    @overload
    def to_ground(self, column: float, row: float) -> tuple[float, float] | None:
        """One pixel."""

    @overload
    def to_ground(self, column: Floats, row: Floats) -> tuple[Floats, Floats]:
        """N pixels at once."""

    def to_ground(self, column: Any, row: Any) -> Any:
        """(longitude, latitude) of a pixel; None off the Earth, or further outside than twice the longer side.

        Arrays of N columns and rows give two arrays of N, NaN in the place of None.
        """
        columns, rows, single = _arrays(column, row)
        value, _, _ = self._surface(columns, rows)
        lons, lats = self._degrees(value)
        away = ~self._is_near(columns, rows) | ~(abs(lats) <= 90)
        lons[away], lats[away] = math.nan, math.nan
        return _answer(lons, lats, single)

    @overload
    def to_image(self, lon: float, lat: float) -> tuple[float, float] | None:
        """One place."""

    @overload
    def to_image(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """N places at once."""

    def to_image(self, lon: Any, lat: Any) -> Any:
        """(column, row) of a place on the ground; None further outside than twice the longer side.

        Arrays of N longitudes and latitudes give two arrays of N, NaN in the place of None.
        """
        import numpy as np

        lons, lats, single = _arrays(lon, lat)
        columns, rows = np.full(lons.shape, math.nan), np.full(lons.shape, math.nan)
        known = np.isfinite(lons) & (abs(lats) <= 90)
        for start in range(0, lons.size, _CHUNK):
            part = np.flatnonzero(known[start : start + _CHUNK]) + start
            if part.size:
                columns[part], rows[part] = self._inverse(lons[part], lats[part])
        return _answer(columns, rows, single)

    def steps_m(self, column: float, row: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Metres (east, north) of one pixel to the right, and of one pixel down, at a place in the image.

        By the ellipsoid's radii of curvature (WGS 84) there, so good for steps of up to some kilometres.
        """
        columns, rows, _ = _arrays(column, row)
        if not self._is_near(columns, rows)[0]:
            return None
        east, north = self._metres(columns, rows)
        found = [float(each) for each in (*east[:, 0], *north[:, 0])]
        if not all(map(math.isfinite, found)):
            return None
        return (found[0], found[2]), (found[1], found[3])

    def metres_per_pixel(self, column: float, row: float) -> float | None:
        """Metres a pixel at a place in the image: the root of the area of one pixel on the ground."""
        steps = self.steps_m(column, row)
        if steps is None:
            return None
        (right_east, right_north), (down_east, down_north) = steps
        area = abs(right_east * down_north - right_north * down_east)
        return math.sqrt(area) if area > 0 else None

    def north_deg(self, column: float, row: float) -> float | None:
        """The direction of true north as seen in the image, degrees clockwise from up, 0 <= it < 360."""
        steps = self.steps_m(column, row)
        if steps is None:
            return None
        (right_east, right_north), (down_east, down_north) = steps
        area = right_east * down_north - right_north * down_east
        if not area:
            return None
        # The step (right, down) that leads one metre north and none east.
        turn = math.degrees(math.atan2(-down_east / area, -right_east / area)) % 360
        return turn if turn < 360 else 0.0  # the remainder of a tiny negative angle

    def to_wire(self) -> dict[str, Any]:
        """The grid as JSON values."""
        import numpy as np

        flat = [None if not np.isfinite(each) else float(each) for each in self.nodes.ravel()]
        return {
            "size": [self.width, self.height], "shape": list(self.nodes.shape), "nodes": flat,
            "error_m": self.error_m, "misfit_px": self.misfit_px, "how": self.how,
        }  # fmt: skip

    @classmethod
    def from_wire(cls, value: Mapping[str, Any]) -> GroundGrid:
        """The grid that `to_wire` wrote."""
        import numpy as np

        nodes = np.array(value["nodes"], np.float64).reshape(value["shape"])
        width, height = value["size"]
        return cls(
            width, height, nodes, error_m=value["error_m"], misfit_px=value["misfit_px"], how=value["how"]
        )

    def _is_near(self, columns: Floats, rows: Floats) -> NDArray[np.bool_]:
        margin = self._margin
        across = (columns >= -margin) & (columns <= self.width + margin)
        return across & (rows >= -margin) & (rows <= self.height + margin)

    def _surface(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats, Floats]:
        """Values at (column, row), and by how much they change a column and a row, each (k, N)."""
        import numpy as np

        step_x, step_y = self._steps
        x, y = np.nan_to_num(columns / step_x), np.nan_to_num(rows / step_y)
        # Outside, the outermost cell goes on.
        i = np.clip(np.floor(x), 0, self.nodes.shape[2] - 2).astype(np.intp)
        j = np.clip(np.floor(y), 0, self.nodes.shape[1] - 2).astype(np.intp)
        u, v = x - i, y - j
        upper_left, upper_right = self.nodes[:, j, i], self.nodes[:, j, i + 1]
        lower_left, lower_right = self.nodes[:, j + 1, i], self.nodes[:, j + 1, i + 1]
        above, below = upper_right - upper_left, lower_right - lower_left
        value = upper_left + u * above + v * (lower_left - upper_left) + u * v * (below - above)
        a_column = (above + v * (below - above)) / step_x
        a_row = ((lower_left - upper_left) + u * (below - above)) / step_y
        return value, a_column, a_row

    def _degrees(self, value: Floats) -> tuple[Floats, Floats]:
        import numpy as np

        if len(value) == 2:
            lons, lats = value
            return np.where(abs(lons) <= 180, lons, (lons + 180) % 360 - 180), lats.copy()
        x, y, z = value
        return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))

    def _metres(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Metres east and metres north, each (2, N): of a step to the right and of one down."""
        import numpy as np

        value, a_column, a_row = self._surface(columns, rows)
        lons, lats = self._degrees(value)
        sine = np.sin(np.radians(lats))
        prime = _WGS84_A / np.sqrt(1 - _WGS84_E2 * sine * sine)
        meridian = prime * (1 - _WGS84_E2) / (1 - _WGS84_E2 * sine * sine)
        if len(value) == 2:
            steps = np.radians(np.stack([a_column, a_row]))
            return steps[:, 0] * prime * np.cos(np.radians(lats)), steps[:, 1] * meridian
        east, north = _compass(np.radians(lons), np.radians(lats))
        length = np.sqrt((value**2).sum(axis=0))
        steps = np.stack([a_column, a_row]) / length
        return (steps * east).sum(axis=1) * prime, (steps * north).sum(axis=1) * meridian

    def off_px(self, columns: Floats, rows: Floats, lons: Floats, lats: Floats) -> Floats:
        """How far these pixels are from where the grid has these places, in pixels, to first order; NaN: unknown."""
        import numpy as np

        with np.errstate(all="ignore"):
            return np.hypot(*self._step(columns, rows, lons, lats, math.nan))

    def _step(
        self, columns: Floats, rows: Floats, lons: Floats, lats: Floats, middle: float
    ) -> tuple[Floats, Floats]:
        """Newton's step (right, down) in pixels towards the places; longitudes taken next to `middle` if given."""
        import numpy as np

        value, a_column, a_row = self._surface(columns, rows)
        if len(value) == 2:
            if math.isnan(middle):
                turn = (lons - value[0] + 180) % 360 - 180
            else:
                turn = lons + 360 * np.round((middle - lons) / 360) - value[0]
            away = turn, lats - value[1]
            a, b, c, d = a_column[0], a_row[0], a_column[1], a_row[1]
        else:
            east, north = _compass(np.radians(lons), np.radians(lats))
            away = -(value * east).sum(axis=0), -(value * north).sum(axis=0)
            a, b, c, d = ((x * axis).sum(axis=0) for axis in (east, north) for x in (a_column, a_row))
        area = a * d - b * c
        return (d * away[0] - b * away[1]) / area, (a * away[1] - c * away[0]) / area

    def _inverse(self, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        """Newton's method on the surface, from the nearest of some nodes; NaN where it does not arrive."""
        import numpy as np

        columns, rows = self._start(lons, lats)
        furthest, middle = max(self.width, self.height), self._middle()
        off = np.full(lons.shape, math.inf)
        with np.errstate(all="ignore"):
            for _ in range(_STEPS):
                right, down = self._step(columns, rows, lons, lats, middle)
                off = np.hypot(right, down)
                if not (off > _CLOSE).any():
                    break
                held = np.minimum(1.0, furthest / np.maximum(off, 1e-300))
                columns, rows = columns + right * held, rows + down * held
        lost = ~(off < _CLOSE_ENOUGH) | ~self._is_near(columns, rows)
        if len(self.nodes) == 3:
            value, _, _ = self._surface(columns, rows)
            lost |= ~((value * np.stack(_up(np.radians(lons), np.radians(lats)))).sum(axis=0) > 0)
        columns[lost], rows[lost] = math.nan, math.nan
        return columns, rows

    def _middle(self) -> float:
        """The middle longitude of a grid in degrees that spans most of the globe; NaN for all others."""
        west, east = float(self.nodes[0].min()), float(self.nodes[0].max())
        return (west + east) / 2 if len(self.nodes) == 2 and east - west > 180 else math.nan

    def _start(self, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        """The (column, row) of that node, of a few, which is nearest to each place."""
        import numpy as np

        _, height, width = self.nodes.shape
        j = np.unique(np.linspace(0, height - 1, min(_STARTS, height)).astype(np.intp))
        i = np.unique(np.linspace(0, width - 1, min(_STARTS, width)).astype(np.intp))
        some = self.nodes[:, j[:, None], i].reshape(len(self.nodes), -1)
        normals = np.stack(_up(*np.radians(some))) if len(some) == 2 else some
        near = np.nan_to_num(np.stack(_up(np.radians(lons), np.radians(lats))).T @ normals, nan=-2.0)
        best = near.argmax(axis=1)
        return i[best % len(i)] * self._steps[0], j[best // len(i)] * self._steps[1]


def _up(lon: Floats, lat: Floats) -> tuple[Floats, Floats, Floats]:
    """The normal of the ellipsoid at (longitude, latitude) in radians."""
    import numpy as np

    return np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)


def _compass(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Unit vectors (3, N) to the east and to the north at (longitude, latitude) in radians."""
    import numpy as np

    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)])
    north = np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    return east, north


def _arrays(first: Any, second: Any) -> tuple[Floats, Floats, bool]:
    """Both as flat arrays of equal length, and whether they were single numbers."""
    import numpy as np

    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    single = one.ndim == 0 and two.ndim == 0
    one, two = np.broadcast_arrays(np.atleast_1d(one), np.atleast_1d(two))
    return np.array(one), np.array(two), single


def _answer(first: Floats, second: Floats, single: bool) -> Any:
    if not single:
        return first, second
    one, two = float(first[0]), float(second[0])
    return None if math.isnan(one) or math.isnan(two) else (one, two)
