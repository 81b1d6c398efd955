"""Commands about the type tree: list, add, fit, support."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.objects import type_fit, type_support
from obslog.cli.output import emit, emit_all, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.group("type")
def kind() -> None:
    """The type tree: list, add; which types fit a size, what an image can support."""


@kind.command("list")
@click.argument("below", required=False, metavar="[TYPE]")
@json_option
@with_log
def type_list(log: Log, below: str | None, as_json: bool) -> None:
    """The tree, or the branch below TYPE, with published dimensions and what is unchecked."""
    from obslog.observing.wire import type_wire

    tree = log.types()
    names = log.type_list(below)
    if as_json:
        emit_all(type_wire(tree.get(name)) for name in names)
        return
    top = tree.depth(names[0])
    for name in names:
        node = tree.get(name)
        size = f"  {node.length_m:g} x {node.span_m:g} m" if node.length_m and node.span_m else ""
        nato = f" [{node.nato.upper()}]" if node.nato else ""
        doubt = "  (dimensions unchecked)" if size and not node.checked else ""
        say(f"{'  ' * (tree.depth(name) - top)}{name}{nato}{size}{doubt}")


@kind.command("add")
@click.argument("name")
@click.option("--parent", required=True, help="The type it is a kind of.")
@click.option("--alias", "aliases", multiple=True)
@click.option("--nato", help="NATO reporting name.")
@click.option("--length", "length_m", type=float, metavar="METRES")
@click.option("--span", "span_m", type=float, metavar="METRES")
@click.option("--source", required=True, help="Where the figures are from.")
@json_option
@with_log
def type_add(log: Log, name: str, as_json: bool, **options: object) -> None:
    """Add a type to this log's tree."""
    from obslog.observing.wire import type_wire

    added = log.type_add(name, **options)
    if as_json:
        emit(type_wire(added))
    else:
        say(f"added {added.name} under {added.parent}")


kind.add_command(type_fit)
kind.add_command(type_support)

COMMANDS = {"type": kind}
