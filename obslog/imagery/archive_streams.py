"""Packed bytes unpacked forward, a bounded piece at a time, from one descriptor."""

from __future__ import annotations

import os
import weakref
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from obslog.imagery.archive_members import BOMB, ArchiveError

_READ = 1 << 17
#: The most memory that unpacking xz may take, in bytes; `xz -9` asks for 65 MB.
_XZ_MEMORY = 128 << 20
PIECE = 1 << 20
TRUNCATED = "truncated: it ends before its content does"


class Source(Protocol):
    """Bytes read forward."""

    position: int

    def read(self, most: int) -> bytes:
        """The next bytes, exactly `most` of them unless the end comes first."""

    def skip(self, count: int) -> None:
        """Pass over `count` bytes. Raises `ArchiveError` if the end comes first."""


class PlainFile:
    """The `size` bytes of a file as they stand, from `position` on."""

    def __init__(self, fd: int, size: int, position: int = 0) -> None:
        self.fd, self.size, self.position = fd, size, position

    def read(self, most: int) -> bytes:
        """The next bytes, exactly `most` of them unless the end comes first."""
        parts = []
        most = min(most, self.size - self.position)
        while most > 0 and (part := os.pread(self.fd, most, self.position)):
            parts.append(part)
            self.position += len(part)
            most -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def skip(self, count: int) -> None:
        """Pass over `count` bytes. Raises `ArchiveError` if the end comes first."""
        if self.position + count > self.size:
            raise ArchiveError(TRUNCATED)
        self.position += count


class _Inflater:
    """zlib with the manners of the other decoders: it says when it needs input, and when it is at its end."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self._full = False
        self.needs_input = True

    def decompress(self, data: bytes, most: int) -> bytes:
        out = self._zlib.decompress(self._zlib.unconsumed_tail + data, most)
        # A full answer may leave more within zlib, even where it has taken all its input.
        self.needs_input = not self._zlib.unconsumed_tail and len(out) < most
        return out

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data


def deflate() -> Any:
    """A decoder of bare deflate, as zip has it."""
    return _Inflater(-15)


def gzip() -> Any:
    """A decoder of one gzip stream; it checks the checksum at its end."""
    return _Inflater(31)


def bzip2() -> Any:
    """A decoder of one bzip2 stream."""
    import bz2

    return bz2.BZ2Decompressor()


def xz() -> Any:
    """A decoder of one xz stream, within 128 MB of memory."""
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


class Unpacked:
    """What `packed` bytes from `start` on unpack to: one stream, or with `many` several on end.

    Raises `ArchiveError` for what is damaged, and as soon as over `most` bytes have come out.
    """

    def __init__(
        self, fd: int, start: int, packed: int, make: Callable[[], Any], most: int, many: bool = False
    ) -> None:
        self.position = 0
        self._input = PlainFile(fd, start + packed, start)
        self._make, self._most, self._many = make, most, many
        self._decoder = make()
        self._waiting = b""
        self._ended = False

    def read(self, most: int) -> bytes:
        """The next bytes, exactly `most` of them unless the end comes first."""
        parts = []
        while most > 0 and (part := self._some(min(most, PIECE))):
            parts.append(part)
            most -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def skip(self, count: int) -> None:
        """Pass over `count` bytes. Raises `ArchiveError` if the end comes first."""
        while count > 0:
            part = self._some(min(count, PIECE))
            if not part:
                raise ArchiveError(TRUNCATED)
            count -= len(part)

    def own(self, fd: int) -> None:
        """Close `fd` when this stream is dropped."""
        weakref.finalize(self, os.close, fd)

    def drain(self) -> None:
        """Go on to the end, which is where checksums stand."""
        while self._some(PIECE):
            pass

    def _some(self, most: int) -> bytes:
        while not self._ended:
            if self._decoder.eof and not self._next_stream():
                break
            data = b""
            if self._decoder.needs_input:
                data, self._waiting = self._waiting or self._input.read(_READ), b""
                if not data:
                    raise ArchiveError(TRUNCATED)
            out = self._unpacked(data, most)
            if out:
                self.position += len(out)
                if self.position > self._most:
                    raise ArchiveError(BOMB)
                return out
        return b""

    def _unpacked(self, data: bytes, most: int) -> bytes:
        try:
            out: bytes = self._decoder.decompress(data, most)
            return out
        except MemoryError:
            raise ArchiveError("unpacking it needs too much memory") from None
        except (zlib.error, OSError, ValueError, EOFError) as error:
            raise ArchiveError(f"damaged: {_complaint(error)}") from None
        except Exception as error:
            if type(error).__name__ != "LZMAError":  # known only where lzma is there
                raise
            raise ArchiveError(f"damaged, or needs too much memory: {_complaint(error)}") from None

    def _next_stream(self) -> bool:
        """Begin the stream that follows, if one does; zeros after the last are padding."""
        rest = self._decoder.unused_data
        while self._many:
            rest = rest.lstrip(b"\0")
            if rest:
                self._decoder, self._waiting = self._make(), rest
                return True
            rest = self._input.read(_READ)
            if not rest:
                break
        self._ended = True
        return False


def _complaint(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
