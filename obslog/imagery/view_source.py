"""One open raster as it is looked at: its values window by window, at full size or from its own overviews.

Lives in the child process of a view (`imagery.view_worker`), never elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from obslog.imagery.opening import Evidence
from obslog.imagery.overview import display_bands, holding, palette
from obslog.imagery.reducing import reduced
from obslog.imagery.tiff_tags import first_directory

if TYPE_CHECKING:
    from obslog.imagery.reducing import Planes, Seen

#: Bytes that one read from the file may decode where it can be helped.
_PIECE_BYTES = 12 << 20
_LARGEST_PIECE_BYTES = 96 << 20
_ROWS_PER_STRIP = 278
#: How many times as long a format takes to decode as an ordinary one; `_RAW` is one that needs no decoding.
_SLOW, _RAW = {"JP2OpenJPEG": 6.0}, 0.25
_COLOURS = ("red", "green", "blue")
Check = Callable[[], None]


class ViewSource:
    """An open dataset of an open file of evidence. Sizes are in pixels, bands are counted from 1.

    `bands` are those it offers: three colours where the file holds indices into a palette. `in_order` says that
    the file can only be decoded from its beginning on; `overviews` are the factors of its own, empty where it has none
    that may be used.
    """

    def __init__(self, evidence: Evidence, source: Any) -> None:
        import numpy as np
        from rasterio.enums import MaskFlags

        self.evidence, self.source = evidence, source
        self.width, self.height = int(source.width), int(source.height)
        self.block_rows, self.block_columns = (int(each) for each in source.block_shapes[0])
        self._colours = palette(source) if source.count == 1 else None
        self._complex = source.dtypes[0].startswith("complex")
        self.bands = int(source.count) if self._colours is None else 3
        kinds = [kind.name for kind in source.colorinterp]
        self.alpha = kinds.index("alpha") + 1 if "alpha" in kinds else None
        masked = any(MaskFlags.per_dataset in flags for flags in source.mask_flag_enums)
        self.masked = masked and self.alpha is None
        self.nodata: tuple[float | None, ...] = tuple(source.nodatavals)
        self.dtype = np.dtype("float32" if self._complex else source.dtypes[0])
        self.overviews: tuple[int, ...] = ()
        if evidence.overviews_are_own():
            self.overviews = tuple(sorted(int(each) for each in source.overviews(1) if each > 1))
        self.in_order = self._is_in_order()
        interleaving = getattr(source.interleaving, "name", "band")
        self._together = interleaving == "pixel" and source.count > 1
        raw = evidence.driver == "GTiff" and source.compression is None
        self._effort = _RAW if raw else _SLOW.get(evidence.driver, 1.0)

    def _is_in_order(self) -> bool:
        if self.evidence.driver in ("PNG", "JPEG"):
            return True
        if self.evidence.driver != "GTiff" or self.source.compression is None:
            return False
        if self.block_columns < self.width:
            return False
        tags = first_directory(self.evidence.fd, {_ROWS_PER_STRIP}, 16)
        rows = tags[_ROWS_PER_STRIP].numbers() if tags and _ROWS_PER_STRIP in tags else None
        return bool(rows) and rows is not None and rows[0] >= self.height > 64

    def describe(self) -> dict[str, Any]:
        """What there is to know of the bands, as JSON values."""
        kinds = [kind.name for kind in self.source.colorinterp]
        names = [str(text or "") for text in self.source.descriptions]
        if self._colours is not None:
            kinds, names = list(_COLOURS), list(_COLOURS)
        return {
            "width": self.width, "height": self.height, "bands": self.bands, "dtype": str(self.dtype),
            "names": names, "kinds": kinds, "overviews": list(self.overviews),
            "display": [1, 2, 3] if self._colours is not None else list(display_bands(self.source)),
            "driver": self.evidence.driver, "masked": self.has_gaps,
        }  # fmt: skip

    @property
    def has_gaps(self) -> bool:
        """Whether some of its pixels may hold no picture."""
        declared = self.alpha is not None or self.masked or any(each is not None for each in self.nodata)
        return declared or self.dtype.kind == "f"

    def full(self, bands: Sequence[int], top: int, left: int, rows: int, columns: int) -> tuple[Planes, Seen]:
        """The values of a window of whole pixels within the image, and where they hold picture (None: all)."""
        from rasterio.windows import Window

        return self._read(bands, Window(left, top, columns, rows), (rows, columns), "nearest")

    def decimated(
        self,
        bands: Sequence[int],
        window: tuple[float, float, float, float],
        rows: int,
        columns: int,
        how: str,
    ) -> tuple[Planes, Seen]:
        """The window (column, row, width, height) within the image at `rows` x `columns` pixels, by GDAL: from an
        overview where there is one, by `how` (nearest, average)."""
        from rasterio.windows import Window

        if self._complex or self._colours is not None:
            how = "nearest"  # means of phases, or of places in a palette, mean nothing
        return self._read(bands, Window(*window), (rows, columns), how)

    def _read(
        self, bands: Sequence[int], window: Any, shape: tuple[int, int], how: str
    ) -> tuple[Planes, Seen]:
        import numpy as np
        from rasterio.enums import Resampling

        method = Resampling[how]
        wanted = [1] if self._colours is not None else list(bands)
        if self.alpha is not None and self.alpha not in wanted:
            wanted.append(self.alpha)
        values = self.source.read(wanted, window=window, out_shape=(len(wanted), *shape), resampling=method)
        seen: Seen = None
        if self.alpha is not None:
            seen = values[wanted.index(self.alpha)] > 0
            values = values[: len(bands)]
        elif self.masked:
            seen = self.source.dataset_mask(window=window, out_shape=shape) > 0
        else:
            seen = holding(list(values), [self.nodata[band - 1] for band in wanted])
        if values.dtype.kind in "fc":
            finite = np.isfinite(values).all(axis=0)
            if not finite.all():
                seen = finite if seen is None else seen & finite
                values = np.where(finite, values, values.dtype.type(0))
        if self._complex:
            values = np.abs(values).astype(np.float32)
        if self._colours is not None:
            values = np.stack([self._colours[:, band - 1][values[0]] for band in bands])
        return values, None if seen is None or seen.all() else seen

    def cost(self, bands: int, window: tuple[float, float, float, float]) -> int:
        """How many values are decoded for a window (column, row, width, height), whole blocks, in ordinary ones."""
        column, row, width, height = window
        if self.in_order:
            return int(self.width * max(1, min(self.height, row + height)) * self._decoded(bands))
        first, last = max(0, row) // self.block_rows, -(-min(self.height, row + height) // self.block_rows)
        rows = min(self.height, max(1, last - first) * self.block_rows)
        first, last = (
            max(0, column) // self.block_columns,
            -(-min(self.width, column + width) // self.block_columns),
        )
        columns = min(self.width, max(1, last - first) * self.block_columns)
        return int(rows * columns * self._decoded(bands))

    def cost_sampled(
        self, bands: int, window: tuple[float, float, float, float], rows: int, columns: int
    ) -> int:
        """The same where only the nearest pixel is taken for each of `rows` x `columns`."""
        _, _, width, height = window
        if self.in_order:
            return self.cost(bands, window)
        down = min(rows, height / self.block_rows + 1) * self.block_rows
        across = min(columns, width / self.block_columns + 1) * self.block_columns
        return int(min(down, self.height) * min(across, self.width) * self._decoded(bands))

    def _decoded(self, bands: int) -> float:
        many = self.source.count if self._together else bands + (self.alpha is not None)
        return int(many) * self._effort

    def cells(
        self, bands: Sequence[int], factor: int, place: tuple[int, int, int, int], check: Check
    ) -> tuple[Planes, Seen]:
        """The means of `factor` x `factor` cells: those of `place` (row, column, rows, columns, counted in cells).

        Read piece by piece, each block once; `check` is called before each and may raise.
        """
        import numpy as np

        first_row, first_column, rows, columns = place
        out = np.zeros((len(bands), rows, columns), self.dtype)
        seen: Seen = None
        for top, left, high, wide in self._pieces(bands, factor, place):
            check()
            planes, there = reduced(*self.full(bands, top, left, high, wide), factor)
            at_row, at_column = top // factor - first_row, left // factor - first_column
            part = (
                slice(at_row, at_row + planes.shape[1]),
                slice(at_column, at_column + planes.shape[2]),
            )
            out[:, *part] = planes
            if there is not None:
                if seen is None:
                    seen = np.ones((rows, columns), np.bool_)
                seen[part] = there
        return out, seen

    def _pieces(
        self, bands: Sequence[int], factor: int, place: tuple[int, int, int, int]
    ) -> Iterator[tuple[int, int, int, int]]:
        """(top, left, rows, columns) in pixels that together are the cells of `place`, along borders of blocks."""
        first_row, first_column, cell_rows, cell_columns = place
        top, left = first_row * factor, first_column * factor
        bottom, right = (
            min(self.height, top + cell_rows * factor),
            min(self.width, left + cell_columns * factor),
        )
        step_rows, step_columns = self._piece(len(bands), factor, right - left)
        row = top
        while row < bottom:
            below = min(bottom, (row // step_rows + 1) * step_rows)
            column = left
            while column < right:
                beyond = min(right, (column // step_columns + 1) * step_columns)
                yield row, column, below - row, beyond - column
                column = beyond
            row = below

    def _piece(self, bands: int, factor: int, columns: int) -> tuple[int, int]:
        """Rows and columns of one piece: whole blocks, whole cells, not too much memory."""
        value = self.dtype.itemsize * (2 if self._complex else 1) * max(1, bands)
        rows = -(-self.block_rows // factor) * factor
        if self.block_columns < self.width:
            wide = -(-self.block_columns // factor) * factor
            if rows * columns * value > _PIECE_BYTES:
                return rows, wide * max(1, _PIECE_BYTES // (rows * wide * value))
        elif rows * columns * value > _LARGEST_PIECE_BYTES:
            rows = factor  # one strip for much of the image: GDAL goes through it line by line
        return rows * max(1, _PIECE_BYTES // (rows * columns * value)), -(-self.width // factor) * factor
