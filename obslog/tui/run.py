"""Starting the terminal UI: the log found and opened, the terminal asked what it can show, the app run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.tui.mouse import settle_mouse
from obslog.tui.settings import Settings, read_settings

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tui.graphics.detect import Graphics
    from obslog.tui.messages import Open


def run(
    where: str | Path | None = None,
    *,
    analyst: str | None = None,
    read_only: bool = False,
    settings: Settings | None = None,
    given: Mapping[str, Any] | None = None,
    start: Open | None = None,
) -> int:
    """Open the log at `where` (None: the nearest) and run the UI on this terminal until it is left.

    `settings` are the user's own where none are given; `given` are fields that stand for theirs. Gives the exit
    code. Raises `NotFoundError`, `StoreError`, `WordError` before anything is drawn.
    """
    from obslog.log import open_log
    from obslog.tui.engine import Engine

    settings = replace(settings or read_settings(), **(given or {}))
    mouse = settle_mouse(settings.mouse, os.environ)

    def reopen() -> Log:
        return open_log(where, analyst=analyst, read_only=read_only)

    engine = Engine(reopen(), reopen)
    try:
        from obslog.tui.app import ObslogApp
        from obslog.tui.catalogue import check_changed

        check_changed(settings.keys)
        app = ObslogApp(engine, settings, graphics=_graphics(settings), start=start)
        app.run(mouse=mouse != "off")
        return app.return_code or 0
    finally:
        engine.close()


def _graphics(settings: Settings) -> Graphics:
    from obslog.tui.graphics.detect import detected
    from obslog.tui.graphics.terminal import ask_terminal

    found = detected(settings.graphics, os.environ, ask_terminal)
    if found.depth == "true":
        # Textual draws the rest of the screen by what the environment says, which SSH does not carry.
        os.environ["COLORTERM"] = "truecolor"
    return found
