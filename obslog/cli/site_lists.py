"""`site import`: sites and areas from files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, emit_all, note, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log

_MOST_TOLD = 20


@click.command("import")
@click.argument("path", metavar="FILE")
@click.option("--areas-of", metavar="SITE", help="Its places are areas of that site.")
@click.option("--name-from", metavar="NAME", help="The property or column that holds the name.")
@click.option("--radius", "radius_m", type=float, metavar="METRES", help="The ground of a mere position.")
@click.option(
    "--update", is_flag=True, help="Give sites that are known the ground and other names of the file."
)
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@json_option
@with_log
def site_import(log: Log, path: str, as_json: bool, **options: Any) -> int:
    """Take sites and areas from KML, KMZ, GeoJSON, GeoPackage, CSV or XLSX: all that is new, or nothing."""
    from obslog.exchange.looks.look_import import LinesRefusedError
    from obslog.exchange.places.site_import import words
    from obslog.observing.wire import site_wire

    try:
        done = log.site_import(path, **options)
    except LinesRefusedError as refused:
        for line in refused.lines[1:_MOST_TOLD]:
            note(line)
        raise
    if as_json:
        emit_all(site_wire(site) for site in done.sites)
        emit({"summary": done.to_wire()})
    else:
        for line in done.refused[:_MOST_TOLD]:
            note(line)
        first, *rest = words(done)
        say(first)
        for line in rest:
            note(line)
    return 3 if done.refused else 0
