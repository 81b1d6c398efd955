"""The part of `Log` that looks ahead: the history of orbital elements, and which satellites will see which sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.observing.desk import Desk
    from obslog.tasking.overhead.elements import ElementLine, ElementsTaken
    from obslog.tasking.overhead.prediction import Prediction


def passes(
    elements: Iterable[str | Path],
    sites: Sequence[str],
    start: str | datetime | None = None,
    days: float = 7.0,
    **options: Any,
) -> Prediction:
    """Passes without a log; `start` None is now. See `obslog.tasking.overhead.prediction.predict`."""
    from obslog.observing.desk import utc_now
    from obslog.tasking.overhead.prediction import predict

    return predict(elements, sites, utc_now() if start is None else start, days, **options)


class TaskMethods:
    """What can be asked of the future; `Log` is this and the rest."""

    _desk: Desk

    def elements_import(
        self, sources: Sequence[str | Path], *, only_sensors: bool = False, dry_run: bool = False
    ) -> ElementsTaken:
        """Keep element sets of files, folders or addresses in the log; an address is asked over the network."""
        from obslog.tasking.overhead import elements

        return elements.elements_import(self._desk, sources, only_sensors=only_sensors, dry_run=dry_run)

    def elements_list(self, satellite: str | None = None) -> tuple[ElementLine, ...]:
        """The satellites of which the log has elements, each with how many sets and how old the newest is."""
        from obslog.tasking.overhead import elements

        return elements.elements_list(self._desk, satellite)

    def passes(
        self,
        elements: Iterable[str | Path] = (),
        sites: Sequence[str] = (),
        start: str | datetime | None = None,
        days: float = 7.0,
        **options: Any,
    ) -> Prediction:
        """Passes over sites of this log (none named: all), or other places, from `start` (None: now).

        Without `elements` those of the log are used, each instant the set of the nearest epoch. See
        `obslog.tasking.overhead.prediction.predict`.
        """
        from functools import partial

        from obslog.orbits.passes import Place
        from obslog.tasking.overhead.elements import elements_for
        from obslog.tasking.overhead.prediction import predict

        def find_site(text: str) -> Place:
            site = self._desk.site(text)
            return Place(site.name, site.lon, site.lat, timezone=site.timezone)

        names = list(sites) or [line.name for line in self.site_list()]  # type: ignore[attr-defined]
        return predict(
            elements, names, self._desk.clock() if start is None else start, days, find_site=find_site,
            history=partial(elements_for, self._desk), **options,
        )  # fmt: skip
