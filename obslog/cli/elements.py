"""Commands about satellites: their element sets in the log, and the sensors that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log

#: So many refusals are printed one by one; `--json` has all.
_SHOWN = 20


@click.group()
def elements() -> None:
    """Orbital elements: import, list; and the sensors that satellites carry."""


@elements.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|DIR|URL...")
@click.option("--only-sensors", is_flag=True, help="Only satellites of the table of sensors.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken; keep nothing.")
@json_option
@with_log
def import_(log: Log, sources: tuple[str, ...], only_sensors: bool, dry_run: bool, as_json: bool) -> None:
    """Keep element sets in the log: OMM (JSON, CSV, XML, KVN) or two-line elements.

    Sets that the log has already are not kept twice. Only a URL that you give is asked over the network.
    """
    taken = log.elements_import(sources, only_sensors=only_sensors, dry_run=dry_run)
    if as_json:
        emit_all(
            {"refused": {"path": one.path, "line": one.line, "reason": one.reason}} for one in taken.refused
        )
        emit({"summary": taken.wire()})
    else:
        for one in taken.refused[:_SHOWN]:
            note(f"refused: {one.text()}")
        if len(taken.refused) > _SHOWN:
            note(f"refused: {len(taken.refused) - _SHOWN} more element sets")
        say(f"{'would take ' if dry_run else ''}{taken.sentence}")
    if taken.refused:
        click.get_current_context().exit(3 if taken.new or taken.known or taken.left_out else 1)


@elements.command("list")
@click.argument("satellite", required=False)
@json_option
@with_log
def list_(log: Log, satellite: str | None, as_json: bool) -> None:
    """Satellites of which the log has elements; SATELLITE is a part of a name, or a catalogue number."""
    found = log.elements_list(satellite)
    if as_json:
        emit_all(one.wire() for one in found)
        return
    table(
        ("satellite", "number", "sets", "oldest", "newest", "age d", "sensor"),
        [
            (
                one.name, one.norad_id, one.sets, f"{one.oldest:%Y-%m-%d}", f"{one.newest:%Y-%m-%d %H:%MZ}",
                f"{one.age_days:.1f}", None if one.sensor is None else one.sensor.kind,
            )
            for one in found
        ],
        "no elements: obslog elements import FILE",
    )  # fmt: skip


@elements.command("sensors")
@click.option(
    "--sensor-table", metavar="FILE", help="Sensors of your own, in the columns of the one that ships."
)
@json_option
def sensors(sensor_table: str | None, as_json: bool) -> None:
    """The sensors that are known, with their sources; needs no log. Yours go into sensors.csv beside config.toml."""
    from obslog.tasking.overhead.sensors import known_sensors

    found = known_sensors(sensor_table)
    if as_json:
        emit_all(one.wire() for one in found)
        return
    table(
        ("satellite", "number", "kind", "finest m", "swath km", "limits", "looks", "tasking", "", "source"),
        [
            (
                one.name, one.norad_id, one.kind, None if one.gsd_m is None else f"{one.gsd_m:g}",
                None if one.swath_km is None else f"{one.swath_km:g}", one.limits, one.look,
                "by request" if one.taskable else "systematic", "approximate" if one.approximate else "", one.source,
            )
            for one in found
        ],
        "no sensors",
    )  # fmt: skip


COMMANDS = {"elements": elements}
