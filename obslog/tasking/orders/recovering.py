"""An order whose answer was lost, found again among those that the provider lists: by our reference, else by its words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from math import isclose
from typing import Any

from obslog.model.errors import RefusedError
from obslog.model.orders import Order
from obslog.tasking.orders.stapi import RemoteOrder
from obslog.tasking.orders.stapi.reading import instant_of

#: What our references begin with.
MARK = "obslog-"
#: How far the clocks of provider and log may differ: an older order is not the one that was sent.
_CLOCKS = timedelta(hours=1)


def find_sent(order: Order, listed: Iterable[RemoteOrder], claimed: Mapping[str, str]) -> RemoteOrder | None:
    """The provider's order that was made of ours; None where none of those listed can be it.

    `claimed`: the provider's ids that other orders of the log have. Our reference decides wherever it stands; orders
    without any reference of ours are compared by product, window, ground, filter and age. Raises `RefusedError`
    where several fit.
    """
    alike = []
    for one in listed:
        if claimed.get(one.id, order.id) != order.id:
            continue
        texts = list(_texts(one.document))
        if any(order.reference in text for text in texts):
            return one
        # Where our reference was taken, an order that states its parameters without it is somebody else's.
        other = any(MARK in text for text in texts) or (one.parameters and _sent_along(order))
        if not other and _same(order, one):
            alike.append(one)
    if len(alike) > 1:
        ids = ", ".join(one.id for one in alike[:6])
        raise RefusedError(
            f"the provider lists {len(alike)} orders that this one could be, {ids}: say which it is with "
            f"obslog order refresh {order.id} --remote ID"
        )
    return alike[0] if alike else None


def _sent_along(order: Order) -> bool:
    return any(order.reference in text for text in _texts(order.request.get("order_parameters")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _same(order: Order, other: RemoteOrder) -> bool:
    asked, got = order.request, other.search
    if other.product_id is not None and other.product_id != order.product_id:
        return False
    if (
        other.created is not None
        and order.created_at is not None
        and other.created < order.created_at - _CLOCKS
    ):
        return False
    if _interval(asked.get("datetime")) is None or _interval(asked.get("datetime")) != _interval(
        got.get("datetime")
    ):
        return False
    geometry = got.get("geometry", other.document.get("geometry"))
    return _equal(asked.get("geometry"), geometry) and _equal(
        asked.get("filter") or None, got.get("filter") or None
    )


def _interval(value: object) -> tuple[datetime, datetime] | None:
    start, _, end = value.partition("/") if isinstance(value, str) else ("", "", "")
    begins, ends = instant_of(start), instant_of(end)
    return None if begins is None or ends is None else (begins, ends)


def _equal(a: Any, b: Any) -> bool:
    """Equal as JSON, numbers to nine digits: a server may keep them otherwise than they were sent."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        # What is null may be left out; a box that a server adds says nothing new.
        ours, theirs = ({k: v for k, v in one.items() if v is not None and k != "bbox"} for one in (a, b))
        return ours.keys() == theirs.keys() and all(_equal(ours[key], theirs[key]) for key in ours)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(_equal(x, y) for x, y in zip(a, b, strict=True))
    return json.dumps(a, default=str) == json.dumps(b, default=str)
