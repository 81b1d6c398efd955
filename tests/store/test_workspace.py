"""A log is made, opened and written; what cannot be kept is refused before anything is written."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from obslog.model.errors import RefusedError, StoreError, WordError
from obslog.store import queries, rows
from obslog.store.journal import Insert, Update
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import ANALYST, TREE, look, site


def source(name: str, row_id: str = "S1") -> Insert:
    return Insert("sources", {"id": row_id, "name": name, "name_key": name.casefold(), "kind": "news"})


def test_a_new_log_has_one_entry_and_opens_again(log_url: str) -> None:
    with Workspace.create(log_url) as made:
        head = made.head()
        assert head.startswith("1:")
    with Workspace.open(log_url) as ws:
        assert ws.head() == head
        assert verify(ws, heads=[head]) == ()


def test_a_log_is_never_made_over_another(log_url: str) -> None:
    Workspace.create(log_url).close()
    with pytest.raises(StoreError, match="already"):
        Workspace.create(log_url)


def test_an_acknowledged_change_and_its_entry_are_there_after_opening(log_url: str) -> None:
    with Workspace.create(log_url) as ws:
        entry = ws.write("source add", ANALYST, [source("Planet")], {"why": "test"})
    with Workspace.open(log_url) as ws:
        assert [s.name for s in queries.sources(ws)] == ["Planet"]
        (kept, _) = queries.entries(ws)
        assert kept == entry
        assert kept.note == {"why": "test"}


@pytest.mark.parametrize(
    "value",
    ["NUL \0 within", "half \ud83d a character", 2**63, -(2**63) - 1, float("nan"), float("inf"), b"bytes"],
)
def test_what_one_database_could_not_keep_neither_takes(ws: Workspace, value: object) -> None:
    head = ws.head()
    with pytest.raises(WordError):
        ws.write(
            "x",
            ANALYST,
            [source("a"), Insert("sites", {"id": "Q", "name": "q", "name_key": "q", "lon": value})],
        )
    with pytest.raises(WordError):
        ws.write("x", ANALYST, [source("a")], {"said": [value]})
    assert ws.head() == head
    assert queries.sources(ws) == ()


@pytest.mark.parametrize(
    "value", ["", " ", "Жуковский", "基地", "🛩", "a'b\"c", "\n\t\x1b[2J", "%s %(x)s :x ?", "\U0010ffff"]
)
def test_every_text_that_can_be_kept_comes_back_as_it_was(ws: Workspace, value: str) -> None:
    ws.write("x", ANALYST, [Insert("sources", {"id": "S", "name": value, "name_key": "k", "kind": value})])
    assert [(s.name, s.kind) for s in queries.sources(ws)] == [(value, value)]
    assert verify(ws) == ()


@pytest.mark.parametrize("value", [0.1, -0.0, 1e-300, 35.948123456789012, 7, 2**53])
def test_every_number_comes_back_to_the_last_bit(ws: Workspace, value: float) -> None:
    ws.write(
        "x", ANALYST, [Insert("sites", {"id": "Q", "name": "q", "name_key": "q", "lon": value, "lat": 0})]
    )
    assert queries.site_by_id(ws, "Q").lon == value
    assert verify(ws) == ()


def test_a_change_upon_a_row_that_others_changed_is_refused(ws: Workspace) -> None:
    ws.write("x", ANALYST, [source("Planet")])
    ws.write("x", ANALYST, [Update("sources", "S1", {"kind": "news"}, {"kind": "post"})])
    head = ws.head()
    with pytest.raises(RefusedError, match="changed meanwhile"):
        ws.write(
            "x", ANALYST, [source("b", "S2"), Update("sources", "S1", {"kind": "news"}, {"kind": "official"})]
        )
    assert ws.head() == head
    assert len(queries.sources(ws)) == 1


def test_a_second_name_and_a_row_that_is_not_there_are_refused_whole(ws: Workspace) -> None:
    ws.write("x", ANALYST, [source("Planet")])
    head = ws.head()
    with pytest.raises(RefusedError, match="has that already"):
        ws.write("x", ANALYST, [source("Other", "S2"), source("Planet", "S3")])
    with pytest.raises(RefusedError, match="not in the log"):
        ws.write(
            "x", ANALYST, [Insert("areas", {"id": "A", "site_id": "none", "name": "n", "name_key": "n"})]
        )
    assert ws.head() == head
    assert len(queries.sources(ws)) == 1


def test_a_retired_name_is_free_within_the_same_change(ws: Workspace) -> None:
    ws.write("x", ANALYST, [source("Planet")])
    ws.write("x", ANALYST, [source("Planet", "S2"), rows.retire_op("sources", "S1")])
    assert [s.id for s in queries.sources(ws)] == ["S2"]
    assert verify(ws) == ()


def test_a_transaction_is_kept_whole_or_not_at_all(ws: Workspace) -> None:
    head = ws.head()
    with pytest.raises(ZeroDivisionError), ws.transaction():
        ws.write("x", ANALYST, [source("a")])
        assert [s.name for s in queries.sources(ws)] == ["a"]
        raise ZeroDivisionError
    assert ws.head() == head
    with pytest.raises(RefusedError, match="none of it"), ws.transaction():
        ws.write("x", ANALYST, [source("a")])
        with suppress(RefusedError):
            ws.write("x", ANALYST, [source("a", "S2")])
    assert ws.head() == head
    with ws.transaction():
        ws.write("x", ANALYST, [source("a")])
        ws.write("x", ANALYST, [source("b", "S2")])
    assert ws.head().startswith("3:")


def test_a_log_opened_for_reading_takes_no_change(log_url: str) -> None:
    Workspace.create(log_url).close()
    with Workspace.open(log_url, read_only=True) as ws:
        assert verify(ws) == ()
        with pytest.raises(StoreError, match="reading only"):
            ws.write("x", ANALYST, [source("a")])


def test_four_writers_at_once_lose_nothing_and_keep_one_chain(ws: Workspace) -> None:
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(10):
                ws.write("x", ANALYST, [source(f"s{number}-{i}", f"S{number}-{i}")])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(queries.sources(ws)) == 40
    assert ws.head().startswith("41:")
    assert verify(ws) == ()


def test_the_journal_can_be_neither_changed_nor_cut(ws: Workspace) -> None:
    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal"):
        with (
            pytest.raises((StoreError, RefusedError), match="only ever added to"),
            ws.transaction() as connection,
        ):
            connection.exec_driver_sql(statement)


def test_a_look_of_many_rows_is_written_fast(ws: Workspace) -> None:
    place = site()
    ws.write(
        "x",
        ANALYST,
        [*rows.site_ops(place), *(op for _ in range(50) for op in rows.look_ops(look(place), TREE))],
    )
    assert len(queries.looks_of_site(ws, place.id)) == 50


@pytest.mark.parametrize(
    "where",
    [
        "", "  ", "mysql://u:hunter2@h/d", "sqlite://", "sqlite:///:memory:", "sqlite:///x.db?mode=ro",
        "postgresql://u:hunter2@127.0.0.1:1/d", "postgresql+psycopg://u:hunter2@127.0.0.1:1/d",
        "postgresql://u:hunter2@[bad/d", "no/such/folder/obslog.db", "nul\0byte", "http://u:hunter2@h/x",
        "postgresql://u:hunter2@h:port/d", "oracle+x://u:hunter2@h/d",
    ],
)  # fmt: skip
def test_a_wrong_place_is_one_line_that_says_what_to_do_and_no_password(where: str) -> None:
    for attempt in (Workspace.open, Workspace.create):
        with pytest.raises(StoreError) as told:
            attempt(where)
        said = str(told.value)
        assert "\n" not in said
        assert "hunter2" not in said
        assert len(said) > 20


def test_what_is_no_log_is_told_from_one(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database at all, only some text " * 40)
    (tmp_path / "empty.db").touch()
    with sqlite3.connect(tmp_path / "other.db") as raw:
        raw.execute("CREATE TABLE alembic_version (version_num)")
    for name in ("text.db", "empty.db", "other.db"):
        with pytest.raises(StoreError, match=r"not an obslog log"):
            Workspace.open(tmp_path / name)
    with pytest.raises(StoreError):
        Workspace.open(tmp_path)


def test_an_empty_file_left_by_a_killed_start_can_become_a_log(tmp_path: Path) -> None:
    (tmp_path / "obslog.db").touch()
    with Workspace.create(tmp_path / "obslog.db") as ws:
        assert verify(ws) == ()


@pytest.mark.parametrize(("version", "said"), [("0000", "obslog upgrade"), ("9999", "update obslog")])
def test_a_log_of_another_schema_says_which_side_to_update(log_url: str, version: str, said: str) -> None:
    with Workspace.create(log_url) as ws, ws.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    with pytest.raises(StoreError, match=said):
        Workspace.open(log_url)


def test_a_log_keeps_the_durable_settings_of_sqlite(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "o.db") as ws:
        pragmas = {
            name: ws.fetch(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
