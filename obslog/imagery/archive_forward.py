"""Packed tars, which can only be gone through forward: the places got to, and the texts met on the way."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable

from obslog.imagery.archive_members import ArchiveError
from obslog.imagery.archive_streams import Source, Unpacked

#: How many streams a process keeps where they stand, over all archives; one of xz may hold 64 MB.
_STREAMS_KEPT = 4
_LONGEST_TEXT, _TEXTS_KEPT = 16 << 20, 16 << 20
#: How far beyond a text that is wanted others are gathered, in bytes of the tar.
_AHEAD = 256 << 20
_MOST_BEGINNINGS = 16

_lock = threading.Lock()
_streams: OrderedDict[Unpacked, Hashable] = OrderedDict()


def take_stream(key: Hashable, before: int, begin: Callable[[], Unpacked]) -> Unpacked:
    """Of the streams put back under `key` the one nearest before that position, else a new one."""
    with _lock:
        fit = [each for each, whose in _streams.items() if whose == key and each.position <= before]
        best = max(fit, key=lambda each: each.position, default=None)
        if best is not None:
            del _streams[best]
            return best
    return begin()


def put_back(key: Hashable, stream: Unpacked) -> None:
    """Keep a stream where it stands; those not used for longest are dropped."""
    with _lock:
        _streams[stream] = key
        while len(_streams) > _STREAMS_KEPT:
            _streams.popitem(last=False)


class Texts:
    """The texts of one packed tar: as many as fit in 16 MB (packed once more), and the others on a second way.

    What stands beside an image is wanted again and again, and mostly with what lies near it: so a window of
    texts is kept that moves forward with what is wanted. `key` names the archive, `begin` opens it anew.
    """

    def __init__(self, key: Hashable, begin: Callable[[], Unpacked]) -> None:
        self._key, self._begin = ("texts", key), begin
        self._places: list[tuple[bytes, int, int]] = []
        self._index: dict[bytes, int] = {}
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._held = self._next = self._beginnings = 0
        self._full = False
        self._using = threading.Lock()

    def met(self, name: bytes, size: int, head: bytes, source: Source) -> None:
        """A member met when the archive is listed: `source` stands behind its `head`, its first bytes."""
        if not head or b"\0" in head or size > _LONGEST_TEXT or name in self._index:
            return
        self._index[name] = len(self._places)
        self._places.append((name, source.position - len(head), size))
        if not self._full:
            packed = zlib.compress(head + source.read(size - len(head)), 1)
            self._full = self._held + len(packed) > _TEXTS_KEPT
            if not self._full:
                self._keep(name, packed)

    def read(self, name: bytes) -> bytes:
        """The whole of one text. Raises `ArchiveError` if it is none, or was asked for out of all order."""
        with self._using:
            if name in self._index and name not in self._kept:
                self._go_to(self._index[name])
            if name not in self._kept:
                raise ArchiveError("no text, and not kept when the archive was gone through: unpack it first")
            return zlib.decompress(self._kept[name])

    def _keep(self, name: bytes, packed: bytes) -> None:
        self._kept[name] = packed
        self._held += len(packed)
        while self._held > _TEXTS_KEPT:
            self._held -= len(self._kept.popitem(last=False)[1])

    def _go_to(self, wanted: int) -> None:
        """Move the window so that the wanted text is in it, with as much behind it as before it."""
        if wanted < self._next:
            self._next = 0
        stream = take_stream(self._key, self._places[self._next][1], self._anew)
        beyond = 0
        last = self._places[wanted][1] + _AHEAD
        while self._next < len(self._places) and 2 * beyond <= _TEXTS_KEPT:
            name, start, size = self._places[self._next]
            if self._next > wanted and start > last:
                break
            stream.skip(start - stream.position)
            packed = zlib.compress(stream.read(size), 1)
            if name not in self._kept:
                self._keep(name, packed)
            if self._next >= wanted:
                beyond += len(packed)
            self._next += 1
        put_back(self._key, stream)

    def _anew(self) -> Unpacked:
        self._beginnings += 1
        if self._beginnings > _MOST_BEGINNINGS:
            raise ArchiveError(
                "its texts are too many to be kept, and asked for in no order: unpack it first"
            )
        return self._begin()
