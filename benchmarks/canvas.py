"""What a frame of the canvas costs: panned, crosshair moved, a box drawn, 5,000 marks; beside ways that others draw.

Run it alone on the machine: `python benchmarks/canvas.py [--sizes 120x40,200x60,300x100] [--steps N] [--peers]`. Each
case is a Textual app of its own with a driver that counts what a terminal would be sent. Printed are milliseconds of
processor time of the UI's thread for a frame, medians: `made` is what the widget itself takes to make picture and rows
of bytes, `whole` is everything between a change and the bytes being written, Textual's part included.

The peers show the same pixels panned by the same steps: a widget of lines with a Segment and a Style a cell, and, where
they are installed, textual-image's half cells and rich-pixels in a Static. They have no crosshair and no marks.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.strip import Strip
from textual.widget import Widget

from obslog.model.marks import Mark, MarkKind
from obslog.tui.cells.overlay import Overlay
from obslog.tui.widgets.raster_canvas import RasterCanvas

WIDTH, HEIGHT = 4000, 3000
BETWEEN_S = 0.045


def scene() -> np.ndarray:
    """An image with detail at every scale, (row, column, rgb): nothing of it repeats."""
    draw = np.random.default_rng(7)
    whole = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for each in (1, 8, 64, 512):
        rough = draw.normal(0, 18, (HEIGHT // each + 2, WIDTH // each + 2, 3)).astype(np.float32)
        whole += rough.repeat(each, 0).repeat(each, 1)[:HEIGHT, :WIDTH]
    return np.asarray(np.clip(whole + 120, 0, 255)).astype(np.uint8)


class Source:
    """The image as a canvas reads it."""

    width, height, bands = WIDTH, HEIGHT, 3

    def __init__(self, picture: np.ndarray) -> None:
        self.picture = picture

    def preview(self) -> None:
        """There is none."""

    def read(self, window: Any, out_width: int, out_height: int, bands: Any = (1, 2, 3)) -> Any:
        """The nearest pixels."""
        left, top, wide, high = window
        i = np.clip((left + (np.arange(out_width) + 0.5) * wide / out_width).astype(int), 0, WIDTH - 1)
        j = np.clip((top + (np.arange(out_height) + 0.5) * high / out_height).astype(int), 0, HEIGHT - 1)
        data = self.picture[np.ix_(j, i)].transpose(2, 0, 1)
        return argparse.Namespace(data=data, valid=np.ones(data.shape[1:], bool), window=window)

    def ranges(self, bands: Any, low: float = 2.0, high: float = 98.0) -> Any:
        """All of it."""
        return ((0.0, 255.0),) * 3

    def close(self) -> None:
        """Nothing is open."""


class Counting(HeadlessDriver):
    """A terminal that takes everything at once and counts it."""

    sent = 0

    @property
    def is_headless(self) -> bool:
        """Textual is to make all bytes."""
        return False

    def write(self, data: str) -> None:
        """Count it."""
        Counting.sent += len(data.encode())


class Timed(RasterCanvas):
    """The canvas, timing what it makes."""

    made: list[float]

    def _draw(self) -> None:
        began = time.thread_time()
        super()._draw()
        rows = self.render_lines(self.size.region)
        for row in rows:
            row.render(self.app.console)
        self.made.append(time.thread_time() - began)


class Lines(Widget):
    """The peer without numpy's bytes: a line is Segments, a cell a Style."""

    def __init__(self, picture: np.ndarray) -> None:
        super().__init__()
        self.picture, self.at = picture, 0
        self.styles.width = self.styles.height = "1fr"

    def step(self, by: int) -> None:
        """Move the picture."""
        self.at += by
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Two pixels a cell."""
        wide = self.size.width
        top, bottom = (
            self.picture[1000 + 2 * y + n, 1000 + self.at : 1000 + self.at + wide].tolist() for n in (0, 1)
        )
        cells = [
            Segment("▀", Style.parse("rgb({},{},{}) on rgb({},{},{})".format(*a, *b)))
            for a, b in zip(top, bottom, strict=True)
        ]
        return Strip(cells, wide)


class Bench(App[None]):
    """One widget, one kind of change, so many steps."""

    def __init__(self, widget: Widget, step: Callable[[Any, int], None], steps: int) -> None:
        super().__init__(driver_class=Counting)
        self.widget, self.step, self.steps = widget, step, steps
        self.whole: list[float] = []
        self.bytes: list[int] = []

    def compose(self) -> ComposeResult:
        """The widget alone."""
        yield self.widget

    def fail(self, error: Exception) -> None:
        """A step that does nothing would measure nothing."""
        raise error

    async def measure(self) -> None:
        """Step by step, each with time to be shown; back and forth, so that no pixels are read."""
        await asyncio.sleep(1.0)
        for n in range(self.steps):
            sent, began = Counting.sent, time.thread_time()
            self.step(self.widget, 1 if n % 20 < 10 else -1)
            await asyncio.sleep(BETWEEN_S)
            self.whole.append(time.thread_time() - began)
            self.bytes.append(Counting.sent - sent)
        self.exit()

    def on_ready(self) -> None:
        """Begin."""
        self.run_worker(self.measure())


def marks(count: int) -> tuple[Mark, ...]:
    """Points, boxes and crosses all over the part that is shown."""
    draw, made = np.random.default_rng(2), []
    for n in range(count):
        column, row = draw.uniform(1300, 2700), draw.uniform(1200, 1800)
        kind = (MarkKind.POINT, MarkKind.BOX, MarkKind.DIAMOND)[n % 3]
        points = {
            MarkKind.POINT: ((column, row),),
            MarkKind.BOX: ((column, row), (column + 9, row + 7)),
            MarkKind.DIAMOND: (
                (column, row),
                (column - 4, row + 4),
                (column, row + 8),
                (column + 4, row + 4),
            ),
        }[kind]
        made.append(Mark(f"m{n}", "image", kind, points, ("An-124",)))
    return tuple(made)


def prepared(widget: Timed, source: Source, overlay: Overlay) -> None:
    """1:1 in the middle, its pixels there."""
    widget.made = []
    widget.set_source(source)
    widget.overlay = overlay
    widget.action_one_to_one()


def pan(widget: Timed, by: int) -> None:
    """A dot further."""
    widget.look_at(widget.view.panned(by, 0))


def draw_box(widget: Timed, by: int) -> None:
    """A corner of a box a dot further."""
    if widget.gesture is None:
        widget.begin("box")
        widget._set_point((1980.0, 1490.0))
    widget._step(by, by)


def cursor(widget: Timed, by: int) -> None:
    """The crosshair a dot further."""
    widget._step(by, 0)


OWN: dict[str, tuple[Callable[[Timed, int], None], int]] = {
    "panned": (pan, 0),
    "crosshair moved": (cursor, 0),
    "box drawn": (draw_box, 0),
    "panned, 5,000 marks": (pan, 5000),
    "crosshair, 5,000 marks": (cursor, 5000),
}


class Measured(Bench):
    """The canvas is prepared before it is measured."""

    def __init__(self, source: Source, step: Callable[[Any, int], None], count: int, steps: int) -> None:
        self.canvas = Timed()
        self.canvas.made = []
        super().__init__(self.canvas, step, steps)
        self.source, self.overlay = source, Overlay(marks(count))

    async def measure(self) -> None:
        """As any other, after the pixels came."""
        self.canvas.focus()
        prepared(self.canvas, self.source, self.overlay)
        while self.canvas.is_reading or not self.canvas.is_drawn:
            await asyncio.sleep(0.05)
        await super().measure()


def line(name: str, app: Bench, made: list[float], against: float | None) -> float:
    """Print one case; gives the milliseconds of the whole."""
    whole = statistics.median(app.whole) * 1000
    own = f"{statistics.median(made) * 1000:7.2f}" if made else "      -"
    ratio = "" if against is None else f"  {whole / against:6.1f} x"
    print(
        f"  {name:34} made {own} ms  whole {whole:8.2f} ms  {statistics.median(app.bytes) / 1024:7.0f} KiB{ratio}"
    )
    return whole


def peers(picture: np.ndarray) -> dict[str, tuple[Callable[[], Widget], Callable[[Any, int], None]]]:
    """Name -> how its widget is made and moved; those that are installed."""
    found: dict[str, Any] = {"Segment and Style a cell": (lambda: Lines(picture), Lines.step)}
    try:
        from PIL import Image
        from textual_image.widget import HalfcellImage  # type: ignore[import-not-found]

        def crop(widget: Any, by: int) -> Any:
            widget.at = getattr(widget, "at", 0) + by
            wide, high = widget.size
            return Image.fromarray(
                picture[1000 : 1000 + 2 * high, 1000 + widget.at : 1000 + widget.at + wide]
            )

        def shown() -> Widget:
            widget = HalfcellImage(Image.fromarray(picture[1000:1100, 1000:1100]))
            widget.styles.width = widget.styles.height = "1fr"
            return widget  # type: ignore[no-any-return]

        found["textual-image, half cells"] = (
            shown,
            lambda widget, by: setattr(widget, "image", crop(widget, by)),
        )
    except ImportError:
        print("textual-image is not installed: left out")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="120x40,200x60,300x100")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--peers", action="store_true", help="beside others (they take seconds a size)")
    given = parser.parse_args()
    # For all the same: true colours, whatever this is run in.
    os.environ["COLORTERM"], os.environ["TERM"] = "truecolor", "xterm-256color"
    picture = scene()
    source = Source(picture)
    for size in given.sizes.split(","):
        wide, high = (int(part) for part in size.split("x"))
        print(f"{wide} x {high} cells")
        reference: float | None = None
        for name, (step, count) in OWN.items():
            app = Measured(source, step, count, given.steps)
            app.run(size=(wide, high), mouse=False)
            found = line(name, app, app.canvas.made[-given.steps :], None)
            reference = reference or found
        if given.peers:
            for name, (made, move) in peers(picture).items():
                bench = Bench(made(), move, max(4, given.steps // 8))
                bench.run(size=(wide, high), mouse=False)
                line(name, bench, [], reference)


if __name__ == "__main__":
    main()
