"""The client against the reference server of the Sensor Tasking API, and against the shapes of its specification."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from obslog.model.errors import ServiceError
from obslog.model.orders import OrderState, state_of_code
from obslog.tasking.orders.stapi import Client, property_table
from tasking.failing_server import Asked, FailingServer, Say
from tasking.providing import KEY, Running

ASK: dict[str, Any] = {
    "datetime": "2026-05-08T00:00:00Z/2026-05-20T00:00:00Z",
    "geometry": {"type": "Point", "coordinates": [35.87, 34.91]},
    "filter": {"op": "<=", "args": [{"property": "view:off_nadir"}, 20]},
}
ORDER = {**ASK, "order_parameters": {"reference": "obslog-42"}}


def client(provider: Running, **options: Any) -> Client:
    return Client(provider.url, sleep=provider.slept.append, **options)


def test_a_provider_says_what_it_is_and_sells(provider: Running) -> None:
    asked = client(provider)
    assert asked.landing().title == "STAPI API"
    assert any(uri.endswith("/core") for uri in asked.conformance())
    products = {one.id: one for one in asked.products()}
    assert list(products) == ["demo-50cm", "demo-radar", "demo-point"]
    assert products["demo-50cm"].geometries == {"Point", "Polygon"}
    assert [one.searchable for one in products.values()] == [True, True, False]
    assert asked.product("demo-50cm").providers == ("A demonstration provider",)


def test_queryables_and_parameters_come_with_their_bounds(provider: Running) -> None:
    asked = client(provider)
    cloud = property_table(asked.queryables("demo-50cm"))["eo:cloud_cover"]
    assert (cloud.minimum, cloud.maximum, cloud.numeric) == (0, 100, True)
    parameters = property_table(asked.order_parameters("demo-50cm"))
    assert parameters["priority"].choices == ("standard", "rush")
    assert parameters["reference"].max_length == 64
    assert property_table(asked.order_parameters("demo-radar"))["tier"].required


@pytest.mark.parametrize("product", ["demo-50cm", "demo-radar"])
@pytest.mark.parametrize("prefer", ["wait", "respond-async", "wait=10"])
def test_opportunities_come_at_once_or_by_a_search_all_pages_of_them(
    provider: Running, product: str, prefer: str
) -> None:
    found = client(provider).opportunities(product, ASK, prefer=prefer)
    days = [one.start.day for one in found.opportunities if one.start]
    assert days == [8, 9, 10, 13, 14, 15, 18, 19]
    assert not found.more
    first = found.opportunities[0]
    assert first.end == datetime(2026, 5, 8, 8, 11, 30, tzinfo=UTC)
    assert first.properties["view:off_nadir"] == 4.0
    searched = prefer == "respond-async" or product == "demo-radar" or prefer == "wait=10"
    assert bool(provider.slept) is searched


def test_no_more_opportunities_than_wanted_and_that_there_are_more(provider: Running) -> None:
    found = client(provider).opportunities("demo-50cm", ASK, most=4)
    assert (len(found.opportunities), found.more) == (4, True)


def test_a_search_that_goes_on_for_ever_is_left(provider: Running) -> None:
    ticks = iter(range(0, 10_000, 200))
    with pytest.raises(ServiceError, match=r"goes on after 150 s \(it says: in_progress\); ask again later"):
        client(provider, clock=lambda: float(next(ticks))).opportunities("demo-radar", ASK, wait_s=150)


def test_an_order_is_made_listed_shown_and_followed_to_its_end(provider: Running) -> None:
    asked = client(provider)
    made = asked.submit("demo-50cm", ORDER)
    assert (made.product_id, made.status and made.status.code) == ("demo-50cm", "received")
    assert made.parameters["reference"] == "obslog-42"
    for _ in range(4):
        asked.submit("demo-50cm", ORDER)
    assert len({one.id for one in asked.orders()}) == 5
    assert asked.order(made.id).search["geometry"] == ASK["geometry"]
    told = [[one.code for one in asked.statuses(made.id)] for _ in range(5)]
    assert told[0] == ["received", "accepted"]
    assert told[-1] == ["received", "accepted", "scheduled", "processing", "completed"]
    last = asked.statuses(made.id)[-1]
    assert last.links == (("asset", f"{provider.url}/delivered/delivered.tif"),)
    assert last.at is not None and last.at.tzinfo is not None


def test_what_a_server_refuses_is_one_line_in_its_own_words(provider: Running) -> None:
    asked = client(provider)
    strange = {**ASK, "filter": {"op": "<=", "args": [{"property": "x"}, 1]}}
    extra, half_open = (
        {**ORDER, "order_parameters": {"x": 1}},
        {**ORDER, "datetime": "2026-05-08T00:00:00Z/.."},
    )
    for call, words in (
        (lambda: asked.product("nix"), "answers 404"),
        (lambda: asked.order("nix"), "answers 404: Order not found"),
        (lambda: asked.submit("demo-50cm", extra), r"422: order_parameters\.x: Extra inputs"),
        (lambda: asked.submit("demo-50cm", half_open), "422: datetime: .*isoformat"),
        (lambda: asked.opportunities("demo-50cm", strange), "queryable x"),
    ):  # fmt: skip
        with pytest.raises(ServiceError, match=words) as error:
            call()
        assert "\n" not in str(error.value)
    assert provider.orders == []


def test_a_key_opens_what_is_closed_without_it(keyed_provider: Running) -> None:
    with pytest.raises(ServiceError, match=r"it asks for a key \(401\)"):
        client(keyed_provider).products()
    with pytest.raises(ServiceError, match=r"it refuses the key \(401\)") as error:
        Client(keyed_provider.url, "wrong-" + KEY).products()
    assert KEY not in str(error.value)
    assert len(Client(keyed_provider.url, KEY).products()) == 3


def test_the_shapes_of_the_specification_are_read_as_well(failing: FailingServer) -> None:
    order = {
        "id": "o1", "type": "Feature", "product_id": "p", "created": "2026-05-08T00:00:00Z",
        "status": {"timestamp": "2026-05-08T00:00:01+02:00", "status_code": "weather_hold", "reason_code": "cloud_cover"},
        "search_parameters": ASK, "order_parameters": {},
    }  # fmt: skip

    def listed(asked: Asked) -> Say:
        if "page=2" in asked.path:
            return Say(200, {"orders": [{**order, "id": "o2"}], "links": []})
        return Say(200, {"orders": [order], "links": [{"rel": "next", "href": "orders?page=2"}]})

    failing.routes["GET /api/orders"] = listed
    failing.routes["GET /api/orders/o1"] = Say(200, order)
    found = Client(failing.url + "/api/").orders()
    first, second = list(found)
    assert (first.id, second.id) == ("o1", "o2")
    assert first.status is not None and first.status.code == "weather_hold"
    assert first.status.at == datetime(2026, 5, 7, 22, 0, 1, tzinfo=UTC)
    assert state_of_code(first.status.code) is OrderState.OPEN
    # No history there (404): the order's own status is all that is known.
    assert [one.reason_code for one in Client(failing.url + "/api").statuses("o1")] == ["cloud_cover"]
