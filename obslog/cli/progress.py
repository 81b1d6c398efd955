"""The progress line of a long command, and its Ctrl-C: the first asks it to stop between two files."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType, TracebackType
from typing import Any

from obslog.cli.output import say
from obslog.model.text import safe


class Progress:
    """Counts on one line of standard error (a terminal only), and outcomes as lines on standard output.

    A first Ctrl-C makes `should_stop()` true, so that the command ends after the file at hand; a second one
    raises KeyboardInterrupt at once. What was recorded stays either way.
    """

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._stop = False
        self._shown = 0.0
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

    def step(self, done: int, total: int | None, text: str) -> None:
        """Show how far it is, at most ten times a second."""
        now = time.monotonic()
        if not self._enabled or (now - self._shown < 0.1 and done != total):
            return
        self._shown = now
        share = f"{done}/{total}" if total else str(done)
        sys.stderr.write(f"\r\x1b[K{share}  {safe(text)[:60]}")
        sys.stderr.flush()

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
