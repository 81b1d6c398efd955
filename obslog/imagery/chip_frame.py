"""Which part of the world, or of an image, a chip shows, and where each of its pixels lies on the image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from obslog.places.plane import Plane

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from obslog.places.ground_grid import GroundGrid

    Floats = NDArray[np.floating[Any]]

#: Nodes along a side of the lattice by which pixels of a chip are found on an image; straight between them.
_NODES = 17


class Frame(Protocol):
    """What a chip shows: `width` x `height` pixels of `metres_per_pixel` (None: no scale is known)."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    @property
    def metres_per_pixel(self) -> float | None:
        """Metres of ground that a pixel of the chip is wide."""

    @property
    def north_deg(self) -> float | None:
        """The direction of true north in the chip, degrees clockwise from up; None where it is not known."""

    @property
    def ground(self) -> tuple[float, float, float] | None:
        """Longitude, latitude of the middle and metres a side, where the chip is a north-up square of ground."""

    def lattice(self) -> tuple[Floats, Floats]:
        """Columns and rows on the image of `_NODES` x `_NODES` places from corner to corner of the chip; NaN: nowhere."""

    def to_chip(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Where pixels of the image lie on the chip; NaN where that is not known."""


@dataclass(frozen=True)
class GroundFrame:
    """A square of ground, north up: `size_m` metres a side about `lon`, `lat`, on an image whose `grid` is known."""

    lon: float
    lat: float
    size_m: float
    side: int
    grid: GroundGrid

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.side

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.side

    @property
    def metres_per_pixel(self) -> float | None:
        """Metres a pixel."""
        return self.size_m / self.side

    @property
    def north_deg(self) -> float | None:
        """North is up."""
        return 0.0

    @property
    def ground(self) -> tuple[float, float, float] | None:
        """The square itself."""
        return self.lon, self.lat, self.size_m

    def lattice(self) -> tuple[Floats, Floats]:
        """By the ground of each node; see `Frame.lattice`."""
        import numpy as np

        steps = np.linspace(-0.5, 0.5, _NODES) * self.size_m
        east, north = (each.ravel() for each in np.meshgrid(steps, -steps))
        plane_east, plane_north = Plane(self.lon, self.lat).metres_a_degree
        columns, rows = self.grid.to_image(self.lon + east / plane_east, self.lat + north / plane_north)
        return columns.reshape(_NODES, _NODES), rows.reshape(_NODES, _NODES)

    def to_chip(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """By the ground of each pixel; see `Frame.to_chip`."""
        lons, lats = self.grid.to_ground(columns, rows)
        return self.place(lons, lats)

    def place(self, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        """Where places on the ground (degrees) lie on the chip."""
        plane_east, plane_north = Plane(self.lon, self.lat).metres_a_degree
        east = ((lons - self.lon + 180) % 360 - 180) * plane_east
        north = (lats - self.lat) * plane_north
        scale = self.side / self.size_m
        return self.side / 2 + east * scale, self.side / 2 - north * scale


@dataclass(frozen=True)
class PixelFrame:
    """A rectangle of an image as its rows and columns run: for an image without a place, or one asked for by window.

    `window` is (column, row, width, height) in pixels of the image; `metres_a_pixel` and `north_deg` are the image's,
    None where they are not known.
    """

    window: tuple[float, float, float, float]
    width: int
    height: int
    image_metres: float | None = None
    north_deg: float | None = None

    @property
    def metres_per_pixel(self) -> float | None:
        """Metres a pixel of the chip."""
        return None if self.image_metres is None else self.image_metres * self.window[2] / self.width

    @property
    def ground(self) -> tuple[float, float, float] | None:
        """None: it keeps to the image's own rows and columns."""
        return None

    def lattice(self) -> tuple[Floats, Floats]:
        """Evenly over the window; see `Frame.lattice`."""
        import numpy as np

        left, top, width, height = self.window
        columns, rows = np.meshgrid(
            np.linspace(left, left + width, _NODES), np.linspace(top, top + height, _NODES)
        )
        return columns, rows

    def to_chip(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """By proportion; see `Frame.to_chip`."""
        left, top, width, height = self.window
        return (columns - left) * self.width / width, (rows - top) * self.height / height
