"""The pane of images that nobody has looked at: newest first, each with its date and what that rests on."""

from __future__ import annotations

from textual.message import Message

from obslog.model.marks import QueueLine
from obslog.tui.keys import key
from obslog.tui.text import joined
from obslog.tui.widgets.rows import RowsPane


class QueuePane(RowsPane):
    """Enter opens an image."""

    area = "queue"
    jump = "e"
    title_text = "Queue"
    about = "Images that nobody has closed a look at, newest first; undated ones last. A draft of yours is said to be one."
    DEFAULT_CSS = "QueuePane { height: 1fr; }"

    class Opened(Message):
        """An image is to be looked at."""

        def __init__(self, line: QueueLine) -> None:
            super().__init__()
            self.line = line

    class Pointed(Message):
        """Another image is chosen."""

        def __init__(self, line: QueueLine | None) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[QueueLine, ...] = ()

    def show(self, lines: tuple[QueueLine, ...], more: bool = False) -> None:
        """Show these; `more` says that there are others beyond them."""
        self.lines = lines
        count = f"{len(lines)}{'+' if more else ''}"
        self.name_pane(f"{count} image{'s' if len(lines) != 1 else ''} nobody has looked at")
        self.laid_out()
        self.post_message(self.Pointed(self.line))

    @property
    def line(self) -> QueueLine | None:
        """The chosen one."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    def laid_out(self) -> None:
        wide = self.room
        site = max([8, *(len(line.site) for line in self.lines[:50])])
        site = min(site, max(10, wide // 4))
        rows = []
        for line in self.lines:
            gsd = "" if line.gsd_m is None else f"{line.gsd_m:.2g} m"
            shares = [f"covers {line.covered:.0%}"] if line.covered is not None and line.covered < 1 else []
            shares += [f"clear {line.clear:.0%}"] if line.clear is not None else []
            draft = (" draft ", "bold reverse") if line.draft else ""
            pieces = (
                f"{line.when:<19} ", f"{line.site[:site]:<{site}} ", f"{gsd:>6} ", (f"{line.basis:<9} ", "dim"), draft,
                " ".join(shares), ("  " + line.name, "dim"),
            )  # fmt: skip
            rows.append([joined(*pieces)])
        self.put(rows or [[joined(("nothing waits: i imports a folder", "dim"))]])

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed(self.line))

    def chosen(self) -> None:
        if self.line is not None:
            self.post_message(self.Opened(self.line))

    @key("enter", "open", "Look at this image.")
    def action_open(self) -> None:
        self.chosen()
