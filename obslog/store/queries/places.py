"""Reading sites, their areas and names, and the types that this log adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from obslog.model.errors import AmbiguousError, NotFoundError
from obslog.model.places import ELSEWHERE, Area, Site
from obslog.model.text import fold
from obslog.model.types import ObjectType
from obslog.store.queries.spatial import Box, rows_in_boxes
from obslog.store.rows.places import area_of, site_of, type_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_SITE = ("id", "name", "lon", "lat", "geometry", "icao", "timezone", "country", "cadence_days")
_AREA = ("id", "site_id", "name", "geometry", "capacity")
_TYPE = ("name", "parent", "aliases", "nato", "length_m", "span_m", "height_m", "note", "source")


def sites(ws: Workspace) -> list[Site]:
    """All sites by name, with aliases and areas."""
    return _sites(ws, "s.live = 1")


def sites_by_id(ws: Workspace, ids: Iterable[str]) -> dict[str, Site]:
    """The sites of those ids, retracted ones too."""
    wanted = tuple(ids)
    return {site.id: site for site in _sites(ws, "s.id IN :ids", ids=wanted)} if wanted else {}


def site_by_id(ws: Workspace, site_id: str) -> Site:
    """One site. Raises `NotFoundError`."""
    found = _sites(ws, "s.id = :id", id=site_id)
    if not found:
        raise NotFoundError("site", site_id)
    return found[0]


def site_by_name(ws: Workspace, text: str) -> Site | None:
    """The site of that name, alias, ICAO code or id (a unique end of it, 6 characters or more), or None.

    Raises `AmbiguousError` where several answer.
    """
    key, word = fold(text), text.strip().upper()
    named = (
        "s.live = 1 AND (s.name_key = :key OR s.icao = :word OR s.id = :word OR s.id IN "
        "(SELECT site_id FROM site_names WHERE name_key = :key AND live = 1))"
    )
    found = _sites(ws, named, key=key, word=word)
    if not found and len(word) >= 6 and word.isascii() and word.isalnum():
        found = _sites(ws, "s.live = 1 AND s.id LIKE :ending", ending=f"%{word}")
    by_name = [site for site in found if fold(site.name) == key] or found
    if len(by_name) > 1:
        raise AmbiguousError("site", text, tuple(site.name for site in by_name))
    return by_name[0] if by_name else None


def site_names(ws: Workspace) -> dict[str, str]:
    """Site id -> name, retracted sites too."""
    return dict(ws.fetch("SELECT id, name FROM sites"))


def area_names(ws: Workspace, site_id: str) -> dict[str, str]:
    """Area id -> name for all areas that the site has or had, so that an old look can still be read."""
    return dict(ws.fetch("SELECT id, name FROM areas WHERE site_id = :site", site=site_id))


def areas_by_id(ws: Workspace, ids: Iterable[str]) -> dict[str, Area]:
    """The areas of those ids, old versions too."""
    wanted = tuple(id_ for id_ in ids if id_ != ELSEWHERE)
    if not wanted:
        return {}
    rows = ws.fetch(f"SELECT {', '.join(_AREA)} FROM areas WHERE id IN :ids", ids=wanted)
    return {row[0]: area_of(dict(zip(_AREA, row, strict=True))) for row in rows}


def sites_intersecting(ws: Workspace, boxes: Sequence[Box]) -> list[Site]:
    """Sites whose box meets one of the boxes (west, south, east, north; degrees); exact shapes are not
    compared."""
    return sorted(sites_by_id(ws, rows_in_boxes(ws, "sites", boxes)).values(), key=lambda site: site.id)


def _sites(ws: Workspace, where: str, **values: Any) -> list[Site]:
    with ws.reading():
        columns = ", ".join(f"s.{name}" for name in _SITE)
        rows = ws.fetch(f"SELECT {columns} FROM sites s WHERE {where} ORDER BY s.name_key, s.id", **values)
        if not rows:
            return []
        ids = tuple(row[0] for row in rows)
        mine = "site_id IN :ids" if len(ids) < 500 else "1 = 1"
        bound = {"ids": ids} if len(ids) < 500 else {}
        aliases: dict[str, list[str]] = {}
        named = f"SELECT site_id, name FROM site_names WHERE live = 1 AND {mine} ORDER BY id"
        for site_id, name in ws.fetch(named, **bound):
            aliases.setdefault(site_id, []).append(name)
        areas: dict[str, list[Area]] = {}
        drawn = f"SELECT {', '.join(_AREA)} FROM areas WHERE live = 1 AND {mine} ORDER BY id"
        for row in ws.fetch(drawn, **bound):
            areas.setdefault(row[1], []).append(area_of(dict(zip(_AREA, row, strict=True))))
    return [
        site_of(dict(zip(_SITE, row, strict=True)), aliases.get(row[0], ()), areas.get(row[0], ()))
        for row in rows
    ]


def types_added(ws: Workspace) -> list[ObjectType]:
    """The types that this log adds to the tree that ships, parents before children (in the order they
    came)."""
    rows = ws.fetch(f"SELECT {', '.join(_TYPE)} FROM types_added WHERE live = 1 ORDER BY id")
    return [type_of(dict(zip(_TYPE, row, strict=True))) for row in rows]
