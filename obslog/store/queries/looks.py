"""Reading looks with all that they say, in a fixed number of queries however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError
from obslog.model.looks import Look, LookStatus
from obslog.store.apply import chunks
from obslog.store.rows.looks import ITEM_COLUMNS, LOOK_COLUMNS, LookParts, gather, look_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_CLOSED = (LookStatus.CLOSED,)
_LOOK = ", ".join(f"l.{name}" for name in LOOK_COLUMNS)
_ITEM = ", ".join(f"i.{name}" for name in ("look_id", "position", *ITEM_COLUMNS))


def looks_of_site(
    ws: Workspace,
    site_id: str,
    *,
    since: str | None = None,
    until: str | None = None,
    statuses: Sequence[LookStatus] = _CLOSED,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Look]:
    """Looks of one site in order of time, undated ones last; closed ones unless `statuses` says otherwise.

    `since` and `until` are stamps: a look belongs if it may have been made between them (it overlaps). With
    `limit` the newest so many.
    """
    where, values = ["l.site_id = :site", "l.live = 1", "l.status IN :statuses"], {"site": site_id}
    if since is not None:
        where.append("l.latest >= :since")
        values["since"] = since
    if until is not None:
        where.append("l.earliest <= :until")
        values["until"] = until
    return _looks(ws, " AND ".join(where), {**values, "statuses": _words(statuses)}, limit, newest_first)


def all_looks(
    ws: Workspace, *, statuses: Sequence[LookStatus] = tuple(LookStatus), limit: int | None = None
) -> list[Look]:  # fmt: skip
    """Looks of all sites, newest first, drafts and retracted ones too unless `statuses` says otherwise."""
    return _looks(ws, "l.live = 1 AND l.status IN :statuses", {"statuses": _words(statuses)}, limit, True)


def look(ws: Workspace, look_id: str) -> Look:
    """One look, whatever its status. Raises `NotFoundError`."""
    found = looks_by_id(ws, [look_id])
    if not found:
        raise NotFoundError("look", look_id)
    return found[0]


def looks_of_images(ws: Workspace, image_ids: Iterable[str], site_id: str) -> dict[str, list[Look]]:
    """Image -> the closed looks at it that are about one site, in order of time; images without any are left out."""
    found: dict[str, list[Look]] = {}
    here = "l.image_id IN :images AND l.site_id = :site AND l.live = 1 AND l.status = 'closed'"
    for part in chunks(sorted(set(image_ids))):
        for one in _looks(ws, here, {"images": tuple(part), "site": site_id}, None, False):
            found.setdefault(one.image_id or "", []).append(one)
    return found


def own_draft(ws: Workspace, analyst: str, image_id: str, site_id: str) -> str | None:
    """The id of an analyst's newest draft for one image and site, or None."""
    rows = ws.fetch(
        "SELECT id FROM looks WHERE image_id = :image AND site_id = :site AND live = 1 AND status = 'draft' "
        "AND analyst = :analyst ORDER BY id DESC LIMIT 1",
        image=image_id,
        site=site_id,
        analyst=analyst,
    )
    return str(rows[0][0]) if rows else None


def looks_by_id(ws: Workspace, ids: Iterable[str]) -> list[Look]:
    """The looks of those ids in order of time."""
    found: list[Look] = []
    for part in chunks(sorted(set(ids))):
        found += _looks(ws, "l.id IN :ids", {"ids": tuple(part)}, None, False)
    return sorted(found, key=_time)


def last_looks(ws: Workspace) -> dict[str, tuple[str, str | None, str | None]]:
    """For each site its newest closed look: site id -> (look id, earliest, latest) as stamps."""
    sql = (
        "SELECT s.id, l.id, l.earliest, l.latest FROM sites s JOIN looks l ON l.id = "
        "(SELECT n.id FROM looks n WHERE n.site_id = s.id AND n.live = 1 AND n.status = 'closed' "
        "AND n.latest IS NOT NULL ORDER BY n.latest DESC, n.id DESC LIMIT 1) WHERE s.live = 1"
    )
    return {row[0]: (row[1], row[2], row[3]) for row in ws.fetch(sql)}


def look_counts(ws: Workspace) -> dict[str, int]:
    """Site id -> how many closed looks it has."""
    # Asked site by site: grouping all looks at once would sort them first.
    sql = (
        "SELECT s.id, (SELECT COUNT(*) FROM looks l WHERE l.site_id = s.id AND l.live = 1 "
        "AND l.status = 'closed') FROM sites s WHERE s.live = 1"
    )
    return dict(ws.fetch(sql))


def _words(statuses: Sequence[LookStatus]) -> tuple[str, ...]:
    return tuple(str(status) for status in statuses)


def _time(one: Look) -> tuple[bool, str, str]:
    latest = one.when.latest
    return latest is None, latest.isoformat() if latest else "", one.id


def _looks(
    ws: Workspace, where: str, values: dict[str, Any], limit: int | None, newest_first: bool
) -> list[Look]:
    # Newest first in the query so that LIMIT keeps the newest; undated ones come after all dated ones.
    order = "ORDER BY l.latest IS NULL, l.latest DESC, l.id DESC"
    most = f"LIMIT {int(limit)}" if limit is not None else ""
    with ws.reading():
        rows = ws.fetch(f"SELECT {_LOOK} FROM looks l WHERE {where} {order} {most}", **values)
        if limit is not None and rows:
            where, values = "l.id IN :ids", {"ids": tuple(row[0] for row in rows)}
        among = f"(SELECT l.id FROM looks l WHERE {where})"
        items = ws.fetch(
            f"SELECT {_ITEM} FROM sightings i WHERE i.live = 1 AND i.look_id IN {among}", **values
        )
        visible = ws.fetch(
            "SELECT look_id, area_id, fraction, basis, reason FROM look_visible "
            f"WHERE live = 1 AND look_id IN {among} ORDER BY id", **values,
        )  # fmt: skip
        hidden = ws.fetch(
            f"SELECT look_id, area_id, reason FROM look_not_observable WHERE live = 1 AND look_id IN {among} "
            "ORDER BY id", **values,
        )  # fmt: skip
    parts = gather(items, visible, hidden)
    looks = [look_of(row, parts.get(row[0]) or LookParts()) for row in rows]
    if newest_first:
        return looks
    dated = [one for one in looks if one.when.latest is not None]
    undated = [one for one in looks if one.when.latest is None]
    return [*reversed(dated), *reversed(undated)]
