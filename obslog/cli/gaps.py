"""The command that says what the log does not know: open questions, and times in which nothing was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit_all, note, say
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tasking.needs.gaps import SiteGaps


@click.command("gaps")
@click.argument("site", required=False)
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only what bears on these types.")
@click.option("--from", "since", metavar="WHEN", help="EDTF; default the first look.")
@click.option(
    "--to", "until", metavar="WHEN", help="EDTF; default the moment asked. Later looks are left out."
)
@click.option("--as-of", metavar="WHEN", help="Ask as of another moment than now.")
@click.option(
    "--cadence", "cadence_days", type=click.FloatRange(0, min_open=True), metavar="DAYS",
    help="Name every time longer than this; default the site's own.",
)  # fmt: skip
@json_option
@with_log
def gaps(log: Log, site: str | None, as_json: bool, **options: Any) -> None:
    """Which questions are open, since when and why; the longest time in which nothing could have been seen, and
    when something could have come and gone unseen."""
    found = log.gaps(site, **options)
    if as_json:
        from obslog.tasking.needs.gap_wire import gaps_wire

        emit_all(gaps_wire(one) for one in found)
        return
    for number, one in enumerate(found):
        if number:
            say()
        _site(one)
    if not found:
        say("no sites yet: obslog site add OSLK")
    hint = log.archive_hint(options["as_of"] or options["until"])
    if hint:
        note(hint)


def _site(one: SiteGaps) -> None:
    from obslog.model.text import listed
    from obslog.tasking.needs.asking import moment_text
    from obslog.tasking.needs.gaps import ground_words

    since = "its first look" if one.since is None else moment_text(one.since)
    say(f"{one.site}, from {since} to {moment_text(one.until)}")
    if not one.looks:
        say("  no look saw anything of it")
    if one.questions:
        say("  open questions:")
    for asked in one.questions:
        known = f"since {moment_text(asked.since)}" if asked.since is not None else "never known"
        say(f"    {asked.sentence} ({known})")
    if one.longest:
        say("  the longest time in which nothing could have been seen:")
    same = [gap for gap in one.longest[1:] if gap.gap == one.longest[0].gap]
    for gap in one.longest:
        if gap not in same:
            say(f"    {ground_words(gap)}: {gap.words}")
    if same:
        say(f"    {listed(ground_words(gap) for gap in same)}: as the whole site")
    if one.unseen:
        often = (
            f", longer than its cadence of {one.cadence_days:g} days" if one.cadence_days is not None else ""
        )
        say(f"  in these times something could have come and gone unseen{often}:")
    for gap in one.unseen:
        say(f"    {ground_words(gap)}: {gap.words}")
        for told in gap.evidence:
            say(f"      evidence of change: {told}")


COMMANDS = {"gaps": gaps}
