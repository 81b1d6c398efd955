"""What is drawn over the picture: marks, outlines, labels, the crosshair; pure, from image pixels to dots and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from obslog.model.looks import Confidence
from obslog.model.marks import Mark, MarkKind, MarkStatus, Point
from obslog.model.text import safe
from obslog.tui.cells.strokes import Colour, segments_of, stroke
from obslog.tui.cells.viewport import Viewport

#: Sign of a mark by how sure it is: shape first, colour second. The second of each pair is plain ASCII.
SIGNS = {
    Confidence.CONFIRMED: ("●", "@"),
    Confidence.PROBABLE: ("◐", "%"),
    Confidence.POSSIBLE: ("○", "o"),
}
#: A mark that was carried forward and waits for its word.
CARRIED_SIGN = ("◌", "?")
INKS: dict[Confidence | None, Colour] = {
    Confidence.CONFIRMED: (255, 221, 87),
    Confidence.PROBABLE: (126, 214, 255),
    Confidence.POSSIBLE: (216, 180, 255),
    None: (255, 255, 255),
}
SELECTED: Colour = (255, 92, 92)
PAPER: Colour = (12, 14, 18)


@dataclass(frozen=True)
class Shape:
    """A line or an outline through image pixels. `dash` dots on and off, 0 solid; `label` stands at its first point."""

    points: tuple[Point, ...]
    colour: Colour
    closed: bool = True
    dash: int = 0
    label: str = ""


@dataclass(frozen=True)
class Sign:
    """A short text at an image pixel: what a mark of another date is, the number of a difference."""

    at: Point
    text: str
    ink: Colour = (255, 255, 255)
    paper: Colour | None = None


@dataclass(frozen=True)
class Overlay:
    """All that lies over the picture. `selected` is the id of a mark; `plain` asks for ASCII signs."""

    marks: tuple[Mark, ...] = ()
    selected: str | None = None
    shapes: tuple[Shape, ...] = ()
    signs: tuple[Sign, ...] = ()
    plain: bool = False


def _one_cell_each(text: str) -> str:
    """The text, safe to send, each character of it as wide as one cell."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if cell_len(c) == 1 else "?" for c in safe(text))


@dataclass
class Sheet:
    """A picture being made: `dots` (2 rows, columns, rgb), and characters over it with their ink and paper."""

    dots: NDArray[np.uint8]
    glyphs: NDArray[np.uint32] = field(init=False)
    ink: NDArray[np.uint8] = field(init=False)
    paper: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        rows, columns = self.dots.shape[0] // 2, self.dots.shape[1]
        self.glyphs = np.zeros((rows, columns), np.uint32)
        self.ink = np.zeros((rows, columns, 3), np.uint8)
        self.paper = np.zeros((rows, columns, 3), np.uint8)

    def copied(self) -> Sheet:
        """Another that is the same now."""
        other = Sheet(self.dots.copy())
        other.glyphs, other.ink, other.paper = self.glyphs.copy(), self.ink.copy(), self.paper.copy()
        return other

    def write(self, column: int, row: int, text: str, ink: Colour, paper: Colour | None = None) -> None:
        """Characters from a cell on; what is off the sheet is cut. Without `paper`, on the darkened picture.

        What could steer the terminal is written out, and what does not take one cell is a question mark.
        """
        rows, columns = self.glyphs.shape
        if not 0 <= row < rows:
            return
        for n, character in enumerate(_one_cell_each(text)):
            if 0 <= column + n < columns:
                at = (row, column + n)
                self.glyphs[at], self.ink[at] = ord(character), ink
                self.paper[at] = (
                    paper
                    if paper is not None
                    else self.dots[2 * row : 2 * row + 2, column + n].mean(axis=0) * 0.45
                )


@dataclass(frozen=True, eq=False)
class MarkArrays:
    """Marks as arrays, kept from one picture to the next: centres (n, 2), sides (m, 4) and whose they are (m,).

    Each is itself alone, as pieces of the image are.
    """

    marks: tuple[Mark, ...]
    centres: NDArray[np.float64]
    kinds: NDArray[np.int8]
    sides: NDArray[np.float64]
    owners: NDArray[np.intp]


_KINDS: tuple[Confidence, ...] = tuple(Confidence)
_CARRIED = len(_KINDS)
NO_MARKS = MarkArrays((), np.empty((0, 2)), np.empty(0, np.int8), np.empty((0, 4)), np.empty(0, np.intp))


def arrays_of(marks: tuple[Mark, ...], before: MarkArrays = NO_MARKS) -> MarkArrays:
    """The arrays of marks; those at the beginning that are as they were `before` are not gone through again."""
    if marks is before.marks:
        return before
    kept = 0
    for old, new in zip(before.marks, marks, strict=False):
        if old is not new:
            break
        kept += 1
    fresh = marks[kept:]
    centres = np.array([mark.centre for mark in fresh], float).reshape(-1, 2)
    kinds = np.array(
        [_CARRIED if m.status is MarkStatus.CARRIED else _KINDS.index(m.confidence) for m in fresh], np.int8
    )
    sides = [(_sides(mark), n) for n, mark in enumerate(fresh, kept) if mark.kind is not MarkKind.POINT]
    new_sides = np.concatenate([s for s, _ in sides]) if sides else np.empty((0, 4))
    new_owners = np.repeat(np.array([n for _, n in sides], np.intp), [len(s) for s, _ in sides])
    old_sides = before.owners < kept
    return MarkArrays(
        marks,
        np.concatenate((before.centres[:kept], centres)),
        np.concatenate((before.kinds[:kept], kinds)),
        np.concatenate((before.sides[old_sides], new_sides)),
        np.concatenate((before.owners[old_sides], new_owners)),
    )


def _sides(mark: Mark) -> NDArray[np.float64]:
    points: Sequence[Point] = mark.points
    if mark.kind is MarkKind.BOX:
        (c0, r0), (c1, r1) = points
        return segments_of(((c0, r0), (c1, r0), (c1, r1), (c0, r1)), closed=True)
    if mark.kind is MarkKind.DIAMOND:
        # The axis and the span cross: what is measured is what is drawn.
        nose, left, tail, right = points
        return np.concatenate(
            (segments_of((nose, tail), closed=False), segments_of((left, right), closed=False))
        )
    return segments_of(points, closed=True)


def paint(sheet: Sheet, view: Viewport, overlay: Overlay, marks: MarkArrays) -> None:
    """Draw an overlay on a sheet: outlines, sides of marks, signs of marks, texts."""
    for shape in overlay.shapes:
        _paint_shape(sheet, view, shape)
    _paint_marks(sheet, view, overlay, marks)
    for sign in overlay.signs:
        x, y = view.to_dot(*sign.at)
        if np.isfinite(x) and np.isfinite(y):
            sheet.write(int(x // 1) - (len(sign.text) - 1) // 2, int(y // 2), sign.text, sign.ink, sign.paper)


def _paint_shape(sheet: Sheet, view: Viewport, shape: Shape) -> None:
    points = np.asarray(shape.points, float).reshape(-1, 2)
    x, y = view.to_dot(points[:, 0], points[:, 1])
    stroke(sheet.dots, segments_of(np.stack((x, y), axis=1).tolist(), shape.closed), shape.colour, shape.dash)
    if shape.label and len(points):
        width, height = view.dots
        seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        if seen.any():
            # At the first corner that is on the canvas, inside it.
            first = int(np.flatnonzero(seen)[0])
            column = min(int(x[first]) + 1, width - len(shape.label) - 1)
            sheet.write(max(0, column), int(y[first] // 2), shape.label, shape.colour)


def _paint_marks(sheet: Sheet, view: Viewport, overlay: Overlay, marks: MarkArrays) -> None:
    if not len(marks.centres):
        return
    chosen = (
        next((n for n, m in enumerate(marks.marks) if m.id == overlay.selected), -1)
        if overlay.selected
        else -1
    )
    if len(marks.sides):
        x0, y0 = view.to_dot(marks.sides[:, 0], marks.sides[:, 1])
        x1, y1 = view.to_dot(marks.sides[:, 2], marks.sides[:, 3])
        sides = np.stack((x0, y0, x1, y1), axis=1)
        kinds = marks.kinds[marks.owners]
        for kind in np.unique(kinds).tolist():
            stroke(sheet.dots, sides[kinds == kind], _ink(kind), dash=2 if kind == _CARRIED else 0)
        if chosen >= 0:
            stroke(sheet.dots, sides[marks.owners == chosen], SELECTED)
    x, y = view.to_dot(marks.centres[:, 0], marks.centres[:, 1])
    width, height = view.dots
    seen = np.flatnonzero((x >= 0) & (x < width) & (y >= 0) & (y < height))
    column, row = x[seen].astype(np.intp), (y[seen] // 2).astype(np.intp)
    signs = np.array(
        [ord(SIGNS[c][overlay.plain]) for c in _KINDS] + [ord(CARRIED_SIGN[overlay.plain])], np.uint32
    )
    inks = np.array([_ink(n) for n in range(_CARRIED + 1)], np.uint8)
    sheet.glyphs[row, column] = signs[marks.kinds[seen]]
    sheet.ink[row, column] = inks[marks.kinds[seen]]
    sheet.paper[row, column] = PAPER
    if chosen >= 0 and chosen in set(seen.tolist()):
        at = (int(y[chosen] // 2), int(x[chosen]))
        sheet.ink[at], sheet.paper[at] = PAPER, SELECTED
        # Brackets, so that the selected one is told without colour.
        sheet.write(at[1] - 1, at[0], "[", SELECTED, PAPER)
        sheet.write(at[1] + 1, at[0], "]", SELECTED, PAPER)


def _ink(kind: int) -> Colour:
    return INKS[None] if kind == _CARRIED else INKS[_KINDS[kind]]


def paint_crosshair(sheet: Sheet, x: float, y: float, reach: int = 4) -> None:
    """A cross of dots about a dot, open in the middle, each arm the opposite of what it covers."""
    high, wide = sheet.dots.shape[:2]
    column, row = int(np.floor(x)), int(np.floor(y))
    for step in range(2, reach + 1):
        for i, j in ((column - step, row), (column + step, row), (column, row - step), (column, row + step)):
            if 0 <= i < wide and 0 <= j < high:
                sheet.dots[j, i] = _opposite(sheet.dots[j, i])
                sheet.glyphs[j // 2, i] = 0
    if 0 <= column < wide and 0 <= row < high and not sheet.glyphs[row // 2, column]:
        sheet.dots[row, column] = (255, 64, 64)


def _opposite(colour: Any) -> Colour:
    return (255, 255, 255) if int(colour.astype(int).sum()) < 3 * 118 else (0, 0, 0)


def paint_labels(sheet: Sheet, labels: Sequence[tuple[str, float, float, bool]]) -> None:
    """Letters of the hint jump, each about its dot; those of marks (the last is True) lie on top, in another colour."""
    for letters, x, y, is_mark in sorted(labels, key=lambda label: label[3]):
        paper: Colour = (126, 214, 255) if is_mark else (255, 214, 10)
        sheet.write(int(x) - len(letters) // 2, int(y // 2), letters, (16, 16, 16), paper)
