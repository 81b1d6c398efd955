"""Commands about what others say and what the analyst concludes: source, statement, assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.group()
def source() -> None:
    """Who says so: add, list."""


@source.command("add")
@click.argument("name")
@click.option("--kind", required=True, help="imagery provider, news report, official, post, ...")
@click.option("--reliability", default="F", show_default=True, help="A to F; F = cannot be judged.")
@click.option("--url")
@click.option("--notes")
@json_option
@with_log
def source_add(log: Log, name: str, as_json: bool, **options: object) -> None:
    """Add a source."""
    from obslog.observing.wire import source_wire

    added = log.source_add(name, **options)
    if as_json:
        emit(source_wire(added))
    else:
        say(f"added source {added.name} ({added.kind}, {added.reliability})")


@source.command("list")
@json_option
@with_log
def source_list(log: Log, as_json: bool) -> None:
    """All sources."""
    from obslog.observing.wire import source_wire

    rows = log.source_list()
    if as_json:
        emit_all(source_wire(s) for s in rows)
    else:
        table(
            ("source", "kind", "reliability", "url"),
            [(s.name, s.kind, s.reliability, s.url) for s in rows],
            "no sources",
        )


@click.group()
def statement() -> None:
    """What a source says of a site: add, list. A statement never enters a bound."""


@statement.command("add")
@click.argument("site")
@click.argument("text")
@click.option("--source", "source_name", required=True)
@click.option(
    "--when", required=True, metavar="WHEN", help="The date it speaks of (EDTF), such as 2024-12-13."
)
@click.option("--basis", default="caption", show_default=True, help="How that date is known.")
@click.option("--count", "counts", multiple=True, metavar="TYPE=COUNT", help="'An-124=2+; certain aircraft'")
@click.option("--code", metavar="A1-F6", help="Admiralty code; default the source's letter and 6.")
@click.option("--origin", help="What it rests on; statements of one origin count once.")
@click.option(
    "--moved",
    "movement",
    type=click.Choice(["arrived", "left"]),
    help="The counts moved, rather than stood there.",
)
@click.option(
    "--kind", type=click.Choice(["observation", "assessment"]), default="observation", show_default=True
)
@json_option
@with_log
def statement_add(log: Log, site: str, text: str, as_json: bool, **options: object) -> None:
    """Add a statement: `obslog statement add OSLK 'two An-124' --source 'news agency' --when 2024-12-13`."""
    from obslog.observing.wire import statement_wire

    added = log.statement_add(site, text, **options)
    if as_json:
        emit(statement_wire(added))
        return
    say(f"added statement {added.id} of {added.when.describe()} ({added.code}: {added.code.words})")
    for warning in log.statement_warnings(added):
        note(f"warning: {warning}")


@statement.command("list")
@click.argument("site", required=False)
@json_option
@with_log
def statement_list(log: Log, site: str | None, as_json: bool) -> None:
    """Statements, oldest first."""
    from obslog.observing.wire import statement_wire

    rows = log.statement_list(site)
    if as_json:
        emit_all(statement_wire(s) for s in rows)
        return
    table(
        ("statement", "site", "when", "code", "source", "says", "origin"),
        [
            (
                s.id[-8:],
                log.site_name(s.site_id),
                s.when.describe(),
                s.code,
                log.source_name(s.source_id),
                s.text,
                s.origin,
            )
            for s in rows
        ],
        "no statements",
    )


@click.group()
def assessment() -> None:
    """What the analyst concludes, apart from what is observed: add, list."""


@assessment.command("add")
@click.argument("site")
@click.argument("text")
@click.option("--when", metavar="WHEN", help="The time it speaks of (EDTF).")
@click.option("--likelihood", help="An ICD 203 word, such as likely.")
@click.option("--confidence", type=click.Choice(["high", "moderate", "low"]))
@click.option("--based-on", multiple=True, metavar="LOOK", help="A look that it rests on; may be repeated.")
@click.option("--supersedes", metavar="ASSESSMENT")
@click.option("--why", help="Why the judgement changed; needed with --supersedes.")
@json_option
@with_log
def assessment_add(log: Log, site: str, text: str, as_json: bool, **options: object) -> None:
    """Add an assessment in ICD 203 words; a sentence that breaks the rules is refused with the reason."""
    from obslog.observing.wire import assessment_wire

    added = log.assessment_add(site, text, **options)
    if as_json:
        emit(assessment_wire(added))
    else:
        say(f"added assessment {added.id}")


@assessment.command("list")
@click.argument("site", required=False)
@json_option
@with_log
def assessment_list(log: Log, site: str | None, as_json: bool) -> None:
    """Assessments, oldest first."""
    from obslog.observing.wire import assessment_wire

    rows = log.assessment_list(site)
    if as_json:
        emit_all(assessment_wire(a) for a in rows)
    else:
        table(
            ("assessment", "site", "says", "likelihood", "confidence"),
            [(a.id[-8:], log.site_name(a.site_id), a.text, a.likelihood, a.confidence) for a in rows],
            "no assessments",
        )


COMMANDS = {"source": source, "statement": statement, "assessment": assessment}
