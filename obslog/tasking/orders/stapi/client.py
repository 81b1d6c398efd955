"""The client: landing, products, queryables, opportunities, orders and their statuses of one provider's API.

The paths are those of the specification, so that only paging and searches that go on follow links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any
from urllib.parse import quote

from obslog.model.errors import ServiceError
from obslog.model.orders import OrderStatus
from obslog.tasking import http
from obslog.tasking.orders.stapi.calling import Ask, Caller, Sleep, wait
from obslog.tasking.orders.stapi.paging import Step, pages
from obslog.tasking.orders.stapi.reading import (
    landing_of,
    list_of,
    object_of,
    opportunity_of,
    order_of,
    product_of,
    status_of,
)
from obslog.tasking.orders.stapi.searching import SEARCH_S, searched
from obslog.tasking.orders.stapi.words import Found, Landing, Opportunity, Product, RemoteOrder

#: The largest page that the specification lets a client ask for.
_PAGE = 100
_MOST_ORDERS = 10_000
_MOST_STATUSES = 1_000


class Client:
    """One provider's API. Every method raises `ServiceError` with one line; the key stands in none.

    `ask`, `sleep` and `clock` (seconds) are the network, the waiting and the time that passes; tests put in their own.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        ask: Ask = http.request,
        sleep: Sleep = wait,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._caller = Caller(url, key, ask=ask, sleep=sleep)
        self._clock = clock

    @property
    def url(self) -> str:
        """The address of the API, without a slash at its end."""
        return self._caller.url

    def landing(self) -> Landing:
        """What the API says of itself."""
        reply = self._caller.get("/")
        return landing_of(object_of(reply.document, "a landing page", reply.where))

    def conformance(self) -> tuple[str, ...]:
        """The addresses of what the API conforms to."""
        reply = self._caller.get("/conformance")
        return landing_of(object_of(reply.document, "its conformance", reply.where)).conforms_to

    def products(self) -> tuple[Product, ...]:
        """All products."""
        found: dict[str, Product] = {}
        for page in pages(self._caller, Step(f"/products?limit={_PAGE}")):
            for one in list_of(page.document, ("products",), page.where):
                product = product_of(one, page.where)
                found.setdefault(product.id, product)
        return tuple(found.values())

    def product(self, product_id: str) -> Product:
        """One product; a `ServiceError` of status 404 where there is none of that id."""
        reply = self._caller.get(f"/products/{_segment(product_id)}")
        return product_of(object_of(reply.document, "a product", reply.where), reply.where)

    def queryables(self, product_id: str) -> dict[str, Any]:
        """The JSON Schema of what a product can be filtered by; empty where it has none."""
        return self._schema(product_id, "queryables")

    def order_parameters(self, product_id: str) -> dict[str, Any]:
        """The JSON Schema of what an order of a product states; empty where it has none."""
        return self._schema(product_id, "order-parameters")

    def _schema(self, product_id: str, name: str) -> dict[str, Any]:
        try:
            reply = self._caller.get(f"/products/{_segment(product_id)}/{name}")
        except ServiceError as error:
            if error.status == 404:
                return {}
            raise
        return object_of(reply.document, name, reply.where)

    def opportunities(
        self,
        product_id: str,
        request: Mapping[str, Any],
        *,
        prefer: str = "wait",
        most: int = 200,
        wait_s: float = SEARCH_S,
    ) -> Found:
        """The opportunities for a request (`datetime`, `geometry`, `filter`), in the provider's order, at most `most`.

        `prefer` is `wait` (an answer at once) or `respond-async`; the server may do either, and both are read: a
        search that goes on is asked about for up to `wait_s` seconds.
        """
        path = f"/products/{_segment(product_id)}/opportunities"
        body = {**request, "limit": min(most, _PAGE)}
        first = Step(path, body, {"Prefer": prefer})
        try:
            reply = self._caller.post(path, body, first.headers, again=True)
        except ServiceError as error:
            # One that knows no such preference says so by 400; then it may choose.
            if error.status != 400:
                raise
            first = Step(path, body)
            reply = self._caller.post(path, body, again=True)
        if reply.status in (201, 202):
            first = Step(searched(self._caller, reply, wait_s, self._clock))
            reply = self._caller.get(first.path)
        found: list[Opportunity] = []
        for page in pages(self._caller, first, reply):
            for one in list_of(page.document, ("features",), page.where):
                if len(found) >= most:
                    return Found(tuple(found), more=True)
                found.append(opportunity_of(one, page.where))
        return Found(tuple(found))

    def submit(self, product_id: str, request: Mapping[str, Any]) -> RemoteOrder:
        """Order, once: it is never asked again. Of an error, `sent` and `status` say what is known of its end."""
        reply = self._caller.post(f"/products/{_segment(product_id)}/orders", request, again=False)
        return order_of(object_of(reply.document, "an order", reply.where), reply.where)

    def order(self, order_id: str) -> RemoteOrder:
        """One order."""
        reply = self._caller.get(f"/orders/{_segment(order_id)}")
        return order_of(object_of(reply.document, "an order", reply.where), reply.where)

    def orders(self) -> Iterator[RemoteOrder]:
        """All orders, as the provider lists them. Raises past 10,000."""
        number = 0
        for page in pages(self._caller, Step(f"/orders?limit={_PAGE}")):
            for one in list_of(page.document, ("orders", "features"), page.where):
                number += 1
                if number > _MOST_ORDERS:
                    raise ServiceError(page.where, f"it lists more than {_MOST_ORDERS:,} orders", sent=True)
                yield order_of(one, page.where)

    def statuses(self, order_id: str) -> tuple[OrderStatus, ...]:
        """The statuses of an order in the provider's order; that of the order itself where it keeps no history."""
        found: list[OrderStatus] = []
        try:
            for page in pages(self._caller, Step(f"/orders/{_segment(order_id)}/statuses?limit={_PAGE}")):
                found += [
                    status_of(one, page.where) for one in list_of(page.document, ("statuses",), page.where)
                ]
                if len(found) > _MOST_STATUSES:
                    raise ServiceError(
                        page.where, f"it tells more than {_MOST_STATUSES:,} statuses", sent=True
                    )
        except ServiceError as error:
            if error.status not in (404, 405, 501):
                raise
        if found:
            return tuple(found)
        status = self.order(order_id).status
        return () if status is None else (status,)


def _segment(text: str) -> str:
    """An id as one part of a path."""
    if text in ("", ".", ".."):
        raise ServiceError("id", f"{text!r} names nothing")
    return quote(text, safe="")
