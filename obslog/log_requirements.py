"""The part of `Log` that keeps requirements: proposed by the log, accepted or dropped by a person; and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.model.requirements import Proposal, Requirement
    from obslog.observing.desk import Desk
    from obslog.tasking.needs.gaps import SiteGaps
    from obslog.tasking.needs.proposing import ProposalLine
    from obslog.tasking.needs.requirements import RequirementLine


class RequirementMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def requirement_add(self, site: str, question: str, **needs: Any) -> Requirement:
        """Ask a question that a new look is to answer; see `obslog.tasking.needs.requirements.requirement_add`."""
        from obslog.tasking.needs import requirements

        return requirements.requirement_add(self._desk, site, question, **needs)

    def requirement_edit(self, requirement: str, **changes: Any) -> Requirement:
        """Change an open requirement, by the names that `requirement_add` takes; None takes a limit away."""
        from obslog.tasking.needs import requirements

        return requirements.requirement_edit(self._desk, requirement, **changes)

    def requirement_drop(
        self, key_or_id: str, *, reason: str, as_of: str | datetime | None = None, site: str | None = None
    ) -> Requirement:
        """Do not pursue a requirement any more, or do not take up a proposal (by its key)."""
        from obslog.tasking.needs import proposing

        return proposing.requirement_drop_any(self._desk, key_or_id, reason=reason, as_of=as_of, site=site)

    def requirement_reopen(self, requirement: str, *, reason: str) -> Requirement:
        """Ask a dropped or satisfied requirement again."""
        from obslog.tasking.needs import requirements

        return requirements.requirement_reopen(self._desk, requirement, reason=reason)

    def requirement_list(
        self, site: str | None = None, *, state: str | None = None
    ) -> tuple[RequirementLine, ...]:
        """Requirements of one site or of all, the most urgent first; of one state or stage, or (None) every one."""
        from obslog.tasking.needs import requirements

        return requirements.requirement_list(self._desk, site, state=state)

    def requirement_show(self, requirement: str) -> RequirementLine:
        """One requirement with names for its ids, and where it stands."""
        from obslog.tasking.needs import requirements

        return requirements.requirement_show(self._desk, requirement)

    def requirement_notes(self, requirement: Requirement) -> tuple[str, ...]:
        """What of a requirement was reckoned or taken for granted, and what should make its reader pause."""
        from obslog.tasking.needs import requirements

        return requirements.requirement_notes(self._desk, requirement)

    def requirement_proposals(
        self, site: str | None = None, *, as_of: str | datetime | None = None
    ) -> tuple[Proposal, ...]:
        """What the log itself would ask of a site or of all, the most urgent first; nothing is kept of it.

        `as_of` asks as of another moment than the log's clock (EDTF, or an instant): what came later is left out.
        """
        from obslog.tasking.needs import proposing

        return proposing.requirement_proposals(self._desk, site, as_of=as_of)

    def proposal_lines(self, proposals: Sequence[Proposal]) -> tuple[ProposalLine, ...]:
        """Proposals with the names of their sites and areas."""
        from obslog.tasking.needs import proposing

        return proposing.proposal_lines(self._desk, proposals)

    def archive_hint(self, as_of: str | datetime | None = None) -> str | None:
        """For a log whose newest look is long past: the moment to ask of instead; None for one in use."""
        from obslog.tasking.needs import knowing

        return knowing.archive_hint(self._desk, as_of)

    def requirement_accept(
        self, key: str, *, as_of: str | datetime | None = None, site: str | None = None, **changes: Any
    ) -> Requirement:
        """Keep a proposal as a requirement, changed as asked; see `obslog.tasking.needs.proposing.requirement_accept`."""
        from obslog.tasking.needs import proposing

        return proposing.requirement_accept(self._desk, key, as_of=as_of, site=site, **changes)

    def gaps(
        self,
        site: str | None = None,
        *,
        types: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        as_of: str | datetime | None = None,
        cadence_days: float | None = None,
    ) -> tuple[SiteGaps, ...]:
        """What is not known of a site, or of all: open questions, times in which nothing could have been seen."""
        from obslog.tasking.needs import gaps

        return gaps.gaps(
            self._desk, site, types=types, since=since, until=until, as_of=as_of, cadence_days=cadence_days
        )
