"""Who answers where an import must ask: policy, a person, a script or a recorded file of decisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from obslog.model.errors import WordError


class Kind(StrEnum):
    """What is asked about one file."""

    IMPORT = "import"
    DUPLICATE = "duplicate"


class By(StrEnum):
    """Who decided; kept in the ledger, so that what policy skipped can still be asked."""

    POLICY = "policy"
    PERSON = "person"


@dataclass(frozen=True)
class Question:
    """One question about one file: its kind, the sentence to show, the choices, what policy would say."""

    kind: Kind
    path: str
    text: str
    choices: tuple[str, ...]
    default: str


@dataclass(frozen=True)
class Decision:
    """An answer: one of the question's choices, and who gave it."""

    choice: str
    by: By


class Decider(Protocol):
    """Whoever answers the questions of an import."""

    def decide(self, question: Question) -> Decision:
        """One of `question.choices`, and who chose it."""
        ...


class PolicyDecider:
    """Answers every question as policy would; never asks anybody."""

    def decide(self, question: Question) -> Decision:
        """The question's default."""
        return Decision(question.default, By.POLICY)


class AskedDecider:
    """Puts questions about duplicates to a callable, which gives a choice as a person's, or None for what policy says.

    Whether a file is taken at all was said by naming it: that is not asked once more.
    """

    def __init__(self, ask: Callable[[Question], str | None]) -> None:
        self._ask = ask

    def decide(self, question: Question) -> Decision:
        """The answer, by a person if it is one. Raises `WordError` for what was no choice."""
        choice = self._ask(question) if question.kind is Kind.DUPLICATE else None
        if choice is None:
            return Decision(question.default, By.POLICY)
        return Decision(checked(choice, question), By.PERSON)


class ScriptedDecider:
    """Answers from a table of (kind, file name) -> choice, as a person would; policy answers the rest."""

    def __init__(self, answers: Mapping[tuple[str, str], str]) -> None:
        self.answers = dict(answers)
        self.asked: list[Question] = []

    def decide(self, question: Question) -> Decision:
        """The scripted choice for that kind and file name or path."""
        self.asked.append(question)
        for name in (question.path, question.path.rsplit("/", 1)[-1]):
            choice = self.answers.get((str(question.kind), name))
            if choice is not None:
                return Decision(checked(choice, question), By.PERSON)
        return Decision(question.default, By.POLICY)


class RecordedDecider:
    """Answers from a decisions file (JSON lines of `kind`, `path`, `choice`); `fallback` answers the rest."""

    def __init__(self, file: Path, fallback: Decider) -> None:
        self._scripted = ScriptedDecider(read_decisions(file))
        self._fallback = fallback

    def decide(self, question: Question) -> Decision:
        """The recorded choice, else that of the fallback."""
        decision = self._scripted.decide(question)
        return decision if decision.by is By.PERSON else self._fallback.decide(question)


class RecordingDecider:
    """Passes each question on, and adds every answer of a person to a decisions file, line by line as they come.

    The file can be replayed by `RecordedDecider`; an answer given later stands for an earlier one. Raises
    `WordError` at once where the file cannot be written.
    """

    def __init__(self, file: Path, inner: Decider) -> None:
        self._file, self._inner = file, inner
        self._add("")

    def decide(self, question: Question) -> Decision:
        """The answer of the decider within."""
        decision = self._inner.decide(question)
        if decision.by is By.PERSON:
            row = {"kind": str(question.kind), "path": question.path, "choice": decision.choice}
            self._add(json.dumps(row, ensure_ascii=True) + "\n")
        return decision

    def _add(self, text: str) -> None:
        try:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(text)
        except OSError as error:
            raise WordError(
                "decisions file", str(self._file), f"cannot be written: {error.strerror}"
            ) from None


def read_decisions(file: Path) -> dict[tuple[str, str], str]:
    """The answers in a decisions file. Raises `WordError` that names the line that cannot be read."""
    answers: dict[tuple[str, str], str] = {}
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeError) as error:
        raise WordError("decisions file", str(file), f"cannot be read: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            answers[str(Kind(row["kind"])), str(row["path"])] = str(row["choice"])
        except (ValueError, KeyError, TypeError, RecursionError):
            hint = f'line {number} is not like {{"kind": "duplicate", "path": "...", "choice": "skip"}}'
            raise WordError("decisions file", str(file), hint) from None
    return answers


def checked(choice: str, question: Question) -> str:
    """`choice`, if the question offers it. Raises `WordError`."""
    if choice not in question.choices:
        raise WordError(f"decision for {question.path}", choice, f"choose {' or '.join(question.choices)}")
    return choice
