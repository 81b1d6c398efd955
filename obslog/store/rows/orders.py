"""Between rows and orders with their statuses, in both directions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from obslog.model.orders import Order, OrderState, OrderStatus
from obslog.store.canonical import canonical, instant_text, read_instant
from obslog.store.ids import new_id
from obslog.store.journal import Insert, Op, Update

#: The columns of an order in the order that `order_of` takes them.
ORDER_COLUMNS = (
    "id", "requirement_id", "reference", "provider", "endpoint", "product_id", "request", "unexpressed", "opportunity",
    "remote_id", "state", "cost", "currency", "analyst", "created_at",
)  # fmt: skip
#: The columns of a status in the order that `order_status_of` takes them.
STATUS_COLUMNS = ("code", "at", "reason_code", "reason_text", "received_at", "links")


def order_ops(order: Order, analyst_basis: str | None = None, created_at: str | None = None) -> list[Insert]:
    """The new rows of an order and of its statuses; `created_at` is an instant as the store keeps it."""
    row = {
        "id": order.id, "requirement_id": order.requirement_id, "reference": order.reference,
        "provider": order.provider, "endpoint": order.endpoint, "product_id": order.product_id,
        "request": canonical(order.request), "unexpressed": canonical(order.unexpressed),
        "opportunity": None if order.opportunity is None else canonical(order.opportunity),
        "remote_id": order.remote_id, "state": str(order.state), "cost": order.cost, "currency": order.currency,
        "analyst": order.analyst, "analyst_basis": analyst_basis, "created_at": created_at,
    }  # fmt: skip
    return [Insert("orders", row), *_status_ops(order.id, order.statuses, 0)]


def order_progress_ops(
    order: Order, state: OrderState, *, remote_id: str | None = None, statuses: Iterable[OrderStatus] = ()
) -> list[Op]:
    """An order further on: its state, the provider's id where that has come to be known, statuses beyond its own."""
    now = {"state": str(state), "remote_id": remote_id or order.remote_id}
    was = {"state": str(order.state), "remote_id": order.remote_id}
    changed = [name for name in now if now[name] != was[name]]
    ops: list[Op] = []
    if changed:
        ops.append(Update("orders", order.id, {n: was[n] for n in changed}, {n: now[n] for n in changed}))
    return [*ops, *_status_ops(order.id, statuses, len(order.statuses))]


def _status_ops(order_id: str, statuses: Iterable[OrderStatus], first: int) -> list[Insert]:
    return [
        Insert("order_statuses", {
            "id": new_id(), "order_id": order_id, "position": first + number, "code": status.code,
            "at": _stamp(status.at), "reason_code": status.reason_code, "reason_text": status.reason_text,
            "received_at": _stamp(status.received_at), "links": canonical(status.links) if status.links else None,
        })
        for number, status in enumerate(statuses)
    ]  # fmt: skip


def order_of(values: Sequence[Any], statuses: Iterable[OrderStatus] = ()) -> Order:
    """An order from its columns (`ORDER_COLUMNS`) and its statuses."""
    row = dict(zip(ORDER_COLUMNS, values, strict=True))
    return Order(
        id=row["id"], requirement_id=row["requirement_id"], reference=row["reference"], provider=row["provider"],
        endpoint=row["endpoint"], product_id=row["product_id"], request=json.loads(row["request"]),
        unexpressed=tuple(json.loads(row["unexpressed"] or "[]")),
        opportunity=None if row["opportunity"] is None else json.loads(row["opportunity"]),
        remote_id=row["remote_id"], state=OrderState(row["state"]), statuses=tuple(statuses), cost=row["cost"],
        currency=row["currency"], analyst=row["analyst"] or "", created_at=_instant(row["created_at"]),
    )  # fmt: skip


def order_status_of(values: Sequence[Any]) -> OrderStatus:
    """A status from its columns (`STATUS_COLUMNS`)."""
    code, at, reason_code, reason_text, received_at, links = values
    pointed = tuple((rel, href) for rel, href in json.loads(links or "[]"))
    return OrderStatus(code, _instant(at), reason_code, reason_text, _instant(received_at), pointed)


def _stamp(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)
