"""The scale bar: a round length that fits, and how many cells it takes."""

from __future__ import annotations

import math


def scale_bar(metres_per_dot: float, widest: int) -> tuple[int, str] | None:
    """(cells, label) of the longest round length (1, 2, 5 times a power of ten metres) within `widest` cells.

    One cell is one dot wide. None where no scale is known or nothing fits.
    """
    if not math.isfinite(metres_per_dot) or metres_per_dot <= 0 or widest < 3:
        return None
    room = metres_per_dot * widest
    power = 10.0 ** math.floor(math.log10(room))
    length = max(step * power for step in (1, 2, 5) if step * power <= room)
    cells = round(length / metres_per_dot)
    if cells < 2:
        return None
    if length >= 1000:
        return cells, f"{length / 1000:g} km"
    return cells, f"{length:g} m" if length >= 1 else f"{length * 100:g} cm"
