"""The command that says which satellites pass over a place, with a log or without one."""

from __future__ import annotations

from typing import Any

import click

from obslog.cli.output import emit_all, note, table
from obslog.cli.session import json_option
from obslog.model.errors import NotFoundError


@click.command()
@click.option(
    "--elements", "elements", multiple=True, metavar="FILE|DIR",
    help="Element sets: OMM (JSON, CSV, XML, KVN) or two-line elements; may be repeated. Default: the log's own.",
)  # fmt: skip
@click.option(
    "--site", "sites", multiple=True, metavar="NAME|OSLK|LAT,LON",
    help="Where: a site of the log, an ICAO code or a position; may be repeated.",
)  # fmt: skip
@click.option("--all-sites", is_flag=True, help="Every site of the log.")
@click.option("--start", metavar="T", help="UTC: 2026-05-31 or 2026-05-31T06:00Z; default now.")
@click.option("--days", type=float, default=7.0, show_default=True)
@click.option("--min-elevation", type=float, metavar="DEG", help="Satellite at least this high (default 10).")
@click.option("--max-off-nadir", type=float, metavar="DEG", help="Look angle at most this, geodetic nadir.")
@click.option("--min-sun", type=float, metavar="DEG", help="Sun at least this high at the site.")
@click.option("--sensors", metavar="KIND[,KIND]", help="optical, sar: satellites of the sensor table alone.")
@click.option(
    "--sensor-table", metavar="FILE", help="Sensors of your own, in the columns of the one that ships."
)
@click.option(
    "--all-satellites", is_flag=True, help="Of the log's elements also satellites of no known sensor."
)
@click.option("--stale", is_flag=True, help="Use elements more than 30 days from the pass all the same.")
@json_option
def passes(
    as_json: bool, sites: tuple[str, ...], all_sites: bool, sensors: str | None, **options: Any
) -> None:
    """Windows in which satellites see a place: rise, highest point, set, angles, sun, pixel size. UTC, then local time.

    Elements come from files, or else from the history in the log, each instant the set of the nearest epoch. Names of
    sites need a log; positions and ICAO codes with --elements do not.
    """
    if bool(sites) == all_sites:
        raise click.UsageError("give --site NAME|OSLK|LAT,LON (once or more), or --all-sites")
    kinds = tuple(kind.strip().casefold() for kind in (sensors or "").split(",") if kind.strip())
    found = _predicted(sites, {**options, "sensors": kinds})
    for one in found.refused[:20]:
        note(f"refused: {one.text()}")
    if len(found.refused) > 20:
        note(f"refused: {len(found.refused) - 20} more element sets")
    for message in found.messages:
        note(message)
    if as_json:
        emit_all(one.wire() for one in found.passes)
    else:
        several = len({one.place for one in found.passes}) > 1
        table(
            (*(["site"] if several else []), "satellite", "rise (UTC)", "highest", "set", "local", "solar", "elev.",
             "off-nadir", "sun", "pixel m", "look", "node", "age d", ""),
            [(*([one.place] if several else []), *_row(one)) for one in found.passes],
            "no passes can be told for that time" if found.messages else "no passes in that time",
        )  # fmt: skip
    if found.refused:
        click.get_current_context().exit(3)


def _predicted(sites: tuple[str, ...], options: dict[str, Any]) -> Any:
    from obslog.cli.session import open_log
    from obslog.log_tasking import passes as without_log

    options = {key.replace("-", "_"): value for key, value in options.items()}
    refused: NotFoundError | None = None
    if options["elements"] and sites:
        try:
            # Positions and airports need no log, and opening one costs more than the passes.
            return without_log(sites=list(sites), **options)
        except NotFoundError as error:
            if error.what not in ("site", "airport"):
                raise
            refused = error
    try:
        log = open_log()
    except NotFoundError as error:
        if refused is not None:
            raise refused from None
        if not options["elements"]:
            raise NotFoundError(
                "element set",
                "without a log",
                hint="give --elements FILE, or make a log and: obslog elements import FILE",
            ) from error
        raise
    with log:
        return log.passes(sites=list(sites), **options)


def _row(one: Any) -> tuple[object, ...]:
    flags = [*([f"cut at its {one.clipped}"] if one.clipped else []), *([one.why_not] if one.why_not else [])]
    return (
        one.satellite,
        f"{one.rise:%Y-%m-%d %H:%M:%S}",
        f"{one.tca:%H:%M:%S}",
        f"{one.set:%H:%M:%S}",
        one.local_text,
        f"{int(one.solar_hour):02d}:{int(one.solar_hour * 60) % 60:02d}",
        f"{one.max_elevation_deg:.1f}",
        f"{one.off_nadir_deg:.1f}",
        f"{one.sun_elevation_deg:.0f}",
        None if one.gsd_m is None else f"{one.gsd_m:.2f}",
        one.look,
        one.node,
        f"{one.element_age_days:.1f}",
        "; ".join(flags),
    )


COMMANDS = {"passes": passes}
