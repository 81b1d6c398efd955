"""Commands about images in the log: image list, show, date, link, place, relocate, prepare."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.objects import image_align, image_measure, image_register
from obslog.cli.output import emit, emit_all, fields, note, say, table
from obslog.cli.pictures import image_chip, image_publish
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.images import NearPair


@click.group()
def image() -> None:
    """Evidence: list, show, correct a date, link."""


@image.command("list")
@click.argument("site", required=False)
@click.option("--undated", is_flag=True, help="Only images that nothing dates.")
@click.option("--not-exploited", is_flag=True, help="Only images that nobody has looked at.")
@click.option(
    "--near", is_flag=True, help="Pairs that look alike: crops and re-posts of one another, perhaps."
)
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True)
@json_option
@with_log
def image_list(log: Log, as_json: bool, near: bool, **options: Any) -> None:
    """Images, newest first."""
    from obslog.observing.wire import image_wire

    if near:
        if options["undated"] or options["not_exploited"]:
            raise click.UsageError("--near lists pairs: leave --undated and --not-exploited out")
        _pairs(log.image_near(options["site"], limit=options["limit"]), as_json)
        return
    rows = log.image_list(**options)
    if as_json:
        emit_all(image_wire(i, log.site_name) for i in rows)
        return
    table(
        ("image", "when", "basis", "GSD m", "sites", "file"),
        [
            (
                i.id[:12],
                i.identity.when.describe(),
                i.identity.when.basis,
                f"{i.identity.gsd_m:.2f}" if i.identity.gsd_m else None,
                ", ".join(f"{log.site_name(s)} {share:.0%}" for s, share in i.sites),
                i.path,
            )
            for i in rows
        ],
        "no images: obslog import DIRECTORY",
    )


def _pairs(pairs: Sequence[NearPair], as_json: bool) -> None:
    if as_json:
        emit_all(pair.to_wire() for pair in pairs)
        return
    table(
        ("image", "file", "near", "file", "bits of 64", "note"),
        [(p.image[:12], _last(p.path), p.near[:12], _last(p.near_path), p.distance, p.note) for p in pairs],
        "no two images look alike (of those whose pixels were looked through: obslog image prepare --all)",
    )


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


@image.command("show")
@click.argument("image_id", metavar="IMAGE")
@json_option
@with_log
def image_show(log: Log, image_id: str, as_json: bool) -> None:
    """One image with all that is known of it and on what basis."""
    from obslog.observing.wire import image_wire

    image = log.image_show(image_id)
    near = [pair.to_wire() for pair in log.image_near(image=image.id, limit=20)]
    _shown(image_wire(image, log.site_name) | {"near": near}, as_json)


@image.command("date")
@click.argument("image_id", metavar="IMAGE")
@click.argument("when", metavar="WHEN")
@click.option("--because", "reason", required=True, help="How you know; kept in the journal.")
@click.option("--basis", default="analyst", show_default=True)
@json_option
@with_log
def image_date(log: Log, image_id: str, when: str, reason: str, basis: str, as_json: bool) -> None:
    """Correct the date of an image (EDTF), with the reason. Its looks follow."""
    from obslog.observing.wire import image_wire

    _shown(image_wire(log.image_date(image_id, when, reason=reason, basis=basis), log.site_name), as_json)


@image.command("link")
@click.argument("images", nargs=-1, required=True, metavar="IMAGE IMAGE...")
@click.option("--because", "reason", required=True, help="How you know; kept in the journal.")
@click.option("--unlink", is_flag=True, help="Take these images out of their acquisition again.")
@json_option
@with_log
def image_link(log: Log, images: tuple[str, ...], reason: str, unlink: bool, as_json: bool) -> None:
    """Make images one acquisition: crops and re-posts of one picture are one source, and one pass."""
    done = (log.image_unlink if unlink else log.image_link)(images, reason=reason)
    if as_json:
        emit(done.wire())
        return
    for one in done.images:
        say(f"{one.id[:12]}  {one.path}")
    number = len(done.images)
    say(f"{'parted' if unlink else f'{number} images are one acquisition, one source'}; undo: obslog undo")
    for warning in done.warnings:
        note(warning)


@image.command("place")
@click.argument("image_id", metavar="IMAGE")
@click.option("--tie", "ties", multiple=True, required=True, metavar="COL,ROW=LAT,LON", help="Two or more.")
@click.option("--because", "reason", help="How you know; needed where the file has a place of its own.")
@json_option
@with_log
def image_place(log: Log, image_id: str, ties: tuple[str, ...], reason: str | None, as_json: bool) -> None:
    """Place an image on the ground by tie points: pixels whose position you know. Four or more tell the error."""
    done = log.image_place(image_id, ties, reason=reason)
    if as_json:
        emit(done.wire())
        return
    known = done.image.identity
    error = "unknown" if known.error_m is None else f"{known.error_m:g} m"
    sites = ", ".join(f"{log.site_name(s)} {share:.0%}" for s, share in done.image.sites)
    fields(
        (
            ("image", done.image.id[:12]),
            ("GSD", f"{known.gsd_m:g} m"),
            ("error", error),
            ("where", list(known.footprint.bbox) if known.footprint else None),
            ("sites", sites or "shows no known site"),
        )
    )
    for tie, residual in zip(ties, done.placement.residuals_m, strict=True):
        say(f"  {tie}  {residual:g} m from the fit")
    for warning in done.warnings:
        note(warning)


@image.command("relocate")
@click.argument("folder", metavar="DIR")
@json_option
@with_log
def image_relocate(log: Log, folder: str, as_json: bool) -> int:
    """Find evidence that was moved: files under DIR with the sha256 of those that are gone. Nothing is moved."""
    from obslog.cli.progress import Progress

    with Progress(enabled=sys.stderr.isatty() and not as_json, lines=as_json) as progress:
        moved = log.image_relocate(folder, on_progress=progress.wanted, should_stop=progress.should_stop)
    found = [each for each in moved if each.path is not None]
    missing = [each for each in moved if each.path is None]
    if as_json:
        emit_all(each.to_wire() for each in moved)
        emit({"summary": {"found": len(found), "missing": len(missing)}})
        return 3 if missing else 0
    for each in found:
        say(f"found    {each.path}  (was {each.was})")
    for each in missing:
        say(f"missing  {each.was}")
    say(f"{len(found)} found again, {len(missing)} still missing" if moved else "nothing is missing")
    return 3 if missing else 0


@image.command("prepare")
@click.argument("images", nargs=-1, metavar="[IMAGE]...")
@click.option("--all", "everything", is_flag=True, help="All images of the log.")
@click.option("--jobs", type=click.IntRange(0), default=0, help="Files read at once; default one a core.")
@json_option
@with_log
def image_prepare(log: Log, images: tuple[str, ...], everything: bool, jobs: int, as_json: bool) -> int:
    """Look through the pixels of images imported with --no-pixels, and make previews that are not there."""
    from obslog.cli.progress import Progress

    if bool(images) == everything:
        raise click.UsageError("name the images, or give --all")
    with Progress(enabled=sys.stderr.isatty() and not as_json, lines=as_json) as progress:
        done = log.image_prepare(
            None if everything else images,
            jobs=jobs,
            on_outcome=emit if as_json else progress.outcome,
            on_progress=progress.wanted,
            should_stop=progress.should_stop,
        )
    if as_json:
        emit({"summary": done.wire()})
        return done.exit_code
    told = (
        f"{done.looked_through} looked through, {done.previews} with a new preview, {done.rejected} rejected"
    )
    say(f"{told}, {done.missing} without a file that is there as it was read")
    for line in done.messages:
        note(line)
    if done.near:
        _pairs(done.near, as_json=False)
    return done.exit_code


def _alike(pair: dict[str, Any]) -> str:
    near = "" if pair["distance"] is None else f"{pair['distance']} of 64 bits apart"
    note = f"{', ' if near else ''}{pair['note']}" if pair["note"] else ""
    return f"{pair['near'][:12]} {_last(pair['near_path'])} ({near}{note})"


def _publication(shape: dict[str, Any]) -> str | None:
    decided, because = shape["publication"], shape["publication_reason"]
    return f"{decided}: {because}" if decided and because else decided


def _shown(shape: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit(shape)
        return
    when = shape["when"]
    fields(
        (
            ("image", shape["image"]),
            ("file", shape["path"]),
            ("when", f"{when['text'] or when['edtf']} (basis {when['basis']}, {when['precision']})"),
            ("earliest", when["earliest"]),
            ("latest", when["latest"]),
            ("size", f"{shape['width']} x {shape['height']}, {shape['bands']} bands {shape['dtype']}"),
            ("GSD", f"{shape['gsd_m']:.2f} m" if shape["gsd_m"] else "unknown"),
            ("where", shape["bbox"] or f"no georeference ({shape['georeference']})"),
            ("placed within", f"{shape['error_m']:.0f} m" if shape["error_m"] is not None else None),
            ("platform", shape["platform"]),
            ("credit", "; ".join(part for part in (shape["attribution"], shape["licence"]) if part)),
            ("publication", _publication(shape)),
            ("sites", ", ".join(f"{s['site']} {s['covered_share']:.0%}" for s in shape["sites"])),
            ("looks like", "; ".join(_alike(pair) for pair in shape.get("near", ()))),
            ("drawn", "DRAWN, NOT A PHOTOGRAPH" if shape["drawn"] else None),
            ("warnings", "; ".join(shape["warnings"])),
        )
    )


image.add_command(image_align)
image.add_command(image_register)
image.add_command(image_measure)
image.add_command(image_chip)
image.add_command(image_publish)

COMMANDS = {"image": image}
