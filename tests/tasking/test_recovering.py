"""Which of a provider's orders is ours: by reference wherever it stands, else by its words however they are written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import RefusedError
from obslog.model.orders import Order
from obslog.tasking.orders.recovering import find_sent
from obslog.tasking.orders.stapi.reading import order_of

MADE = datetime(2026, 5, 8, 6, tzinfo=UTC)
REQUEST: dict[str, Any] = {
    "datetime": "2026-05-08T08:00:00Z/2026-05-09T08:00:00Z",
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[35.85, 34.9], [35.88, 34.9], [35.88, 34.93], [35.85, 34.9]]],
    },
    "filter": {"op": "<=", "args": [{"property": "off_nadir"}, 25]},
    "order_parameters": {},
}
OURS = Order("01A", "R", "obslog-01A", "demo", "https://x", "p", REQUEST, created_at=MADE)


def listed(row_id: str = "r1", **changes: Any) -> Any:
    document = {
        "id": row_id, "geometry": REQUEST["geometry"],
        "properties": {
            "product_id": "p", "created": "2026-05-08T06:00:05Z", "status": {"status_code": "received"},
            "search_parameters": {name: REQUEST[name] for name in ("datetime", "geometry", "filter")}, **changes,
        },
    }  # fmt: skip
    return order_of(document, "provider")


def found(*orders: Any, ours: Order = OURS, claimed: dict[str, str] | None = None) -> str | None:
    there = find_sent(ours, orders, claimed or {})
    return None if there is None else there.id


@pytest.mark.parametrize(
    "place",
    [
        {"order_parameters": {"reference": "obslog-01A"}}, {"order_parameters": {"x": {"client": ["obslog-01A"]}}},
        {"name": "your order obslog-01A"},
    ],
)  # fmt: skip
def test_our_reference_decides_wherever_it_stands(place: dict[str, Any]) -> None:
    strange = {"search_parameters": {}, "created": "2020-01-01T00:00:00Z"}
    assert found(listed("r1"), listed("r2", **place, **strange)) == "r2"


@pytest.mark.parametrize(
    "changes",
    [
        {"search_parameters": {**REQUEST, "datetime": "2026-05-08T10:00:00+02:00/2026-05-09T08:00:00.000000+00:00"}},
        {"search_parameters": {**REQUEST, "filter": {"args": [{"property": "off_nadir"}, 25.0], "op": "<="}}},
        {"search_parameters": {**REQUEST, "geometry": {**REQUEST["geometry"], "bbox": [1, 2, 3, 4]}}},
        {"search_parameters": {name: REQUEST[name] for name in ("datetime", "filter")}},
        {"created": None}, {"product_id": None},
    ],
)  # fmt: skip
def test_the_same_words_written_otherwise_are_the_same(changes: dict[str, Any]) -> None:
    assert found(listed(**changes)) == "r1"


@pytest.mark.parametrize(
    "changes",
    [
        {"search_parameters": {**REQUEST, "datetime": "2026-05-08T08:00:01Z/2026-05-09T08:00:00Z"}},
        {"search_parameters": {**REQUEST, "datetime": "yesterday"}},
        {"search_parameters": {**REQUEST, "filter": None}},
        {"search_parameters": {**REQUEST, "filter": {"op": "<=", "args": [{"property": "off_nadir"}, True]}}},
        {"search_parameters": {**REQUEST, "geometry": {"type": "Point", "coordinates": [35.85, 34.9]}}},
        {"product_id": "q"}, {"created": "2026-05-08T04:59:00Z"}, {"order_parameters": {"reference": "obslog-01B"}},
        {"search_parameters": {}},
    ],
)  # fmt: skip
def test_other_words_are_another_order(changes: dict[str, Any]) -> None:
    assert found(listed(**changes)) is None


def test_where_our_reference_was_sent_one_with_other_parameters_is_not_ours() -> None:
    sent = replace(OURS, request={**REQUEST, "order_parameters": {"reference": "obslog-01A"}})
    assert found(listed(order_parameters={"reference": "of a colleague"}), ours=sent) is None
    # A list that leaves parameters out says nothing of them.
    assert found(listed(), ours=sent) == "r1"


def test_orders_that_others_have_are_left_out_and_two_that_fit_are_not_chosen_among() -> None:
    assert found(listed("r1"), listed("r2"), claimed={"r1": "01B"}) == "r2"
    with pytest.raises(RefusedError, match=r"lists 2 orders that this one could be, r1, r2"):
        found(listed("r1"), listed("r2"))


COORDINATE = st.floats(-90, 90).map(lambda x: round(x, 7))


@given(
    st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=8),
    st.integers(0, 10_000),
    st.integers(1, 10_000),
)
def test_any_order_is_found_after_a_server_wrote_it_anew(points: Any, start: int, length: int) -> None:
    begins = MADE + timedelta(minutes=start)
    ends = begins + timedelta(minutes=length)
    geometry = {"type": "Polygon", "coordinates": [[list(point) for point in (*points, points[0])]]}
    interval = f"{begins:%Y-%m-%dT%H:%M:%SZ}/{ends:%Y-%m-%dT%H:%M:%SZ}"
    ours = replace(OURS, request={**REQUEST, "datetime": interval, "geometry": geometry})
    anew = json.loads(
        json.dumps({**REQUEST, "datetime": f"{begins.isoformat()}/{ends.isoformat()}", "geometry": geometry})
    )
    assert found(listed(search_parameters=anew), ours=ours) == "r1"
