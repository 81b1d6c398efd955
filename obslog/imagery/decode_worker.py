"""The child process that decodes one image after another, under its own limits; run by `imagery.decoding`.

Each request is one JSON line with the path in hex and the limits; each answer is one JSON line with the
reason why it cannot be decoded (null if it can).
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any

from obslog.imagery.limits import Limits
from obslog.imagery.opening import Evidence, one_line, open_evidence
from obslog.model.errors import FileRefusedError

#: Over this many pixels Pillow would hold too much at once; GDAL then decodes it strip by strip.
_PILLOW_PIXELS = 60_000_000
_STRIP_VALUES = 16_000_000


def decode_reason(path: bytes, limits: Limits) -> str | None:
    """Decode every pixel of one file at full resolution; the reason why it cannot be, or None."""
    try:
        with open_evidence(path, limits) as evidence:
            with evidence.dataset() as source:
                pixels = source.width * source.height
                if evidence.driver == "GTiff" or pixels > _PILLOW_PIXELS:
                    _decode_strips(source)
            if evidence.driver != "GTiff":
                _check_whole(evidence, pixels)
    except FileRefusedError as error:
        return error.reason
    except MemoryError:
        return "its pixels cannot be decoded: it needs too much memory"
    except Exception as error:
        return f"its pixels cannot be decoded: {one_line(error)}"
    return None


def _decode_strips(source: Any) -> None:
    """Read the raster in bands of whole block rows, dropping what was read."""
    from rasterio.windows import Window

    block_rows, block_columns = source.block_shapes[0]
    rows = max(block_rows, min(source.height, _STRIP_VALUES // (source.width * source.count) or 1))
    rows = rows // block_rows * block_rows
    columns = source.width
    if rows * columns * source.count > 4 * _STRIP_VALUES:
        columns = max(
            block_columns, 4 * _STRIP_VALUES // (rows * source.count) // block_columns * block_columns
        )
    for top in range(0, source.height, rows):
        for left in range(0, source.width, columns):
            height, width = min(rows, source.height - top), min(columns, source.width - left)
            for band in range(1, source.count + 1):
                source.read(band, window=Window(left, top, width, height))


def _check_whole(evidence: Evidence, pixels: int) -> None:
    """PNG and JPEG through Pillow, which notices a cut file that GDAL reads as if whole."""
    if pixels <= _PILLOW_PIXELS:
        with evidence.pillow() as image:
            image.load()
        return
    tail = os.pread(evidence.fd, 4096, max(0, evidence.size - 4096))
    if (b"IEND" if evidence.driver == "PNG" else b"\xff\xd9") not in tail:
        raise ValueError("the file is cut short")


def _limit_next(limits: Limits) -> None:
    """Allow this much more processor time; the address space is bounded once."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + limits.cpu_s + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def serve() -> None:
    """Answer requests from standard input until it ends."""
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        _limit_next(limits)
        reason = decode_reason(bytes.fromhex(request["path"]), limits)
        sys.stdout.buffer.write(json.dumps({"reason": reason}).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
