"""Commands about looks: what an analyst saw, did not see and could not see on one image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.look_sheets import look_import
from obslog.cli.output import emit, emit_all, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from collections.abc import Callable

    from obslog.log import Log
    from obslog.model.looks import Look

#: What `look edit --clear` takes away, and the word for it in `Log.look_set`.
_CLEARED = {
    "saw": "seen", "total": "totals", "none": "none", "complete-for": "complete_for", "visible": "visible",
    "remarks": "remarks",
}  # fmt: skip


def _content(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what was seen, shared by `look add` and `look edit`."""
    for option in reversed(
        (
            click.option(
                "--saw",
                multiple=True,
                metavar="TYPE=COUNT[@AREA]",
                help="'An-124=2+@north; state nose raised'",
            ),
            click.option(
                "--total",
                multiple=True,
                metavar="TYPE=COUNT[@AREA]",
                help="Includes what is listed below it.",
            ),
            click.option(
                "--none", "none", multiple=True, metavar="TYPE[@AREA]", help="Looked for, not seen."
            ),
            click.option(
                "--complete-for",
                multiple=True,
                metavar="TYPE[@AREA]",
                help="The list is exhaustive below it.",
            ),
            click.option(
                "--visible", multiple=True, metavar="AREA=FRACTION", help="north=0.7; all=1 for every area."
            ),
            click.option("--not-observable", multiple=True, metavar="AREA=REASON", help="north=cloud"),
            click.option(
                "--resolves", metavar="METRES", help="Smallest object this image can clear; default 5 x GSD."
            ),
            click.option(
                "--no-change-since", metavar="WHEN", help="Copy the items of that look, marked derived."
            ),
            click.option("--remarks", help="Free text, searchable."),
        )
    ):
        command = option(command)
    return command


@click.group()
def look() -> None:
    """What an analyst saw on an image: begin, add, import, edit, close, retract, list, show."""


@look.command("begin")
@click.argument("site")
@click.option("--image", required=True, metavar="ID", help="The first 8 or more characters of its sha256.")
@json_option
@with_log
def look_begin(log: Log, site: str, image: str, as_json: bool) -> None:
    """Your draft for that image and site, or a new, empty one: to be marked, counted and closed."""
    _shown(log, log.look_begin(site, image), as_json)


@look.command("add")
@click.argument("site")
@click.option(
    "--image", required=True, metavar="ID", help="The image: the first 8 or more characters of its sha256."
)
@_content
@click.option("--draft", is_flag=True, help="Keep it open: a draft enters no diff and no report.")
@json_option
@with_log
def look_add(log: Log, site: str, as_json: bool, **content: Any) -> None:
    """Log one look: `obslog look add OSLK --image 3fa9c1d2 --saw 'An-124=2+@north' --visible north=0.7`."""
    _shown(log, log.look_add(site, **content), as_json)


@look.command("edit")
@click.argument("look_id", metavar="LOOK")
@_content
@click.option(
    "--clear",
    multiple=True,
    type=click.Choice(_CLEARED),
    help="Take away all of a kind; visible: back to automatic.",
)
@json_option
@with_log
def look_edit(log: Log, look_id: str, clear: tuple[str, ...], as_json: bool, **content: Any) -> None:
    """Change a look: what is given replaces what was there of its kind; the rest stays."""
    if clear:
        if any(value not in (None, ()) for value in content.values()):
            raise click.UsageError("give --clear alone, then what the look should say")
        _shown(log, _cleared(log, look_id, clear), as_json)
        return
    _shown(log, log.look_edit(look_id, **{k: v for k, v in content.items() if v not in (None, ())}), as_json)


def _cleared(log: Log, look_id: str, kinds: tuple[str, ...]) -> Look:
    old = log.look_show(look_id)
    empty: dict[str, Any] = {_CLEARED[kind]: () for kind in kinds if kind not in ("visible", "remarks")}
    if "visible" in kinds and old.image_id is not None:
        empty |= {"visible": log.look_visibility(old.site_id, old.image_id), "not_observable": {}}
    if "remarks" in kinds:
        empty["remarks"] = ""
    return log.look_set(old.id, **empty)


@look.command("close")
@click.argument("look_id", metavar="LOOK")
@json_option
@with_log
def look_close(log: Log, look_id: str, as_json: bool) -> None:
    """Close a draft: from now on it counts."""
    _shown(log, log.look_close(look_id), as_json)


@look.command("retract")
@click.argument("look_id", metavar="LOOK")
@click.option("--because", "reason", required=True, help="Why; kept in the journal.")
@json_option
@with_log
def look_retract(log: Log, look_id: str, reason: str, as_json: bool) -> None:
    """Retract a look: it stays readable and no longer counts."""
    _shown(log, log.look_retract(look_id, reason=reason), as_json)


@look.command("show")
@click.argument("look_id", metavar="LOOK")
@json_option
@with_log
def look_show(log: Log, look_id: str, as_json: bool) -> None:
    """One look, whole."""
    _shown(log, log.look_show(look_id), as_json)


@look.command("list")
@click.argument("site", required=False)
@click.option("--drafts", is_flag=True, help="Only drafts.")
@click.option("--retracted", is_flag=True, help="Only retracted looks.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@json_option
@with_log
def look_list(log: Log, site: str | None, drafts: bool, retracted: bool, limit: int, as_json: bool) -> None:
    """Looks, newest first."""
    status = "draft" if drafts else "retracted" if retracted else None
    looks = log.look_list(site, status=status, limit=limit)
    if as_json:
        emit_all(log.wire(item) for item in looks)
        return
    table(
        ("look", "site", "when", "state", "says", "analyst"),
        [
            (
                x.id[-8:],
                log.site_name(x.site_id),
                x.when.describe(),
                f"{x.state}{'' if x.status == 'closed' else f' ({x.status})'}",
                shorten(log.sentence(x)),
                x.analyst,
            )
            for x in looks
        ],
        empty="no looks yet: obslog look add SITE --image ID --saw 'TYPE=COUNT'",
    )


def shorten(text: str, most: int = 90) -> str:
    """A text cut for a table; `look show` has it whole."""
    return text if len(text) <= most else f"{text[: most - 4].rsplit(' ', 1)[0]} ..."


def _shown(log: Log, item: Look, as_json: bool) -> None:
    if as_json:
        emit(log.wire(item))
        return
    say(
        f"look {item.id}  {log.site_name(item.site_id)}  {item.when.describe()}  {item.state}  ({item.status})"
    )
    # A draft says already what it will say when it is closed.
    whole = log.counted(item, log.mark_list(look=item.id)) if item.status == "draft" else item
    say(log.sentence(whole))
    for line in log.assumptions(item):
        say(f"  {line}")
    for warning in item.when.warnings:
        note(f"warning: {warning}")


look.add_command(look_import)

COMMANDS = {"look": look}
