"""The picture finer than half blocks: quadrant blocks, or pixels that the terminal itself lays behind the cells."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.geometry import Size
from textual.widget import Widget

from obslog.model.errors import ObslogError
from obslog.tui.cells.overlay import MarkArrays, Overlay, Sheet, paint
from obslog.tui.cells.quadrants import quadrants
from obslog.tui.cells.sampling import Tile, sampled
from obslog.tui.cells.viewport import Viewport
from obslog.tui.graphics.detect import Graphics
from obslog.tui.graphics.kitty import MOST, deleted, placeholders, transmitted

#: Pixels a dot at most: beyond it a line to the terminal carries more than an eye sees.
_FINEST = 10


class Pixels:
    """What one canvas shows by `graphics`; nothing where that is plain cells."""

    def __init__(self, graphics: Graphics, canvas: Widget) -> None:
        self._graphics, self._canvas = graphics, canvas
        self._number = secrets.randbelow(2**24 - 1) + 1
        self._sent: Any = None
        self._holes: Any = None
        self._sharp: tuple[Any, Any] | None = None

    def sharp(self, tiles: Sequence[Tile], view: Viewport, image: tuple[float, float]) -> Any:
        """(glyphs, ink, paper) of quadrant blocks; None where they are not asked for."""
        if self._graphics.mode != "quadrants":
            return None
        key = (tuple(id(tile) for tile in tiles), view)
        if self._sharp is None or self._sharp[0] != key:
            fine = sampled(tiles, _finer(view, 2), *image)
            # Twice as fine down as quarters are: two rows make one.
            halved = (fine[0::2].astype("uint16") + fine[1::2]) // 2
            self._sharp = key, quadrants(halved.astype("uint8"))
        return self._sharp[1]

    def show(
        self, tiles: Sequence[Tile], view: Viewport, image: tuple[float, float], overlay: Overlay | None,
        marks: MarkArrays,
    ) -> Any:  # fmt: skip
        """Send the pixels of a view where they changed; gives the cells that show them, None without such graphics."""
        if self._graphics.mode != "kitty" or view.columns > MOST or view.rows > MOST:
            return None
        drawn = None if overlay is None else (overlay.shapes, overlay.selected, id(marks))
        key = (tuple(id(tile) for tile in tiles), view, drawn)
        if key != self._sent:
            each = max(2, min(_FINEST, self._graphics.cell[1] // 2))
            fine = _finer(view, each)
            sheet = Sheet(sampled(tiles, fine, *image))
            if overlay is not None:
                paint(sheet, fine, replace(overlay, signs=()), marks)
            slow = bool(os.environ.get("SSH_CONNECTION"))
            self._write(transmitted(sheet.dots, self._number, view.columns, view.rows, pack=slow))
            self._sent = key
        if self._holes is None or self._holes.shape[:2] != (view.rows, view.columns):
            self._holes = placeholders(self._number, view.columns, view.rows)
        return self._holes

    def still(self, tiles: Sequence[Tile], view: Viewport, image: tuple[float, float], size: Size) -> Any:
        """A view for a whole terminal of `size` cells, a line left free. Raises `ObslogError` without sixels."""
        if not self._graphics.sixel:
            raise ObslogError(
                "the terminal does not say that it shows sixels; --graphics sixel takes its word for it "
                f"(now: {self._graphics.why})"
            )
        each = max(2, self._graphics.cell[1] // 2)
        whole = view.resized(size.width, size.height - 1)
        wider = max(view.columns / whole.columns, view.rows / whole.rows)
        return sampled(tiles, _finer(replace(whole, scale=view.scale * wider), each), *image)

    def forget(self) -> None:
        """Take the pixels away from the terminal."""
        if self._sent is not None:
            self._write(deleted(self._number))
            self._sent = None

    def _write(self, text: str) -> None:
        # Beside Textual's own bytes, in their order.
        driver = getattr(self._canvas.app, "_driver", None)
        if driver is not None:
            driver.write(text)


def _finer(view: Viewport, times: int) -> Viewport:
    return replace(view, columns=view.columns * times, rows=view.rows * times, scale=view.scale / times)
