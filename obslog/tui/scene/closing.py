"""What still needs a word before a look can be closed; mostly nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from obslog.model.counting import Group
from obslog.tui.scene.state import SceneState


class Ask(Enum):
    """What is asked."""

    #: Why the stated count and the marks of a row differ.
    REASON = "reason"
    #: The smallest object in metres that the image can clear, where its GSD is unknown and a zero is said.
    RESOLVES = "resolves"
    #: Marks carried forward that nobody confirmed or removed.
    PROPOSALS = "proposals"
    #: Nothing is said at all.
    NOTHING = "nothing"


@dataclass(frozen=True)
class Need:
    """One thing that needs a word: `text` is the question as it is shown."""

    ask: Ask
    text: str
    row: Group | None = None


def needs(state: SceneState) -> tuple[Need, ...]:
    """What must be asked, in the order of asking; empty where one key closes the look."""
    look = state.said
    if not (look.seen or look.totals or look.none or look.complete_for or look.not_observable):
        what = "Nothing is said yet: mark something, state a count, or press N for no change"
        return (Need(Ask.NOTHING, what),)
    found = []
    if state.proposals:
        number = len(state.proposals)
        what = (
            "1 mark that was carried forward is"
            if number == 1
            else f"{number} marks that were carried forward are"
        )
        found.append(Need(Ask.PROPOSALS, f"{what} neither confirmed nor removed and will not count"))
    for row in state.rows:
        if row.differs and not row.because:
            stated = row.stated.short() if row.stated else "?"
            found.append(
                Need(
                    Ask.REASON,
                    f"{' or '.join(row.types)}: {stated} stated, {row.marks} marked. Why?",
                    Group(row.types, row.confidence, row.area, row.state),
                )
            )
    zero = look.none or look.complete_for
    if zero and look.min_resolved_m is None and state.image.identity.gsd_m is None:
        found.append(
            Need(
                Ask.RESOLVES,
                "The image has no known GSD. What is the smallest object it can clear, in metres?",
            )
        )
    return tuple(found)
