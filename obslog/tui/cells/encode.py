"""A picture as bytes for a terminal: every cell of one row takes as many bytes as any other, so a part is a slice.

A cell shows two dots, one above the other, by the colours of the upper half block; or a character on a background.
Numbers in colour codes are padded with zeros, which terminals read as numbers, so that all codes are equally long.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Dots = NDArray[np.uint8]

#: How cells are written: true colour, 256 colours, or brightness by characters alone.
DEPTHS = ("true", "256", "mono")
_HALF_BLOCK = 0x2580
#: Three digits and the sign that follows them in a code, as one number of four bytes: written at once.
_DIGITS = np.frombuffer(b"".join(b"%03d;" % n for n in range(256)), np.uint32)
_DIGITS_M = np.frombuffer(b"".join(b"%03dm" % n for n in range(256)), np.uint32)
_TRUE = b"\x1b[38;2;000;000;000;48;2;000;000;000m\xe2\x96\x80"
#: One zero more in each of the two codes makes room for a character of one byte; in one of them, of two.
_TRUE_1 = b"\x1b[038;2;000;000;000;048;2;000;000;000m "
_TRUE_2 = b"\x1b[038;2;000;000;000;48;2;000;000;000m\xc2\xb0"
_256 = b"\x1b[38;5;000;48;5;000m\xe2\x96\x80"
_256_1 = b"\x1b[038;5;000;048;5;000m "
_256_2 = b"\x1b[038;5;000;48;5;000m\xc2\xb0"
#: Dark to bright; none of them is a sign of a mark, or stands for a line.
_RAMP = np.frombuffer(b" .:-=+*#&M", np.uint8)
#: Where in a cell the numbers of the upper and the lower dot stand.
_NUMBERS = np.dtype(
    {
        "names": list("rgbRGB"),
        "formats": ["u4"] * 6,
        "offsets": [7, 11, 15, 24, 28, 32],
        "itemsize": len(_TRUE),
    }
)
_NUMBERS_256 = np.dtype(
    {"names": ["top", "bottom"], "formats": ["u4"] * 2, "offsets": [7, 16], "itemsize": len(_256)}
)
RESET = b"\x1b[0m"


def cell_bytes(depth: str) -> int:
    """How many bytes each cell takes."""
    return {"true": len(_TRUE), "256": len(_256), "mono": 3}[depth]


def encode(
    dots: Dots, glyphs: NDArray[np.uint32], ink: Dots, paper: Dots, depth: str = "true"
) -> NDArray[np.uint8]:
    """Rows of bytes (row, cell, byte) of a picture.

    `dots` (2 row, column, rgb); `glyphs` (row, column) code points, 0 where the dots show; `ink` and `paper`
    (row, column, rgb) colours of glyphs and what is behind them.
    """
    if depth == "mono":
        return _mono(dots, glyphs)
    top, bottom = dots[0::2], dots[1::2]
    written = glyphs != 0
    if written.any():
        top, bottom = top.copy(), bottom.copy()
        top[written], bottom[written] = ink[written], paper[written]
    rows, columns = glyphs.shape
    form, numbers = (_256, _NUMBERS_256) if depth == "256" else (_TRUE, _NUMBERS)
    cells = np.empty((rows, columns, len(form)), np.uint8)
    cells[:] = np.frombuffer(form, np.uint8)
    at = cells.view(numbers)[..., 0]
    if depth == "256":
        at["top"], at["bottom"] = _DIGITS[_cube(top)], _DIGITS_M[_cube(bottom)]
    else:
        for n, (above, below) in enumerate(zip("rgb", "RGB", strict=True)):
            at[above] = _DIGITS[top[..., n]]
            at[below] = (_DIGITS if n < 2 else _DIGITS_M)[bottom[..., n]]
    if written.any():
        _write_glyphs(cells, glyphs, written, depth)
    return cells


def _write_glyphs(
    cells: NDArray[np.uint8], glyphs: NDArray[np.uint32], written: NDArray[Any], depth: str
) -> None:
    one, two = (_TRUE_1, _TRUE_2) if depth == "true" else (_256_1, _256_2)
    # Where the digits of the two colours stand in the three forms of a cell: (in the common form, in this form).
    spans = {
        "true": {1: ((7, 18, 8), (24, 35, 26)), 2: ((7, 18, 8), (24, 35, 25))},
        "256": {1: ((7, 10, 8), (16, 19, 18)), 2: ((7, 10, 8), (16, 19, 17))},
    }[depth]
    for code in np.unique(glyphs[written]):
        text = chr(int(code)).encode("utf-8")
        where = glyphs == code
        if len(text) == 3:
            cells[where, -3:] = np.frombuffer(text, np.uint8)
            continue
        if len(text) > 3:
            text = b"?"
        form = np.frombuffer(one if len(text) == 1 else two, np.uint8)
        old = cells[where]
        new = np.tile(form, (old.shape[0], 1))
        for start, end, at in spans[len(text)]:
            new[:, at : at + end - start] = old[:, start:end]
        new[:, -len(text) :] = np.frombuffer(text, np.uint8)
        cells[where] = new


def _cube(rgb: Dots) -> NDArray[np.uint8]:
    """The nearest of the 6 x 6 x 6 cube, or of the 24 greys where that is nearer (xterm's 256 colours)."""
    values = rgb.astype(np.int16)
    steps = np.clip((values - 35) // 40, 0, 5)
    steps[values < 48] = 0
    steps[(values >= 48) & (values < 115)] = 1
    levels = np.array([0, 95, 135, 175, 215, 255], np.int16)
    cube = 16 + 36 * steps[..., 0] + 6 * steps[..., 1] + steps[..., 2]
    off_cube = np.sum((values - levels[steps]) ** 2, axis=-1, dtype=np.int32)
    grey = np.clip((values.mean(axis=-1) - 3) // 10, 0, 23).astype(np.int16)
    off_grey = np.sum((values - (8 + 10 * grey)[..., None]) ** 2, axis=-1, dtype=np.int32)
    return np.where(off_grey < off_cube, 232 + grey, cube).astype(np.uint8)


def _mono(dots: Dots, glyphs: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Brightness as characters, three bytes a cell: ASCII with two shift-ins (no-ops) before it."""
    rows, columns = glyphs.shape
    cells = np.zeros((rows, columns, 3), np.uint8)
    grey = (dots[0::2].astype(np.uint16).sum(-1) + dots[1::2].astype(np.uint16).sum(-1)) // 6
    cells[..., 2] = _RAMP[np.minimum(grey * len(_RAMP) // 256, len(_RAMP) - 1)]
    for code in np.unique(glyphs[glyphs != 0]):
        text = chr(int(code)).encode("utf-8")
        where = glyphs == code
        cells[where] = np.frombuffer((text if len(text) <= 3 else b"?").rjust(3, b"\0"), np.uint8)
    return cells


def as_text(row: NDArray[np.uint8], *, merged: bool = False) -> str:
    """Some cells of one row as a terminal takes them, colours reset at the end.

    `merged` leaves out the colours of a cell that are those of the cell before, for a slow line.
    """
    if row.shape[-1] == 3:
        return row.tobytes().replace(b"\0", b"").decode("utf-8", "replace")
    data = _merged(row) if merged and len(row) > 1 else row.tobytes()
    return (data + RESET).decode("utf-8", "replace")


def _merged(row: NDArray[np.uint8]) -> bytes:
    codes = row[:, :-3]
    # Of the three forms of a cell only the common one ends its codes here: with an m.
    again = (codes[1:] == codes[:-1]).all(axis=1) & (codes[1:, -1] == ord("m"))
    kept = np.ones(row.shape, bool)
    kept[1:, :-3] = ~again[:, None]
    return row[kept].tobytes()


def parts(
    dots: Dots, glyphs: NDArray[np.uint32], ink: Dots, paper: Dots
) -> list[tuple[str, tuple[int, int, int], tuple[int, int, int]]]:
    """(character, ink, paper) of each cell of ONE row of cells: `dots` (2, column, rgb), the others (column, ...).

    For whoever needs the row as styled text: export, dimming below a dialog.
    """
    found = []
    for n, code in enumerate(glyphs.tolist()):
        if code:
            found.append((chr(code), _rgb(ink[n]), _rgb(paper[n])))
        else:
            found.append((chr(_HALF_BLOCK), _rgb(dots[0, n]), _rgb(dots[1, n])))
    return found


def _rgb(value: NDArray[np.uint8]) -> tuple[int, int, int]:
    red, green, blue = value.tolist()
    return red, green, blue
