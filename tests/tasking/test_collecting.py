"""How often a provider collects: what the user states, else what became of this log's orders, else nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obslog.model.orders import Order, OrderState, OrderStatus
from obslog.tasking.choosing.collecting import by_orders, collected
from obslog.tasking.choosing.ranking import rank
from tasking.overhead import OPTICAL, asked, over


def order(state: OrderState, code: str = "", provider: str = "Eye Inc") -> Order:
    statuses = (OrderStatus(code),) if code else ()
    return Order("O", "R", "ref", provider, "https://x", "p", state=state, statuses=statuses)


ORDERS = [
    order(OrderState.COMPLETED, "completed"),
    order(OrderState.COMPLETED, "completed", "EYE INC"),
    order(OrderState.ENDED, "rejected"),
    order(OrderState.ENDED, "user_cancelled"),
    order(OrderState.OPEN, "accepted"),
    order(OrderState.PREPARED),
]


def test_only_what_a_provider_ended_counts() -> None:
    assert by_orders(ORDERS) == {"eye inc": (2, 3)}


def test_three_orders_of_which_two_were_completed_are_three_in_five() -> None:
    found = collected("EYE-1", "Eye Inc (formerly Oculus)", None, by_orders(ORDERS))
    assert found is not None and found.chance == pytest.approx(3 / 5) and found.basis == "orders"
    assert "3 orders of this log (2 completed)" in found.words


def test_what_the_user_states_goes_first_and_nothing_is_made_up() -> None:
    stated = collected("EYE-1", "Eye Inc", 0.9, by_orders(ORDERS))
    assert stated is not None and (stated.chance, stated.basis) == (0.9, "prices")
    assert collected("EAR-1", "Ear Inc", None, by_orders(ORDERS)) is None


def test_it_lowers_the_chance_of_what_is_ordered_and_of_nothing_else() -> None:
    record = by_orders(ORDERS)
    (one,) = rank(replace(asked(), record=record), [over(4)]).opportunities
    assert one.likelihood.chance == pytest.approx(0.36, abs=0.01) and "if it is collected" not in one.why
    (free,) = rank(replace(asked(), record=record), [over(4, replace(OPTICAL, taskable=False))]).opportunities
    assert free.likelihood.chance == pytest.approx(0.6, abs=0.01)
