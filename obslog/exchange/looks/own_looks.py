"""Rows of observations that obslog wrote, as the looks that they were."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from obslog.exchange.looks.sheet_looks import LooksRead
from obslog.exchange.rows.sheets import Cell, Row
from obslog.model.counts import Count
from obslog.model.errors import NotFoundError, ObslogError, WordError
from obslog.model.looks import Confidence, Look, LookStatus, Scope, Sighting, Total, Visible
from obslog.model.notation import Notation
from obslog.model.places import Site
from obslog.model.when import When
from obslog.observing.drafting import area_id, area_ids, refuse_contradiction, refuse_empty
from obslog.store import queries
from obslog.store.ids import new_id

if TYPE_CHECKING:
    from obslog.observing.desk import Desk

Cells = Mapping[str, Cell]


def looks_of_rows(desk: Desk, rows: Sequence[Row]) -> LooksRead:
    """The looks of rows, under new ids; a look is refused, by the id that it had, where this log cannot hold it.

    Its site and its image must be in this log. Looks that another one repeats must stand before it or be here already.
    """
    by_look: dict[str, list[Cells]] = {}
    for row in rows:
        by_look.setdefault(str(row.cells.get("look") or row.id), []).append(row.cells)
    found: list[tuple[str, Look]] = []
    refused: list[str] = []
    ids: dict[str, str] = {}
    # Read once: a site has many looks.
    site_named = cache(desk.site)
    for old, cells in by_look.items():
        try:
            look = _look(desk, cells, ids, site_named)
            ids[old] = look.id
            found.append((f"look {old}", look))
        except (ObslogError, KeyError) as error:
            told = error if isinstance(error, ObslogError) else f"it does not say {error}"
            refused.append(f"look {old[:40]}: {told}")
    return LooksRead(tuple(found), tuple(refused))


def _look(
    desk: Desk, rows: Sequence[Cells], ids: Mapping[str, str], site_named: Callable[[str], Site]
) -> Look:
    first = rows[0]
    site = site_named(str(first["site"]))
    image_id = _text(first, "image")
    image = queries.images_by_id(desk.ws, [image_id]).get(image_id) if image_id is not None else None
    if image_id is not None and image is None:
        name = _text(first, "image_name") or image_id[:12]
        raise NotFoundError("image", name, hint="obslog import it first: its sha256 must be the same")

    def part(name: str) -> str:
        return area_id(site, "elsewhere" if name == "whole site" else name)

    before = _text(first, "no_change_since")
    if before is not None:
        before = ids.get(before) or queries.look(desk.ws, queries.find_id(desk.ws, "looks", before)).id
    when = {"text": first.get("when_text"), "edtf": first.get("when")}
    look = Look(
        id=new_id(),
        when=When.from_wire(
            {**when, **{k: first.get(k) for k in ("earliest", "latest", "precision", "basis")}}
        ),
        visible={part(name): _visible(said) for name, said in _object(first, "visible").items()},
        min_resolved_m=_real(first, "resolves_m"),
        site_id=site.id,
        image_id=image_id,
        acquisition_id=image.acquisition_id if image is not None else None,
        analyst=_text(first, "analyst") or desk.actor.name,
        analyst_basis=_text(first, "analyst_basis") or "stated",
        status=_status(first),
        parts=area_ids(site),
        not_observable={part(name): str(said) for name, said in _object(first, "not_observable").items()},
        no_change_since=before,
        derived_from=before,
        remarks=_text(first, "remarks"),
    )
    look = _with_items(look, rows, Notation(desk.tree(), part), part)
    _refuse(desk, look, site)
    return look


def _refuse(desk: Desk, look: Look, site: Site) -> None:
    refuse_contradiction(look, desk.tree(), site.name, {area.id: area.name for area in site.areas})
    refuse_empty(look)


def _with_items(look: Look, rows: Sequence[Cells], notation: Notation, part: Callable[[str], str]) -> Look:
    seen: list[Sighting] = []
    totals: list[Total] = []
    scopes: dict[str, list[Scope]] = {"none": [], "complete for": []}
    for row in rows:
        kind, named = str(row["kind"]), _text(row, "area")
        area = part(named) if named is not None else None
        if kind == "look":
            continue
        types = notation.type_set(str(row["types"]))
        if kind == "seen":
            certain = _text(row, "certain")
            seen.append(
                Sighting(
                    types, _count(row), notation.tree.resolve(certain) if certain else None,
                    Confidence(_text(row, "confidence") or "confirmed"), area, _text(row, "state"), _text(row, "because"),
                )
            )  # fmt: skip
        elif kind == "total":
            totals.append(Total(types[0], _count(row), area))
        elif kind in scopes:
            scopes[kind].append(Scope(types[0], area))
        else:
            raise WordError("kind", kind[:40], "it is seen, total, none, complete for or look")
    return replace(
        look, seen=tuple(seen), totals=tuple(totals), none=tuple(scopes["none"]),
        complete_for=tuple(scopes["complete for"]),
    )  # fmt: skip


def _count(row: Cells) -> Count:
    low, high = row["count_min"] or 0, row.get("count_max")
    if not isinstance(low, int) or not isinstance(high, (int, type(None))):
        raise WordError("count", f"{low}-{high}", "bounds are whole numbers")
    text = _text(row, "count") or ""
    return Count(low, high, text, bool(row.get("estimate")), bool(row.get("count_unknown")))


def _status(row: Cells) -> LookStatus:
    word = _text(row, "status") or "closed"
    if word not in ("closed", "draft"):
        raise WordError("status", word[:40], "it is closed or draft")
    return LookStatus(word)


def _visible(said: object) -> Visible:
    if not isinstance(said, dict):
        raise WordError("visible", str(said)[:40], "it holds fraction, basis and reason")
    fraction, basis, reason = (said.get(name) for name in ("fraction", "basis", "reason"))
    odd = isinstance(fraction, bool) or not isinstance(fraction, (int, float, type(None)))
    if odd or (isinstance(fraction, (int, float)) and not 0 <= fraction <= 1):
        raise WordError("visible", str(fraction)[:40], "a fraction lies between 0 and 1")
    known = "stated" if fraction is not None else "unknown"
    return Visible(fraction, str(basis or known), str(reason) if reason is not None else None)


def _object(row: Cells, name: str) -> dict[str, object]:
    text = row.get(name)
    try:
        found = json.loads(str(text)) if text else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WordError(name, str(text)[:60], "it is JSON: area to what is said of it")
    return found


def _text(row: Cells, name: str) -> str | None:
    value = row.get(name)
    return str(value) if value is not None and value != "" else None


def _real(row: Cells, name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, (int, float)) else None
