"""Reading requirements, and what orders and answers make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError
from obslog.model.orders import OrderState
from obslog.model.requirements import Decision, Requirement
from obslog.store.apply import chunks
from obslog.store.rows.requirements import REQUIREMENT_COLUMNS, requirement_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_COLUMNS = ", ".join(f"r.{name}" for name in REQUIREMENT_COLUMNS)
#: Orders that a provider has, or may have: sent and not ended.
_UNDER_WAY = (str(OrderState.SUBMITTING), str(OrderState.OPEN))


@dataclass(frozen=True)
class Pursued:
    """What was done about a requirement: orders made, orders under way, images judged to answer a part."""

    orders: int = 0
    under_way: int = 0
    in_part: int = 0


def requirement(ws: Workspace, requirement_id: str) -> Requirement:
    """One requirement that stands. Raises `NotFoundError` where it is not there or was undone."""
    found = _read(ws, "r.live = 1 AND r.id = :id", {"id": requirement_id})
    if not found:
        raise NotFoundError("requirement", requirement_id, hint="obslog requirement list --all shows them")
    return found[0]


def requirements(
    ws: Workspace, *, site_id: str | None = None, states: Iterable[str] | None = None
) -> list[Requirement]:
    """Requirements that stand, of one site, of certain states: first those of the highest priority, then by the end
    of their window, then in the order they were made."""
    where, values = ["r.live = 1"], dict[str, Any]()
    if site_id is not None:
        where.append("r.site_id = :site")
        values["site"] = site_id
    if states is not None:
        where.append("r.state IN :states")
        values["states"] = tuple(states)
    return _read(ws, " AND ".join(where), values)


def requirements_of_subjects(ws: Workspace, subjects: Iterable[str]) -> dict[str, Requirement]:
    """Subject -> the newest standing requirement that a proposal of that subject became."""
    found: dict[str, Requirement] = {}
    for part in chunks(sorted(set(subjects))):
        for one in _read(ws, "r.live = 1 AND r.subject IN :subjects", {"subjects": tuple(part)}):
            held = found.get(one.subject or "")
            if held is None or held.id < one.id:
                found[one.subject or ""] = one
    return found


def pursued(ws: Workspace, requirement_ids: Iterable[str] | None = None) -> dict[str, Pursued]:
    """Requirement id -> what was done about it, for those that anything was done about (None: all)."""
    among, values = "", dict[str, Any]()
    if requirement_ids is not None:
        ids = tuple(requirement_ids)
        if not ids:
            return {}
        if len(ids) <= 500:
            among, values = "AND requirement_id IN :ids", {"ids": ids}
    with ws.reading():
        orders = ws.fetch(
            "SELECT requirement_id, COUNT(*), SUM(CASE WHEN state IN :open THEN 1 ELSE 0 END) FROM orders "
            f"WHERE live = 1 {among} GROUP BY requirement_id", open=_UNDER_WAY, **values,
        )  # fmt: skip
        answers = ws.fetch(
            "SELECT requirement_id, COUNT(*) FROM answers a WHERE live = 1 AND decision = :part AND NOT EXISTS "
            "(SELECT 1 FROM answers b WHERE b.requirement_id = a.requirement_id AND b.image_id = a.image_id "
            f"AND b.live = 1 AND b.id > a.id) {among} GROUP BY requirement_id", part=str(Decision.IN_PART), **values,
        )  # fmt: skip
    made = {row[0]: (int(row[1]), int(row[2])) for row in orders}
    parts = {row[0]: int(row[1]) for row in answers}
    return {one: Pursued(*made.get(one, (0, 0)), parts.get(one, 0)) for one in {*made, *parts}}


def _read(ws: Workspace, where: str, values: dict[str, Any]) -> list[Requirement]:
    rows = ws.fetch(
        f"SELECT {_COLUMNS} FROM requirements r WHERE {where} ORDER BY r.priority, r.latest, r.id", **values
    )
    return [requirement_of(row) for row in rows]
