"""Commands about file-name patterns: patterns test."""

from __future__ import annotations

import click

from obslog.cli.output import emit_all, fields, say
from obslog.cli.session import json_option

#: The option of every command that reads dates from names.
patterns_option = click.option(
    "--patterns",
    metavar="FILE",
    envvar="OBSLOG_PATTERNS",
    help="Your own file-name patterns, tried before the shipped ones (docs/importing.md).",
)


@click.group()
def patterns() -> None:
    """File-name patterns: how a name is read."""


@patterns.command("test")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@patterns_option
@json_option
def test(names: tuple[str, ...], patterns: str | None, as_json: bool) -> None:
    """Say which pattern reads each name, and what date follows. Needs no log and no file of that name."""
    from obslog.log import patterns_test

    read = patterns_test(names, patterns=patterns)
    if as_json:
        emit_all(one.wire() for one in read)
    for one in read if not as_json else ():
        say(one.name)
        if not one.hits:
            say("  no pattern reads a date or a maker from this name")
            continue
        for hit in one.hits:
            groups = ", ".join(f"{key}={value}" for key, value in hit.groups.items())
            say(f"  pattern   {hit.pattern.name} ({hit.pattern.origin})  {hit.text!r}  {groups}")
        said = one.claim.fields if one.claim is not None else {}
        fields(
            (
                ("  when", f"{one.when.describe()} (basis {one.when.basis})" if one.when else "no date"),
                ("  earliest", one.when.to_wire()["earliest"] if one.when else None),
                ("  latest", one.when.to_wire()["latest"] if one.when else None),
                ("  provider", said.get("provider")),
                ("  platform", said.get("platform")),
                ("  warnings", "; ".join(one.warnings)),
            )
        )


COMMANDS = {"patterns": patterns}
