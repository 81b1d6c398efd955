"""Commands that find: search (full text) and find (bound-aware)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit_all, note, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@with_log
def search(log: Log, text: str, limit: int, as_json: bool) -> None:
    """Full text over sites, images, looks, sources, statements and assessments; every word must occur."""
    hits = log.search(text, limit=limit)
    if as_json:
        emit_all(h.wire() for h in hits)
    else:
        table(
            ("kind", "id", "says"),
            [(h.kind, h.id[:12] if h.kind == "image" else h.id[-8:], h.text) for h in hits],
            "nothing found",
        )


@click.command(context_settings={"ignore_unknown_options": False})
@click.argument("words", nargs=-1, metavar="[N] TYPE")
@click.option(
    "--at-least", "at_least", type=click.IntRange(1), metavar="N", help="Passes that show at least N."
)
@click.option("--at-most", "at_most", type=click.IntRange(0), metavar="N", help="Passes that show at most N.")
@click.option("--none", "none", is_flag=True, help="Where we looked, could see all, and saw none.")
@click.option(
    "--certain/--as-labelled", default=True, help="Only certain types (the default), or as labelled."
)
@click.option("--since", metavar="WHEN")
@click.option("--until", metavar="WHEN")
@click.option("--site", help="Only this site.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@with_log
def find(log: Log, words: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Bound-aware questions: `find --at-least 2 An-124 --since 2024-12-01`, `find --none fighter`."""
    found = log.find(" ".join(words), **options)
    if as_json:
        emit_all(f.wire() for f in found)
        return
    table(
        ("site", "when", "count", "rests on"),
        [(f.site, f.when, f.count, ", ".join(x[-8:] for x in f.looks)) for f in found],
        "nothing found",
    )
    if len(found) == options["limit"]:
        note(f"the newest {options['limit']} are shown; --limit N for more")


COMMANDS = {"search": search, "find": find}
