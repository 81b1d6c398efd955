"""Pixels at fewer pixels: means over square cells, and what lies between the cells. Pure numpy.

Planes are (band, row, column); `seen` is (row, column), where a pixel holds a value, None where all do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Planes = NDArray[Any]
    Seen = NDArray[np.bool_] | None


def reduced(planes: Planes, seen: Seen, factor: int) -> tuple[Planes, Seen]:
    """The mean of the seen pixels of each `factor` x `factor` cell, in their own type; cells at the right and bottom
    may be cut. A cell is seen if any of its pixels is."""
    import numpy as np

    if factor == 1:
        return planes, seen
    bands, rows, columns = planes.shape
    shape = -(-rows // factor), -(-columns // factor)
    out = np.empty((bands, *shape), planes.dtype)
    counts = None if seen is None else _filled(seen, factor, np.uint32, shape)
    sizes = np.outer(_lengths(rows, factor), _lengths(columns, factor)) if counts is None else counts
    whole = counts is None and not (rows % factor or columns % factor)
    for band in range(bands):
        plane = planes[band] if seen is None else np.where(seen, planes[band], planes.dtype.type(0))
        sums = _filled(plane, factor, _wide(planes.dtype, factor), shape)
        out[band] = _mean(sums, factor * factor if whole else np.maximum(sizes, 1), planes.dtype)
    return out, None if counts is None else counts > 0


def _wide(dtype: np.dtype[Any], factor: int) -> Any:
    """A type that holds the sum of a cell."""
    import numpy as np

    if dtype.kind == "f":
        return dtype
    bits = dtype.itemsize * 8 + 2 * (factor - 1).bit_length()
    if dtype.kind == "i":
        return np.int32 if bits <= 32 else np.int64
    return np.uint16 if bits <= 16 else np.uint32 if bits <= 32 else np.uint64


def _mean(sums: Planes, count: Any, dtype: np.dtype[Any]) -> Planes:
    import numpy as np

    if dtype.kind == "f":
        return np.asarray(sums / count).astype(dtype)
    if isinstance(count, int) and count & (count - 1) == 0:
        shift = sums.dtype.type(count.bit_length() - 1)
        return np.asarray((sums + sums.dtype.type(count // 2)) >> shift).astype(dtype)
    divisor = np.asarray(count).astype(sums.dtype)
    return np.asarray((sums + divisor // sums.dtype.type(2)) // divisor).astype(dtype)


def _lengths(length: int, factor: int) -> NDArray[np.int64]:
    import numpy as np

    starts = np.arange(0, length, factor)
    return np.minimum(factor, length - starts)


def _filled(plane: Planes, factor: int, wide: Any, shape: tuple[int, int]) -> Planes:
    """Sums over cells; rows first, in runs of memory, which is many times faster than `reduceat`."""
    import numpy as np

    rows, columns = plane.shape
    full = rows // factor
    down = np.empty((shape[0], columns), wide)
    if full:
        np.add.reduce(
            plane[: full * factor].reshape(full, factor, columns), axis=1, dtype=wide, out=down[:full]
        )
    if full < shape[0]:
        np.add.reduce(plane[full * factor :], axis=0, dtype=wide, out=down[full])
    out = np.empty(shape, wide)
    whole = columns // factor
    across = down[:, : whole * factor]
    out[:, :whole] = across[:, 0::factor]
    for step in range(1, factor):
        out[:, :whole] += across[:, step::factor]
    if whole < shape[1]:
        np.add.reduce(down[:, whole * factor :], axis=1, dtype=wide, out=out[:, whole])
    return out


def resampled(
    planes: Planes, seen: Seen, place: tuple[float, float, float, float], rows: int, columns: int
) -> tuple[Planes, NDArray[np.bool_]]:
    """`rows` x `columns` pixels of the rectangle `place` (column, row, width, height) of the planes, and where they
    are seen; what lies beyond the planes is not.

    Enlarged or unchanged, pixels are taken as they are; made smaller (by less than two, else reduce them first)
    they are drawn between the nearest.
    """
    import numpy as np

    left, top, width, height = place
    on_row, out_row = _centres(top, height, rows, planes.shape[1])
    on_column, out_column = _centres(left, width, columns, planes.shape[2])
    if not rows or not columns or out_row.all() or out_column.all():
        return np.zeros((len(planes), rows, columns), planes.dtype), np.zeros((rows, columns), np.bool_)
    shrinks = width / columns > 1.001 or height / rows > 1.001
    if shrinks:
        out, valid = _between(planes, seen, on_row, on_column)
    else:
        at_row, at_column = np.floor(on_row).astype(np.intp), np.floor(on_column).astype(np.intp)
        out = planes[:, _run(at_row)][:, :, _run(at_column)]
        valid = (
            np.ones((rows, columns), np.bool_)
            if seen is None
            else seen[_run(at_row)][:, _run(at_column)].copy()
        )
    if out_row.any() or out_column.any():
        away = out_row[:, None] | out_column
        valid = valid & ~away
        out = np.where(away, planes.dtype.type(0), out)
    return np.ascontiguousarray(out), valid


def _run(at: NDArray[np.intp]) -> Any:
    """Positions as a slice where they follow one another: much quicker to take."""
    if at[-1] - at[0] == len(at) - 1 and (at[1:] - at[:-1] == 1).all():
        return slice(int(at[0]), int(at[-1]) + 1)
    return at


def _centres(
    start: float, length: float, many: int, there: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Where the middles of `many` pixels lie, held within 0 to `there`, and which lay outside."""
    import numpy as np

    # A hair to the right, so that what should fall on a border of pixels falls on its right side.
    at = start + (np.arange(many) + 0.5) * (length / many) + 1e-9
    return np.clip(at, 0, np.nextafter(there, 0)), (at < 0) | (at >= there)


def _between(
    planes: Planes, seen: Seen, on_row: NDArray[np.float64], on_column: NDArray[np.float64]
) -> tuple[Planes, NDArray[np.bool_]]:
    import numpy as np

    kind: Any = np.float64 if planes.dtype.itemsize > 2 and planes.dtype != np.float32 else np.float32
    row, next_row, low = _pair(on_row, planes.shape[1], kind)
    column, next_column, right = _pair(on_column, planes.shape[2], kind)

    def drawn(plane: Planes) -> Planes:
        down = plane[row] * (1 - low[:, None]) + plane[next_row] * low[:, None]
        return np.asarray(down[:, column] * (1 - right) + down[:, next_column] * right)

    shape = len(planes), len(on_row), len(on_column)
    out = np.empty(shape, planes.dtype)
    valid, weight = np.ones(shape[1:], np.bool_), None
    if seen is not None:
        weight = drawn(seen.astype(kind))
        valid = weight > 1e-3
        weight = np.where(valid, weight, 1)
    for band in range(len(planes)):
        plane = planes[band] if seen is None else np.where(seen, planes[band], planes.dtype.type(0))
        value = drawn(plane) if weight is None else drawn(plane) / weight
        out[band] = np.rint(value) if planes.dtype.kind in "iu" else value
    return out, valid


def _pair(
    at: NDArray[np.float64], there: int, kind: Any
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[Any]]:
    """The two pixels around each position, and how much of the second, in the type `kind`."""
    import numpy as np

    at = np.clip(at - 0.5, 0, there - 1)
    first = np.floor(at).astype(np.intp)
    return first, np.minimum(first + 1, there - 1), (at - first).astype(kind)
