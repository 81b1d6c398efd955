"""The contract with Textual: rows of cells do all that its strips do, and say the same as bytes and as text."""

from __future__ import annotations

import inspect
import io
from typing import Any

import numpy as np
import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.filter import Monochrome
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Static

from looking import Drawn, standing
from obslog.tui.cells.encode import encode
from obslog.tui.cells.overlay import Sheet
from obslog.tui.widgets.cell_strip import CellRow, CellStrip, unsent, write_through

CONSOLE = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)


def row_of(width: int = 12, *, merged: bool = False, seed: int = 1) -> CellRow:
    sheet = Sheet(np.random.default_rng(seed).integers(0, 256, (2, width, 3)).astype(np.uint8))
    if merged:
        sheet.dots[:, 1::2] = sheet.dots[:, : width // 2 * 2 : 2]
    sheet.write(2, 0, "a●°z", (255, 0, 0), (0, 0, 255))
    cells = encode(sheet.dots, sheet.glyphs, sheet.ink, sheet.paper)
    return CellRow(cells[0], sheet.dots, sheet.glyphs[0], sheet.ink[0], sheet.paper[0], merged)


def looks(strip: Strip) -> list[tuple[str, str, str]]:
    """The oracle: (character, ink, paper) of each cell, as a terminal reads the bytes."""
    screen = pyte.Screen(max(1, strip.cell_length), 1)
    pyte.Stream(screen).feed(strip.render(CONSOLE))
    return [(c.data, c.fg, c.bg) for c in (screen.buffer[0][n] for n in range(strip.cell_length))]


def as_plain(strip: Strip) -> Strip:
    """The same as Textual itself would have it."""
    return Strip(list(strip), strip.cell_length)


@pytest.mark.parametrize("merged", [False, True])
def test_bytes_and_text_say_the_same(merged: bool) -> None:
    strip = CellStrip(row_of(merged=merged))
    assert looks(strip) == looks(as_plain(strip))
    assert strip.text[2:6] == "a●°z" and strip.cell_length == 12


def test_colours_said_once_need_not_be_said_again() -> None:
    row = row_of(40, merged=True)
    short = CellStrip(row).render(CONSOLE)
    row.merged = False
    assert len(short) < 0.65 * len(CellStrip(row).render(CONSOLE))


@pytest.mark.parametrize(("start", "end"), [(0, 12), (0, 5), (3, 12), (4, 6), (5, None), (7, 7), (0, 40)])
def test_a_part_of_a_row_is_the_part(start: int, end: int | None) -> None:
    strip = CellStrip(row_of())
    part = strip.crop(start, end)
    assert isinstance(part, CellStrip)
    assert looks(part) == looks(strip)[start:end] and part.cell_length == len(strip.text[start:end])


def test_a_row_is_cut_and_joined_as_the_compositor_does_it() -> None:
    strip = CellStrip(row_of())
    parts = strip.divide([3, 7, 12])
    assert [part.cell_length for part in parts] == [3, 4, 5]
    assert looks(Strip.join(parts)) == looks(strip)
    beside = Strip([Segment("ab", Style(color="red"))], 2)
    joined = Strip.join([strip.crop(0, 4), beside, strip.crop(6, 12)])
    assert looks(joined)[:4] == looks(strip)[:4] and looks(joined)[6:] == looks(strip)[6:]
    assert joined.text[4:6] == "ab"


def test_a_row_of_the_same_cells_is_the_same_row() -> None:
    assert CellStrip(row_of(seed=1)) == CellStrip(row_of(seed=1))
    assert CellStrip(row_of(seed=1)) != CellStrip(row_of(seed=2))


def test_all_else_that_a_strip_does_is_done_by_its_text() -> None:
    strip = CellStrip(row_of())
    grey = strip.apply_filter(Monochrome(), Color.parse("black"))
    assert all(seg.style.color.triplet.red == seg.style.color.triplet.green for seg in grey)  # type: ignore[union-attr]
    bold = strip.apply_style(Style(bold=True))
    assert all(seg.style is not None and seg.style.bold for seg in bold)
    for plain in (strip.simplify(), strip.discard_meta(), strip.adjust_cell_length(12), strip[0:12]):
        assert plain.text == strip.text
    assert strip.adjust_cell_length(14).cell_length == 14
    assert strip.crop_pad(12, 1, 1, Style()).text == f" {strip.text} "
    assert strip.apply_offsets(0, 0).text == strip.text
    assert bool(strip) and len(list(strip)) == 12


class Question(ModalScreen[None]):
    DEFAULT_CSS = (
        "Question { align: center middle; } Question Static { width: 20; height: 3; background: red; }"
    )

    def compose(self) -> ComposeResult:
        yield Static("a question")


async def test_a_dialog_lies_over_a_picture_and_all_of_it_can_be_exported() -> None:
    async with standing(Drawn(), size=(60, 16)) as (pilot, canvas, app):
        alone = app.export_screenshot()
        await app.push_screen(Question())
        await pilot.pause()
        asked = app.export_screenshot()
        assert "question" not in alone and "a&#160;question" in asked
        app.pop_screen()
        await pilot.pause()
        rgb = canvas.dots[10, 30].tolist()
        assert "#{:02x}{:02x}{:02x}".format(*rgb) in alone.lower()


def test_what_waits_for_the_terminal_is_counted() -> None:
    class Driver:
        _writer_thread = WriterThread(io.StringIO())
        written = ""

        def write(self, text: str) -> None:
            self.written += text
            self._writer_thread.write(text)

    class Bare(App[None]):
        _driver: Any = Driver()

    app = Bare.__new__(Bare)
    write_through(app, "one")
    write_through(app, "two")
    assert unsent(app) == 2 and Bare._driver.written == "onetwo"


def test_textual_writes_to_terminals_by_that_thread() -> None:
    assert "_writer_thread" in inspect.getsource(linux_driver.LinuxDriver.write)
    assert unsent(App()) == 0
