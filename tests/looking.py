"""A canvas under test: an image of known pixels that says how it was asked, and an app with nothing but the canvas."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from obslog.model.errors import FileRefusedError, ObslogError
from obslog.tui.graphics.detect import Graphics
from obslog.tui.keys_in_order import KeysInOrder
from obslog.tui.widgets.raster_canvas import RasterCanvas
from piloting import until


@dataclass
class Piece:
    """What a read gives."""

    data: Any
    valid: Any
    window: Any
    share: float = 1.0
    known: Any = None
    backdrop: Any = None


class Drawn:
    """Four bands of 16 bits whose values tell where they are: column, row, column + row, and 7 everywhere.

    `gate` holds up every read while it is closed; nothing may be asked on the thread of the UI. `is_noisy` makes no two
    neighbours alike.
    """

    def __init__(self, width: int = 400, height: int = 300, *, ground: Any = None) -> None:
        self.width, self.height = width, height
        self.gate = threading.Event()
        self.gate.set()
        self.reads: list[tuple[Any, int, int, tuple[int, ...]]] = []
        self.refuses = self.is_closed = self.is_noisy = False
        self._ground, self._home = ground, threading.get_ident()

    def _asked(self) -> None:
        assert threading.get_ident() != self._home, "asked on the thread of the UI"
        self.gate.wait(20)

    @property
    def bands(self) -> int:
        self._asked()
        return 4

    @property
    def default_bands(self) -> tuple[int, ...]:
        self._asked()
        return (1, 2, 3)

    @property
    def ground(self) -> Any:
        self._asked()
        return self._ground

    def preview(self) -> Any:
        assert threading.get_ident() != self._home
        return np.full((3, 4, 3), 99, np.uint8)

    def read(self, window: Any, out_width: int, out_height: int, bands: Sequence[int] = (1,)) -> Piece:
        self._asked()
        if self.refuses:
            raise FileRefusedError("field.tif", "its disk went away")
        self.reads.append((tuple(window), out_width, out_height, tuple(bands)))
        left, top, wide, high = window
        i = np.clip((left + (np.arange(out_width) + 0.5) * wide / out_width).astype(int), 0, self.width - 1)
        j = np.clip((top + (np.arange(out_height) + 0.5) * high / out_height).astype(int), 0, self.height - 1)
        across, down = np.meshgrid(i, j)
        if self.is_noisy:
            across, down = across * 7919 % self.width, down * 7907 % self.height
        values = (across, down, across + down, np.full_like(down, 7))
        data = np.stack([values[band - 1] for band in bands]).astype(np.uint16)
        return Piece(data, np.ones(data.shape[1:], bool), window)

    def ranges(self, bands: Sequence[int], low: float = 2.0, high: float = 98.0) -> tuple[Any, ...]:
        self._asked()
        most = {1: self.width, 2: self.height, 3: self.width + self.height, 4: 14}
        return tuple((low / 100 * most[band], high / 100 * most[band]) for band in bands)

    def cancel(self) -> None:
        self.gate.set()

    def close(self) -> None:
        self.is_closed = True


class _NoLog:
    async def ask(self, call: Any) -> None:
        """There is no log; nothing is ever under way in it."""


class Stand(KeysInOrder, App[None]):
    """An app with one canvas; keeps what it tells, and what failed."""

    def __init__(self, source: Any, graphics: Graphics | None = None) -> None:
        super().__init__()
        self.source, self.graphics = source, graphics or Graphics()
        self.engine = _NoLog()
        self.told: list[Message] = []
        self.failures: list[str] = []
        self.canvas = RasterCanvas(id="canvas")

    def compose(self) -> ComposeResult:
        yield self.canvas

    def on_mount(self) -> None:
        self.canvas.focus()
        self.canvas.set_source(self.source)

    def fail(self, error: ObslogError) -> None:
        self.failures.append(str(error))

    def _heard(self, message: Message) -> None:
        self.told.append(message)

    on_raster_canvas_drawn = on_raster_canvas_clicked = on_raster_canvas_mark_chosen = _heard

    def last(self, kind: type[Message]) -> Any:
        """The newest message of a kind."""
        return next(one for one in reversed(self.told) if isinstance(one, kind))


@asynccontextmanager
async def standing(
    source: Any, *, size: tuple[int, int] = (80, 24), graphics: Graphics | None = None, waits: bool = True
) -> AsyncIterator[tuple[Pilot[None], RasterCanvas, Stand]]:
    """The canvas over a source, its pixels there (unless not waited for)."""
    app = Stand(source, graphics)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if waits:
            await read(pilot)
        yield pilot, app.canvas, app


async def read(pilot: Any) -> None:
    """Wait until all pixels are there and drawn."""
    canvas = pilot.app.canvas
    await until(pilot, lambda: not canvas.is_reading and canvas.is_drawn, "pixels")


def colours(canvas: RasterCanvas, column: float, row: float) -> list[int]:
    """The colour of the dot at an image pixel."""
    x, y = canvas.view.to_dot(column, row)
    return list(canvas.dots[int(y), int(x)].tolist())
