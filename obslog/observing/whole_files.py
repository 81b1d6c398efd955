"""Files that leave the log: written whole or not at all, over what stood there or beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from obslog.model.errors import FileRefusedError


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data`, whole or not at all; what is there stays until the new file is done.

    Raises `FileRefusedError` where the path is a folder or cannot be written.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise FileRefusedError(str(target), "is a folder; name a file in it")
        # A symbolic link is written through, as every other tool does, so that the link itself survives.
        target = target.resolve()
        handle, made = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=".part", dir=target.parent)
    except FileRefusedError:
        raise
    except (OSError, ValueError) as error:
        raise FileRefusedError(str(path), f"cannot be written: {reason(error)}") from None
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        # The permissions of the file that is replaced, else those that a new file gets.
        Path(made).chmod(target.stat().st_mode & 0o777 if target.exists() else _usual_mode(0o666))
        Path(made).replace(target)
    except OSError as error:
        raise FileRefusedError(str(path), f"cannot be written: {reason(error)}") from None
    finally:
        Path(made).unlink(missing_ok=True)


def write_folder(path: str | os.PathLike[str], files: Mapping[str, bytes]) -> None:
    """Write a new folder of files (name with `/` -> bytes), whole or not at all.

    Raises `FileRefusedError` where something stands there already, but for an empty folder.
    """
    target = Path(path)
    made = None
    try:
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise FileRefusedError(str(target), "is no folder; name a new folder")
        if target.is_dir() and any(target.iterdir()):
            raise FileRefusedError(str(target), "holds files already; name a new folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name[:80]}.", suffix=".part", dir=target.parent))
        for name, data in sorted(files.items()):
            place = made / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        made.chmod(_usual_mode(0o777))
        if target.is_dir():
            target.rmdir()
        made.rename(target)
    except (OSError, ValueError) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(str(path), f"cannot be written: {reason(error)}") from None
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def reason(error: Exception) -> str:
    """Why the system refused, in its own words, as the end of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).splitlines()[0].lower()


def _usual_mode(all_of: int) -> int:
    mask = os.umask(0)
    os.umask(mask)
    return all_of & ~mask
