"""The derived tables, boxes of ground and words for search: computed from data rows, never journalled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from obslog.model.text import fold
from obslog.store.apply import chunks, insert_rows
from obslog.store.journal import Insert, Op

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: (west, south, east, north) in degrees WGS 84; west <= east.
Box = tuple[float, float, float, float]

_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 100
_MOST_WORDS = 16_000

#: Which columns of which table full-text search looks into.
SEARCHED: dict[str, tuple[str, ...]] = {
    "sites": ("name", "icao", "country"),
    "site_names": ("name",),
    "areas": ("name",),
    "images": ("name", "provider", "platform", "instrument", "when_text", "attribution", "tags"),
    "image_files": ("path",),
    "acquisitions": ("platform", "note"),
    "looks": ("remarks",),
    "look_visible": ("reason",),
    "look_not_observable": ("reason",),
    "sightings": ("state", "because"),
    "marks": ("state", "remarks"),
    "alignments": ("reason",),
    "sources": ("name", "url", "notes"),
    "statements": ("text", "origin"),
    "assessments": ("text", "why"),
    "types_added": ("name", "aliases", "nato", "note"),
    "import_items": ("reason", "warnings"),
}
_GROUND = {"sites": "geometry", "images": "footprint"}


def words(text: str) -> list[str]:
    """The words of `text` for search: folded, cut at everything that is neither letter nor digit."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(text))]


def body(table: str, row: Mapping[str, Any]) -> str:
    """The searched words of one row, with a space between; empty for a retracted row."""
    if not row.get("live", 1):
        return ""
    said = " ".join(str(row[name]) for name in SEARCHED.get(table, ()) if row.get(name))
    return _joined(said) if said else ""


@lru_cache(4096)
def _joined(said: str) -> str:
    # The same few remarks stand in thousands of rows.
    return " ".join(words(said)[:_MOST_WORDS])


def row_boxes(table: str, row: Mapping[str, Any]) -> list[Box]:
    """The boxes of a site or image: one a polygon, so that none spans the antimeridian; a site's point
    else."""
    if table not in _GROUND or not row.get("live", 1):
        return []
    ground = row.get(_GROUND[table])
    if ground:
        return geojson_boxes(json.loads(ground))
    if table == "sites" and row.get("lon") is not None and row.get("lat") is not None:
        return [(row["lon"], row["lat"], row["lon"], row["lat"])]
    return []


def geojson_boxes(ground: Mapping[str, Any]) -> list[Box]:
    """One box for each polygon of a GeoJSON Polygon or MultiPolygon, merged to one on each side of 180."""
    polygons = ground["coordinates"] if ground["type"] == "MultiPolygon" else [ground["coordinates"]]
    boxes = [_ring_box(polygon[0]) for polygon in polygons]
    whole = _union(boxes)
    if whole[2] - whole[0] <= 180.0:
        return [whole]
    sides = ([b for b in boxes if b[0] + b[2] >= 0], [b for b in boxes if b[0] + b[2] < 0])
    return [_union(side) for side in sides if side]


def _ring_box(ring: Sequence[Sequence[float]]) -> Box:
    lons, lats = [float(p[0]) for p in ring], [float(p[1]) for p in ring]
    return min(lons), min(lats), max(lons), max(lats)


def _union(boxes: Sequence[Box]) -> Box:
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )  # fmt: skip


def derive(table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the rows of `table` put into the derived tables: (`boxes` or `search_rows`, a row without its
    id)."""
    for row in rows:
        for west, south, east, north in row_boxes(table, row):
            yield (
                "boxes",
                {
                    "kind": table,
                    "row_id": row["id"],
                    "west": west,
                    "south": south,
                    "east": east,
                    "north": north,
                },
            )
        if table in SEARCHED and (text := body(table, row)):
            yield "search_rows", {"kind": table, "row_id": row["id"], "body": text}


def maintain(connection: Connection, ops: Sequence[Op]) -> None:
    """Bring the derived tables up to the data after `ops` were applied, in the same transaction."""
    from sqlalchemy import select, text

    from obslog.store.schema import DATA_TABLES

    fresh: dict[str, list[Mapping[str, Any]]] = {}
    touched: dict[str, set[str]] = {}
    for op in ops:
        if op.table not in SEARCHED and op.table not in _GROUND:
            continue
        if isinstance(op, Insert):
            fresh.setdefault(op.table, []).append(op.row)
        elif _matters(op.table, op.new):
            touched.setdefault(op.table, set()).add(op.id)
    for name, ids in touched.items():
        for part in chunks(sorted(ids)):
            named = [{"kind": name, "row_id": row_id} for row_id in part]
            connection.execute(text("DELETE FROM boxes WHERE kind = :kind AND row_id = :row_id"), named)
            connection.execute(text("DELETE FROM search_rows WHERE kind = :kind AND row_id = :row_id"), named)
            table = DATA_TABLES[name]
            rows = connection.execute(select(table).where(table.c.id.in_(part))).mappings()
            insert_derived(connection, name, [dict(row) for row in rows])
    for name, new in fresh.items():
        insert_derived(connection, name, [row for row in new if row["id"] not in touched.get(name, ())])


def _matters(table: str, new: Mapping[str, Any]) -> bool:
    columns = {"live", "lon", "lat", _GROUND.get(table, ""), *SEARCHED.get(table, ())}
    return not columns.isdisjoint(new)


def insert_derived(connection: Connection, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write what the rows of one table put into the derived tables."""
    from obslog.store.schema import boxes, search_rows

    made: dict[str, list[dict[str, Any]]] = {"boxes": [], "search_rows": []}
    for where, row in derive(name, rows):
        made[where].append(row)
    if made["boxes"]:
        insert_rows(connection, boxes, made["boxes"])
    if made["search_rows"]:
        insert_rows(connection, search_rows, made["search_rows"])
