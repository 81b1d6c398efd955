"""Commands about the log as a whole: init, doctor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import click

from obslog.cli.output import emit, fields, say
from obslog.cli.session import json_option


@click.command()
@click.argument("where", required=False, metavar="[PATH|URL]")
@click.pass_context
def init(ctx: click.Context, where: str | None) -> None:
    """Make a log: a file (default obslog.db here), or tables in a PostgreSQL database named by URL."""
    from obslog.log import create

    settings = ctx.find_root().obj
    with create(where or settings["log"] or "obslog.db", analyst=settings["analyst"]) as log:
        say(f"made {log.name}; head {log.head()}")
        say("next: obslog site add OSLK, then obslog import DIRECTORY")


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say what this machine can do, and how the log is, if there is one."""
    from obslog.log import doctor as examine

    settings = ctx.find_root().obj
    facts = examine(settings["log"]) | _terminal(settings)
    if as_json:
        emit(facts)
    else:
        fields(facts.items())


def _terminal(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What this terminal can show, and how its mouse speaks; it is asked only where one is there."""
    from obslog.cli.opening import can_show
    from obslog.tui.graphics.detect import detected
    from obslog.tui.graphics.terminal import ask_terminal
    from obslog.tui.mouse import mouse_of
    from obslog.tui.settings import read_settings

    own = read_settings()
    pictures = detected(
        settings["graphics"] or own.graphics, os.environ, ask_terminal if can_show() else None
    )
    mouse = mouse_of(settings["mouse"] or own.mouse, os.environ)
    words = {
        "pixel": "in pixels where the terminal offers them; --mouse cell if clicks land in the wrong place",
        "cell": "in cells",
        "off": "off",
    }
    return {"pictures": pictures.why, "mouse": words[mouse]}


@click.command()
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Bring a log of an older obslog to the newest schema; it is copied first."""
    from obslog.log import upgrade as bring_up

    copy = bring_up(ctx.find_root().obj["log"])
    say(
        "nothing to do: the log has the newest schema"
        if copy is None
        else f"done; the copy made before is {copy}"
    )


COMMANDS = {"init": init, "doctor": doctor, "upgrade": upgrade}
