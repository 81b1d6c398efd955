"""The command that writes change reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import say
from obslog.cli.session import with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.command()
@click.argument("site")
@click.option("--from", "since", metavar="WHEN", help="First day (EDTF); default the first look.")
@click.option("--to", "until", metavar="WHEN", help="Last day (EDTF); default the last look.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Ends in .html, .md or .json; - for Markdown on standard output.",
)
@with_log
def report(log: Log, site: str, since: str | None, until: str | None, output: str) -> None:
    """Write the change report; its format is the file's ending. The same data gives the same bytes."""
    if output == "-":
        for line in log.report(site, since=since, until=until, form="md").rstrip("\n").split("\n"):
            say(line)
        return
    log.report(site, since=since, until=until, output=output)
    say(f"wrote {output}; head {log.head()}")


COMMANDS = {"report": report}
