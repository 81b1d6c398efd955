"""Commands that measure and compare objects: image measure, image align, type fit, type support, mark diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, fields, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.command("measure")
@click.argument("image_id", metavar="IMAGE")
@click.argument("start", metavar="COL,ROW")
@click.argument("end", metavar="COL,ROW")
@json_option
@with_log
def image_measure(log: Log, image_id: str, start: str, end: str, as_json: bool) -> None:
    """Measure a line between two pixels of an image: length and azimuth, each with its error band."""
    from obslog.observing.measuring import read_pixel

    found = log.measure(image_id, (read_pixel(start), read_pixel(end)))
    if as_json:
        emit(found.wire())
    else:
        say(found.sentence)


@click.command("align")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.argument("pairs", nargs=-1, metavar="[PAIR PAIR]")
@click.option("--because", "reason", help="What the two points are; kept in the journal.")
@json_option
@with_log
def image_align(
    log: Log, before: str, after: str, pairs: tuple[str, ...], reason: str | None, as_json: bool
) -> None:
    """Lay image BEFORE on image AFTER by two fixed points, COL,ROW=COL,ROW each; without them, show how they lie.

    Take building corners, not aircraft: a row of equal stands fits itself one stand on.
    """
    from obslog.observing.aligning import alignment_wire, read_pair

    if pairs:
        made = log.image_align(before, after, [read_pair(text) for text in pairs], reason=reason)
    else:
        found = log.image_alignment(before, after)
        if found is None:
            note("these images were not laid on one another: obslog image align BEFORE AFTER PAIR PAIR")
            return
        made = found
    if as_json:
        emit(alignment_wire(made))
        return
    fields(
        (
            ("before", made.before[:12]),
            ("after", made.after[:12]),
            ("shift", f"{made.shift_column:+.1f} columns, {made.shift_row:+.1f} rows"),
            ("turned", f"{made.angle_deg:+.2f}°"),
            ("scale", f"{made.scale:.4f}"),
            ("because", made.reason),
        )
    )


@click.command("fit")
@click.option("--length", "length_m", type=float, metavar="METRES")
@click.option("--span", "span_m", type=float, metavar="METRES", help="Wings, rotor, beam or width.")
@click.option("--gsd", "gsd_m", type=float, metavar="METRES", help="Of the image it was measured on.")
@click.option("--below", default="object", show_default=True, metavar="TYPE", help="Only this branch.")
@json_option
@with_log
def type_fit(
    log: Log, length_m: float | None, span_m: float | None, gsd_m: float | None, below: str, as_json: bool
) -> None:
    """The set of types whose published size fits a measured length and span (99 %), and what tells them apart."""
    found = log.type_fit(length_m, span_m, gsd_m=gsd_m, below=below)
    if as_json:
        emit(found.wire())
        return
    say(found.sentence)
    if not found.fits:
        return
    table(
        ("type", "chi2", "published", "figures", "note"),
        [
            (
                fit.type + (f" (and {', '.join(fit.variants)})" if fit.variants else ""),
                f"{fit.chi2:.1f}",
                fit.size,
                "checked" if fit.checked else "unchecked",
                "; ".join(fit.notes),
            )
            for fit in found.fits
        ],
    )
    for line in found.distinguishes:
        say(line)


@click.command("support")
@click.argument("type_", metavar="TYPE")
@click.option("--gsd", "gsd_m", type=float, metavar="METRES")
@click.option("--niirs", type=float, metavar="LEVEL")
@json_option
@with_log
def type_support(log: Log, type_: str, gsd_m: float | None, niirs: float | None, as_json: bool) -> None:
    """Whether an image of that GSD or NIIRS can support naming TYPE; else the level that it can."""
    found = log.type_support(type_, gsd_m=gsd_m, niirs=niirs)
    if as_json:
        emit(found.wire())
    else:
        say(found.sentence)


@click.command("diff")
@click.argument("before", metavar="LOOK")
@click.argument("after", metavar="LOOK")
@json_option
@with_log
def mark_diff(log: Log, before: str, after: str, as_json: bool) -> None:
    """Compare the marks of two looks at one site, object by object."""
    found = log.mark_diff(before, after)
    if as_json:
        emit_all(found.wire())
        return
    for line in found.sentences:
        say(line)
    table(("state", "what", "before", "after", "apart m", "note"), found.rows(), "no marks on either look")
    for line in found.notes:
        note(line)


@click.command("register")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@json_option
@with_log
def image_register(log: Log, before: str, after: str, as_json: bool) -> None:
    """Say by their pixels how image AFTER lies against image BEFORE; abstains where they do not say. Stores nothing."""
    found = log.image_register(before, after)
    if as_json:
        emit(found.wire())
    else:
        say(found.sentence)


@click.command("check")
@click.argument("look", metavar="LOOK")
@click.argument("image_id", metavar="IMAGE")
@click.option("--all", "every", is_flag=True, help="Also the stands that look alike, or cannot be compared.")
@json_option
@with_log
def mark_check(log: Log, look: str, image_id: str, every: bool, as_json: bool) -> None:
    """Hold the marks of LOOK against another IMAGE: which stands look changed. A list for the eye, never a verdict."""
    found = log.mark_check(look, image_id)
    if as_json:
        emit_all(found.wire())
        return
    say(found.laid.sentence)
    say(found.sentence)
    table(
        ("what", "likeness", "types", "at", "mark", "note"),
        [
            (
                str(one.look),
                None if one.likeness is None else f"{one.likeness:.2f}",
                " or ".join(mark.types),
                f"{mark.centre[0]:.0f},{mark.centre[1]:.0f}",
                mark.id[-8:],
                one.why_not,
            )
            for mark, one in found.stands
            if every or mark in found.changed
        ],
        "no stand looks changed",
    )
