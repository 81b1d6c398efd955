"""Which sites and images lie in a box: the spatial index of either database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

#: (west, south, east, north) in degrees WGS 84; west > east crosses the antimeridian.
Box = tuple[float, float, float, float]

# The R*Tree keeps 32-bit numbers, rounded outward, and PostgreSQL's boxes meet within a millionth of
# a degree: so the exact box is compared after either.
_SQLITE = (
    "SELECT b.row_id FROM boxes_rtree r JOIN boxes b ON b.id = r.id WHERE r.west <= :east "
    "AND r.east >= :west AND r.south <= :north AND r.north >= :south AND b.kind = :kind "
    "AND b.west <= :east AND b.east >= :west AND b.south <= :north AND b.north >= :south"
)
_POSTGRESQL = (
    "SELECT b.row_id FROM boxes b WHERE b.kind = :kind "
    "AND b.ground && box(point(CAST(:west AS float8), CAST(:south AS float8)), "
    "point(CAST(:east AS float8), CAST(:north AS float8))) "
    "AND b.west <= :east AND b.east >= :west AND b.south <= :north AND b.north >= :south"
)


def rows_in_boxes(ws: Workspace, kind: str, boxes: Sequence[Box]) -> list[str]:
    """Ids of the `sites` or `images` (that is `kind`) whose box meets one of `boxes`, sorted, each once."""
    sql = _SQLITE if ws.is_sqlite else _POSTGRESQL
    found: set[str] = set()
    with ws.reading():
        for west, south, east, north in _unwrapped(boxes):
            found |= {r[0] for r in ws.fetch(sql, kind=kind, west=west, south=south, east=east, north=north)}
    return sorted(found)


def all_boxes(ws: Workspace, kind: str) -> list[Box]:
    """The boxes of all `sites` or `images` (that is `kind`), for a caller that has many to compare."""
    return [
        (row[0], row[1], row[2], row[3])
        for row in ws.fetch("SELECT west, south, east, north FROM boxes WHERE kind = :kind", kind=kind)
    ]


def any_meets(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    """True if one of `boxes` meets one of `others`, none of which crosses the antimeridian."""
    return any(
        west <= e and east >= w and south <= n and north >= s
        for west, south, east, north in _unwrapped(boxes)
        for w, s, e, n in others
    )


def _unwrapped(boxes: Sequence[Box]) -> list[Box]:
    result: list[Box] = []
    for west, south, east, north in boxes:
        if west <= east:
            result.append((west, south, east, north))
        else:
            result += [(west, south, 180.0, north), (-180.0, south, east, north)]
    return result
