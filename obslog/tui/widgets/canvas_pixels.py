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
from obslog.tui.graphics.kitty import MOST, deleted, placeholders, transmitted, transmitted_by
from obslog.tui.graphics.offering import Files
from obslog.tui.widgets.cell_strip import write_through

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
        self._files = Files()

    @property
    def finer(self) -> int:
        """How many samples of the image across a dot are shown."""
        if self._graphics.mode == "quadrants":
            return 2
        return self._each if self._graphics.mode == "kitty" else 1

    @property
    def _each(self) -> int:
        return max(2, min(_FINEST, self._graphics.cell[1] // 2))

    def sharp(self, tiles: Sequence[Tile], view: Viewport, image: tuple[float, float]) -> Any:
        """(glyphs, ink, paper) of quadrant blocks; None where they are not asked for."""
        if self._graphics.mode != "quadrants":
            return None
        key = (tuple(tiles), view)
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
        drawn = None if overlay is None else (overlay.shapes, overlay.selected, marks)
        key = (tuple(tiles), view, drawn)
        if key != self._sent:
            fine = _finer(view, self._each)
            sheet = Sheet(sampled(tiles, fine, *image))
            if overlay is not None:
                paint(sheet, fine, replace(overlay, signs=()), marks)
            self._send(sheet.dots, view)
            self._sent = key
        if self._holes is None or self._holes.shape[:2] != (view.rows, view.columns):
            self._holes = placeholders(self._number, view.columns, view.rows)
        return self._holes

    def still(self, view: Viewport, size: Size) -> Viewport:
        """A view of what `view` shows for a whole terminal of `size` cells, a line left free, a dot for each pixel.

        Raises `ObslogError` without sixels.
        """
        if not self._graphics.sixel:
            raise ObslogError(
                "the terminal does not say that it shows sixels; --graphics sixel takes its word for it "
                f"(now: {self._graphics.why})"
            )
        whole = view.resized(size.width, size.height - 1)
        wider = max(view.columns / whole.columns, view.rows / whole.rows)
        return _finer(replace(whole, scale=view.scale * wider), max(2, self._graphics.cell[1] // 2))

    def forget(self) -> None:
        """Take the pixels away from the terminal."""
        if self._sent is not None:
            write_through(self._canvas.app, deleted(self._number))
            self._sent = None
        self._files.clear()

    def _send(self, picture: Any, view: Viewport) -> None:
        place = self._number, view.columns, view.rows
        path = self._files.put(picture.tobytes()) if self._graphics.reads_files else None
        if path is not None:
            text = transmitted_by(path, picture, *place)
        else:
            text = transmitted(picture, *place, pack=bool(os.environ.get("SSH_CONNECTION")))
        write_through(self._canvas.app, text)


def _finer(view: Viewport, times: int) -> Viewport:
    return replace(view, columns=view.columns * times, rows=view.rows * times, scale=view.scale / times)
