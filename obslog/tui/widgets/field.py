"""A line of text to be typed: what comes into it from outside is shown written out, never as a terminal would obey it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.suggester import SuggestFromList
from textual.widgets import Input

from obslog.model.text import safe


class Field(Input):
    """As Textual's `Input`, which would send control characters of its value and its suggestions to the terminal.

    Read `text`: a name that was put in or offered comes back exactly, although it is shown written out.
    """

    def __init__(self, value: str | None = None, *, offers: Iterable[str] = (), **options: Any) -> None:
        """`offers` are completed by Right once they are begun."""
        self._exact: dict[str, str] = {}
        if offers:
            options["suggester"] = self._suggester(offers)
        if value is not None:
            self._exact[safe(value)] = value
        super().__init__(value, **options)

    def offer(self, names: Iterable[str]) -> None:
        """Complete these names from now on."""
        self.suggester = self._suggester(names)

    def put(self, text: str) -> None:
        """Show this text."""
        self._exact[safe(text)] = text
        self.value = text
        self.cursor_position = len(self.value)

    @property
    def text(self) -> str:
        """What was typed, or exactly what was put in or offered."""
        return self._exact.get(self.value, self.value)

    def validate_value(self, value: str) -> str:
        return safe(value)

    def _suggester(self, names: Iterable[str]) -> SuggestFromList:
        exact = {safe(name): name for name in names}
        self._exact |= exact
        return SuggestFromList(list(exact), case_sensitive=False)
