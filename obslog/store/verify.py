"""Verification: the chain recomputed, the journal replayed and compared, the evidence read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from obslog.model.errors import StoreError
from obslog.store.evidence import evidence_findings
from obslog.store.journal import NOTHING_BEFORE, Entry, entry_hash, stream
from obslog.store.replay import Replay, table_findings
from obslog.store.upkeep import database_findings, derived_findings, export_findings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from obslog.store.workspace import Workspace

_HEAD = re.compile(r"(\d{1,15}):([0-9a-f]{8,64})\Z")


def verify(ws: Workspace, read_data: bool = True, heads: Sequence[str] = ()) -> tuple[str, ...]:
    """What is wrong with the log, one line a finding; nothing for a sound one. Nothing is written.

    Recomputes the hash chain, replays the journal from nothing and compares every cell of every row, rebuilds
    the derived tables, looks at `heads` (`seq:hash` kept outside, which alone show a cut tail), and with
    `read_data` reads every file of evidence and compares its sha256.
    """
    findings: list[str] = []
    files: Sequence[Sequence[str]] = ()
    try:
        with ws.reading() as connection:
            _compare(ws, connection, heads, findings)
            files = ws.fetch(
                "SELECT image_id, path, path_bytes FROM image_files WHERE live = 1 AND image_id IN "
                "(SELECT id FROM images WHERE live = 1) ORDER BY path, id"
            )
    except StoreError as error:
        # A database so damaged that it cannot be read is a finding too, and the worst.
        findings.append(f"database: it cannot be read to its end: {error}")
    if read_data:
        findings += evidence_findings(files)
    return tuple(findings)


def _compare(ws: Workspace, connection: Connection, heads: Sequence[str], findings: list[str]) -> None:
    for finding in database_findings(ws, connection):
        findings.append(finding)
    replay = Replay()
    hashes = _walk(connection, replay, findings)
    findings += head_findings(hashes, heads)
    findings += replay.findings
    findings += table_findings(connection, replay)
    findings += derived_findings(ws, connection)
    findings += export_findings(connection)


def _walk(connection: Connection, replay: Replay, findings: list[str]) -> dict[int, str]:
    # The chain and the replay in one pass over the journal: payloads are large, and read once.
    hashes: dict[int, str] = {}
    before: Entry | None = None
    for entry in stream(connection):
        findings += chain_findings(entry, before)
        replay.apply(entry)
        hashes[entry.seq] = entry.hash
        before = entry
    if before is None:
        findings.append("journal: it is empty; at least the entry that made the log should be there")
    return hashes


def chain_findings(entry: Entry, before: Entry | None) -> Iterable[str]:
    """What is wrong between one entry and the one before it."""
    expected = before.seq + 1 if before else 1
    if entry.seq != expected:
        yield f"journal: entry {expected} is missing; {entry.seq} comes instead"
    if entry.prev != (before.hash if before else NOTHING_BEFORE):
        yield f"journal: entry {entry.seq} does not follow the one before it: the chain is broken"
    made = entry_hash(
        entry.seq,
        entry.at,
        entry.actor,
        entry.actor_basis,
        entry.action,
        entry.payload,
        entry.prev,
        entry.reverts,
    )
    if made != entry.hash:
        yield f"journal: entry {entry.seq} was changed: its hash does not match what it says"
    if before and entry.at < before.at:
        yield f"journal: the clock went back before entry {entry.seq} ({before.at} to {entry.at})"


def head_findings(hashes: dict[int, str], heads: Sequence[str]) -> Iterable[str]:
    """Which of the heads kept outside are not in the chain. A head may be cut to 8 or more digits of its
    hash."""
    newest = max(hashes, default=0)
    for head in heads:
        match = _HEAD.match(head.strip().lower())
        if not match:
            yield f"head {head}: this is not a head; write SEQ:HASH as it was printed"
            continue
        seq, digest = int(match[1]), match[2]
        if seq not in hashes:
            yield f"head {head}: the log ends at entry {newest}; the rest was cut off, or this is an old copy"
        elif not hashes[seq].startswith(digest):
            yield f"head {head}: entry {seq} has another hash; the log was written anew"
