"""Evidence read again: is each file still there, and are its bytes those that were recorded."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from obslog.imagery.opening import open_regular, os_reason
from obslog.model.errors import FileRefusedError

_BLOCK = 1 << 20


def evidence_findings(files: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One line for each file that is missing or changed. `files` are (sha256, path, path bytes in base64)."""
    for sha256, path, path_bytes in files:
        said = file_finding(base64.b64decode(path_bytes) if path_bytes else os.fsencode(path), sha256)
        if said is not None:
            yield f"evidence {sha256[:12]} {path}: {said}"


def file_finding(path: bytes, sha256: str) -> str | None:
    """What is wrong with one file, or None. It is only read; a pipe or a link in its place is not followed.

    `path` may be the address of a member of an archive.
    """
    digest = hashlib.sha256()
    try:
        with open_regular(path) as (handle, _):
            while block := os.read(handle, _BLOCK):
                digest.update(block)
    except FileRefusedError as error:
        if error.reason == os_reason(FileNotFoundError(errno.ENOENT, "")):
            return "missing; if it was moved: obslog image relocate DIR"
        if error.reason.endswith("not a file") or "link" in error.reason:
            return f"is no longer a file ({error.reason})"
        return f"cannot be read ({error.reason})"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if digest.hexdigest() == sha256 else "changed: its sha256 is no longer the recorded one"
