"""The child process that reads files of evidence, under its own limits; started by `imagery.workers`.

A frame is four bytes of length (big endian) and JSON. Each request names a task (`identify`, `decode` or `ground`),
the limits and some paths in hex; each path is answered by one frame, in order.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from obslog.imagery.archives import effort, file_of
from obslog.imagery.limits import Limits


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer requests from `source` on `sink` until it ends."""
    from obslog.imagery.opening import steady

    with steady():
        _serve(source, sink)


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    tasks: dict[str, Callable[[bytes, Limits], Any]] = {"decode": _decoding, "ground": _grounding}
    run = None
    while (request := read_frame(source)) is not None:
        if request["run"] != run:
            run = request["run"]
            tasks["identify"] = _identifying()
        limits = Limits(**request["limits"])
        task = tasks[request["task"]]
        for code in request["paths"]:
            path = bytes.fromhex(code)
            _limit_next(limits, path)
            write_frame(sink, task(path, limits))


def _identifying() -> Callable[[bytes, Limits], Any]:
    from obslog.imagery.answers import answer_to_wire
    from obslog.imagery.probing import Folders, look_into

    folders = Folders()

    def identify(path: bytes, limits: Limits) -> Any:
        return answer_to_wire(look_into(path, folders.of(path), limits))

    return identify


def _decoding(path: bytes, limits: Limits) -> Any:
    from obslog.imagery.pixels import look_through

    return look_through(path, limits).to_wire()


def _grounding(path: bytes, limits: Limits) -> Any:
    from obslog.imagery.grounding import look_where

    return look_where(path, limits)


def read_frame(source: BinaryIO) -> Any:
    """The next frame's value; None at the end."""
    head = source.read(4)
    if len(head) < 4:
        return None
    return json.loads(source.read(int.from_bytes(head, "big")))


def write_frame(sink: BinaryIO, value: Any) -> None:
    """Send `value`, at once."""
    data = json.dumps(value, separators=(",", ":")).encode()
    sink.write(len(data).to_bytes(4, "big") + data)
    sink.flush()


def _limit_next(limits: Limits, path: bytes) -> None:
    """Allow the processor time of one more file, by its size; the address space is bounded once."""
    try:
        size = effort(path, os.lstat(file_of(path)).st_size)
    except OSError:
        size = 0
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + limits.cpu_for(size) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
