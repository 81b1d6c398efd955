"""A part of an image that is asked for, and the pixels that answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from obslog.model.errors import WordError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Window(NamedTuple):
    """A rectangle of pixels: column and row of its upper left corner (whole numbers between pixels), and its size.

    It may begin within a pixel and reach beyond the image. Wherever one is asked for, a tuple of four will do.
    """

    col_off: float
    row_off: float
    width: float
    height: float


@dataclass(frozen=True)
class Pixels:
    """What `ImageView.read` found in a window.

    `data` is (band, row, column) in the image's own type (amplitudes for complex values, colours for a palette),
    `valid` (row, column) where it holds picture: not beyond the image, not nodata, transparent or masked.
    `share` is 1.0 where this is all there is to see; below that it is a draft, the share of the work done on the
    real one: ask again. `known` then is (row, column) where the draft has pixels of the image, None where it
    does everywhere, and `backdrop` (row, column, 3) the import's small picture, 8 bits, for the rest.
    """

    data: NDArray[Any]
    valid: NDArray[np.bool_]
    window: Window
    bands: tuple[int, ...]
    share: float = 1.0
    known: NDArray[np.bool_] | None = None
    backdrop: NDArray[np.uint8] | None = None

    @property
    def complete(self) -> bool:
        """True if asking again would give the same."""
        return self.share >= 1.0


def window_of(value: Sequence[float]) -> Window:
    """Four finite numbers as a window. Raises `WordError` for what cannot be one."""
    window = Window(*(float(each) for each in value))
    if not all(map(math.isfinite, window)) or window.width <= 0 or window.height <= 0:
        raise WordError("window", repr(tuple(window)), "column, row, width and height, the last two above 0")
    return window
