"""The pane of open questions: what is asked of new images, what contradicts itself, what is undetermined."""

from __future__ import annotations

from textwrap import wrap

from textual.message import Message

from obslog.tui.keys import key
from obslog.tui.text import shown
from obslog.tui.widgets.rows import RowsPane


class QuestionsPane(RowsPane):
    """Enter opens the requirement that asks it, or the change of the site that a question is about."""

    area = "questions"
    jump = "o"
    title_text = "Open questions"
    about = (
        "What the log cannot answer as it stands. Those that are asked of new images come first (?, with the stage), and "
        "Enter opens what could answer them; of others it shows the change of that site, with what it rests on."
    )
    DEFAULT_CSS = "QuestionsPane { height: 1fr; }"

    class Opened(Message):
        """The site of a question."""

        def __init__(self, site: str) -> None:
            super().__init__()
            self.site = site

    class Asked(Message):
        """The requirement that asks a question."""

        def __init__(self, requirement: str) -> None:
            super().__init__()
            self.requirement = requirement

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._questions: tuple[tuple[str, str], ...] = ()
        self._asked: tuple[tuple[str, str], ...] = ()

    def show(self, questions: tuple[tuple[str, str], ...], asked: tuple[tuple[str, str], ...] = ()) -> None:
        """Questions as (site, sentence); those that are `asked` of new images as (id of the requirement, sentence)."""
        self._questions, self._asked = questions, asked
        counts = [str(len(questions))] if questions else []
        counts += [f"{len(asked)} asked of new images"] if asked else []
        self.name_pane(", ".join(counts))
        self.laid_out()

    def laid_out(self) -> None:
        # What is asked has a screen of its own: here two lines are enough.
        rows = [
            [
                shown(line)
                for line in wrap(
                    sentence, self.room, subsequent_indent="  ", max_lines=most, placeholder=" …"
                )
            ]
            for most, group in ((2, self._asked), (None, self._questions))
            for _, sentence in group
        ]
        self.put(rows or [[shown("none that the log can see", "dim")]])

    def chosen(self) -> None:
        asked = len(self._asked)
        if self.cursor < asked:
            self.post_message(self.Asked(self._asked[self.cursor][0]))
        elif self.cursor - asked < len(self._questions):
            self.post_message(self.Opened(self._questions[self.cursor - asked][0]))

    @key("enter", "open", "What could answer it, or the change at that site.")
    def action_open(self) -> None:
        self.chosen()
