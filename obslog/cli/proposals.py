"""Commands about what the log itself would ask: requirement propose, accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit_all, note, say
from obslog.cli.requirements import given, needs_options, shown
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.requirements import Requirement

_RULES = ("stale", "wide", "contradiction", "seen once", "not observable")


@click.command("propose")
@click.argument("site", required=False)
@click.option("--as-of", metavar="WHEN", help="Ask as of another moment (EDTF): what came later is left out.")
@click.option("--rule", type=click.Choice(_RULES), help="Only what one rule proposes.")
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True)
@json_option
@with_log
def propose(
    log: Log, site: str | None, as_of: str | None, rule: str | None, limit: int, as_json: bool
) -> None:
    """What the log itself would ask, the most urgent first, each with its reason; nothing is kept or ordered.

    Take one up with requirement accept KEY, or say no with requirement drop KEY --because TEXT.
    """
    from obslog.tasking.needs.requirement_wire import proposal_wire

    found = log.requirement_proposals(site, as_of=as_of)
    found = tuple(one for one in found if rule is None or one.requirement.rule == rule)
    lines = log.proposal_lines(found)
    if as_json:
        emit_all(proposal_wire(line) for line in lines)
        return
    for line in lines[:limit]:
        one = line.proposal.requirement
        say(
            f"{line.proposal.key}  {line.site_name}{f', {line.area_name}' if line.area_name else ''}: {one.question}"
        )
        say(f"            {one.why}")
        say(f"            {one.rule}, priority {one.priority}; wanted {_wanted(one)}")
    if not lines:
        none = "no site is stale, and no question of the last passes is open that was not accepted or dropped already"
        say(f"nothing to propose: {none}" if rule is None else f"nothing to propose as {rule}")
    if len(lines) > limit:
        note(f"{len(lines) - limit} more: --limit N, or name a SITE")
    hint = log.archive_hint(as_of)
    if hint:
        note(hint)


@click.command("accept")
@click.argument("key")
@click.option("--as-of", metavar="WHEN", help="The moment that it was listed with.")
@click.option("--question")
@needs_options
@json_option
@with_log
def accept(log: Log, key: str, as_of: str | None, as_json: bool, **options: Any) -> None:
    """Keep a proposal as a requirement, changed as asked; the word none takes a limit away."""
    shown(log, log.requirement_accept(key, as_of=as_of, **given(options)), "accepted", as_json)


def _wanted(one: Requirement) -> str:
    """What an image must be, in a few words."""
    from obslog.tasking.needs.requirements import window_words

    words = [
        window_words(one.needs),
        str(one.needs.sensor) if str(one.needs.sensor) != "any" else "any sensor",
    ]
    if one.needs.max_gsd_m is not None:
        words.append(f"at most {one.needs.max_gsd_m:g} m a pixel")
    return ", ".join(words)


REQUIREMENT_COMMANDS = {"propose": propose, "accept": accept}
