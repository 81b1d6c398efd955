"""The areas of the site: how much of each could be seen, and for which types its list is complete."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from obslog.model.text import safe
from obslog.tui.keys import key
from obslog.tui.scene.words import AreaLine
from obslog.tui.text import joined, shown
from obslog.tui.widgets.acting import Acting
from obslog.tui.widgets.rows import RowsPane


class Ask(Enum):
    """What a key of the areas asks of the screen, for the chosen area."""

    REASON = "reason"
    SHARE = "share"
    COMPLETE = "complete"


class AreasPane(Acting, RowsPane):
    """One row an area: its visible fraction with where that is from."""

    area = "areas"
    jump = "a"
    title_text = "Areas"
    about = (
        "How much of each area could be seen. Digits are tenths (7 = 0.7), 0 is none of it, f all of it, r what "
        "footprint and cloud give. Only an area that was seen whole bounds a count from above."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(digit, f"tenths({digit})", show=False) for digit in "0123456789"
    ]

    class Stated(Message):
        """The analyst says how much of an area could be seen, 0..1; None goes back to automatic."""

        def __init__(self, part: str, fraction: float | None) -> None:
            super().__init__()
            self.part, self.fraction = part, fraction

    class Asked(Message):
        """A key wants more than the pane can give."""

        def __init__(self, ask: Ask, part: str) -> None:
            super().__init__()
            self.ask, self.part = ask, part

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[AreaLine, ...] = ()

    def show(self, lines: Sequence[AreaLine]) -> None:
        """Show these areas."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.laid_out()

    def laid_out(self) -> None:
        width = self.room
        rows = []
        for line in self._lines:
            name = safe(line.name)
            room = max(6, width - 6 - min(14, len(line.note)) - 1)
            name = name if len(name) <= room else name[: room - 1] + "…"
            first = joined(f"{name:<{room}}", (f"{line.share:>5} ", "bold"), (line.note, "dim"))
            rows.append([first, *([shown(f"  {line.more}", "dim")] if line.more else [])])
        self.put(rows)

    @property
    def part(self) -> str | None:
        """The chosen area's id."""
        return self._lines[self.cursor].part if self.cursor < len(self._lines) else None

    async def action_tenths(self, tenths: int) -> None:
        """How much of the chosen area could be seen, in tenths."""
        await self._state(tenths / 10)

    async def _state(self, fraction: float | None) -> None:
        if self.part is not None:
            await self.act(self.Stated(self.part, fraction))

    async def _ask(self, ask: Ask) -> None:
        if self.part is not None:
            await self.act(self.Asked(ask, self.part))

    def chosen(self) -> None:
        if self.part is not None:
            self.post_message(self.Asked(Ask.SHARE, self.part))

    # The digits themselves are bound above, each with its number; this is their help.
    @key("0,1,2,3,4,5,6,7,8,9", "tenths", "The visible fraction in tenths: 7 is 0.7, 0 none of it.")
    def action_fraction(self) -> None: ...

    @key("f", "full", "All of it could be seen.")
    async def action_full(self) -> None:
        await self._state(1.0)

    @key("r", "automatic", "As footprint and cloud give it.")
    async def action_automatic(self) -> None:
        await self._state(None)

    @key("enter", "exactly", "The share in per cent, exactly.", show=False)
    async def action_share(self) -> None:
        await self._ask(Ask.SHARE)

    @key("question_mark", "not observable", "Nothing of it could be seen; the reason is asked.")
    async def action_reason(self) -> None:
        await self._ask(Ask.REASON)

    @key("asterisk", "complete", "The list of this area is exhaustive for a type.", show=False)
    async def action_complete(self) -> None:
        await self._ask(Ask.COMPLETE)
