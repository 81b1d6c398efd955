"""Refusals that tell of a moment and not of the file: such a file is read again by the next import."""

from __future__ import annotations

import errno
import signal

from obslog.imagery.opening import CHANGED, os_reason

#: A share that was away, a right that was missing, a file still being written, a worker that somebody killed.
#: None of these leaves a trace in a file's size and time by which its recovery could be seen.
_PASSING = (
    *(os_reason(OSError(code, "")) for code in (errno.ENOENT, errno.EIO, errno.ESTALE)),
    "not readable: ",
    CHANGED,
    f"ended with signal {int(signal.SIGKILL)}",
)


def is_passing(reason: str | None) -> bool:
    """True for a recorded reason that may no longer hold although the file was not touched."""
    return reason is not None and any(sign in reason for sign in _PASSING)
