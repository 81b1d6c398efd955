"""Which images wait at which sites: nobody has closed a look at them; asked often, so by indexes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from obslog.model.when import When
from obslog.store.rows.dates import WHEN_COLUMNS, when_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: So many of the newest images are asked first; in a log where most were looked at, all are.
_NEWEST = 2_000
#: A query names so many images at the most.
_MOST_NAMED = 5_000
_IMAGE = ("id", "name", "gsd_m", "cloud_fraction", *WHEN_COLUMNS)
_COLUMNS = ", ".join(f"m.{name}" for name in _IMAGE)
_UNREAD = (
    "NOT EXISTS (SELECT 1 FROM looks l WHERE l.image_id = x.image_id AND l.site_id = x.site_id "
    "AND l.live = 1 AND l.status = 'closed')"
)


class Waiting(NamedTuple):
    """One image at one site. `covered` is the share of the site that it shows, `cloud` by its metadata, 0..1."""

    image_id: str
    name: str
    when: When
    gsd_m: float | None
    cloud: float | None
    site_id: str
    site: str
    covered: float | None


def waiting(ws: Workspace, site_id: str | None, limit: int) -> list[Waiting]:
    """Images without a closed look at a site that they show, newest first, undated last; at most `limit`."""
    newest = f"m.latest IS NOT NULL AND m.id IN (SELECT id FROM images ORDER BY latest DESC, id DESC LIMIT {_NEWEST})"
    with ws.reading():
        found = _joined(ws, newest, {}, site_id, limit)
        if len(found) >= limit:
            return found
        unread = _unread(ws, site_id)
        if len(unread) > _MOST_NAMED:
            return _joined(ws, "1 = 1", {}, site_id, limit)
        return _joined(ws, "m.id IN :ids", {"ids": tuple(unread)}, site_id, limit) if unread else []


def _unread(ws: Workspace, site_id: str | None) -> set[str]:
    """The ids of all images that wait somewhere. In the order of the index of looks, whose pages then come in turn."""
    here, values = ("AND x.site_id = :site", {"site": site_id}) if site_id is not None else ("", {})
    rows = ws.fetch(
        f"SELECT x.image_id FROM image_sites x WHERE x.live = 1 {here} AND {_UNREAD} ORDER BY x.image_id",
        **values,
    )
    return {row[0] for row in rows}


def _joined(
    ws: Workspace, among: str, values: dict[str, Any], site_id: str | None, limit: int
) -> list[Waiting]:
    here = "AND x.site_id = :site" if site_id is not None else ""
    sql = (
        f"SELECT {_COLUMNS}, x.site_id, s.name, x.covered_share FROM image_sites x "
        "JOIN images m ON m.id = x.image_id JOIN sites s ON s.id = x.site_id "
        f"WHERE x.live = 1 AND m.live = 1 AND s.live = 1 AND {among} {here} AND {_UNREAD} "
        "ORDER BY m.latest IS NULL, m.latest DESC, m.id DESC, s.name LIMIT :most"
    )
    if site_id is not None:
        values = {**values, "site": site_id}
    return [
        Waiting(row[0], row[1] or row[0][:12], when_of(row[4:-3]), row[2], row[3], *row[-3:])
        for row in ws.fetch(sql, most=limit, **values)
    ]


def own_drafts(ws: Workspace, analyst: str) -> dict[tuple[str, str], str]:
    """(image id, site id) -> the id of the analyst's newest draft there."""
    rows = ws.fetch(
        "SELECT image_id, site_id, id FROM looks WHERE live = 1 AND status = 'draft' AND analyst = :analyst "
        "AND image_id IS NOT NULL ORDER BY id",
        analyst=analyst,
    )
    return {(image_id, site_id): look_id for image_id, site_id, look_id in rows}
