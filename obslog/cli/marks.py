"""Commands about marks: objects marked on images, carried forward, confirmed, counted; and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.exchange import mark_import
from obslog.cli.objects import mark_check, mark_diff
from obslog.cli.output import emit_all, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from obslog.log import Log
    from obslog.model.marks import Mark

_KINDS = ("point", "box", "oriented", "diamond")
_SURE = ("confirmed", "probable", "possible")


def _points(required: bool) -> Callable[..., Any]:
    return click.option(
        "--at", "at", multiple=True, required=required, metavar="COLUMN,ROW",
        help="A pixel; once for a point, twice for a box, four times for an oriented box or a diamond.",
    )  # fmt: skip


def _said(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what a mark is, shared by `mark add` and `mark edit`."""
    for option in reversed(
        (
            click.option("--confidence", type=click.Choice(_SURE), help="How sure of the type."),
            click.option("--state", help="nose raised, dismantled, ..."),
            click.option("--remarks", help="Free text, searchable."),
            click.option("--area", metavar="AREA", help="Where the image cannot tell the area."),
        )
    ):
        command = option(command)
    return command


@click.group()
def mark() -> None:
    """Objects marked on images: add, edit, remove, carry forward, confirm, list, tally, diff."""


@mark.command("add")
@click.argument("image_id", metavar="IMAGE")
@_points(required=True)
@click.option(
    "--type", "types", required=True, metavar="TYPE", help="An-124, or a candidate set 'An-26|An-32'."
)
@click.option(
    "--kind", type=click.Choice(_KINDS), help="Default: a point, a box or a diamond by the pixels given."
)
@click.option(
    "--look", metavar="LOOK", help="The look that it counts for; without it, a mark on the image alone."
)
@_said
@json_option
@with_log
def mark_add(log: Log, image_id: str, at: tuple[str, ...], types: str, as_json: bool, **said: Any) -> None:
    """Mark an object: `obslog mark add 3fa9c1d2 --at 812,455 --type An-124 --look K7Q2M8XZ`."""
    said["kind"] = said["kind"] or {1: "point", 2: "box"}.get(len(at), "diamond")
    said["confidence"] = said["confidence"] or "confirmed"
    _shown(log, [log.mark_add(image_id, _pixels(at), types, **said)], as_json)


@mark.command("list")
@click.option("--image", metavar="IMAGE", help="Of one image; those of retracted looks are left out.")
@click.option("--look", metavar="LOOK", help="Of one look.")
@json_option
@with_log
def mark_list(log: Log, image: str | None, look: str | None, as_json: bool) -> None:
    """Marks in the order they were made."""
    found = log.mark_list(image, look=look)
    if as_json:
        emit_all(log.marks_wire(found))
        return
    table(
        ("mark", "image", "look", "type", "how sure", "status", "area", "at", "remarks"),
        [
            (
                row["mark"][-8:], row["image"][:12], row["look"] and row["look"][-8:], "|".join(row["types"]),
                row["confidence"], row["status"], row["area"], _at(row["points"]), row["remarks"],
            )
            for row in log.marks_wire(found)
        ],
        empty="no marks yet: obslog mark add IMAGE --at COLUMN,ROW --type TYPE --look LOOK",
    )  # fmt: skip


@mark.command("edit")
@click.argument("mark_id", metavar="MARK")
@_points(required=False)
@click.option("--type", "types", metavar="TYPE")
@_said
@json_option
@with_log
def mark_edit(log: Log, mark_id: str, at: tuple[str, ...], as_json: bool, **said: Any) -> None:
    """Change a mark: what is given replaces what was there; an empty --state or --remarks takes it away."""
    _shown(log, [log.mark_edit(mark_id, points=_pixels(at) if at else None, **said)], as_json)


@mark.command("remove")
@click.argument("mark_id", metavar="MARK")
@click.option("--because", "reason", help="Why; kept in the journal.")
@json_option
@with_log
def mark_remove(log: Log, mark_id: str, reason: str | None, as_json: bool) -> None:
    """Take a mark away. One that was carried forward is refused by that, and not carried again."""
    _shown(log, [log.mark_remove(mark_id, reason=reason)], as_json)


@mark.command("carry")
@click.argument("look", metavar="LOOK")
@click.option(
    "--since", default="last", show_default=True, metavar="WHEN", help="last, prev, a date or a look's id."
)
@json_option
@with_log
def mark_carry(log: Log, look: str, since: str, as_json: bool) -> None:
    """Lay the marks of an earlier look on the image of LOOK, a draft; each waits to be confirmed or removed."""
    made = log.mark_carry(look, since)
    _shown(log, made, as_json)
    if not made:
        note("all of them were carried before")
    if made.left_out:
        note(f"{made.left_out} left out: they fall outside the image")


@mark.command("confirm")
@click.argument("marks", nargs=-1, required=True, metavar="MARK...")
@json_option
@with_log
def mark_confirm(log: Log, marks: tuple[str, ...], as_json: bool) -> None:
    """Marks that were carried forward stand from now on, and count."""
    _shown(log, log.mark_confirm(marks), as_json)


@mark.command("tally")
@click.argument("look_id", metavar="LOOK")
@json_option
@with_log
def mark_tally(log: Log, look_id: str, as_json: bool) -> None:
    """What a look states, what is marked, and what it will say when it is closed."""
    look = log.look_show(look_id)
    marks = log.mark_list(look=look.id)
    rows = log.tally_wire(look, marks)
    if as_json:
        emit_all(rows)
        return
    table(
        ("type", "how sure", "area", "state", "stated", "marks", "counts", "note"),
        [
            (
                "|".join(row["types"]), row["confidence"], row["area"], row["state"],
                row["stated"] and row["stated"]["text"], row["marks"], _bounds(row["count"]["bounds"]),
                row["because"] or ("differs: say why" if row["differs"] else None),
            )
            for row in rows
        ],
        empty="nothing is counted yet",
    )  # fmt: skip
    say(log.sentence(log.counted(look, marks)))


mark.add_command(mark_check)
mark.add_command(mark_diff)
mark.add_command(mark_import)


@click.command()
@click.option("--site", metavar="SITE", help="Only at this site.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True)
@json_option
@with_log
def queue(log: Log, site: str | None, limit: int, as_json: bool) -> None:
    """Images that nobody has closed a look at, newest first; a draft of yours is named."""
    lines = log.queue(site, limit=limit)
    if as_json:
        from obslog.observing.mark_wire import queue_wire

        emit_all(queue_wire(line) for line in lines)
        return
    table(
        ("image", "when", "site", "name", "basis", "GSD", "covered", "clear", "draft"),
        [
            (
                line.image[:12], line.when, line.site, line.name, line.basis,
                None if line.gsd_m is None else f"{line.gsd_m:.2g} m", _share(line.covered), _share(line.clear),
                line.draft and line.draft[-8:],
            )
            for line in lines
        ],
        empty="nothing waits: every image at a known site has a closed look",
    )  # fmt: skip


def _pixels(texts: Iterable[str]) -> list[tuple[float, float]]:
    from obslog.observing.measuring import read_pixel

    return [read_pixel(text) for text in texts]


def _shown(log: Log, marks: Iterable[Mark], as_json: bool) -> None:
    rows = log.marks_wire(marks)
    if as_json:
        emit_all(rows)
        return
    for row in rows:
        where = f" at {row['area']}" if row["area"] else ""
        waits = "  (waits: obslog mark confirm)" if row["status"] == "carried" else ""
        say(f"mark {row['mark']}  {'|'.join(row['types'])}{where}  {row['kind']} {_at(row['points'])}{waits}")


def _at(points: Iterable[Iterable[float]]) -> str:
    return " ".join(f"{column:g},{line:g}" for column, line in points)


def _bounds(bounds: list[int | None]) -> str:
    low, high = bounds
    return f"{low}+" if high is None else str(low) if low == high else f"{low}-{high}"


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"


COMMANDS = {"mark": mark, "queue": queue}
