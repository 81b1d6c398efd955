"""The part of `Log` that ranks what could answer a requirement, plans under a budget, and looks into the archive first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk
    from obslog.tasking.choosing.archive import Archive
    from obslog.tasking.choosing.opportunities import Ranked
    from obslog.tasking.choosing.plans import Plan

_Path = str | Path


class PlanMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def requirement_opportunities(
        self,
        requirement: str,
        *,
        elements: Sequence[_Path] = (),
        climate: _Path | None = None,
        prices: _Path | None = None,
        sensor_table: _Path | None = None,
        start: str | datetime | None = None,
        days: float | None = None,
        stale: bool = False,
        by: str = "chance",
    ) -> Ranked:
        """The passes that could answer a requirement, best first; see `obslog.tasking.choosing.offering`.

        `elements` none: the log's own history. `start` None: now by the log's clock. `by`: chance, time or cost.
        """
        from obslog.tasking.choosing.offering import Means, requirement_opportunities

        means = Means(elements, climate, prices, sensor_table, start, days, stale)
        return requirement_opportunities(self._desk, requirement, means, by)

    def requirement_plan(
        self,
        requirements: Sequence[str] = (),
        *,
        budget: float | None = None,
        currency: str | None = None,
        prices: _Path | None = None,
        elements: Sequence[_Path] = (),
        climate: _Path | None = None,
        sensor_table: _Path | None = None,
        start: str | datetime | None = None,
        days: float | None = None,
        stale: bool = False,
        attempts: int = 3,
    ) -> Plan:
        """What to order for which requirements (none named: all that are open) under a budget, with a sentence why.

        Nothing is ordered by it. See `obslog.tasking.choosing.plans`; without a budget prices do not matter.
        """
        from obslog.tasking.choosing.offering import Means
        from obslog.tasking.choosing.plans import requirement_plan

        means = Means(elements, climate, prices, sensor_table, start, days, stale)
        return requirement_plan(
            self._desk, requirements, budget=budget, currency=currency, means=means, most=attempts
        )

    def requirement_archive(self, requirement: str) -> Archive:
        """What the log holds already for a requirement, looked at or not; see `obslog.tasking.choosing.archive`."""
        from obslog.tasking.choosing.archive import requirement_archive

        return requirement_archive(self._desk, requirement)
