"""The panes of the import: the folders that can be entered, and what became of the files."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.message import Message

from obslog.tui.importing.folders import Place
from obslog.tui.importing.state import Row
from obslog.tui.keys import key
from obslog.tui.messages import host
from obslog.tui.text import joined, shown
from obslog.tui.widgets.rows import RowsPane


class PlacesPane(RowsPane):
    """What lies below what was typed; Enter goes into a folder, or imports what the first row names."""

    area = "places"
    jump = "f"
    title_text = "Folders"
    about = "The folders below what was typed. Right goes into one, Left comes out; Enter on the first row imports."

    class Entered(Message):
        """A folder or file was chosen for the field; `begin`: the import of what the field names is wanted."""

        def __init__(self, text: str, *, begin: bool = False) -> None:
            super().__init__()
            self.text, self.begin = text, begin

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._typed = ""
        self._places: tuple[Place, ...] = ()

    def show(self, typed: str, found: Sequence[Place]) -> None:
        """Show the places below `typed`."""
        self._typed, self._places = typed, tuple(found)
        first = (
            joined(("import ", "bold"), (typed, "bold"))
            if typed
            else shown("type a folder, or choose one", "dim")
        )
        rows = [
            [shown(place.name + "/" * place.is_folder, "" if place.is_folder else "dim")] for place in found
        ]
        self.cursor = 0
        self.put([[first], *rows])

    def _chosen_place(self) -> Place | None:
        return self._places[self.cursor - 1] if 0 < self.cursor <= len(self._places) else None

    def chosen(self) -> None:
        """Into the folder; on the first row begin the import."""
        place = self._chosen_place()
        self.post_message(self.Entered(place.text if place else self._typed, begin=place is None))

    @key("enter", "into, import", "Go into the folder; on the first row import what the field names.")
    def action_enter(self) -> None:
        self.chosen()

    @key("right,l", "into", "Go into the folder.", show=False)
    def action_into(self) -> None:
        place = self._chosen_place()
        if place is not None:
            self.post_message(self.Entered(place.text))

    @key("left,h,backspace", "out", "Come out of the folder.", show=False)
    def action_out(self) -> None:
        kept = self._typed.rstrip("/").rpartition("/")
        self.post_message(self.Entered(kept[0] + kept[1]))


class FilesPane(RowsPane):
    """What became of the files that a person may want to see, each kind under a heading."""

    area = "files"
    jump = "o"
    title_text = "Files"
    about = (
        "What became of the files, those that need you first: not dated, rejected with the reason, showing no known "
        "site. Files that are no imagery, and those that were in the log before, are only counted."
    )

    class DateWanted(Message):
        """A date is to be stated for an image."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class SceneWanted(Message):
        """An image is to be looked at."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._listed: tuple[Row | str, ...] = ()

    def show(self, listed: Sequence[Row | str]) -> None:
        """Show rows and headings."""
        if tuple(listed) != self._listed:
            self._listed = tuple(listed)
            self.put([[_line(each)] for each in listed] or [[shown("nothing to show yet", "dim")]])
            if self.cursor == 0 and listed:
                self.cursor = 1  # below the first heading

    @property
    def row(self) -> Row | None:
        """The chosen row; None on a heading."""
        here = self._listed[self.cursor] if self.cursor < len(self._listed) else None
        return here if isinstance(here, Row) else None

    def chosen(self) -> None:
        """Look at the image, where it shows a known site."""
        if self.row is not None and self.row.image and self.row.site:
            self.post_message(self.SceneWanted(self.row))

    @key("enter", "look at it", "Open the image, where it shows a known site.")
    def action_look(self) -> None:
        self.chosen()

    @key("d", "date", "State when an image was taken that nothing dates, and how you know.")
    def action_date(self) -> None:
        if self.row is not None and self.row.image:
            self.post_message(self.DateWanted(self.row))

    @key("y", "copy", "Copy the path of the file.", show=False)
    def action_copy(self) -> None:
        if self.row is not None:
            host(self).copy(self.row.path, "the path")


def _line(each: Row | str) -> Text:
    if isinstance(each, str):
        return shown(each, "bold")
    return joined("  ", each.name, (f"  {each.said}" if each.said else "", "dim"))
