"""The command that writes change reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, note, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.command()
@click.argument("sites", nargs=-1, metavar="SITE [SITE...]")
@click.option("--all", "every", is_flag=True, help="One summary of all sites of the log.")
@click.option("--from", "--since", "since", metavar="WHEN", help="First day (EDTF); default the first look.")
@click.option("--to", "--until", "until", metavar="WHEN", help="Last day (EDTF); default the last look.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Ends in .html, .pdf, .md, .json or .txt; - for standard output (Markdown, or --form).",
)
@click.option(
    "--form", type=click.Choice(["html", "pdf", "md", "json", "text", "chat"]),
    help="Another form than the file's ending asks for; text is short, chat is one paragraph.",
)  # fmt: skip
@click.option(
    "--pictures", type=click.IntRange(0), default=12, show_default=True, metavar="N",
    help="Before and after of at most N changes; 0 for none.",
)  # fmt: skip
@click.option(
    "--picture-files",
    is_flag=True,
    help="Markdown: write the pictures into a folder beside it, and link them.",
)
@click.option("--publish", is_flag=True, help="Show only images that somebody said may be published.")
@click.option(
    "--redact", is_flag=True, help="Leave out names of analysts, remarks, reasons and notes, and say so."
)
@click.option(
    "--stands", is_flag=True, help="List marked places that look changed by their pixels: no verdict; slow."
)
@click.option(
    "--template", metavar="FILE", help="A template of your own: jinja2, or typst for a PDF (docs/reports.md)."
)
@with_log
def report(
    log: Log,
    sites: tuple[str, ...],
    every: bool,
    since: str | None,
    until: str | None,
    output: str,
    **options: Any,
) -> None:
    """Write the change report of a site, or one summary of several; its format is the file's ending.

    The same data gives the same bytes. A summary has a section a site and no pictures.
    """
    if bool(sites) == every:
        raise click.UsageError("name one site or more, or give --all")
    site: str | tuple[str, ...] = sites[0] if len(sites) == 1 else sites
    if not isinstance(site, str):
        _refuse_for_several(options)
    if output == "-":
        form = options.pop("form") or "md"
        text = log.report(site, since=since, until=until, form=form, **options)
        for line in text.rstrip("\n").split("\n"):
            say(line)
        return
    log.report(site, since=since, until=until, output=output, **options)
    say(f"wrote {output}; head {log.head()}")


def _refuse_for_several(options: dict[str, Any]) -> None:
    """A summary holds no pictures, so what is said of pictures would be silently forgotten."""
    for name in ("publish", "stands", "picture_files"):
        if options.pop(name):
            raise click.UsageError(
                f"--{name.replace('_', '-')} is about the pictures of one site; a summary has none"
            )
    if options.pop("template"):
        raise click.UsageError("--template sets the report of one site")
    options.pop("pictures")


@click.command("verify-report")
@click.argument("path", metavar="FILE")
@json_option
@with_log
def verify_report(log: Log, path: str, as_json: bool) -> int:
    """Check a report against the log: its bytes, its head, every line, the files it rests on; exit 5 on any finding.

    The report is made again from the journal as it was at the report's head. Of PDF and text the bytes alone are
    checked.
    """
    found = log.verify_report(path)
    if as_json:
        emit(found.to_wire())
        return 0 if found.sound else 5
    for finding in found.findings:
        say(finding)
    for line in found.checked:
        note(f"sound: {line}")
    for line in found.unchecked:
        note(f"not checked: {line}")
    number = len(found.findings)
    if found.sound:
        what = "says what the log says" if found.was_compared else "is the file that this log wrote"
        say(f"sound: {path} {what}, as of head {found.head}")
    else:
        note(f"obslog: {number} finding{'' if number == 1 else 's'}: {path} is not what this log wrote")
    return 0 if found.sound else 5


COMMANDS = {"report": report, "verify-report": verify_report}
