"""Twice as sharp across: each cell's four quarters in two colours, by the quadrant blocks of Unicode."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: By the quarters that are bright: 1 upper left, 2 upper right, 4 lower left, 8 lower right.
_BLOCKS = np.array([ord(c) for c in " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"], np.uint32)


def quadrants(fine: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8]]:
    """(glyphs, ink, paper) of cells from a picture of 2 x 2 samples a cell (2 rows, 2 columns, rgb).

    The quarters of a cell are parted at the middle of their brightness; each part shows its mean colour.
    """
    high, wide = fine.shape[0] // 2, fine.shape[1] // 2
    quarters = (
        fine.reshape(high, 2, wide, 2, 3).transpose(0, 2, 1, 3, 4).reshape(high, wide, 4, 3).astype(np.uint16)
    )
    light = quarters.sum(axis=-1)
    middle = (light.max(axis=-1) + light.min(axis=-1) + 1) // 2
    bright = light >= middle[..., None]
    count = np.maximum(bright.sum(axis=-1), 1)[..., None]
    rest = np.maximum(4 - bright.sum(axis=-1), 1)[..., None]
    ink = (quarters * bright[..., None]).sum(axis=2) // count
    paper = (quarters * ~bright[..., None]).sum(axis=2) // rest
    index = (bright * np.array([1, 2, 4, 8])).sum(axis=-1)
    # A cell of one brightness is all ink: the full block needs no paper.
    paper = np.where((index == 15)[..., None], ink, paper)
    return _BLOCKS[index], ink.astype(np.uint8), paper.astype(np.uint8)
