"""The decider that asks a person at the terminal."""

from __future__ import annotations

import click

from obslog.ingest.decider import By, Decision, Kind, Question
from obslog.model.text import safe


class TerminalDecider:
    """Puts an import's questions about duplicates to the person at the terminal; Enter takes the default.

    Whether a file is taken at all was said by naming it: that is not asked once more.
    """

    def decide(self, question: Question) -> Decision:
        """The choice that was typed, by a person. Raises `click.Abort` at the end of input or on Ctrl-C."""
        if question.kind is not Kind.DUPLICATE:
            return Decision(question.default, By.POLICY)
        choice = click.prompt(
            f"{safe(question.path)}: {safe(question.text)}",
            type=click.Choice(question.choices),
            default=question.default,
            err=True,
        )
        return Decision(str(choice), By.PERSON)
