"""Commands about trust: journal, verify, undo, redo, backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from obslog.cli.output import emit, emit_all, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log


@click.command()
@click.argument("seq", type=click.IntRange(1), required=False)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@with_log
def journal(log: Log, seq: int | None, limit: int, as_json: bool) -> None:
    """Read the journal, newest first; with SEQ one entry, whole."""
    entries = log.journal(seq=seq, limit=limit, whole=as_json)
    if as_json or seq is not None:
        emit_all(e.wire(whole=seq is not None or as_json) for e in entries)
        return
    table(
        ("seq", "at", "who", "action", "what", "hash"),
        [(e.seq, e.at[:19] + "Z", e.actor, e.action, e.summary, e.hash[:12]) for e in entries],
    )


@click.command()
@click.option("--no-read-data", is_flag=True, help="Do not re-hash the evidence files.")
@click.option(
    "--heads",
    multiple=True,
    metavar="SEQ:HASH",
    help="A head printed earlier: it must still be in the chain.",
)
@json_option
@with_log
def verify(log: Log, no_read_data: bool, heads: tuple[str, ...], as_json: bool) -> int:
    """Recompute the chain, replay the journal, compare every row, re-hash the evidence; exit 5 on damage."""
    findings = log.verify(read_data=not no_read_data, heads=heads)
    if as_json:
        emit({"head": log.head(), "sound": not findings, "findings": list(findings)})
    elif findings:
        for finding in findings:
            say(finding)
        note(f"obslog: {len(findings)} findings: the log or its evidence was changed from outside")
    else:
        say(f"sound: every row and file agrees with the journal; head {log.head()}")
    return 5 if findings else 0


@click.command()
@click.argument("seq", type=click.IntRange(1), required=False)
@json_option
@with_log
def undo(log: Log, seq: int | None, as_json: bool) -> None:
    """Undo entry SEQ (default: your own newest) by a new entry; nothing is erased."""
    entry = log.undo(seq)
    emit(entry.wire()) if as_json else say(f"entry {entry.seq} undoes {entry.reverts}: {entry.summary}")


@click.command()
@click.argument("seq", type=click.IntRange(1), required=False)
@json_option
@with_log
def redo(log: Log, seq: int | None, as_json: bool) -> None:
    """Take an undo back (default: your own newest)."""
    entry = log.redo(seq)
    emit(entry.wire()) if as_json else say(f"entry {entry.seq} takes back {entry.reverts}: {entry.summary}")


@click.command()
@click.argument("file", metavar="FILE")
@with_log
def backup(log: Log, file: str) -> None:
    """Copy the whole log to FILE, which must not exist."""
    log.backup(file)
    say(f"copied to {file}; head {log.head()}")


COMMANDS = {"journal": journal, "verify": verify, "undo": undo, "redo": redo, "backup": backup}
