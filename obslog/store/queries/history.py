"""Reading the journal, the exports outside it, and the settings of a log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError
from obslog.store.canonical import canonical
from obslog.store.extras import LOOK_OF_ENTRY
from obslog.store.journal import Entry, Insert, Op, Update

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_ENTRY = "seq, at, actor, actor_basis, action, payload, prev, hash, reverts"


def entries(ws: Workspace, limit: int | None = 50, *, before: int | None = None) -> tuple[Entry, ...]:
    """The newest entries of the journal, newest first; with `before` those below that sequence."""
    most = f"LIMIT {int(limit)}" if limit is not None else ""
    where, values = ("WHERE seq < :before", {"before": before}) if before is not None else ("", {})
    return tuple(
        Entry(*row)
        for row in ws.fetch(f"SELECT {_ENTRY} FROM journal {where} ORDER BY seq DESC {most}", **values)
    )


def entry_heads(ws: Workspace, limit: int = 50) -> tuple[Entry, ...]:
    """The newest entries with their notes alone, newest first: an import's operations may be megabytes.

    Their payload is `{"note": ..., "ops": []}`; `entry` reads one whole.
    """
    # Canonical JSON sorts its keys, so that the note stands first; most are far shorter than this.
    names = _ENTRY.replace("payload", "SUBSTR(payload, 1, 8000)")
    heads = []
    for row in ws.fetch(f"SELECT {names} FROM journal ORDER BY seq DESC LIMIT :most", most=limit):
        values = list(row)
        try:
            note, _ = json.JSONDecoder().raw_decode(values[5], len('{"note":'))
        except ValueError:
            heads.append(entry(ws, values[0]))
            continue
        values[5] = canonical({"note": note, "ops": []})
        heads.append(Entry(*values))
    return tuple(heads)


def entry(ws: Workspace, seq: int) -> Entry:
    """One entry. Raises `NotFoundError`."""
    rows = ws.fetch(f"SELECT {_ENTRY} FROM journal WHERE seq = :seq", seq=seq) if abs(seq) < 2**63 else []
    if not rows:
        raise NotFoundError("journal entry", str(seq), hint="obslog journal lists them")
    return Entry(*rows[0])


def entry_lines(
    ws: Workspace,
    limit: int | None,
    *,
    seq: int | None = None,
    before: int | None = None,
    reverting: int | None = None,
    look: str | None = None,
) -> list[tuple[Any, ...]]:
    """(seq, actor, action, reverts) of entries, newest first: one of them, those before a sequence, those that
    revert an entry, those that concern a look (an id)."""
    if any(abs(number) >= 2**63 for number in (seq, before, reverting) if number is not None):
        return []
    where, values = ["1 = 1"], dict[str, Any]()
    for name, column, value in (
        ("seq", "seq =", seq), ("before", "seq <", before), ("reverting", "reverts =", reverting),
        ("look", f"{LOOK_OF_ENTRY['sqlite' if ws.is_sqlite else 'postgresql']} =", look),
    ):  # fmt: skip
        if value is not None:
            where.append(f"{column} :{name}")
            values[name] = value
    most = f"LIMIT {int(limit)}" if limit is not None else ""
    return ws.fetch(
        f"SELECT seq, actor, action, reverts FROM journal WHERE {' AND '.join(where)} ORDER BY seq DESC {most}",
        **values,
    )


def entries_naming(ws: Workspace, ids: Sequence[str], *, after: int) -> Iterator[Entry]:
    """Changes (no undo or redo) past a sequence whose payload holds one of the ids anywhere, oldest first."""
    held = "instr(payload, :{})" if ws.is_sqlite else "strpos(payload, :{})"
    values = {f"id{number}": row_id for number, row_id in enumerate(ids)}
    named = " OR ".join(f"{held.format(name)} > 0" for name in values) or "1 = 0"
    found = ws.fetch(
        f"SELECT seq FROM journal WHERE seq > :after AND reverts IS NULL AND ({named}) ORDER BY seq",
        after=after,
        **values,
    )
    for (seq,) in found:
        yield entry(ws, seq)


def setting(ws: Workspace, name: str, default: Any = None) -> Any:
    """The value of a setting of this log, or `default`."""
    rows = ws.fetch("SELECT value FROM settings WHERE id = :name AND live = 1", name=name)
    return json.loads(rows[0][0]) if rows else default


def setting_op(ws: Workspace, name: str, value: Any) -> Op:
    """The operation that gives a setting its value."""
    rows = ws.fetch("SELECT value, live FROM settings WHERE id = :name", name=name)
    if not rows:
        return Insert("settings", {"id": name, "value": canonical(value)})
    old = {"value": rows[0][0], "live": rows[0][1]}
    return Update("settings", name, old, {"value": canonical(value), "live": 1})


def exports(ws: Workspace, limit: int = 50) -> list[dict[str, Any]]:
    """What left the log, newest first."""
    names = ("id", "at", "path", "format", "sha256", "head")
    rows = ws.fetch(f"SELECT {', '.join(names)} FROM exports ORDER BY id DESC LIMIT :most", most=limit)
    return [dict(zip(names, row, strict=True)) for row in rows]


def exports_of(ws: Workspace, sha256: str) -> list[dict[str, Any]]:
    """The records of files of that content that left the log, oldest first."""
    names = ("id", "at", "path", "format", "sha256", "head")
    rows = ws.fetch(
        f"SELECT {', '.join(names)} FROM exports WHERE sha256 = :sha256 ORDER BY id", sha256=sha256
    )
    return [dict(zip(names, row, strict=True)) for row in rows]
