"""An import on a thread of its own: what it tells is kept until the screen asks, its questions wait for an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from obslog.model.errors import ObslogError

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tui.importing.state import Step


class Asked(Protocol):
    """A question of an import about one file."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def text(self) -> str:
        """What is asked."""

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be answered."""

    @property
    def default(self) -> str:
        """What would be done without a person."""


@dataclass(frozen=True)
class Ending:
    """How it ended: files by outcome and the last words, or what went wrong."""

    counts: Mapping[str, int]
    said: tuple[str, ...]
    error: ObslogError | None = None


@dataclass(frozen=True)
class Pulse:
    """What was told since the last time somebody asked."""

    step: Step | None
    lines: tuple[dict[str, Any], ...]
    question: Asked | None
    ending: Ending | None


class ImportJob:
    """One import. `run` is for the thread; everything else for whoever shows it."""

    def __init__(self, open_log: Callable[[], Log], paths: Sequence[str], options: Mapping[str, Any]) -> None:
        """`open_log` opens the log once more, for this thread alone; `options` are those of `Log.import_images`."""
        self._open_log, self._paths, self._options = open_log, tuple(paths), dict(options)
        self._lock = threading.Condition()
        self._step: Step | None = None
        self._lines: list[dict[str, Any]] = []
        self._question: Asked | None = None
        self._answer: str | None = None
        self._for_all: str | None = None
        self._ending: Ending | None = None
        self._stop = False

    def run(self) -> None:
        """Import, to the end or until stopped; never raises an error of the log."""
        ending = Ending({}, ())
        try:
            with self._open_log() as log:
                summary = log.import_images(
                    self._paths,
                    ask=self._ask,
                    on_outcome=self._told,
                    on_progress=self._stepped,
                    should_stop=self._stopped,
                    quiet=True,
                    **self._options,
                )
            # What is not dated or not placed stands in the list of files, with all its names.
            listed = (
                f"{summary.undated.count} could not be dated",
                f"{summary.unplaced.count} show no known site",
            )
            said = summary.lines()[1 if sum(summary.counts.values()) else 0 :]
            ending = Ending(summary.counts, tuple(line for line in said if not line.startswith(listed)))
        except ObslogError as error:
            ending = Ending({}, (), error)
        except Exception as error:
            # Nobody reads a traceback behind a screen; the log is as sound as after a kill.
            told = f"the import ended by a fault of obslog ({type(error).__name__}: {error}); what was recorded stays"
            ending = Ending({}, (), ObslogError(told))
        finally:
            with self._lock:
                self._ending = ending

    def stop(self) -> None:
        """End after the files at hand; a question that waits is answered as it would be without a person."""
        with self._lock:
            self._stop = True
            self._lock.notify_all()

    def answer(self, choice: str, *, for_all: bool = False) -> None:
        """Answer the question that waits; `for_all` answers every further one of this import the same."""
        with self._lock:
            self._answer = choice
            if for_all:
                self._for_all = choice
            self._lock.notify_all()

    def pulse(self) -> Pulse:
        """What was told since the last call, and the question that waits."""
        with self._lock:
            lines, self._lines = tuple(self._lines), []
            return Pulse(self._step, lines, self._question, self._ending)

    def waiting(self) -> Asked | None:
        """The question that waits, if one does."""
        with self._lock:
            return self._question

    def _ask(self, question: Asked) -> str | None:
        with self._lock:
            if self._for_all in question.choices:
                return self._for_all
            self._question, self._answer = question, None
            self._lock.wait_for(lambda: self._answer is not None or self._stop)
            self._question = None
            return self._answer

    def _told(self, line: dict[str, Any]) -> None:
        with self._lock:
            self._lines.append(line)

    def _stepped(self, step: Step) -> None:
        # A reference is put in place at once: the thread that reads files need not wait for the one that draws.
        self._step = step

    def _stopped(self) -> bool:
        return self._stop
