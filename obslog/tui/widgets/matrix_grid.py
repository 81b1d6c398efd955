"""Types by date as a grid whose cursor is always in sight; only what is in sight is drawn."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from obslog.model.text import safe
from obslog.tui.change.grid import Grid
from obslog.tui.keys import key
from obslog.tui.messages import host
from obslog.tui.panes import Pane

#: Cells of the terminal: the names of types, one column, the heading.
NAMES, WIDE, HEAD = 20, 9, 3

_KINDS = ("count", "zero", "part", "cloud", "gap", "labelled", "conflict")


class MatrixGrid(Pane, Widget, can_focus=True):
    """Shows a `Grid`; `show` gives it another. Columns are passes, the newest at the right."""

    area = "matrix_grid"
    jump = "x"
    title_text = "Types by date"
    about = "What each pass says of each type; the line below explains the signs. Enter opens the look and its image."
    DEFAULT_CSS = """
    MatrixGrid { height: 1fr; }
    MatrixGrid > .grid--head { text-style: dim; }
    MatrixGrid > .grid--name { color: $foreground; }
    MatrixGrid > .grid--count { color: $primary; text-style: bold; }
    MatrixGrid > .grid--zero { color: $success; text-style: bold; }
    MatrixGrid > .grid--part, MatrixGrid > .grid--labelled { color: $success; }
    MatrixGrid > .grid--cloud, MatrixGrid > .grid--gap { text-style: dim; }
    MatrixGrid > .grid--conflict { color: $error; text-style: bold; }
    MatrixGrid > .grid--along { background: $panel; }
    MatrixGrid > .grid--cursor { text-style: reverse bold; }
    MatrixGrid > .grid--kept { background: $secondary-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"grid--{name}" for name in (*_KINDS, "head", "name", "along", "cursor", "kept")
    }

    grid: reactive[Grid] = reactive(Grid(), layout=False)

    class Pointed(Message):
        """The cursor stands on another cell."""

    class Chosen(Message):
        """Enter on a cell: its look is to be opened."""

        def __init__(self, looks: tuple[str, ...]) -> None:
            super().__init__()
            self.looks = looks

    class OlderWanted(Message):
        """The cursor wants to go before the first column, and there is more."""

    def show(self, grid: Grid) -> None:
        """Show another grid, scrolled so that its cursor is in sight."""
        before = self.grid.pointed
        self.grid = grid.seen_by(*self.room)
        if self.grid.pointed != before:
            self.post_message(self.Pointed())

    @property
    def room(self) -> tuple[int, int]:
        """How many rows and columns are in sight at once."""
        return max(1, self.size.height - HEAD), max(1, (self.size.width - NAMES) // WIDE)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.grid = self.grid.seen_by(*self.room)

    def render_line(self, y: int) -> Strip:
        """A line of the heading, or the cells of one type."""
        rows, columns = self.room
        grid = self.grid
        shown = range(grid.left, min(len(grid.columns), grid.left + columns))
        if y < HEAD:
            strip = self._heading(y, shown)
        elif grid.top + y - HEAD < min(len(grid.rows), grid.top + rows):
            strip = self._row(grid.top + y - HEAD, shown)
        else:
            strip = []
        return Strip(strip).adjust_cell_length(self.size.width, self.rich_style)

    def _heading(self, y: int, shown: range) -> list[Segment]:
        grid = self.grid
        before = (
            f"{'<' if host(self).settings.ascii else '«'} {grid.older:,} older"
            if y == 0 and grid.older
            else ""
        )
        segments = [Segment(before.ljust(NAMES), self._style("head"))]
        for place in shown:
            lines = _wrapped(grid.columns[place].name, WIDE - 1, HEAD)
            text = lines[y] if y < len(lines) else ""
            text += "*" if y == 0 and place == grid.anchor else ""
            segments.append(Segment(text.ljust(WIDE), self._style("head", place == grid.column, place)))
        return segments

    def _row(self, number: int, shown: range) -> list[Segment]:
        grid = self.grid
        query = grid.rows[number]
        along = number == grid.row
        mark = (">" if host(self).settings.ascii else "▸") if along and self.has_focus else " "
        name = safe("|".join(query))[: NAMES - 2]
        segments = [Segment(f"{mark}{name}".ljust(NAMES), self._style("name", along))]
        for place in shown:
            cell = grid.columns[place].cells.get(query)
            kind, text = (cell.kind, cell.text) if cell is not None else ("gap", "")
            here = along and place == grid.column
            style = self._style(kind, along or place == grid.column, place, cursor=here and self.has_focus)
            segments.append(Segment(f" {text[: WIDE - 2]} ".ljust(WIDE), style))
        return segments

    def _style(self, name: str, along: bool = False, place: int | None = None, cursor: bool = False) -> Any:
        style = self.rich_style + self.get_component_rich_style(f"grid--{name}", partial=True)
        if along:
            style += self.get_component_rich_style("grid--along", partial=True)
        if place is not None and place == self.grid.anchor:
            style += self.get_component_rich_style("grid--kept", partial=True)
        if cursor:
            style += self.get_component_rich_style("grid--cursor", partial=True)
        return style

    def _move(self, down: int, right: int) -> None:
        if right < 0 and self.grid.column + right < 0 and self.grid.older:
            self.post_message(self.OlderWanted())
        self.show(self.grid.moved(down, right))

    @key("left,h", "earlier", "The pass before.", show=False)
    def action_earlier(self) -> None:
        self._move(0, -1)

    @key("right,l", "later", "The next pass.", show=False)
    def action_later(self) -> None:
        self._move(0, 1)

    @key("up,k", "up", "The type above.", show=False)
    def action_above(self) -> None:
        self._move(-1, 0)

    @key("down,j", "down", "The type below.", show=False)
    def action_below(self) -> None:
        self._move(1, 0)

    @key("pageup", "page up", "A screen of types up.", show=False)
    def action_page_up(self) -> None:
        self._move(-self.room[0], 0)

    @key("pagedown", "page down", "A screen of types down.", show=False)
    def action_page_down(self) -> None:
        self._move(self.room[0], 0)

    @key("H,shift+left", "screen earlier", "A screen of passes back.", show=False)
    def action_screen_earlier(self) -> None:
        self._move(0, -self.room[1])

    @key("L,shift+right", "screen later", "A screen of passes on.", show=False)
    def action_screen_later(self) -> None:
        self._move(0, self.room[1])

    @key("home", "first", "The earliest pass that is loaded.", show=False)
    def action_first(self) -> None:
        self._move(0, -len(self.grid.columns))

    @key("end", "last", "The newest pass.", show=False)
    def action_last(self) -> None:
        self._move(0, len(self.grid.columns))

    @key("v", "keep", "Keep this pass as the earlier or later side of a change; again, no longer.")
    def action_anchor(self) -> None:
        self.show(self.grid.anchored())

    @key("enter", "open", "Open the look of this pass and its image.")
    def action_open(self) -> None:
        if self.grid.pointed is not None:
            self.post_message(self.Chosen(self.grid.pointed[1].looks))

    def on_click(self, event: events.Click) -> None:
        """Point at a cell; twice opens it."""
        at = event.get_content_offset(self)
        grid = self.grid
        if at is None or not grid.columns or not grid.rows:
            return
        row, column = grid.top + at.y - HEAD, grid.left + (at.x - NAMES) // WIDE
        if at.y >= HEAD and at.x >= NAMES and row < len(grid.rows) and column < len(grid.columns):
            self._move(row - grid.row, column - grid.column)
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Types above."""
        self._move(-3, 0)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Types below."""
        self._move(3, 0)


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """The words of a date on at most so many lines of at most so many characters."""
    lines = [""]
    for word in safe(text).split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word[:width])
    if len(lines) > most:
        lines[most - 1] = lines[most - 1][: width - 1] + "…"
    return lines[:most]
