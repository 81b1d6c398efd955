"""Lists of files: names keep their bytes, and what is not there is rejected, not a stop."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from making_rasters import png
from obslog.ingest.file_lists import read_file_list
from obslog.ingest.options import ImportOptions
from obslog.model.errors import WordError
from obslog.store.workspace import Workspace
from taking import take


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        (b"a.tif\nsub/b.tif\n\n", (b"a.tif", b"sub/b.tif")),
        (b"a.tif\r\nb.tif\r\n", (b"a.tif", b"b.tif")),
        (b"a\nb.tif\0c.tif\0", (b"a\nb.tif", b"c.tif")),
        (b"\xff\xfe.tif\n", (b"\xff\xfe.tif",)),
        (b"\xef\xbb\xbfa.tif", (b"a.tif",)),
        ("\ufeffa.tif\r\né.tif\r\n".encode("utf-16-le"), (b"a.tif", "é.tif".encode())),
        (b"a.tif\na.tif\n", (b"a.tif",)),
        (b"", ()),
    ],
)
def test_a_list_is_read_in_bytes(data: bytes, paths: tuple[bytes, ...]) -> None:
    if data.startswith(b"\xff\xfe.tif"):
        data = b"x.tif\n" + data  # the mark of UTF-16 stands only at the very start
        paths = (b"x.tif", *paths)
    assert read_file_list(io.BytesIO(data)) == paths


def test_a_list_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WordError, match="cannot be read"):
        read_file_list(tmp_path / "none.txt")


def test_files_of_a_list_are_imported_and_a_missing_one_is_rejected(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    png(tmp_path / "a.png")
    png(tmp_path / "b.png", value=9)
    odd = os.fsencode(tmp_path) + b"/\xff.png"
    (tmp_path / "b.png").rename(os.fsdecode(odd))
    (tmp_path / "c.png").write_bytes((tmp_path / "a.png").read_bytes())
    listed = (b"a.png", b"\xff.png", b"gone.png")
    done = take(workspace, tmp_path / "c.png", options=ImportOptions(listed=listed, jobs=1))
    told = {os.path.basename(each.path): (str(each.outcome), each.reason) for each in done.outcomes}  # noqa: PTH119
    assert told.keys() == {b"c.png", b"a.png", b"\xff.png", b"gone.png"}
    assert told[b"gone.png"][0] == "rejected" and "there" in str(told[b"gone.png"][1])
    assert (told[b"a.png"][0], told[b"\xff.png"][0], done.exit_code) == ("duplicate", "imported", 3)
    head = workspace.head()
    take(workspace, tmp_path / "c.png", options=ImportOptions(listed=listed, jobs=1))
    assert workspace.head() == head
