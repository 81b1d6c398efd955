"""The panes of what is not known: open questions, and times in which nothing was seen."""

from __future__ import annotations

from textwrap import wrap

from rich.text import Text
from textual.message import Message

from obslog.tui.keys import key
from obslog.tui.tasking.lacking import Lack
from obslog.tui.text import joined, shown
from obslog.tui.widgets.rows import RowsPane

_LINES = 3
_KINDS = {
    "longest": "the longest time unseen",
    "unseen": "something could have come and gone",
    "both": "the longest time unseen: something could have come and gone",
}


class LackPane(RowsPane):
    """What both panes have in common."""

    area = "lacks"
    DEFAULT_CSS = "LackPane { height: 1fr; min-height: 3; }"
    empty = ""

    class Pointed(Message):
        """Another line is chosen in this pane, or the pane has come into focus."""

    class Chosen(Message):
        """Enter: what it rests on is to be opened."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lacks: tuple[Lack, ...] = ()

    def show(self, lacks: tuple[Lack, ...]) -> None:
        """Show these."""
        self.lacks = lacks
        self.name_pane(str(len(lacks)))
        self.laid_out()

    @property
    def one(self) -> Lack | None:
        """The chosen one."""
        return self.lacks[self.cursor] if self.cursor < len(self.lacks) else None

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed())

    def on_focus(self) -> None:
        """What is chosen here is told of."""
        self.post_message(self.Pointed())

    def chosen(self) -> None:
        self.post_message(self.Chosen())

    def laid_out(self) -> None:
        low = self.app.size.height < 34
        rows = []
        for one in self.lacks:
            since = "never known" if one.since is None else f"since {one.since.day} {one.since:%b %Y %H:%MZ}"
            kind = _KINDS.get(one.kind, since)
            signs = joined(
                (
                    f" · {len(one.signs)} sign{'s' if len(one.signs) > 1 else ''} of change"
                    if one.signs
                    else "",
                    "bold",
                )
            )
            head = joined((one.site, "bold"), signs, (f" · {kind}", "dim"))
            if low:
                rows.append([joined(head, "  ", one.sentence)])
            else:
                told = wrap(one.sentence, max(20, self.room - 3))
                cut = [*told[: _LINES - 1], f"{told[_LINES - 1]} …"] if len(told) > _LINES else told
                bar = [] if one.span is None else [self._bar(one.span)]
                rows.append([head, *(shown(f"  {line}") for line in cut), *bar])
        self.put(rows or [[shown(self.empty, "dim")]])

    def _bar(self, span: tuple[float, float]) -> Text:
        """Where in the time that was looked at it lies."""
        known, unseen = ("-", "#") if self.plain else ("─", "█")
        wide = min(100, self.room - 4)
        first = min(wide - 1, int(span[0] * wide))
        last = max(first + 1, round(span[1] * wide))
        return joined("  ", (known * first, "dim"), unseen * (last - first), (known * (wide - last), "dim"))

    @key("enter", "open", "Open what it rests on: the look with its image.")
    def action_choose(self) -> None:
        self.chosen()


class OpenQuestionsPane(LackPane):
    """Questions that the log leaves open."""

    area = "open_questions"
    jump = "o"
    title_text = "Open questions"
    about = (
        "What the newest looks leave open, since when, and why. a asks for a new look that would answer it."
    )
    empty = "none that the log can see"


class UnseenPane(LackPane):
    """Times in which nothing was seen."""

    area = "unseen_times"
    jump = "t"
    title_text = "Times unseen"
    about = (
        "The longest time in which nothing could have been seen of each ground, and the times longer than the cadence "
        "of the site, in which something could have come and gone; with what shows that something moved then. The bar is "
        "the time from what was first known to now, the dark of it unseen."
    )
    empty = "nobody has looked yet"
