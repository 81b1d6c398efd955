"""A new area of a site, and the drafts that are open there: they are read with it; closed looks keep their set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from obslog.model.counts import Count
from obslog.model.looks import Look, LookStatus, Scope, Visible
from obslog.model.places import ELSEWHERE, Area, Site
from obslog.observing.desk import Desk
from obslog.observing.drafting import area_ids, computed_visibility
from obslog.store import queries, rows
from obslog.store.journal import Op


def drafts_follow(desk: Desk, site: Site, added: Area) -> list[Op]:
    """The operations that give the drafts of a site its new area, and their marks the area that they lie in.

    The new area is ground that was `elsewhere` until now: what was said of that holds of both.
    """
    from obslog.places.area_index import AreaIndex

    after = replace(site, areas=(*site.areas, added))
    then, now = AreaIndex(site.areas), AreaIndex(after.areas)
    ops: list[Op] = []
    for draft in queries.looks_of_site(desk.ws, site.id, statuses=(LookStatus.DRAFT,)):
        if draft.image_id is None or set(draft.parts) != set(area_ids(site)):
            continue
        computed = computed_visibility(after, queries.image(desk.ws, draft.image_id))
        ops += rows.look_edit_ops(desk.ws, draft, with_area(draft, after, added.id, computed), desk.tree())
        for mark in queries.marks(desk.ws, look_id=draft.id):
            if mark.lon is None or mark.lat is None or mark.area != then.area_at(mark.lon, mark.lat):
                continue  # its area was stated
            ops += rows.mark_edit_ops(mark, replace(mark, area=now.area_at(mark.lon, mark.lat)))
    return ops


def with_area(look: Look, site: Site, added: str, computed: dict[str, Visible]) -> Look:
    """The look read with a set of areas that holds one more; `computed` is what the image shows of each.

    What was seen elsewhere may have been seen in the new area: it is in neither for certain, and there may be more.
    """
    alone = set(look.parts) <= {ELSEWHERE}
    rest = look.visible.get(ELSEWHERE)
    both = (added, ELSEWHERE)
    visible = {part: seen for part, seen in look.visible.items() if part != ELSEWHERE}
    if rest is not None and rest.basis == "stated" and rest.fraction in (0.0, 1.0):
        visible |= dict.fromkeys(both, rest)
    else:
        visible |= {part: computed[part] for part in both if part in computed}
    hidden = dict(look.not_observable)
    if ELSEWHERE in hidden:
        hidden[added] = hidden[ELSEWHERE]

    def located(area: str | None, count: Count) -> tuple[str | None, Count]:
        if area != ELSEWHERE:
            return area, count
        return None, count if alone else replace(count, hi=None)

    seen = [(s, *located(s.area, s.count)) for s in look.seen]
    totals = [(t, *located(t.area, t.count)) for t in look.totals]
    parts = area_ids(site)
    return replace(
        look,
        parts=parts,
        visible={part: visible[part] for part in parts if part in visible},
        not_observable=hidden,
        seen=tuple(replace(s, area=area, count=count) for s, area, count in seen),
        totals=tuple(replace(t, area=area, count=count) for t, area, count in totals),
        none=_of_both(look.none, both),
        complete_for=_of_both(look.complete_for, both),
    )


def _of_both(scopes: Sequence[Scope], both: Sequence[str]) -> tuple[Scope, ...]:
    return tuple(
        Scope(scope.type, area)
        for scope in scopes
        for area in (both if scope.area == ELSEWHERE else (scope.area,))
    )
