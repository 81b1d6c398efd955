"""The pane of open questions: what contradicts itself, what is undetermined, where nobody has looked for long."""

from __future__ import annotations

from textwrap import wrap

from textual.message import Message

from obslog.tui.keys import key
from obslog.tui.text import shown
from obslog.tui.widgets.rows import RowsPane


class QuestionsPane(RowsPane):
    """Enter opens the change of the site that a question is about."""

    area = "questions"
    jump = "o"
    title_text = "Open questions"
    about = (
        "What the log cannot answer as it stands. Enter shows the change of that site, with what it rests on."
    )
    DEFAULT_CSS = "QuestionsPane { height: 1fr; }"

    class Opened(Message):
        """The site of a question."""

        def __init__(self, site: str) -> None:
            super().__init__()
            self.site = site

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._questions: tuple[tuple[str, str], ...] = ()

    def show(self, questions: tuple[tuple[str, str], ...]) -> None:
        """Questions as (site, sentence)."""
        self._questions = questions
        self.name_pane(str(len(questions)) if questions else "")
        self.laid_out()

    def laid_out(self) -> None:
        rows = [
            [shown(line) for line in wrap(sentence, self.room, subsequent_indent="  ")]
            for _, sentence in self._questions
        ]
        self.put(rows or [[shown("none that the log can see", "dim")]])

    def chosen(self) -> None:
        if self.cursor < len(self._questions):
            self.post_message(self.Opened(self._questions[self.cursor][0]))

    @key("enter", "open", "The change at that site.")
    def action_open(self) -> None:
        self.chosen()
