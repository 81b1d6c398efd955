"""`stac import`: items and catalogues of STAC that lie on this disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, note, say
from obslog.cli.session import json_option, with_log
from obslog.model.text import plural

if TYPE_CHECKING:
    from obslog.log import Log

_MOST_TOLD = 20


@click.group()
def stac() -> None:
    """STAC items and catalogues on this disk: import. `obslog export --format stac` writes one."""


@stac.command("import")
@click.argument("path", metavar="FILE|FOLDER")
@click.option("--dry-run", is_flag=True, help="Say which files would be taken, and write nothing.")
@json_option
@with_log
def stac_import(log: Log, path: str, dry_run: bool, as_json: bool) -> int:
    """Take the images of items that lie on this disk, and the looks that obslog wrote in items; nothing is fetched."""
    done = log.stac_import(path, dry_run=dry_run)
    if as_json:
        emit_all(log.wire(look) for look in done.looks)
        emit({"summary": done.to_wire()})
        return 3 if done.refused else 0
    for line in done.refused[:_MOST_TOLD]:
        note(line)
    if dry_run:
        for file in done.images:
            say(f"would take {file}")
    looks = f", {_many('look', len(done.looks))}" if done.looks or done.known else ""
    known = f"; {_many('look', done.known)} known already" if done.known else ""
    say(f"{_many('item', done.items)} in {done.path}: {_many('image', len(done.images))}{looks}{known}")
    for number, told in (
        (done.dated, "dated by its item"),
        (done.remote, "on another machine: obslog fetches nothing"),
        (done.missing, "named and not there"),
    ):
        if number:
            note(f"{_many('file', number)} {told}")
    return 3 if done.refused else 0


def _many(name: str, number: int) -> str:
    return f"{number} {plural(name, number)}"


COMMANDS = {"stac": stac}
