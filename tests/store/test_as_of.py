"""A log as it was at an earlier entry: the same rows, the same head, and nothing of what came after."""

from __future__ import annotations

from pathlib import Path

import pytest

from obslog.model.errors import NotFoundError, StoreError
from obslog.store import queries
from obslog.store.as_of import log_as_of
from obslog.store.verify import verify
from report.pictured import SITE, Base


def test_every_moment_of_a_log_can_be_made_again_and_is_sound(log_url: str, tmp_path: Path) -> None:
    base = Base(log_url, tmp_path / "images")
    base.log.look_edit(base.looks[0].id, remarks="seen twice")
    base.log.undo()
    base.log.look_retract(base.looks[1].id, reason="another place")
    ws = base.log._desk.ws
    heads = [entry.head for entry in reversed(queries.entries(ws, None))]
    for seq in range(1, len(heads) + 1):
        with log_as_of(ws, seq, tmp_path / f"as-of-{seq}.db") as then:
            assert then.head() == heads[seq - 1]
            assert verify(then, read_data=False) == ()
            assert then.read_only
            count = then.fetch("SELECT count(*) FROM looks WHERE live = 1")[0][0]
            assert count == sum(e.action == "look add" for e in queries.entries(then, None))


def test_the_log_itself_is_not_touched(tmp_path: Path) -> None:
    base = Base(str(tmp_path / "obslog.db"), tmp_path / "images")
    ws = base.log._desk.ws
    before = ws.head()
    log_as_of(ws, 2, tmp_path / "then.db").close()
    assert ws.head() == before and base.log.verify() == ()
    assert [site.name for site in base.log.site_list()] == [SITE]


def test_an_entry_that_there_is_not_is_said(tmp_path: Path) -> None:
    base = Base(str(tmp_path / "obslog.db"), tmp_path / "images")
    with pytest.raises(NotFoundError):
        log_as_of(base.log._desk.ws, 9_999, tmp_path / "then.db")


def test_a_damaged_entry_is_said(tmp_path: Path) -> None:
    import sqlite3

    base = Base(str(tmp_path / "obslog.db"), tmp_path / "images")
    seq = next(entry.seq for entry in base.log.journal() if entry.action == "look add")
    with sqlite3.connect(tmp_path / "obslog.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE journal SET payload = replace(payload, 'looks', 'locks') WHERE seq = ?", (seq,))
    with pytest.raises(StoreError, match="cannot be made again"):
        log_as_of(base.log._desk.ws, seq, tmp_path / "then.db")
