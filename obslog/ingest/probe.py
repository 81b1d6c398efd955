"""One file looked into: evidence, or the reason why not. Knows nothing of the log."""

from __future__ import annotations

import os
from dataclasses import dataclass

from obslog.imagery.identify import Identified, identify, identify_unread
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.magic import claims_image, driver_of
from obslog.imagery.opening import one_line, open_regular, os_reason
from obslog.ingest.walk import Found
from obslog.model.errors import FileRefusedError
from obslog.model.images import Identity

NOT_IMAGERY = "not imagery (sidecar or document)"
_COMPANIONS = (b".ovr", b".msk", b".aux", b".aux.xml")


@dataclass(frozen=True)
class Probe:
    """What one file turned out to be.

    `evidence` is there for a readable image; else `outcome` is `skipped` or `rejected` with its `reason`, and
    `unread` is what neighbours and name say of a file that claims to be an image.
    """

    found: Found
    evidence: Identified | None = None
    outcome: str = ""
    reason: str | None = None
    unread: Identity | None = None


def probe(found: Found, limits: Limits = DEFAULT_LIMITS) -> Probe:
    """Look into one file met on the walk. Never raises: one bad file costs only itself."""
    if found.reason is not None:
        rejected = found.folder or found.reason.startswith(("not readable", "no longer", "the "))
        return Probe(found, outcome="rejected" if rejected else "skipped", reason=found.reason)
    name = os.path.basename(found.path)  # noqa: PTH119 (bytes)
    if name.lower().endswith(_COMPANIONS):
        return Probe(found, outcome="skipped", reason=NOT_IMAGERY)
    try:
        if not claims_image(name.decode("utf-8", "backslashreplace")) and not _is_image(found.path):
            return Probe(found, outcome="skipped", reason=NOT_IMAGERY)
        return Probe(found, evidence=identify(found.path, found.listing, limits=limits))
    except FileRefusedError as error:
        reason = error.reason
    except MemoryError:
        reason = "reading it needs too much memory"
    except Exception as error:
        reason = f"cannot be read: {one_line(error)}"
    return Probe(found, outcome="rejected", reason=reason, unread=_unread(found))


def _is_image(path: bytes) -> bool:
    with open_regular(path) as (fd, _):
        try:
            return driver_of(os.pread(fd, 64, 0))[0] is not None
        except OSError as error:
            raise FileRefusedError(os.fsdecode(path), os_reason(error)) from None


def _unread(found: Found) -> Identity | None:
    try:
        return identify_unread(found.path, found.listing)
    except Exception:
        return None
