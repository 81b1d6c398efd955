"""A pane of rows with one of them chosen: moved with arrows, jk or the mouse; what the rows are is the pane's own."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.widget import Widget

from obslog.tui.keys import key
from obslog.tui.messages import host
from obslog.tui.panes import Pane


class RowsPane(Pane, Widget, can_focus=True):
    """Rows of one or more lines each; the chosen one is always in sight and marked by a bar, not by colour alone.

    Subclasses call `put` with their rows and read `cursor`.
    """

    area = "rows"
    cursor: reactive[int] = reactive(0)

    DEFAULT_CSS = """
    RowsPane { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="pane")
        self._rows: list[list[Text]] = []
        self._top = self._width = 0
        #: A line above the rows that stays where it is: what the columns are.
        self.head: Text | None = None

    def on_mount(self) -> None:
        self.name_pane()

    def put(self, rows: Sequence[Sequence[Text]]) -> None:
        """Show these rows; each is one or more lines of text made by `obslog.tui.text`."""
        before = sum(len(row) for row in self._rows)
        self._rows = [list(row) for row in rows]
        self.cursor = max(0, min(self.cursor, len(self._rows) - 1))
        # Nothing on the screen is laid out anew while the pane keeps its height.
        grown = self.styles.is_auto_height and before != sum(len(row) for row in self._rows)
        self.refresh(layout=grown)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, sum(len(row) for row in self._rows) + (self.head is not None))

    def watch_cursor(self, old: int, new: int) -> None:
        self.moved(old, new)
        self.refresh()

    def moved(self, old: int, new: int) -> None:
        """The chosen row is another; for subclasses."""

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self._rows) - 1))

    def render(self) -> Text:
        height, width = max(1, self.content_size.height - self._headed), max(1, self.content_size.width)
        flat = [(number, line) for number, row in enumerate(self._rows) for line in row]
        first = next((place for place, (number, _) in enumerate(flat) if number == self.cursor), 0)
        last = first + len(self._rows[self.cursor]) - 1 if self._rows else 0
        # No further than needed: what is read keeps its place.
        self._top = max(min(self._top, first), last - height + 1, 0)
        self._top = min(self._top, max(0, len(flat) - height))
        whole = Text(end="", no_wrap=True, overflow="ellipsis")
        if self.head is not None and self._headed:
            head = self.head.copy()
            head.truncate(width - 1, overflow="ellipsis")
            whole.append(" ").append_text(head).append("\n")
        for place, (number, line) in enumerate(flat[self._top : self._top + height]):
            here = self.has_focus and number == self.cursor
            begins = place + self._top == 0 or flat[place + self._top - 1][0] != number
            bar = ">" if self.plain else "▸"
            shown = Text(bar if here and begins else " ", style="bold" if here else "")
            shown.append_text(line)
            shown.truncate(width, overflow="ellipsis", pad=here)
            if here:
                shown.stylize("not dim reverse" if begins else "")
            if place:
                whole.append("\n")
            whole.append_text(shown)
        return whole

    @property
    def _headed(self) -> bool:
        # With room for one line alone, that is the chosen row.
        return self.head is not None and self.content_size.height > 1

    def row_at(self, y: int) -> int | None:
        """The row drawn at line `y` of the content, None below the last and on the head."""
        flat = [number for number, row in enumerate(self._rows) for _ in row]
        place = self._top + y - self._headed
        return flat[place] if y >= self._headed and 0 <= place < len(flat) else None

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        row = self.row_at(at.y) if at is not None else None
        if row is not None:
            self.cursor = row
            if event.chain == 2:
                self.chosen()

    def on_mouse_scroll_down(self) -> None:
        self.cursor += 1

    def on_mouse_scroll_up(self) -> None:
        self.cursor -= 1

    async def leaving(self) -> None:
        """A key leads to another row; for subclasses."""

    def chosen(self) -> None:
        """The row was clicked twice; for subclasses."""

    def laid_out(self) -> None:
        """The pane has another width: the rows are to be made anew; for subclasses."""

    def on_resize(self) -> None:
        if self.content_size.width != self._width:
            self._width = self.content_size.width
            self.laid_out()

    @property
    def plain(self) -> bool:
        """True where signs are to be of plain ASCII."""
        return host(self).settings.ascii

    @property
    def room(self) -> int:
        """Columns that a row may take, beside the bar that marks the chosen one."""
        return max(20, (self._width or 32) - 1)

    @key("up,k", "up", "The row above.", show=False)
    async def action_row_up(self) -> None:
        await self.leaving()
        self.cursor -= 1

    @key("down,j", "down", "The row below.", show=False)
    async def action_row_down(self) -> None:
        await self.leaving()
        self.cursor += 1

    @key("home", "first", "The first row.", show=False)
    async def action_row_first(self) -> None:
        await self.leaving()
        self.cursor = 0

    @key("end", "last", "The last row.", show=False)
    async def action_row_last(self) -> None:
        await self.leaving()
        self.cursor = len(self._rows) - 1
