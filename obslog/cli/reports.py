"""The command that writes change reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    help="Ends in .html, .pdf, .md or .json; - for Markdown on standard output.",
)
@click.option(
    "--pictures", type=click.IntRange(0), default=12, show_default=True, metavar="N",
    help="Before and after of at most N changes; 0 for none.",
)  # fmt: skip
@click.option("--publish", is_flag=True, help="Show only images that somebody said may be published.")
@click.option(
    "--redact", is_flag=True, help="Leave out names of analysts, remarks, reasons and notes, and say so."
)
@with_log
def report(log: Log, site: str, since: str | None, until: str | None, output: str, **options: Any) -> None:
    """Write the change report; its format is the file's ending. The same data gives the same bytes."""
    if output == "-":
        text = log.report(site, since=since, until=until, form="md", **options)
        for line in text.rstrip("\n").split("\n"):
            say(line)
        return
    log.report(site, since=since, until=until, output=output, **options)
    say(f"wrote {output}; head {log.head()}")


COMMANDS = {"report": report}
