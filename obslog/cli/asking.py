"""The decider that asks a person at the terminal."""

from __future__ import annotations

import click

from obslog.ingest.decider import By, Decision, Question
from obslog.model.text import safe


class TerminalDecider:
    """Puts each question of an import to the person at the terminal; Enter takes the default."""

    def decide(self, question: Question) -> Decision:
        """The choice that was typed, by a person. Raises `click.Abort` at the end of input or on Ctrl-C."""
        choice = click.prompt(
            f"{safe(question.text)}",
            type=click.Choice(question.choices),
            default=question.default,
            err=True,
        )
        return Decision(str(choice), By.PERSON)
