"""The tally: a row a type with its count, and the keys that state, doubt and qualify it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message

from obslog.model.counting import Group
from obslog.model.counts import Count
from obslog.model.looks import Confidence
from obslog.model.text import safe
from obslog.tui.keys import key
from obslog.tui.scene.entry import CountEntry
from obslog.tui.scene.lines import Line, glyphs
from obslog.tui.text import joined, shown
from obslog.tui.widgets.acting import Acting
from obslog.tui.widgets.rows import RowsPane

#: How Textual names the keys that counts are typed with.
_TYPED = {
    **{digit: digit for digit in "0123456789"},
    "plus": "+", "minus": "-", "tilde": "~", "less_than_sign": "<", "greater_than_sign": ">", "equals_sign": "=",
}  # fmt: skip
#: More marks than this are a number, not dots.
_DOTS = 6


class Ask(Enum):
    """What a key of the tally asks of the screen, for the chosen row."""

    TYPE = "type"
    CANDIDATE = "candidate"
    AREA = "area"
    STATE = "state"
    UNKNOWN = "unknown"
    REASON = "reason"
    COMPLETE = "complete"
    DROP = "drop"
    PICK = "pick"


class TallyPane(Acting, RowsPane):
    """What is counted. It holds the count being typed; everything else is the screen's."""

    area = "tally"
    jump = "t"
    title_text = "Tally"
    about = (
        "One row a type: its count, and the marks that support it. Type a count on a row: 2, 2+ (at least), 2-4, "
        "~40 (about), <=3, 0 (none seen), ? (not observable, with the reason); Enter takes it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(name, f"typed({character!r})", show=False) for name, character in _TYPED.items()
    ]

    class Counted(Message):
        """A count was stated for a row."""

        def __init__(self, row: Group, count: Count) -> None:
            super().__init__()
            self.row, self.count = row, count

    class Previewed(Message):
        """A count is being typed: the sentence may show what it would say (None: as it was)."""

        def __init__(self, row: Group, count: Count | None) -> None:
            super().__init__()
            self.row, self.count = row, count

    class Sure(Message):
        """The type of a row is as certain as this."""

        def __init__(self, row: Group, confidence: Confidence) -> None:
            super().__init__()
            self.row, self.confidence = row, confidence

    class Asked(Message):
        """A key wants more than the pane can give; `row` is None on the row that adds a type."""

        def __init__(self, ask: Ask, row: Group | None) -> None:
            super().__init__()
            self.ask, self.row = ask, row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()
        self._digits: dict[Group, str] = {}
        self._areas: dict[str, str] = {}
        self.entry = CountEntry()
        self._typing: Group | None = None
        self._sure_next = False

    def show(self, lines: Sequence[Line], areas: dict[str, str]) -> None:
        """Show these lines; `areas` are the names of the site's areas by id."""
        if tuple(lines) == self._lines and areas == self._areas:
            return
        chosen = self.row
        self._lines, self._areas = tuple(lines), areas
        self._draw()
        if chosen is not None:
            self.choose(chosen)

    @property
    def row(self) -> Group | None:
        """The chosen row; None on `+ type`."""
        return self._lines[self.cursor].key if self.cursor < len(self._lines) else None

    @property
    def line(self) -> Line | None:
        """The chosen line; None on `+ type`."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    def choose(self, row: Group) -> None:
        """Put the bar on a row, or on the nearest thing to it: the same type."""
        keys = [line.key for line in self._lines]
        alike = [place for place, key in enumerate(keys) if key.types == row.types]
        if row in keys:
            self.cursor = keys.index(row)
        elif alike:
            self.cursor = alike[0]

    def take(self) -> tuple[Group, Count] | None:
        """The count that was typed, if it is whole; nothing is being typed any more."""
        row, count, was = self._typing, self.entry.count, bool(self.entry)
        self.entry, self._typing = CountEntry(), None
        if was:
            self._draw()
        return (row, count) if row is not None and count is not None else None

    def moved(self, old: int, new: int) -> None:
        self._sure_next = False
        if self._typing is not None and self.row != self._typing:
            self._posted()

    def on_blur(self) -> None:
        self._sure_next = False
        self._posted()

    def _posted(self) -> None:
        """The mouse went elsewhere: what was typed is taken."""
        done = self.take()
        if done is not None:
            self.post_message(self.Counted(*done))

    async def leaving(self) -> None:
        await self._commit()

    async def _commit(self) -> bool:
        """Have what was typed taken; True if something was being typed."""
        was, row = bool(self.entry), self._typing
        done = self.take()
        if done is not None:
            await self.act(self.Counted(*done))
        elif was and row is not None:
            await self.act(self.Previewed(row, None))
        return was

    def laid_out(self) -> None:
        self._draw()

    def _draw(self) -> None:
        rows = [self._row_text(line, place) for place, line in enumerate(self._lines)]
        self.put([*rows, [shown("+ type …", "dim")]])

    def _row_text(self, line: Line, place: int) -> list[Text]:
        width = self.room
        typing = self.entry.text if self.entry and place == self.cursor else ""
        said = f"{typing}_" if typing else line.said or ("?" if line.proposed else "-")
        dots = self._dots(line)
        name_width = max(8, width - 6 - 9)
        name = safe(line.name)
        name = name if len(name) <= name_width else name[: name_width - 1] + "…"
        text = joined(
            f"{name:<{name_width}}",
            (f"{said:>5} ", "bold underline" if typing else "bold"),
            (dots, "" if not line.none else "dim"),
        )
        differs = "!=" if self.plain else "≠"
        flags = (differs if line.differs else "") + ("*" if line.complete else "")
        if flags:
            text.append(f" {flags}", style="bold")
        more = " · ".join(self._notes(line))
        return [text, shown(f"  {more}", "dim")] if more else [text]

    def _dots(self, line: Line) -> str:
        glyph = glyphs(self.plain)[line.key.confidence]
        if line.none:
            return "none seen"
        marks = glyph * line.marks if line.marks <= _DOTS else f"{glyph} x{line.marks}"
        proposed = f" +{line.proposed}?" if line.proposed else ""
        if not marks and not proposed and line.key.confidence is not Confidence.CONFIRMED:
            return glyph
        return marks + proposed

    def _notes(self, line: Line) -> list[str]:
        notes = []
        if line.differs:
            notes.append(
                f"{line.marks} marked" + (f", because {line.because}" if line.because else ": ! says why")
            )
        if line.key.area is not None:
            notes.append(f"@{self._areas.get(line.key.area, line.key.area)}")
        if line.key.state:
            notes.append(line.key.state)
        if line.key.confidence is not Confidence.CONFIRMED:
            notes.append(str(line.key.confidence))
        if line.because and not line.differs:
            notes.append(f"because {line.because}")
        if line.complete:
            notes.append("complete")
        return notes

    async def action_typed(self, character: str) -> None:
        """A character of a count, or after a full stop the digit that says how sure."""
        line, sure, self._sure_next = self.line, self._sure_next, False
        if line is None:
            await self.act(self.Asked(Ask.TYPE, None))
        elif sure and character in "123":
            await self.act(self.Sure(line.key, list(Confidence)[int(character) - 1]))
        else:
            await self._typed(line, self.entry.typed(character, line.marks))

    async def _typed(self, line: Line, entry: CountEntry) -> None:
        self.entry, self._typing = entry, line.key if entry else None
        self._draw()
        await self.act(self.Previewed(line.key, entry.count))

    async def _ask(self, ask: Ask) -> None:
        await self._commit()
        row = self.row
        if row is None and ask not in (Ask.TYPE, Ask.CANDIDATE):
            ask = Ask.TYPE
        await self.act(self.Asked(ask, row))

    def chosen(self) -> None:
        self.post_message(self.Asked(Ask.TYPE if self.row is None else Ask.PICK, self.row))

    # The digits and signs themselves are bound above, each with its character; this is their help.
    @key(
        ",".join(_TYPED),
        "count",
        "The count of the row: 2, 2+ at least, 2-4, ~40 about, <=3, 0 none seen. Enter or moving on takes it.",
    )
    def action_count(self) -> None: ...

    @key(
        "enter",
        "take / + type",
        "Take the typed count; on `+ type`, choose a type; else mark with this type.",
    )
    async def action_take(self) -> None:
        if not await self._commit():
            await self.act(self.Asked(Ask.TYPE if self.row is None else Ask.PICK, self.row))

    @key("slash", "type", "Choose a type to count, by name, alias or NATO name.")
    async def action_type(self) -> None:
        await self._ask(Ask.TYPE)

    @key("question_mark", "not observable", "The number cannot be told; the reason is asked.")
    async def action_unknown(self) -> None:
        self.take()
        await self._ask(Ask.UNKNOWN)

    @key("full_stop", "how sure", "Then 1 confirmed, 2 probable, 3 possible.")
    async def action_sure(self) -> None:
        await self._commit()
        self._sure_next = True

    @key("vertical_line", "candidate", "Add a type that it could also be: An-26 or An-32.", show=False)
    async def action_candidate(self) -> None:
        await self._ask(Ask.CANDIDATE)

    @key("at", "area", "The area that the row is counted in.", show=False)
    async def action_area(self) -> None:
        await self._ask(Ask.AREA)

    @key("semicolon", "state", "The state they are in: nose raised, dismantled.", show=False)
    async def action_state(self) -> None:
        await self._ask(Ask.STATE)

    @key("asterisk", "complete", "The list is exhaustive for this type: what it does not name was not there.")
    async def action_complete(self) -> None:
        await self._ask(Ask.COMPLETE)

    @key("exclamation_mark", "why", "Why the stated count is what it is.", show=False)
    async def action_reason(self) -> None:
        await self._ask(Ask.REASON)

    @key("backspace,delete", "erase", "Erase the typed character, or what is stated of the row.", show=False)
    async def action_erase(self) -> None:
        line = self.line
        if self.entry and line is not None:
            await self._typed(line, self.entry.erased())
        else:
            await self._ask(Ask.DROP)
