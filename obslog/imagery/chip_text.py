"""Text on chips: one font that comes with Pillow, laid out the same everywhere; what it cannot draw is said, not boxed."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

#: Stands for a text in letters that the font has not: the caption beside the chip has it whole.
ELSEWHERE = "(see the caption)"


@lru_cache(maxsize=8)
def font(size: int) -> FreeTypeFont:
    """Pillow's own font at so many pixels, without the layout library that not every machine has."""
    from PIL import ImageFont

    own: Any = ImageFont.load_default(float(size))
    return ImageFont.truetype(io.BytesIO(own.font_bytes), size, layout_engine=ImageFont.Layout.BASIC)


def fitted(text: str, size: int, room: int) -> str:
    """The text cut to `room` pixels, an ellipsis where it was cut; words that the font cannot draw point to the caption."""
    shown = drawable(text, size)
    if font(size).getlength(shown) <= room:
        return shown
    while shown and font(size).getlength(shown + "…") > room:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def drawable(text: str, size: int = 12) -> str:
    """The text as far as the font has its letters: accents left off, else a pointer to the caption."""
    if all(c.isascii() or _has(c) for c in text):
        return text
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if all(c.isascii() or _has(c) for c in bare):
        return bare
    start = text.split(":", 1)[0] + ": " if ":" in text and text.split(":", 1)[0].isascii() else ""
    return f"{start}{ELSEWHERE}"


@lru_cache(maxsize=1024)
def _has(character: str) -> bool:
    """Whether the font draws something else than its sign for a letter that it has not."""
    own = font(24)
    return bytes(own.getmask(character)) != bytes(own.getmask("\U0010fffd"))
