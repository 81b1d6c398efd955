"""Commands about requirements: add, edit, drop, reopen, list, show; the rest of the group stands in its own files."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, emit_all, fields, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.requirements import Requirement
    from obslog.tasking.needs.requirements import RequirementLine

#: Commands of the group that stand in other files: name -> (module in obslog.cli, its short help); each module names
#: them in its REQUIREMENT_COMMANDS.
ELSEWHERE: dict[str, tuple[str, str]] = {
    "propose": (
        "proposals",
        "What the log itself would ask, with the reason and the evidence; nothing is kept.",
    ),
    "accept": ("proposals", "Keep a proposal as a requirement, changed as asked."),
    "archive": ("planning", "What the log holds already for a requirement, looked at or not."),
    "opportunities": ("planning", "Passes that could answer a requirement, best first, with why."),
    "plan": ("planning", "What to order under a budget, with why; nothing is ordered."),
    "match": ("closing", "Images of the log that answer open requirements, or may."),
    "satisfy": ("closing", "Judge that an image answers a requirement, whole or in part."),
    "reject": ("closing", "Judge that an image does not answer a requirement."),
}


class Requirements(click.Group):
    """The group; a command of another file is imported only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Its own commands, then those of other files."""
        return [*self.commands, *ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, its file imported now; None where there is none of that name."""
        if cmd_name in ELSEWHERE:
            module = import_module(f"obslog.cli.{ELSEWHERE[cmd_name][0]}")
            found: click.Command = module.REQUIREMENT_COMMANDS[cmd_name]
            return found
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, from the tables, so that help imports no other file."""
        own = [(name, one.get_short_help_str(100)) for name, one in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *((name, short) for name, (_, short) in ELSEWHERE.items())])


@click.group(cls=Requirements)
def requirement() -> None:
    """Questions that only a new look can answer: asked by you, or proposed by the log."""


def needs_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what an image must be to answer; texts, so that `none` can take one away."""
    given = (
        click.option("--area", help="One area of the site; none: the whole site."),
        click.option(
            "--type", "types", multiple=True, metavar="TYPE", help="What is to be told; may be repeated."
        ),
        click.option("--from", "since", metavar="WHEN", help="EDTF, now, or +12h, +3d, +2w. Default now."),
        click.option(
            "--until", metavar="WHEN", help="The end of the window; default 14 days after it begins."
        ),
        click.option("--useful-until", metavar="WHEN", help="An answer later than this is of no use."),
        click.option("--sensor", type=click.Choice(["optical", "sar", "any"]), help="Default any."),
        click.option(
            "--max-gsd", "max_gsd_m", metavar="METRES", help="Default: what the smallest type named takes."
        ),
        click.option("--min-niirs", metavar="LEVEL"),
        click.option("--max-off-nadir", "max_off_nadir_deg", metavar="DEG"),
        click.option("--min-sun", "min_sun_deg", metavar="DEG", help="Height of the sun at the site."),
        click.option("--max-cloud", metavar="0..1", help="Over the ground asked for."),
        click.option("--min-covered", metavar="0..1", help="Share of the ground asked for; default 0.95."),
        click.option("--priority", metavar="1..4", help="1 comes first; default 3."),
        click.option("--because", metavar="TEXT", help="Why it is asked."),
        click.option("--asked-by", metavar="NAME"),
        click.option("--geometry", metavar="FILE", help="Its own ground: a GeoJSON file."),
    )
    for option in reversed(given):
        command = option(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given; the word `none` takes one away."""
    found: dict[str, Any] = {}
    for name, value in options.items():
        if value is None or value == ():
            continue
        gone = value in ("none", ("none",))
        found[name] = None if gone else value
    return found


@requirement.command("add")
@click.argument("site")
@click.argument("question")
@needs_options
@json_option
@with_log
def requirement_add(log: Log, site: str, question: str, as_json: bool, **options: Any) -> None:
    """Ask a question of a site: what would answer it, when, and why it is asked."""
    asked = {name: value for name, value in given(options).items() if value is not None}
    shown(log, log.requirement_add(site, question, **asked), "asked", as_json)


@requirement.command("edit")
@click.argument("requirement_id", metavar="ID")
@click.option("--question")
@needs_options
@json_option
@with_log
def requirement_edit(log: Log, requirement_id: str, as_json: bool, **options: Any) -> None:
    """Change an open requirement; the word none takes a limit away."""
    shown(log, log.requirement_edit(requirement_id, **given(options)), "changed", as_json)


@requirement.command("drop")
@click.argument("key_or_id", metavar="KEY|ID")
@click.option("--because", "reason", required=True, metavar="TEXT")
@click.option("--as-of", metavar="WHEN", help="For a proposal: the moment it was listed with.")
@json_option
@with_log
def requirement_drop(log: Log, key_or_id: str, reason: str, as_of: str | None, as_json: bool) -> None:
    """Do not pursue a requirement, or do not take up a proposal: it comes again only with new evidence."""
    shown(log, log.requirement_drop(key_or_id, reason=reason, as_of=as_of), "dropped", as_json)


@requirement.command("reopen")
@click.argument("requirement_id", metavar="ID")
@click.option("--because", "reason", required=True, metavar="TEXT")
@json_option
@with_log
def requirement_reopen(log: Log, requirement_id: str, reason: str, as_json: bool) -> None:
    """Ask a dropped or satisfied requirement again."""
    shown(log, log.requirement_reopen(requirement_id, reason=reason), "open again", as_json)


@requirement.command("list")
@click.argument("site", required=False)
@click.option("--state", help="open, ordered, answered in part, satisfied, dropped or expired.")
@click.option("--all", "every", is_flag=True, help="Satisfied and dropped ones too.")
@json_option
@with_log
def requirement_list(log: Log, site: str | None, state: str | None, every: bool, as_json: bool) -> None:
    """Requirements, the most urgent first; those that are settled only with --all or --state."""
    found = log.requirement_list(site, state=state)
    rows = [line for line in found if every or state or line.requirement.state == "open"]
    if as_json:
        from obslog.tasking.needs.requirement_wire import line_wire

        emit_all(line_wire(line) for line in rows)
        return
    from obslog.tasking.needs.asking import last_useful, moment_text

    table(
        ("requirement", "site", "area", "prio", "stage", "until", "question"),
        [
            (
                r.requirement.id[-8:], r.site_name, r.area_name, r.requirement.priority, str(r.stage),
                moment_text(last_useful(r.requirement.needs)), r.requirement.question,
            )
            for r in rows
        ],
        empty="no requirements: obslog requirement propose shows what the log would ask",
    )  # fmt: skip
    if len(rows) < len(found):
        note(f"{len(found) - len(rows)} satisfied or dropped not shown: --all")


@requirement.command("show")
@click.argument("requirement_id", metavar="ID")
@json_option
@with_log
def requirement_show(log: Log, requirement_id: str, as_json: bool) -> None:
    """One requirement: what it asks, why, on what evidence, and where it stands."""
    line = log.requirement_show(requirement_id)
    if as_json:
        _emit(log, line)
        return
    one = line.requirement
    stage = str(line.stage) + (", and too late" if line.expired and line.stage != "expired" else "")
    rests = [
        ("looks", one.evidence.looks),
        ("images", one.evidence.images),
        ("statements", one.evidence.statements),
    ]
    fields(
        (
            ("requirement", one.id),
            ("question", one.question),
            ("site", line.site_name),
            ("area", line.area_name or "whole site"),
            ("stage", stage + (f": {one.state_reason}" if one.state_reason else "")),
            ("why", one.why),
            ("asked by", f"{one.asked_by} ({one.rule})"),
            ("types", ", ".join(one.types)),
            *needs_fields(one),
            ("priority", one.priority),
            ("orders", line.orders or None),
            *(
                (f"on {kind}", ", ".join(i[:12] if kind == "images" else i[-8:] for i in ids))
                for kind, ids in rests
            ),
        )
    )
    for told in log.requirement_notes(one):
        say(told)
    for answer in log.requirement_answers(one.id):
        from obslog.tasking.answering.closing import answer_words

        say(answer_words(answer))


def needs_fields(one: Requirement) -> tuple[tuple[str, object], ...]:
    """What an image must be to answer, as lines for a person."""
    from obslog.tasking.needs.requirements import window_words

    needs = one.needs
    percent = None if needs.max_cloud is None else f"at most {needs.max_cloud:.0%}"
    return (
        ("window", window_words(needs)),
        ("sensor", str(needs.sensor)),
        ("GSD", None if needs.max_gsd_m is None else f"at most {needs.max_gsd_m:g} m"),
        ("NIIRS", None if needs.min_niirs is None else f"at least {needs.min_niirs:g}"),
        (
            "off-nadir",
            None if needs.max_off_nadir_deg is None else f"at most {needs.max_off_nadir_deg:g} degrees",
        ),
        ("sun", None if needs.min_sun_deg is None else f"at least {needs.min_sun_deg:g} degrees high"),
        ("cloud", percent),
        ("covered", f"at least {needs.min_covered:.0%} of the ground"),
    )


def shown(log: Log, one: Requirement, what: str, as_json: bool) -> None:
    """What an act made of a requirement: one line, then what was reckoned or taken for granted."""
    line = log.requirement_show(one.id)
    if as_json:
        _emit(log, line)
        return
    from obslog.tasking.needs.requirements import window_words

    say(f"{what}: {one.question} (requirement {one.id[-8:]} of {line.site_name})")
    if line.stage not in ("dropped", "satisfied"):
        say(f"window: {window_words(one.needs)}")
        for told in log.requirement_notes(one):
            say(told)


def _emit(log: Log, line: RequirementLine) -> None:
    from obslog.tasking.answering.closing_wire import answer_wire
    from obslog.tasking.needs.requirement_wire import line_wire

    one = line.requirement
    judged = [answer_wire(answer) for answer in log.requirement_answers(one.id)]
    emit({**line_wire(line), "notes": list(log.requirement_notes(one)), "answers": judged})


COMMANDS = {"requirement": requirement}
