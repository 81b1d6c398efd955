"""The parent's end of a view: its child process, one question at a time, and the way to give one up."""

from __future__ import annotations

import itertools
import json
import mmap
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from obslog.imagery.view_worker import PIXELS_AT
from obslog.imagery.workers import worker_environment
from obslog.model.errors import ObslogError

#: Isolated, so that nothing in the folder obslog is run from can pose as a module.
_START = (
    "import sys; sys.path.append(sys.argv[1]); from obslog.imagery.view_worker import main; "
    "main(*map(int, sys.argv[2:5]))"
)
#: Bytes of pixels that one answer may have; only what is used takes memory.
PIXEL_BYTES = 64 << 20
_CANCELLED = struct.Struct("<Q")
_LARGEST_FRAME = 64 << 20
#: A child that was told to give up has so long before it is ended.
_PATIENCE_S = 3.0
#: After so many files a child has served; a new one begins with memory that nobody has used.
_MOST_FILES = 200


class CancelledError(ObslogError):
    """The question was given up by `cancel`; nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("cancelled")


class LostError(Exception):
    """The child is gone or does not answer; `reason` in plain words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class RefusedByChildError(Exception):
    """The child answered that it cannot; `reason` in plain words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ViewProcess:
    """One child process. `ask` is for one thread at a time; `cancel` and `end` may come from any."""

    def __init__(self) -> None:
        size = PIXELS_AT + PIXEL_BYTES
        fd = _shared(size)
        try:
            self.block = mmap.mmap(fd, size)
            root = str(Path(__file__).parents[2])
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, root, str(fd), str(size), str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=worker_environment(),
                cwd="/",
                start_new_session=True,
                pass_fds=(fd,),
                bufsize=0,
            )
        finally:
            os.close(fd)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._woken, self._waker = os.pipe()
        self._numbers = itertools.count(1)
        self._waiting = 0
        #: The newest question that was given up and not answered yet, and when.
        self._stale, self._gave_up = 0, 0.0
        #: Whether the file is open in it: kept here for whoever uses this child.
        self.opened = False
        self._files, self._owner = 0, os.getpid()
        self._state = threading.Lock()
        #: Ended at the latest when nobody holds this any more, or this process ends.
        self.end = weakref.finalize(self, _end, self._process, os.getpid())

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the child is still there."""
        return self._process.poll() is None

    @property
    def is_usable(self) -> bool:
        """Whether the child is there and ours: not that of a process from which this one was forked."""
        return self._owner == os.getpid() and self.is_alive

    @property
    def memory(self) -> int:
        """Bytes that the child has taken at the most so far; 0 where the system does not tell."""
        return memory_of(self.pid)

    def ask(
        self, request: dict[str, Any], seconds: float, told: Callable[[float], None] = lambda share: None
    ) -> dict[str, Any]:
        """The child's answer to one request within `seconds`; `told` gets the share done meanwhile.

        Raises `RefusedByChildError`, `CancelledError`, or `LostError`, after which this child is of no more use.
        """
        with self._state:
            number = self._waiting = next(self._numbers)
            _drain(self._woken)
        answered = False
        try:
            self._send(request | {"number": number})
            deadline = time.monotonic() + seconds
            while True:
                # What was given up must end soon, or the child is stuck in it.
                patience = min(deadline, self._gave_up + _PATIENCE_S) if self._stale else deadline
                answer = self._answer(patience)
                if "progress" in answer:
                    if answer["number"] == number:
                        told(float(answer["progress"]))
                elif answer["number"] < number:
                    if answer["number"] >= self._stale:
                        self._stale = 0
                else:
                    answered = True
                    return _done(answer)
        finally:
            with self._state:
                self._waiting = 0
            if not answered:
                self._give_up(number)

    def _give_up(self, number: int) -> None:
        """Tell the child that nobody waits for this one any more."""
        _CANCELLED.pack_into(self.block, 0, number)
        self._stale, self._gave_up = number, time.monotonic()

    def cancel(self) -> None:
        """Let the question that is pending, if one is, raise `CancelledError` at once. From any thread."""
        with self._state:
            if self._waiting:
                os.write(self._waker, b"c")

    def release(self) -> bool:
        """Have the file let go, without waiting for it; False if this child is of no use for another one."""
        if not self.is_alive or self._stale or self._files >= _MOST_FILES:
            return False
        number = next(self._numbers)
        try:
            self._send({"do": "reset", "number": number})
        except LostError:
            return False
        self.opened = False
        self._files += 1
        # Answered to nobody; a child that does not come to it soon is ended by the next question.
        self._stale, self._gave_up = number, time.monotonic()
        return True

    def _send(self, value: dict[str, Any]) -> None:
        data = json.dumps(value, separators=(",", ":")).encode()
        try:
            self._requests.write(len(data).to_bytes(4, "big") + data)
        except (OSError, ValueError):
            raise LostError(self._ending()) from None

    def _answer(self, deadline: float) -> dict[str, Any]:
        head = self._exactly(4, deadline)
        length = int.from_bytes(head, "big")
        if length > _LARGEST_FRAME:
            raise LostError("looking at it was stopped: its answer could not be understood")
        try:
            value = json.loads(self._exactly(length, deadline))
            assert isinstance(value, dict) and isinstance(value["number"], int)
        except (ValueError, RecursionError, KeyError, AssertionError):
            raise LostError("looking at it was stopped: its answer could not be understood") from None
        return value

    def _exactly(self, size: int, deadline: float) -> bytes:
        data, answers = bytearray(), self._answers.fileno()
        while len(data) < size:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([answers, self._woken], [], [], max(0.0, left))
            if self._woken in ready and not data and size == 4:
                # Only between frames, so that the next question finds a whole one.
                _drain(self._woken)
                raise CancelledError
            if answers in ready:
                part = os.read(answers, size - len(data))
                if not part:
                    raise LostError(self._ending())
                data += part
            elif left <= 0:
                raise LostError("looking at it took too long")
        return bytes(data)

    def _ending(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "looking at it was stopped"
        if code == -signal.SIGXCPU:
            return "looking at it was stopped: its processor time used up"
        what = f"signal {-code}" if code < 0 else f"status {code}"
        return f"looking at it was stopped: the process ended with {what}"

    def close(self) -> None:
        """End the child and let go of what it was reached by. Not while another thread is in `ask`."""
        self.end()
        for pipe in (self._requests, self._answers):
            try:
                pipe.close()
            except OSError:
                continue
        for fd in (self._woken, self._waker):
            os.close(fd)
        self._woken = self._waker = -1
        self.block.close()


def _done(answer: dict[str, Any]) -> dict[str, Any]:
    if "reason" in answer:
        raise RefusedByChildError(str(answer["reason"]))
    if "done" not in answer:
        raise CancelledError
    done: dict[str, Any] = answer["done"]
    return done


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    # Not ours if this process was forked from the one that started it.
    if os.getpid() == owner:
        process.kill()
        process.wait()


def _drain(fd: int) -> None:
    while select.select([fd], [], [], 0)[0]:
        os.read(fd, 64)


def _shared(size: int) -> int:
    """A descriptor of memory that a child can share."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("obslog-view")
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    os.ftruncate(fd, size)
    return fd


def memory_of(pid: int) -> int:
    """Bytes that a process has taken at the most so far (VmHWM); 0 where the system does not tell."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return 0
    return 0
