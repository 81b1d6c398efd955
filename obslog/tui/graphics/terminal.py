"""Asking a terminal what it is and can do, by questions on the tty; and reading what it answers."""

from __future__ import annotations

import os
import re
import select
import struct
import sys
import time
from collections.abc import Callable

#: Asks a terminal something and gives what it answered (bytes) within the time it is given.
Ask = Callable[[bytes, float], bytes]
#: Whether it knows kitty graphics.
KITTY_QUESTION = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
#: What it is called (XTVERSION).
NAME_QUESTION = b"\x1b[>q"
#: Whether a colour of 24 bits is the colour it was told (DECRQSS of SGR).
COLOUR_QUESTION = b"\x1b[48;2;1;2;3m\x1bP$qm\x1b\\\x1b[m"
#: What it can: every terminal answers this, and so it is asked last.
ATTRIBUTES_QUESTION = b"\x1b[c"
_NAME = re.compile(rb"\x1bP>\|([A-Za-z]+)[( ]*([0-9.]*)")
_COLOUR = re.compile(rb"48[:;]2[:;]{1,2}1[:;]2[:;]3m")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([0-9;]*)c")
#: Terminals with the placeholders that lay pixels behind cells, from which version. Others have kitty graphics
#: without them, and would show boxes of an unknown character instead.
_WITH_PLACEHOLDERS = {b"kitty": (0, 28), b"ghostty": (1, 0)}


def knows_kitty(answer: bytes) -> bool:
    """Whether it has kitty graphics."""
    return b"_Gi=31;OK" in answer


def reads_files(answer: bytes) -> bool:
    """Whether it read the file that `graphics.offering` put before it."""
    return b"_Gi=32;OK" in answer


def lays_pixels_behind(answer: bytes) -> bool:
    """Whether kitty graphics are known to come with placeholders."""
    found = _NAME.search(answer)
    if found is None or found[1] not in _WITH_PLACEHOLDERS:
        return False
    version = tuple(int(part) for part in found[2].split(b".") if part)[:2]
    return version >= _WITH_PLACEHOLDERS[found[1]]


def has_true_colour(answer: bytes) -> bool:
    """Whether it holds colours of 24 bits."""
    return _COLOUR.search(answer) is not None


def has_sixel(answer: bytes) -> bool:
    """Whether it shows sixels."""
    found = _ATTRIBUTES.search(answer)
    return found is not None and b"4" in found[1].split(b";")


def ask_terminal(question: bytes, patience_s: float) -> bytes:
    """Write a question to the terminal and read what it answers, until its attributes end it or it is in vain.

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
            while (left := end - time.monotonic()) > 0 and not _ATTRIBUTES.search(answer):
                if not select.select([source], [], [], left)[0]:
                    break
                answer += os.read(source, 4096)
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


def cell_size() -> tuple[int, int]:
    """Pixels of a cell, (width, height), by the terminal's driver; 10 x 20 where it does not say."""
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
