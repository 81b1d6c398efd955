"""Pixels on their way to a canvas: one read at a time on a thread of its own, the newest request wins."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from obslog.model.errors import ObslogError
from obslog.tui.cells.sampling import RGB, PixelSource, Tile, stretched
from obslog.tui.cells.viewport import Viewport

#: How much beyond what is shown is read on each side, so that a small pan needs no read.
_RING = 0.35
_MOST_SAMPLES = 2400
#: A draft (a large image whose reduced copy is being made) is asked for again after so long.
_DRAFT_S = 0.2
#: What is stretched between, in percent of the values; `[` and `]` walk them.
STRETCHES: tuple[tuple[float, float], ...] = (
    (0.0, 100.0),
    (0.5, 99.5),
    (2.0, 98.0),
    (5.0, 95.0),
    (10.0, 90.0),
)
USUAL_STRETCH = 2


@dataclass(frozen=True)
class Look:
    """How pixels become colours: which bands (1 or 3 of them, from 1), which of `STRETCHES`, what gamma."""

    bands: tuple[int, ...] = (1,)
    stretch: int = USUAL_STRETCH
    gamma: float = 1.0


class Reader:
    """Reads pieces of one source. `arrived` is called on the event loop whenever there is something new to show."""

    def __init__(
        self,
        source: PixelSource,
        look: Look,
        arrived: Callable[[], None],
        failed: Callable[[ObslogError], None],
    ) -> None:
        self._source, self._look, self._arrived, self._failed = source, look, arrived, failed
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pixels")
        self._wanted: Viewport | None = None
        self._task: asyncio.Task[None] | None = None
        self._raw: tuple[Any, Any, tuple[float, float, float, float], tuple[int, ...]] | None = None
        self._ranges: dict[tuple[tuple[int, ...], int], tuple[tuple[float, float], ...]] = {}
        self._whole: Tile | None = None
        self._fine: Tile | None = None
        self._draft: Any = None
        self._closed = False
        #: How many pieces were read: for tests and the benchmark.
        self.reads = 0

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What there is to show, coarse first."""
        return tuple(tile for tile in (self._whole, self._fine) if tile is not None)

    @property
    def is_busy(self) -> bool:
        """Whether a piece is being read."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Ask for the small picture of the whole, which comes at once where there is one."""
        self._run(self._first())

    def want(self, view: Viewport) -> None:
        """What is shown now; a piece is read where the one there is does not do. Newer wishes replace older ones."""
        self._wanted = view
        if not self.is_busy:
            self._run(self._loop())

    def show_as(self, look: Look) -> None:
        """Other bands or another stretch; bands that were not read yet are read."""
        other_bands = look.bands != self._look.bands
        self._look = look
        if other_bands:
            self._raw = self._fine = None
            self._whole = None
        if self._wanted is not None:
            if not other_bands and self._raw is not None:
                self._run(self._restretch())
            else:
                self.want(self._wanted)

    async def close(self) -> None:
        """Let the source go, on its thread, after what it is at."""
        self._closed = True
        cancel = getattr(self._source, "cancel", None)
        if cancel is not None:
            cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._source.close)
        self._thread.shutdown(wait=False)

    def _run(self, work: Any) -> None:
        if self._closed:
            work.close()
            return
        before = self._task

        async def after() -> None:
            if before is not None and not before.done():
                await asyncio.wait({before})
            try:
                await work
            except ObslogError as error:
                if not self._closed:
                    self._failed(error)

        self._task = asyncio.get_running_loop().create_task(after())

    async def _call(self, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    async def _first(self) -> None:
        preview = await self._call(self._source.preview)
        if preview is not None and self._fine is None:
            self._whole = _whole_tile(preview, self._source)
            self._arrived()
        if self._wanted is not None:
            await self._loop()

    async def _loop(self) -> None:
        while self._wanted is not None and not self._closed:
            view = self._wanted
            if self._serves(view):
                return
            await self._read(view)
            if self._wanted is view or self._closed:
                if self._draft is not None:
                    asyncio.get_running_loop().call_later(_DRAFT_S, self._ask_again)
                return

    def _ask_again(self) -> None:
        if self._draft is not None and self._wanted is not None and not self.is_busy:
            self._run(self._loop())

    def _serves(self, view: Viewport) -> bool:
        tile = self._fine
        if tile is None or self._raw is None or self._raw[3] != self._look.bands or self._draft is not None:
            return False
        finest = max(view.scale, 1.0)
        fine_enough = tile.scale <= finest * 1.5 and tile.scale >= finest / 6
        return fine_enough and tile.covers(view.window(), self._source.width, self._source.height)

    async def _read(self, view: Viewport) -> None:
        left, top, wide, high = view.window(_RING)
        right, bottom = min(left + wide, self._source.width), min(top + high, self._source.height)
        left, top = max(0.0, math.floor(left)), max(0.0, math.floor(top))
        right, bottom = math.ceil(right), math.ceil(bottom)
        if right <= left or bottom <= top:
            self._wanted = None
            return
        step = max(view.scale, 1.0, (right - left) / _MOST_SAMPLES, (bottom - top) / _MOST_SAMPLES)
        out = max(1, round((right - left) / step)), max(1, round((bottom - top) / step))
        look = self._look
        window = (left, top, right - left, bottom - top)
        piece = await self._call(lambda: self._source.read(window, *out, look.bands))
        self.reads += 1
        covered = getattr(piece, "window", window)
        self._draft = piece if getattr(piece, "share", 1.0) < 1 else None
        self._raw = (piece.data, piece.valid, tuple(float(v) for v in covered), look.bands)  # type: ignore[assignment]
        await self._restretch()

    async def _restretch(self) -> None:
        if self._raw is None:
            return
        data, valid, window, bands = self._raw
        look = self._look
        if bands != look.bands:
            return
        ranges = await self._ranges_of(look)
        rgb = await self._call(lambda: stretched(data, ranges, look.gamma))
        known, behind = getattr(self._draft, "known", None), getattr(self._draft, "backdrop", None)
        if known is not None and behind is not None:
            rgb[~known], valid = behind[~known], valid | ~known
        self._fine = Tile(rgb, valid, window)
        self._arrived()

    async def _ranges_of(self, look: Look) -> tuple[tuple[float, float], ...]:
        key = (look.bands, look.stretch)
        if key not in self._ranges:
            low, high = STRETCHES[look.stretch]
            found = await self._call(lambda: self._source.ranges(look.bands, low, high))
            ranges = tuple((float(a), float(b)) for a, b in found)
            if self._draft is not None:
                return ranges  # of what there was so far
            self._ranges[key] = ranges
        return self._ranges[key]


def _whole_tile(preview: RGB, source: PixelSource) -> Tile:
    picture = preview if preview.ndim == 3 else np.repeat(preview[..., None], 3, axis=-1)
    return Tile(
        np.ascontiguousarray(picture[..., :3]),
        np.ones(picture.shape[:2], bool),
        (0.0, 0.0, float(source.width), float(source.height)),
    )


def band_choices(bands: int, usual: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """What `B` walks through: the usual bands, then each band by itself (at most eight)."""
    first = tuple(usual) or ((1, 2, 3) if bands >= 3 else (1,))
    return tuple(dict.fromkeys((first, *((n,) for n in range(1, min(bands, 8) + 1)))))
