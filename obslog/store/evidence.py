"""Evidence read again: is each file still there, and are its bytes those that were recorded."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_BLOCK = 1 << 20


def evidence_findings(files: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One line for each file that is missing or changed. `files` are (sha256, path, path bytes in base64)."""
    for sha256, path, path_bytes in files:
        said = file_finding(base64.b64decode(path_bytes) if path_bytes else os.fsencode(path), sha256)
        if said is not None:
            yield f"evidence {sha256[:12]} {path}: {said}"


def file_finding(path: bytes, sha256: str) -> str | None:
    """What is wrong with one file, or None. It is only read; a pipe or a link in its place is not
    followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return "missing; if it was moved: obslog image relocate DIR"
    except (OSError, ValueError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return "is no longer a file"
        digest = hashlib.sha256()
        while block := os.read(handle, _BLOCK):
            digest.update(block)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    finally:
        os.close(handle)
    return None if digest.hexdigest() == sha256 else "changed: its sha256 is no longer the recorded one"
