"""Type-ahead in the tree of types: by name, alias or NATO name; `|` begins another member of a candidate set."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static

from obslog.model.errors import ObslogError
from obslog.tui.dialogs.asking import Asking
from obslog.tui.keys import key
from obslog.tui.scene.matching import Match, TypeIndex
from obslog.tui.text import joined, lines, shown
from obslog.tui.widgets.field import Field


class TypeSearch(Asking):
    """Answers with the type chosen, or the members of a candidate set, as a tuple of names."""

    area = "type_search"

    def __init__(self, index: TypeIndex, *, title: str = "Type", value: str = "") -> None:
        """`value` is what stands in the field at first."""
        super().__init__()
        self._index, self._title, self._value = index, title, value
        self._found: tuple[Match, ...] = ()
        self._listed: str | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog type-search") as box:
            box.border_title = shown(self._title)
            yield Field(
                self._value, placeholder="Il-76, il76, candid, An-26|An-32", id="asked", select_on_focus=False
            )
            yield OptionList(markup=False, id="found")
            yield Static("", id="wrong", markup=False)
            yield Static(
                "Enter: take it   ↓ ↑: another   |: or another type   Esc: back",
                markup=False,
                classes="dialog-keys",
            )

    def on_mount(self) -> None:
        self._list(self._value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    def _list(self, text: str) -> None:
        if text == self._listed:
            return
        self._listed = text
        self._found = self._index.matches(text)
        found = self.query_one("#found", OptionList)
        found.clear_options()
        found.add_options([_option(match) for match in self._found])
        if self._found:
            found.highlighted = 0
        self.query_one("#wrong", Static).update("")

    @on(OptionList.OptionSelected)
    async def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.action_take()

    @key("enter", "take", "Take the highlighted type.", show=False, priority=True)
    async def action_take(self) -> None:
        text = self.query_one("#asked", Input).value
        # What was typed just now may not be listed yet.
        self._list(text)
        match = self._highlighted()
        if not text.strip() and match is None:
            return
        try:
            chosen = self._index.chosen(text, match)
        except ObslogError as error:
            self.query_one("#wrong", Static).update(lines(str(error)))
            return
        await self.answer(chosen)

    def _highlighted(self) -> Match | None:
        at = self.query_one("#found", OptionList).highlighted
        return self._found[at] if at is not None and at < len(self._found) else None

    @key("down,ctrl+n", "next", "The next type that fits.", show=False, priority=True)
    def action_next(self) -> None:
        self.query_one("#found", OptionList).action_cursor_down()

    @key("up,ctrl+p", "previous", "The type before.", show=False, priority=True)
    def action_previous(self) -> None:
        self.query_one("#found", OptionList).action_cursor_up()


def _option(match: Match) -> Text:
    by = (f"  = {match.by}", "italic") if match.by else ""
    return joined((f"{match.name:<16}", "bold"), by, (f"  {match.line}", "dim"))
