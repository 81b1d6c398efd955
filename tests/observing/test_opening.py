"""Which log is meant and who is at it."""

from __future__ import annotations

from pathlib import Path

import pytest

import obslog
from obslog.model.errors import NotFoundError, StoreError, WordError
from obslog.observing.opening import find_log, who


def test_a_log_is_made_once(log_url: str) -> None:
    with obslog.create(log_url, analyst="first desk") as log:
        head = log.head()
    with pytest.raises(StoreError, match="already"):
        obslog.create(log_url)
    with obslog.open(log_url) as log:
        assert log.head() == head and log.verify() == ()


def test_opening_what_is_not_there_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSLOG_LOG", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFoundError, match="obslog init"):
        obslog.open()
    with pytest.raises((StoreError, NotFoundError)):
        obslog.open(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_named_log_goes_before_the_one_in_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "obslog.db").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OBSLOG_LOG", "other.db")
    assert find_log(None) == "other.db"
    assert find_log("third.db") == "third.db"
    monkeypatch.delenv("OBSLOG_LOG")
    assert Path(find_log(None)) == tmp_path / "obslog.db"


def test_the_analyst_is_stated_or_else_the_user_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSLOG_ANALYST", "day desk")
    assert (who("night desk").name, who(None).name, who(None).basis) == ("night desk", "day desk", "stated")
    monkeypatch.delenv("OBSLOG_ANALYST")
    monkeypatch.setattr("obslog.observing.opening._configured", lambda: None)
    assert who(None).basis == "os"
    for name in ("", "  ", "x" * 201):
        with pytest.raises(WordError):
            who(name)


def test_the_password_of_a_database_is_never_shown() -> None:
    with pytest.raises(StoreError) as refused:
        obslog.open("postgresql+psycopg://desk:secret@127.0.0.1:1/log")
    assert "secret" not in str(refused.value)
