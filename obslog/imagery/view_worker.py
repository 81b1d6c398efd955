"""The child process of one open view: holds one file of evidence open and answers requests for its pixels.

Started by `imagery.view_process`, under the limits of the workers of an import. A frame is four bytes of length
(big endian) and JSON; pixels go through one block of shared memory. While nobody asks, it goes on with the reduced
copy that a large image needs. It ends with its parent: at the end of its requests, or when that process is gone.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import select
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from obslog.imagery.limits import Limits
from obslog.model.errors import FileRefusedError

if TYPE_CHECKING:
    from obslog.imagery.view_copy import ReducedCopy
    from obslog.imagery.view_reading import ViewReader

#: Where pixels begin in the shared block; before them, the number of the newest request that was cancelled.
PIXELS_AT = 4096
_CANCELLED = struct.Struct("<Q")
#: Less for GDAL than in an import: a view is open beside the terminal UI, and often a second one.
_CACHE_BYTES = 24 << 20
_MOST_THREADS = 4
_WATCH_S = 1.0
#: After a final answer the next request has this long before background work goes on, which yet never rests for
#: longer than the second.
_LULL_S, _LONGEST_LULL_S = 0.02, 0.06
_TOLD_S = 0.1
#: A child that waits for a first or next file ends after so long.
_IDLE_S = 900.0


class CancelledError(Exception):
    """The request was cancelled by its parent."""


class Server:
    """Answers the frames of `source_fd` on `sink_fd`; `block` is the shared memory."""

    def __init__(self, source_fd: int, sink_fd: int, block: mmap.mmap) -> None:
        self._source, self._sink, self._block = source_fd, sink_fd, block
        self._stack = ExitStack()
        self._reader: ViewReader | None = None
        self._path = b""
        self._number = 0
        self._told = self._worked = 0.0
        self._drafted = False

    def serve(self) -> None:
        """Until the requests end."""
        from obslog.imagery.opening import steady

        with steady():
            _tune()
            while (request := self._next()) is not None:
                self._number = request["number"]
                self._send(self._answered(request))

    def _next(self) -> Any:
        """The next request; meanwhile the reduced copy is gone on with. None at the end, or for nothing to do."""
        lull, rests = 0.0 if self._drafted else _LULL_S, False
        while True:
            work = None if rests or self._reader is None else self._reader.work
            overdue = work is not None and time.monotonic() - self._worked > _LONGEST_LULL_S
            idle = None if self._reader is not None else _IDLE_S
            seconds = idle if work is None else 0.0 if overdue else lull
            ready, _, _ = select.select([self._source], [], [], seconds)
            if work is None and not ready:
                return None
            if work is None or (ready and not overdue):
                break
            lull, rests = 0.0, not self._goes_on(work)
        head = _exactly(self._source, 4)
        if head is None:
            return None
        body = _exactly(self._source, int.from_bytes(head, "big"))
        return None if body is None else json.loads(body)

    def _goes_on(self, work: ReducedCopy) -> bool:
        """Make a little more of the copy; False if it rests until somebody asks again: it was given up, or cannot be
        made, which whoever asks next is told."""
        try:
            work.step(self._check)
        except Exception:
            return False
        self._worked = time.monotonic()
        return True

    def _answered(self, request: dict[str, Any]) -> dict[str, Any]:
        from obslog.imagery.opening import one_line

        tasks: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "open": self._open, "read": self._read, "ranges": self._ranges, "ground": self._ground,
            "preview": self._preview, "reset": self._reset,
        }  # fmt: skip
        try:
            return {"done": tasks[request["do"]](request)}
        except CancelledError:
            return {"cancelled": True}
        except FileRefusedError as error:
            return {"reason": error.reason}
        except MemoryError:
            return {"reason": "looking at it needs too much memory"}
        except Exception as error:
            return {"reason": f"its pixels cannot be decoded: {one_line(error)}"}

    def _send(self, value: dict[str, Any]) -> None:
        data = json.dumps(value | {"number": self._number}, separators=(",", ":")).encode()
        frame = memoryview(len(data).to_bytes(4, "big") + data)
        while frame:
            frame = frame[os.write(self._sink, frame) :]

    def _check(self) -> None:
        if _CANCELLED.unpack_from(self._block, 0)[0] >= self._number:
            raise CancelledError

    def _progress(self, share: float) -> None:
        now = time.monotonic()
        if now - self._told >= _TOLD_S:
            self._told = now
            self._send({"progress": round(share, 4)})

    def _open(self, request: dict[str, Any]) -> dict[str, Any]:
        from obslog.imagery.opening import CHANGED, open_evidence
        from obslog.imagery.view_reading import ViewReader
        from obslog.imagery.view_source import ViewSource

        self._reset(request)
        self._path, limits = bytes.fromhex(request["path"]), Limits(**request["limits"])
        _limit(limits, request["size"])
        evidence = self._stack.enter_context(open_evidence(self._path, limits))
        if evidence.size != request["size"]:
            raise FileRefusedError(request["path"], CHANGED)
        source = ViewSource(evidence, self._stack.enter_context(evidence.dataset()))
        self._reader = ViewReader(source)
        return source.describe()

    def _reset(self, request: dict[str, Any]) -> dict[str, Any]:
        """Let the file go, and all that was made of it: the next one may be opened."""
        if self._reader is not None:
            self._reader.close()
        self._reader = None
        with suppress(FileRefusedError):  # it changed meanwhile: nobody looks at it any more
            self._stack.close()
        return {}

    def _opened(self) -> ViewReader:
        assert self._reader is not None
        self._reader.source.evidence.check_unchanged()
        _limit(self._reader.source.evidence.limits, self._reader.source.evidence.size)
        return self._reader

    def _read(self, request: dict[str, Any]) -> dict[str, Any]:
        import numpy as np

        from obslog.imagery.window import Window

        rows, columns = request["shape"]
        told = self._progress if request["wait"] else None
        answer = self._opened().read(
            Window(*request["window"]), rows, columns, request["bands"], self._check, told
        )
        self._drafted = answer.share < 1
        parts = [answer.data, answer.valid.view(np.uint8)]
        if answer.known is not None:
            parts.append(answer.known.view(np.uint8))
        self._put(parts)
        return {"share": answer.share, "dtype": str(answer.data.dtype), "known": answer.known is not None}

    def _put(self, parts: Sequence[Any]) -> None:
        import numpy as np

        at = PIXELS_AT
        for part in parts:
            flat = np.ascontiguousarray(part)
            view = np.frombuffer(self._block, flat.dtype, flat.size, at) if flat.size else flat.ravel()
            view[:] = flat.ravel()
            at += flat.nbytes

    def _ranges(self, request: dict[str, Any]) -> dict[str, Any]:
        ranges, final = self._opened().ranges(request["bands"], request["low"], request["high"], self._check)
        return {"ranges": [list(each) for each in ranges], "final": final}

    def _ground(self, request: dict[str, Any]) -> dict[str, Any]:
        from obslog.imagery.grounding import grid_of

        source = self._opened().source
        grid = grid_of(source.evidence, source.source)
        return {"grid": None if grid is None else grid.to_wire()}

    def _preview(self, request: dict[str, Any]) -> dict[str, Any]:
        """The small picture that the import made: of another file, through the same door."""
        import numpy as np

        from obslog.imagery.opening import open_evidence

        limits = Limits(pixels=1 << 20, block_pixels=1 << 20)
        with open_evidence(bytes.fromhex(request["path"]), limits) as evidence, evidence.dataset() as source:
            values = source.read()
        picture = np.moveaxis(values[:3] if len(values) >= 3 else np.repeat(values[:1], 3, axis=0), 0, 2)
        self._put([picture.astype(np.uint8)])
        return {"rows": picture.shape[0], "columns": picture.shape[1]}


def _tune() -> None:
    """GDAL's cache and threads for this process, set in the environment that is already entered.

    Packed strips are decoded on several cores: one image is looked at, where an import has a core for each worker.
    """
    from rasterio.env import setenv

    setenv(GDAL_CACHEMAX=_CACHE_BYTES, GDAL_NUM_THREADS=str(min(_MOST_THREADS, os.cpu_count() or 1)))


def _limit(limits: Limits, size: int) -> None:
    """Allow the processor time of one more request; the address space is bounded once."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + limits.cpu_for(size) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _exactly(fd: int, size: int) -> bytes | None:
    """`size` bytes; None where there are no more."""
    data = bytearray()
    while len(data) < size:
        part = os.read(fd, size - len(data))
        if not part:
            return None
        data += part
    return bytes(data)


def _watch(parent: int) -> None:
    """End this process when its parent is gone, whatever a decoder is doing."""
    while os.getppid() == parent:
        time.sleep(_WATCH_S)
    os._exit(0)


def main(block_fd: int, size: int, parent: int) -> None:
    """Serve the parent process `parent` on standard input and output; `block_fd` is the shared memory."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    block = mmap.mmap(block_fd, size)
    os.close(block_fd)
    import rasterio  # noqa: F401 (ahead of the first request: it takes a while)

    Server(0, 1, block).serve()
