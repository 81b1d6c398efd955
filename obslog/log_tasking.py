"""The part of `Log` that looks ahead: which satellites will see which sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.observing.desk import Desk
    from obslog.tasking.prediction import Prediction


def passes(
    elements: Iterable[str | Path], sites: Sequence[str], start: str | datetime, days: float, **options: Any
) -> Prediction:
    """Passes without a log; see `obslog.tasking.prediction.predict`."""
    from obslog.tasking.prediction import predict

    return predict(elements, sites, start, days, **options)


class TaskMethods:
    """What can be asked of the future; `Log` is this and the rest."""

    _desk: Desk

    def passes(
        self,
        elements: Iterable[str | Path],
        sites: Sequence[str],
        start: str | datetime,
        days: float,
        **options: Any,
    ) -> Prediction:
        """Passes over sites of this log, or other places; see `obslog.tasking.prediction.predict`."""
        from obslog.model.errors import NotFoundError
        from obslog.tasking.prediction import predict

        def find_site(text: str) -> tuple[str, float, float] | None:
            try:
                site = self._desk.site(text)
            except NotFoundError:
                return None
            return site.name, site.lon, site.lat

        return predict(elements, sites, start, days, find_site=find_site, **options)
