"""Which bands of an image are red, green and blue, and what its bands are called: as the file says, else its maker."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FOUR = ("blue", "green", "red", "near infrared")
_PLANET_EIGHT = ("coastal blue", "blue", "green i", "green", "yellow", "red", "red edge", "near infrared")
_WORLDVIEW_EIGHT = (
    "coastal", "blue", "green", "yellow", "red", "red edge", "near infrared 1", "near infrared 2",
)  # fmt: skip
_RAPIDEYE_FIVE = ("blue", "green", "red", "red edge", "near infrared")
#: (maker and satellite, bands in the order in which they are delivered), by how many bands there are.
_KNOWN: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (r"rapideye", (_FOUR, _RAPIDEYE_FIVE)),
    (r"planet|skysat", (_FOUR, _RAPIDEYE_FIVE, _PLANET_EIGHT)),
    (r"worldview|geoeye|quickbird|maxar|digitalglobe|ikonos", (_FOUR, _WORLDVIEW_EIGHT)),
)
_COLOURS = ("red", "green", "blue")
_NO_KIND = ("undefined", "gray", "")


def band_names(names: Sequence[str], kinds: Sequence[str], dtype: str, maker: str) -> tuple[str, ...]:
    """What each band is called: by the file's own descriptions, its colour interpretation, or the order in which
    its `maker` (provider and platform) delivers values of more than 8 bits; else its number."""
    known = _by_maker(names, kinds, dtype, maker)
    found = []
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True), 1):
        own = name.strip() or ("" if kind in _NO_KIND else kind)
        found.append(own or (known[number - 1] if known else f"band {number}"))
    return tuple(found)


def default_bands(
    names: Sequence[str], kinds: Sequence[str], dtype: str, maker: str, display: Sequence[int]
) -> tuple[int, ...]:
    """The bands to show at first, from 1: red, green and blue where something says which they are, else `display`."""
    for said in (tuple(kinds), tuple(_plain(name) for name in names), _by_maker(names, kinds, dtype, maker)):
        if said and all(colour in said for colour in _COLOURS):
            return tuple(said.index(colour) + 1 for colour in _COLOURS)
    return tuple(display)


def _plain(name: str) -> str:
    """`Band 3 (Red)`, `b3_red` and `RED` are red; `red edge` is not."""
    words = [
        word for word in re.split(r"[^a-z]+", name.lower()) if word not in ("", "b", "band", "sr", "toa")
    ]
    return words[0] if len(words) == 1 else name.lower()


def _by_maker(names: Sequence[str], kinds: Sequence[str], dtype: str, maker: str) -> tuple[str, ...]:
    plain = sum(kind != "alpha" for kind in kinds)
    if dtype in ("uint8", "int8") or any(name.strip() for name in names):
        return ()
    for pattern, orders in _KNOWN:
        if re.search(pattern, maker.lower()):
            return next(((*order, "alpha") for order in orders if len(order) == plain), ())
    return ()
