"""When ground was seen: the instants of looks, part by part, without reading what they say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from obslog.store.canonical import read_instant

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace


class Seen(NamedTuple):
    """One look that saw, or may have seen, some of a part: when it was made (bounds, UTC), and its id."""

    earliest: datetime
    latest: datetime
    look_id: str


def observed(
    ws: Workspace,
    site_id: str | None,
    *,
    since: str | None = None,
    until: str | None = None,
    size_m: float | None = None,
) -> dict[str, dict[str, list[Seen]]]:
    """Site id -> part (area id) -> the closed, dated looks that could see any of it, the earliest first.

    Of one site, or (None) of all; of looks that may have been made between two stamps; with `size_m` only of those
    that can clear an object of that length. A part that a look says was not observable it did not see.
    """
    where = ["l.live = 1", "l.status = 'closed'", "l.earliest IS NOT NULL", "l.latest IS NOT NULL"]
    given: tuple[tuple[str, Any, str], ...] = (
        ("site", site_id, "l.site_id = :site"),
        ("since", since, "l.latest >= :since"),
        ("until", until, "l.earliest <= :until"),
        ("size", size_m, "(l.min_resolved_m IS NULL OR l.min_resolved_m <= :size)"),
    )
    bound: dict[str, Any] = {}
    for name, value, condition in given:
        if value is not None:
            where.append(condition)
            bound[name] = value
    rows = ws.fetch(
        "SELECT l.site_id, v.area_id, l.earliest, l.latest, l.id FROM looks l JOIN look_visible v "
        "ON v.look_id = l.id AND v.live = 1 AND (v.fraction IS NULL OR v.fraction > 0) "
        f"WHERE {' AND '.join(where)} AND NOT EXISTS (SELECT 1 FROM look_not_observable n WHERE n.look_id = l.id "
        "AND n.live = 1 AND n.area_id = v.area_id) ORDER BY l.earliest, l.latest, l.id",
        **bound,
    )
    found: dict[str, dict[str, list[Seen]]] = {}
    instants: dict[str, datetime] = {}
    for site, part, earliest, latest, look_id in rows:
        for text in (earliest, latest):
            if text not in instants:
                instants[text] = read_instant(text)
        one = Seen(instants[earliest], instants[latest], look_id)
        found.setdefault(site, {}).setdefault(part, []).append(one)
    return found
