"""The stand check: does the place of each known object look the same at the other date? A queue for the eye.

It asks of places that the analyst knows already, one patch at each: the best correlation within a few pixels. A low
one means that something there looks different: an aircraft gone, another one, a shadow, snow, haze. It is never a
verdict (change.md 3: objects taken out of near-date pictures were found 6 of 6 and 21-23 of 25, no false ones among
271 stands; pictures years apart say nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Below this best correlation a stand looks changed (change.md 3).
CHANGED_BELOW = 0.6
#: The other date is searched so many pixels about the place for the best fit: what is left of the shift.
SEARCH_PX = 3
#: A patch with fewer pixels than this along a side says nothing.
LEAST_PX = 6
#: Less contrast than this share of the picture's own spread is bare ground: correlation of noise says nothing.
_LEAST_CONTRAST = 0.05


class Look(StrEnum):
    """What the pixels at a stand say to the eye that will check them."""

    CHANGED = "looks changed"
    ALIKE = "looks alike"
    UNSAID = "cannot be compared"


@dataclass(frozen=True)
class Stand:
    """A known object's place: (column, row) of its middle and its half width and height, in pixels of the picture."""

    id: str
    column: float
    row: float
    half_width: float
    half_height: float


@dataclass(frozen=True)
class Checked:
    """One stand held against the other date: the best correlation (-1..1; None: nothing to compare), and why not."""

    id: str
    look: Look
    likeness: float | None
    why_not: str | None = None


def check_stands(
    before: NDArray[Any],
    after: NDArray[Any],
    stands: Sequence[Stand],
    valid_before: NDArray[np.bool_] | None = None,
    valid_after: NDArray[np.bool_] | None = None,
    *,
    spread: tuple[float, float] | None = None,
) -> tuple[Checked, ...]:
    """Each stand of the earlier picture on the later, both grey (row, column) and laid on one another.

    In the order given; masks are true where there is picture. `spread` is the range of values of each picture (5 to
    95 %), for parts cut out of a whole; None takes that of the parts.
    """
    import numpy as np

    first, second = before.astype(np.float64), after.astype(np.float64)
    if spread is None:
        spread = _spread(first), _spread(second)
    found = []
    for stand in stands:
        box = _box(stand, before.shape)
        if box is None:
            found.append(
                Checked(stand.id, Look.UNSAID, None, "too near the edge of the picture, or too small")
            )
            continue
        top, left, bottom, right = box
        whole = slice(top - SEARCH_PX, bottom + SEARCH_PX), slice(left - SEARCH_PX, right + SEARCH_PX)
        inner = slice(top, bottom), slice(left, right)
        if (valid_before is not None and not valid_before[inner].all()) or (
            valid_after is not None and not valid_after[whole].all()
        ):
            found.append(Checked(stand.id, Look.UNSAID, None, "no valid pixels there on both dates"))
            continue
        found.append(_checked(stand.id, first[inner], second[whole], spread))
    return tuple(found)


def _spread(picture: NDArray[np.float64]) -> float:
    import numpy as np

    low, high = np.percentile(picture, (5, 95))
    return float(high - low)


def _box(stand: Stand, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """(top, left, bottom, right) of a stand, with room to search around it; None where there is none."""
    top, bottom = round(stand.row - stand.half_height), round(stand.row + stand.half_height)
    left, right = round(stand.column - stand.half_width), round(stand.column + stand.half_width)
    if min(bottom - top, right - left) < LEAST_PX:
        return None
    if top < SEARCH_PX or left < SEARCH_PX:
        return None
    if bottom > shape[0] - SEARCH_PX or right > shape[1] - SEARCH_PX:
        return None
    return top, left, bottom, right


def _checked(
    id: str, patch: NDArray[np.float64], around: NDArray[np.float64], spread: tuple[float, float]
) -> Checked:
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view

    least = _LEAST_CONTRAST * spread[0], _LEAST_CONTRAST * spread[1]
    if patch.std() <= least[0]:
        return Checked(id, Look.UNSAID, None, "bare ground at the earlier date: nothing to recognise")
    windows = sliding_window_view(around, patch.shape)
    mean = windows.mean(axis=(2, 3), keepdims=True)
    away = windows - mean
    sizes = np.sqrt((away * away).sum(axis=(2, 3)))
    template = patch - patch.mean()
    bottom = sizes * np.sqrt((template * template).sum())
    products = np.einsum("ijkl,kl->ij", away, template)
    likeness = np.where(bottom > 0, products / np.maximum(bottom, 1e-12), 0.0)
    # Where the later date is bare ground, correlation is that of noise: the object is not there as it was.
    flat = sizes / np.sqrt(patch.size) <= least[1]
    best = float(np.where(flat, 0.0, likeness).max())
    return Checked(id, Look.CHANGED if best < CHANGED_BELOW else Look.ALIKE, best)
