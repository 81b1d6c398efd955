"""Pairs of images whose fingerprints are near one another, found without comparing each with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Fingerprints of 64 bits that differ in no more are suggested as one picture. Unrelated pictures lie about 32
#: apart: among 100,000 images about 0.02 pairs come so near by chance, at 8 bits it would be more than one.
NEAR_BITS = 6
_QUARTERS, _WIDTH = 4, 16
#: Of one key no more are compared, and of one new image no more are given: thousands of alike pictures (open sea)
#: would all be near to one another.
_MOST_OF_A_KEY, _MOST_OF_ONE = 64, 20
_CHUNK = 20_000


def near_pairs(new: Sequence[int], known: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(place in `new`, place in `known`, bits that differ) for each pair of 64-bit fingerprints that are near.

    `known` may hold the new ones again: the caller leaves out what is itself. Of one new image the nearest
    `_MOST_OF_ONE` are given. Two fingerprints that differ in up to 7 bits agree, but for one bit at the most,
    in at least one of their four quarters; so each is looked up by its quarters, and by those a bit away.
    """
    import numpy as np

    there = np.array(known, np.uint64)
    quarters = []
    for number in range(_QUARTERS):
        keys = _quarter(there, number)
        order = np.argsort(keys, kind="stable")
        quarters.append((keys[order], order))
    for start in range(0, len(new), _CHUNK):
        fresh = np.array(new[start : start + _CHUNK], np.uint64)
        found = [
            part
            for number, (keys, order) in enumerate(quarters)
            for part in _near_in(fresh, there, number, keys, order)
        ]
        if found:
            yield from _nearest(np.concatenate(found), start)


def _quarter(values: NDArray[np.uint64], number: int) -> NDArray[np.int64]:
    import numpy as np

    shifted = values >> np.uint64(number * _WIDTH)
    return (shifted & np.uint64((1 << _WIDTH) - 1)).astype(np.int64)


def _near_in(
    fresh: NDArray[np.uint64],
    there: NDArray[np.uint64],
    number: int,
    keys: NDArray[np.int64],
    order: NDArray[np.int64],
) -> Iterator[NDArray[np.int64]]:
    """Rows of (place in `fresh`, place in `there`, bits apart) of those that nearly agree in one quarter."""
    import numpy as np

    own = _quarter(fresh, number)
    for flip in (0, *(1 << bit for bit in range(_WIDTH))):
        first = np.searchsorted(keys, own ^ flip, "left")
        many = np.minimum(np.searchsorted(keys, own ^ flip, "right") - first, _MOST_OF_A_KEY)
        which = np.repeat(np.arange(len(fresh)), many)
        if not len(which):
            continue
        step = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
        met = order[np.repeat(first, many) + step]
        apart = _ones(fresh[which] ^ there[met])
        near = apart <= NEAR_BITS
        yield np.column_stack([which[near], met[near], apart[near]])


def _ones(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many bits are set in each."""
    import numpy as np

    of_byte = np.array([byte.bit_count() for byte in range(256)], np.int64)
    return np.asarray(of_byte[values.view(np.uint8).reshape(-1, 8)].sum(axis=1))


def _nearest(rows: NDArray[np.int64], start: int) -> Iterator[tuple[int, int, int]]:
    import numpy as np

    rows = np.unique(rows, axis=0)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 2], rows[:, 0]))]
    given, last = 0, -1
    for which, met, apart in rows.tolist():
        given, last = (given + 1 if which == last else 0), which
        if given < _MOST_OF_ONE:
            yield start + which, met, apart
