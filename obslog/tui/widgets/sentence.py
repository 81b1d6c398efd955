"""The sentence at the foot of the scene: what the look will say, generated while it is counted."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from obslog.model.text import safe


class SentenceBar(Widget):
    """A few lines of fixed height, so that nothing moves while the sentence grows; what is cut is told."""

    DEFAULT_CSS = "SentenceBar { height: 2; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sentence = ""

    def show(self, sentence: str) -> None:
        """Show a sentence; nothing is drawn anew where it is the one that stands there."""
        if sentence != self._sentence:
            self._sentence = sentence
            self.refresh()

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self._sentence

    def render(self) -> Text:
        width, height = max(1, self.content_size.width), max(1, self.content_size.height)
        wrapped = Text(safe(self._sentence)).wrap(self.app.console, width)
        if len(wrapped) <= height:
            return Text("\n").join(wrapped)
        kept = wrapped[:height]
        more = " … s: all of it"
        kept[-1].truncate(max(1, width - len(more)))
        kept[-1].append(more, style="bold")
        return Text("\n").join(kept)
