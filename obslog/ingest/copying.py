"""A copy of a file of evidence in the log's own store, named by its sha256; whole or not there at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from obslog.imagery.opening import CHANGED, display, open_regular
from obslog.model.errors import FileRefusedError, StoreError


def copy_evidence(source: bytes, sha256: str, folder: Path) -> Path:
    """Copy the file to `folder`/ab/abcd.ext and return that path; a copy already there is kept.

    Written under another name, flushed to the disk, then renamed. Raises `FileRefusedError` if the bytes
    are no longer those of `sha256`, `StoreError` if the store cannot be written.
    """
    suffix = Path(display(source)).suffix.lower()
    kept = folder / sha256[:2] / f"{sha256}{suffix if suffix[1:].isalnum() else ''}"
    if kept.exists():
        return kept
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=".partial-", dir=kept.parent)
    except OSError as error:
        raise StoreError(f"{folder}: the store of copies cannot be written: {error.strerror}") from None
    try:
        with open_regular(source) as (fd, _), os.fdopen(handle, "wb") as target:
            digest = hashlib.sha256()
            while part := os.read(fd, 1 << 20):
                digest.update(part)
                target.write(part)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != sha256:
            raise FileRefusedError(display(source), CHANGED)
        Path(partial).replace(kept)
        _sync_folder(kept.parent)
    except OSError as error:
        Path(partial).unlink(missing_ok=True)
        if isinstance(error, FileRefusedError):
            raise
        raise StoreError(f"{folder}: the store of copies cannot be written: {error.strerror}") from None
    return kept


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
