"""The pictures of the README are what the screens show today: the same words, drawn by the script that made them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def drawing() -> Any:
    """The script that draws."""
    spec = importlib.util.spec_from_file_location("draw_pictures", DOCS / "draw_pictures.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["draw_pictures"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_every_picture_shows_what_its_screen_shows(drawing: Any, tmp_path: Path) -> None:
    for fresh in drawing.draw(tmp_path):
        kept = DOCS / "pictures" / fresh.name
        assert kept.exists(), f"make pictures draws {fresh.name}"
        assert drawing.words_of(kept.read_text("utf-8")) == drawing.words_of(fresh.read_text("utf-8")), (
            f"{fresh.name} shows what the screen no longer shows: make pictures"
        )


def test_a_picture_asks_nobody_for_anything_and_is_shown_on_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in (DOCS / "ui.md", DOCS.parent / "README.md"))
    drawn = sorted((DOCS / "pictures").glob("*.svg"))
    assert drawn
    for picture in drawn:
        svg = picture.read_text("utf-8")
        assert re.findall(r"(?:href|src|url)[=(]\W*https?:", svg) == []
        assert f"pictures/{picture.name}" in pages


def test_ids_and_hashes_are_no_difference(drawing: Any) -> None:
    one = '<text class="t" x="0" y="9">look 01M83K88BYXF7AWPVSSYKMEAAK of 81739d35&#160;km</text>'
    other = one.replace("01M83K88BYXF7AWPVSSYKMEAAK", "01M83K88BCYWNM0RS5X4EFNF51").replace(
        "81739d35", "7d236683"
    )
    assert drawing.words_of(one) == drawing.words_of(other) == ["look ID of ID km"]
    assert drawing.words_of(one) != drawing.words_of(one.replace("km", "m"))
