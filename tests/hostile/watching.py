"""A command watched while it runs: what it prints, how long it takes, how much memory it and its children hold."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HIGH = re.compile(r"VmHWM:\s+(\d+) kB")
_PARENT = re.compile(r"PPid:\s+(\d+)")


@dataclass(frozen=True)
class Watched:
    """One finished command; `memory` is the sum of the peaks of all its processes, in bytes."""

    code: int
    out: bytes
    err: bytes
    seconds: float
    memory: int


def watched(words: Sequence[str], *, prefix: Sequence[str] = ()) -> Watched:
    """Run `obslog WORDS...` in a process of its own, its output caught."""
    command = [*prefix, sys.executable, "-m", "obslog", *words]
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    peaks: dict[int, int] = {}
    done = threading.Event()
    looker = threading.Thread(target=_look, args=(process.pid, peaks, done), daemon=True)
    looker.start()
    out, err = process.communicate(timeout=600)
    done.set()
    looker.join()
    return Watched(process.returncode, out, err, time.monotonic() - begin, sum(peaks.values()) * 1024)


def on_a_terminal(words: Sequence[str]) -> bytes:
    """All that `obslog WORDS...` sends to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "obslog", *words]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 1 << 16)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        parts.append(part)
    process.wait(timeout=60)
    os.close(ours)
    return b"".join(parts)


def _look(root: int, peaks: dict[int, int], done: threading.Event) -> None:
    """Note the kernel's own mark of the peak memory of a process and of all below it, until done."""
    while not done.wait(0.05):
        parents: dict[int, int] = {}
        highs: dict[int, int] = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                text = (folder / "status").read_text()
            except OSError:
                continue
            parent, high = _PARENT.search(text), _HIGH.search(text)
            if parent and high:
                parents[int(folder.name)], highs[int(folder.name)] = int(parent[1]), int(high[1])
        family = {root}
        while grown := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= grown
        for pid in family & highs.keys():
            peaks[pid] = max(peaks.get(pid, 0), highs[pid])
