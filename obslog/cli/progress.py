"""The progress line of a long command, and its Ctrl-C: the first asks it to stop between two files."""

from __future__ import annotations

import json
import signal
import sys
import time
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from obslog.cli.output import say
from obslog.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from obslog.ingest.outcomes import ImportProgress

_LINE_EVERY_S = 5.0
_UNITS = ("B", "kB", "MB", "GB", "TB")


class Progress:
    """How far it is on standard error, and outcomes as lines on standard output.

    `enabled` for one line on a terminal that is written over, `lines` for JSON lines where it is none.

    A first Ctrl-C makes `should_stop()` true, so that the command ends after the file at hand; a second one
    raises KeyboardInterrupt at once. What was recorded stays either way.
    """

    def __init__(self, *, enabled: bool, lines: bool = False) -> None:
        self._enabled, self._lines = enabled, lines and not enabled
        self._stage, self._since, self._from = "", 0.0, (0, 0)
        self._stop = False
        self._shown = time.monotonic()
        self._previous: Any = None

    def __enter__(self) -> Progress:
        try:
            self._previous = signal.signal(signal.SIGINT, self._interrupted)
        except ValueError:  # not the main thread: the caller handles its own interrupts
            self._previous = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
        self._clear()

    def should_stop(self) -> bool:
        """True once the user has pressed Ctrl-C."""
        return self._stop

    @property
    def wanted(self) -> Callable[[ImportProgress], None] | None:
        """Who is to be told how far an import is; None if nobody reads it."""
        return self.step if self._enabled or self._lines else None

    def step(self, progress: ImportProgress) -> None:
        """Show how far it is: a line on a terminal ten times a second, else a JSON line every few seconds."""
        now = time.monotonic()
        if now - self._shown < (0.1 if self._enabled else _LINE_EVERY_S):
            return
        if self._stage != progress.stage:
            self._stage, self._since, self._from = progress.stage, now, (progress.files, progress.bytes)
        self._shown = now
        rate, left = self._rate(progress, now)
        if self._enabled:
            sys.stderr.write(f"\r\x1b[K{_line(progress, rate, left)}")
        else:
            shape = {
                "pass": progress.stage,
                "files": progress.files,
                "files_in_all": progress.files_in_all,
                "bytes": progress.bytes,
                "bytes_in_all": progress.bytes_in_all,
                "bytes_per_s": None if rate is None else round(rate),
                "seconds_left": None if left is None else round(left),
            }
            sys.stderr.write(json.dumps({"progress": shape}) + "\n")
        sys.stderr.flush()

    def _rate(self, progress: ImportProgress, now: float) -> tuple[float | None, float | None]:
        """Bytes a second since this pass began, and the seconds that are left by it."""
        took, done = now - self._since, progress.bytes - self._from[1]
        if took < 0.5 or done <= 0:
            return None, None
        rate = done / took
        left = (
            None if progress.bytes_in_all is None else max(0, progress.bytes_in_all - progress.bytes) / rate
        )
        return rate, left

    def outcome(self, line: dict[str, Any]) -> None:
        """Print one outcome that a person should see; the ordinary ones are only counted."""
        self._clear()
        what = f"{line['outcome']:<9}  {line['path']}"
        extra = "; ".join(x for x in [line.get("reason") or "", *line.get("warnings", ())] if x)
        # Documents and sidecars are counted in the last line; whatever else was skipped is said.
        ordinary = line["outcome"] == "unchanged" or (line.get("reason") or "").startswith("not imagery")
        if not ordinary:
            say(f"{what}{f'  ({extra})' if extra else ''}")

    def _clear(self) -> None:
        if self._enabled:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True


def _line(progress: ImportProgress, rate: float | None, left: float | None) -> str:
    """`reading 120/2000 files, 84/1400 MB, 310 MB/s, 4 s left  scene.tif`."""
    done = f"{progress.files}" + (f"/{progress.files_in_all}" if progress.files_in_all else "") + " files"
    size = _size(progress.bytes) + (f" of {_size(progress.bytes_in_all)}" if progress.bytes_in_all else "")
    parts = [done, size]
    if rate is not None:
        parts.append(f"{_size(rate)}/s")
    if left is not None:
        parts.append(f"{_duration(left)} left")
    what = "reading" if progress.stage == "evidence" else "decoding"
    return f"{what} {', '.join(parts)}  {safe(progress.text)[:40]}"


def _size(count: float) -> str:
    for unit in _UNITS:
        if count < 1000 or unit == _UNITS[-1]:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return ""


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
