"""Panes: the parts of a screen that take the focus, each with the key that jumps to it in its title."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.widget import Widget

from obslog.tui.keys import Keyed
from obslog.tui.text import joined


class Pane(Keyed):
    """Mixed in before a focusable widget. `jump` is its key on the screen, `title` its name, `about` its help."""

    jump: ClassVar[str] = ""
    title_text: ClassVar[str] = ""
    about: ClassVar[str] = ""

    def name_pane(self, more: str = "") -> None:
        """Put key, name and `more` (escaped) into the border's title."""
        widget: Any = self
        assert isinstance(widget, Widget)
        head = ((self.jump, "bold underline"), " ") if self.jump else ()
        tail = (f": {more}",) if more else ()
        widget.border_title = joined(*head, self.title_text, *tail)
