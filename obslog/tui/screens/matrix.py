"""The matrix: types by date of a site, from any cell one key to the look and its image."""

from __future__ import annotations

from typing import Any, Self

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static

from obslog.model.errors import RefusedError
from obslog.tui.cells.chart import KINDS
from obslog.tui.change import grid, over_time
from obslog.tui.fresh import Fresh
from obslog.tui.keys import Keyed, key, told
from obslog.tui.messages import OpenChange, OpenMatrix, OpenReport, OpenScene, OpenTimeline, host
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.matrix_grid import MatrixGrid

#: As many columns as are read at once at the most: some 3 ms for a type and twelve passes.
MOST_COLUMNS = 40


class MatrixScreen(Fresh, Keyed, Screen[Any]):
    """The newest passes at first; older ones are read as the cursor reaches them."""

    area = "matrix"
    title_text = "Matrix"
    about = "Types by date: a column a pass, a row a type. Older passes are read as the cursor goes there."
    CSS_PATH = "../styles/change.tcss"

    def __init__(self, site: str) -> None:
        super().__init__()
        self._site = site

    @classmethod
    def opened(cls, message: OpenMatrix) -> Self:
        """The screen for that message."""
        return cls(message.site)

    def compose(self) -> ComposeResult:
        yield Static("", id="matrix-head", classes="head", markup=False)
        yield MatrixGrid(id="grid", classes="pane")
        yield Static("", id="matrix-said", classes="foot", markup=False)
        yield Static("", id="matrix-legend", classes="foot dim", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self._pane.name_pane("reading the log")
        self._pane.focus()
        self.call_after_refresh(self._read)

    @property
    def _pane(self) -> MatrixGrid:
        return self.query_one(MatrixGrid)

    def read_log(self) -> None:
        """Read again, the cursor where it was."""
        self._read()

    @work(exclusive=True, group="matrix")
    @told
    async def _read(self) -> None:
        old = self._pane.grid
        wanted = min(MOST_COLUMNS, max(self._pane.room[1], len(old.columns)))
        found = await host(self).engine.ask(lambda log: grid.newest(log, self._site, wanted))
        self._pane.name_pane()
        if old.pointed is not None and old.pointed[0] in found.rows:
            found = found.moved(found.rows.index(old.pointed[0]), old.column - found.column)
        self._show(found)
        self._say()

    def _show(self, found: grid.Grid) -> None:
        self._pane.show(found)
        older = f" of {len(found.columns) + found.older:,}" if found.older else ""
        self.query_one("#matrix-head", Static).update(
            joined(
                (found.site, "bold"), f" · types by date, UTC · {len(found.columns):,}{older} passes, "
                f"{len(found.rows)} types",
            )
        )  # fmt: skip
        self.query_one("#matrix-legend", Static).update(lines(*found.legend))

    @on(MatrixGrid.OlderWanted)
    def _older(self, event: MatrixGrid.OlderWanted) -> None:
        event.stop()
        self._read_older()

    @work(exclusive=True, group="matrix")
    @told
    async def _read_older(self) -> None:
        known = self._pane.grid
        wanted = min(MOST_COLUMNS, max(6, self._pane.room[1]))
        found = await host(self).engine.ask(lambda log: grid.with_older(log, known, wanted))
        # The cursor may have moved while the log was read, but no further than the first column.
        self._show(found.moved(self._pane.grid.row - known.row, -1))

    @on(MatrixGrid.Pointed)
    def _pointed(self, event: MatrixGrid.Pointed) -> None:
        event.stop()
        self._say()

    @work(exclusive=True, group="said")
    @told
    async def _say(self) -> None:
        said = self.query_one("#matrix-said", Static)
        pointed = self._pane.grid.pointed
        if pointed is None:
            said.update(shown("No closed look at this site yet.", "dim"))
            return
        query, column = pointed
        cell = column.cells[query]
        kind = f"{KINDS[cell.kind]}: {cell.text}" if cell.kind in ("count", "labelled") else KINDS[cell.kind]
        told_by = await host(self).engine.ask(lambda log: over_time.said_by(log, column.looks))
        looks = " ".join(look[-8:] for look in column.looks)
        said.update(lines(f"{column.name}  {'|'.join(query)}: {kind}  [{looks}]", *told_by))

    @on(MatrixGrid.Chosen)
    @told
    async def _chosen(self, event: MatrixGrid.Chosen) -> None:
        event.stop()
        found = await host(self).engine.ask(lambda log: over_time.image_of(log, event.looks))
        if found is None:
            raise RefusedError("this look has no image in the log")
        self.post_message(OpenScene(found[0], self._pane.grid.site_id, look=found[1]))

    @key("d", "change", "What changed between the pass that is kept (or the one before) and this one.")
    def action_change(self) -> None:
        found = self._pane.grid
        other = found.column - 1 if found.anchor is None else found.anchor
        first, last = sorted((other, found.column))
        if first < 0 or first == last:
            raise RefusedError("a change needs two passes: keep one with v and go to another")
        columns = found.columns
        self.post_message(OpenChange(found.site_id, columns[first].looks[-1], columns[last].looks[-1]))

    @key("t", "timeline", "The counts of this type over time.")
    def action_timeline(self) -> None:
        pointed = self._pane.grid.pointed
        self.post_message(OpenTimeline(self._pane.grid.site_id, "|".join(pointed[0]) if pointed else None))

    @key("r", "report", "A report from the pass that is kept (or the first that is loaded) to this one.")
    def action_report(self) -> None:
        found = self._pane.grid
        if not found.columns:
            raise RefusedError("there is nothing to report yet")
        first, last = sorted((found.anchor or 0, found.column))
        ends = over_time.day(found.columns[first].begin), over_time.day(found.columns[last].begin)
        self.post_message(OpenReport(found.site_id, *ends))

    @key("x", "grid", "To the grid.", show=False)
    def action_to_grid(self) -> None:
        self.set_focus(self._pane)

    @key("y", "copy", "Copy what the look of this pass says.", show=False)
    async def action_copy(self) -> None:
        pointed = self._pane.grid.pointed
        if pointed is not None:
            said = await host(self).engine.ask(lambda log: over_time.said_by(log, pointed[1].looks))
            host(self).copy(f"{self._pane.grid.site}, {pointed[1].name}: {' '.join(said)}", "the sentence")

    @key("escape", "back", "Back.", show=False)
    def action_back(self) -> None:
        self.app.pop_screen()
