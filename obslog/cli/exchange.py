"""Commands that write and read the files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, note, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.command()
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="Its ending is the format; a folder for some."
)
@click.option("--format", "form", metavar="NAME", help="The format, where the ending does not tell it.")
@click.option(
    "--what", multiple=True, metavar="LAYER", help="observations, marks, sites, images; may be repeated."
)
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Only this site; may be repeated.")
@click.option("--since", metavar="WHEN", help="First day (EDTF).")
@click.option("--until", metavar="WHEN", help="Last day (EDTF).")
@click.option("--types", multiple=True, metavar="TYPE", help="Only this type and those below it.")
@click.option("--drafts", is_flag=True, help="Looks that are not closed, too, and marks that wait.")
@json_option
@with_log
def export(
    log: Log,
    output: str,
    form: str | None,
    what: tuple[str, ...],
    sites: tuple[str, ...],
    since: str | None,
    until: str | None,
    types: tuple[str, ...],
    drafts: bool,
    as_json: bool,
) -> None:
    """Write observations, marks, sites or images for other tools: `obslog export -o khmeimim.geojson`."""
    done = log.export(
        output, form=form, what=what, sites=sites, since=since, until=until, types=types, drafts=drafts
    )
    if as_json:
        emit(done.to_wire())
        return
    counted = ", ".join(f"{number} {name}" for name, number in done.rows.items())
    say(f"wrote {done.path} ({done.format}): {counted}; head {done.head}")
    for reason in done.left_out:
        note(f"left out: {reason}")


COMMANDS = {"export": export}
