"""Orders as rows: what was kept comes back equal, on either database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from obslog.model.errors import NotFoundError, RefusedError
from obslog.model.orders import Order, OrderState, OrderStatus
from obslog.model.requirements import Needs, Requirement
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.undo import revert
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import ANALYST, site

START = datetime(2026, 5, 8, 8, 12, 0, 250000, tzinfo=UTC)


@pytest.fixture
def order(ws: Workspace) -> Order:
    """An order with two statuses, in a log that has its requirement."""
    place = site()
    wanted = Requirement(new_id(), place.id, "still there?", "asked", Needs(START, START + timedelta(days=7)))
    ws.write("site add", ANALYST, rows.site_ops(place))
    ws.write("requirement add", ANALYST, rows.requirement_ops(wanted))
    row_id = new_id()
    made = Order(
        row_id, wanted.id, f"obslog-{row_id}", "demo", "https://example.com", "p",
        {"datetime": "a/b", "geometry": {"type": "Point", "coordinates": [35.9, 35.4]}, "order_parameters": {}},
        ("sun at least 15° high: the product has no queryable for it",), {"id": "o", "properties": {"gsd": 0.5}}, None,
        OrderState.PREPARED,
        (OrderStatus("received", START), OrderStatus("held\x1b", None, "why", "a reason", START, (("asset", "https://x/y"),))),
        1200.5, "EUR", "analyst one", START,
    )  # fmt: skip
    ws.write("order prepare", ANALYST, rows.order_ops(made, "stated", queries.stamp(START)))
    return made


def test_an_order_comes_back_as_it_was_kept(ws: Workspace, order: Order) -> None:
    assert queries.order(ws, order.id) == order
    assert queries.orders(ws, requirement_id=order.requirement_id) == [order]
    assert queries.orders(ws, states=("open",)) == []
    assert queries.remote_ids(ws, order.endpoint) == {}
    assert verify(ws) == ()


def test_an_order_goes_on_by_one_entry(ws: Workspace, order: Order) -> None:
    more = OrderStatus("accepted", START + timedelta(hours=1), received_at=START)
    ws.write(
        "order refresh",
        ANALYST,
        rows.order_progress_ops(order, OrderState.OPEN, remote_id="r1", statuses=[more]),
    )
    now = queries.order(ws, order.id)
    assert now == replace(order, state=OrderState.OPEN, remote_id="r1", statuses=(*order.statuses, more))
    assert queries.remote_ids(ws, order.endpoint) == {"r1": order.id}
    assert rows.order_progress_ops(now, OrderState.OPEN) == []
    with pytest.raises(RefusedError):
        ws.write("order refresh", ANALYST, rows.order_progress_ops(order, OrderState.ENDED))
    assert verify(ws) == ()


def test_an_undone_order_is_hidden_with_its_statuses(ws: Workspace, order: Order) -> None:
    revert(ws, ANALYST)
    assert queries.orders(ws) == []
    with pytest.raises(NotFoundError):
        queries.order(ws, order.id)
    revert(ws, ANALYST, queries.entries(ws)[0].seq)
    assert queries.order(ws, order.id) == order
