"""A requirement as text to be read: its question, why it is asked, what would answer it, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from obslog.model.requirements import Requirement
from obslog.tui.tasking.wanting import needs_words
from obslog.tui.text import joined, lines


def asked_text(one: Requirement, evidence: Sequence[str]) -> tuple[Text, ...]:
    """A requirement, whole."""
    said = [lines(one.question, style="bold"), Text()]
    if one.why:
        said += [lines(one.why), Text()]
    if one.state_reason:
        said += [lines(f"{one.state}: {one.state_reason}"), Text()]
    said += [joined((f"{name:<10}", "dim"), words) for name, words in needs_words(one)]
    by = "by rule: " + str(one.rule) if str(one.rule) != "analyst" else ""
    asker = one.asked_by or one.analyst
    said.append(joined(("priority  ", "dim"), f"{one.priority}"))
    said.append(joined(("asked by  ", "dim"), ", ".join(part for part in (asker, by) if part)))
    if evidence:
        said += [
            Text(),
            lines("It rests on (e opens):", style="dim"),
            *(lines(f"- {words}") for words in evidence),
        ]
    return tuple(said)
