"""The recorded files of images: where each was, and whether it lies there as it was read."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from obslog.imagery.archives import file_of
from obslog.store.apply import chunks

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


class Kept(NamedTuple):
    """One recorded file of an image, as its row has it; `size` is that of the image in bytes."""

    row_id: str
    image_id: str
    shown: str
    code: str | None
    mtime_ns: int | None
    device: int | None
    inode: int | None
    size: int | None

    @property
    def path(self) -> bytes:
        """The exact path, or address in an archive."""
        return base64.b64decode(self.code) if self.code else os.fsencode(self.shown)

    def is_there(self) -> bool:
        """True if a file of that size lies there, touched since or not."""
        info = self._stat()
        inside = file_of(self.path) != self.path
        return info is not None and (inside or self.size is None or info.st_size == self.size)

    def is_untouched(self) -> bool:
        """True if the file has the very time and size that it was read under."""
        info = self._stat()
        return info is not None and self.is_there() and info.st_mtime_ns == self.mtime_ns

    def _stat(self) -> os.stat_result | None:
        try:
            info = os.lstat(file_of(self.path))
        except (OSError, ValueError):
            return None
        return info if stat.S_ISREG(info.st_mode) else None


def kept_files(workspace: Workspace, ids: Sequence[str] | None = None) -> Iterator[Kept]:
    """The recorded files of live images (all, or those of `ids`), the first recorded of each image first."""
    sql = (
        "SELECT f.id, f.image_id, f.path, f.path_bytes, f.mtime_ns, f.device, f.inode, m.size "
        "FROM image_files f JOIN images m ON m.id = f.image_id WHERE f.live = 1 AND m.live = 1"
    )
    if ids is None:
        yield from map(Kept._make, workspace.fetch(f"{sql} ORDER BY f.id"))
        return
    for part in chunks(sorted(ids)):
        yield from map(
            Kept._make, workspace.fetch(f"{sql} AND f.image_id IN :ids ORDER BY f.id", ids=tuple(part))
        )
