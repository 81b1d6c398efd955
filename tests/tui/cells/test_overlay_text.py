"""Text over a picture is sent as it is shown: one cell a character, and nothing in it that steers the terminal."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from obslog.tui.cells.encode import as_text, encode
from obslog.tui.cells.overlay import Sheet


def written(text: str) -> str:
    sheet = Sheet(np.zeros((2, 60, 3), np.uint8))
    sheet.write(0, 0, text, (255, 255, 255), (0, 0, 0))
    return "".join(chr(code) for code in sheet.glyphs[0].tolist() if code)


def test_a_name_that_commands_the_terminal_is_written_out() -> None:
    assert written("a\x1b]52;c;eA==\x07b") == "a\\x1b]52;c;eA==\\x07b"
    assert written("a\u202eb") == "a\\u202eb"


@given(st.text(max_size=40))
def test_whatever_is_written_takes_one_cell_a_character(text: str) -> None:
    shown = written(text)
    assert cell_len(shown) == len(shown)
    sheet = Sheet(np.zeros((2, 60, 3), np.uint8))
    sheet.write(0, 0, text, (255, 255, 255), (0, 0, 0))
    sent = as_text(encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper)[0])
    assert not any(ord(c) < 32 and c != "\x1b" for c in sent)
