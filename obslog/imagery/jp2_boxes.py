"""Whether a JPEG 2000 file's lower resolutions may be used: no box of it may name an overview elsewhere.

GDAL takes metadata of any domain from an XML box, `OVERVIEW_FILE` among them, and then opens that file, or the
network, at a reduced read. So every box but the codestream is read here, without GDAL, in bounds.
"""

from __future__ import annotations

import os
import struct

_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_CODESTREAM = b"\xff\x4f\xff\x51"
_MAX_BOXES = 4096
_MAX_BYTES = 4 << 20


def boxes_are_own(fd: int, size: int) -> bool:
    """True if no box of the JPEG 2000 file on `fd` (`size` bytes) holds `OVERVIEW` or `&`, in any case.

    A raw codestream has no boxes. Anything odd, cut or too large gives False: then only full resolution is
    read.
    """
    try:
        if os.pread(fd, 4, 0) == _CODESTREAM:
            return True
        return _look(fd, size)
    except (OSError, struct.error):
        return False


def _look(fd: int, size: int) -> bool:
    if os.pread(fd, len(_SIGNATURE), 0) != _SIGNATURE:
        return False
    at, left = 0, _MAX_BYTES
    for _ in range(_MAX_BOXES):
        if at == size:
            return True
        length, kind = struct.unpack(">I4s", os.pread(fd, 8, at))
        head = 8
        if length == 1:
            length, head = struct.unpack(">Q", os.pread(fd, 8, at + 8))[0], 16
        elif length == 0:
            length = size - at
        if length < head or at + length > size:
            return False
        if kind != b"jp2c":
            left -= length
            if left < 0:
                return False
            # Boxes within boxes are looked at with the box that holds them.
            text = os.pread(fd, length - head, at + head).lower()
            if len(text) != length - head or b"overview" in text or b"&" in text:
                return False
        at += length
    return False
