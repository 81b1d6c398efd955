"""A log made today and a log brought up by the migrations are the same log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from obslog.model.errors import StoreError
from obslog.store import queries, rows
from obslog.store.backup import backup
from obslog.store.connect import find_place, make_engine
from obslog.store.derived import insert_derived
from obslog.store.journal import Actor, Update
from obslog.store.making import create_schema
from obslog.store.schema import metadata
from obslog.store.upgrade import migrate, upgrade
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import Filled, mark

#: Parents before children.
TABLES = [table.name for table in metadata.sorted_tables]


def shape(connection: sa.Connection) -> object:
    """Everything that makes up the schema, as the database tells it."""
    if connection.dialect.name == "sqlite":
        made = connection.exec_driver_sql(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        )
        return [
            (*row[:3], " ".join(row[3].split()) if row[3] else None)
            for row in made
            if row[1] != "alembic_version"
        ]
    told = []
    for sql in (
        "SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default, "
        "generation_expression FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
    ):
        told += [tuple(row) for row in connection.exec_driver_sql(sql)]
    return told


def test_the_migrations_make_the_very_schema_that_a_new_log_gets(log_url: str, tmp_path: Path) -> None:
    place = find_place(log_url)
    shapes = []
    for build in (create_schema, migrate):
        engine = make_engine(place, read_only=False)
        with engine.connect() as connection, connection.begin() as begun:
            build(connection)
            shapes.append(shape(connection))
            begun.rollback()
        engine.dispose()
    assert shapes[0] == shapes[1]
    assert shapes[0]


def test_opening_a_current_log_does_not_import_alembic(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "obslog.db").close()
    code = (
        "import sys; from obslog.store.workspace import Workspace; "
        f"Workspace.open({str(tmp_path / 'obslog.db')!r}).head(); print('alembic' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_an_older_log_is_copied_before_it_is_brought_up(log_url: str, tmp_path: Path) -> None:
    # The schema before the first: a version, and an empty journal to tell the log by.
    engine = make_engine(find_place(log_url), read_only=False)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("CREATE TABLE journal (seq INTEGER)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0000')")
    engine.dispose()
    copy = tmp_path / "copy"
    with pytest.raises(Exception, match="0000"):
        upgrade(log_url, copy)
    assert copy.stat().st_size
    with pytest.raises(StoreError, match="already"):
        upgrade(log_url, copy)


def log_of_schema(version: str, log_url: str) -> None:
    """A log as an older schema kept it, from rows that were written then (`log_0001.jsonl`, ...)."""
    frozen = Path(__file__).with_name(f"log_{version}.jsonl")
    lines = [json.loads(line) for line in frozen.read_text(encoding="utf-8").splitlines()]
    engine = make_engine(find_place(log_url), read_only=False)
    with engine.execution_options(obslog_writes=True).begin() as connection:
        migrate(connection, version)
        for line in sorted(lines, key=lambda line: TABLES.index(line["table"])):
            names = list(line["row"])
            said = f"INSERT INTO {line['table']} ({', '.join(names)}) VALUES (:{', :'.join(names)})"
            connection.execute(sa.text(said), line["row"])
            insert_derived(connection, line["table"], [line["row"]])
    engine.dispose()


@pytest.mark.parametrize(("version", "error_m"), [("0001", None), ("0002", 4.5), ("0003", 4.5)])
def test_a_log_of_an_older_schema_is_brought_up_with_all_that_it_holds(
    version: str, error_m: float | None, log_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log_of_schema(version, log_url)
    with pytest.raises(StoreError, match="obslog upgrade"):
        Workspace.open(log_url)
    copy = upgrade(log_url)
    assert copy is not None and copy.exists()
    with Workspace.open(log_url) as ws:
        assert verify(ws, read_data=False) == ()
        (kept,) = queries.images(ws)
        assert (kept.identity.gsd_m, kept.identity.error_m, kept.phash) == (0.5, error_m, None)
        (seen,) = queries.all_looks(ws)
        assert seen.remarks == "T-72 beside the revetment"
        ws.write("image", Actor("a"), [Update("images", kept.id, {"error_m": error_m}, {"error_m": 12})])
        assert queries.image(ws, kept.id).identity.error_m == 12.0
        marked = mark(seen)
        ws.write("mark add", Actor("a"), rows.mark_ops(marked), {"look": seen.id})
        assert marked in queries.marks(ws, look_id=seen.id)
        assert verify(ws, read_data=False) == ()
    assert upgrade(log_url) is None


def test_a_current_log_needs_no_upgrade(log_url: str) -> None:
    Workspace.create(log_url).close()
    assert upgrade(log_url) is None


def test_a_copy_of_a_file_is_a_log_and_of_a_database_is_json_lines(
    ws: Workspace, filled: Filled, tmp_path: Path
) -> None:
    target = backup(ws, tmp_path / "copy.out")
    if ws.is_sqlite:
        with Workspace.open(target) as copy:
            assert copy.head() == ws.head()
            assert queries.looks_of_site(copy, filled.site.id) == [filled.look]
            assert verify(copy) == ()
    else:
        lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        assert sum(line["table"] == "journal" for line in lines) == int(ws.head().split(":")[0])
    with pytest.raises(StoreError, match="already"):
        backup(ws, target)
    with pytest.raises(StoreError, match="folder"):
        backup(ws, tmp_path / "none" / "copy")
    assert not list(tmp_path.glob("*.part"))
