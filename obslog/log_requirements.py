"""The part of `Log` that keeps requirements: proposed by the log, accepted or dropped by a person; and gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.model.requirements import Requirement
    from obslog.observing.desk import Desk
    from obslog.tasking.requirements import RequirementLine


class RequirementMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def requirement_add(self, site: str, question: str, **needs: Any) -> Requirement:
        """Ask a question that a new look is to answer; see `obslog.tasking.requirements.requirement_add`."""
        from obslog.tasking import requirements

        return requirements.requirement_add(self._desk, site, question, **needs)

    def requirement_edit(self, requirement: str, **changes: Any) -> Requirement:
        """Change an open requirement, by the names that `requirement_add` takes; None takes a limit away."""
        from obslog.tasking import requirements

        return requirements.requirement_edit(self._desk, requirement, **changes)

    def requirement_drop(self, requirement: str, *, reason: str) -> Requirement:
        """Do not pursue a requirement any more."""
        from obslog.tasking import requirements

        return requirements.requirement_drop(self._desk, requirement, reason=reason)

    def requirement_reopen(self, requirement: str, *, reason: str) -> Requirement:
        """Ask a dropped or satisfied requirement again."""
        from obslog.tasking import requirements

        return requirements.requirement_reopen(self._desk, requirement, reason=reason)

    def requirement_list(
        self, site: str | None = None, *, state: str | None = None
    ) -> tuple[RequirementLine, ...]:
        """Requirements of one site or of all, the most urgent first; of one state or stage, or (None) every one."""
        from obslog.tasking import requirements

        return requirements.requirement_list(self._desk, site, state=state)

    def requirement_show(self, requirement: str) -> RequirementLine:
        """One requirement with names for its ids, and where it stands."""
        from obslog.tasking import requirements

        return requirements.requirement_show(self._desk, requirement)

    def requirement_notes(self, requirement: Requirement) -> tuple[str, ...]:
        """What of a requirement was reckoned or taken for granted, and what should make its reader pause."""
        from obslog.tasking import requirements

        return requirements.requirement_notes(self._desk, requirement)
