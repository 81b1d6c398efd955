"""Pairs of images whose fingerprints are near one another, found without comparing each with each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

#: Fingerprints of 64 bits that differ in no more are suggested as one picture. Unrelated pictures lie about 32
#: apart: among 100,000 images about 0.02 pairs come so near by chance, at 8 bits it would be more than one.
NEAR_BITS = 6
_BANDS, _WIDTH = 4, 16
_MASK = (1 << _WIDTH) - 1
#: Up to so many new images are put under all near keys, so that the many known ones are looked up four times each.
_FEW = 2_000
#: Of one key no more are compared: thousands of alike pictures (open sea) would all be near to one another.
_MOST_OF_A_KEY = 400


def near_pairs(new: Sequence[int], known: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """(place in `new`, place in `known`, bits that differ) for each pair of 64-bit fingerprints that are near.

    `known` may hold the new ones again: the caller leaves out what is itself. Two that differ in up to 7 bits
    agree, but for one bit, in at least one of their four quarters; so each is looked up by its quarters.
    """
    few = len(new) <= _FEW
    index: dict[int, list[int]] = {}
    for place, value in enumerate(new):
        for key in _keys(value, near=few):
            index.setdefault(key, []).append(place)
    for there, value in enumerate(known):
        met: set[int] = set()
        for key in _keys(value, near=not few):
            met.update(index.get(key, ())[:_MOST_OF_A_KEY])
        for place in met:
            apart = (new[place] ^ value).bit_count()
            if apart <= NEAR_BITS:
                yield place, there, apart


def _keys(value: int, *, near: bool) -> Iterator[int]:
    """The quarters of a fingerprint, each marked with its place; with `near` also those one bit away."""
    for band in range(_BANDS):
        part = band << _WIDTH | (value >> band * _WIDTH) & _MASK
        yield part
        if near:
            for bit in range(_WIDTH):
                yield part ^ 1 << bit
