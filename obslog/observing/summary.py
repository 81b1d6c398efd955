"""Lists: the sites with what waits at each, and looks newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from obslog.model.errors import WordError
from obslog.model.looks import Look, LookStatus
from obslog.observing.desk import Desk
from obslog.observing.overview import age_words
from obslog.store import queries
from obslog.store.queries.figures import SiteFigures, site_figures


@dataclass(frozen=True)
class SiteLine:
    """One site in the list: its last look with its age, and what nobody has looked at."""

    id: str
    name: str
    icao: str | None
    last_look: str | None
    age_h: float | None
    looks: int
    images: int
    not_exploited: int

    @property
    def age(self) -> str | None:
        """How old the last look is; None where there is none."""
        return None if self.age_h is None else age_words(self.age_h)

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `site list --json`."""
        return {
            "site": self.name,
            "id": self.id,
            "icao": self.icao,
            "last_look": self.last_look,
            "age_h": self.age_h,
            "looks": self.looks,
            "images": self.images,
            "not_exploited": self.not_exploited,
        }


def site_lines(desk: Desk) -> tuple[SiteLine, ...]:
    """All sites by name, each with its last closed look and its counts."""
    now = desk.clock().astimezone(UTC)
    lines = []
    known = site_figures(desk.ws)
    for site in queries.sites(desk.ws):
        figures = known.get(site.id, SiteFigures())
        newest = figures.last_latest
        age = None if newest is None else round((now - newest).total_seconds() / 3600, 1)
        shown = None if newest is None else newest.strftime("%Y-%m-%d")
        lines.append(
            SiteLine(
                site.id,
                site.name,
                site.icao,
                shown,
                age,
                figures.looks,
                figures.images,
                figures.not_exploited,
            )
        )
    return tuple(lines)


def looks(desk: Desk, site: str | None, status: str | None, limit: int) -> tuple[Look, ...]:
    """Looks newest first. Raises `WordError` for a status that is none."""
    try:
        wanted = [LookStatus(status)] if status else [LookStatus.CLOSED, LookStatus.DRAFT]
    except ValueError:
        raise WordError("status", str(status), "write draft, closed or retracted") from None
    if site is None:
        return tuple(queries.all_looks(desk.ws, statuses=wanted, limit=limit))
    site_id = desk.site(site).id
    return tuple(queries.looks_of_site(desk.ws, site_id, statuses=wanted, limit=limit, newest_first=True))
