"""Near fingerprints are found without comparing each with each, and none is missed."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from obslog.imagery import near
from obslog.imagery.near import NEAR_BITS, near_pairs

WORD = st.integers(0, 2**64 - 1)


def flipped(value: int, bits: set[int]) -> int:
    for bit in bits:
        value ^= 1 << bit
    return value


@given(WORD, st.sets(st.integers(0, 63), max_size=8))
def test_every_near_one_is_found_and_none_that_is_far(value: int, bits: set[int]) -> None:
    found = list(near_pairs([value], [flipped(value, bits)]))
    assert found == ([(0, 0, len(bits))] if len(bits) <= NEAR_BITS else [])


def test_all_that_comparing_each_with_each_finds_is_found(monkeypatch: object) -> None:
    dice = random.Random(5)
    known = [dice.getrandbits(64) for _ in range(300)]
    new = [flipped(value, set(dice.sample(range(64), dice.randint(0, 9)))) for value in known]
    brute = {
        (i, j, (a ^ b).bit_count()) for i, a in enumerate(new) for j, b in enumerate(known)
        if (a ^ b).bit_count() <= NEAR_BITS
    }  # fmt: skip
    assert set(near_pairs(new, known)) == brute
    monkeypatch.setattr(near, "_CHUNK", 10)  # type: ignore[attr-defined]
    assert set(near_pairs(new, known)) == brute


def test_a_day_s_images_against_a_hundred_thousand_take_no_time() -> None:
    dice = random.Random(6)
    known = [dice.getrandbits(64) for _ in range(100_000)]
    since = time.monotonic()
    assert len(list(near_pairs(known[:30], known))) == 30
    assert time.monotonic() - since < 3


def test_a_hundred_thousand_against_themselves_take_seconds() -> None:
    dice = random.Random(7)
    known = [dice.getrandbits(64) for _ in range(100_000)]
    since = time.monotonic()
    assert len(list(near_pairs(known, known))) == 100_000
    assert time.monotonic() - since < 30


def test_thousands_of_alike_pictures_do_not_take_the_square_of_their_number() -> None:
    since = time.monotonic()
    assert len(list(near_pairs([7] * 4_000, [7] * 4_000))) == 20 * 4_000
    assert time.monotonic() - since < 15
