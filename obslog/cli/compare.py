"""Commands that compare looks over time: diff, timeline, matrix, last, conformance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit_all, note, say, table
from obslog.cli.session import json_option, with_log
from obslog.model.errors import WordError

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.observing.comparison import Comparison
    from obslog.observing.overview import Timeline

types_option = click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="Only this type, or set A|B."
)
from_option = click.option("--from", "since", metavar="WHEN", help="Not before (EDTF).")
to_option = click.option("--to", "until", metavar="WHEN", help="Not after (EDTF).")


@click.command()
@click.argument("site")
@click.argument("before", metavar="WHEN")
@click.argument("after", metavar="WHEN")
@types_option
@click.option("--local", is_flag=True, help="A day is a day of the site's own time zone, not of UTC.")
@click.option(
    "--with-statements", is_flag=True, help="Add a third reading, labelled, that counts statements too."
)
@json_option
@with_log
def diff(log: Log, site: str, before: str, after: str, as_json: bool, **options: Any) -> None:
    """The bound-aware change between two dates, per type and rolled up, with the looks it rests on.

    WHEN is a date (EDTF: 2024-12-13, 2024-12-10/2024-12-12), `last`, `prev`, or the id of a look.
    """
    comparison = log.diff(site, before, after, **options)
    if as_json:
        emit_all(comparison.wire())
        return
    show(comparison)


def show(comparison: Comparison) -> None:
    """Print a comparison: the verdicts as a table, then each in a sentence, then what to know of the sides."""
    say(comparison.header)
    headers, rows = comparison.rows()
    table(headers, rows, empty="neither side mentions a type")
    for change in comparison.changes:
        say(f"- {change.sentence}")
        for testimony in change.statements:
            say(f"    {testimony.sentence}")
    for line in (
        *comparison.with_statements,
        *(c.sentence for c in comparison.contradictions),
        *comparison.notes(),
    ):
        say(f"note: {line}")


@click.command()
@click.argument("site")
@types_option
@from_option
@to_option
@click.option(
    "--limit", type=click.IntRange(1), default=40, show_default=True, help="The newest so many passes."
)
@click.option("--chart", is_flag=True, help="Draw the types asked for as bars from bound to bound.")
@json_option
@with_log
def timeline(log: Log, site: str, as_json: bool, chart: bool, **options: Any) -> None:
    """Counts over time; a gap, cloud, a zero and a bound each look different."""
    if chart and not options["types"]:
        raise click.UsageError("--chart draws one type a chart: name it with --type")
    line = log.timeline(site, **options)
    if as_json:
        emit_all(line.wire())
        return
    if chart:
        _draw(line)
    for text in line.lines():
        say(text)


def _draw(line: Timeline) -> None:
    """A chart for each type asked for, as wide as the terminal; plain ASCII where that is all it can show."""
    import shutil
    import sys

    from obslog.tui.cells.chart import draw, moments
    from obslog.tui.cells.chart_glyphs import ASCII, UNICODE
    from obslog.tui.cells.chart_view import ChartView

    size = (max(40, min(160, shutil.get_terminal_size((100, 24)).columns)), 12)
    speaks = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    for query, _ in line.windows:
        view = ChartView.of(moments(line, query))
        if view.moments:
            say("|".join(query))
            glyphs = UNICODE if speaks else ASCII
            for text in draw(
                view.moments, view.begin, view.end, size, glyphs=glyphs, older=line.older > 0
            ).lines():
                say(text)


@click.command()
@click.argument("site")
@types_option
@from_option
@to_option
@click.option(
    "--limit", type=click.IntRange(1), default=12, show_default=True, help="The newest so many passes."
)
@json_option
@with_log
def matrix(log: Log, site: str, as_json: bool, **options: Any) -> None:
    """Types by date."""
    grid = log.matrix(site, **options)
    if as_json:
        emit_all(grid.wire())
        return
    table(("type", *grid.columns), grid.rows(), empty="no looks in that period")
    for line in grid.legend():
        say(line)


@click.command()
@click.argument("site", required=False)
@types_option
@json_option
@with_log
def last(log: Log, site: str | None, types: tuple[str, ...], as_json: bool) -> None:
    """Last known counts by site and type, each with its age: never the current count."""
    rows = log.last(site, types=types)
    if as_json:
        emit_all(r.wire() for r in rows)
        return
    table(
        ("site", "type", "last known", "as of", "age"),
        [(r.site, r.type, r.count, r.when, r.age) for r in rows],
        empty="no closed looks yet",
    )


@click.command()
@click.argument("file", metavar="FILE")
@json_option
def conformance(file: str, as_json: bool) -> int:
    """Run a count-diff case file (obslog-count-diff-cases/1); exit 1 where an answer differs."""
    from obslog.change.conformance import run

    try:
        document = json.loads(Path(file).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise WordError("case file", file, f"it is not JSON in UTF-8 ({str(error)[:80]})") from None
    answers = run(document)
    if as_json:
        emit_all(answers)
    else:
        for answer in answers:
            word = {True: "agrees", False: "DIFFERS", None: "no answer expected"}[answer["agrees"]]
            say(
                f"{answer['id']:<8} {word}"
                + ("" if answer["agrees"] else f"  {json.dumps(answer['computed'])}")
            )
        agreed = sum(a["agrees"] is True for a in answers)
        say(f"{agreed} of {sum(a['agrees'] is not None for a in answers)} cases agree")
    differing = [a["id"] for a in answers if a["agrees"] is False]
    if differing:
        note(f"differs: {', '.join(differing)}")
    return 1 if differing else 0


COMMANDS = {"diff": diff, "timeline": timeline, "matrix": matrix, "last": last, "conformance": conformance}
