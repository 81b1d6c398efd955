"""Which way a window of a large image is read: from the file, its overviews, or a reduced copy made meanwhile."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.imagery.reducing import resampled
from obslog.imagery.stretch import Range, percentiles
from obslog.imagery.view_copy import Level, ReducedCopy
from obslog.imagery.view_source import Check, ViewSource
from obslog.imagery.window import Window

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from obslog.imagery.reducing import Planes, Seen

#: Values decoded for one read where there is nothing better: some tenths of a second.
BUDGET = 48_000_000
#: The same where a copy, up to twice as coarse as it should be, can be shown in the meantime.
QUICK = 12_000_000
#: From this on a read that is not too long to wait for is still worth a copy, for those that follow.
_WORTH_A_COPY = 4_000_000
#: The share that a draft has which is as good as it will be for now.
DRAFT = 0.999
#: Files that can only be decoded from the beginning are copied from this many values on.
_IN_ORDER_BUDGET = 8_000_000
#: Up to so many bands, all are put into a copy at once.
_ALL_BANDS = 4
_COPIES_BYTES = 128 << 20
_SAMPLE_BLOCKS, _SAMPLE_VALUES = 49, 8_000_000
_SAMPLE_SIDE = 1024
#: Cells from which one part of a picture is drawn at a time.
_DRAWN_VALUES = 3_000_000
Told = Callable[[float], None]
#: Row, column, rows and columns, in cells.
Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Asked:
    """One window, the size asked for, and how many pixels of the image one of those is wide and high, at least."""

    window: Window
    rows: int
    columns: int
    bands: tuple[int, ...]
    shrink: float


@dataclass
class Answer:
    """A read window: (band, row, column) values, (row, column) where they hold picture, the share of the work done,
    and where a draft has pixels of the image (None: everywhere)."""

    data: Planes
    valid: NDArray[np.bool_]
    share: float = 1.0
    known: NDArray[np.bool_] | None = None


class ViewReader:
    """Reads windows of one source, and makes the reduced copy that they need."""

    def __init__(self, source: ViewSource) -> None:
        self.source = source
        self._copies: list[ReducedCopy] = []
        self._last: _Asked | None = None
        self._sample_kept: tuple[_Asked, Answer] | None = None

    @property
    def work(self) -> ReducedCopy | None:
        """The copy that is being made, if one is."""
        return next((each for each in self._copies if not each.complete), None)

    def close(self) -> None:
        """Let the copies go."""
        for each in self._copies:
            each.close()
        self._copies.clear()

    def read(
        self, window: Window, rows: int, columns: int, bands: Sequence[int], check: Check,
        told: Told | None,
    ) -> Answer:  # fmt: skip
        """The window at `rows` x `columns`. With `told` (called with the share done) it is made to the end; without,
        what can be had quickly is given, and the rest begun or left for when the same is asked for again."""
        asked = _Asked(window, rows, columns, tuple(bands), min(window.width / columns, window.height / rows))
        again, self._last = asked == self._last, asked
        wait = told is not None
        if self.source.in_order:
            return self._in_order(asked, check, told)
        if self._is_at_full_size(asked):
            return self._direct(asked, check)
        if self._overview(window, asked.shrink, len(bands)):
            return self._by_gdal(asked, "average")
        cost = self._cost(window, len(bands))
        copy = self._found(bands)
        if copy is not None and copy.complete and copy.factor <= asked.shrink:
            return self._from_copy(copy, asked)
        if cost <= (QUICK if copy is not None and copy.complete else BUDGET):
            if cost > _WORTH_A_COPY:
                self._copied(bands, check, None)  # begun only: the next movement has it quicker
            return self._direct(asked, check)
        copy = self._copied(bands, check, told)
        if copy.complete and copy.factor <= asked.shrink:
            return self._from_copy(copy, asked)
        if copy.complete and (again or wait):
            return self._direct(asked, check)
        if not copy.complete and self._sampled_is_cheap(window, rows, columns, len(bands)):
            return self._sampled(asked, copy)
        answer = self._from_copy(copy, asked)
        answer.share = min(answer.share, DRAFT)
        return answer

    def _in_order(self, asked: _Asked, check: Check, told: Told | None) -> Answer:
        """A file that is decoded from its beginning: at once if it is small, else from a copy of all of it."""
        source = self.source
        if source.width * source.height * len(asked.bands) <= _IN_ORDER_BUDGET:
            return self._direct(asked, check)
        return self._from_copy(self._copied(asked.bands, check, told), asked)

    def _sampled(self, asked: _Asked, copy: ReducedCopy) -> Answer:
        """The nearest pixels, until the copy is made; kept, as whoever waits for that asks often."""
        if self._sample_kept is None or self._sample_kept[0] != asked:
            self._sample_kept = asked, self._by_gdal(asked, "nearest")
        answer = self._sample_kept[1]
        answer.share = min(copy.share, DRAFT)
        return answer

    def _cost(self, window: Window, bands: int) -> int:
        return self.source.cost(bands, self._inside(window))

    def _is_at_full_size(self, asked: _Asked) -> bool:
        """Whether the file itself is read whatever that costs."""
        overviews = self.source.overviews
        return asked.shrink < 2 or (bool(overviews) and asked.shrink < overviews[0])

    def _overview(self, window: Window, shrink: float, bands: int) -> int:
        """The factor of an overview of the file that serves, 0 for none: a single small one may be of no use."""
        factor = max((each for each in self.source.overviews if each <= shrink), default=0)
        _, _, width, height = self._inside(window)
        return factor if factor and width * height * bands / factor**2 <= BUDGET else 0

    def _sampled_is_cheap(self, window: Window, rows: int, columns: int, bands: int) -> bool:
        return self.source.cost_sampled(bands, self._inside(window), rows, columns) <= BUDGET // 2

    def _inside(self, window: Window) -> tuple[float, float, float, float]:
        """The part of a window within the image, as (column, row, width, height); nothing is 0 wide."""
        left, top = max(0.0, window.col_off), max(0.0, window.row_off)
        right = min(float(self.source.width), window.col_off + window.width)
        bottom = min(float(self.source.height), window.row_off + window.height)
        return left, top, max(0.0, right - left), max(0.0, bottom - top)

    def _direct(self, asked: _Asked, check: Check) -> Answer:
        """From the file at full size, by cells of whole pixels."""
        factor = max(1, int(asked.shrink + 1e-6))
        sides = -(-self.source.height // factor), -(-self.source.width // factor)
        bands = asked.bands
        return self._drawn(asked, factor, sides, lambda place: self.source.cells(bands, factor, place, check))

    def _drawn(
        self,
        asked: _Asked,
        factor: int,
        sides: tuple[int, int],
        cells_of: Callable[[Place], tuple[Planes, Seen]],
    ) -> Answer:
        """The window out of cells of `factor` pixels, `sides` (rows, columns) of them in the image; a few rows at a
        time, so that a large picture takes little more memory than itself."""
        import numpy as np

        window, rows, columns = asked.window, asked.rows, asked.columns
        data = np.empty((len(asked.bands), rows, columns), self.source.dtype)
        valid = np.empty((rows, columns), np.bool_)
        step = window.height / rows
        across = min(window.width, self.source.width) / factor * len(asked.bands)
        few = max(1, min(rows, int(_DRAWN_VALUES / max(1.0, across * step / factor))))
        for top in range(0, rows, few):
            many = min(few, rows - top)
            part = Window(window.col_off, window.row_off + top * step, window.width, many * step)
            place = _cells(part, factor, *sides)
            planes, seen = cells_of(place)
            data[:, top : top + many], valid[top : top + many] = resampled(
                planes, seen, _within(part, factor, place), many, columns
            )
        valid &= self._on_image(asked)
        return Answer(data, valid)

    def _from_copy(self, copy: ReducedCopy, asked: _Asked) -> Answer:
        import numpy as np

        window, rows, columns = asked.window, asked.rows, asked.columns
        level = copy.level_for(asked.shrink + 1e-6)
        sides = level.rows, level.columns
        answer = self._drawn(asked, level.factor, sides, lambda place: copy.read(level, asked.bands, place))
        if copy.complete:
            return answer
        middles = window.row_off + (np.arange(rows) + 0.5) * window.height / rows
        made = middles < copy.known_rows(level) * level.factor
        known = np.repeat(made[:, None], columns, axis=1)
        answer.valid &= known
        # Beyond the image all is known: there is nothing.
        answer.known, answer.share = known | ~self._on_image(asked), min(copy.share, DRAFT)
        return answer

    def _on_image(self, asked: _Asked) -> NDArray[np.bool_]:
        """Which of the asked pixels have their middle on the image."""
        import numpy as np

        window, rows, columns = asked.window, asked.rows, asked.columns
        across = window.col_off + (np.arange(columns) + 0.5) * window.width / columns
        down = window.row_off + (np.arange(rows) + 0.5) * window.height / rows
        on_columns = (across >= 0) & (across < self.source.width)
        return np.asarray(((down >= 0) & (down < self.source.height))[:, None] & on_columns)

    def _by_gdal(self, asked: _Asked, how: str) -> Answer:
        """By GDAL's own reduction of the file or its overviews, put where it belongs in the window."""
        import numpy as np

        window, rows, columns = asked.window, asked.rows, asked.columns
        data = np.zeros((len(asked.bands), rows, columns), self.source.dtype)
        valid = np.zeros((rows, columns), np.bool_)
        on_image = self._on_image(asked)
        down, across = np.flatnonzero(on_image.any(axis=1)), np.flatnonzero(on_image.any(axis=0))
        if not down.size:
            return Answer(data, valid)
        step_x, step_y = window.width / columns, window.height / rows
        left = max(0.0, window.col_off + across[0] * step_x)
        top = max(0.0, window.row_off + down[0] * step_y)
        right = min(float(self.source.width), window.col_off + (across[-1] + 1) * step_x)
        bottom = min(float(self.source.height), window.row_off + (down[-1] + 1) * step_y)
        part = slice(int(down[0]), int(down[-1]) + 1), slice(int(across[0]), int(across[-1]) + 1)
        planes, seen = self.source.decimated(
            asked.bands, (left, top, right - left, bottom - top), down.size, across.size, how
        )
        data[:, *part] = planes
        valid[part] = True if seen is None else seen
        return Answer(data, valid)

    def _found(self, bands: Sequence[int]) -> ReducedCopy | None:
        return next((each for each in self._copies if set(bands) <= set(each.bands)), None)

    def _copied(self, bands: Sequence[int], check: Check, told: Told | None) -> ReducedCopy:
        """The copy that has these bands, begun if there is none (the oldest make room for it); made if `told`."""
        found = self._found(bands)
        if found is None:
            many = self.source.bands
            chosen = range(1, many + 1) if many <= _ALL_BANDS else tuple(dict.fromkeys(bands))
            found = ReducedCopy(self.source, chosen)
            self._make_room(found.size)
            self._copies.append(found)
        while told is not None and not found.complete:
            found.step(check)
            told(found.share)
        return found

    def _make_room(self, size: int) -> None:
        """Let go of copies that are not made to the end, and of the oldest."""
        kept = [each for each in self._copies if each.complete]
        while kept and sum(each.size for each in kept) + size > _COPIES_BYTES:
            kept.pop(0)
        for each in self._copies:
            if each not in kept:
                each.close()
        self._copies = kept

    def ranges(
        self, bands: Sequence[int], low: float, high: float, check: Check
    ) -> tuple[tuple[Range, ...], bool]:
        """Percentiles of each band's values, from a sample of the whole; and whether a later one would be the same."""
        data, seen, final = self._sample(bands, check)
        return percentiles(data, seen, low, high), final

    def _sample(self, bands: Sequence[int], check: Check) -> tuple[Planes, NDArray[np.bool_] | None, bool]:
        source = self.source
        shrink = max(source.width, source.height) / _SAMPLE_SIDE
        whole = Window(0, 0, source.width, source.height)
        rows, columns = (max(1, int(side / max(1.0, shrink))) for side in (source.height, source.width))
        copy = self._found(bands)
        quick = self._overview(whole, shrink, len(bands)) or self._cost(whole, len(bands)) <= BUDGET // 2
        if copy is None and source.in_order and not quick:
            copy = self._copied(bands, check, None)
        if copy is not None and (copy.complete or source.in_order):
            while copy.known_rows(copy.levels[-1]) < 1:
                copy.step(check)
            level: Level = copy.level_for(shrink)
            planes, seen = copy.read(level, bands, (0, 0, copy.known_rows(level), level.columns))
            return planes, seen, copy.complete
        if quick or self._sampled_is_cheap(whole, rows, columns, len(bands)):
            planes, seen = source.decimated(bands, (0.0, 0.0, *whole[2:]), rows, columns, "nearest")
            return planes, seen, True
        return (*self._some_blocks(bands, check), True)

    def _some_blocks(self, bands: Sequence[int], check: Check) -> tuple[Planes, NDArray[np.bool_] | None]:
        """Blocks spread over the image, as many as may be decoded, at least one."""
        import numpy as np

        source = self.source
        high, wide = source.block_rows, source.block_columns
        most = max(1, min(_SAMPLE_BLOCKS, _SAMPLE_VALUES // (high * wide * len(bands))))
        down, across = -(-source.height // high), -(-source.width // wide)
        side = max(1, math.isqrt(most))
        picked = [
            (int((i + 0.5) * down / min(side, down)), int((j + 0.5) * across / min(side, across)))
            for i in range(min(side, down)) for j in range(min(side, across))
        ]  # fmt: skip
        values: list[Planes] = []
        there: list[NDArray[np.bool_]] = []
        for row, column in picked:
            check()
            top, left = row * high, column * wide
            planes, seen = source.full(
                bands, top, left, min(high, source.height - top), min(wide, source.width - left)
            )
            values.append(planes.reshape(len(planes), 1, -1))
            size = values[-1].shape[1:]
            there.append(np.ones(size, np.bool_) if seen is None else seen.reshape(1, -1))
        return np.concatenate(values, axis=2), np.concatenate(there, axis=1)


def _cells(window: Window, factor: int, rows: int, columns: int) -> Place:
    """(row, column, rows, columns) of the cells that a window touches, one more on each side; at least one."""
    top = min(rows - 1, max(0, math.floor(window.row_off / factor) - 1))
    left = min(columns - 1, max(0, math.floor(window.col_off / factor) - 1))
    bottom = max(top + 1, min(rows, math.ceil((window.row_off + window.height) / factor) + 1))
    right = max(left + 1, min(columns, math.ceil((window.col_off + window.width) / factor) + 1))
    return top, left, bottom - top, right - left


def _within(window: Window, factor: int, place: Place) -> tuple[float, float, float, float]:
    """The window in cells, counted from the first of `place`."""
    return (
        window.col_off / factor - place[1], window.row_off / factor - place[0],
        window.width / factor, window.height / factor,
    )  # fmt: skip
