"""Real pixels by the kitty graphics protocol: the picture is sent once, and cells say which part of it they show.

A virtual placement with Unicode placeholders: the cells stay text, so whatever is written over the picture lies over
it, and tmux or a redraw loses nothing. Source: kitty, "Terminal graphics protocol", Unicode placeholders.
"""

from __future__ import annotations

import os
import zlib
from base64 import standard_b64encode
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from obslog.tui.cells.encode import cell_bytes

_PLACEHOLDER = "\U0010eeee".encode()
_CHUNK = 4096
#: The marks that number rows and columns of placeholders, in their order (kitty's rowcolumn-diacritics).
_RANGES = (
    "0305 030D 030E 0310 0312 033D-033F 0346 034A-034C 0350-0352 0357 035B 0363-036F 0483-0487 0592-0595 0597-0599 "
    "059C-05A1 05A8 05A9 05AB 05AC 05AF 05C4 0610-0617 0657-065B 065D 065E 06D6-06DC 06DF-06E2 06E4 06E7 06E8 06EB "
    "06EC 0730 0732 0733 0735 0736 073A 073D 073F-0741 0743 0745 0747 0749 074A 07EB-07F1 07F3 0816-0819 081B-0823 "
    "0825-0827 0829-082D 0951 0953 0954 0F82 0F83 0F86 0F87 135D-135F 17DD 193A 1A17 1A75-1A7C 1B6B 1B6D-1B73 "
    "1CD0-1CD2 1CDA 1CDB 1CE0 1DC0 1DC1 1DC3-1DC9 1DCB 1DCC 1DD1-1DE6 1DFE 20D0 20D1 20D4-20D7 20DB 20DC 20E1 20E7 "
    "20E9 20F0 2CEF-2CF1 2DE0-2DFF A66F A67C A67D A6F0 A6F1 A8E0-A8F1 AAB0 AAB2 AAB3 AAB7 AAB8 AABE AABF AAC1 "
    "FE20-FE26 10A0F 10A38 1D185-1D189 1D1AA-1D1AD 1D242-1D244"
)


def _marks() -> tuple[bytes, ...]:
    found: list[bytes] = []
    for part in _RANGES.split():
        first, _, last = part.partition("-")
        found += [chr(code).encode() for code in range(int(first, 16), int(last or first, 16) + 1)]
    return tuple(found)


MARKS = _marks()
#: The most rows or columns that placeholders can number.
MOST = len(MARKS)


def transmitted(rgb: NDArray[np.uint8], number: int, columns: int, rows: int, *, pack: bool = False) -> str:
    """What sends a picture (row, column, rgb) as image `number` (1 to 2^24-1), laid over `columns` x `rows` cells.

    Sending another of the same number replaces it where its placeholders stand. `pack` compresses, for a slow line.
    """
    data = np.ascontiguousarray(rgb).tobytes()
    if pack:
        data = zlib.compress(data, 1)
    payload = standard_b64encode(data).decode("ascii")
    keys = _keys(rgb, number, columns, rows) + (",o=z" if pack else "")
    pieces = [payload[at : at + _CHUNK] for at in range(0, len(payload), _CHUNK)]
    last = len(pieces) - 1
    return "".join(
        f"\x1b_G{keys + ',' if n == 0 else 'q=2,'}m={int(n < last)};{piece}\x1b\\"
        for n, piece in enumerate(pieces)
    )


def transmitted_by(path: Path, rgb: NDArray[np.uint8], number: int, columns: int, rows: int) -> str:
    """As `transmitted`, the pixels being in a file (`graphics.offering`) that the terminal reads and deletes."""
    name = standard_b64encode(os.fsencode(path)).decode("ascii")
    return f"\x1b_G{_keys(rgb, number, columns, rows)},t=t;{name}\x1b\\"


def _keys(rgb: NDArray[np.uint8], number: int, columns: int, rows: int) -> str:
    height, width = rgb.shape[:2]
    return f"a=T,U=1,q=2,i={number},f=24,s={width},v={height},c={columns},r={rows}"


def deleted(number: int) -> str:
    """What takes image `number` away, placements and all."""
    return f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\"


@lru_cache(8)
def placeholders(number: int, columns: int, rows: int) -> NDArray[np.uint8]:
    """The cells (row, column, byte) that show image `number`, each as long as any other cell of a picture; not to be
    written to."""
    red, green, blue = number >> 16 & 255, number >> 8 & 255, number & 255
    cells = np.zeros((rows, columns, cell_bytes("true")), np.uint8)
    for row in range(min(rows, MOST)):
        for column in range(min(columns, MOST)):
            text = _PLACEHOLDER + MARKS[row] + MARKS[column]
            # The default background said again and zeros before a number fill up to the common length.
            missing = cell_bytes("true") - len(b"\x1b[49;38;2;000;000;000m") - len(text)
            again, zeros = divmod(missing, 3)
            code = f"\x1b[49{';49' * again};38;2;{'0' * zeros}{red:03d};{green:03d};{blue:03d}m"
            cells[row, column] = np.frombuffer(code.encode() + text, np.uint8)
    return cells
