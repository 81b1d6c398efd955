"""One file looked into: evidence, or the reason why not. Knows nothing of the log; runs in a worker process."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from dataclasses import dataclass

from obslog.imagery.archives import file_of
from obslog.imagery.identify import Identified, identify, identify_unread
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.magic import claims_image, driver_of
from obslog.imagery.opening import one_line, open_regular, os_reason
from obslog.imagery.sidecars.archived import folder_of
from obslog.imagery.sidecars.listing import Folder
from obslog.model.errors import FileRefusedError
from obslog.model.images import Identity

NOT_IMAGERY = "not imagery (sidecar or document)"
#: Pictures that providers put into deliveries beside the imagery: they show no ground.
_FURNITURE = re.compile(rb"(?:vol_)?logo\.(?:jpe?g|png|gif)", re.IGNORECASE)
_COMPANIONS = (b".ovr", b".msk", b".aux", b".aux.xml")
_FOLDERS_KEPT = 8


@dataclass(frozen=True)
class Answer:
    """What one file turned out to be.

    `evidence` is there for a readable image; else `outcome` is `skipped` or `rejected` with its `reason`, and
    `unread` is what neighbours and name say of a file that claims to be an image.
    """

    evidence: Identified | None = None
    outcome: str = ""
    reason: str | None = None
    unread: Identity | None = None


class Folders:
    """The folders of the files looked into last, each listed once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Folder] = OrderedDict()

    def of(self, path: bytes) -> Folder:
        """The folder in which `path` lies."""
        place = os.path.dirname(path)  # noqa: PTH120 (bytes)
        if place not in self._kept:
            self._kept[place] = folder_of(path)
            if len(self._kept) > _FOLDERS_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(place)
        return self._kept[place]


def look_into(path: bytes, folder: Folder, limits: Limits = DEFAULT_LIMITS) -> Answer:
    """Look into one regular file of `folder`. Never raises: one bad file costs only itself."""
    name = os.path.basename(path)  # noqa: PTH119 (bytes)
    if name.lower().endswith(_COMPANIONS):
        return Answer(outcome="skipped", reason=NOT_IMAGERY)
    if _FURNITURE.fullmatch(name):
        return Answer(outcome="skipped", reason="a logo, not imagery")
    try:
        if not claims_image(name.decode("utf-8", "backslashreplace")) and not _is_image(path):
            return Answer(outcome="skipped", reason=NOT_IMAGERY)
        evidence = identify(path, folder, limits=limits)
        _check_there(path)
        return Answer(evidence)
    except FileRefusedError as error:
        reason = error.reason
    except MemoryError:
        reason = "reading it needs too much memory"
    except Exception as error:
        reason = f"cannot be read: {one_line(error)}"
    return Answer(outcome="rejected", reason=reason, unread=_unread(path, folder))


def _is_image(path: bytes) -> bool:
    with open_regular(path) as (fd, _):
        try:
            return driver_of(os.pread(fd, 64, 0))[0] is not None
        except OSError as error:
            raise FileRefusedError(os.fsdecode(path), os_reason(error)) from None


def _check_there(path: bytes) -> None:
    """Refuse a file that went away while it was open: its sidecars may have gone before they were read."""
    try:
        os.lstat(file_of(path))
    except OSError as error:
        raise FileRefusedError(os.fsdecode(path), os_reason(error)) from None


def _unread(path: bytes, folder: Folder) -> Identity | None:
    try:
        return identify_unread(path, folder)
    except Exception:
        return None
