"""The verdicts between two dates, a row a type; the columns that there is no room for are left to the foot."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.message import Message

from obslog.change.diff import Verdict
from obslog.tui.change.verdicts import ASCII_SIGNS, SIGNS, Row
from obslog.tui.keys import key
from obslog.tui.messages import host
from obslog.tui.text import shown
from obslog.tui.widgets.rows import RowsPane

_HEADS = (
    "type",
    "before",
    "after",
    "net",
    "arrived",
    "left",
    "verdict",
    "as labelled",
    "statements",
    "rests on",
)
#: Columns in the order in which they go where the terminal is narrow: what they say stands at the foot too.
_FIRST_TO_GO = ("rests on", "statements", "as labelled", "left", "arrived")


class ChangeTable(RowsPane):
    """Strict verdicts first, as labelled dimmer beside them, then statements and the looks a row rests on."""

    area = "verdicts"
    jump = "v"
    title_text = "Verdicts"
    about = (
        "What changed, type by type, only as strongly as the looks allow. The verdict is strict; as labelled takes "
        "probable and possible at their word. The sentence of the chosen row stands at the foot."
    )

    class Pointed(Message):
        """Another row is chosen."""

    class Chosen(Message):
        """Enter: the two looks are to be compared."""

    class Laid(Message):
        """The columns are these now; the heading is shown above the pane's rows."""

        def __init__(self, head: Text) -> None:
            super().__init__()
            self.head = head

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._changes: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show these verdicts."""
        self._changes = tuple(rows)
        self._lay_out()

    def on_resize(self) -> None:
        """Other columns may fit now."""
        self._lay_out()

    @property
    def chosen_row(self) -> Row | None:
        """The row of the cursor."""
        return self._changes[self.cursor] if self.cursor < len(self._changes) else None

    def _lay_out(self) -> None:
        if not self._changes:
            self.put([[shown("neither side mentions a type", "dim")]])
            return
        signs = ASCII_SIGNS if host(self).settings.ascii else SIGNS
        table = [_cells(row, signs) for row in self._changes]
        widths = [max(len(head), *(len(row[n]) for row in table)) + 2 for n, head in enumerate(_HEADS)]
        room = max(40, self.content_size.width - 1)
        kept = [n for n, head in enumerate(_HEADS) if head != "as labelled" or any(row[n] for row in table)]
        for name in _FIRST_TO_GO:
            if sum(widths[n] for n in kept) > room and _HEADS.index(name) in kept:
                kept.remove(_HEADS.index(name))
        head = shown("".join(_HEADS[n].ljust(widths[n]) for n in kept))
        self.put([[_line(row, cells, widths, kept)] for row, cells in zip(self._changes, table, strict=True)])
        self.post_message(self.Laid(head))

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed())

    def chosen(self) -> None:
        self.post_message(self.Chosen())

    @key("enter", "compare", "Compare the images of the two dates.")
    def action_pick(self) -> None:
        self.chosen()


def _cells(row: Row, signs: dict[Verdict, str]) -> tuple[str, ...]:
    kind, *rest = row.cells
    named = f"{'  ' * row.depth}{kind}"
    verdict = f"{signs[row.verdict]} {rest[5]}"
    return (named, *rest[:5], verdict, rest[6], row.statements, row.rests_on)


def _line(row: Row, cells: Sequence[str], widths: Sequence[int], kept: Sequence[int]) -> Text:
    whole = Text(end="", no_wrap=True, overflow="ellipsis")
    for n in kept:
        whole.append_text(shown(cells[n].ljust(widths[n]), _style(_HEADS[n], row)))
    return whole


def _style(head: str, row: Row) -> str:
    if head in ("as labelled", "rests on"):
        return "dim"
    certain = row.verdict in (Verdict.INCREASE, Verdict.DECREASE, Verdict.CONFLICT)
    return "bold" if head == "type" or (head == "verdict" and certain) else ""
