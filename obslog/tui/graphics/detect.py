"""What a terminal can show, asked once before the UI starts: by its environment, and by a question on the tty."""

from __future__ import annotations

import os
import re
import select
import struct
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from obslog.tui.graphics.offering import offered

#: Asks a terminal something and gives what it answered (bytes) within the time it is given.
Ask = Callable[[bytes, float], bytes]
_PATIENCE_S = 0.25
#: Whether it knows kitty graphics; what it is called; what it can (which every terminal answers, and so is last).
_KITTY_QUESTION = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_NAME_QUESTION = b"\x1b[>q"
_ATTRIBUTES = b"\x1b[c"
_NAME = re.compile(rb"\x1bP>\|([A-Za-z]+)[( ]*([0-9.]*)")
#: Terminals with the placeholders that lay pixels behind cells, from which version. Others have kitty graphics
#: without them, and would show boxes of an unknown character instead.
_WITH_PLACEHOLDERS = {b"kitty": (0, 28), b"ghostty": (1, 0)}
#: Terminals that print what they do not understand.
_NOT_TO_BE_ASKED = ("linux", "Apple_Terminal")


@dataclass(frozen=True)
class Graphics:
    """How pictures are drawn: `mode` is `cells`, `quadrants` or `kitty`; `depth` how cells are written (`true`, `256`,
    `mono`); `plain` asks for ASCII signs; `sixel` says that a still picture can be shown so; `cell` is the size of a
    cell in pixels; `reads_files` that the terminal takes pixels from files of this machine; `why` says in words how
    this was chosen."""

    mode: str = "cells"
    depth: str = "true"
    plain: bool = False
    sixel: bool = False
    cell: tuple[int, int] = (10, 20)
    reads_files: bool = False
    why: str = "half blocks, which every terminal shows"


def detected(setting: str, environ: Mapping[str, str], ask: Ask | None = None) -> Graphics:
    """What to draw with. `setting` is the user's choice (`auto` to find out); without `ask` nothing is asked."""
    depth, colours = _depth(environ)
    cell = _cell_size()
    if setting in ("mono", "ascii") or depth == "mono":
        plain = setting == "ascii" or environ.get("TERM") == "dumb"
        return Graphics(
            "cells", "mono", plain, cell=cell, why=f"no colours ({setting if setting != 'auto' else colours})"
        )
    if setting in ("cells", "quadrants"):
        return Graphics(setting, depth, cell=cell, why=f"{setting}, as you set it; {colours}")
    if setting == "kitty":
        reads = False
        if ask is not None and not _between(environ):
            with offered() as (question, _):
                reads = b"_Gi=32;OK" in ask(question + _ATTRIBUTES, _PATIENCE_S)
        return Graphics("kitty", "true", cell=cell, reads_files=reads, why="kitty graphics, as you set it")
    if setting == "sixel":
        return Graphics(
            "cells",
            depth,
            sixel=True,
            cell=cell,
            why="cells, and sixels for the still picture, as you set it",
        )
    between = _between(environ)
    if between:
        return Graphics("cells", depth, cell=cell, why=f"half blocks: {between}; {colours}")
    if ask is None:
        return Graphics("cells", depth, cell=cell, why=f"half blocks; {colours}")
    return _by_answer(ask, depth, colours, cell)


def _by_answer(ask: Ask, depth: str, colours: str, cell: tuple[int, int]) -> Graphics:
    with offered() as (question, _):
        answer = ask(question + _KITTY_QUESTION + _NAME_QUESTION + _ATTRIBUTES, _PATIENCE_S)
    reason = "the terminal names no graphics"
    if b"_Gi=31;OK" in answer:
        if _has_placeholders(answer):
            reads = b"_Gi=32;OK" in answer
            return Graphics(
                "kitty",
                "true",
                cell=cell,
                reads_files=reads,
                why="kitty graphics: the terminal says it has them",
            )
        reason = "the terminal has kitty graphics, but does not say that it lays them behind cells"
    if _has_sixel(answer):
        return Graphics(
            "cells", depth, sixel=True, cell=cell, why=f"half blocks, sixels for the still picture; {colours}"
        )
    return Graphics("cells", depth, cell=cell, why=f"half blocks: {reason}; {colours}")


def _has_placeholders(answer: bytes) -> bool:
    found = _NAME.search(answer)
    if found is None or found[1] not in _WITH_PLACEHOLDERS:
        return False
    version = tuple(int(part) for part in found[2].split(b".") if part)[:2]
    return version >= _WITH_PLACEHOLDERS[found[1]]


def _depth(environ: Mapping[str, str]) -> tuple[str, str]:
    if environ.get("NO_COLOR"):
        return "mono", "NO_COLOR is set"
    term = environ.get("TERM", "")
    if term in ("dumb", "vt100", "vt220", "linux-m"):
        return "mono", f"TERM is {term}"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "direct" in term:
        return "true", "true colour"
    if (
        environ.get("TMUX")
        or environ.get("TEXTUAL_DRIVER")
        or any(n in term for n in ("kitty", "ghostty", "alacritty"))
    ):
        # tmux itself turns true colours into what the terminal outside can show.
        return "true", "true colour"
    return "256", "256 colours: COLORTERM names no more"


def _between(environ: Mapping[str, str]) -> str:
    """What stands between here and the terminal that shows it, and would lose pictures; empty for nothing."""
    if environ.get("TEXTUAL_DRIVER"):
        return "in a browser"
    if environ.get("TMUX") or environ.get("TERM", "").startswith("tmux"):
        return "in tmux"
    if environ.get("STY") or environ.get("TERM", "").startswith("screen"):
        return "in screen"
    if environ.get("ZELLIJ"):
        return "in zellij"
    if environ.get("TERM") in _NOT_TO_BE_ASKED or environ.get("TERM_PROGRAM") in _NOT_TO_BE_ASKED:
        return "a terminal without graphics"
    if environ.get("SSH_CONNECTION") or environ.get("MOSH_CONNECTION"):
        return "over SSH, where pixels are slow (--graphics kitty takes them all the same)"
    return ""


def _has_sixel(answer: bytes) -> bool:
    start = answer.rfind(b"\x1b[?")
    end = answer.find(b"c", start)
    return start >= 0 and end > start and b"4" in answer[start + 3 : end].split(b";")


def _cell_size() -> tuple[int, int]:
    """Pixels of a cell, by the terminal driver; 10 x 20 where it does not say."""
    try:
        import fcntl
        import termios

        packed = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, b"\0" * 8)  # type: ignore[union-attr]
        rows, columns, width, height = struct.unpack("HHHH", packed)
    except (OSError, ValueError, AttributeError, ImportError):
        return 10, 20
    if not (rows and columns and width and height):
        return 10, 20
    return max(2, width // columns), max(4, height // rows)


def ask_terminal(question: bytes, patience_s: float) -> bytes:
    """Write a question to the terminal and read what it answers, until the end of a device's attributes or in vain.

    Nothing is echoed; what else was typed meanwhile is lost, so it is asked once, before anything is shown.
    """
    import termios
    import tty

    try:
        source = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return b""
    try:
        before = termios.tcgetattr(source)
        try:
            tty.setcbreak(source, termios.TCSANOW)
            os.write(source, question)
            answer, end = b"", time.monotonic() + patience_s
            while (left := end - time.monotonic()) > 0:
                if not select.select([source], [], [], left)[0]:
                    break
                answer += os.read(source, 4096)
                if b"\x1b[?" in answer and answer.rstrip().endswith(b"c"):
                    break
            if not answer:
                # What was not understood may have been printed.
                os.write(source, b"\r\x1b[K")
            return answer
        finally:
            termios.tcsetattr(source, termios.TCSANOW, before)
    except (OSError, termios.error):
        return b""
    finally:
        os.close(source)
