"""Commands about what leaves the log as pictures: image chip, image publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


def _four(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    """Four numbers with commas between them."""
    if value is None:
        return None
    try:
        found = tuple(float(part) for part in value.split(","))
    except ValueError:
        found = ()
    if len(found) != 4:
        raise click.BadParameter(f"{value!r}: write four numbers with commas between them", ctx, param)
    return found


@click.command("chip")
@click.argument("image_id", metavar="IMAGE")
@click.option(
    "--window", callback=_four, metavar="COL,ROW,WIDTH,HEIGHT", help="A part of the image, as it lies."
)
@click.option("--area", metavar="NAME", help="An area of the site, north up.")
@click.option("--around", metavar="PLACE", help="Around a position (LAT LON, DMS, MGRS, UTM), north up.")
@click.option("--size-m", type=float, metavar="M", help="Metres a side around a place; default 400.")
@click.option(
    "--site", help="The site of the area and of the inset; default the one that the image shows most of."
)
@click.option("--look", help="Burn in the marks of this look alone.")
@click.option("--no-marks", is_flag=True, help="Burn no marks in.")
@click.option("--pixels", "side", type=int, default=480, show_default=True, help="Pixels a side.")
@click.option("--title", default="", help="The first words under the picture.")
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="A .png; its derivation is written to FILE.json."
)
@json_option
@with_log
def image_chip(
    log: Log, image_id: str, around: str | None, no_marks: bool, as_json: bool, **options: Any
) -> None:
    """Cut a chip: a part of an image with marks, scale bar, north arrow, date and credit burnt in.

    The file is held against its sha256 first. The same image and options give the same bytes.
    """
    from obslog.places.coordinates import parse_position

    place = None if around is None else parse_position(around)
    chip = log.image_chip(image_id, around=place, with_marks=not no_marks, **options)
    if as_json:
        emit({"path": options["output"], **chip.to_wire()})
        return
    scale = chip.derivation.metres_per_pixel
    shown = "scale not known" if scale is None else f"{scale:.3g} m a pixel"
    say(f"wrote {options['output']}: {chip.width} x {chip.height} pixels, {shown}, sha256 {chip.sha256}")
    say(f"wrote {options['output']}.json: how it was made")


@click.command("publish")
@click.argument("image_id", metavar="IMAGE")
@click.option("--allow", "decision", flag_value="yes", help="Its pixels may be shown.")
@click.option(
    "--credit-only", "decision", flag_value="credit", help="Named and credited; its pixels not shown."
)
@click.option("--forbid", "decision", flag_value="no", help="Neither its pixels nor its name leave the log.")
@click.option("--credit", "attribution", metavar="TEXT", help="Who must be named beside it.")
@click.option(
    "--because", "--reason", "reason", required=True, help="Why: the licence, an agreement, a risk."
)
@json_option
@with_log
def image_publish(
    log: Log, image_id: str, decision: str | None, attribution: str | None, reason: str, as_json: bool
) -> None:
    """Say whether an image may be published; reports and exports obey it, and say what they left out."""
    from obslog.observing.publishing import DECISIONS
    from obslog.observing.wire import image_wire

    if decision is None:
        raise click.UsageError("say one of --allow, --credit-only, --forbid")
    done = log.image_publish(image_id, decision, reason=reason, attribution=attribution)
    if as_json:
        emit(image_wire(done, log.site_name))
        return
    say(f"image {done.id[:12]}: {DECISIONS[decision]}; undo: obslog undo")
