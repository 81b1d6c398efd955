"""How often a provider collects what is ordered: by the user's prices, else by the orders of this log, else not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from obslog.model.orders import Order, OrderState
from obslog.model.text import fold
from obslog.tasking.percentages import percent

_BRACKETS = re.compile(r"[()\[\]]")
#: Words of a status by which we ended an order ourselves: that says nothing of the provider.
_OURS = ("user_cancelled", "canceled", "prepared")


@dataclass(frozen=True)
class Collected:
    """The chance (0..1) that a provider accepts and collects an order; `basis` is `prices` or `orders`."""

    chance: float
    basis: str
    words: str


def names_of(satellite: str, operator: str) -> Iterator[str]:
    """What a sensor's provider may be called, folded: the satellite, its operator, either part of `Maxar (Vantor)`."""
    for name in (satellite, operator, *_BRACKETS.split(operator)):
        if fold(name):
            yield fold(name)


def by_orders(orders: Iterable[Order]) -> dict[str, tuple[int, int]]:
    """Folded name of a provider -> (orders that it completed, orders that ended, completed or not)."""
    found: dict[str, tuple[int, int]] = {}
    for order in orders:
        done = order.state is OrderState.COMPLETED
        if not done and order.state is not OrderState.ENDED:
            continue
        if not done and (not order.statuses or order.statuses[-1].code.casefold() in _OURS):
            continue
        completed, ended = found.get(fold(order.provider), (0, 0))
        found[fold(order.provider)] = (completed + done, ended + 1)
    return found


def collected(
    satellite: str, operator: str, stated: float | None, record: Mapping[str, tuple[int, int]]
) -> Collected | None:
    """What is known of the provider of a sensor; None where nothing is.

    By orders it is (completed + 1) / (ended + 2), the rule of succession, so that one order proves little.
    """
    if stated is not None:
        words = f"the provider collects {percent(stated)} of such orders by the prices given"
        return Collected(stated, "prices", words)
    for name in names_of(satellite, operator):
        if name in record:
            completed, ended = record[name]
            chance = (completed + 1) / (ended + 2)
            orders = "order" if ended == 1 else "orders"
            words = f"collected {percent(chance)}, resting on {ended} {orders} of this log ({completed} completed)"
            return Collected(chance, "orders", words)
    return None
