"""The process that waits for the next view: closing one image and opening another need not start Python anew."""

from __future__ import annotations

import threading

from obslog.imagery.view_process import ViewProcess

#: A process that waits for the next view: one at the most, for each takes some 70 MB.
_spare: list[ViewProcess] = []
_spare_lock = threading.Lock()


def warm() -> None:
    """Start a process ahead of need: the next view is open the sooner by the time that takes."""
    with _spare_lock:
        if not _spare:
            _spare.append(ViewProcess())


def end_spare() -> None:
    """End the process that waits for the next view, if one does."""
    with _spare_lock:
        while _spare:
            _spare.pop().close()


def take() -> ViewProcess:
    """The process that waits, else a new one."""
    with _spare_lock:
        found = _spare.pop() if _spare else None
        if found is not None and not found.is_usable:
            found.close()
            found = None
    return found or ViewProcess()


def keep(process: ViewProcess) -> bool:
    """Whether a process is kept for the next view."""
    with _spare_lock:
        if _spare or not process.is_usable or not process.release():
            return False
        _spare.append(process)
        return True
