"""Commands that take evidence in: import, identify."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, fields, note, say
from obslog.cli.patterns import patterns_option
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.ingest.decider import Decider
    from obslog.log import Log


def _reader_ahead(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command, with a process that reads files started before the log is opened: either takes its time."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from obslog.imagery.workers import warm

        warm()
        return command(*args, **kwargs)

    return run


@click.command("import")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--files-from",
    metavar="FILE|-",
    help="Also import the files of this list: a path a line, or parted by NULs.",
)
@click.option(
    "--captions", metavar="FILE", help="A CSV of what is known of single files (docs/importing.md)."
)
@click.option("--site", "sites", multiple=True, help="Join images without georeference to this site.")
@click.option("--copy", is_flag=True, help="Also keep a copy in the log's own store.")
@click.option(
    "--set",
    "fields_set",
    multiple=True,
    metavar="KEY=VALUE",
    help="licence, attribution, platform, when, ...",
)
@click.option("--on-duplicate", type=click.Choice(["link", "skip", "ask"]), default="link", show_default=True)
@click.option(
    "--jobs", type=click.IntRange(0), default=0, help="Files read at once; default one a processor core."
)
@click.option("--decisions", metavar="FILE", help="Answers recorded earlier (JSON lines), replayed.")
@click.option("--record-decisions", metavar="FILE", help="Add your answers to this file, for --decisions.")
@click.option("--no-pixels", is_flag=True, help="Leave the decode check for later.")
@click.option("--retry", is_flag=True, help="Read again what was rejected or skipped before.")
@patterns_option
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@json_option
@_reader_ahead
@with_log
def import_(
    log: Log,
    paths: tuple[str, ...],
    files_from: str | None,
    captions: str | None,
    sites: tuple[str, ...],
    copy: bool,
    fields_set: tuple[str, ...],
    on_duplicate: str,
    jobs: int,
    decisions: str | None,
    record_decisions: str | None,
    no_pixels: bool,
    patterns: str | None,
    dry_run: bool,
    retry: bool,
    as_json: bool,
) -> int:
    """Take images from files and folders as evidence. Originals stay where they are and are never written to.

    A second run over the same folder changes nothing; a run that was stopped goes on where it was.
    """
    from obslog.cli.progress import Progress

    if not paths and files_from is None:
        raise click.UsageError("name a PATH, or a list of them with --files-from FILE")
    with Progress(enabled=sys.stderr.isatty() and not as_json, lines=as_json) as progress:
        summary = log.import_images(
            paths,
            files_from=sys.stdin.buffer if files_from == "-" else files_from,
            captions=captions,
            patterns=patterns,
            sites=sites,
            copy=copy,
            set_fields=fields_set,
            on_duplicate=on_duplicate,
            jobs=jobs,
            decisions=decisions,
            record_decisions=record_decisions,
            decider=_asking(on_duplicate, as_json, decisions is not None),
            pixels=not no_pixels,
            dry_run=dry_run,
            on_outcome=emit if as_json else progress.outcome,
            on_progress=progress.wanted,
            retry=retry,
            quiet=not as_json,
            should_stop=progress.should_stop,
        )
    if as_json:
        emit({"summary": summary.wire()})
    else:
        for line in summary.lines():
            say(line)
        _tell_matches(log, summary.run_id)
    return summary.exit_code


def _tell_matches(log: Log, run_id: str | None) -> None:
    """What the images that came may answer, in one line: whether they do is the analyst's to say."""
    from obslog.model.errors import ObslogError
    from obslog.tasking.answering.closing import match_hint

    try:
        hint = match_hint(log.matches_of_import(run_id))
    except ObslogError as reason:
        # The images are in the log whatever stands in the way here.
        hint = f"whether they answer what is asked could not be said: {reason}"
    if hint:
        note(hint)


def _asking(on_duplicate: str, as_json: bool, recorded: bool) -> Decider | None:
    """Whoever answers: a person where one was asked for and sits at a terminal, else policy."""
    if on_duplicate != "ask" or (recorded and not sys.stdin.isatty()):
        return None
    if as_json or not sys.stdin.isatty():
        raise click.UsageError("--on-duplicate ask needs a terminal: use link, skip or --decisions FILE")
    from obslog.cli.asking import TerminalDecider

    return TerminalDecider()


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@patterns_option
@json_option
def identify(paths: tuple[str, ...], patterns: str | None, as_json: bool) -> int:
    """Say what each file is, when and where it was taken, and on what basis. Needs no log, writes nothing."""
    from obslog.log import identify as identify_paths
    from obslog.observing.wire import identity_wire

    refused = 0
    for path, answer in identify_paths(paths, patterns=patterns):
        if isinstance(answer, str):
            refused += 1
            if as_json:
                emit({"path": path, "reason": answer})
            else:
                note(f"{path}: {answer}")
        elif as_json:
            emit(identity_wire(answer))
        else:
            shape = identity_wire(answer)
            say(shape["path"])
            fields(
                (
                    ("  when", f"{answer.when.describe()} (basis {answer.when.basis})"),
                    ("  where", shape["bbox"] or f"no georeference ({answer.georeference})"),
                    ("  platform", answer.platform),
                    ("  GSD", f"{answer.gsd_m:.2f} m" if answer.gsd_m else None),
                    ("  warnings", "; ".join(answer.warnings)),
                )
            )
    return 3 if refused else 0


COMMANDS = {"import": import_, "identify": identify}
