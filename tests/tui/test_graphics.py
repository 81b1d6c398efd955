"""Real pixels: what a terminal is found to show, and bytes that hold the picture that was meant."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.tui.cells.encode import cell_bytes
from obslog.tui.cells.quadrants import quadrants
from obslog.tui.graphics.detect import detected
from obslog.tui.graphics.kitty import MARKS, deleted, placeholders, transmitted, transmitted_by
from obslog.tui.graphics.offering import Files
from obslog.tui.graphics.sixel import sixels

GRAPHICS = b"\x1b_Gi=31;OK\x1b\\"
KITTY = GRAPHICS + b"\x1bP>|kitty(0.35.2)\x1b\\\x1b[?62;c"
SIXEL = b"\x1b[?62;4;22c"
PLAIN = b"\x1b[?62;22c"
TRUE = b"\x1bP1$r0;48:2::1:2:3m\x1b\\"


def asked(answer: bytes):  # type: ignore[no-untyped-def]
    return lambda question, patience: answer


@pytest.mark.parametrize(
    ("setting", "environ", "answer", "mode", "depth", "sixel"),
    [
        ("auto", {"COLORTERM": "truecolor"}, KITTY, "kitty", "true", False),
        ("auto", {}, GRAPHICS + b"\x1bP>|ghostty 1.1.3\x1b\\\x1b[?62;22;52c", "kitty", "true", False),
        ("auto", {"COLORTERM": "truecolor"}, SIXEL, "cells", "true", True),
        ("auto", {"COLORTERM": "truecolor"}, PLAIN, "cells", "true", False),
        ("auto", {"COLORTERM": "truecolor"}, b"", "cells", "true", False),
        ("auto", {"TERM": "xterm-256color"}, PLAIN, "cells", "256", False),
        ("auto", {"TERM": "xterm"}, TRUE + SIXEL, "cells", "true", True),
        ("cells", {"TERM": "xterm-256color", "SSH_CONNECTION": "a b"}, TRUE + PLAIN, "cells", "true", False),
        ("auto", {"TERM": "xterm-256color", "SSH_CONNECTION": "a b"}, b"", "cells", "256", False),
        ("sixel", {"TERM": "xterm-256color"}, b"\x1bP1$r0;48;2;1;2;3m\x1b\\" + PLAIN, "cells", "true", True),
        ("auto", {"TMUX": "/tmp/x", "TERM": "tmux-256color"}, KITTY, "cells", "true", False),
        ("auto", {"SSH_CONNECTION": "a b", "COLORTERM": "truecolor"}, KITTY, "cells", "true", False),
        ("auto", {"TEXTUAL_DRIVER": "x"}, KITTY, "cells", "true", False),
        ("auto", {"NO_COLOR": "1", "COLORTERM": "truecolor"}, KITTY, "cells", "mono", False),
        ("kitty", {"TMUX": "/tmp/x"}, b"", "kitty", "true", False),
        ("quadrants", {"COLORTERM": "truecolor"}, KITTY, "quadrants", "true", False),
        ("mono", {"COLORTERM": "truecolor"}, KITTY, "cells", "mono", False),
    ],
)
def test_what_is_drawn_with_follows_from_the_terminal_and_the_wish(
    setting: str, environ: dict[str, str], answer: bytes, mode: str, depth: str, sixel: bool
) -> None:
    found = detected(setting, environ, asked(answer))
    assert (found.mode, found.depth, found.sixel) == (mode, depth, sixel)
    assert found.why


@pytest.mark.parametrize(
    "name",
    [b"\x1bP>|kitty(0.26.5)\x1b\\", b"\x1bP>|WezTerm 20240203\x1b\\", b"\x1bP>|Konsole 24.08\x1b\\", b""],
)
def test_kitty_graphics_without_placeholders_would_be_boxes_and_are_not_taken(name: bytes) -> None:
    found = detected("auto", {"COLORTERM": "truecolor"}, asked(GRAPHICS + name + b"\x1b[?62;4;22c"))
    assert (found.mode, found.sixel) == ("cells", True)
    found = detected("auto", {"COLORTERM": "truecolor"}, asked(GRAPHICS + name + PLAIN))
    assert found.mode == "cells" and "behind cells" in found.why


def test_a_terminal_of_this_machine_is_handed_files_and_none_is_left_behind() -> None:
    seen: list[Path] = []

    def terminal(question: bytes, patience: float) -> bytes:
        name = re.search(rb"t=t,f=24;([^\x1b]+)", question)
        assert name is not None
        seen.append(Path(b64decode(name[1]).decode()))
        assert seen[0].read_bytes() == b"\0\0\0"
        return b"\x1b_Gi=32;OK\x1b\\" + KITTY

    assert detected("auto", {"COLORTERM": "truecolor"}, terminal).reads_files
    assert not detected("auto", {"COLORTERM": "truecolor"}, asked(KITTY)).reads_files
    assert "tty-graphics-protocol" in seen[0].name and not seen[0].exists()


def test_of_a_terminal_far_away_only_its_colours_are_asked() -> None:
    asked_for: list[bytes] = []

    def terminal(question: bytes, patience: float) -> bytes:
        asked_for.append(question)
        return PLAIN

    detected("auto", {"SSH_CONNECTION": "a b", "TERM": "xterm-256color"}, terminal)
    detected("auto", {"SSH_CONNECTION": "a b", "COLORTERM": "truecolor"}, terminal)
    assert len(asked_for) == 1 and b"_G" not in asked_for[0] and asked_for[0].endswith(b"\x1b[c")


def test_pictures_in_files_are_deleted_though_the_terminal_may_have() -> None:
    files = Files()
    paths = [files.put(bytes([n]) * 12) for n in range(6)]
    assert [path.exists() for path in paths if path] == [False, False, True, True, True, True]
    rgb = np.zeros((2, 2, 3), np.uint8)
    text = transmitted_by(paths[5], rgb, 5, 1, 1)  # type: ignore[arg-type]
    assert ",t=t;" in text and b64decode(text.split(";")[1][:-2]).decode() == str(paths[5])
    paths[4].unlink()  # type: ignore[union-attr]
    files.clear()
    assert not any(path.exists() for path in paths if path)


def test_nothing_is_asked_where_something_stands_between() -> None:
    def never(question: bytes, patience: float) -> bytes:
        raise AssertionError("asked")

    assert detected("auto", {"TMUX": "1", "COLORTERM": "truecolor"}, never).mode == "cells"
    assert detected("cells", {"COLORTERM": "truecolor"}, never).mode == "cells"
    for environ in (
        {"TERM": "linux"},
        {"TERM_PROGRAM": "Apple_Terminal"},
        {"ZELLIJ": "0"},
        {"STY": "1.pts"},
        {"MOSH_KEY": "x"},
    ):
        assert detected("auto", environ, never).mode == "cells"


@pytest.mark.parametrize("pack", [False, True])
def test_a_picture_by_kitty_holds_its_pixels(pack: bool) -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)
    text = transmitted(rgb, 77, 8, 3, pack=pack)
    chunks = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in chunks) == text
    keys = dict(pair.split("=") for pair in chunks[0][0].split(","))
    assert (keys["i"], keys["s"], keys["v"], keys["c"], keys["r"], keys["f"]) == (
        "77",
        "80",
        "60",
        "8",
        "3",
        "24",
    )
    assert all(len(data) <= 4096 for _, data in chunks)
    assert all("q=2" in keys for keys, _ in chunks)  # an answer would be read as keys
    assert [keys.endswith("m=1") for keys, _ in chunks] == [True] * (len(chunks) - 1) + [False]
    data = b64decode("".join(data for _, data in chunks))
    if pack:
        data = zlib.decompress(data)
    assert np.array_equal(np.frombuffer(data, np.uint8).reshape(60, 80, 3), rgb)
    assert "i=77" in deleted(77)


def test_placeholders_number_their_rows_and_columns_and_are_as_long_as_any_cell() -> None:
    assert len(MARKS) == 297 and len(set(MARKS)) == 297
    cells = placeholders(0x123456, 297, 60)
    assert cells.shape == (60, 297, cell_bytes("true"))
    for row, column in ((0, 0), (59, 296), (7, 130)):
        text = cells[row, column].tobytes().decode()
        code, shown = text[: text.index("m") + 1], text[text.index("m") + 1 :]
        assert shown == "\U0010eeee" + MARKS[row].decode() + MARKS[column].decode()
        numbers = [int(n) for n in code[2:-1].split(";")]
        assert numbers[-5:] == [38, 2, 0x12, 0x34, 0x56] and set(numbers[:-5]) == {49}


def decoded(text: str) -> np.ndarray:
    """The oracle: a small reader of sixels."""
    assert text.startswith("\x1bP") and text.endswith("\x1b\\")
    body = text[text.index("q") + 1 : -2]
    width, height = (int(n) for n in re.match(r'"1;1;(\d+);(\d+)', body).groups())  # type: ignore[union-attr]
    body = body[re.match(r'"[\d;]+', body).end() :]  # type: ignore[union-attr]
    out = np.zeros((height, width, 3), np.uint8)
    palette: dict[int, list[int]] = {}
    x = y = colour = 0
    for number, setting, repeat, sign, newline in re.findall(
        r"#(\d+)((?:;\d+){4})?|!(\d+)|([?-~])|([$-])", body
    ):
        if number:
            colour = int(number)
            if setting:
                palette[colour] = [round(int(level) * 2.55) for level in setting.split(";")[2:]]
            count = 1
        elif repeat:
            count = int(repeat)
        elif sign:
            for bit in range(6):
                if (ord(sign) - 63) >> bit & 1:
                    out[y + bit, x : x + count] = palette[colour]
            x, count = x + count, 1
        elif newline == "$":
            x = 0
        else:
            x, y = 0, y + 6
    return out


@given(st.integers(0, 2**31), st.integers(1, 40), st.integers(1, 20))
def test_a_still_picture_by_sixel_holds_its_colours(seed: int, width: int, height: int) -> None:
    draw = np.random.default_rng(seed)
    colours = draw.integers(0, 256, (8, 3), np.uint8)
    rgb = colours[draw.integers(0, 8, (height, width))]
    assert np.abs(decoded(sixels(rgb)).astype(int) - rgb).max() <= 4


@given(st.integers(0, 2**31))
def test_quarters_of_a_cell_keep_their_two_colours(seed: int) -> None:
    draw = np.random.default_rng(seed)
    dark, bright = draw.integers(0, 100, 3), draw.integers(150, 256, 3)
    pattern = draw.integers(0, 2, (8, 12)).astype(bool)
    fine = np.where(pattern[..., None], bright, dark).astype(np.uint8)
    glyphs, ink, paper = quadrants(fine)
    order = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
    for row in range(4):
        for column in range(6):
            quarters = fine[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].reshape(4, 3)
            bits = order.index(chr(glyphs[row, column]))
            for n in range(4):
                shown = ink[row, column] if bits >> n & 1 else paper[row, column]
                assert shown.tolist() == quarters[n].tolist()
