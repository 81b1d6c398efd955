"""Cutting a chip: the pixels of an image brought into a frame, stretched to 8 bits; the same file gives the same bytes."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from obslog.imagery.stretch import Range, to_rgb
from obslog.model.errors import RefusedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from obslog.imagery.chip_frame import Frame
    from obslog.imagery.viewing import ImageView

    Floats = NDArray[np.floating[Any]]

#: What becomes black and white: percentiles of a sample of the whole image, so that one chip is like the next.
LOW, HIGH = 2.0, 98.0
#: The words for what is done to pixels between the image and the chip, as the derivation states them.
RESAMPLING = "means where made smaller, then bilinear in 1/256 of a pixel"
#: Enlarged so many times or more, pixels are shown as they are: smoothing would invent detail.
AS_THEY_ARE = 4.0
PLAIN = "pixels as they are, enlarged"
#: Parts of a pixel that positions are rounded to: arithmetic on whole numbers is the same on any machine.
_PARTS = 256
#: Pixels read for one chip at the most along a side, however large its window is.
_MOST_READ = 2048


@dataclass(frozen=True)
class Cut:
    """A chip's picture, (row, column, 3) of 8 bits, where it holds `valid` pixels, and what it was made from.

    `window` is the part of the image that was read (column, row, width, height), `ranges` what became black and white,
    `resampling` what was done to pixels in between, in words.
    """

    rgb: NDArray[np.uint8]
    valid: NDArray[np.bool_]
    window: tuple[int, int, int, int]
    bands: tuple[int, ...]
    band_names: tuple[str, ...]
    ranges: tuple[Range, ...]
    resampling: str = RESAMPLING

    @property
    def pixels_sha256(self) -> str:
        """The sha256 of the picture's values in rows."""
        return hashlib.sha256(self.rgb.tobytes()).hexdigest()


def cut(view: ImageView, frame: Frame) -> Cut:
    """The picture of a frame. Raises `RefusedError` where the image shows nothing of it, `FileRefusedError`."""
    import numpy as np

    columns, rows = frame.lattice()
    if not np.isfinite(columns).all() or not np.isfinite(rows).all():
        raise RefusedError(f"image {view.image_id[:12]} does not reach the ground that was asked for")
    left, top = math.floor(columns.min()) - 2, math.floor(rows.min()) - 2
    right, bottom = math.ceil(columns.max()) + 2, math.ceil(rows.max()) + 2
    if right <= 0 or bottom <= 0 or left >= view.width or top >= view.height:
        raise RefusedError(f"image {view.image_id[:12]} shows nothing of the ground that was asked for")
    wide, high = right - left, bottom - top
    # Never finer than the file, never much finer than the chip: the reader takes means.
    shrink = max(1.0, min(wide / frame.width, high / frame.height), max(wide, high) / _MOST_READ)
    out = max(1, math.ceil(wide / shrink)), max(1, math.ceil(high / shrink))
    bands = view.default_bands
    pixels = view.read((left, top, wide, high), *out, bands, wait=True)
    ranges = view.ranges(bands, LOW, HIGH)
    picture = to_rgb(pixels.data, pixels.valid, ranges)
    across = (_spread(columns, frame.height, frame.width) - left) * (out[0] / wide)
    down = (_spread(rows, frame.height, frame.width) - top) * (out[1] / high)
    plain = shrink == 1.0 and min(frame.width / (wide - 4), frame.height / (high - 4)) >= AS_THEY_ARE
    rgb, valid = (_nearest if plain else _bilinear)(picture, pixels.valid, across, down)
    if not valid.any():
        raise RefusedError(f"image {view.image_id[:12]} holds no picture there")
    names = tuple(view.band_names[band - 1] for band in bands)
    done = PLAIN if plain else RESAMPLING
    return Cut(rgb, valid, (left, top, wide, high), tuple(bands), names, ranges, done)


def _spread(lattice: Floats, rows: int, columns: int) -> Floats:
    """Values at the middles of `rows` x `columns` pixels from a lattice over the whole, straight between its nodes."""
    import numpy as np

    def weights(many: int, nodes: int) -> tuple[NDArray[np.intp], Floats]:
        at = (np.arange(many) + 0.5) / many * (nodes - 1)
        first = np.minimum(at.astype(np.intp), nodes - 2)
        return first, at - first

    i, u = weights(rows, lattice.shape[0])
    j, v = weights(columns, lattice.shape[1])
    down = lattice[i] * (1 - u[:, None]) + lattice[i + 1] * u[:, None]
    return np.asarray(down[:, j] * (1 - v) + down[:, j + 1] * v)


def _nearest(
    picture: NDArray[np.uint8], seen: NDArray[np.bool_], across: Floats, down: Floats
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The pixel that each position lies in; see `_bilinear`."""
    import numpy as np

    high, wide = seen.shape
    column = np.clip(np.floor(across + 1e-6).astype(np.int32), 0, wide - 1)
    row = np.clip(np.floor(down + 1e-6).astype(np.int32), 0, high - 1)
    valid = seen[row, column]
    out = picture[row, column]
    out[~valid] = 0
    return out, valid


def _bilinear(
    picture: NDArray[np.uint8], seen: NDArray[np.bool_], across: Floats, down: Floats
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The picture at positions (from its outer corner, whole numbers between pixels); whole numbers throughout.

    A place is valid where the pixel that it lies in is.
    """
    import numpy as np

    high, wide = seen.shape
    # A hair more, so that what should fall on a border falls on one side of it on every machine.
    column = np.floor(across * _PARTS + 0.5 + 1e-6).astype(np.int32)
    row = np.floor(down * _PARTS + 0.5 + 1e-6).astype(np.int32)
    at = np.clip(row // _PARTS, 0, high - 1) * wide + np.clip(column // _PARTS, 0, wide - 1)
    valid = seen.ravel()[at]
    column, row = column - _PARTS // 2, row - _PARTS // 2
    left, top = column // _PARTS, row // _PARTS
    u, v = column - left * _PARTS, row - top * _PARTS
    x0, x1 = (np.clip(left + step, 0, wide - 1) for step in (0, 1))
    y0, y1 = (np.clip(top + step, 0, high - 1) * wide for step in (0, 1))
    # 255 * 256 * 256 fits 32 bits.
    both = u * v
    corners = (
        ((y0 + x0).astype(np.intp), _PARTS * _PARTS - _PARTS * (u + v) + both),
        ((y0 + x1).astype(np.intp), _PARTS * u - both),
        ((y1 + x0).astype(np.intp), _PARTS * v - both), ((y1 + x1).astype(np.intp), both),
    )  # fmt: skip
    out = np.empty((*valid.shape, 3), np.uint8)
    for band in range(3):
        plane = np.ascontiguousarray(picture[:, :, band]).ravel()
        total = np.full(valid.shape, _PARTS * _PARTS // 2, np.int32)
        for where, weight in corners:
            total += plane.take(where) * weight
        out[:, :, band] = total >> 16
    out[~valid] = 0
    return out, valid
