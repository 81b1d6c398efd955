"""Values of any kind turned into 8-bit colours for the eye: stretched between two values, by a table where it pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Low and high value of one band: what becomes black and what becomes white.
Range = tuple[float, float]
_SAMPLE = 1 << 18


def to_rgb(
    data: NDArray[Any],
    valid: NDArray[np.bool_] | None,
    ranges: Sequence[Range],
    *,
    gamma: float = 1.0,
    fill: tuple[int, int, int] = (0, 0, 0),
) -> NDArray[np.uint8]:
    """(row, column, 3) 8-bit red, green, blue of (band, row, column) values; one band (or two) is grey.

    Each band is stretched between its low and high value, all mid grey where these are the same; `gamma` above 1
    brightens the middle. What is not `valid` becomes `fill`. NaN is black.
    """
    import numpy as np

    shown = data[:3] if len(data) >= 3 else data[:1]
    out = np.empty((*data.shape[1:], 3), np.uint8)
    for band, plane in enumerate(shown):
        out[:, :, band] = _levels(plane, ranges[min(band, len(ranges) - 1)], gamma)
    if len(shown) == 1:
        out[:, :, 1:] = out[:, :, :1]
    if valid is not None and not valid.all():
        out[~valid] = fill
    return out


def _levels(plane: NDArray[Any], ends: Range, gamma: float) -> NDArray[np.uint8]:
    import numpy as np

    if plane.dtype == np.uint8:
        return np.asarray(_curve(np.arange(256), ends, gamma)[plane])
    if plane.dtype == np.uint16 and plane.size > 4096:
        # Values above the high one are white all alike.
        table = _curve(np.arange(max(1, min(int(max(ends)) + 2, 1 << 16))), ends, gamma)
        return np.take(table, plane, mode="clip")
    return _curve(plane, ends, gamma)


def _curve(values: NDArray[Any], ends: Range, gamma: float) -> NDArray[np.uint8]:
    import numpy as np

    low, high = ends
    if not high > low:
        return np.full(values.shape, 128, np.uint8)
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.clip((values.astype(np.float64) - low) / (high - low), 0, 1)
        if gamma != 1.0:
            share = share ** (1 / gamma)
        return (np.nan_to_num(share) * 255 + 0.5).astype(np.uint8)


def percentiles(
    data: NDArray[Any], valid: NDArray[np.bool_] | None, low: float, high: float
) -> tuple[Range, ...]:
    """The values below which `low` and `high` percent of each band's valid values lie; (0, 0) where none is.

    Of many values a part is taken. Bands of 8 bits are given one range, which keeps colours as they were made.
    """
    import numpy as np

    found: list[Range | None] = []
    for plane in data:
        values = plane.ravel() if valid is None else plane[valid]
        if values.dtype.kind == "f":
            values = values[np.isfinite(values)]
        # An odd step, so that the part does not follow the columns.
        values = values[:: max(1, values.size // _SAMPLE) | 1]
        ends = np.percentile(values, [low, high]) if values.size else None
        found.append(None if ends is None else (float(ends[0]), float(ends[1])))
    some = [each for each in found if each is not None]
    if data.dtype == np.uint8 and some:
        found = [(min(each for each, _ in some), max(each for _, each in some))] * len(data)
    return tuple(each or (0.0, 0.0) for each in found)
