"""A large image at reduced sizes, made from its pixels step by step, in a file without a name or in memory.

For files without overviews that may be used: decoding all of one again for each movement would be of no use.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from obslog.imagery.reducing import reduced
from obslog.imagery.view_source import Check, ViewSource

if TYPE_CHECKING:
    import numpy as np

    from obslog.imagery.reducing import Planes, Seen

#: What a copy may take in a file, and in memory where there is no room for a file.
FILE_BYTES, MEMORY_BYTES = 96 << 20, 24 << 20
#: The same of a file that can only be decoded from its beginning: then the copy serves all reads.
WHOLE_BYTES = 400 << 20
#: Values decoded in one step, at the least: some hundredths of a second.
_STEP_VALUES = 4_000_000
#: The longest side of the smallest level.
_SMALLEST = 700


@dataclass(frozen=True)
class Level:
    """One reduced size: cells of `factor` x `factor` pixels, `rows` x `columns` of them, `at` its first byte."""

    factor: int
    rows: int
    columns: int
    at: int


class ReducedCopy:
    """The bands `bands` of a source at several factors, each twice the one before.

    Made from the top, a step at a time; what is not made yet is not known. Raises what reading raises.
    """

    def __init__(self, source: ViewSource, bands: Sequence[int]) -> None:
        self.source, self.bands = source, tuple(bands)
        self._gaps = source.has_gaps
        value = len(self.bands) * source.dtype.itemsize + self._gaps
        most = WHOLE_BYTES if source.in_order else FILE_BYTES
        try:
            self.levels, size = _levels(source, value, 1 if source.in_order else 2, most)
            self._store: _Store = _Store(size, in_memory=False)
        except OSError:
            self.levels, size = _levels(source, value, 2, MEMORY_BYTES)
            self._store = _Store(size, in_memory=True)
        self.size = size
        self._rows = 0
        self._places = self._steps()
        self._next = next(self._places, None)

    @property
    def share(self) -> float:
        """How much of it is made, 0 to 1."""
        return min(1.0, self._rows * self.levels[0].factor / self.source.height)

    @property
    def complete(self) -> bool:
        """Whether all of it is made."""
        return self._next is None

    @property
    def factor(self) -> int:
        """The factor of the finest level."""
        return self.levels[0].factor

    def _steps(self) -> Iterator[tuple[int, int, int, int]]:
        """(row, column, rows, columns) in cells of the first level, from the top; each whole cells of the last."""
        first = self.levels[0]
        unit = self.levels[-1].factor // first.factor
        tall = -(-self.source.block_rows // first.factor)
        few = -(-_STEP_VALUES // (self.source.width * len(self.bands) * first.factor))
        rows = -(-max(1, tall, few) // unit) * unit
        for row in range(0, first.rows, rows):
            yield row, 0, min(rows, first.rows - row), first.columns

    def step(self, check: Check) -> None:
        """Make a little more, a row of blocks or so; `check` is called between reads and may raise."""
        if self._next is None:
            return
        row, column, rows, columns = self._next
        planes, seen = self.source.cells(self.bands, self.factor, (row, column, rows, columns), check)
        for level in self.levels:
            self._keep(level, row * self.factor // level.factor, planes, seen)
            if level is not self.levels[-1]:
                planes, seen = reduced(planes, seen, 2)
        self._rows = row + rows
        self._next = next(self._places, None)

    def _keep(self, level: Level, row: int, planes: Planes, seen: Seen) -> None:
        import numpy as np

        for band, plane in enumerate(planes):
            self._store.write(self._at(level, band, row), np.ascontiguousarray(plane).tobytes())
        if self._gaps:
            there = np.ones(planes.shape[1:], np.uint8) if seen is None else seen.astype(np.uint8)
            self._store.write(self._at(level, len(planes), row), there.tobytes())

    def _at(self, level: Level, band: int, row: int) -> int:
        """Where a row of a band begins; the band after the last is where the others hold picture."""
        each = level.rows * level.columns
        size = self.source.dtype.itemsize
        done = level.at + min(band, len(self.bands)) * each * size
        return done + row * level.columns * (1 if band == len(self.bands) else size)

    def level_for(self, factor: float) -> Level:
        """The coarsest level that is no coarser than `factor`, else the finest."""
        return next((each for each in reversed(self.levels) if each.factor <= factor), self.levels[0])

    def known_rows(self, level: Level) -> int:
        """How many of its rows are made."""
        return level.rows if self.complete else self._rows * self.factor // level.factor

    def read(
        self, level: Level, bands: Sequence[int], place: tuple[int, int, int, int]
    ) -> tuple[Planes, Seen]:
        """The cells (row, column, rows, columns) of a level; what is not made yet is zero."""
        import numpy as np

        out = np.empty((len(bands), *place[2:]), self.source.dtype)
        for number, band in enumerate(bands):
            out[number] = self._plane(level, self.bands.index(band), self.source.dtype, place)
        if not self._gaps:
            return out, None
        seen = self._plane(level, len(self.bands), np.dtype(np.uint8), place).astype(np.bool_)
        return out, None if seen.all() else seen

    def _plane(
        self, level: Level, band: int, dtype: np.dtype[Any], place: tuple[int, int, int, int]
    ) -> Planes:
        import numpy as np

        row, column, rows, columns = place
        if columns * 4 >= level.columns:
            data = self._store.read(self._at(level, band, row), rows * level.columns * dtype.itemsize)
            return np.frombuffer(data, dtype).reshape(rows, level.columns)[:, column : column + columns]
        out = np.empty((rows, columns), dtype)
        for each in range(rows):
            start = self._at(level, band, row + each) + column * dtype.itemsize
            out[each] = np.frombuffer(self._store.read(start, columns * dtype.itemsize), dtype)
        return out

    def close(self) -> None:
        """Let its room go."""
        self._store.close()


def _levels(source: ViewSource, value: int, first: int, most: int) -> tuple[tuple[Level, ...], int]:
    """The levels from the finest that fits `most` bytes, and how many bytes they take."""
    factor = first
    while True:
        levels, at, each = list[Level](), 0, factor
        while True:
            rows, columns = -(-source.height // each), -(-source.width // each)
            levels.append(Level(each, rows, columns, at))
            at += rows * columns * value
            if max(rows, columns) <= _SMALLEST:
                break
            each *= 2
        if at <= most:
            return tuple(levels), at
        factor *= 2


def _folder() -> str | None:
    """Where large files without a name go: on a disk, as the usual folder is often in memory; None: the usual."""
    on_disk = "/var/tmp"
    usable = "TMPDIR" not in os.environ and os.access(on_disk, os.W_OK | os.X_OK)
    return on_disk if usable else None


class _Store:
    """Bytes by position: in a file without a name, so that they count as nobody's memory, or in memory."""

    def __init__(self, size: int, *, in_memory: bool) -> None:
        self._memory = bytearray(size) if in_memory else None
        self._file: Any = None
        if not in_memory:
            self._file = tempfile.TemporaryFile(prefix="obslog-view-", buffering=0, dir=_folder())  # noqa: SIM115
            try:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(self._file.fileno(), 0, size)
                else:
                    os.ftruncate(self._file.fileno(), size)
            except OSError:
                self._file.close()
                raise

    def write(self, at: int, data: bytes) -> None:
        """Put `data` at a position."""
        if self._memory is not None:
            self._memory[at : at + len(data)] = data
            return
        done = 0
        while done < len(data):
            done += os.pwrite(self._file.fileno(), memoryview(data)[done:], at + done)

    def read(self, at: int, size: int) -> bytes:
        """`size` bytes from a position."""
        if self._memory is not None:
            return bytes(self._memory[at : at + size])
        parts = bytearray()
        while len(parts) < size:
            part = os.pread(self._file.fileno(), size - len(parts), at + len(parts))
            if not part:
                raise OSError("the reduced copy is cut short")
            parts += part
        return bytes(parts)

    def close(self) -> None:
        """Let it go."""
        self._memory = None
        if self._file is not None:
            self._file.close()
