"""Rasters are opened in one place only."""

from __future__ import annotations

import re
from pathlib import Path

import obslog

ROOT = Path(obslog.__file__).parent
OPENERS = re.compile(r"rasterio\.open|Image\.open|MemoryFile|\bgdal\.|WarpedVRT|rasterio\.band")


def test_no_other_room_opens_a_raster() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if OPENERS.search(path.read_text("utf-8")) and "imagery" not in path.relative_to(ROOT).parts[:1]
    }
    assert found == set()


def test_within_the_imagery_room_there_is_one_door() -> None:
    found = {
        path.name for path in (ROOT / "imagery").rglob("*.py") if OPENERS.search(path.read_text("utf-8"))
    }
    assert found == {"opening.py"}
