"""Providers, products, opportunities and orders as JSON (docs/wire.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from obslog.model.orders import OrderStatus
from obslog.tasking.orders.ordering import OrderLine
from obslog.tasking.orders.preparing import Feasibility, ProductLine
from obslog.tasking.orders.providers import Provider
from obslog.tasking.orders.stapi import Opportunity, Property


def provider_wire(provider: Provider) -> dict[str, Any]:
    """The shape of `order providers --json`."""
    return {"provider": provider.name, "url": provider.url, "key": provider.key_words}


def product_wire(line: ProductLine) -> dict[str, Any]:
    """The shape of `order products --json`."""
    product = line.product
    return {
        "product": product.id, "title": product.title, "description": product.description,
        "providers": list(product.providers), "licence": product.licence, "geometries": sorted(product.geometries),
        "opportunities": product.searchable, "queryables": _rules(line.queryables), "parameters": _rules(line.parameters),
    }  # fmt: skip


def _rules(rules: tuple[Property, ...] | None) -> list[dict[str, Any]] | None:
    if rules is None:
        return None
    return [
        {"name": one.name, "types": sorted(one.kinds), "minimum": one.minimum, "maximum": one.maximum,
         "choices": list(one.choices), "needed": one.required}
        for one in rules
    ]  # fmt: skip


def opportunity_wire(found: Opportunity) -> dict[str, Any]:
    """The shape of a line of `order feasibility --json`."""
    return {
        "opportunity": found.id, "start": _z(found.start), "end": _z(found.end), "geometry": found.geometry,
        "properties": dict(found.properties),
    }  # fmt: skip


def feasibility_wire(answer: Feasibility) -> dict[str, Any]:
    """The last line of `order feasibility --json`."""
    return {
        "summary": {
            "requirement": answer.requirement.id, "provider": answer.provider.name, "product": answer.product.id,
            "request": dict(answer.request), "asked": list(answer.asked), "unexpressed": list(answer.unexpressed),
            "opportunities": len(answer.found.opportunities), "more": answer.found.more,
        }
    }  # fmt: skip


def status_wire(status: OrderStatus) -> dict[str, Any]:
    """One status as it was received."""
    return {
        "code": status.code, "at": _z(status.at), "reason_code": status.reason_code, "reason_text": status.reason_text,
        "received_at": _z(status.received_at), "links": [{"rel": rel, "href": href} for rel, href in status.links],
    }  # fmt: skip


def order_wire(line: OrderLine) -> dict[str, Any]:
    """The shape of `order prepare/submit/refresh/list/show --json`."""
    order = line.order
    return {
        "order": order.id, "requirement": order.requirement_id, "site": line.site_name, "question": line.question,
        "state": str(order.state), "provider": order.provider, "endpoint": order.endpoint, "product": order.product_id,
        "reference": order.reference, "remote": order.remote_id, "request": dict(order.request),
        "unexpressed": list(order.unexpressed), "opportunity": order.opportunity,
        "statuses": [status_wire(one) for one in order.statuses], "cost": order.cost, "currency": order.currency,
        "analyst": order.analyst, "created_at": _z(order.created_at),
    }  # fmt: skip


def _z(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return instant.isoformat(timespec="microseconds" if instant.microsecond else "seconds").replace(
        "+00:00", "Z"
    )
