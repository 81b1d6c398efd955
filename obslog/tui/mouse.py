"""How the mouse speaks: in pixels where the terminal offers them, in cells where a multiplexer stands between."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

#: What can be asked for.
MODES = ("auto", "cell", "off")
#: Textual asks a terminal for pixels unless this is 0. It reads it once, when it is imported.
_PIXELS = "TEXTUAL_SMOOTH_SCROLL"


def mouse_of(asked: str, environ: Mapping[str, str]) -> str:
    """`pixel`, `cell` or `off` for what was asked (one of `MODES`) in this environment.

    Some multiplexers grant reports in pixels and then send cells, by which every click lands in the upper left
    corner; within one, `auto` means cells.
    """
    if asked != "auto":
        return asked
    if environ.get(_PIXELS) == "0" or "TMUX" in environ or "STY" in environ or "ZELLIJ" in environ:
        return "cell"
    within = environ.get("TERM", "").partition("-")[0]
    return "cell" if within in ("screen", "tmux") else "pixel"


def settle_mouse(asked: str, environ: MutableMapping[str, str]) -> str:
    """As `mouse_of`, and tell Textual, which must not be imported yet."""
    chosen = mouse_of(asked, environ)
    if chosen != "pixel":
        environ[_PIXELS] = "0"
    return chosen
