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
_RARE = 20_000


def candidate_looks(
    ws: Workspace,
    tree: TypeTree,
    query: Sequence[str],
    *,
    shows: bool,
    at_least: int = 1,
    labelled: bool = False,
    site_id: str | None = None,
    since: str | None = None,
    until: str | None = None,
    minutes: float = 10.0,
) -> Iterator[dict[str, list[Look]]]:
    """Batches of closed looks by site: every look that could carry the claim, and the others of its pass.

    With `shows` those that saw something at or below `query` (`labelled`: as labelled, else as certain), and
    where that is cheap to tell only those whose pass could show `at_least` so many; without it those whose list,
    `none`, `complete_for` or total could bound it from above. `since` and `until` are stamps that hold the whole
    date of a look. No look comes twice. `minutes` is the longest span of a pass.
    """
    given: set[str] = set()
    claim = _Claim(tree, tuple(query), at_least if shows else 0, labelled)
    for ids in _candidates(ws, claim, site_id, since, until, timedelta(minutes=minutes)):
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

    def __init__(self, tree: TypeTree, query: tuple[str, ...], at_least: int, labelled: bool) -> None:
        self.at_least = at_least
        below = frozenset[str]().union(*(tree.subtree(name) for name in query))
        if at_least:
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
    ws: Workspace, claim: _Claim, site_id: str | None, since: str | None, until: str | None, reach: timedelta
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
            "SELECT l.id, l.site_id, l.acquisition_id, l.earliest, l.latest, SUM(i.lo) FROM sightings i "
            f"CROSS JOIN looks l WHERE l.id = i.look_id AND {claim.rows} AND {' AND '.join(where)} "
            "GROUP BY l.id, l.site_id, l.acquisition_id, l.earliest, l.latest", **values,
        )  # fmt: skip
        ids = _enough(rows, claim.at_least, reach)
        for start in range(0, len(ids), _BATCH):
            yield ids[start : start + _BATCH]
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


def _enough(rows: Sequence[Any], at_least: int, reach: timedelta) -> list[str]:
    """Ids of the looks, newest first, that with all that could be of their pass show `at_least` so many.

    `rows` are (id, site, acquisition, earliest, latest, number seen). Looks in reach of one another are taken
    together however long the chain, so that no pass is ever cut.
    """
    if at_least <= 1:
        return [row[0] for row in sorted(rows, key=lambda row: (row[4], row[0]), reverse=True)]
    chains: list[list[Any]] = []
    site, reached = None, None
    for row in sorted(rows, key=lambda row: (row[1], row[3])):
        until = read_instant(row[4]) + reach
        if site != row[1] or reached is None or read_instant(row[3]) > reached:
            chains.append([])
            site, reached = row[1], until
        chains[-1].append(row)
        reached = max(reached, until)
    shared: dict[str, int] = {}
    for row in rows:
        if row[2] is not None:
            shared[row[2]] = shared.get(row[2], 0) + int(row[5])
    kept = [
        row
        for chain in chains
        if sum(int(r[5]) for r in chain) + sum(shared.get(one, 0) for one in {r[2] for r in chain})
        >= at_least
        for row in chain
    ]
    return [row[0] for row in sorted(kept, key=lambda row: (row[4], row[0]), reverse=True)]


def _whole_passes(ws: Workspace, ids: Sequence[str], minutes: float) -> set[str]:
    """The ids, and those of all closed looks that could be of one pass with them, and so on."""
    known: set[str] = set(ids)
    edge = list(ids)
    reach = timedelta(minutes=minutes)
    closed = "n.live = 1 AND n.status = 'closed' AND n.latest IS NOT NULL AND n.earliest IS NOT NULL"
    while edge:
        rows = ws.fetch(
            "SELECT DISTINCT site_id, earliest, latest, acquisition_id FROM looks WHERE id IN :ids", ids=edge
        )
        spans: list[str] = []
        values: dict[str, str] = {}
        for number, (site, earliest, latest, _) in enumerate(rows):
            values |= {
                f"s{number}": site,
                f"a{number}": instant_text(read_instant(earliest) - reach),
                f"b{number}": instant_text(read_instant(latest) + reach),
            }
            spans.append(f"(CAST(:s{number} AS TEXT), CAST(:a{number} AS TEXT), CAST(:b{number} AS TEXT))")
        found = {
            row[0]
            for row in ws.fetch(
                f"WITH w(site, first, last) AS (VALUES {', '.join(spans)}) SELECT n.id FROM w CROSS JOIN looks n "
                f"WHERE n.site_id = w.site AND {closed} AND n.latest >= w.first AND n.latest <= w.last "
                "AND n.earliest >= w.first",
                **values,
            )
        }
        acquisitions = {row[3] for row in rows if row[3] is not None}
        if acquisitions:
            same = f"SELECT n.id FROM looks n WHERE n.acquisition_id IN :acquisitions AND n.site_id IN :sites AND {closed}"
            sites = {row[0] for row in rows}
            found |= {row[0] for row in ws.fetch(same, acquisitions=acquisitions, sites=sites)}
        edge = sorted(found - known)
        known |= found
    return known
