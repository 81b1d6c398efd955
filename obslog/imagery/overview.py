"""Every pixel of a raster decoded once, strip by strip, into a small picture of it and what of it is valid."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from obslog.imagery.opening import Evidence

#: The longest side of the small picture, in cells.
LONGEST = 512
#: Over this many pixels Pillow would hold too much at once; GDAL then decodes it strip by strip.
_PILLOW_PIXELS = 60_000_000
_STRIP_BYTES = 32 << 20
_DISPLAY = ("red", "green", "blue")


@dataclass
class Overview:
    """A raster at reduced size: cells of `factor` x `factor` pixels (those at the right and bottom may be cut).

    `bands` are one band or three (red, green, blue), (row, column): the mean of the valid pixels of each cell,
    as float32, or the pixels themselves in their own type where a cell is one; amplitudes for complex values.
    `valid` is (row, column), the share 0 to 1 of each cell's pixels that hold a value, None where all do, and
    `valid_share` that of the whole raster. `declared` says that the file itself states which pixels hold none
    (nodata, alpha, mask). `lossy` values are good to a few counts. `wide` values span more than 8 bits.
    """

    width: int
    height: int
    factor: int
    bands: list[NDArray[Any]]
    valid: NDArray[np.float32] | None
    valid_share: float
    declared: bool
    lossy: bool
    wide: bool


def decode(evidence: Evidence, source: Any) -> Overview:
    """Decode every pixel of an open file of evidence; raises whatever its libraries raise where they cannot."""
    if evidence.driver in ("PNG", "JPEG"):
        if source.width * source.height <= _PILLOW_PIXELS:
            # GDAL reads a cut PNG as if whole; Pillow notices.
            return _by_pillow(evidence)
        _check_end(evidence)
    return _by_strips(source, evidence.driver)


def _check_end(evidence: Evidence) -> None:
    tail = os.pread(evidence.fd, 4096, max(0, evidence.size - 4096))
    if (b"IEND" if evidence.driver == "PNG" else b"\xff\xd9") not in tail:
        raise ValueError("the file is cut short")


def _factor(width: int, height: int) -> int:
    return max(1, -(-max(width, height) // LONGEST))


def _by_pillow(evidence: Evidence) -> Overview:
    import numpy as np

    with evidence.pillow() as image:
        image.load()
        width, height = image.size
        factor = _factor(width, height)
        alpha = None
        if image.mode in ("LA", "RGBA", "PA", "La", "RGBa") or "transparency" in image.info:
            alpha = image.convert("RGBA").getchannel("A").point(lambda value: 255 if value else 0)
        wide = image.mode.startswith(("I", "F"))
        if wide:
            shown = image.convert("F")
        else:
            mode = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
            shown = image if image.mode == mode else image.convert(mode)  # a conversion is a copy
        share = 1.0 if alpha is None else float(np.count_nonzero(np.asarray(alpha))) / (width * height)
        small = np.asarray(shown.reduce(factor) if factor > 1 else shown)
        bands = [small] if small.ndim == 2 else [small[:, :, band] for band in range(3)]
        valid: NDArray[Any] | None = None
        if alpha is not None and share < 1:
            valid = np.asarray(alpha.reduce(factor) if factor > 1 else alpha, dtype=np.float32) / 255
        lossy = evidence.driver == "JPEG"
        # Of black and white alone, black is no sign of an empty edge.
        declared = alpha is not None or image.mode == "1"
        return Overview(width, height, factor, bands, valid, share, declared, lossy, wide)


def _by_strips(source: Any, driver: str) -> Overview:
    """GDAL's decoding in bands of whole block rows, dropping what was summed up."""
    import numpy as np
    from rasterio.enums import MaskFlags
    from rasterio.windows import Window

    shown = display_bands(source)
    alpha = next((i + 1 for i, kind in enumerate(source.colorinterp) if kind.name == "alpha"), None)
    masked = any(MaskFlags.per_dataset in flags for flags in source.mask_flag_enums) and alpha is None
    nodata = [source.nodatavals[band - 1] for band in shown]
    colours = palette(source) if source.count == 1 else None
    summed = _Sums(source.width, source.height, 3 if colours is not None else len(shown))
    for top, left, rows, columns in _windows(source):
        window = Window(left, top, columns, rows)
        if source.count > 1 and source.interleaving is not None and source.interleaving.name == "pixel":
            values = source.read(window=window)
            planes = [values[band - 1] for band in shown]
            seen = None if alpha is None else values[alpha - 1] > 0
        else:
            planes, seen = _by_band(source, window, shown, alpha)
        if masked:
            seen = source.dataset_mask(window=window) > 0
        if alpha is None and not masked:
            seen = holding(planes, nodata)
        if planes[0].dtype.kind in "fc":
            finite = np.isfinite(planes[0])
            for plane in planes[1:]:
                finite &= np.isfinite(plane)
            if not finite.all():
                seen = finite if seen is None else seen & finite
        if colours is not None:
            planes = [colours[:, band][planes[0]] for band in range(3)]
        summed.add(top, left, [np.abs(p) if p.dtype.kind == "c" else p for p in planes], seen)
    declared = alpha is not None or masked or any(value is not None for value in nodata)
    lossy = driver != "GTiff" or "JPEG" in str(source.compression).upper()
    wide = colours is None and source.dtypes[0] not in ("uint8", "int8")
    return summed.overview(declared, lossy, wide)


def _by_band(
    source: Any, window: Any, shown: Sequence[int], alpha: int | None
) -> tuple[list[NDArray[Any]], NDArray[np.bool_] | None]:
    """The shown bands of a window, and where its alpha is not 0; every other band is decoded and dropped."""
    planes: dict[int, NDArray[Any]] = {}
    seen = None
    for band in range(1, source.count + 1):
        values = source.read(band, window=window)
        if band in shown:
            planes[band] = values
        if band == alpha:
            seen = values > 0
    return [planes[band] for band in shown], seen


def _windows(source: Any) -> list[tuple[int, int, int, int]]:
    """(top, left, rows, columns) of whole block rows, as many as fit the memory allowed for a strip."""
    import numpy as np

    block_rows, block_columns = source.block_shapes[0]
    value = source.count * np.dtype(source.dtypes[0]).itemsize
    rows = max(block_rows, min(source.height, _STRIP_BYTES // (source.width * value) or 1))
    rows = rows // block_rows * block_rows
    columns = source.width
    if rows * columns * value > 4 * _STRIP_BYTES:
        columns = max(block_columns, 4 * _STRIP_BYTES // (rows * value) // block_columns * block_columns)
    return [
        (top, left, min(rows, source.height - top), min(columns, source.width - left))
        for top in range(0, source.height, rows)
        for left in range(0, source.width, columns)
    ]


def holding(planes: Sequence[NDArray[Any]], nodata: Sequence[float | None]) -> NDArray[np.bool_] | None:
    """Where any band holds a value other than its nodata (one for each); None where everything does."""
    import numpy as np

    if any(value is None for value in nodata):
        return None
    seen: NDArray[np.bool_] | None = None
    for plane, value in zip(planes, nodata, strict=True):
        assert value is not None
        here = ~np.isnan(plane) if value != value else plane != value
        seen = here if seen is None else seen | here
    return None if seen is None or seen.all() else seen


def display_bands(source: Any) -> tuple[int, ...]:
    """The bands that make a picture: red, green and blue where they are known, else the first one or three."""
    kinds = [kind.name for kind in source.colorinterp]
    plain = [i + 1 for i, kind in enumerate(kinds) if kind != "alpha"]
    if all(colour in kinds for colour in _DISPLAY):
        return tuple(kinds.index(colour) + 1 for colour in _DISPLAY)
    names = [(text or "").strip().lower() for text in source.descriptions]
    if all(colour in names for colour in _DISPLAY):
        return tuple(names.index(colour) + 1 for colour in _DISPLAY)
    if len(plain) < 3 or source.dtypes[0].startswith("complex"):
        return ((plain or [1])[0],)
    if len(plain) == 4 and source.dtypes[0] not in ("uint8", "int8"):
        return plain[2], plain[1], plain[0]  # blue, green, red, near infrared: how such scenes are delivered
    return plain[0], plain[1], plain[2]


def palette(source: Any) -> NDArray[np.uint8] | None:
    """The colours (value, red-green-blue) of a raster of palette indices; None if it is no such raster."""
    import numpy as np

    if source.colorinterp[0].name != "palette" or source.dtypes[0] != "uint8":
        return None
    table = np.zeros((256, 3), np.uint8)
    for value, colour in source.colormap(1).items():
        if 0 <= value < 256:
            table[value] = colour[:3]
    return table


class _Sums:
    """What was decoded so far, added up by cells; kept as it is where a cell is one pixel."""

    def __init__(self, width: int, height: int, bands: int) -> None:
        self.width, self.height, self.factor = width, height, _factor(width, height)
        self.shape = -(-height // self.factor), -(-width // self.factor)
        self.count = bands
        self.values: list[NDArray[Any]] = []
        self.counts: NDArray[np.int64] | None = None
        self.wholes: list[tuple[int, int, int, int]] = []

    def add(
        self, top: int, left: int, planes: Sequence[NDArray[Any]], seen: NDArray[np.bool_] | None
    ) -> None:
        """Add one window's bands; `seen` says which of its pixels hold values, None all of them."""
        import numpy as np

        rows, columns = planes[0].shape
        if seen is not None and seen.all():
            seen = None
        if not self.values and self.factor == 1 and (rows, columns) == self.shape:
            self.values = [p if seen is None else np.where(seen, p, p.dtype.type(0)) for p in planes]
            self._count(top, left, rows, columns, seen)
            return
        if not self.values:
            kind = planes[0].dtype if self.factor == 1 else np.float64
            self.values = [np.zeros(self.shape, kind) for _ in range(self.count)]
        at_rows, at_columns = self._cells(top, rows), self._cells(left, columns)
        part = self._part(top, left, len(at_rows), len(at_columns))
        for band, plane in enumerate(planes):
            kept = plane if seen is None else np.where(seen, plane, plane.dtype.type(0))
            self.values[band][part] += self._summed(kept, at_rows, at_columns, np.float64)
        self._count(top, left, rows, columns, seen)

    def _count(self, top: int, left: int, rows: int, columns: int, seen: NDArray[np.bool_] | None) -> None:
        """Count the pixels that hold values; while all do, only where they were."""
        import numpy as np

        if seen is None and self.counts is None:
            self.wholes.append((top, left, rows, columns))
            return
        if self.counts is None:
            self.counts = np.zeros(self.shape, np.int64)
            earlier, self.wholes = self.wholes, []
            for window in earlier:
                self._count(*window, None)
        at_rows, at_columns = self._cells(top, rows), self._cells(left, columns)
        part = self._part(top, left, len(at_rows), len(at_columns))
        if seen is None:
            self.counts[part] += np.outer(np.diff([*at_rows, rows]), np.diff([*at_columns, columns]))
        else:
            self.counts[part] += self._summed(seen, at_rows, at_columns, np.int64)

    def _part(self, top: int, left: int, rows: int, columns: int) -> tuple[slice, slice]:
        first_row, first_column = top // self.factor, left // self.factor
        return slice(first_row, first_row + rows), slice(first_column, first_column + columns)

    def _cells(self, start: int, length: int) -> list[int]:
        """Where cells begin within `length` pixels from `start`, counted from there."""
        first = -start % self.factor
        return sorted({0, *range(first, length, self.factor)})

    def _summed(
        self, plane: NDArray[Any], at_rows: list[int], at_columns: list[int], wanted: Any
    ) -> NDArray[Any]:
        import numpy as np

        if self.factor == 1:
            return plane
        # Rows first, in a type that is fast and wide enough for `factor` rows of 16 bits.
        kind = np.uint32 if plane.dtype in (np.bool_, np.uint8, np.uint16) else wanted
        down = self._down(plane, at_rows, kind)
        return np.asarray(np.add.reduceat(down, at_columns, axis=1, dtype=wanted))

    def _down(self, plane: NDArray[Any], at_rows: list[int], kind: Any) -> NDArray[Any]:
        """The sums of the rows from each of `at_rows` to the next; whole cells at once, many times as fast as
        `reduceat` along this axis."""
        import numpy as np

        out = np.empty((len(at_rows), plane.shape[1]), kind)
        cut = len(at_rows) > 1 and at_rows[1] != self.factor  # the first cell began above
        first = at_rows[1] if cut else 0
        whole = (len(plane) - first) // self.factor
        end = first + whole * self.factor
        if cut:
            np.add.reduce(plane[:first], axis=0, dtype=kind, out=out[0])
        cells = plane[first:end].reshape(whole, self.factor, plane.shape[1])
        np.add.reduce(cells, axis=1, dtype=kind, out=out[cut : cut + whole])
        if end < len(plane):
            np.add.reduce(plane[end:], axis=0, dtype=kind, out=out[-1])
        return out

    def overview(self, declared: bool, lossy: bool, wide: bool) -> Overview:
        """What was added up, as means."""
        import numpy as np

        bands, valid, share = self.values, None, 1.0
        if self.factor > 1 or self.counts is not None:
            sizes = np.outer(self._sizes(self.height, self.shape[0]), self._sizes(self.width, self.shape[1]))
            counts = sizes if self.counts is None else np.maximum(self.counts, 1)
            if self.factor > 1:
                bands = [(values / counts).astype(np.float32) for values in bands]
            if self.counts is not None:
                valid = (self.counts / sizes).astype(np.float32)
                share = float(self.counts.sum()) / (self.width * self.height)
        return Overview(self.width, self.height, self.factor, bands, valid, share, declared, lossy, wide)

    def _sizes(self, length: int, cells: int) -> NDArray[np.int64]:
        """The lengths of the cells along one side, in pixels."""
        import numpy as np

        return np.minimum(self.factor, length - np.arange(cells) * self.factor)
