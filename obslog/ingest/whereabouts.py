"""Where the files of images went that are no longer where they were recorded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.imagery.opening import open_regular
from obslog.ingest.outcomes import ImportProgress, path_code
from obslog.ingest.walk import Found, roots, walk
from obslog.model.errors import FileRefusedError
from obslog.store.image_files import Kept, kept_files
from obslog.store.journal import Op, Update

if TYPE_CHECKING:
    from obslog.store.journal import Actor
    from obslog.store.workspace import Workspace

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Moved:
    """One recorded file that is gone: `path` is where it is now, None where it was not found."""

    image: str
    was: str
    path: str | None

    def to_wire(self) -> dict[str, Any]:
        """The shape of a line of `image relocate --json`."""
        state = "missing" if self.path is None else "found"
        return {"image": self.image, "state": state, "was": self.was, "path": self.path}


def relocate(
    workspace: Workspace,
    actor: Actor,
    folder: str | Path,
    on_progress: Callable[[ImportProgress], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Moved, ...]:
    """Look under `folder` for the files that are not where they were recorded, by size and then sha256.

    What is found is recorded in one entry of the journal. Raises `NotFoundError` for a folder that is not there.
    """
    starts = roots([str(folder)])
    files = list(kept_files(workspace))
    gone: dict[str, list[Kept]] = {}
    for each in files:
        if not each.is_there():
            gone.setdefault(each.image_id, []).append(each)
    known = {(each.image_id, each.path) for each in files}
    sizes = {each.size for rows in gone.values() for each in rows}
    moved: list[Moved] = []
    ops: list[Op] = []
    for number, found in enumerate(walk(starts), 1):
        if should_stop() or not gone:
            break
        if on_progress is not None:
            on_progress(ImportProgress("relocate", number, 0, text=found.shown.rsplit("/", 1)[-1]))
        if found.reason is not None or found.size not in sizes:
            continue
        digest = _sha256(found.path)
        rows = gone.get(digest or "", [])
        if digest is None or not rows or (digest, found.path) in known:
            continue
        row = rows.pop(0)
        if not rows:
            del gone[digest]
        ops.append(_moved_op(row, found))
        moved.append(Moved(digest, row.shown, found.shown))
    missing = [Moved(row.image_id, row.shown, None) for rows in gone.values() for row in rows]
    if ops:
        note = {"folder": str(folder), "found": len(moved), "missing": len(missing)}
        workspace.write("image relocate", actor, ops, note)
    return (*moved, *sorted(missing, key=lambda each: each.was))


def _moved_op(row: Kept, found: Found) -> Update:
    old = {
        "path": row.shown, "path_bytes": row.code, "mtime_ns": row.mtime_ns, "device": row.device, "inode": row.inode,
    }  # fmt: skip
    new = {
        "path": found.shown, "path_bytes": path_code(found.path), "mtime_ns": found.mtime_ns,
        "device": found.device, "inode": found.inode,
    }  # fmt: skip
    return Update("image_files", row.row_id, old, new)


def _sha256(path: bytes) -> str | None:
    digest = hashlib.sha256()
    try:
        with open_regular(path) as (fd, _):
            while block := os.read(fd, _BLOCK):
                digest.update(block)
    except (FileRefusedError, OSError):
        return None
    return digest.hexdigest()
