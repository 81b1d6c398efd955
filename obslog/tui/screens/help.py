"""Help: what the focused pane is for and what its keys do; then the screen's; then what holds everywhere."""

from __future__ import annotations

from typing import Any, Self

from rich.table import Table
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from obslog.tui.keys import Keyed, KeySpec, key, specs_of
from obslog.tui.see_through import SeeThrough
from obslog.tui.text import lines, shown


class HelpScreen(SeeThrough, Keyed, ModalScreen[None]):
    """One section a pane, its keys in a table."""

    area = "help"

    def __init__(self, sections: list[tuple[str, str, tuple[KeySpec, ...]]]) -> None:
        """`sections` are (heading, what it is for, its keys)."""
        super().__init__()
        self._sections = sections

    @classmethod
    def about(cls, screen: Screen[Any]) -> Self:
        """Help for the focused widget of `screen`, its screen and everywhere."""
        # What is focused, and the panes that it stands in.
        held = [] if screen.focused is None else list(screen.focused.ancestors_with_self)
        nodes = [*(node for node in held if node not in (screen, screen.app)), screen, screen.app]
        sections = []
        for node in nodes:
            specs = specs_of(node)
            if specs:
                heading = getattr(node, "title_text", "") or specs[0].id.partition(".")[0]
                sections.append((heading, getattr(node, "about", ""), specs))
        return cls(sections)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog help") as box:
            box.border_title = shown("Help")
            for heading, about, specs in self._sections:
                yield Static(shown(heading, "bold"))
                if about:
                    yield Static(lines(about), classes="dim")
                table = Table.grid(padding=(0, 2))
                for spec in specs:
                    table.add_row(shown(key_names(spec.keys), "bold"), lines(spec.help))
                yield Static(table, classes="help-keys")

    @key("escape,q,f1,question_mark", "back", "Close the help.", show=False)
    def action_close(self) -> None:
        self.dismiss(None)


#: Textual's names of keys as people write them.
_NAMES = {
    "question_mark": "?", "slash": "/", "plus": "+", "minus": "-", "equals_sign": "=", "backslash": "\\",
    "left_square_bracket": "[", "right_square_bracket": "]", "full_stop": ".", "semicolon": ";", "at": "@",
    "vertical_line": "|", "asterisk": "*", "less_than_sign": "<", "greater_than_sign": ">", "space": "Space",
    "enter": "Enter", "escape": "Esc", "delete": "Delete", "backspace": "Backspace", "pageup": "PageUp",
    "pagedown": "PageDown", "home": "Home", "end": "End", "left": "←", "right": "→", "up": "↑", "down": "↓",
    "f1": "F1", "tab": "Tab", "tilde": "~", "exclamation_mark": "!", "comma": ",", "colon": ":", "apostrophe": "'",
}  # fmt: skip


def key_names(keys: str) -> str:
    """`ctrl+r,left` as people write it: `Ctrl+R ←`."""
    said = []
    for one in keys.split(","):
        *held, last = one.strip().split("+")
        name = _NAMES.get(last, last.upper() if held and "shift" not in held else last)
        said.append("+".join([*(word.capitalize() for word in held), name]))
    return " ".join(said)
