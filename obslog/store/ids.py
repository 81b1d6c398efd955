"""New row ids: ULIDs, so that rows sort by birth and two logs can be merged."""

from __future__ import annotations

import os
import threading
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Two characters at once: an import makes several ids a file.
_PAIRS = tuple(one + two for one in _ALPHABET for two in _ALPHABET)
_SHIFTS = tuple(range(120, -1, -10))
_RANDOM_BITS = 80
_lock = threading.Lock()
_last: tuple[int, int, int] = (0, 0, 0)  # process id, milliseconds, random part


def new_id() -> str:
    """A ULID of 26 characters (Crockford base 32): 48 bits of milliseconds, 80 bits of chance.

    Within one process each id is greater than the one before, even within a millisecond or when the clock
    steps back, so that the order of ids is the order in which rows were made.
    """
    global _last
    with _lock:
        pid, then, chance = _last
        now = time.time_ns() // 1_000_000
        if pid == os.getpid() and now <= then:
            now, chance = then, chance + 1
            if chance >> _RANDOM_BITS:
                now, chance = then + 1, int.from_bytes(os.urandom(10), "big")
        else:
            chance = int.from_bytes(os.urandom(10), "big")
        _last = (os.getpid(), now, chance)
    value = (now << _RANDOM_BITS) | chance
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in _SHIFTS])
