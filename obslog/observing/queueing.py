"""The queue: which images wait for an analyst, at which site, and which of them a draft was begun on."""

from __future__ import annotations

from obslog.model.errors import WordError
from obslog.model.marks import QueueLine
from obslog.observing.desk import Desk
from obslog.store.queries.waiting import own_drafts, waiting


def queue(desk: Desk, site: str | None = None, *, limit: int = 200) -> tuple[QueueLine, ...]:
    """Images that nobody has closed a look at, at each site that they show: newest first, undated last.

    Raises `NotFoundError` for the site, `WordError` for a limit below 1.
    """
    if limit < 1:
        raise WordError("limit", str(limit), "write 1 or more")
    site_id = desk.site(site).id if site is not None else None
    with desk.ws.reading():
        found = waiting(desk.ws, site_id, limit)
        drafts = own_drafts(desk.ws, desk.actor.name) if found else {}
    return tuple(
        QueueLine(
            image=one.image_id,
            site_id=one.site_id,
            site=one.site,
            name=one.name.rpartition("/")[2] or one.name,
            when=one.when.describe(),
            basis=str(one.when.basis),
            gsd_m=one.gsd_m,
            covered=one.covered,
            clear=None if one.cloud is None else round(1 - one.cloud, 3),
            draft=drafts.get((one.image_id, one.site_id)),
        )
        for one in found
    )
