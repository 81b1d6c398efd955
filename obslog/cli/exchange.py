"""Commands that write and read the files of other tools."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from obslog.cli.output import emit, emit_all, note, say
from obslog.cli.session import json_option, with_log
from obslog.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable

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
@click.option("--chips", is_flag=True, help="Put pictures of what was looked at into a KMZ.")
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
    chips: bool,
    as_json: bool,
) -> None:
    """Write observations, marks, sites or images for other tools: `obslog export -o khmeimim.geojson`."""
    done = log.export(
        output,
        form=form,
        what=what,
        sites=sites,
        since=since,
        until=until,
        types=types,
        drafts=drafts,
        chips=chips,
    )
    if as_json:
        emit(done.to_wire())
        return
    counted = ", ".join(f"{number} {name}" for name, number in done.rows.items())
    say(f"wrote {done.path} ({done.format}): {counted}; head {done.head}")
    for reason in done.left_out:
        note(f"left out: {reason}")


@click.command("import")
@click.argument("path", metavar="FILE")
@click.option(
    "--image", metavar="IMAGE", help="The image that they are on; else the one that the file names."
)
@click.option("--look", metavar="LOOK", help="The look that they count for.")
@click.option("--format", "form", metavar="NAME", help="The format, where the file does not tell it.")
@click.option(
    "--map", "said", multiple=True, metavar="LABEL=TYPE", help="What a label is; an empty TYPE leaves it out."
)
@click.option("--type-map", metavar="FILE", help='TOML, a line a label: "Airplane" = "fixed-wing"')
@json_option
@with_log
def mark_import(log: Log, path: str, said: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Take marks of another tool: COCO, YOLO-OBB, DOTA, labelme, CVAT, VIA, DotDotGoose, or a table of markers."""
    types = dict(_label(text) for text in said)
    done = _asking(lambda known: log.mark_import(path, types=known, **options), types)
    if as_json:
        emit_all(log.marks_wire(done.marks))
        emit({"summary": done.to_wire()})
        return
    images = len({mark.image_id for mark in done.marks})
    on = "1 image" if images == 1 else f"{images} images"
    say(f"{len(done.marks)} of {done.read} marks taken from {done.path} ({done.format}), on {on}")
    if done.apart_px is not None and done.apart_px > 2:
        note(
            f"placed by longitude and latitude; the pixels in the file lie up to {done.apart_px:g} pixels away"
        )
    if done.outside:
        note(f"{done.outside} left out: they lie outside the image")
    if done.unwanted:
        note(f"{done.unwanted} left out: their labels are mapped to nothing")


def _label(text: str) -> tuple[str, str]:
    label, equals, kind = text.rpartition("=")
    if not equals or not label.strip():
        raise click.UsageError(f"--map {text!r}: write LABEL=TYPE")
    return label.strip(), kind.strip()


Taken = TypeVar("Taken")


def _asking(act: Callable[[dict[str, str]], Taken], types: dict[str, str]) -> Taken:
    """Do `act`; where labels name no type and a person is at the terminal, ask for each and do it again."""
    from obslog.exchange.marks.type_map import UnknownLabelsError

    while True:
        try:
            return act(types)
        except UnknownLabelsError as unknown:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            for label, (number, near) in unknown.labels.items():
                hint = f", near: {' or '.join(near)}" if near else ""
                asked = safe(f"what is {label!r} ({number} marks{hint})? a type, or nothing to leave it out")
                types[label] = click.prompt(asked, default="", show_default=False, err=True).strip()


COMMANDS = {"export": export}
