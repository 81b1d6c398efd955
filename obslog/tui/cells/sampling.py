"""From a piece of an image as it was read to the dots of a canvas: stretch, and the nearest sample for each dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from obslog.tui.cells.viewport import Viewport

RGB = NDArray[np.uint8]

#: What lies beside the image, and what the image says holds no data.
BESIDE = (16, 19, 24)
NO_DATA = (44, 36, 52)


class PixelSource(Protocol):
    """What a canvas asks of an image that is open to be looked at. All methods block: never call them on the UI thread.

    A window is (column, row, width, height) in pixels of the image.
    """

    @property
    def width(self) -> int:
        """In pixels."""

    @property
    def height(self) -> int:
        """In pixels."""

    @property
    def bands(self) -> int:
        """How many there are."""

    def read(self, window: Any, out_width: int, out_height: int, bands: Sequence[int] = ...) -> Any:
        """A piece: `.data` (band, row, column), `.valid` (row, column), `.window` what it covers."""

    def ranges(
        self, bands: Sequence[int], low: float = 2.0, high: float = 98.0
    ) -> Sequence[tuple[float, float]]:
        """The values to stretch between, a pair a band."""

    def preview(self) -> RGB | None:
        """A small picture of the whole image (row, column, rgb), at once; None where there is none."""

    def close(self) -> None:
        """Let the file go."""


@dataclass(frozen=True, eq=False)
class Tile:
    """A piece of the image in colour: `rgb` (row, column, 3), `valid` (row, column), covering `window` pixels.

    Each is itself alone: two are never compared by their pixels.
    """

    rgb: RGB
    valid: NDArray[np.bool_]
    window: tuple[float, float, float, float]

    @property
    def scale(self) -> float:
        """Image pixels a sample."""
        return float(self.window[2] / max(1, self.rgb.shape[1]))

    def reduced(self, times: int) -> Tile:
        """The same with the mean of `times` x `times` samples for one, of those that hold picture; the size is to be a
        multiple of it."""
        if times == 1:
            return self
        rows, columns = (size // times for size in self.valid.shape)
        seen = self.valid.reshape(rows, times, columns, times)
        rgb = self.rgb.reshape(rows, times, columns, times, 3)
        if self.valid.all():
            mean = rgb.sum(axis=(1, 3), dtype=np.uint32) // times**2
        else:
            count = np.maximum(seen.sum(axis=(1, 3)), 1)[..., None]
            mean = (rgb * seen[..., None]).sum(axis=(1, 3), dtype=np.uint32) // count
        return Tile(mean.astype(np.uint8), np.asarray(seen.any(axis=(1, 3))), self.window)

    def covers(self, window: tuple[float, float, float, float], width: float, height: float) -> bool:
        """Whether all of `window` that lies in an image of that size is in the piece."""
        left, top, wide, high = window
        own_left, own_top, own_wide, own_high = self.window
        slack = self.scale
        return (
            own_left <= max(0.0, left) + slack
            and own_top <= max(0.0, top) + slack
            and own_left + own_wide >= min(width, left + wide) - slack
            and own_top + own_high >= min(height, top + high) - slack
        )


def stretched(data: NDArray[Any], ranges: Sequence[tuple[float, float]], gamma: float = 1.0) -> RGB:
    """Bands (1 or 3, row, column) as colour (row, column, 3), each stretched linearly between its two values.

    8 and 16 bit values go through a table. `gamma` above 1 lightens the dark parts.
    """
    channels = [_levels(band, low, high, gamma) for band, (low, high) in zip(data, ranges, strict=False)]
    if len(channels) == 1:
        return np.repeat(channels[0][..., None], 3, axis=-1)
    return np.stack(channels[:3], axis=-1)


def _levels(band: NDArray[Any], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    if band.dtype == np.uint8 or band.dtype == np.uint16:
        table = _curve(
            np.arange(256 if band.dtype == np.uint8 else 65536, dtype=np.float32), low, high, gamma
        )
        return np.asarray(table[band])
    return _curve(np.nan_to_num(band.astype(np.float32)), low, high, gamma)


def _curve(values: NDArray[np.float32], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    if high <= low:
        return np.full(values.shape, 128, np.uint8)
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    if gamma != 1.0:
        share = share ** (1.0 / gamma)
    return np.asarray(share * 255.0 + 0.5).astype(np.uint8)


def sampled(tiles: Sequence[Tile], view: Viewport, width: float, height: float) -> RGB:
    """The dots (2 rows, columns, 3) of a view of an image of `width` x `height` pixels.

    `tiles` are laid one on the other, the last on top: a coarse one shows where a fine one does not reach yet.
    """
    wide, high = view.dots
    out = np.empty((high, wide, 3), np.uint8)
    out[:] = BESIDE
    if view.turn_deg == 0:
        columns, _ = view.to_image(np.arange(wide) + 0.5, 0.0)
        _, rows = view.to_image(0.0, np.arange(high) + 0.5)
        for tile in tiles:
            _lay_upright(out, tile, columns, rows, width, height)
        return out
    x, y = np.meshgrid(np.arange(wide) + 0.5, np.arange(high) + 0.5)
    column, row = view.to_image(x, y)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    for tile in tiles:
        i, j, seen = _indices(tile, column, row)
        seen &= inside
        picked = tile.rgb[j[seen], i[seen]]
        picked[~tile.valid[j[seen], i[seen]]] = NO_DATA
        out[seen] = picked
    return out


def _indices(tile: Tile, column: Any, row: Any) -> tuple[Any, Any, Any]:
    high, wide = tile.rgb.shape[:2]
    left, top, across, down = tile.window
    i = np.floor((column - left) * (wide / across)).astype(np.intp)
    j = np.floor((row - top) * (high / down)).astype(np.intp)
    seen = (i >= 0) & (i < wide) & (j >= 0) & (j < high)
    return np.clip(i, 0, wide - 1), np.clip(j, 0, high - 1), seen


def _lay_upright(out: RGB, tile: Tile, columns: Any, rows: Any, width: float, height: float) -> None:
    high, wide = tile.rgb.shape[:2]
    left, top, across, down = tile.window
    i = np.floor((columns - left) * (wide / across)).astype(np.intp)
    j = np.floor((rows - top) * (high / down)).astype(np.intp)
    xs = np.flatnonzero((i >= 0) & (i < wide) & (columns >= 0) & (columns < width))
    ys = np.flatnonzero((j >= 0) & (j < high) & (rows >= 0) & (rows < height))
    if not xs.size or not ys.size:
        return
    part = (slice(ys[0], ys[-1] + 1), slice(xs[0], xs[-1] + 1))
    j, i = j[part[0]], i[part[1]]
    picked = tile.rgb[j[:, None], i]
    if not tile.valid.all():
        picked[~tile.valid[j[:, None], i]] = NO_DATA
    out[part] = picked
