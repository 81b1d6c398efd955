"""A drawn ramp with aircraft on it, at two dates of other light: what the pixel comparisons are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, rotate, shift

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Ramp:
    """The earlier and the later picture; middles (column, row) and lengths in pixels of what stood; who left."""

    before: Picture
    after: Picture
    places: tuple[tuple[float, float], ...]
    lengths: tuple[int, ...]
    left: frozenset[int]


def ground(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Grass and concrete: broad patches, fine grain, no two places alike."""
    broad = gaussian_filter(rng.normal(size=(size, size)), 12) * 6
    return broad + gaussian_filter(rng.normal(size=(size, size)), 1.5) * 0.8


def aircraft(length: int, heading: float) -> NDArray[np.float64]:
    """Fuselage, wings and tail, brightness 1, turned by `heading` degrees."""
    side = int(length * 1.6) | 1
    middle, half, body = side // 2, length // 2, max(1, length // 14)
    drawn = np.zeros((side, side))
    drawn[middle - half : middle + half + 1, middle - body : middle + body + 1] = 1
    drawn[middle - length // 10 : middle + length // 10 + 1, middle - half : middle + half + 1] = 0.9
    drawn[middle + half - length // 8 : middle + half, middle - length // 6 : middle + length // 6] = 0.9
    return rotate(drawn, heading, reshape=False, order=1)


def other_light(picture: NDArray[np.float64], rng: np.random.Generator) -> Picture:
    """Gamma, haze, a ramp of light across, and noise of 5 grey levels."""
    told = (picture - picture.min()) / np.ptp(picture)
    told = told**0.65 * 0.7 + 0.2 + np.linspace(0, 0.08, told.shape[1])[None]
    return np.clip(told * 255 + rng.normal(size=told.shape) * 5, 0, 255).astype(np.uint8)


def ramp(seed: int, size: int = 500, *, leave: float = 0.15, moved: tuple[float, float] = (0.0, 0.0)) -> Ramp:
    """A ramp of stands 60 pixels apart; the later picture lies `moved` (columns, rows) from the earlier."""
    rng = np.random.default_rng(seed)
    before = ground(rng, size)
    after = before.copy()
    places: list[tuple[float, float]] = []
    lengths: list[int] = []
    left: set[int] = set()
    for row in range(50, size - 50, 60):
        for column in range(50, size - 50, 60):
            length = int(rng.integers(16, 40))
            drawn = aircraft(length, float(rng.uniform(0, 360))) * rng.uniform(1, 2.5)
            half = drawn.shape[0] // 2
            here = slice(row - half, row + half + 1), slice(column - half, column + half + 1)
            before[here] += drawn
            if rng.random() < leave:
                left.add(len(places))
            else:
                after[here] += drawn
            places.append((column + 0.5, row + 0.5))
            lengths.append(length)
    after = shift(after, (moved[1], moved[0]), order=3, mode="reflect")
    grey = ((before - before.min()) / np.ptp(before) * 255).astype(np.uint8)
    return Ramp(grey, other_light(after, rng), tuple(places), tuple(lengths), frozenset(left))


#: Half a metre at 35.4 degrees north, in degrees of longitude and latitude (WGS 84 radii of curvature).
HALF_METRE = 0.5 / 90_797.0, 0.5 / 110_947.0


def written(path: Any, picture: Picture, west: float, north: float, when: str) -> None:
    """The picture as a GeoTIFF (EPSG:4326) of about 0.5 m pixels, its upper left corner at `west`, `north`."""
    import rasterio
    from affine import Affine

    with rasterio.open(
        path, "w", driver="GTiff", width=picture.shape[1], height=picture.shape[0], count=1, dtype="uint8",
        crs="EPSG:4326", transform=Affine(HALF_METRE[0], 0.0, west, 0.0, -HALF_METRE[1], north),
    ) as out:  # fmt: skip
        out.write(picture[None])
        out.update_tags(ACQUISITION_DATETIME=when)
