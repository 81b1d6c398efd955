"""What pictures are drawn with: by the user's wish, by what the environment says, and by what the terminal answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from obslog.tui.graphics.offering import offered
from obslog.tui.graphics.terminal import (
    ATTRIBUTES_QUESTION,
    COLOUR_QUESTION,
    KITTY_QUESTION,
    NAME_QUESTION,
    Ask,
    cell_size,
    has_sixel,
    has_true_colour,
    knows_kitty,
    lays_pixels_behind,
    reads_files,
)

#: How long an answer is waited for: on this machine, and over SSH.
_PATIENCE_S, _FAR_S = 0.25, 1.0
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
    if setting in ("mono", "ascii") or depth == "mono":
        plain = setting == "ascii" or environ.get("TERM") == "dumb"
        reason = colours if setting == "auto" else setting
        return Graphics("cells", "mono", plain, cell=cell_size(), why=f"no colours ({reason})")
    between, far = _between(environ), _far(environ)
    answer = b"" if ask is None or between else _answer(ask, setting, depth, far)
    if has_true_colour(answer):
        depth, colours = "true", "true colour, as the terminal says"
    plainest = Graphics("cells", depth, cell=cell_size())
    if setting in ("cells", "quadrants"):
        return replace(plainest, mode=setting, why=f"{setting}, as you set it; {colours}")
    if setting == "kitty":
        why = "kitty graphics, as you set it"
        return replace(plainest, mode="kitty", depth="true", reads_files=reads_files(answer), why=why)
    if setting == "sixel":
        return replace(plainest, sixel=True, why="cells, and sixels for the still picture, as you set it")
    if between or far:
        return replace(plainest, why=f"half blocks: {between or far}; {colours}")
    if knows_kitty(answer) and lays_pixels_behind(answer):
        why = "kitty graphics: the terminal says it has them"
        return replace(plainest, mode="kitty", depth="true", reads_files=reads_files(answer), why=why)
    if has_sixel(answer):
        return replace(plainest, sixel=True, why=f"half blocks, sixels for the still picture (F); {colours}")
    if knows_kitty(answer):
        reason = "the terminal has kitty graphics, but does not say that it lays them behind cells"
    else:
        reason = "the terminal names no graphics"
    return replace(plainest, why=f"half blocks: {reason}; {colours}")


def _answer(ask: Ask, setting: str, depth: str, far: str) -> bytes:
    """What the terminal answers to what is not known yet."""
    colour = COLOUR_QUESTION if depth != "true" else b""
    if far or setting not in ("auto", "kitty"):
        # Pixels are not sent far, and were not asked for.
        return ask(colour + ATTRIBUTES_QUESTION, _FAR_S if far else _PATIENCE_S) if colour else b""
    with offered() as file:
        return ask(file + KITTY_QUESTION + NAME_QUESTION + colour + ATTRIBUTES_QUESTION, _PATIENCE_S)


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
    """What stands between here and the terminal that shows it, and would lose questions and pictures; empty for nothing."""
    if environ.get("TEXTUAL_DRIVER"):
        return "in a browser"
    if environ.get("TMUX") or environ.get("TERM", "").startswith("tmux"):
        return "in tmux"
    if environ.get("STY") or environ.get("TERM", "").startswith("screen"):
        return "in screen"
    if environ.get("ZELLIJ"):
        return "in zellij"
    if environ.get("MOSH_CONNECTION") or environ.get("MOSH_KEY"):
        return "over mosh"
    if environ.get("TERM") in _NOT_TO_BE_ASKED or environ.get("TERM_PROGRAM") in _NOT_TO_BE_ASKED:
        return "a terminal without graphics"
    return ""


def _far(environ: Mapping[str, str]) -> str:
    """That the terminal is on another machine, with what that means; empty if it is not."""
    if environ.get("SSH_CONNECTION"):
        return "over SSH, where pixels are slow (--graphics kitty takes them all the same)"
    return ""
