"""How long a picture takes to be built: CPU milliseconds a frame at three sizes, beside a renderer of styled cells.

The peer draws the same picture by one Segment and Style a cell, as widgets do that know no bytes. Prints medians and
ratios; asserts nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind
from obslog.tui.cells.overlay import Overlay, arrays_of
from obslog.tui.cells.sampling import sampled
from obslog.tui.widgets.cell_strip import CellStrip
from obslog.tui.widgets.raster_canvas import RasterCanvas

SIZES = ((120, 40), (200, 60), (300, 100))


class Noise:
    """An image in memory: no two pixels alike, as in a real scene."""

    width, height, bands, gsd_m, ground = 6000, 5000, 3, 0.5, None

    def __init__(self) -> None:
        self.pixels = np.random.default_rng(1).integers(0, 255, (3, self.height, self.width), np.uint8)

    def read(self, window: Any, width: int, height: int, bands: Any = (1, 2, 3)) -> Any:
        """Nearest samples."""
        left, top, wide, high = (int(v) for v in window)
        rows = top + (np.arange(height) * high // height)
        columns = left + (np.arange(width) * wide // width)
        data = self.pixels[[b - 1 for b in bands]][:, rows[:, None], columns]
        return SimpleNamespace(data=data, valid=np.ones((height, width), bool), window=window)

    def ranges(self, bands: Any, low: float = 2, high: float = 98) -> Any:
        """The whole range."""
        return tuple((0, 255) for _ in bands)

    def preview(self) -> Any:
        """None is needed."""
        return np.moveaxis(self.pixels[:, ::12, ::12], 0, -1)

    def close(self) -> None:
        """Nothing to close."""


class Bench(App[None]):
    """One canvas."""

    def compose(self) -> ComposeResult:
        yield RasterCanvas(id="canvas")


def median_ms(call: Callable[[], Any], times: int = 25) -> float:
    """The median CPU time of some calls, milliseconds."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return 1000 * sorted(taken)[times // 2]


def marks(count: int) -> tuple[Mark, ...]:
    """Points and boxes all over the image."""
    draw = np.random.default_rng(2).uniform(100, 4900, (count, 2)).tolist()
    return tuple(
        Mark(f"m{n}", "image", MarkKind.BOX, ((x, y), (x + 40, y + 30)), ("An-124",))
        if n % 2
        else Mark(f"m{n}", "image", MarkKind.POINT, ((x, y),), ("Il-76",), list(Confidence)[n % 3])
        for n, (x, y) in enumerate(draw)
    )


def styled(canvas: RasterCanvas) -> None:
    """The peer: the same dots, a Segment and a Style a cell, rendered to text."""
    reader = canvas._reader
    assert reader is not None
    dots = sampled(reader.tiles, canvas.view, 6000, 5000)
    console = Console(color_system="truecolor", force_terminal=True)
    for top, bottom in zip(dots[0::2].tolist(), dots[1::2].tolist(), strict=True):
        row = [
            Segment("▀", Style(color=Color.from_rgb(*a), bgcolor=Color.from_rgb(*b)))
            for a, b in zip(top, bottom, strict=True)
        ]
        Strip(row, len(row)).render(console)


async def measured(size: tuple[int, int]) -> None:
    """Print one line of figures for one size."""
    app = Bench()
    async with app.run_test(size=size) as pilot:
        canvas = app.query_one(RasterCanvas)
        canvas.set_source(Noise())
        while canvas.is_reading or canvas._reader is None or not canvas._reader.tiles:
            await pilot.pause(0.05)
        canvas.look_at(canvas.view.at_scale(4.0, (3000, 2500)).centred(3000, 2500))
        while canvas.is_reading:
            await pilot.pause(0.05)
        console = Console(color_system="truecolor", force_terminal=True)

        def pan() -> None:
            canvas._view = canvas._view.panned(1, 0)
            canvas._base = None
            canvas.build()

        def sent() -> None:
            pan()
            for row in canvas._frame.rows:
                CellStrip(row).render(console)

        def crosshair() -> None:
            canvas._at = (canvas._at[0] + 4, canvas._at[1])
            canvas.build()

        def mark() -> None:
            new = Mark("new", "image", MarkKind.POINT, ((3000.0, 2500.0),), ("An-124",))
            more = (*canvas._overlay.marks, new)
            canvas._overlay = Overlay(more)
            canvas._arrays = arrays_of(more, canvas._arrays)
            canvas.build()

        figures = {"pan": median_ms(pan), "pan and bytes": median_ms(sent), "crosshair": median_ms(crosshair)}
        canvas.overlay = Overlay(marks(5000))
        figures |= {"pan, 5,000 marks": median_ms(pan), "a mark more of 5,000": median_ms(mark)}
        peer = median_ms(lambda: styled(canvas), 3)
        said = ", ".join(f"{name} {ms:.1f}" for name, ms in figures.items())
        ratio = peer / figures["pan and bytes"]
        print(
            f"{size[0]}x{size[1]}: {said} ms; styled cells {peer:.0f} ms ({ratio:.0f} times a pan with its bytes)"
        )


if __name__ == "__main__":
    for one in SIZES:
        asyncio.run(measured(one))
