"""A provider that keeps orders and whose every answer a test can spoil."""

from __future__ import annotations

from typing import Any

from tasking.failing_server import Asked, FailingServer, Say

PRODUCT = "p"
#: What an order states there.
WITH_REFERENCE = {
    "type": "object",
    "properties": {"reference": {"type": "string"}},
    "additionalProperties": False,
}
WITHOUT_REFERENCE = {"type": "object", "properties": {}, "additionalProperties": False}


class Shop:
    """One product over a `FailingServer`; `spoil` is the answer to the next order in place of the true one.

    `keeps`: the order is kept although its answer is spoilt.
    """

    def __init__(self, server: FailingServer, *, reference: bool = True) -> None:
        self.server, self.url = server, server.url
        self.orders: list[dict[str, Any]] = []
        self.spoil: Say | None = None
        self.keeps = True
        self.statuses: dict[str, list[dict[str, Any]]] = {}
        schema = WITH_REFERENCE if reference else WITHOUT_REFERENCE
        server.routes |= {
            f"GET /products/{PRODUCT}": Say(200, {"id": PRODUCT, "conformsTo": []}),
            f"GET /products/{PRODUCT}/queryables": Say(
                200, {"properties": {"off_nadir": {"type": "number"}}}
            ),
            f"GET /products/{PRODUCT}/order-parameters": Say(200, schema),
            "GET /products": Say(200, {"products": [{"id": PRODUCT}]}),
            f"POST /products/{PRODUCT}/orders": self.order,
            "GET /orders": lambda _: Say(200, {"orders": self.orders}),
        }

    def order(self, asked: Asked) -> Say:
        """Take an order, and answer it truly or not."""
        spoil, self.spoil = self.spoil, None
        if spoil is not None and not self.keeps:
            return spoil
        made = self.keep(asked.json)
        return spoil or Say(201, made)

    def keep(self, body: dict[str, Any]) -> dict[str, Any]:
        """An order as this provider keeps it: its time and numbers written otherwise than they came."""
        row_id = f"r{len(self.orders) + 1}"
        start, end = body["datetime"].replace("Z", "+00:00").split("/")
        made = {
            "id": row_id, "type": "Feature", "product_id": PRODUCT, "created": "2026-11-23T00:00:00Z",
            "status": {"timestamp": "2026-11-23T00:00:00Z", "status_code": "received"},
            "search_parameters": {"datetime": f"{start}/{end}", "geometry": body["geometry"], "filter": body.get("filter")},
            "order_parameters": body["order_parameters"],
        }  # fmt: skip
        self.orders.append(made)
        self.statuses[row_id] = [made["status"]]
        self.server.routes[f"GET /orders/{row_id}"] = lambda _: Say(200, made)
        self.server.routes[f"GET /orders/{row_id}/statuses"] = lambda _: Say(
            200, {"statuses": self.statuses[row_id]}
        )
        return made

    @property
    def posts(self) -> int:
        """How often an order was sent here."""
        return len(self.server.asked("POST", f"/products/{PRODUCT}/orders"))
