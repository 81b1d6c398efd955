"""Whoever changes a cell, an entry or a file behind the log's back is found out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from obslog.store.journal import Insert
from obslog.store.schema import DATA_TABLES
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import ANALYST, Filled


def tamper(ws: Workspace, *statements: str) -> None:
    """Change the database as someone with its file and password could: guards off, then on again."""
    if ws.place.file is not None:
        with sqlite3.connect(ws.place.file) as raw:
            triggers = [r[0] for r in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
            names = [r[0] for r in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
            for name in names:
                raw.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                raw.execute(statement)
            for trigger in triggers:
                raw.execute(trigger)
        raw.close()
        return
    engine = sa.create_engine(ws.place.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_sound_log_has_no_findings(ws: Workspace, filled: Filled) -> None:
    assert verify(ws) == ()
    assert verify(ws, heads=[ws.head()]) == ()


def test_a_filled_log_has_a_row_in_every_table(ws: Workspace, filled: Filled) -> None:
    for name in (*DATA_TABLES, "journal", "exports", "boxes", "search_rows"):
        assert ws.fetch(f"SELECT COUNT(*) FROM {name}")[0][0], name


@pytest.mark.parametrize("table", [*DATA_TABLES, "exports", "boxes", "search_rows"])
def test_one_changed_cell_is_found_in_each_table(ws: Workspace, filled: Filled, table: str) -> None:
    text = {"boxes": "west = west - 1", "exports": "path = 'other'", "search_rows": "body = 'other'"}
    changes = {**text, **{name: _one_cell(DATA_TABLES[name]) for name in DATA_TABLES}}
    first = f"(SELECT MIN(id) FROM {table})"
    tamper(ws, f"UPDATE {table} SET {changes[table]} WHERE id = {first}")
    findings = verify(ws)
    assert any(finding.startswith(table) for finding in findings), findings


def _one_cell(table: sa.Table) -> str:
    for column in table.columns:
        if column.name not in ("id", "live") and not column.foreign_keys and isinstance(column.type, sa.Text):
            return f"{column.name} = 'tampered'"
    return "live = 0"


@pytest.mark.parametrize("table", list(DATA_TABLES))
def test_every_column_of_every_table_is_compared(ws: Workspace, filled: Filled, table: str) -> None:
    """Each cell in turn is emptied or set, in one pass: as many findings as columns."""
    columns = [c for c in DATA_TABLES[table].columns if c.name != "id" and not c.foreign_keys]
    changes = []
    for column in columns:
        value = {"live": "0"}.get(column.name, "'z'" if isinstance(column.type, sa.Text) else "77")
        changes.append(f"{column.name} = {value}")
    tamper(ws, f"UPDATE {table} SET {', '.join(changes)} WHERE id = (SELECT MIN(id) FROM {table})")
    findings = [f for f in verify(ws, read_data=False) if f.startswith(f"{table} ")]
    assert len(findings) == len(columns), findings


def test_a_row_slipped_in_or_taken_out_is_found(ws: Workspace, filled: Filled) -> None:
    tamper(
        ws,
        "INSERT INTO sources (id, name, name_key, kind) VALUES ('x', 'x', 'x', 'news')",
        "DELETE FROM look_not_observable",
    )
    findings = " ".join(verify(ws))
    assert "in no entry of the journal" in findings
    assert "the table does not" in findings


@pytest.mark.parametrize("column", ["at", "actor", "actor_basis", "action", "payload", "prev", "hash"])
def test_one_changed_byte_of_the_journal_is_found(ws: Workspace, filled: Filled, column: str) -> None:
    tamper(ws, f"UPDATE journal SET {column} = {column} || ' ' WHERE seq = 3")
    assert any(finding.startswith("journal: entry") for finding in verify(ws))


def test_an_entry_made_an_undo_afterwards_is_found(ws: Workspace, filled: Filled) -> None:
    tamper(ws, "UPDATE journal SET reverts = 2 WHERE seq = 3")
    assert any("entry 3 was changed" in finding for finding in verify(ws))


def test_an_entry_taken_out_of_the_middle_is_found(ws: Workspace, filled: Filled) -> None:
    tamper(ws, "DELETE FROM journal WHERE seq = 3")
    assert any("entry 3 is missing" in finding for finding in verify(ws))


def test_a_cut_tail_is_found_by_a_head_kept_outside(ws: Workspace, filled: Filled) -> None:
    ws.write(
        "source add", ANALYST, [Insert("sources", {"id": "S9", "name": "b", "name_key": "b", "kind": "news"})]
    )
    head = ws.head()
    last = head.split(":")[0]
    tamper(ws, f"DELETE FROM journal WHERE seq = {last}", "DELETE FROM sources WHERE id = 'S9'")
    tamper(ws, "DELETE FROM search_rows WHERE row_id = 'S9'")
    findings = verify(ws, heads=[head])
    assert any(f"the log ends at entry {int(last) - 1}" in finding for finding in findings)


def test_a_log_written_anew_is_found_by_a_head_kept_outside(ws: Workspace, filled: Filled) -> None:
    seq = ws.head().split(":")[0]
    findings = verify(ws, heads=[f"{seq}:{'0' * 64}", "nonsense"])
    assert any("another hash" in finding for finding in findings)
    assert any("this is not a head" in finding for finding in findings)


def test_one_changed_byte_of_evidence_is_found(ws: Workspace, filled: Filled) -> None:
    content = bytearray(filled.file.read_bytes())
    content[5] ^= 1
    filled.file.write_bytes(bytes(content))
    (finding,) = verify(ws)
    assert finding.startswith("evidence") and "changed" in finding
    assert verify(ws, read_data=False) == ()


@pytest.mark.parametrize("there", ["nothing", "folder", "pipe", "link"])
def test_evidence_that_is_gone_is_found_and_nothing_hangs(
    ws: Workspace, filled: Filled, there: str, tmp_path: Path
) -> None:
    import os

    filled.file.unlink()
    if there == "folder":
        filled.file.mkdir()
    elif there == "pipe":
        os.mkfifo(filled.file)
    elif there == "link":
        (tmp_path / "other").write_bytes(b"II*\0 pixels")
        filled.file.symlink_to(tmp_path / "other")
    (finding,) = verify(ws)
    assert finding.startswith("evidence")


def test_a_guard_taken_from_the_journal_is_found(ws: Workspace, filled: Filled) -> None:
    if ws.is_sqlite:
        statement, raw = "DROP TRIGGER journal_no_update", sqlite3.connect(str(ws.place.file))
        raw.execute(statement)
        raw.close()
    else:
        tamper(ws, "DROP TRIGGER journal_no_change ON journal")
    assert any("guard" in finding for finding in verify(ws))


def test_a_changed_version_is_found(ws: Workspace, filled: Filled) -> None:
    tamper(ws, "UPDATE alembic_version SET version_num = '0000'")
    assert any(finding.startswith("alembic_version") for finding in verify(ws))


def test_the_clock_that_went_back_is_told(log_url: str) -> None:
    from datetime import UTC, datetime

    times = iter([datetime(2024, 12, 14, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)])
    with Workspace.create(log_url, clock=lambda: next(times)) as ws:
        ws.write("note", ANALYST, [], {"text": "x"})
        (finding,) = verify(ws)
    assert "clock went back before entry 2" in finding


def test_bytes_that_are_no_text_are_found_not_raised(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "obslog.db") as ws:
        tamper(ws, "UPDATE journal SET action = CAST(x'ff' AS TEXT) WHERE seq = 1")
        assert any("database" in finding for finding in verify(ws))


def test_a_page_overwritten_is_found_not_raised(tmp_path: Path) -> None:
    path = tmp_path / "obslog.db"
    with Workspace.create(path) as ws:
        ws.write("note", ANALYST, [], {"text": "x" * 20_000})
    content: Any = bytearray(path.read_bytes())
    content[-8192:] = b"\xa5" * 8192
    path.write_bytes(bytes(content))
    with Workspace.open(path, read_only=True) as ws:
        assert verify(ws)
