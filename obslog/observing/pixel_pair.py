"""Two images brought onto the pixels of the earlier one, by ground or by two points, with the shift that is left."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, hypot
from typing import TYPE_CHECKING, Any

from obslog.change import alignment as laying
from obslog.change.registering import Registration, register
from obslog.change.stands import SEARCH_PX, Checked, Stand, check_stands
from obslog.model.errors import RefusedError
from obslog.model.images import Image
from obslog.model.marks import Alignment, Mark
from obslog.observing.aligning import image_alignment
from obslog.observing.desk import Desk
from obslog.observing.frames import CE90_UNKNOWN_M, GSD_UNKNOWN_M
from obslog.observing.viewing import image_view

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from obslog.imagery.viewing import ImageView
    from obslog.places.ground_grid import GroundGrid

    Floats = NDArray[np.floating[Any]]
    Window = tuple[float, float, float, float]

#: Images further apart than this are not compared by pixels: season, shadow and paving then outweigh all else.
MOST_DAYS = 366.0
#: The longest side of the picture by which images are laid on one another, in pixels.
_LONGEST = 4096
#: The search reaches so many times the expected error of both placements, and at least and at most so many pixels.
_REACH, _LEAST_REACH, _MOST_REACH = 1.5, 8.0, 200.0
#: Two points set by a person are good to about this, in pixels of the later image.
_POINTS_PX = 6.0
#: Nodes of the lattice by which the later image is bent onto the earlier, along a side.
_NODES = 24


@dataclass
class PixelPair:
    """Two images open side by side: `scale_m` metres a pixel of the earlier, `lay` from it onto the later."""

    before: Image
    after: Image
    views: tuple[ImageView, ImageView]
    grids: tuple[GroundGrid | None, GroundGrid | None]
    stored: Alignment | None
    apart_days: float | None
    _spread: tuple[float, float] = (1.0, 1.0)
    _window: Window = (0.0, 0.0, 0.0, 0.0)
    _step: float = 1.0

    @classmethod
    def open(cls, desk: Desk, stack: ExitStack, before: Image, after: Image) -> PixelPair:
        """Open both files on `stack`. Raises `RefusedError` saying why the two cannot be compared by their pixels."""
        if before.id == after.id:
            raise RefusedError(f"image {before.id[:12]} lies on itself as it is: name two images")
        apart = _apart_days(before, after)
        if apart is not None and apart > MOST_DAYS:
            raise RefusedError(
                f"images {before.id[:12]} and {after.id[:12]} lie {apart:.0f} days apart: season and shadow outweigh "
                "all else in their pixels after a year; compare them by eye (obslog, then c)"
            )
        stored = image_alignment(desk, before.id, after.id)
        views = (
            stack.enter_context(image_view(desk, before.id)),
            stack.enter_context(image_view(desk, after.id)),
        )
        grids = (None, None) if stored is not None else (views[0].ground, views[1].ground)
        if stored is None and (grids[0] is None or grids[1] is None):
            which = before if grids[0] is None else after
            raise RefusedError(
                f"image {which.id[:12]} has no place on the ground: align two points first "
                f"(obslog image align {before.id[:12]} {after.id[:12]} PAIR PAIR)"
            )
        pair = cls(before, after, views, grids, stored, apart)
        pair._window = pair._shared()
        # Neither image is enlarged beyond its own pixels, nor read finer than a shift can be told.
        pair._step = max(1.0, max(pair._window[2:]) / _LONGEST, pair._coarser(pair._window))
        return pair

    @property
    def scale_m(self) -> float:
        """Metres a pixel of the earlier image."""
        view, grid = self.views[0], self.grids[0]
        told = None if grid is None else grid.metres_per_pixel(view.width / 2, view.height / 2)
        return told or self.before.identity.gsd_m or GSD_UNKNOWN_M

    def lay(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Where pixels of the earlier image lie on the later; NaN where that is not known."""
        import numpy as np

        if self.stored is not None:
            found = [laying.apply(self.stored, (c, r)) for c, r in zip(columns, rows, strict=True)]
            return np.array([c for c, _ in found]), np.array([r for _, r in found])
        one, other = self.grids
        if one is None or other is None:  # refused at the door
            return np.full_like(columns, np.nan), np.full_like(rows, np.nan)
        lons, lats = one.to_ground(columns, rows)
        return other.to_image(lons, lats)

    def register(self) -> Registration:
        """The shift that is left between the two, from the ground that they share; `check` needs it made first."""
        first, second, valid = self._pictures(self._window, self._step, (0.0, 0.0))
        self._spread = _spread(first, valid[0]), _spread(second, valid[1])
        return register(first, second, self._reach_px(), *valid)

    @property
    def pixel_m(self) -> float:
        """Metres a pixel of the pictures by which they are laid on one another."""
        return self.scale_m * self._step

    @property
    def basis(self) -> str:
        """What brings them together before their pixels are asked."""
        return "ground" if self.stored is None else "two points"

    def check(self, mark: Mark, half: tuple[float, float], shift: Registration) -> Checked:
        """One stand of the earlier image on the later, at the finest scale that both have."""
        column, row = mark.centre
        room = SEARCH_PX + 3
        step = max(1.0, self._coarser((column - half[0], row - half[1], 2 * half[0], 2 * half[1])))
        wide, high = half[0] + room * step, half[1] + room * step
        window = column - wide, row - high, 2 * wide, 2 * high
        # The shift was found on pixels that may have been coarser than these.
        scale = self._step / step
        first, second, valid = self._pictures(window, step, (shift.columns * scale, shift.rows * scale))
        stand = Stand(mark.id, first.shape[1] / 2, first.shape[0] / 2, half[0] / step, half[1] / step)
        (found,) = check_stands(first, second, [stand], *valid, spread=self._spread)
        return found

    def _reach_px(self) -> float:
        if self.stored is not None:
            return max(_LEAST_REACH, _POINTS_PX * self.scale_m / self.pixel_m)
        errors = [
            CE90_UNKNOWN_M if image.identity.error_m is None else image.identity.error_m
            for image in (self.before, self.after)
        ]
        return min(_MOST_REACH, max(_LEAST_REACH, _REACH * hypot(*errors) / self.pixel_m))

    def _coarser(self, window: Window) -> float:
        """How many pixels of the earlier image one of the later covers, about the middle of a window."""
        import numpy as np

        column, row = window[0] + window[2] / 2, window[1] + window[3] / 2
        columns, rows = self.lay(np.array([column, column + 16, column]), np.array([row, row, row + 16]))
        steps = [hypot(columns[i] - columns[0], rows[i] - rows[0]) / 16 for i in (1, 2)]
        middle = (steps[0] * steps[1]) ** 0.5
        return 1 / middle if middle > 0 else 1.0

    def _shared(self) -> Window:
        """The part of the earlier image that the later shows too: (column, row, width, height)."""
        import numpy as np

        one, other = self.views
        grid = np.meshgrid(np.linspace(0, one.width, 65), np.linspace(0, one.height, 65))
        across, down = (each.ravel() for each in grid)
        columns, rows = self.lay(across, down)
        inside = (columns >= 0) & (columns <= other.width) & (rows >= 0) & (rows <= other.height)
        if inside.sum() < 4:
            raise RefusedError(
                f"images {self.before.id[:12]} and {self.after.id[:12]} show no common ground: check their places"
            )
        left, top = float(across[inside].min()), float(down[inside].min())
        return left, top, float(across[inside].max()) - left, float(down[inside].max()) - top

    def _pictures(
        self, window: Window, step: float, shift: tuple[float, float]
    ) -> tuple[Floats, Floats, tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """Both images in grey on the pixels of `window` of the earlier, `step` of them to one; masks of what is valid.

        `shift` (columns, rows of these pixels) is where a pixel lies on the later beyond what `lay` says.
        """
        import numpy as np
        from scipy.ndimage import map_coordinates

        wide, high = max(1, round(window[2] / step)), max(1, round(window[3] / step))
        first, valid = _grey(self.views[0], window, wide, high)
        # The lattice of places on the later image, straight between its nodes.
        nodes = np.linspace(0, wide, _NODES), np.linspace(0, high, _NODES)
        across, down = (each.ravel() for each in np.meshgrid(*nodes))
        columns, rows = self.lay(
            window[0] + (across + shift[0]) * window[2] / wide,
            window[1] + (down + shift[1]) * window[3] / high,
        )
        if not np.isfinite(columns).all():
            nothing = np.zeros((high, wide))
            return first, nothing, (valid, nothing.astype(bool))
        # Whole pixels: those of a window that begins within one would be repeated or left out.
        left, top = float(floor(columns.min())) - 2, float(floor(rows.min())) - 2
        there = left, top, float(ceil(columns.max())) + 2 - left, float(ceil(rows.max())) + 2 - top
        density = max(1.0, max(there[2] / wide, there[3] / high) * 0.75)
        out = ceil(there[2] / density), ceil(there[3] / density)
        second, seen = _grey(self.views[1], there, *out)
        scale = out[0] / there[2], out[1] / there[3]
        spots = [
            _fine((each.reshape(_NODES, _NODES) - start) * factor - 0.5, wide, high)
            for each, start, factor in ((rows, top, scale[1]), (columns, left, scale[0]))
        ]
        laid = map_coordinates(second, spots, order=1, mode="nearest")
        mask = map_coordinates(seen.astype(np.float32), spots, order=1, mode="constant") > 0.99
        return first, laid, (valid, mask)


def _fine(lattice: Floats, wide: int, high: int) -> Floats:
    """Values at the middles of `high` x `wide` pixels from a lattice over their whole frame, straight between nodes."""
    import numpy as np
    from scipy.ndimage import map_coordinates

    rows = (np.arange(high) + 0.5) / high * (_NODES - 1)
    columns = (np.arange(wide) + 0.5) / wide * (_NODES - 1)
    return map_coordinates(lattice, np.meshgrid(rows, columns, indexing="ij"), order=1)  # type: ignore[no-any-return]


def _grey(view: ImageView, window: Sequence[float], wide: int, high: int) -> tuple[Floats, NDArray[np.bool_]]:
    """The mean of the bands that are shown, (row, column), and where it is picture."""
    pixels = view.read(window, wide, high, view.default_bands, wait=True)
    return pixels.data.astype("float64").mean(axis=0), pixels.valid


def _spread(picture: Floats, valid: NDArray[np.bool_]) -> float:
    import numpy as np

    some = picture[valid]
    return float(np.subtract(*np.percentile(some, (95, 5)))) if some.size else 1.0


def _apart_days(before: Image, after: Image) -> float | None:
    ends: list[datetime] = []
    for image in (before, after):
        when = image.identity.when
        if when.earliest is None or when.latest is None:
            return None
        ends += [when.earliest, when.latest]
    return max(abs((ends[2] - ends[1]).total_seconds()), abs((ends[3] - ends[0]).total_seconds())) / 86400
