"""A log opened for reading only: everything can be asked, nothing can be changed, whichever face asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import obslog
from making_rasters import png
from obslog.log import create, open_log
from obslog.model.errors import StoreError


@pytest.fixture
def where(log_url: str) -> str:
    with create(log_url, analyst="Ada") as log:
        log.site_add("OSLK")
    return log_url


def test_it_is_read_and_every_change_is_refused_in_one_line(where: str, tmp_path: Path) -> None:
    assert obslog("--read-only", "site", "list", "--json", log=where).ok().rows[0]["icao"] == "OSLK"
    picture = png(tmp_path / "a.png")
    for words in (
        ["site", "add", "OSDI"],
        ["import", str(picture)],
        ["undo"],
        ["area", "add", "OSLK", "apron"],
    ):
        ran = obslog("--read-only", *words, log=where)
        assert ran.code == 1 and "open for reading only" in ran.err and ran.err.count("\n") == 1
    with open_log(where, read_only=True) as log:
        head = log.head()
        with pytest.raises(StoreError, match="open for reading only"):
            log.area_add("OSLK", "apron")
        assert log.head() == head
