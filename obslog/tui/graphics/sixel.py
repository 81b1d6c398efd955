"""Real pixels as sixels, for a still picture: 256 colours at most, six rows of pixels to a line (DEC VT330/340)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sixels(rgb: NDArray[np.uint8], colours: int = 255) -> str:
    """A picture (row, column, rgb) as one sixel sequence; colours are chosen by median cut."""
    from PIL import Image

    height, width = rgb.shape[:2]
    picture = Image.fromarray(np.ascontiguousarray(rgb)).quantize(colours, dither=Image.Dither.NONE)
    palette = np.array(picture.getpalette() or [], np.uint8).reshape(-1, 3)
    indices = np.asarray(picture)
    padded = np.zeros((-(-height // 6) * 6, width), indices.dtype)
    padded[:height] = indices
    parts = [f'\x1bP0;1;0q"1;1;{width};{height}']
    used = np.unique(indices)
    parts += [
        f"#{n};2;" + ";".join(str(round(int(level) * 100 / 255)) for level in palette[n])
        for n in used.tolist()
    ]
    weights = (1 << np.arange(6, dtype=np.uint8))[:, None]
    for top in range(0, padded.shape[0], 6):
        band = padded[top : top + 6]
        rows = min(6, height - top)
        lines = []
        for n in np.unique(band[:rows]).tolist():
            bits = ((band[:rows] == n) * weights[:rows]).sum(axis=0).astype(np.uint8)
            lines.append(f"#{n}{_packed(bits)}")
        parts.append("$".join(lines) + "-")
    parts.append("\x1b\\")
    return "".join(parts)


def _packed(bits: NDArray[np.uint8]) -> str:
    """One colour of one line, repeats counted."""
    ends = np.flatnonzero(np.diff(bits)) + 1
    starts = np.concatenate(([0], ends))
    counts = np.diff(np.concatenate((starts, [bits.size])))
    pieces = []
    for value, count in zip(bits[starts].tolist(), counts.tolist(), strict=True):
        sign = chr(63 + value)
        pieces.append(f"!{count}{sign}" if count > 3 else sign * count)
    text = "".join(pieces)
    # What is blank at the end of a line need not be said.
    return (
        text.rstrip("?")
        if value == 0 and counts[-1] <= 3
        else (text.rpartition("!")[0] if value == 0 else text)
    )
