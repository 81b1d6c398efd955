"""Which part of an image holds picture, as a polygon in pixels that never reaches beyond it.

A cell of the overview counts if all of its pixels hold values. Where the file declares none (no nodata, alpha
or mask), an edge of exact zeros in all bands is taken for a collar: cells that see the image's edge along
their row or column over nothing but zeros, if they are at least a two-hundredth of the image. The outline is
drawn inside the cells that count, simplified only inwards, to about 64 vertices. Gaps within the picture that
are smaller than a thousandth of it are not cut out; the share of valid pixels counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from obslog.imagery.overview import Overview

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_MOST_VERTICES = 64
_SMALLEST_COLLAR = 0.005
_SMALLEST_GAP = 0.001
_SMALLEST_RIM = 0.02
#: A cell of 8 bits whose mean is up to this counts as zeros: the same for a picture and its lossy copies.
_ZERO = 0.5
#: Lossy compression blurs the border of a collar over so many pixels.
_BLUR = 8


def collar(overview: Overview) -> NDArray[np.bool_]:
    """The cells (row, column) of an undeclared edge of zeros; none where the file declares what is empty."""
    import numpy as np

    shape = overview.bands[0].shape
    most = 0.0 if overview.wide else _ZERO
    nothing = np.zeros(shape, bool)
    if overview.declared:
        return nothing
    # A collar meets an edge in more than a few dark pixels: most pictures are done with here.
    sides = [
        np.logical_and.reduce([np.abs(band[side]) <= most for band in overview.bands])
        for side in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1])
    ]
    if sum(int(side.sum()) for side in sides) < max(2.0, _SMALLEST_RIM * sum(shape)):
        return nothing
    if len(overview.bands) == 1 and len(np.unique(overview.bands[0])) <= 2:
        return nothing  # a mask or a label, not a picture
    zero = np.logical_and.reduce([np.abs(band) <= most for band in overview.bands])
    reached = np.zeros(shape, bool)
    for axis in (0, 1):
        reached |= np.logical_and.accumulate(zero, axis=axis)
        reached |= np.flip(np.logical_and.accumulate(np.flip(zero, axis), axis=axis), axis)
    # Everything zero is a picture of nothing, but no collar of anything.
    large = _SMALLEST_COLLAR * reached.size <= reached.sum() < reached.size
    return reached if large else nothing


def beside(edge: NDArray[np.bool_], overview: Overview) -> NDArray[np.bool_]:
    """The cells of a collar, and those beside it that lossy compression may have blurred."""
    wider = edge
    for _ in range(-(-_BLUR // overview.factor) if overview.lossy and edge.any() else 0):
        grown = wider.copy()
        grown[1:] |= wider[:-1]
        grown[:-1] |= wider[1:]
        grown[:, 1:] |= wider[:, :-1]
        grown[:, :-1] |= wider[:, 1:]
        wider = grown
    return wider


def outline_in_pixels(full: NDArray[np.bool_], factor: int, width: int, height: int) -> BaseGeometry | None:
    """The ground under the `full` cells, in (column, row) pixels; None where that is the whole image.

    An empty shape where no cell is full. Vertices are about 64 at the most.
    """
    from shapely import Polygon, box, simplify

    if full.all():
        return None
    if not full.any():
        return Polygon()
    frame = box(0, 0, width, height)
    empty = _merged(~full, factor, width, height, _SMALLEST_GAP * width * height)
    if empty.is_empty:
        return None
    tolerance = 0.75 * factor
    for _ in range(24):
        kept = frame.difference(empty.buffer(tolerance, join_style="mitre"))
        found = _large(simplify(kept, tolerance * 0.99).intersection(frame), _SMALLEST_GAP * frame.area)
        if _vertices(found) <= _MOST_VERTICES:
            return found
        tolerance *= 1.5
    return Polygon()


def _merged(cells: NDArray[np.bool_], factor: int, width: int, height: int, smallest: float) -> BaseGeometry:
    """The cells as shapes in pixels, those that hang together joined; those below `smallest` pixels left out."""
    from shapely import MultiPolygon, box, unary_union

    boxes = [
        box(left * factor, top * factor, min(right * factor, width), min(bottom * factor, height))
        for left, top, right, bottom in _runs(cells)
    ]
    joined = unary_union(boxes)
    return MultiPolygon([part for part in _polygons(joined) if part.area >= smallest])


def _runs(cells: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Rectangles (left, top, right, bottom) that cover the cells: runs in rows, equal ones of later rows joined."""
    import numpy as np

    padded = np.zeros((cells.shape[0], cells.shape[1] + 2), np.int8)
    padded[:, 1:-1] = cells
    step = np.diff(padded, axis=1)
    done: list[tuple[int, int, int, int]] = []
    growing: dict[tuple[int, int], int] = {}
    for row in range(cells.shape[0]):
        lefts, rights = np.flatnonzero(step[row] == 1), np.flatnonzero(step[row] == -1)
        here = set(zip(lefts.tolist(), rights.tolist(), strict=True))
        for run in [run for run in growing if run not in here]:
            done.append((run[0], growing.pop(run), run[1], row))
        for run in here:
            growing.setdefault(run, row)
    return done + [(left, top, right, cells.shape[0]) for (left, right), top in growing.items()]


def _polygons(shape: BaseGeometry) -> list[Any]:
    return [
        part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon" and part.area > 0
    ]


def _large(shape: BaseGeometry, smallest: float) -> BaseGeometry:
    """The parts of a shape of at least `smallest` square pixels."""
    from shapely import MultiPolygon

    return MultiPolygon([part for part in _polygons(shape) if part.area >= smallest])


def _vertices(shape: BaseGeometry) -> int:
    return sum(len(ring.coords) - 1 for part in _polygons(shape) for ring in (part.exterior, *part.interiors))
