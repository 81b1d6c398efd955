"""Commands that rank what could answer a requirement, plan under a budget, and look into the archive first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit_all, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tasking.choosing.opportunities import Opportunity, Ranked
    from obslog.tasking.choosing.plans import Plan


#: So many opportunities are enough for a screen.
_SHOWN = 12


def _means(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what a ranking draws on."""
    given = (
        click.option(
            "--elements", multiple=True, metavar="FILE|DIR",
            help="Element sets; default those that the log keeps. May be repeated.",
        ),
        click.option("--climate", metavar="FILE", help="Clear sky: CSV site,month,clear[,hour]."),
        click.option(
            "--prices", metavar="FILE", help="CSV or TOML: provider,price_per_km2,minimum_km2,currency[,collected]."
        ),
        click.option("--sensor-table", metavar="FILE", help="Sensors of your own, in the columns of the one that ships."),
        click.option("--start", metavar="T", help="UTC: look from here on instead of from now."),
        click.option("--days", type=float, metavar="N", help="Look so far ahead; default to the end of the window."),
        click.option("--stale", is_flag=True, help="Use elements more than 30 days from the pass all the same."),
    )  # fmt: skip
    for option in reversed(given):
        command = option(command)
    return command


@click.command("opportunities")
@click.argument("requirement_id", metavar="ID")
@_means
@click.option("--by", default="chance", show_default=True, help="Order by chance, time or cost.")
@click.option("--limit", type=click.IntRange(1), help="Show so many; default 12, with --json all.")
@json_option
@with_log
def opportunities(log: Log, requirement_id: str, limit: int | None, as_json: bool, **means: Any) -> None:
    """Passes that could answer a requirement, best first, each with why it stands there; and what rules others out."""
    ranked = log.requirement_opportunities(requirement_id, **means)
    if as_json:
        from obslog.tasking.choosing.planning_wire import ranked_wire

        emit_all(ranked_wire(ranked, limit))
        return
    from obslog.tasking.choosing.reasons import ruled_out_words
    from obslog.tasking.needs.asking import moment_text

    limit = limit or _SHOWN
    say(f"{ranked.question} ({ranked.aim.name}, {moment_text(ranked.start)} to {moment_text(ranked.end)})")
    table(
        ("", "satellite", "UTC", "usable", "off-nadir", "sun", "pixel m", "cost", ""),
        [_row(one) for one in ranked.opportunities[:limit]],
        "nothing could answer it in that time",
    )
    for one in ranked.opportunities[:limit]:
        say(f"{one.place}. {one.why}")
    if len(ranked.opportunities) > limit:
        note(f"{len(ranked.opportunities) - limit} more: --limit N")
    say(ruled_out_words(ranked.ruled_out, ranked.passes))
    _notes(ranked)


def _row(one: Opportunity) -> tuple[object, ...]:
    view = one.view
    chance = one.likelihood.chance
    from obslog.tasking.choosing.prices import money
    from obslog.tasking.percentages import percent

    radar = view.sensor is not None and view.sensor.kind == "sar"
    return (
        one.place,
        view.one.satellite,
        f"{view.one.tca:%Y-%m-%d %H:%M}",
        "unknown" if chance is None else percent(chance),
        f"{view.off_nadir_deg[1]:.0f}°",
        "radar" if radar else f"{view.one.sun_elevation_deg:.0f}°",
        None if view.gsd_m is None else f"{view.gsd_m[1]:.2f}",
        None if one.cost is None else f"{money(one.cost.amount)} {one.cost.currency}",
        "; ".join(one.notes),
    )


def _notes(told: Ranked | Plan) -> None:
    for message in told.messages:
        note(message)


@click.command("plan")
@click.argument("requirements", nargs=-1, metavar="[ID]...")
@click.option("--budget", type=float, metavar="N", help="Spend no more; needs --prices.")
@click.option("--currency", metavar="EUR", help="Of the budget; default that of all prices.")
@click.option("--attempts", type=int, default=3, show_default=True, help="At one requirement, at most.")
@_means
@json_option
@with_log
def plan(log: Log, requirements: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """What to order for which requirements (default: all open ones) under a budget, with why. Nothing is ordered."""
    made = log.requirement_plan(requirements, **options)
    if as_json:
        from obslog.tasking.choosing.planning_wire import plan_wire

        emit_all(plan_wire(made))
        return
    from obslog.tasking.choosing.prices import money

    for n, choice in enumerate(made.choices, 1):
        say(f"{n}. {choice.site}, {choice.question}")
        say(f"   {choice.why}")
    if not made.choices:
        say("nothing is worth ordering")
    for one in made.outcomes:
        say(f"{one.site}, {one.question}: {one.why}")
        for left, why in one.not_taken:
            say(f"   not {left.view.one.satellite} {left.view.one.tca:%Y-%m-%d %H:%M}Z: {why}")
    if made.budget is not None:
        rest = round(made.budget - made.spent, 2)
        unit = made.currency or ""
        say(
            f"{money(made.spent)} of {money(made.budget)} {unit} planned, {money(rest)} left; nothing is ordered"
        )
    _notes(made)


@click.command("archive")
@click.argument("requirement_id", metavar="ID")
@json_option
@with_log
def archive(log: Log, requirement_id: str, as_json: bool) -> None:
    """What the log holds already for a requirement, looked at or not: before anything is ordered."""
    found = log.requirement_archive(requirement_id)
    if as_json:
        from obslog.tasking.choosing.planning_wire import archive_wire

        emit_all(archive_wire(found))
        return
    say(f"{found.question} ({found.site}, {found.ground})")
    table(
        ("image", "when", "window", "ground", "GSD m", "state", "short of"),
        [
            (
                one.image.id[:12], one.image.identity.when.describe(), one.relation,
                None if one.covered is None else f"{one.covered:.0%}",
                None if one.image.identity.gsd_m is None else f"{one.image.identity.gsd_m:.2f}",
                one.state, "; ".join(one.short),
            )
            for one in found.held
        ],
        "no image of the log shows it",
    )  # fmt: skip
    for sentence in found.sentences:
        say(sentence)


REQUIREMENT_COMMANDS = {"opportunities": opportunities, "plan": plan, "archive": archive}
