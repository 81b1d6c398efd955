"""The client against a provider that fails or means harm: asked again where that is harmless, else one clear line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import ServiceError
from obslog.tasking import http
from obslog.tasking.orders.stapi import Client
from obslog.tasking.orders.stapi.calling import retry_after
from obslog.tasking.orders.stapi.reading import (
    landing_of,
    links_of,
    opportunity_of,
    order_of,
    product_of,
    read_json,
    status_of,
)
from tasking.failing_server import Asked, FailingServer, Say

ASK: dict[str, Any] = {
    "datetime": "2026-05-08T00:00:00Z/2026-05-20T00:00:00Z",
    "geometry": {"type": "Point", "coordinates": [1, 2]},
}
PRODUCTS = {"products": [{"id": "p"}], "links": []}
CHANCE = {"id": "a", "properties": {"datetime": "2026-05-08T08:00:00Z/2026-05-08T08:01:00Z"}}


def client(failing: FailingServer, waits: list[float] | None = None, key: str | None = None) -> Client:
    return Client(failing.url, key, sleep=(waits if waits is not None else []).append)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_question_that_fails_once_is_asked_again(failing: FailingServer, status: int) -> None:
    waits: list[float] = []
    failing.routes["GET /products"] = [Say(status), Say(200, PRODUCTS)]
    failing.routes["POST /products/p/opportunities"] = [Say(status), Say(200, {"features": [CHANCE]})]
    assert [one.id for one in client(failing, waits).products()] == ["p"]
    assert len(client(failing, waits).opportunities("p", ASK).opportunities) == 1
    assert waits == [0.5, 0.5]


def test_one_that_keeps_failing_is_left_after_four_times(failing: FailingServer) -> None:
    waits: list[float] = []
    failing.routes["GET /products"] = Say(500, {"detail": "out of\norder"})
    with pytest.raises(ServiceError, match=r"answers 500: out of\\norder \(asked 4 times\)"):
        client(failing, waits).products()
    assert waits == [0.5, 1.0, 2.0]


def test_the_wait_that_a_server_asks_for_is_kept(failing: FailingServer) -> None:
    waits: list[float] = []
    failing.routes["GET /products"] = [
        Say(503, headers={"Retry-After": "7"}), Say(429, headers={"Retry-After": "nonsense"}), Say(200, PRODUCTS),
    ]  # fmt: skip
    client(failing, waits).products()
    assert waits == [7.0, 1.0]
    failing.routes["GET /products"] = Say(503, headers={"Retry-After": "3600"})
    with pytest.raises(ServiceError, match="asks to wait 3600 s; try again then") as error:
        client(failing, waits).products()
    assert error.value.retry_after_s == 3600


def test_a_date_to_wait_for_is_held_against_the_date_of_the_answer() -> None:
    dates = {"retry-after": "Fri, 08 May 2026 08:00:09 GMT", "date": "Fri, 08 May 2026 08:00:02 GMT"}
    assert retry_after(http.Answer(503, dates, b"", "")) == 7
    assert retry_after(http.Answer(503, {**dates, "retry-after": "1e5"}, b"", "")) is None


def test_an_order_is_never_sent_a_second_time(failing: FailingServer) -> None:
    for say in (
        Say(500),
        Say(503, headers={"Retry-After": "1"}),
        Say(429),
        Say(cut=True),
        Say(200, b"junk"),
        Say(307),
    ):
        failing.seen.clear()
        failing.routes["POST /products/p/orders"] = say
        with pytest.raises(ServiceError):
            client(failing).submit("p", {**ASK, "order_parameters": {}})
        assert len(failing.asked("POST", "/products/p/orders")) == 1


def test_a_next_page_that_leads_back_is_not_followed_round(failing: FailingServer) -> None:
    failing.routes["GET /orders"] = Say(
        200, {"orders": [], "links": [{"rel": "next", "href": "/orders?limit=100"}]}
    )
    with pytest.raises(ServiceError, match="leads back to one already read"):
        list(client(failing).orders())
    body = {
        "features": [CHANCE],
        "links": [
            {"rel": "next", "method": "POST", "href": "/products/p/opportunities", "body": {"next": "2"}}
        ],
    }
    failing.routes["POST /products/p/opportunities"] = Say(200, body)
    with pytest.raises(ServiceError, match="leads back"):
        client(failing).opportunities("p", ASK)


def test_pages_without_end_end(failing: FailingServer) -> None:
    def page(asked: Asked) -> Say:
        number = int(asked.path.rpartition("=")[2])
        return Say(200, {"orders": [], "links": [{"rel": "next", "href": f"/orders?n={number + 1}"}]})

    failing.routes["GET /orders"] = page
    with pytest.raises(ServiceError, match="more than 200 pages"):
        list(client(failing).orders())


@pytest.mark.parametrize(
    "href", ["http://localhost:9/orders", "//example.com/orders", "https://127.0.0.1/orders", "file:///x"]
)
def test_a_next_page_on_another_server_is_not_asked_for(failing: FailingServer, href: str) -> None:
    failing.routes["GET /orders"] = Say(200, {"orders": [], "links": [{"rel": "next", "href": href}]})
    with pytest.raises(ServiceError, match="points to another server"):
        list(client(failing, key="a-key-of-mine").orders())
    assert len(failing.seen) == 1


def test_a_next_page_cannot_place_an_order(failing: FailingServer) -> None:
    order = {
        "rel": "next",
        "method": "POST",
        "href": "/products/p/orders",
        "body": {**ASK, "order_parameters": {}},
    }
    failing.routes["POST /products/p/opportunities"] = Say(200, {"features": [CHANCE], "links": [order]})
    failing.routes["GET /orders"] = Say(200, {"orders": [], "links": [order]})
    for call in (lambda: client(failing).opportunities("p", ASK), lambda: list(client(failing).orders())):
        with pytest.raises(ServiceError, match="another request than this"):
            call()
    assert failing.asked("POST", "/products/p/orders") == []


def test_a_next_page_by_post_carries_the_body_of_its_link(failing: FailingServer) -> None:
    def page(asked: Asked) -> Say:
        if asked.json.get("next") == "2":
            assert asked.json["datetime"] == ASK["datetime"]
            return Say(200, {"features": [{**CHANCE, "id": "b"}]})
        link = {
            "rel": "next",
            "method": "POST",
            "href": "opportunities",
            "body": {"next": "2"},
            "merge": True,
        }
        return Say(200, {"features": [CHANCE], "links": [link]})

    failing.routes["POST /products/p/opportunities"] = page
    assert [one.id for one in client(failing).opportunities("p", ASK).opportunities] == ["a", "b"]


@pytest.mark.parametrize("headers", [{}, {"Location": "http://localhost:9/searches/1"}])
def test_a_search_that_is_elsewhere_or_nowhere_is_not_followed(
    failing: FailingServer, headers: dict[str, str]
) -> None:
    failing.routes["POST /products/p/opportunities"] = Say(201, {"id": "s"}, headers)
    with pytest.raises(ServiceError, match=r"another server|does not say where"):
        client(failing).opportunities("p", ASK)


def test_a_search_that_fails_says_why(failing: FailingServer) -> None:
    failing.routes["POST /products/p/opportunities"] = Say(
        201, {"id": "s"}, {"Location": "/searches/opportunities/s"}
    )
    failing.routes["GET /searches/opportunities/s"] = [
        Say(200, {"status": {"status_code": "thinking_hard"}}),
        Say(200, {"status": {"status_code": "failed", "reason_text": "no\x1b[31m satellite"}}),
    ]
    with pytest.raises(ServiceError, match=r"the search has failed: no\\x1b\[31m satellite"):
        client(failing).opportunities("p", ASK)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "is no JSON"), (b"", "is no object"), (b"[]", "is no object"), (b'{"products": 7}', "no list"),
        (b'{"products": [7]}', "is no object"), (b'{"products": [{}]}', "without an id"), (b"{}", "gives no products"),
        (b'{"products": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested more than 64 deep"),
        (b"[" * 200_000, "nested|no JSON"), (b'{"products": [], "x": NaN}', "is no JSON"),
        (b'{"products": [], "x": 1e999}', "number too large"),
        (b'{"products": [], "x": ' + b"9" * 6000 + b"}", "is no JSON|number"),
        (b"\xff\xfe", "is no JSON"), (b'{"products": [' + b"1," * 500_001 + b"1]}", "more than 500,000 values"),
    ],
)  # fmt: skip
def test_a_hostile_answer_is_one_line(failing: FailingServer, body: bytes, words: str) -> None:
    failing.routes["GET /products"] = Say(200, body)
    with pytest.raises(ServiceError, match=words) as error:
        client(failing).products()
    assert "\n" not in str(error.value) and len(str(error.value)) < 400


def test_a_server_that_echoes_the_key_does_not_get_it_shown_or_kept(failing: FailingServer) -> None:
    key = "a-key-of-mine"
    failing.routes["GET /products"] = Say(400, {"detail": f"bad header Bearer {key}"})
    with pytest.raises(ServiceError, match=r"bad header Bearer \*\*\*"):
        client(failing, key=key).products()
    failing.routes["GET /products"] = Say(200, {"products": [{"id": "p", "title": f"for {key}"}]})
    assert client(failing, key=key).products()[0].title == "for ***"


def test_what_no_database_keeps_is_written_out(failing: FailingServer) -> None:
    failing.routes["GET /products"] = Say(200, b'{"products": [{"id": "p\\u0000", "title": "a\\ud800b"}]}')
    (one,) = client(failing).products()
    assert (one.id, one.title) == ("p\\x00", "a\\ud800b")


NAMES = (
    "id", "links", "rel", "href", "properties", "datetime", "status", "status_code", "timestamp", "conformsTo", "providers",
    "name", "geometry", "created", "search_parameters", "order_parameters", "title", "body",
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=30,
)


@given(ANYTHING)
def test_any_json_is_read_or_refused_in_one_line(value: Any) -> None:
    document = value if isinstance(value, dict) else {"id": value, "links": value, "properties": value}
    landing_of(document)
    links_of(document)
    for read in (product_of, opportunity_of, order_of, status_of):
        try:
            read(document, "http://provider")
        except ServiceError as error:
            assert str(error).startswith("http://provider: its answer ") and "\n" not in str(error)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read_json(body, "http://provider")
    except ServiceError as error:
        assert "its answer" in str(error)
