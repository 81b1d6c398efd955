"""Commands about evidence: import, identify, image list, show, date."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from obslog.cli.output import emit, emit_all, fields, note, say, table
from obslog.cli.patterns import patterns_option
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.ingest.decider import Decider
    from obslog.log import Log


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
@click.option("--no-pixels", is_flag=True, help="Leave the decode check for later.")
@click.option("--retry", is_flag=True, help="Read again what was rejected or skipped before.")
@patterns_option
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@json_option
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
            decider=_asking(on_duplicate, as_json),
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
    return summary.exit_code


def _asking(on_duplicate: str, as_json: bool) -> Decider | None:
    """Whoever answers: a person where one was asked for and sits at a terminal, else policy."""
    if on_duplicate != "ask":
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


@click.group()
def image() -> None:
    """Evidence: list, show, correct a date."""


@image.command("list")
@click.argument("site", required=False)
@click.option("--undated", is_flag=True, help="Only images that nothing dates.")
@click.option("--not-exploited", is_flag=True, help="Only images that nobody has looked at.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True)
@json_option
@with_log
def image_list(log: Log, as_json: bool, **options: Any) -> None:
    """Images, newest first."""
    from obslog.observing.wire import image_wire

    rows = log.image_list(**options)
    if as_json:
        emit_all(image_wire(i) for i in rows)
        return
    table(
        ("image", "when", "basis", "GSD m", "sites", "file"),
        [
            (
                i.id[:12],
                i.identity.when.describe(),
                i.identity.when.basis,
                f"{i.identity.gsd_m:.2f}" if i.identity.gsd_m else None,
                ", ".join(f"{log.site_name(s)} {share:.0%}" for s, share in i.sites),
                i.path,
            )
            for i in rows
        ],
        "no images: obslog import DIRECTORY",
    )


@image.command("show")
@click.argument("image_id", metavar="IMAGE")
@json_option
@with_log
def image_show(log: Log, image_id: str, as_json: bool) -> None:
    """One image with all that is known of it and on what basis."""
    from obslog.observing.wire import image_wire

    _shown(image_wire(log.image_show(image_id)), as_json)


@image.command("date")
@click.argument("image_id", metavar="IMAGE")
@click.argument("when", metavar="WHEN")
@click.option("--because", "reason", required=True, help="How you know; kept in the journal.")
@click.option("--basis", default="analyst", show_default=True)
@json_option
@with_log
def image_date(log: Log, image_id: str, when: str, reason: str, basis: str, as_json: bool) -> None:
    """Correct the date of an image (EDTF), with the reason. Its looks follow."""
    from obslog.observing.wire import image_wire

    _shown(image_wire(log.image_date(image_id, when, reason=reason, basis=basis)), as_json)


def _shown(shape: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit(shape)
        return
    when = shape["when"]
    fields(
        (
            ("image", shape["image"]),
            ("file", shape["path"]),
            ("when", f"{when['text'] or when['edtf']} (basis {when['basis']}, {when['precision']})"),
            ("earliest", when["earliest"]),
            ("latest", when["latest"]),
            ("size", f"{shape['width']} x {shape['height']}, {shape['bands']} bands {shape['dtype']}"),
            ("GSD", f"{shape['gsd_m']:.2f} m" if shape["gsd_m"] else "unknown"),
            ("where", shape["bbox"] or f"no georeference ({shape['georeference']})"),
            ("placed within", f"{shape['error_m']:.0f} m" if shape["error_m"] is not None else None),
            ("platform", shape["platform"]),
            ("sites", ", ".join(f"{s['site']} {s['covered_share']:.0%}" for s in shape["sites"])),
            ("drawn", "DRAWN, NOT A PHOTOGRAPH" if shape["drawn"] else None),
            ("warnings", "; ".join(shape["warnings"])),
        )
    )


COMMANDS = {"import": import_, "identify": identify, "image": image}
