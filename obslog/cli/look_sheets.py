"""`look import`: looks from a sheet, with a mapping that is given, or asked for at the terminal."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, emit_all, note, say
from obslog.cli.session import json_option, with_log
from obslog.model.text import plural, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from obslog.exchange.looks.look_import import LooksTaken
    from obslog.exchange.looks.sheet_mapping import MappingNeededError, SheetMapping
    from obslog.log import Log

_MOST_TOLD = 20


@click.command("import")
@click.argument("path", metavar="FILE")
@click.option("--mapping", metavar="FILE", help="TOML or JSON: which column is what (docs/exchange.md).")
@click.option(
    "--ask", is_flag=True, help="Ask which column is what, beginning with what the headers suggest."
)
@click.option("--propose", is_flag=True, help="Print the mapping that the headers suggest, and stop.")
@click.option("--save", metavar="FILE", help="Write the mapping that was asked for, for the next time.")
@click.option("--set", "fixed", multiple=True, metavar="FIELD=VALUE", help="site=Khmeimim for all lines.")
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook.")
@click.option("--draft", is_flag=True, help="Keep the looks open: a draft enters no diff and no report.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and write nothing.")
@json_option
@with_log
def look_import(
    log: Log, path: str, mapping: str | None, ask: bool, propose: bool, save: str | None, fixed: tuple[str, ...],
    sheet: str | None, draft: bool, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Take looks from a sheet (CSV, XLSX), or from a file that `obslog export` wrote: all of it, or nothing."""
    from obslog.exchange.looks.look_import import LinesRefusedError

    if propose:
        click.echo(safe_lines(log.look_mapping(path, sheet=sheet).to_toml()), nl=False)
        return 0
    said = dict(_pair(text) for text in fixed)
    act = _Asked(log, path, ask, {"fixed": said, "sheet": sheet, "draft": draft, "dry_run": dry_run})
    try:
        done = act.run(mapping)
    except LinesRefusedError as refused:
        for line in refused.lines[1:_MOST_TOLD]:
            note(line)
        raise
    if save is not None and act.mapping is not None:
        from obslog.observing.whole_files import write_file

        write_file(save, act.mapping.to_toml().encode())
        note(f"mapping written to {save}")
    _told(log, done, as_json)
    return 3 if done.refused else 0


def safe_lines(text: str) -> str:
    """Several lines, each fit for a terminal."""
    return "".join(f"{safe(line)}\n" for line in text.splitlines())


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value.strip():
        raise click.UsageError(f"--set {text!r}: write FIELD=VALUE")
    return name.strip(), value.strip()


def _told(log: Log, done: LooksTaken, as_json: bool) -> None:
    if as_json:
        emit_all(log.wire(look) for look in done.looks)
        emit({"summary": done.to_wire()})
        return
    for line in done.refused[:_MOST_TOLD]:
        note(line)
    would = "would be taken" if done.dry_run else "taken"
    looks = f"{len(done.looks)} {plural('look', len(done.looks))}"
    known = f"; {done.known} known already" if done.known else ""
    say(f"{looks} {would} from {done.lines} {plural('line', done.lines)} of {done.path}{known}")
    if done.unwanted:
        note(f"{done.unwanted} {plural('line', done.unwanted)} left out: mapped to nothing")
    if done.refused:
        note(f"{len(done.refused)} refused: nothing is taken until that is mended")


class _Asked:
    """An import that asks what it has to know, and tries again; `mapping` is what was said in the end."""

    def __init__(self, log: Log, path: str, ask: bool, options: dict[str, Any]) -> None:
        self._log, self._path, self._options = log, path, options
        self._may_ask = ask or (sys.stdin.isatty() and sys.stderr.isatty())
        self._ask_columns = ask
        self.mapping: SheetMapping | None = None

    def run(self, given: str | None) -> LooksTaken:
        """Import; where it must be told something and may ask, ask. Raises what it may not ask for."""
        from obslog.exchange.looks.sheet_dates import UnclearDatesError
        from obslog.exchange.looks.sheet_mapping import MappingNeededError, read_mapping, with_order
        from obslog.exchange.marks.type_map import UnknownLabelsError

        self.mapping = read_mapping(given) if given is not None else None
        while True:
            try:
                return self._log.look_import(self._path, mapping=self.mapping, **self._options)
            except MappingNeededError as needed:
                if not self._may_ask:
                    raise
                self.mapping = self._columns(needed)
            except UnclearDatesError as unclear:
                if not self._may_ask or self.mapping is None:
                    raise
                asked = f"is {unclear.examples[0]!r} dmy (day/month) or mdy (month/day)?"
                order = _asked(asked, unclear.likely or "", lambda word: word in ("dmy", "mdy"))
                self.mapping = with_order(self.mapping, order)
            except UnknownLabelsError as unknown:
                if not self._may_ask or self.mapping is None:
                    raise
                types = dict(self.mapping.types)
                for label, (number, near) in unknown.labels.items():
                    hint = f", near: {' or '.join(near)}" if near else ""
                    types[label] = _asked(
                        f"what is {label!r} ({number} lines{hint})? a type, or nothing to leave it out"
                    )
                self.mapping = replace(self.mapping, types=types)

    def _columns(self, needed: MappingNeededError) -> SheetMapping:
        from obslog.exchange.looks.sheet_mapping import FIELDS

        note(f"the columns are: {', '.join(needed.headers)}")
        columns = dict(needed.proposed.columns)
        headers = {header.casefold(): header for header in needed.headers}
        for name, (means, _) in FIELDS.items():
            if name in self._options["fixed"]:
                continue
            word = _asked(
                f"{name} ({means}): which column? - for none", columns.get(name, "-"),
                lambda word: word == "-" or word.casefold() in headers,
            )  # fmt: skip
            columns.pop(name, None)
            if word != "-":
                columns[name] = headers[word.casefold()]
        made = replace(needed.proposed, columns=columns)
        if not replace(made, fixed={**made.fixed, **self._options["fixed"]}).missing():
            return made
        note("a look needs a site, a date or image, a type and a count")
        return self._columns(needed)


def _asked(question: str, default: str = "", fits: Callable[[str], bool] = lambda word: True) -> str:
    while True:
        word = str(
            click.prompt(safe(question), default=safe(default), show_default=bool(default), err=True)
        ).strip()
        if fits(word):
            return word
        note(f"{word!r} is none of them")
