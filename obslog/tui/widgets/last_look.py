"""The last look: what stood there before, to be carried forward and confirmed one by one."""

from __future__ import annotations

from textual.message import Message

from obslog.tui.keys import key
from obslog.tui.scene.lines import glyphs
from obslog.tui.scene.state import LastLook
from obslog.tui.text import joined, shown
from obslog.tui.widgets.acting import Acting
from obslog.tui.widgets.rows import RowsPane


class LastLookPane(Acting, RowsPane):
    """The tally of the look before; Enter carries its marks onto this image as proposals."""

    area = "last_look"
    jump = "L"
    title_text = "Last look"
    about = (
        "What the look before this one said. Enter carries its marks onto this image by their place on the ground; "
        "each then waits to be confirmed (Enter) or removed (Delete) in the image, where , and ; walk through them."
    )

    class Carry(Message):
        """The marks of the last look are wanted on this image."""

    class Pick(Message):
        """The types of a row are wanted for the next mark."""

        def __init__(self, types: tuple[str, ...]) -> None:
            super().__init__()
            self.types = types

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._last: LastLook | None = None

    def show(self, last: LastLook | None) -> None:
        """Show a look's tally; None: nobody looked before."""
        if last is None or last is not self._last:
            self._last = last
            self.laid_out()

    def laid_out(self) -> None:
        last = self._last
        if last is None:
            self.name_pane()
            self.put([[shown("nobody looked before", "dim")]])
            return
        self.name_pane(f"{last.look.when.describe()}, {last.ago}")
        width = self.room
        rows = [
            [joined(f"{'|'.join(row.types):<{width - 12}.{width - 12}} ", (f"{row.count.short():>5} ", "bold"),
                    glyphs(self.plain)[row.confidence])]
            for row in last.rows
        ]  # fmt: skip
        none = [[shown(f"{scope.type}: none seen", "dim")] for scope in last.look.none]
        marks = f"Enter carries {last.marks} marks" if last.marks else "it has no marks to carry"
        self.put([*rows, *none, [shown(marks, "dim")]])

    def chosen(self) -> None:
        self.post_message(self.Carry())

    @key("enter", "carry marks", "Carry the marks of that look onto this image, to be confirmed one by one.")
    async def action_carry(self) -> None:
        await self.act(self.Carry())

    @key("space", "mark this type", "Mark with the type of this row.", show=False)
    async def action_pick(self) -> None:
        if self._last is not None and self.cursor < len(self._last.rows):
            await self.act(self.Pick(self._last.rows[self.cursor].types))
