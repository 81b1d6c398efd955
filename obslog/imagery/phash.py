"""A 64-bit fingerprint of what a picture shows, near to that of any re-saved copy of it.

The signs, about their median, of the 64 lowest frequencies but the mean in the cosine transform of a 32 x 32
grey picture. Low frequencies survive what press copies go through (JPEG, half size, 8 bits out of 16, a
stretch), which shifts single pixels and edges, on which a gradient hash rests; comparing with the median
makes half of the bits ones whatever the picture, so that unrelated pictures lie about 32 bits apart. Where an
image holds no picture it stays black and is not cut off: a copy that no longer says which of its black is empty
then still is near (cutting it off put copies of dark scenes up to 26 bits apart, this way 2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

_SIDE = 32
_BITS = 64
#: A spread of the 32 x 32 grey levels (of 255) below this is no picture.
_FLAT = 0.5


def fingerprint(picture: Image) -> str | None:
    """16 hex digits for a picture of 8 bits, in grey or colours, black where there is none.

    None for a picture too small (under 8 cells a side), or flat: it would be near to every other.
    """
    import numpy as np
    from PIL import Image

    grey = picture.convert("L")
    if min(grey.size) < 8:
        return None
    shrunk = grey.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    small = np.asarray(shrunk, dtype=np.float64)
    if small.std() < _FLAT:
        return None
    waves = _cosines()
    turned = waves @ (small - small.mean()) @ waves.T
    lowest = turned[_order()]
    bits = lowest > np.median(lowest)
    return f"{int.from_bytes(np.packbits(bits).tobytes(), 'big'):016x}"


def bits_apart(one: str, other: str) -> int:
    """How many of the 64 bits of two fingerprints differ: up to 8 for copies, about 32 for strangers."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


@lru_cache(1)
def _cosines() -> NDArray[np.float64]:
    """The matrix of the cosine transform (DCT-II) of 32 values."""
    import numpy as np

    step = np.arange(_SIDE)
    return np.asarray(np.cos(np.pi / _SIDE * (step[None] + 0.5) * step[:, None]))


@lru_cache(1)
def _order() -> tuple[list[int], list[int]]:
    """The 64 lowest frequencies without the mean: (down, across)."""
    pairs = [(i, j) for i in range(_SIDE) for j in range(_SIDE) if i + j > 0]
    lowest = sorted(pairs, key=lambda pair: (pair[0] ** 2 + pair[1] ** 2, pair))[:_BITS]
    return [down for down, _ in lowest], [across for _, across in lowest]
