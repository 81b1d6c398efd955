"""Reading orders with their statuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError
from obslog.model.orders import Order, OrderStatus
from obslog.store.apply import chunks
from obslog.store.rows.orders import ORDER_COLUMNS, STATUS_COLUMNS, order_of, order_status_of

if TYPE_CHECKING:
    from obslog.store.workspace import Workspace

_ORDER = ", ".join(ORDER_COLUMNS)
_STATUS = ", ".join(STATUS_COLUMNS)


def order(ws: Workspace, order_id: str) -> Order:
    """One order that stands. Raises `NotFoundError` where it is not there or was undone."""
    found = _read(ws, "live = 1 AND id = :id", {"id": order_id})
    if not found:
        raise NotFoundError("order", order_id, hint="obslog order list shows those there are")
    return found[0]


def orders(
    ws: Workspace, *, requirement_id: str | None = None, states: Iterable[str] | None = None
) -> list[Order]:
    """Orders that stand, of one requirement, of certain states, in the order they were made."""
    where, values = ["live = 1"], dict[str, Any]()
    if requirement_id is not None:
        where.append("requirement_id = :requirement")
        values["requirement"] = requirement_id
    if states is not None:
        where.append("state IN :states")
        values["states"] = tuple(states)
    return _read(ws, " AND ".join(where), values)


def remote_ids(ws: Workspace, endpoint: str) -> dict[str, str]:
    """The provider's id -> ours, of the orders made at one address of an API."""
    rows = ws.fetch(
        "SELECT remote_id, id FROM orders WHERE live = 1 AND endpoint = :at AND remote_id IS NOT NULL",
        at=endpoint,
    )
    return {row[0]: row[1] for row in rows}


def _read(ws: Workspace, where: str, values: dict[str, Any]) -> list[Order]:
    with ws.reading():
        rows = ws.fetch(f"SELECT {_ORDER} FROM orders WHERE {where} ORDER BY id", **values)
        statuses: dict[str, list[OrderStatus]] = defaultdict(list)
        for part in chunks([row[0] for row in rows]):
            for order_id, *row in ws.fetch(
                f"SELECT order_id, {_STATUS} FROM order_statuses WHERE live = 1 AND order_id IN :ids "
                "ORDER BY order_id, position, id",
                ids=tuple(part),
            ):
                statuses[order_id].append(order_status_of(row))
    return [order_of(row, statuses[row[0]]) for row in rows]
