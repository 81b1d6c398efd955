"""The command that offers the terminal UI in a browser on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING

import click

from obslog.cli.output import note, say

if TYPE_CHECKING:
    from obslog.serving.server import Served, Serving


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0: any that is free."
)
@click.option(
    "--windows", type=click.IntRange(1, 50), default=4, show_default=True, help="Open at a time at most."
)
@click.option("--read-only", is_flag=True, help="Show the log, change nothing.")
@click.option("--address", default="127.0.0.1", show_default=True, metavar="IP", help="Where to listen.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A further name that links may hold.")
@click.option(
    "--others-can-reach-it",
    "exposed",
    is_flag=True,
    help="Listen at an address of other machines. There is no encryption: whoever hears the network gets in.",
)
@click.pass_context
def serve(
    ctx: click.Context,
    port: int,
    windows: int,
    read_only: bool,
    address: str,
    names: tuple[str, ...],
    exposed: bool,
) -> None:
    """The terminal UI in a browser, on this machine only.

    Prints a link that works once: open it. Enter prints another, Ctrl-C stops it. From elsewhere go through SSH:
    ssh -L 8642:127.0.0.1:8642 HOST.
    """
    from obslog.cli.session import open_log
    from obslog.serving.server import Served

    settings = ctx.find_root().obj
    environment = {"OBSLOG_READ_ONLY": "1"} if read_only or settings.get("read_only") else {}
    # Whatever is wrong with the log is said here, once, not in each window.
    with open_log() as log:
        name = log.name
    # In the environment, not the arguments: a database's URL may hold a password, and arguments can be seen by all.
    if settings.get("log"):
        environment["OBSLOG_LOG"] = settings["log"]
    for name in ("analyst", "graphics", "mouse"):
        if settings.get(name):
            environment[f"OBSLOG_{name.upper()}"] = settings[name]
    what = Served(environment, address, port, names, windows, exposed)
    asyncio.run(_serve(what, name))


async def _serve(what: Served, name: str) -> None:
    from obslog.serving.server import serve_until

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    asks = sys.stdin is not None and sys.stdin.isatty()

    def begun(up: Serving) -> None:
        say(f"{name} in a browser on this machine; open this link, it works once:")
        _link(up)
        say("Enter: another link.  Ctrl-C: stop." if asks else "Ctrl-C: stop.")
        if what.exposed:
            note("WARNING: other machines can reach this, and nothing is encrypted.")
        if asks:
            loop.add_reader(sys.stdin.fileno(), another, up)

    def another(up: Serving) -> None:
        if os.read(sys.stdin.fileno(), 1024):
            _link(up)
        else:
            loop.remove_reader(sys.stdin.fileno())

    def complained(text: str) -> None:
        for line in text.splitlines():
            note(line)

    try:
        await serve_until(what, begun, stop, complained)
    finally:
        with contextlib.suppress(OSError, ValueError):
            loop.remove_reader(sys.stdin.fileno())
    say("stopped")


def _link(up: Serving) -> None:
    say(f"  {up.link()}")
    sys.stdout.flush()


COMMANDS = {"serve": serve}
