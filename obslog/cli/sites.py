"""Commands about places: site add, import, list, show, edit; area add, list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, fields, say, table
from obslog.cli.session import json_option, with_log
from obslog.cli.site_lists import site_import

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.places import Site


@click.group()
def site() -> None:
    """Places: add, import, list, show, edit."""


@site.command("add")
@click.argument("name")
@click.option("--icao", help="Four-letter airport code; gives position, time zone and country.")
@click.option(
    "--at", "position", metavar="POSITION", help="35.401,35.949 or DMS, MGRS, UTM (latitude first)."
)
@click.option("--radius", "radius_m", type=float, metavar="METRES", help="The site's ground as a disc.")
@click.option("--polygon", metavar="FILE", help="The site's ground: a GeoJSON file.")
@click.option("--alias", "aliases", multiple=True, help="Another name in use; may be repeated.")
@click.option("--timezone", help="For display only, such as Asia/Damascus.")
@click.option("--cadence", "cadence_days", type=float, metavar="DAYS", help="Stale when not seen for longer.")
@json_option
@with_log
def site_add(log: Log, name: str, as_json: bool, **options: object) -> None:
    """Add a site. NAME may be an ICAO code such as OSLK: then all else is known."""
    _shown(log.site_add(name, **options), as_json)


@site.command("list")
@json_option
@with_log
def site_list(log: Log, as_json: bool) -> None:
    """All sites with their last look, its age, and what waits."""
    rows = log.site_list()
    if as_json:
        emit_all(row.wire() for row in rows)
        return
    table(
        ("site", "code", "last look", "age", "looks", "images", "not exploited"),
        [(r.name, r.icao, r.last_look, r.age, r.looks, r.images, r.not_exploited) for r in rows],
        empty="no sites yet: obslog site add OSLK",
    )


@site.command("show")
@click.argument("name")
@json_option
@with_log
def site_show(log: Log, name: str, as_json: bool) -> None:
    """One site: names, position in every notation, areas."""
    _shown(log.site_show(name), as_json)


@site.command("edit")
@click.argument("name")
@click.option("--name", "new_name", help="Its new name; the old one stays as an alias.")
@click.option("--alias", "aliases", multiple=True, help="Add another name in use.")
@click.option("--at", "position", metavar="POSITION", help="Its new position.")
@click.option("--radius", "radius_m", type=float, metavar="METRES")
@click.option("--polygon", metavar="FILE", help="Its new ground: a GeoJSON file.")
@click.option("--timezone")
@click.option(
    "--cadence",
    "cadence_days",
    type=float,
    metavar="DAYS",
    help="Stale when not seen for longer; 0: no cadence.",
)
@json_option
@with_log
def site_edit(log: Log, name: str, as_json: bool, **options: object) -> None:
    """Change a site."""
    _shown(log.site_edit(name, **options), as_json)


def _shown(place: Site, as_json: bool) -> None:
    from obslog.observing.wire import site_wire

    shape = site_wire(place)
    if as_json:
        emit(shape)
        return
    fields(
        (
            ("site", shape["name"]),
            ("id", shape["id"]),
            ("ICAO", shape["icao"]),
            ("aliases", ", ".join(shape["aliases"])),
            ("position", "  ".join(shape["position"].values())),
            ("time zone", shape["timezone"]),
            (
                "cadence",
                None
                if place.cadence_days is None
                else f"stale when not seen for {place.cadence_days:g} days",
            ),
            (
                "ground",
                "polygon" if shape["geometry"] else "none: sites by footprint need --radius or --polygon",
            ),
            ("areas", ", ".join(a["name"] for a in shape["areas"]) or "whole site"),
        )
    )


@click.group()
def area() -> None:
    """Named parts of a site (apron, pier): add, list. Areas of one site do not overlap."""


@area.command("add")
@click.argument("site_name", metavar="SITE")
@click.argument("name")
@click.option(
    "--polygon", metavar="FILE", help="Its ground: a GeoJSON file. Without one, visibility is only stated."
)
@click.option("--capacity", "capacity", multiple=True, metavar="TYPE=N", help="How many it can hold at most.")
@json_option
@with_log
def area_add(
    log: Log, site_name: str, name: str, polygon: str | None, capacity: tuple[str, ...], as_json: bool
) -> None:
    """Add an area to a site."""
    added = log.area_add(site_name, name, polygon=polygon, capacity=capacity)
    if as_json:
        from obslog.observing.wire import area_wire

        emit(area_wire(added))
    else:
        say(f"added area {added.name}")


@area.command("list")
@click.argument("site_name", metavar="SITE")
@json_option
@with_log
def area_list(log: Log, site_name: str, as_json: bool) -> None:
    """The areas of a site; its other ground is `elsewhere`."""
    from obslog.observing.wire import area_wire

    rows = [area_wire(a) for a in log.area_list(site_name)]
    if as_json:
        emit_all(rows)
    else:
        table(
            ("area", "polygon", "capacity"),
            [
                (
                    r["name"],
                    "yes" if r["geometry"] else "no",
                    ", ".join(f"{t} {n}" for t, n in r["capacity"].items()),
                )
                for r in rows
            ],
            empty="no named areas: the whole site is one",
        )


site.add_command(site_import)

COMMANDS = {"site": site, "area": area}
