"""The walk: one order, no link followed, no folder twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from obslog.ingest.walk import count_files, roots, walk
from obslog.model.errors import NotFoundError


def names(*paths: Path) -> list[str]:
    return [found.shown.rsplit("/", 1)[-1] for found in walk(roots(paths))]


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.tif", "a.tif", "sub/c.tif"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert names(tmp_path) == ["a.tif", "b.tif", "c.tif"]
    assert count_files(roots([tmp_path])) == (3, 3)


def test_a_path_named_twice_or_within_another_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.tif").write_bytes(b"x")
    assert names(tmp_path, tmp_path, tmp_path / "sub", tmp_path / "sub" / "a.tif") == ["a.tif"]


def test_links_are_met_but_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.tif").write_bytes(b"x")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    found = list(walk(roots([tmp_path / "in"])))
    assert [f.reason for f in found] == ["a symbolic link: links are not followed"] * 2


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="gone"):
        roots([tmp_path / "gone"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root can enter any folder")
def test_a_folder_that_cannot_be_entered_has_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    (found,) = walk(roots([tmp_path]))
    assert found.folder and "permission denied" in (found.reason or "")
