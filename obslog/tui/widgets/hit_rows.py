"""The pane of what a search found: a kind, a few words, the id; Enter opens it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from obslog.tui.keys import key
from obslog.tui.text import joined
from obslog.tui.widgets.rows import RowsPane


@dataclass(frozen=True)
class Place:
    """One thing that can be gone to: its `kind` (site, image, look, ...), its id and what it says."""

    kind: str
    id: str
    says: str


class PlacesPane(RowsPane):
    """Things that can be gone to."""

    area = "found"
    jump = "s"
    title_text = "Found"
    about = "What was found in the log. Enter opens it."
    DEFAULT_CSS = "PlacesPane { height: 1fr; }"

    class Opened(Message):
        """One of them is to be opened."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: tuple[Place, ...] = ()

    def show(self, places: tuple[Place, ...], empty: str = "nothing found") -> None:
        """Show these."""
        self._places = places
        self.name_pane(str(len(places)) if places else "")
        rows = [[joined((f"{p.kind:<10} ", "bold"), p.says, (f"  {p.id[:10]}", "dim"))] for p in places]
        self.put(rows or [[joined((empty, "dim"))]])

    @property
    def place(self) -> Place | None:
        """The chosen one."""
        return self._places[self.cursor] if self.cursor < len(self._places) else None

    def chosen(self) -> None:
        if self.place is not None:
            self.post_message(self.Opened(self.place))

    @key("enter", "open", "Open this.")
    def action_open(self) -> None:
        self.chosen()
