"""Files read in child processes that cost only themselves: one that hangs or dies is one refused file."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from obslog.imagery import name_patterns
from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.opening import skipped_drivers

#: Isolated, so that nothing in the folder obslog is run from can pose as a module.
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from obslog.imagery.worker import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"
)
_BATCH = 16
_BATCH_BYTES = 64 << 20
_BATCH_PATHS = 8192
#: How many files wait at one child: enough to keep it busy while the parent writes to the log.
_QUEUE = 8 * _BATCH
_PIPE = 1 << 20
_TICK_S = 0.5
_LARGEST_ANSWER = 64 << 20
Tag = TypeVar("Tag")


@dataclass(frozen=True)
class Task(Generic[Tag]):
    """One file to be read: whatever the caller wants back with the answer, its path, its size in bytes.

    One that has an answer already (`known`) only keeps its place among the others.
    """

    tag: Tag
    path: bytes
    size: int = 0
    known: Any = None


@dataclass(frozen=True)
class Lost:
    """In the place of an answer: why the child that read this file came to an end."""

    reason: str


def worker_environment() -> dict[str, str]:
    """The environment of a worker: ours, without what steers GDAL or the network, drivers switched off, and with
    the user's file-name patterns."""
    steering = ("GDAL_", "CPL_", "VSI", "PROJ_", "AWS_", "GTIFF_", "PYTHON")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(steering)}
    return (
        kept
        | name_patterns.environment()
        | {
            "GDAL_SKIP": skipped_drivers(),
            "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
            "GDAL_PAM_ENABLED": "NO",
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
            "GDAL_DRIVER_PATH": "disable",
            "GDAL_HTTP_MAX_RETRY": "0",
            "PROJ_NETWORK": "OFF",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
    )


#: Children that have nothing to do, kept for the next who needs some; they end with this process.
_idle: list[_Child] = []
#: A number for each run, so that a child forgets what it knew of folders before.
_runs = itertools.count(1)
_idle_lock = threading.Lock()
_MOST_IDLE = 4
#: After so many files a child has served; a new one begins with memory that nobody has used.
_MOST_FILES = 50_000


@atexit.register
def end_idle() -> None:
    """End the children that wait for work."""
    with _idle_lock:
        while _idle:
            _idle.pop().close()


def warm() -> None:
    """Start a child ahead of need: it makes itself ready while its parent does, on another core."""
    child = _Child()
    with _idle_lock:
        _idle.append(child)


def _idle_child() -> _Child | None:
    environment = worker_environment()
    with _idle_lock:
        while _idle:
            child = _idle.pop()
            # Not ours to use if this process was forked from the one that started it.
            if child.owner == os.getpid() and child.process.poll() is None:
                if child.environment == environment:
                    return child
                child.close()  # other file-name patterns, or another home
    return None


class Workers:
    """Up to `jobs` child processes, got when first needed; close them, or use it in a `with` block.

    One `Workers` is for one thread; children that are done with all their files are kept for the next.
    """

    def __init__(self, jobs: int, limits: Limits = DEFAULT_LIMITS) -> None:
        self.jobs, self.limits = max(1, jobs), limits
        self._children: list[_Child] = []
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let all children go: those still on files are ended at once, they hold nothing that could be lost."""
        for child in self._children:
            with _idle_lock:
                kept = not child.queue and child.served < _MOST_FILES and len(_idle) < _MOST_IDLE
                if kept:
                    _idle.append(child)
            if not kept:
                child.close()
        self._children.clear()
        self._selector.close()

    def run(
        self,
        task: str,
        files: Iterable[Task[Tag]],
        should_stop: Callable[[], bool] = lambda: False,
        ahead: int = 512,
    ) -> Iterator[tuple[Tag, Any]]:
        """(tag, answer as JSON values, or `Lost`) for each of `files`, in their order.

        `files` is drawn from as answers come, at most `ahead` beyond the next answer due. A file that takes
        longer than the limits allow, or ends its process, is `Lost`; the files after it are read by a new
        one, and so is, once, a file whose process was killed from outside (SIGKILL). Where `should_stop`
        says so, the rest is neither read nor yielded.
        """
        feed = _Feed(task, iter(files), ahead, next(_runs))
        while not should_stop():
            self._hand_out(feed)
            while feed.slots and feed.slots[0].done:
                slot = feed.slots.popleft()
                yield slot.task.tag, slot.answer
            if not feed.slots and feed.ended:
                return
            if feed.slots and not feed.slots[0].done:
                self._gather(feed)

    def _hand_out(self, feed: _Feed[Tag]) -> None:
        """Give each child something to do beyond what it is on."""
        while True:
            batch = feed.next_batch()
            if not batch:
                return
            child = min(self._children, key=lambda each: len(each.queue), default=None)
            if child is None or (child.queue and len(self._children) < self.jobs):
                child = self._started()
            if child.is_full():
                feed.put_back(batch)
                return
            child.ask(feed.task, feed.run, batch, self.limits)

    def _started(self) -> _Child:
        child = _idle_child() or _Child()
        self._children.append(child)
        self._selector.register(child.answers, selectors.EVENT_READ, child)
        return child

    def _gather(self, feed: _Feed[Tag]) -> None:
        """Take what answers there are; end children that are late or gone, and give their files to others."""
        for key, _ in self._selector.select(timeout=_TICK_S):
            child: _Child = key.data
            if not child.take():
                self._drop(child, feed, child.ending())
        now = time.monotonic()
        for child in [each for each in self._children if each.queue and now > each.deadline]:
            self._drop(child, feed, f"reading it took over {self.limits.wall_s:g} s")

    def _drop(self, child: _Child, feed: _Feed[Tag], reason: str) -> None:
        killed = child.process.poll() == -signal.SIGKILL
        self._selector.unregister(child.answers)
        self._children.remove(child)
        child.close()
        if child.queue and killed and not child.queue[0].again:
            # By somebody, or by a system short of memory: perhaps none of the file's doing. It is read once more.
            child.queue[0].again = True
        elif child.queue:
            culprit = child.queue.popleft()
            culprit.answer, culprit.done = Lost(reason), True
        feed.put_back(list(child.queue))


@dataclass
class _Slot(Generic[Tag]):
    """One file on its way: its answer once `done`; `again` if its first child was killed from outside."""

    task: Task[Tag]
    answer: Any = None
    done: bool = False
    again: bool = False


@dataclass
class _Feed(Generic[Tag]):
    """The files of one run: those on their way in order, those to be handed out again."""

    task: str
    source: Iterator[Task[Tag]]
    ahead: int
    run: int
    slots: deque[_Slot[Tag]] = field(default_factory=deque)
    again: deque[_Slot[Tag]] = field(default_factory=deque)
    ended: bool = False

    def next_batch(self) -> list[_Slot[Tag]]:
        """A few files for one child: those put back first; none if enough are on their way."""
        batch: list[_Slot[Tag]] = []
        size = length = 0
        while len(batch) < _BATCH and size < _BATCH_BYTES and length < _BATCH_PATHS:
            slot = self.again.popleft() if self.again else self._drawn()
            if slot is None:
                break
            batch.append(slot)
            size, length = size + slot.task.size, length + len(slot.task.path)
        return batch

    def _drawn(self) -> _Slot[Tag] | None:
        while not self.ended and len(self.slots) < self.ahead:
            task = next(self.source, None)
            if task is None:
                self.ended = True
                break
            slot = _Slot(task, task.known, task.known is not None)
            self.slots.append(slot)
            if not slot.done:
                return slot
        return None

    def put_back(self, batch: list[_Slot[Tag]]) -> None:
        """Hand these out again, before any other."""
        self.again.extendleft(reversed(batch))


def _widen(fd: int) -> None:
    """Let a pipe hold more, where the system lets us, so that neither end waits for the other."""
    try:
        import fcntl

        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):
        return


class _Child:
    """One child process, the files it was given and has not answered, and when the first of them is late."""

    def __init__(self) -> None:
        self.environment = worker_environment()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(Path(__file__).parents[2])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            # Some drivers open names relative to the working folder; there is nothing of anybody's in this one.
            cwd="/",
            start_new_session=True,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.requests, self.answers = self.process.stdin, self.process.stdout
        os.set_blocking(self.answers.fileno(), False)
        for pipe in (self.requests, self.answers):
            _widen(pipe.fileno())
        self.queue: deque[_Slot[Any]] = deque()
        self.deadline = 0.0
        self.served = 0
        self.owner = os.getpid()
        self._limits = DEFAULT_LIMITS
        self._buffer = bytearray()

    def ask(self, task: str, run: int, batch: list[_Slot[Any]], limits: Limits) -> None:
        """Hand over some files. A child that is gone is noticed when its answers are read."""
        paths = [slot.task.path.hex() for slot in batch]
        request = json.dumps({"task": task, "run": run, "limits": asdict(limits), "paths": paths}).encode()
        self._limits = limits
        if not self.queue:
            self.queue.extend(batch)
            self._on_to_next()
        else:
            self.queue.extend(batch)
        try:
            self.requests.write(len(request).to_bytes(4, "big") + request)
            self.requests.flush()
        except OSError:
            return

    def is_full(self) -> bool:
        """True if it has enough to do for now."""
        waiting = len(self.queue)
        return waiting >= _QUEUE or (waiting > 0 and sum(s.task.size for s in self.queue) >= 2 * _BATCH_BYTES)

    def take(self) -> bool:
        """Give what answers have come to the files that they are for; False if there will be no more."""
        alive = self._fill()
        while len(self._buffer) >= 4:
            length = int.from_bytes(self._buffer[:4], "big")
            if length > _LARGEST_ANSWER:
                return False
            if len(self._buffer) < 4 + length:
                break
            try:
                answer = json.loads(bytes(self._buffer[4 : 4 + length]))
            except (ValueError, RecursionError):
                return False
            del self._buffer[: 4 + length]
            if not self.queue:
                return False
            slot = self.queue.popleft()
            slot.answer, slot.done = answer, True
            self.served += 1
            self._on_to_next()
        return alive

    def _fill(self) -> bool:
        while True:
            try:
                part = os.read(self.answers.fileno(), 1 << 18)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not part:
                return False
            self._buffer += part
            if len(part) < 1 << 16:
                return True

    def _on_to_next(self) -> None:
        if self.queue:
            self.deadline = time.monotonic() + self._limits.wall_for(self.queue[0].task.size)

    def ending(self) -> str:
        """Why the child is gone, in plain words."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "reading it was stopped: its answer could not be understood"
        if code == -signal.SIGXCPU:
            return "reading it was stopped: its processor time used up"
        what = f"signal {-code}" if code < 0 else f"status {code}"
        return f"reading it was stopped: the process ended with {what}"

    def close(self) -> None:
        """End the child at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.requests, self.answers):
            try:
                pipe.close()
            except OSError:
                continue
