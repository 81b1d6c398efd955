"""Lines drawn into dots: many segments at once, solid or dashed, cut to the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]


def segments_of(points: Sequence[tuple[float, float]], closed: bool) -> NDArray[np.float64]:
    """The sides (n, 4: x0 y0 x1 y1) of a line through points, back to the first if `closed`."""
    ring = np.asarray(points, float).reshape(-1, 2)
    if len(ring) < 2:
        return np.empty((0, 4))
    ends = np.concatenate((ring[1:], ring[:1])) if closed else ring[1:]
    return np.concatenate((ring if closed else ring[:-1], ends), axis=1)


def clipped(segments: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """The parts of segments that lie on a canvas (Liang and Barsky 1984); those that do not are left out."""
    if not len(segments):
        return segments
    x0, y0, x1, y1 = segments.T
    dx, dy = x1 - x0, y1 - y0
    first, last = np.zeros(len(segments)), np.ones(len(segments))
    gone = ~np.isfinite(segments).all(axis=1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for p, q in ((-dx, x0), (dx, width - 1e-6 - x0), (-dy, y0), (dy, height - 1e-6 - y0)):
            t = q / p
            first = np.where(p < 0, np.maximum(first, t), first)
            last = np.where(p > 0, np.minimum(last, t), last)
            gone |= (p == 0) & (q < 0)
    kept = ~gone & (first <= last)
    x0, y0, dx, dy, first, last = (a[kept] for a in (x0, y0, dx, dy, first, last))
    return np.stack((x0 + first * dx, y0 + first * dy, x0 + last * dx, y0 + last * dy), axis=1)


def stroke(dots: NDArray[np.uint8], segments: NDArray[np.float64], colour: Any, dash: int = 0) -> None:
    """Draw segments (n, 4) into `dots` (y, x, rgb). `colour` is one for all, or (n, 3).

    `dash` dots on, as many off; 0 is solid.
    """
    height, width = dots.shape[:2]
    many = np.asarray(colour, np.uint8).ndim == 2
    if many:
        # Colours follow their segments through the clipping.
        index = np.arange(len(segments), dtype=float)
        colours = np.asarray(colour, np.uint8)
        for one in np.unique(colours, axis=0):
            same = index[(colours == one).all(axis=1)].astype(np.intp)
            stroke(dots, segments[same], tuple(one.tolist()), dash)
        return
    segments = clipped(segments, width, height)
    if not len(segments):
        return
    x0, y0, x1, y1 = segments.T
    counts = (
        np.maximum(np.abs(np.floor(x1) - np.floor(x0)), np.abs(np.floor(y1) - np.floor(y0))).astype(np.intp)
        + 1
    )
    which = np.repeat(np.arange(len(counts)), counts)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    if dash:
        keep = (step // dash) % 2 == 0
        which, step = which[keep], step[keep]
    share = step / np.maximum(counts - 1, 1)[which]
    x = np.clip(np.floor(x0[which] + (x1 - x0)[which] * share), 0, width - 1).astype(np.intp)
    y = np.clip(np.floor(y0[which] + (y1 - y0)[which] * share), 0, height - 1).astype(np.intp)
    dots[y, x] = colour
