"""The panes of requirements: what the log proposes, and what was asked, open or done."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.message import Message

from obslog.tui.keys import key
from obslog.tui.text import joined, shown
from obslog.tui.widgets.rows import RowsPane

if TYPE_CHECKING:
    from obslog.model.requirements import Requirement
    from obslog.tasking.needs.proposing import ProposalLine
    from obslog.tasking.needs.requirements import RequirementLine

#: A question takes so many lines where there is room.
_LINES = 3


class AskedPane(RowsPane):
    """What the panes have in common: another row is told by `Pointed`."""

    area = "asked"

    class Pointed(Message):
        """Another line is chosen in this pane, or the pane has come into focus."""

    def moved(self, old: int, new: int) -> None:
        self.post_message(self.Pointed())

    def on_focus(self) -> None:
        """What is chosen here is told of."""
        self.post_message(self.Pointed())

    @property
    def requirement(self) -> Requirement | None:
        """What the chosen line asks."""
        raise NotImplementedError

    def told(self, head: Text, question: str, *, single: bool) -> list[Text]:
        """A line of facts, then the question below it or behind it."""
        if single:
            return [joined(head, "  ", question)]
        return [head, *(shown(f"  {line}") for line in _few(question, self.room - 3))]


def _few(text: str, wide: int) -> list[str]:
    """The text on a few lines; what is cut is told."""
    found = wrap(text, max(20, wide)) or [""]
    if len(found) > _LINES:
        found = [*found[: _LINES - 1], f"{found[_LINES - 1][: max(0, wide - 2)]} …"]
    return found


class ProposalsPane(AskedPane):
    """What the log would ask; nothing is kept of it until it is accepted or dropped."""

    area = "proposals"
    jump = "p"
    title_text = "Proposed by the log"
    about = (
        "What the log itself would ask, the most urgent first, each with its reason and its evidence. Nothing is kept "
        "or ordered until you accept it; what is dropped with a reason comes again only with new evidence."
    )
    DEFAULT_CSS = "ProposalsPane { height: 1fr; min-height: 3; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[ProposalLine, ...] = ()

    def show(self, lines: tuple[ProposalLine, ...]) -> None:
        """Show these."""
        self.lines = lines
        self.name_pane(str(len(lines)))
        self.laid_out()

    @property
    def line(self) -> ProposalLine | None:
        """The chosen one."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    @property
    def requirement(self) -> Requirement | None:
        """What the chosen line asks."""
        return None if self.line is None else self.line.proposal.requirement

    def laid_out(self) -> None:
        rows = []
        for line in self.lines:
            one = line.proposal.requirement
            where = f"{line.site_name}{f', {line.area_name}' if line.area_name else ''}"
            head = joined((f"{one.priority} ", "bold"), (where, "bold"), (f" · {one.rule}", "dim"))
            rows.append(self.told(head, one.question, single=self.app.size.height < 34))
        self.put(
            rows or [[shown("nothing: no site is stale, and no question of the last passes is open", "dim")]]
        )


class RequirementsPane(AskedPane):
    """Requirements with where each stands; Enter opens one."""

    area = "requirements_list"
    DEFAULT_CSS = "RequirementsPane { height: 1fr; min-height: 3; }"
    empty: ClassVar[str] = ""

    class Opened(Message):
        """A requirement is to be opened."""

        def __init__(self, requirement: str) -> None:
            super().__init__()
            self.requirement = requirement

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[RequirementLine, ...] = ()

    def show(self, lines: tuple[RequirementLine, ...]) -> None:
        """Show these; the chosen one stays chosen."""
        before = None if self.line is None else self.line.requirement.id
        self.lines = lines
        self.name_pane(str(len(lines)))
        self.laid_out()
        ids = [line.requirement.id for line in lines]
        if before in ids:
            self.cursor = ids.index(before)

    @property
    def line(self) -> RequirementLine | None:
        """The chosen one."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    @property
    def requirement(self) -> Requirement | None:
        """What the chosen line asks."""
        return None if self.line is None else self.line.requirement

    def laid_out(self) -> None:
        rows = []
        for line in self.lines:
            one = line.requirement
            where = f"{line.site_name}{f', {line.area_name}' if line.area_name else ''}"
            late = " · too late" if line.expired and str(line.stage) != "expired" else ""
            orders = f" · {line.orders} order{'s' if line.orders != 1 else ''}" if line.orders else ""
            head = joined(
                (f"{one.priority} ", "bold"), (where, "bold"), f" · {line.stage}{late}{orders}",
                (f" · until {one.needs.latest.day} {one.needs.latest:%b %H:%MZ}", "dim"),
            )  # fmt: skip
            rows.append(self.told(head, one.question, single=self.app.size.height < 34))
        self.put(rows or [[shown(self.empty, "dim")]])

    def chosen(self) -> None:
        if self.line is not None:
            self.post_message(self.Opened(self.line.requirement.id))

    @key(
        "enter",
        "open",
        "Open this requirement: what could answer it, what the log holds already, its orders.",
    )
    def action_open(self) -> None:
        self.chosen()


class OpenPane(RequirementsPane):
    """Those that wait for an answer."""

    area = "open_requirements"
    jump = "o"
    title_text = "Open"
    about = "What was asked and waits for an answer, the most urgent first. Enter opens one."
    empty = "none: a accepts a proposal, + asks a question of your own"


class DonePane(RequirementsPane):
    """Those that are settled."""

    area = "done_requirements"
    jump = "d"
    title_text = "Done"
    about = "What was satisfied or dropped, with the reason. O asks one again."
    empty = "none yet"
