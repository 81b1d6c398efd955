"""A real terminal for tests: a shell in tmux on a socket of its own; keys are sent, the screen is read."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

#: Where it is not installed, tests say so and are skipped.
WITHOUT = "tmux is not installed: nothing is tried in a real terminal"
PROMPT = "at-the-shell>"


def tmux() -> str | None:
    """The tmux of this machine, or None."""
    return shutil.which("tmux")


class Terminal:
    """One window with a shell in it."""

    def __init__(
        self, socket: Path, width: int, height: int, folder: Path, environment: dict[str, str]
    ) -> None:
        self._socket = socket
        #: How many keys were pressed so far, Enter and each letter of a text among them.
        self.keys = 0
        names = [f"{name}={text}" for name, text in environment.items()]
        self._tmux(
            "-f", os.devnull, "new-session", "-d", "-x", str(width), "-y", str(height), "-c", str(folder),
            shlex.join(["env", "-i", *names, "sh"]),
            ";", "set-option", "-g", "status", "off", ";", "set-option", "-g", "escape-time", "0",
        )  # fmt: skip
        self.until(PROMPT)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *words], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def screen(self) -> str:
        """What stands on the screen, lines without their trailing blanks."""
        return "\n".join(line.rstrip() for line in self._tmux("capture-pane", "-p").splitlines())

    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        width, height = self._tmux("display-message", "-p", "#{pane_width} #{pane_height}").split()
        return int(width), int(height)

    def write(self, text: str) -> None:
        """Type a text as it is."""
        self.keys += len(text)
        self._tmux("send-keys", "-l", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names (`Enter`, `Escape`, `Down`, `C-c`, `a`), one after the other."""
        for one in keys:
            self.keys += 1
            self._tmux("send-keys", one)

    def run(self, command: str) -> None:
        """Type a command and Enter."""
        self.write(command)
        self.press("Enter")

    def until(self, *texts: str, deadline_s: float = 60.0) -> str:
        """The screen once it holds every text."""
        return self.until_that(
            lambda shown: all(text in shown for text in texts), " and ".join(texts), deadline_s
        )

    def until_that(self, holds: Callable[[str], bool], what: str, deadline_s: float = 60.0) -> str:
        """The screen once `holds(screen)`."""
        end = time.monotonic() + deadline_s
        while True:
            shown = self.screen()
            if holds(shown):
                return shown
            assert time.monotonic() < end, f"waited in vain for: {what}\n{shown}"
            time.sleep(0.05)

    def state(self) -> dict[str, str]:
        """What a program must put back: the other screen, the mouse, the cursor, the line discipline."""
        asked = ("alternate_on", "mouse_any_flag", "mouse_sgr_flag", "cursor_flag", "keypad_flag", "pane_tty")
        told = self._tmux("display-message", "-p", " ".join(f"#{{{name}}}" for name in asked)).split()
        state = dict(zip(asked, told, strict=True))
        with open(state["pane_tty"]) as terminal:  # noqa: PTH123
            state["stty"] = subprocess.run(
                ["stty", "-g"], stdin=terminal, capture_output=True, text=True, check=True
            ).stdout
        return state

    def pid_of(self, word: str) -> int:
        """The process below the shell whose command line holds `word`."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", shell], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        (found,) = [int(line.split()[0]) for line in listed if word in line]
        return found

    def record(self, file: Path) -> None:
        """From now on write all that programs send to the terminal into `file`, byte for byte."""
        self._tmux("pipe-pane", "-O", f"cat >> {shlex.quote(str(file))}")

    def stop_recording(self) -> None:
        """No more."""
        self._tmux("pipe-pane")

    def close(self) -> None:
        """End the terminal and its tmux."""
        subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], capture_output=True, timeout=30)


@contextmanager
def terminal(folder: Path, size: tuple[int, int] = (80, 24), **environment: str) -> Iterator[Terminal]:
    """A terminal whose shell stands in `folder`, with the `obslog` of these tests and nothing of this machine's own."""
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    bin_dir = home / "bin"
    if not bin_dir.exists():
        bin_dir.mkdir()
        command = bin_dir / "obslog"
        command.write_text(f'#!/bin/sh\nexec {shlex.join(_installed())} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    kept = {
        "HOME": str(home), "XDG_CONFIG_HOME": str(home), "PATH": f"{bin_dir}:{os.environ['PATH']}", "LANG": "C.UTF-8",
        "TERM": "tmux-256color", "COLORTERM": "truecolor", "PS1": f"{PROMPT} ", "OBSLOG_ANALYST": "Ada", **environment,
    }  # fmt: skip
    # A socket's path may have about 100 characters.
    socket = Path("/tmp") / f"obslog-{uuid.uuid4().hex[:12]}"
    made = None
    try:
        made = Terminal(socket, *size, folder, kept)
        yield made
    finally:
        if made is not None:
            made.close()
        socket.unlink(missing_ok=True)


def _installed() -> Sequence[str]:
    """The command as it was installed beside this Python, else the module."""
    beside = Path(sys.executable).with_name("obslog")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "obslog"]
