"""Why a NITF file is not opened: two ways in which GDAL's NITF reader can be led to other files.

Both get past all settings of an opening. JPEG 2000 inside a NITF must be a plain codestream; one in its own
container of boxes brings GDAL's metadata along, `OVERVIEW_FILE` among it, which is followed at any reduced
read. And JPEG inside a NITF is looked for under a name that begins with `JPEG_SUBFILE:`, first of all as a
path relative to the working folder.
"""

from __future__ import annotations

import mmap
import os

_BOXES = b"jP  \r\n\x87\n"
_DECOY = "JPEG_SUBFILE:"


def nitf_reason(fd: int, size: int) -> str | None:
    """Why the NITF on `fd` (`size` bytes) must not be opened from this working folder; None if it may be."""
    if size > 0:
        with mmap.mmap(fd, size, access=mmap.ACCESS_READ) as data:
            if data.find(_BOXES) >= 0:
                return "holds JPEG 2000 in a container of its own, which could point to other files"
    try:
        with os.scandir() as entries:
            if any(entry.name.startswith(_DECOY) for entry in entries):
                return f"the working folder holds a name that begins with {_DECOY}, a trap for this format"
    except OSError:
        return "the working folder cannot be read, and could hold a trap for this format"
    return None
