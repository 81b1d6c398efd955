"""Pixels handed to a terminal of this machine by a file that it reads and deletes: nothing of them goes over the line.

Kitty, "Terminal graphics protocol", transmission medium `t`: the file's name holds `tty-graphics-protocol`, and it lies
in a folder for temporary files.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from base64 import standard_b64encode
from collections import deque
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "tty-graphics-protocol-obslog-"
#: So many pictures may be on their way; the file of an older one is not waited for.
_KEPT = 4


def _folder() -> str | None:
    """Where files are memory, if there is such a place."""
    memory = "/dev/shm"
    return memory if os.access(memory, os.W_OK) else None


def _made(data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=_folder())
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return Path(name)


def _gone(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def offered() -> Iterator[bytes]:
    """A question to the terminal, whether it reads a file of ours (`_Gi=32;OK` if so); the file is there meanwhile."""
    try:
        path = _made(b"\0\0\0")
    except OSError:
        yield b""
        return
    try:
        name = standard_b64encode(os.fsencode(path))
        yield b"\x1b_Gi=32,s=1,v=1,a=q,t=t,f=24;" + name + b"\x1b\\"
    finally:
        _gone(path)


class Files:
    """The files of one canvas' pictures; the terminal deletes each when it has read it, else this does."""

    def __init__(self) -> None:
        self._paths: deque[Path] = deque()

    def put(self, data: bytes) -> Path | None:
        """A file that holds `data`; None where there is no room for one."""
        try:
            path = _made(data)
        except OSError:
            return None
        self._paths.append(path)
        while len(self._paths) > _KEPT:
            _gone(self._paths.popleft())
        return path

    def clear(self) -> None:
        """Delete those that are still there."""
        while self._paths:
            _gone(self._paths.popleft())
