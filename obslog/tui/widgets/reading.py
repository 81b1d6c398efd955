"""Pixels on their way to a canvas: one read at a time on a thread of its own, the newest request wins."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from obslog.model.errors import ObslogError
from obslog.tui.cells.sampling import RGB, PixelSource, Tile, stretched
from obslog.tui.cells.viewport import Viewport

#: How much beyond what is shown is read on each side, so that a small pan needs no read.
_RING = 0.35
_MOST_SAMPLES = 2400
#: So many samples across are read for one that is shown, where that many pixels are there: small copies within files
#: are often poor (compressed once more), and a mean of the larger one shows more of small objects.
_MEAN_OF = 2
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


@dataclass(frozen=True)
class Facts:
    """What is known of a source once its file was asked: how many bands, those to show at first, where its pixels lie
    on the ground (None: nobody knows), the ground length of one in metres where only that is known, and `trouble`
    with it in words."""

    bands: int = 1
    usual: tuple[int, ...] = ()
    ground: Any = None
    gsd_m: float | None = None
    trouble: str | None = None


class Listener(Protocol):
    """Who reads: all of it is called on the event loop."""

    def arrived(self) -> None:
        """There is something new to show."""

    def found(self, facts: Facts) -> None:
        """The file said what it is; said again once the ground is known too."""

    def failed(self, error: ObslogError | None) -> None:
        """Pixels could not be read, and why; None once they can be again."""


class Reader:
    """Reads pieces of one source on a thread of its own; whatever may block is asked there."""

    def __init__(
        self, source: PixelSource, listener: Listener, *, bands: Sequence[int] = (), finer: int = 1
    ) -> None:
        """`bands` are shown at first (none: the file's usual ones); `finer` samples across a dot are worth reading."""
        self._source, self._listener, self._finer = source, listener, finer
        self._look = Look(tuple(bands))
        self._facts: Facts | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pixels")
        self._wanted: Viewport | None = None
        self._task: asyncio.Task[None] | None = None
        #: The piece read last, its window, its bands, how many samples across it make one; and whether it is a draft.
        self._raw: tuple[Any, tuple[float, float, float, float], tuple[int, ...], int] | None = None
        self._is_draft = False
        self._ranges: dict[tuple[tuple[int, ...], int], tuple[tuple[float, float], ...]] = {}
        self._whole: Tile | None = None
        self._fine: Tile | None = None
        self._closed = self._has_failed = False
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

    @property
    def look(self) -> Look:
        """How pixels become colours now."""
        return self._look

    def start(self) -> None:
        """Ask for the small picture of the whole, then what the file is, then for what is wanted."""
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
            # What is shown stays until the other bands are there.
            self._raw = self._whole = None
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
                self._say(error)
            except Exception as error:
                # Pixels are not worth the session: it goes on without them, and says so.
                self._say(ObslogError(f"the image cannot be read: {type(error).__name__}: {error}"))

        self._task = asyncio.get_running_loop().create_task(after())

    def _say(self, error: ObslogError | None) -> None:
        if not self._closed and (error is not None or self._has_failed):
            self._has_failed = error is not None
            self._listener.failed(error)

    async def _call(self, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    async def _first(self) -> None:
        preview = await self._call(self._source.preview)
        if preview is not None and self._fine is None:
            self._whole = _whole_tile(preview, self._source)
            self._listener.arrived()
        await self._loop()
        # A ground may take a second to be made; the picture does not wait for it.
        facts = await self._known()
        ground = await self._call(lambda: getattr(self._source, "ground", None))
        if not self._closed:
            self._listener.found(replace(facts, ground=ground))
        await self._loop()

    async def _known(self) -> Facts:
        """What the file is: asked once, and again only where that went wrong."""
        if self._facts is None:
            source = self._source
            self._facts = facts = await self._call(
                lambda: Facts(
                    source.bands,
                    tuple(getattr(source, "default_bands", ())),
                    gsd_m=getattr(source, "gsd_m", None),
                    trouble=getattr(source, "trouble", None),
                )
            )
            if not self._look.bands:
                self._look = replace(self._look, bands=band_choices(facts.bands, facts.usual)[0])
            if not self._closed:
                self._listener.found(facts)
        return self._facts

    async def _loop(self) -> None:
        await self._known()
        while self._wanted is not None and not self._closed:
            view, bands = self._wanted, self._look.bands
            if self._serves(view):
                return
            await self._read(view)
            if self._closed or (self._wanted is view and self._look.bands == bands):
                if self._is_draft:
                    asyncio.get_running_loop().call_later(_DRAFT_S, self._ask_again)
                return

    def _ask_again(self) -> None:
        if self._is_draft and self._wanted is not None and not self.is_busy:
            self._run(self._loop())

    def _serves(self, view: Viewport) -> bool:
        tile = self._fine
        if tile is None or self._raw is None or self._raw[2] != self._look.bands or self._is_draft:
            return False
        finest = max(view.scale / self._finer, 1.0)
        # Neither blurred, nor so fine that what is between two dots is lost.
        fine_enough = finest / 1.6 <= tile.scale <= max(finest * 1.3, self._coarsest(view))
        return fine_enough and tile.covers(view.window(), self._source.width, self._source.height)

    async def piece(self, view: Viewport) -> Tile:
        """What a view shows, a sample a dot at least where the image has them; for a still picture. Kept by nobody."""
        await self._known()
        asked = self._asked(view, 0.0, max(view.scale, 1.0))
        if asked is None:
            raise ObslogError("no part of the image is shown")
        window, out = asked
        look = self._look
        piece = await self._call(lambda: self._source.read(window, *out, look.bands))
        ranges = await self._ranges_of(look)
        return await self._call(lambda: _tile(stretched(piece.data, ranges, look.gamma), piece, window))  # type: ignore[no-any-return]

    async def _read(self, view: Viewport) -> None:
        asked = self._asked(view, _RING, max(view.scale / self._finer, 1.0, self._coarsest(view)))
        if asked is None:
            self._wanted = None
            return
        window, (wide, high) = asked
        look = self._look
        times = self._means(view)
        piece = await self._call(lambda: self._source.read(window, wide * times, high * times, look.bands))
        self.reads += 1
        self._is_draft = getattr(piece, "share", 1.0) < 1
        self._raw = piece, window, look.bands, times
        await self._restretch()

    def _means(self, view: Viewport) -> int:
        """How many samples across make one."""
        return _MEAN_OF if self._finer <= 2 and view.scale / self._finer >= _MEAN_OF else 1

    def _asked(
        self, view: Viewport, ring: float, step: float
    ) -> tuple[tuple[float, float, float, float], tuple[int, int]] | None:
        """Window and size to be read for a view, `step` pixels a sample; None where no part of the image is shown."""
        left, top, wide, high = view.window(ring)
        right, bottom = min(left + wide, self._source.width), min(top + high, self._source.height)
        left, top = max(0.0, math.floor(left)), max(0.0, math.floor(top))
        right, bottom = math.ceil(right), math.ceil(bottom)
        if right <= left or bottom <= top:
            return None
        out = max(1, round((right - left) / step)), max(1, round((bottom - top) / step))
        return (left, top, right - left, bottom - top), out

    def _coarsest(self, view: Viewport) -> float:
        """Pixels a sample where a window would hold more samples than are ever read at once."""
        _, _, wide, high = view.window(_RING)
        wide, high = min(wide, self._source.width), min(high, self._source.height)
        return max(wide, high) / _MOST_SAMPLES

    async def _restretch(self) -> None:
        if self._raw is None:
            return
        piece, window, bands, times = self._raw
        look = self._look
        if bands != look.bands:
            return
        ranges = await self._ranges_of(look)
        self._fine = await self._call(
            lambda: _tile(stretched(piece.data, ranges, look.gamma), piece, window).reduced(times)
        )
        self._say(None)
        self._listener.arrived()

    async def _ranges_of(self, look: Look) -> tuple[tuple[float, float], ...]:
        key = (look.bands, look.stretch)
        if key not in self._ranges:
            low, high = STRETCHES[look.stretch]
            found = await self._call(lambda: self._source.ranges(look.bands, low, high))
            ranges = tuple((float(a), float(b)) for a, b in found)
            if self._is_draft:
                return ranges  # of what there was so far
            self._ranges[key] = ranges
        return self._ranges[key]


def _tile(rgb: RGB, piece: Any, window: tuple[float, float, float, float]) -> Tile:
    # What the file has not given yet (or never will, if it is gone) the import's small picture shows.
    known, behind = getattr(piece, "known", None), getattr(piece, "backdrop", None)
    if known is None or behind is None:
        return Tile(rgb, piece.valid, window)
    rgb[~known] = behind[~known]
    return Tile(rgb, piece.valid | ~known, window)


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
