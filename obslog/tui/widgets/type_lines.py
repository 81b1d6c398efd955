"""The types of a site, to choose the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from obslog.tui.change.over_time import TypeLine
from obslog.tui.keys import key
from obslog.tui.text import joined, shown
from obslog.tui.widgets.rows import RowsPane


class TypesPane(RowsPane):
    """One type a row, with what the newest pass says of it."""

    area = "types"
    jump = "t"
    title_text = "Types"
    about = (
        "The types that looks at this site name, each with what the newest pass says of it. Enter shows one."
    )

    class Picked(Message):
        """A type was chosen."""

        def __init__(self, query: tuple[str, ...]) -> None:
            super().__init__()
            self.query = query

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[TypeLine, ...] = ()

    def show(self, found: Sequence[TypeLine], query: Sequence[str]) -> None:
        """Show the types; the one of `query` is the cursor's."""
        self._lines = tuple(found)
        width = max(20, (self.content_size.width or 28) - 1)
        self.put(
            [[joined(f"{one.name:<{width - 6}.{width - 6}} ", (f"{one.newest:>5}", "bold"))] for one in found]
            or [[shown("no looks yet", "dim")]]
        )
        self.cursor = next((n for n, one in enumerate(found) if one.query == tuple(query)), self.cursor)

    def chosen(self) -> None:
        if self.cursor < len(self._lines):
            self.post_message(self.Picked(self._lines[self.cursor].query))

    @key("enter,space", "show", "Show the counts of this type.")
    def action_pick(self) -> None:
        self.chosen()
