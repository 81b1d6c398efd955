"""Counting what the log holds, site by site, and the newest looks of many sites at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from obslog.model.looks import Look
from obslog.store.canonical import read_instant
from obslog.store.queries.looks import last_looks, look_counts, looks_by_id

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


@dataclass(frozen=True)
class SiteFigures:
    """What the log holds of one site. `last_latest` is the end of its newest closed look, aware UTC."""

    looks: int = 0
    images: int = 0
    not_exploited: int = 0
    last_latest: datetime | None = None


def site_figures(ws: Workspace) -> dict[str, SiteFigures]:
    """Site id -> figures, for every site that has any image or look."""
    with ws.reading():
        looks, newest = look_counts(ws), last_looks(ws)
        counted = ws.fetch(
            "SELECT x.site_id, COUNT(*), SUM(CASE WHEN EXISTS (SELECT 1 FROM looks l WHERE l.image_id = x.image_id "
            "AND l.site_id = x.site_id AND l.live = 1 AND l.status <> 'retracted') THEN 1 ELSE 0 END) "
            "FROM image_sites x WHERE x.live = 1 GROUP BY x.site_id"
        )
    images = {row[0]: (int(row[1]), int(row[2])) for row in counted}
    found = {}
    for site_id in {*looks, *images}:
        held, read = images.get(site_id, (0, 0))
        stamp = newest[site_id][2] if site_id in newest else None
        found[site_id] = SiteFigures(
            looks=looks.get(site_id, 0),
            images=held,
            not_exploited=held - read,
            last_latest=read_instant(stamp) if stamp else None,
        )
    return found


def count_looks(ws: Workspace, site_id: str, *, since: str | None = None, until: str | None = None) -> int:
    """How many closed, dated looks of a site overlap the time between two stamps."""
    where, values = (
        "site_id = :site AND live = 1 AND status = 'closed' AND latest IS NOT NULL",
        dict[str, Any](site=site_id),
    )
    if since is not None:
        where, values["since"] = f"{where} AND latest >= :since", since
    if until is not None:
        where, values["until"] = f"{where} AND earliest <= :until", until
    return int(ws.fetch(f"SELECT COUNT(*) FROM looks WHERE {where}", **values)[0][0])


def recent_looks(
    ws: Workspace, site_ids: Sequence[str], each: int, *, until: str | None = None
) -> dict[str, list[Look]]:
    """Site id -> its newest `each` closed, dated looks, in order of time; those that may be of `until` or before."""
    before, values = ("AND earliest <= :until", {"until": until}) if until is not None else ("", {})
    with ws.reading():
        ids: list[str] = []
        for site_id in site_ids:
            rows = ws.fetch(
                "SELECT id FROM looks WHERE site_id = :site AND live = 1 AND status = 'closed' "
                f"AND latest IS NOT NULL AND earliest IS NOT NULL {before} ORDER BY latest DESC, id DESC LIMIT :most",
                site=site_id,
                most=each,
                **values,
            )
            ids += [row[0] for row in rows]
        found: dict[str, list[Look]] = {}
        for look in looks_by_id(ws, ids):
            found.setdefault(look.site_id, []).append(look)
    return found
