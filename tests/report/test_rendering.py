"""A report's file is whole or not there, and what was there stays until the new one is done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from obslog.model.errors import FileRefusedError
from obslog.report.forms.rendering import write


def test_a_report_is_written_in_utf_8_with_line_feeds(tmp_path: Path) -> None:
    write(tmp_path / "r.md", "Хмеймим → 2\n")
    assert (tmp_path / "r.md").read_bytes() == "Хмеймим → 2\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["r.md"]


def test_an_older_report_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.write_text("old")
    path.chmod(0o640)
    write(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_report_can_be_read_by_whom_the_umask_lets(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write(tmp_path / "r.md", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "r.md").stat().st_mode & 0o777 == 0o644


def test_what_was_there_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.md"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefusedError, match="no space left"):
        write(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["r.md"]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    write(tmp_path / "link.md", "new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


@pytest.mark.parametrize("name", ["", "missing/r.md", "file/r.md", "a\0b.md", "x" * 300 + ".md"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    with pytest.raises(FileRefusedError) as caught:
        write(tmp_path / name, "text")
    assert "\n" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]
