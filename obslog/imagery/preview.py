"""A small picture for the eye from an overview: percentiles stretched to 8 bits, as JPEG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from obslog.imagery.overview import Overview

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

_LOW, _HIGH = 2.0, 98.0
_QUALITY = 80
_BYTES = range(256)


def stretched(overview: Overview, valid: NDArray[np.bool_] | None) -> Image:
    """The picture in grey or colours of 8 bits, black where not `valid` (None: all is).

    Stretched from the 2nd to the 98th percentile of the valid cells. Bands of 8 bits are stretched alike, which
    keeps colours as they were made; others each by itself.
    """
    from PIL import Image

    bands = overview.bands
    if valid is not None and not valid.any():
        return Image.new("L", bands[0].shape[::-1])
    ranges = [_range(band if valid is None else band[valid]) for band in bands]
    if not overview.wide:
        ranges = [(min(low for low, _ in ranges), max(high for _, high in ranges))] * len(ranges)
    shown = [_scaled(band, *ends) for band, ends in zip(bands, ranges, strict=True)]
    picture = shown[0] if len(shown) == 1 else Image.merge("RGB", shown)
    if valid is not None:
        picture.paste(0, mask=Image.fromarray(~valid))
    return picture


def _scaled(band: NDArray[Any], low: float, high: float) -> Image:
    """One band at 0 to 255 between `low` and `high`; all grey where they are the same."""
    import numpy as np
    from PIL import Image

    if high <= low:
        return Image.new("L", band.shape[::-1], 128)
    # Where there are few values, each one's level is looked up: much cheaper than arithmetic on every pixel.
    if band.dtype == np.uint8:
        levels = _levels(np.arange(256, dtype=np.float32), low, high)
        return Image.fromarray(np.ascontiguousarray(band)).point(levels.tolist())
    if band.dtype == np.uint16:
        levels = _levels(np.arange(int(high) + 1, dtype=np.float32), low, high)
        return Image.fromarray(np.take(levels, band, mode="clip"))
    return Image.fromarray(_levels(band, low, high))


def _levels(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    import numpy as np

    scale = 255.0 / (high - low)
    return np.asarray(np.clip((values - np.float64(low)) * scale + 0.5, 0, 255)).astype(np.uint8)


def _range(values: NDArray[Any]) -> tuple[float, float]:
    """The 2nd and 98th percentile, of a sample where there are many."""
    import numpy as np

    # An odd step, so that the sample does not follow the columns of a picture.
    flat = values.ravel() if values.ndim > 1 else values
    sample = flat[:: max(1, flat.size // 16_384) | 1]
    # Counting 8 bits is a fortieth of sorting them.
    sample = (
        np.repeat(_BYTES, np.bincount(sample, minlength=256)) if sample.dtype == np.uint8 else np.sort(sample)
    )
    low = float(sample[int(_LOW / 100 * (sample.size - 1))])
    high = float(sample[int(np.ceil(_HIGH / 100 * (sample.size - 1)))])
    return (low, high) if high > low else (float(sample[0]), float(sample[-1]))


def as_jpeg(picture: Image) -> bytes:
    """The bytes of a JPEG of a grey or coloured picture."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
