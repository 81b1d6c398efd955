"""An order made ready: the requirement in a product's words, its opportunities, and exactly what would be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from math import isfinite
from typing import Any

from obslog.model.errors import NotFoundError, RefusedError, ServiceError, WordError
from obslog.model.orders import Order
from obslog.model.places import Site
from obslog.model.requirements import Needs, Requirement, RequirementState
from obslog.observing.desk import Desk
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.tasking.needs import requirements
from obslog.tasking.needs.asking import ground_asked
from obslog.tasking.orders.aoi import ground_geojson
from obslog.tasking.orders.constraints import express
from obslog.tasking.orders.providers import Provider, client_of, provider_of
from obslog.tasking.orders.stapi import Client, Found, Opportunity, Product, property_table
from obslog.tasking.orders.stapi.reading import instant_of
from obslog.tasking.orders.stapi.schemas import Property, allows_more, missing_parameters, read_parameters

#: Names under which products take a buyer's own reference, the first that one has.
_REFERENCES = (
    "reference", "client_reference", "clientReference", "customer_reference", "customerReference", "order_reference",
    "reference_id", "external_id", "externalId", "external_reference", "user_reference", "purchase_order", "order_name",
)  # fmt: skip


@dataclass(frozen=True)
class ProductLine:
    """A product with what it can be filtered by and what an order of it states; None where that was not asked for."""

    product: Product
    queryables: tuple[Property, ...] | None = None
    parameters: tuple[Property, ...] | None = None


@dataclass(frozen=True)
class Feasibility:
    """What a provider says could be collected for a requirement: the question as it was sent, and its answer.

    `asked` is what the filter says in words, `unexpressed` what the requirement needs and the product cannot say.
    """

    requirement: Requirement
    provider: Provider
    product: Product
    request: Mapping[str, Any]
    asked: tuple[str, ...]
    unexpressed: tuple[str, ...]
    found: Found


def order_products(
    provider: str, *, product: str | None = None, key_env: str | None = None
) -> tuple[ProductLine, ...]:
    """The products of a provider; of `product` alone with its queryables and order parameters."""
    client = client_of(provider_of(provider, key_env))
    if product is None:
        return tuple(ProductLine(one) for one in client.products())
    found = product_of(client, product)
    return (
        ProductLine(
            found,
            tuple(property_table(client.queryables(found.id)).values()),
            tuple(property_table(client.order_parameters(found.id)).values()),
        ),
    )


def product_of(client: Client, product: str) -> Product:
    """The product of that id. Raises `NotFoundError` naming those that are near, or all."""
    try:
        return client.product(product)
    except ServiceError as error:
        if error.status != 404:
            raise
    ids = [one.id for one in client.products()]
    near = tuple(get_close_matches(product, ids, n=3, cutoff=0.5))
    raise NotFoundError("product", product, near, f"{client.url} has {', '.join(ids[:20]) or 'none'}")


def order_feasibility(
    desk: Desk, requirement: str, provider: str, product: str, *, key_env: str | None = None
) -> Feasibility:
    """Ask a provider what it could collect for a requirement; nothing is ordered and nothing kept."""
    wanted, place = _wanted(desk, requirement)
    who = provider_of(provider, key_env)
    client = client_of(who)
    found = product_of(client, product)
    request, asked, unsaid = _request(desk, client, wanted, place, found)
    if not found.searchable:
        raise RefusedError(
            f"{found.id} of {who.name} does not tell opportunities; prepare an order for its whole window"
        )
    chances = client.opportunities(found.id, request)
    return Feasibility(wanted, who, found, request, asked, unsaid, chances)


def order_prepare(
    desk: Desk,
    requirement: str,
    provider: str,
    product: str,
    *,
    opportunity: str | None = None,
    parameters: Mapping[str, str] | None = None,
    cost: float | None = None,
    currency: str | None = None,
    key_env: str | None = None,
) -> Order:
    """Make an order and keep it; the provider is asked what its product takes, and is sent no order.

    `opportunity` is the id of one that `order_feasibility` gives, or the beginning of its time; without one the order
    is for the whole window. `cost` is what the user was quoted, in `currency` (three letters). Raises `WordError`,
    `NotFoundError`, `RefusedError`, `ServiceError`.
    """
    cost, currency = _money(cost, currency)
    wanted, place = _wanted(desk, requirement)
    if wanted.state is not RequirementState.OPEN:
        raise RefusedError(
            f"the requirement is {wanted.state}: nothing is ordered for it; obslog requirement reopen opens it"
        )
    who = provider_of(provider, key_env)
    client = client_of(who)
    found = product_of(client, product)
    request, _, unsaid = _request(desk, client, wanted, place, found)
    chosen = None
    if opportunity is not None:
        chosen = _chosen(client, found, request, opportunity)
        request = _narrowed(request, chosen)
    row_id = new_id()
    reference = f"obslog-{row_id}"
    stated, lost = _parameters(client.order_parameters(found.id), parameters or {}, reference, found)
    made = Order(
        id=row_id, requirement_id=wanted.id, reference=reference, provider=who.name, endpoint=client.url,
        product_id=found.id, request={**request, "order_parameters": {**request.get("order_parameters", {}), **stated}},
        unexpressed=(*unsaid, *lost),
        opportunity=None if chosen is None else _kept(chosen), cost=cost, currency=currency, analyst=desk.actor.name,
        created_at=desk.clock().astimezone(UTC),
    )  # fmt: skip
    note = {"requirement": wanted.id, "order": made.id, "provider": who.name, "product": found.id}
    desk.write("order prepare", rows.order_ops(made, desk.actor.basis, desk.stamp()), note)
    return queries.order(desk.ws, made.id)


#: Of what a provider says of an opportunity no more than this is kept, characters of JSON.
_MOST_KEPT = 200_000
_LOOKED_FOR = "an order whose answer is lost is then looked for by its window, ground and filter"


def order_notes(desk: Desk, order: Order) -> tuple[str, ...]:
    """What should make one pause before an order is sent."""
    said = []
    end = instant_of(str(order.request.get("datetime", "")).rpartition("/")[2])
    if end is not None and end < desk.clock().astimezone(UTC):
        said.append("its window has passed: a provider may refuse it")
    others = [
        one for one in queries.orders(desk.ws, requirement_id=order.requirement_id) if one.id != order.id
    ]
    under_way = [one for one in others if one.state in ("open", "submitting")]
    if under_way:
        named = ", ".join(f"{one.id[-8:]} ({one.provider})" for one in under_way)
        said.append(f"under way already for this requirement: {named}")
    return tuple(said)


def _wanted(desk: Desk, requirement: str) -> tuple[Requirement, Site]:
    with desk.ws.reading():
        wanted = requirements.find(desk, requirement)
        return wanted, queries.site_by_id(desk.ws, wanted.site_id)


def _request(
    desk: Desk, client: Client, wanted: Requirement, place: Site, product: Product
) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]:
    """What is sent to ask and to order, what its filter asks in words, what it cannot ask."""
    said = express(wanted.needs, client.queryables(product.id))
    geometry, lost = _geometry(wanted, place, product)
    request: dict[str, Any] = {
        "datetime": _interval(wanted.needs, desk.clock().astimezone(UTC)),
        "geometry": geometry,
    }
    if said.filter is not None:
        request["filter"] = dict(said.filter)
    return request, said.asked, (*lost, *said.unexpressed)


def _interval(needs: Needs, now: datetime) -> str:
    """The window as a closed interval in UTC; what of it has passed is not asked for, unless all of it has."""
    start = needs.earliest
    if start < now < needs.latest:
        start = min(now.replace(second=0, microsecond=0) + timedelta(minutes=1), needs.latest)
    return f"{_z(start)}/{_z(needs.latest)}"


def _z(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _geometry(wanted: Requirement, place: Site, product: Product) -> tuple[dict[str, Any], list[str]]:
    """The ground as GeoJSON of a kind that the product takes, and what of it that kind cannot say."""
    from obslog.tasking.choosing.aim import aim_at

    ground = ground_asked(wanted, place)
    takes = product.geometries
    if ground.geometry is None:
        if takes and "Point" not in takes:
            raise RefusedError(
                f"{product.id} takes {' or '.join(sorted(takes))}, and {ground.words}: give one a polygon"
            )
        return ground_geojson(ground), []
    shape = ground_geojson(ground)
    if not takes or shape["type"] in takes:
        return shape, []
    if "Point" in takes and "Polygon" not in takes:
        aim = aim_at(place.name, ground.geometry, ground.lon, ground.lat)
        point = {"type": "Point", "coordinates": [round(aim.lon, 6), round(aim.lat, 6)]}
        return point, [
            f"the outline of the ground ({ground.words}): {product.id} takes a point, and its middle goes along"
        ]
    raise RefusedError(
        f"the ground ({ground.words}) is a {shape['type']}, and {product.id} takes {' or '.join(sorted(takes))}: "
        "ask for one polygon in the requirement"
    )


def _chosen(client: Client, product: Product, request: Mapping[str, Any], word: str) -> Opportunity:
    """The opportunity of that id, or whose time begins so. Raises `NotFoundError`, `RefusedError`."""
    if not product.searchable:
        raise RefusedError(f"{product.id} does not tell opportunities; prepare the order without one")
    found = client.opportunities(product.id, request, most=1000).opportunities
    by_id = [one for one in found if one.id == word]
    by_time = [
        one for one in found if one.start is not None and len(word) >= 10 and _z(one.start).startswith(word)
    ]
    fitting = by_id or by_time
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        times = ", ".join(_z(one.start) for one in fitting[:6] if one.start)
        raise RefusedError(
            f"opportunity {word!r} could be several: {times}; give more of its time, or its id"
        )
    raise NotFoundError(
        "opportunity", word, hint=f"{product.id} has {len(found)} now; obslog order feasibility shows them"
    )


def _narrowed(request: Mapping[str, Any], chosen: Opportunity) -> dict[str, Any]:
    """The request for one opportunity: as its own link says where it has one, else the window of its time."""
    own = next(
        (link.body for link in chosen.links if link.rel == "create-order" and link.body is not None), None
    )
    narrow = dict(request)
    if chosen.start is not None and chosen.end is not None:
        narrow["datetime"] = f"{_z(chosen.start)}/{_z(_up(chosen.end))}"
    if own is not None and len(json.dumps(own)) <= _MOST_KEPT:
        # A window that cannot be read, and what is no object where one must be, stay as they were asked.
        narrow |= {key: value for key, value in own.items() if _orderly(key, value)}
    return narrow


def _orderly(key: str, value: Any) -> bool:
    if key == "datetime":
        ends = str(value).split("/")
        return len(ends) == 2 and all(instant_of(end) is not None for end in ends)
    if key in ("geometry", "filter", "order_parameters"):
        return isinstance(value, dict)
    return value is not None and key not in ("limit", "next")


def _up(instant: datetime) -> datetime:
    return instant if instant.microsecond == 0 else instant.replace(microsecond=0) + timedelta(seconds=1)


def _kept(chosen: Opportunity) -> dict[str, Any]:
    kept = {"id": chosen.id, "geometry": chosen.geometry, "properties": dict(chosen.properties)}
    if len(json.dumps(kept)) <= _MOST_KEPT:
        return kept
    return {"id": chosen.id, "geometry": None, "properties": {"datetime": chosen.properties.get("datetime")}}


def _parameters(
    schema: Mapping[str, Any], given: Mapping[str, str], reference: str, product: Product
) -> tuple[dict[str, Any], list[str]]:
    """The order parameters, our reference among them where the product takes one; else the sentence that says so."""
    values = read_parameters(schema, given)
    table = property_table(schema)
    name = next((one for one in _REFERENCES if one in table and _takes(table[one], reference)), None)
    if name is None and allows_more(schema):
        name = _REFERENCES[0]
    said = []
    if name is None:
        said.append(f"our own reference: the product has no order parameter for it; {_LOOKED_FOR}")
    elif name in values:
        said.append(f"our own reference: `{name}` holds what was given instead; {_LOOKED_FOR}")
    else:
        values[name] = reference
    missing = missing_parameters(schema, values)
    if missing:
        rules = ", ".join(one.text() for one in missing)
        raise WordError(
            "parameters", product.id, f"the product needs {rules}; add --parameter {missing[0].name}=..."
        )
    return values, said


def _takes(rule: Property, text: str) -> bool:
    fits = rule.max_length is None or len(text) <= rule.max_length
    return not rule.choices and fits and (not rule.kinds or "string" in rule.kinds)


def _money(cost: float | None, currency: str | None) -> tuple[float | None, str | None]:
    if cost is not None and not (isfinite(cost) and cost >= 0):
        raise WordError("cost", f"{cost:g}", "write a number from 0 on")
    if (cost is None) != (currency is None):
        raise WordError(
            "cost",
            f"{cost or ''} {currency or ''}".strip(),
            "a cost goes with its currency: --cost 1200 --currency EUR",
        )
    if currency is None:
        return cost, None
    word = currency.strip().upper()
    if len(word) != 3 or not word.isascii() or not word.isalpha():
        raise WordError("currency", currency, "write three letters, such as EUR")
    return cost, word
