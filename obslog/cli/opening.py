"""What `obslog` alone does: the terminal UI on the log that was named or is nearest; where none is, it offers one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from obslog.cli.output import note, say
from obslog.model.errors import NotFoundError


def can_show() -> bool:
    """True at a terminal, or behind a browser window."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def open_ui(log: str | None, analyst: str | None, read_only: bool, **settings: Any) -> int:
    """Run the UI until it is left; gives the exit code.

    `settings` are fields of `obslog.tui.settings.Settings` that the command line states. Raises what opening a log
    raises.
    """
    from obslog.observing.opening import find_log

    try:
        found = find_log(log)
    except NotFoundError:
        made = _offered(analyst)
        if made is None:
            return 0
        found = str(made)
    from obslog.tui.run import run

    return run(found, analyst=analyst, read_only=read_only, given={k: v for k, v in settings.items() if v})


def _offered(analyst: str | None) -> Path | None:
    """A new log where the person at the terminal wants one; None if not. Nobody is asked behind a browser."""
    if os.environ.get("TEXTUAL_DRIVER"):
        raise NotFoundError("log", "obslog.db", hint="none here or above: obslog init makes one")
    say(f"There is no log in {Path.cwd()} or above it.")
    say("  m  make one here: obslog.db")
    say("  d  make the demo in obslog-demo: drawn scenes, December 2024")
    say("  q  neither")
    choice = click.prompt(
        "What shall it be?", type=click.Choice(["m", "d", "q"]), default="m", show_choices=False
    )
    if choice == "q":
        return None
    if choice == "m":
        from obslog.log import create

        create("obslog.db", analyst=analyst).close()
        return Path("obslog.db")
    note("making the demo: a few seconds")
    from obslog.demo import make

    return make(Path("obslog-demo")).log
