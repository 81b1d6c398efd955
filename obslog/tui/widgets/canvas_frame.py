"""One picture of a canvas: the image's dots, what lies over them, and the rows of cells that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from obslog.model.marks import Point
from obslog.tui.cells.encode import encode
from obslog.tui.cells.gestures import Gesture
from obslog.tui.cells.hints import Hints
from obslog.tui.cells.overlay import (
    NO_MARKS,
    MarkArrays,
    Overlay,
    Shape,
    Sheet,
    paint,
    paint_crosshair,
    paint_labels,
)
from obslog.tui.cells.scale_bar import scale_bar
from obslog.tui.cells.viewport import Viewport
from obslog.tui.widgets.cell_strip import CellRow

_DRAWN = (255, 120, 60)


@dataclass(frozen=True)
class Hand:
    """What the analyst is at: the crosshair (image pixel, None: no image), a shape begun, the hint jump, and the lines
    of the lower left corner with the ground length of a dot in metres (None: unknown)."""

    crosshair: Point | None
    gesture: Gesture | None
    hints: Hints | None
    corner: Sequence[str] = ()
    metres_per_dot: float | None = None
    plain: bool = False


class Frame:
    """The rows of cells of a canvas, kept from one picture to the next so that only what differs is encoded."""

    def __init__(self, depth: str = "true") -> None:
        """`depth` is how cells are written (`cells.encode.DEPTHS`)."""
        self.depth = depth
        self.rows: list[CellRow] = []
        self._before: Sheet | None = None
        self._painted: tuple[tuple[Any, Viewport, Overlay | None, MarkArrays], Sheet] | None = None
        #: Whether the line is slow: colours that were said are not said again.
        self.saves_bytes = False
        #: What stands in cells that hold no character, where the terminal itself lays the pixels there.
        self.holes: Any = None

    def build(
        self,
        base: Any,
        view: Viewport,
        overlay: Overlay | None,
        marks: MarkArrays,
        hand: Hand,
        sharp: Any = None,
    ) -> list[int]:
        """Make the picture over the dots `base`; gives the rows that differ from the one before.

        `sharp` are (glyphs, ink, paper) that show the same picture finer, for cells over which nothing is drawn.
        """
        sheet = self._under_hand(base, view, overlay, marks)
        if hand.gesture is not None and hand.crosshair is not None:
            points = hand.gesture.sketch(hand.crosshair)
            closed = hand.gesture.shape in ("box", "oriented") and len(points) > 2
            paint(sheet, view, Overlay(shapes=(Shape(points, _DRAWN, closed),)), NO_MARKS)
        labels = () if hand.hints is None else hand.hints.labels()
        if not labels:
            _paint_corner(sheet, hand)
        if self.depth == "mono":
            _strokes_as_characters(sheet, base)
        if hand.crosshair is not None:
            x, y = view.to_dot(*hand.crosshair)
            if self.holes is not None or self.depth == "mono":
                _cross_of_characters(sheet, x, y, hand.plain)
            else:
                paint_crosshair(sheet, x, y)
        # Letters lie over all else, whole: they are to be read, once, and are gone.
        paint_labels(sheet, [(one.letters, one.x, one.y, one.is_mark) for one in labels])
        if sharp is not None:
            _sharpen(sheet, base, *sharp)
        return self._encode(sheet)

    def _under_hand(self, base: Any, view: Viewport, overlay: Overlay | None, marks: MarkArrays) -> Sheet:
        """Picture and overlay, painted anew only where one of them is another: the hand moves more often."""
        made_of = (base, view, overlay, marks)
        before = (None,) * 4 if self._painted is None else self._painted[0]
        if any(a is not b for a, b in zip(made_of, before, strict=True)) or self._painted is None:
            sheet = Sheet(base.copy())
            if overlay is not None:
                paint(sheet, view, overlay, marks)
            self._painted = made_of, sheet
        return self._painted[1].copied()

    def _encode(self, sheet: Sheet) -> list[int]:
        """Rows that changed are encoded; the others stay the very rows they were."""
        rows = sheet.glyphs.shape[0]
        before, self._before = self._before, sheet
        if before is None or before.glyphs.shape != sheet.glyphs.shape:
            self.rows, dirty = [], np.arange(rows)
        else:
            dirty = np.flatnonzero(_differing(before, sheet))
        if not dirty.size:
            return []
        pairs = np.stack((2 * dirty, 2 * dirty + 1), axis=1).ravel()
        cells = encode(
            sheet.dots[pairs], sheet.glyphs[dirty], sheet.ink[dirty], sheet.paper[dirty], self.depth
        )
        if self.holes is not None and self.holes.shape[:2] == sheet.glyphs.shape:
            empty = sheet.glyphs[dirty] == 0
            cells[empty] = self.holes[dirty][empty]
        fresh = dict(zip(dirty.tolist(), range(dirty.size), strict=True))
        self.rows = [
            CellRow(
                cells[fresh[n]],
                sheet.dots[2 * n : 2 * n + 2],
                sheet.glyphs[n],
                sheet.ink[n],
                sheet.paper[n],
                self.saves_bytes,
            )
            if n in fresh
            else self.rows[n]
            for n in range(rows)
        ]
        return [int(n) for n in dirty]


def _sharpen(sheet: Sheet, base: Any, glyphs: Any, ink: Any, paper: Any) -> None:
    drawn = (sheet.dots != base).any(axis=-1)
    free = ~(drawn[0::2] | drawn[1::2]) & (sheet.glyphs == 0)
    sheet.glyphs[free], sheet.ink[free], sheet.paper[free] = glyphs[free], ink[free], paper[free]


def _strokes_as_characters(sheet: Sheet, base: Any) -> None:
    """Lines where brightness is all there is: a character that no brightness has."""
    drawn = (sheet.dots != base).any(axis=-1)
    sheet.glyphs[(drawn[0::2] | drawn[1::2]) & (sheet.glyphs == 0)] = ord("x")


def _cross_of_characters(sheet: Sheet, x: float, y: float, plain: bool) -> None:
    """The crosshair where dots are not seen: arms of characters around its cell, which stays as it is."""
    column, row = int(x // 1), int(y // 2)
    across, down = ("-", "|") if plain else ("─", "│")
    for dx, sign in ((-3, across), (-2, across), (-1, " "), (1, " "), (2, across), (3, across)):
        sheet.write(column + dx, row, sign, (255, 64, 64), (16, 19, 24))
    for dy in (-1, 1):
        sheet.write(column, row + dy, down, (255, 64, 64), (16, 19, 24))


def _paint_corner(sheet: Sheet, hand: Hand) -> None:
    rows, columns = sheet.glyphs.shape
    lines = [line for line in hand.corner if line]
    bar = scale_bar(hand.metres_per_dot, columns // 4) if hand.metres_per_dot is not None else None
    if bar is not None:
        cells, label = bar
        text = "|" + "-" * (cells - 1) + "|" if hand.plain else "├" + "─" * (cells - 1) + "┤"
        lines.append(f"{text} {label}")
    if hand.gesture is not None and hand.gesture.asks:
        lines.append(f"{hand.gesture.shape}: set {hand.gesture.asks} (Space), Esc leaves")
    for n, line in enumerate(reversed(lines)):
        sheet.write(1, rows - 1 - n, line[: columns - 2], (240, 240, 240), (16, 19, 24))


def _differing(before: Sheet, sheet: Sheet) -> Any:
    """Which rows of cells differ; what glyphs are written with counts only where there are any."""
    rows = sheet.glyphs.shape[0]
    changed = (before.dots != sheet.dots).reshape(rows, -1).any(axis=1)
    changed |= (before.glyphs != sheet.glyphs).any(axis=1)
    if sheet.glyphs.any():
        changed |= ((before.ink != sheet.ink) | (before.paper != sheet.paper)).reshape(rows, -1).any(axis=1)
    return changed
