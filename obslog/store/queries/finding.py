"""Looks that could answer a bound-aware question, newest first, each with all looks of its pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from obslog.model.looks import Look
from obslog.model.types import TypeTree
from obslog.store.canonical import instant_text, read_instant
from obslog.store.queries.looks import looks_by_id

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: Looks fetched at a time.
_BATCH = 100
#: Up to so many rows of a type the index of types is walked; beyond it the looks, newest first.
_RARE = 5_000


def candidate_looks(
    ws: Workspace,
    tree: TypeTree,
    query: Sequence[str],
    *,
    shows: bool,
    labelled: bool = False,
    site_id: str | None = None,
    since: str | None = None,
    until: str | None = None,
    minutes: float = 10.0,
) -> Iterator[dict[str, list[Look]]]:
    """Batches of closed looks by site: every look that could carry the claim, and the others of its pass.

    With `shows` those that saw something at or below `query` (`labelled`: as labelled, else as certain);
    without
    it those whose list, `none`, `complete_for` or total could bound it from above. `since` and `until` are stamps
    that hold the whole date of a look. No look comes twice. `minutes` is the longest span of a pass.
    """
    given: set[str] = set()
    for ids in _candidates(ws, _Claim(tree, tuple(query), shows, labelled), site_id, since, until):
        batch: dict[str, list[Look]] = {}
        with ws.reading():
            whole = _whole_passes(ws, [look_id for look_id in ids if look_id not in given], minutes) - given
            for one in looks_by_id(ws, whole):
                batch.setdefault(one.site_id, []).append(one)
        given |= whole
        if batch:
            yield batch


class _Claim:
    """Which rows of what was seen could carry the claim."""

    def __init__(self, tree: TypeTree, query: tuple[str, ...], shows: bool, labelled: bool) -> None:
        below = frozenset[str]().union(*(tree.subtree(name) for name in query))
        if shows:
            column = "labelled_certain" if labelled else "certain"
            self.rows = f"i.{column} IN :names AND i.live = 1 AND i.kind IN ('seen', 'total') AND i.lo > 0"
            self.names = tuple(sorted(below))
        else:
            above = frozenset(a for name in query for a in tree.ancestors(name))
            self.rows = (
                "i.certain IN :names AND i.live = 1 AND i.kind IN ('none', 'complete', 'total', 'seen')"
            )
            self.names = tuple(sorted(below | above))


def _candidates(
    ws: Workspace, claim: _Claim, site_id: str | None, since: str | None, until: str | None
) -> Iterator[list[str]]:
    where, values = ["l.live = 1", "l.status = 'closed'"], dict[str, Any](names=claim.names)
    where.append("l.latest IS NOT NULL AND l.earliest IS NOT NULL")
    for clause, name, value in (
        ("l.site_id = :site", "site", site_id),
        ("l.earliest >= :since AND l.latest >= :since", "since", since),
        ("l.latest <= :until", "until", until),
    ):
        if value is not None:
            where.append(clause)
            values[name] = value
    told = f"SELECT COUNT(*) FROM (SELECT 1 FROM sightings i WHERE {claim.rows} LIMIT {_RARE + 1}) AS told"
    if ws.fetch(told, names=claim.names)[0][0] <= _RARE:
        # CROSS JOIN keeps SQLite from walking all looks; PostgreSQL plans it as any join.
        rows = ws.fetch(
            f"SELECT DISTINCT l.id, l.latest FROM sightings i CROSS JOIN looks l WHERE l.id = i.look_id "
            f"AND {claim.rows} AND {' AND '.join(where)} ORDER BY l.latest DESC, l.id DESC", **values,
        )  # fmt: skip
        for start in range(0, len(rows), _BATCH):
            yield [row[0] for row in rows[start : start + _BATCH]]
        return
    # The + keeps SQLite on the index of look_id: a branch of the tree would cost one seek a type and look.
    of_look = claim.rows if not ws.is_sqlite else f"+{claim.rows}"
    where.append(f"EXISTS (SELECT 1 FROM sightings i WHERE i.look_id = l.id AND {of_look})")
    while True:
        rows = ws.fetch(
            f"SELECT l.id, l.latest FROM looks l WHERE {' AND '.join(where)} "
            f"ORDER BY l.latest DESC, l.id DESC LIMIT {_BATCH}", **values,
        )  # fmt: skip
        if not rows:
            return
        yield [row[0] for row in rows]
        if "last" not in values:
            where.append("l.latest <= :last AND (l.latest < :last OR l.id < :last_id)")
        values |= {"last": rows[-1][1], "last_id": rows[-1][0]}


def _whole_passes(ws: Workspace, ids: Sequence[str], minutes: float) -> set[str]:
    """The ids, and those of all closed looks that could be of one pass with them, and so on."""
    known: set[str] = set(ids)
    edge = list(ids)
    reach = timedelta(minutes=minutes)
    while edge:
        rows = ws.fetch(
            "SELECT site_id, earliest, latest, acquisition_id FROM looks WHERE id IN :ids", ids=edge
        )
        found: set[str] = set()
        for site, earliest, latest, acquisition in set(rows):
            near = ws.fetch(
                "SELECT id FROM looks WHERE site_id = :site AND live = 1 AND status = 'closed' "
                "AND latest >= :first AND latest <= :last AND earliest >= :first",
                site=site, first=instant_text(read_instant(earliest) - reach),
                last=instant_text(read_instant(latest) + reach),
            )  # fmt: skip
            found |= {row[0] for row in near}
            if acquisition is not None:
                same = ws.fetch(
                    "SELECT id FROM looks WHERE acquisition_id = :of AND site_id = :site AND live = 1 "
                    "AND status = 'closed' AND latest IS NOT NULL AND earliest IS NOT NULL",
                    of=acquisition, site=site,
                )  # fmt: skip
                found |= {row[0] for row in same}
        edge = sorted(found - known)
        known |= found
    return known
