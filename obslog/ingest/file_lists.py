"""Lists of files to import: one path a line, or parted by NULs, in bytes, as `find` and `git` write them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from obslog.imagery.opening import display
from obslog.model.errors import WordError

_MAX_BYTES = 256 << 20
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))


def read_file_list(source: str | Path | BinaryIO) -> tuple[bytes, ...]:
    """The paths in a list, relative ones to the current folder, in their order, each once.

    Parted by NULs if there is any, else by line ends; empty lines are passed over, a name that is not UTF-8
    keeps its bytes. Whether the files are there is not asked. Raises `WordError` where the list cannot be read.
    """
    shown = "-" if not isinstance(source, (str, Path)) else display(str(source))
    try:
        data = Path(source).read_bytes() if isinstance(source, (str, Path)) else source.read(_MAX_BYTES + 1)
    except OSError as error:
        raise WordError("list of files", shown, f"cannot be read: {error.strerror}") from None
    if len(data) > _MAX_BYTES:
        raise WordError(
            "list of files", shown, f"larger than {_MAX_BYTES >> 20} MB: give the folders instead"
        )
    data = _without_mark(data)
    if b"\0" in data:
        return tuple(dict.fromkeys(filter(None, data.split(b"\0"))))
    return tuple(dict.fromkeys(_line(line) for line in data.split(b"\n") if line.strip(b"\r")))


def _without_mark(data: bytes) -> bytes:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            rest = data.removeprefix(mark)
            return rest if encoding == "utf-8" else rest.decode(encoding, "replace").encode()
    return data


def _line(line: bytes) -> bytes:
    """The line without the carriage return of another system's line end; a name may end with one, though."""
    if line.endswith(b"\r") and not os.path.lexists(line):
        return line.removesuffix(b"\r")
    return line
